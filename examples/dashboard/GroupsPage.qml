// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts
import RedisStreams
import RedisStreamsDashboard

// Consumer groups with what they have in work, and the streams of dead letters.
FocusScope {
    id: root

    required property Session session
    readonly property StreamMonitor monitor: session.monitor
    // The stream whose dead letters are shown instead of a group; empty: none.
    property string deadLetters: ""
    // The entry that is inspected, and why it cannot be.
    property var inspected: null
    property string problem: ""
    // Counts what was asked for and what was closed: an answer to what was left meanwhile opens nothing.
    property int wishes: 0

    function inspect(stream: string, entryId: string) {
        const wish = ++wishes;
        session.client.xrange(stream, { "first": entryId, "last": entryId }, (list, error) => {
            if (wish !== wishes)
                return;
            problem = error ? error.message : list.length === 0 ? qsTr("Entry %1 is no longer in %2: it was deleted or trimmed.").arg(entryId).arg(stream) : "";
            show(!error && list.length > 0 ? list[0] : null);
        }, root);
    }

    function show(entry: var) {
        inspected = entry;
        if (entry !== null)
            inspector.forceActiveFocus();
    }

    function closeInspector() {
        ++wishes;
        if (inspector.activeFocus)
            (letters.visible ? letters : pending).forceActiveFocus();
        inspected = null;
        problem = "";
    }

    function showDeadLetters(stream: string) {
        closeInspector();
        deadLetters = deadLetters === stream ? "" : stream;
    }

    // Something to see at once, unless the user looks at letters.
    function showSomething() {
        if (deadLetters.length === 0 && monitor.currentGroup.length === 0 && monitor.groupList.count > 0)
            groups.select(0);
    }

    Keys.onEscapePressed: event => {
        event.accepted = inspector.visible;
        closeInspector();
    }

    Connections {
        target: root.monitor
        function onCurrentGroupChanged() { root.deadLetters = ""; root.closeInspector(); }
        function onCurrentStreamChanged() { root.deadLetters = ""; root.closeInspector(); }
    }
    Connections {
        target: root.monitor.groupList
        function onCountChanged() { root.showSomething(); }
    }
    onDeadLettersChanged: showSomething()

    readonly property var letterStreams: monitor.streamList.deadLetterStreams

    GroupActions {
        id: actions
        objectName: "groupActions"
        anchors { left: parent.left; right: parent.right; top: parent.top }
        monitor: root.monitor
    }

    AppSplitView {
        anchors { left: parent.left; right: parent.right; top: actions.bottom; bottom: parent.bottom; margins: 2 * Theme.grid; topMargin: 0 }
        orientation: Qt.Vertical

        GroupPanel {
            id: groups
            objectName: "groupPanel"
            // A row of cards, or two where there is room; the rest is for what the group has in work.
            SplitView.preferredHeight: Math.min(Math.ceil(Math.max(1, root.monitor.groupList.count) / Math.max(1, Math.floor(width / minimumCardWidth))),
                                                root.height > 760 ? 2 : 1) * 40 * Theme.grid + Theme.grid
            SplitView.minimumHeight: 20 * Theme.grid
            SplitView.fillHeight: root.monitor.groupList.count === 0 && root.letterStreams.length === 0
            monitor: root.monitor
            emptyHint: qsTr("A group is made by its first member, or with \"New group...\" above.")
            focus: true
            onGroupActivated: (pending.visible ? pending : letters).forceActiveFocus()
        }

        Item {
            SplitView.fillHeight: true
            SplitView.minimumHeight: 40 * Theme.grid
            visible: root.monitor.groupList.count > 0 || root.letterStreams.length > 0 || root.deadLetters.length > 0

            RowLayout {
                id: heading
                anchors { left: parent.left; right: parent.right; top: parent.top; leftMargin: Theme.grid; rightMargin: Theme.grid }
                height: 10 * Theme.grid
                spacing: 2 * Theme.grid

                Text {
                    Layout.fillWidth: true
                    text: root.deadLetters.length > 0 ? qsTr("Dead letters in %1").arg(root.deadLetters)
                        : root.monitor.currentGroup.length > 0 ? qsTr("%1  \u00b7  %2").arg(root.monitor.currentGroup).arg(root.monitor.currentStream) : ""
                    textFormat: Text.PlainText
                    elide: Text.ElideMiddle
                    color: Theme.text
                    font.pixelSize: Theme.titleSize
                }
                ActionButton {
                    objectName: "backToGroup"
                    visible: root.deadLetters.length > 0
                    text: root.monitor.currentGroup.length > 0 ? qsTr("Back to %1").arg(root.monitor.currentGroup) : qsTr("Close")
                    onClicked: root.showDeadLetters(root.deadLetters)
                }
                Repeater {
                    model: root.letterStreams

                    ActionButton {
                        required property string modelData
                        objectName: "letters:" + modelData
                        Layout.maximumWidth: 60 * Theme.grid
                        text: qsTr("%1 (%2)").arg(modelData).arg(Format.count(actions.figure(modelData, StreamListModel.LengthRole) ?? 0))
                        hint: qsTr("A stream of dead letters: look at them, replay them")
                        checked: root.deadLetters === modelData
                        onClicked: root.showDeadLetters(modelData)
                    }
                }
            }

            AppSplitView {
                anchors { left: parent.left; right: parent.right; top: heading.bottom; bottom: parent.bottom }
                visible: root.deadLetters.length === 0

                ConsumerTable {
                    objectName: "consumers"
                    SplitView.preferredWidth: Math.max(66 * Theme.grid, Math.round(root.width * 0.3))
                    SplitView.minimumWidth: 48 * Theme.grid
                    monitor: root.monitor
                }
                PendingTable {
                    id: pending
                    objectName: "pending"
                    SplitView.fillWidth: true
                    SplitView.minimumWidth: 80 * Theme.grid
                    monitor: root.monitor
                    onEntryActivated: (stream, entryId) => root.inspect(stream, entryId)
                }
            }

            DeadLetterTable {
                id: letters
                objectName: "letters"
                anchors { left: parent.left; right: parent.right; top: heading.bottom; bottom: parent.bottom }
                visible: root.deadLetters.length > 0
                monitor: root.monitor
                stream: root.deadLetters
                onLetterActivated: entry => {
                    root.problem = "";
                    root.show(entry);
                }
            }
        }

        EntryInspector {
            id: inspector
            objectName: "groupInspector"
            SplitView.preferredHeight: Math.min(Preferences.inspectorHeight, Math.round(root.height * 0.35))
            SplitView.minimumHeight: 24 * Theme.grid
            visible: root.inspected !== null
            entry: root.inspected
            form: Preferences.inspectorForm
            onFormChanged: Preferences.inspectorForm = form
            onClosed: root.closeInspector()
        }

        AppLabel {
            SplitView.preferredHeight: 8 * Theme.grid
            visible: root.problem.length > 0
            leftPadding: 2 * Theme.grid
            verticalAlignment: Text.AlignVCenter
            text: root.problem
            color: Theme.bad
        }
    }
}
