// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic
import RedisStreams
import RedisStreamsDashboard

// The servers that were connected to, the last one first.
Column {
    id: root

    readonly property int count: Preferences.recentServers.length
    signal chosen(url: string, needsPassword: bool)

    spacing: Theme.grid

    AppLabel {
        text: qsTr("Recent")
    }

    ListView {
        id: list
        objectName: "recentServers"
        width: parent.width
        height: Math.min(contentHeight, 5 * Theme.rowHeight)
        clip: true
        boundsBehavior: Flickable.StopAtBounds
        activeFocusOnTab: true
        keyNavigationEnabled: true
        model: Preferences.recentServers
        Accessible.role: Accessible.List
        Accessible.name: qsTr("Recent servers")
        Keys.onReturnPressed: choose(currentIndex)
        Keys.onEnterPressed: choose(currentIndex)
        Keys.onDeletePressed: Preferences.forgetServer(Preferences.recentServers[currentIndex].url)
        ScrollBar.vertical: TableScrollBar {
            visible: list.contentHeight > list.height
        }

        function choose(index: int) {
            const server = Preferences.recentServers[index];
            if (server)
                root.chosen(server.url, server.needsPassword);
        }

        delegate: Rectangle {
            id: row
            required property int index
            required property var modelData

            width: list.width
            height: Theme.rowHeight
            radius: Theme.radius
            color: hover.hovered ? Theme.hover : "transparent"
            border.width: ListView.isCurrentItem && list.activeFocus ? 2 : 0
            border.color: Theme.accent
            Accessible.role: Accessible.ListItem
            Accessible.name: modelData.display

            HoverHandler {
                id: hover
            }
            TapHandler {
                onTapped: list.choose(row.index)
            }
            Text {
                anchors { left: parent.left; right: forget.left; leftMargin: 2 * Theme.grid; verticalCenter: parent.verticalCenter }
                text: row.modelData.display + (row.modelData.needsPassword ? "  \u00b7  " + qsTr("asks for a password") : "")
                textFormat: Text.PlainText
                elide: Text.ElideRight
                color: Theme.text
                font.pixelSize: Theme.textSize
            }
            LinkButton {
                id: forget
                anchors { right: parent.right; rightMargin: 2 * Theme.grid; verticalCenter: parent.verticalCenter }
                visible: hover.hovered || (row.ListView.isCurrentItem && list.activeFocus)
                focusPolicy: Qt.NoFocus
                text: qsTr("Forget")
                onClicked: Preferences.forgetServer(row.modelData.url)
            }
        }
    }
}
