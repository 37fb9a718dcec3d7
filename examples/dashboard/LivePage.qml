// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

import QtQuick
import QtQuick.Controls.Basic
import RedisStreams
import RedisStreamsDashboard

// The entries of the followed streams as they come, and one of them in full.
FocusScope {
    id: root

    required property Session session
    // Why there is no connection.
    property string reason: ""
    readonly property alias table: table
    readonly property int followed: session.followed.length
    readonly property StreamMonitor monitor: session.monitor
    // Before that, what is arranged is not the user's.
    property bool restored: false
    readonly property bool noStreams: monitor.loaded && monitor.streamList.streamCount === 0

    function togglePause() {
        table.paused = !table.paused;
    }

    function editFilter() {
        bar.editFilter();
    }

    function askExport() {
        bar.askExport();
    }

    function askTime() {
        bar.askTime();
    }

    function closeInspector() {
        inspector.dismissed = true;
        table.selection.chooseNone();
        table.forceActiveFocus();
    }

    Keys.onPressed: event => {
        event.accepted = true;
        if (event.key === Qt.Key_Space)
            togglePause();
        else if (event.key === Qt.Key_End)
            table.follow();
        else if (event.key === Qt.Key_Escape && inspector.visible)
            closeInspector();
        else
            event.accepted = false;
    }

    LiveBar {
        id: bar
        anchors { left: parent.left; right: parent.right; top: parent.top }
        session: root.session
        table: table
        onPauseToggled: root.togglePause()
    }

    StreamNotices {
        id: notices
        objectName: "notices"
        anchors { left: parent.left; right: parent.right; top: bar.bottom }
        consumer: root.session.consumer
    }
    Connections {
        target: root.session
        function onServerChosen() { notices.clear(); }
    }

    AppSplitView {
        id: split
        anchors { left: parent.left; right: parent.right; top: notices.bottom; bottom: parent.bottom }
        orientation: Qt.Vertical

        StreamTable {
            id: table
            objectName: "table"
            SplitView.fillHeight: true
            SplitView.minimumHeight: 30 * Theme.grid
            focus: true
            model: root.session.entries
            onColumnWidthsChanged: {
                if (root.restored)
                    Preferences.columnWidths = columnWidths;
            }
            onEntryActivated: {
                inspector.dismissed = false;
                inspector.forceActiveFocus();
            }
            onCurrentEntryChanged: inspector.dismissed = false

            emptyTitle: !root.session.client.connected ? qsTr("Not connected")
                      : root.noStreams ? qsTr("This server has no streams yet")
                      : root.followed === 0 ? qsTr("No stream is followed") : qsTr("Waiting for entries")
            emptyHint: !root.session.client.connected
                       ? (root.reason.length > 0 ? root.reason + "\n" + qsTr("Choose a server above (Ctrl+O).") : qsTr("Choose a server above (Ctrl+O)."))
                     : root.noStreams
                       ? qsTr("Add an entry at the left and its stream appears.\nOr start scripts/demo, or:\nredis-cli XADD host:cpu '*' user 12.4 system 3.1")
                     : root.followed === 0 ? qsTr("Tick one or more streams at the left to see their entries here.")
                     : qsTr("New entries of %1 appear here as they are added.").arg(Format.join(root.session.followed))
        }

        EntryInspector {
            id: inspector

            // Closed until another entry is chosen.
            property bool dismissed: false

            objectName: "inspector"
            SplitView.preferredHeight: Preferences.inspectorHeight
            SplitView.minimumHeight: 24 * Theme.grid
            visible: !dismissed && table.currentEntry !== null
            entry: table.currentEntry
            form: Preferences.inspectorForm
            onFormChanged: Preferences.inspectorForm = form
            onHeightChanged: {
                if (visible && split.adjusting)
                    Preferences.inspectorHeight = height;
            }
            onClosed: root.closeInspector()
        }
    }

    // What the user arranges is kept; columns that are not seen yet are known by their names.
    Component.onCompleted: {
        session.entries.columns.order = Preferences.columnOrder;
        session.entries.columns.hidden = Preferences.hiddenColumns;
        session.entries.relativeTimes = Preferences.relativeTimes;
        table.columnWidths = Preferences.columnWidths;
        restored = true;
    }
    Connections {
        target: root.session.entries.columns
        enabled: root.restored
        function onOrderChanged() { Preferences.columnOrder = root.session.entries.columns.order; }
        function onHiddenChanged() { Preferences.hiddenColumns = root.session.entries.columns.hidden; }
    }
    Connections {
        target: root.session.entries
        function onRelativeTimesChanged() { Preferences.relativeTimes = root.session.entries.relativeTimes; }
    }
}
