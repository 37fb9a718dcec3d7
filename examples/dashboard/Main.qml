// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic
import RedisStreams
import RedisStreamsDashboard

ApplicationWindow {
    id: window

    // Set by main(); an empty URL is the last server.
    property string startUrl: ""
    // For the first server, when its URL has none.
    property string startPassword: ""
    property list<string> startStreams: []
    property int startPage: -1
    property int startWidth: Preferences.windowWidth
    property int startHeight: Preferences.windowHeight
    property string scheme: ""

    // For pictures: when there is something to see.
    readonly property int rowCount: current.entries.count
    readonly property alias session: current
    property int page: startPage >= 0 ? startPage : Preferences.page

    function showPage(number: int) {
        page = number;
        pages.children[number].forceActiveFocus();
    }

    title: current.client.displayUrl.length > 0 ? qsTr("%1 \u2013 Redis Streams").arg(current.client.displayUrl) : qsTr("Redis Streams")
    width: startWidth
    height: startHeight
    minimumWidth: 800
    minimumHeight: 480
    visible: true
    color: Theme.window
    palette {
        window: Theme.window
        windowText: Theme.text
        base: Theme.surface
        text: Theme.text
        button: Theme.raised
        buttonText: Theme.text
        highlight: Theme.accent
        highlightedText: Theme.accentText
        toolTipBase: Theme.raised
        toolTipText: Theme.text
        mid: Theme.controlLine
        dark: Theme.mutedText
    }

    onPageChanged: Preferences.page = page
    onClosing: {
        Preferences.windowWidth = width;
        Preferences.windowHeight = height;
    }
    Component.onCompleted: {
        if (scheme.length > 0)
            Preferences.scheme = scheme;
        const url = startUrl.length > 0 ? startUrl : Preferences.recentServers[0]?.url ?? "redis://localhost:6379";
        current.connectTo(startPassword.length > 0 && !ServerUrl.hasPassword(url) ? ServerUrl.withPassword(url, startPassword) : url, startStreams);
        live.forceActiveFocus();
    }

    Binding {
        target: Theme
        property: "scheme"
        value: Preferences.scheme
    }

    Session {
        id: current
        active: window.visible && window.visibility !== Window.Minimized
        groupsShown: window.page === 2
        // Who is writing in the dialog keeps what is written; why it is refused stands there as well.
        onPasswordRefused: {
            if (!topBar.dialog.opened)
                topBar.dialog.ask("");
        }
    }

    Shortcut {
        sequences: ["Ctrl+F"]
        onActivated: {
            window.showPage(0);
            live.editFilter();
        }
    }
    Shortcut {
        sequences: ["Ctrl+E"]
        onActivated: {
            window.showPage(0);
            live.askExport();
        }
    }
    Shortcut {
        sequences: ["Ctrl+J"]
        onActivated: {
            window.showPage(0);
            live.askTime();
        }
    }
    Shortcut {
        sequences: ["Ctrl+L"]
        onActivated: sidebar.focusSearch()
    }
    Shortcut {
        sequences: ["Ctrl+N"]
        onActivated: sidebar.addEntry()
    }
    Shortcut {
        sequences: ["Ctrl+O"]
        onActivated: topBar.dialog.ask("")
    }
    Shortcut {
        sequences: ["Ctrl+Q"]
        onActivated: Qt.quit()
    }
    Instantiator {
        model: 3
        Shortcut {
            required property int index
            sequences: ["Ctrl+" + (index + 1)]
            onActivated: window.showPage(index)
        }
    }

    TopBar {
        id: topBar
        anchors { left: parent.left; right: parent.right; top: parent.top }
        session: current
    }

    AppSplitView {
        id: split
        anchors { left: parent.left; right: parent.right; top: topBar.bottom; bottom: statusBar.top }

        StreamSidebar {
            id: sidebar
            SplitView.preferredWidth: Preferences.sidebarWidth
            SplitView.minimumWidth: 48 * Theme.grid
            SplitView.maximumWidth: split.width * 0.5
            session: current
            onWidthChanged: {
                if (split.adjusting)
                    Preferences.sidebarWidth = width;
            }
        }

        Item {
            SplitView.fillWidth: true

            PageTabs {
                id: tabs
                anchors { left: parent.left; right: parent.right; top: parent.top }
                titles: [qsTr("Live"), qsTr("Charts"), qsTr("Groups")]
                current: window.page
                onChosen: index => window.page = index
            }

            Item {
                id: pages
                anchors { left: parent.left; right: parent.right; top: tabs.bottom; bottom: parent.bottom }

                LivePage {
                    id: live
                    anchors.fill: parent
                    visible: window.page === 0
                    focus: visible
                    session: current
                    reason: topBar.reason
                }
                ChartsPage {
                    anchors.fill: parent
                    visible: window.page === 1
                    focus: visible
                    session: current
                }
                GroupsPage {
                    anchors.fill: parent
                    visible: window.page === 2
                    focus: visible
                    session: current
                }
            }
        }
    }

    StatusBar {
        id: statusBar
        anchors { left: parent.left; right: parent.right; bottom: parent.bottom }
        session: current
    }
}
