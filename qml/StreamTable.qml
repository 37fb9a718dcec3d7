// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

import QtQuick
import QtQuick.Controls.Basic
import RedisStreams

// The rows of a StreamModel, following the newest like a terminal. Scrolling away holds the rows still (the consumer
// goes on reading) and counts what arrives; End, or the button that tells the count, goes back to the newest. Scrolling
// past the oldest row fetches what came before it.
FocusScope {
    id: root

    property StreamModel model: null
    // Holds the rows as scrolling away does, but stays until it is set back.
    property bool paused: false
    // Whether the newest row is kept in sight.
    property alias following: table.following
    readonly property real newCount: model ? model.pausedCount : 0

    // Shown in place of rows while there are none.
    property string emptyTitle: qsTr("No entries yet")
    property string emptyHint: ""

    // The row that was clicked or gone to with the arrow keys, -1 without one. It moves along with its entry;
    // currentEntry is kept also when that is a row no more. What else is selected: see StreamSelection.
    readonly property int currentRow: selection.row
    readonly property var currentEntry: selection.hasEntry ? selection.entry : null
    readonly property alias selection: selection
    signal entryActivated(entry: var)

    // Widths that the user gave to columns, by their keys: to be stored, and set again.
    property alias columnWidths: header.chosenWidths

    readonly property StreamHistory history: model ? model.history : null
    readonly property bool newestFirst: model !== null && model.newestFirst
    readonly property int barSize: 3 * Theme.grid
    readonly property bool tooHigh: table.rowCount * Theme.rowHeight > height - header.height - barSize
    readonly property bool tooWide: header.contentWidth > header.viewportWidth + 0.5

    function follow() {
        paused = false;
        following = true;
        // Also when it was following already: in a pause, or somewhere else in time.
        if (history)
            history.follow();
        settle.restart();
    }

    // Shows the entries around a time, as soon as they are there.
    function jumpTo(time: date) {
        if (!history)
            return;
        following = false;
        history.jumpTo(time);
    }

    function select(row: int) {
        selection.choose(row);
    }

    function activate(row: int) {
        if (model && row >= 0 && row < model.count)
            entryActivated(model.entryAt(row));
    }

    function copy(format: int) {
        const text = selection.text(format);
        if (text.length > 0)
            Clipboard.copy(text);
    }

    // Makes the column with this key wider, or narrower; by 0: as wide as its values.
    function widenColumn(key: string, by: real) {
        header.widenColumn(key, by);
    }

    function moveCurrent(step: int, how: int) {
        if (!model || model.count === 0)
            return;
        const target = currentRow < 0 ? (newestFirst ? 0 : model.count - 1)
                                      : Math.max(0, Math.min(model.count - 1, currentRow + step));
        selection.choose(target, how);
        showRow(target);
    }

    function showRow(row: int) {
        const top = row * Theme.rowHeight;
        if (top < table.contentY)
            scrollTo(top);
        else if (top + Theme.rowHeight > table.contentY + table.height)
            scrollTo(top + Theme.rowHeight - table.height);
        else
            table.scrolled();
    }

    function scrollTo(y: real) {
        table.contentY = Math.max(0, Math.min(table.lastY, y));
        table.scrolled();
    }

    function scrollSideways(step: real) {
        table.contentX = Math.max(0, Math.min(header.contentWidth - table.width, table.contentX + step));
    }

    function handleKey(event: var): bool {
        const how = event.modifiers & Qt.ShiftModifier ? StreamSelection.Extend : StreamSelection.Replace;
        const page = Math.max(1, Math.floor(table.height / Theme.rowHeight) - 1);
        switch (event.key) {
        case Qt.Key_End: newestFirst ? scrollTo(table.lastY) : follow(); return true;
        case Qt.Key_Home: newestFirst ? follow() : scrollTo(0); return true;
        case Qt.Key_PageUp: currentRow < 0 ? scrollTo(table.contentY - page * Theme.rowHeight) : moveCurrent(-page, how); return true;
        case Qt.Key_PageDown: currentRow < 0 ? scrollTo(table.contentY + page * Theme.rowHeight) : moveCurrent(page, how); return true;
        case Qt.Key_Up: moveCurrent(-1, how); return true;
        case Qt.Key_Down: moveCurrent(1, how); return true;
        case Qt.Key_Left: scrollSideways(-60); return true;
        case Qt.Key_Right: scrollSideways(60); return true;
        case Qt.Key_Return:
        case Qt.Key_Enter: activate(currentRow); return true;
        case Qt.Key_Escape:
            if (!selection.hasEntry && selection.count === 0)
                return false;
            selection.chooseNone();
            return true;
        }
        if (event.matches(StandardKey.Copy)) {
            copy(StreamModel.Tsv);
            return true;
        }
        if (event.matches(StandardKey.SelectAll)) {
            selection.chooseAll();
            return true;
        }
        return false;
    }

    onFollowingChanged: {
        // Rows of the past go as soon as the newest are followed again.
        if (following && history)
            history.follow();
        settle.restart();
    }
    onModelChanged: { header.outdated = true; settle.restart(); }
    onHeightChanged: settle.restart()
    Component.onCompleted: header.update()

    Binding {
        target: root.model
        property: "paused"
        value: root.paused || !root.following
        when: root.model !== null
    }

    Connections {
        target: root.model
        function onRowsInserted(parent, first, last) { table.rowsCame(first, last - first + 1); }
        function onRowsRemoved(parent, first, last) { table.rowsWent(first, last - first + 1); }
        function onLayoutChanged() { settle.restart(); }
        function onColumnsInserted() { root.columnsChanged(); }
        function onColumnsRemoved() { root.columnsChanged(); }
        function onColumnsMoved() { root.columnsChanged(); }
        function onHeaderDataChanged() { root.columnsChanged(); }
        function onRelativeTimesChanged() { root.columnsChanged(); }
    }

    Connections {
        target: root.history
        function onFetched(rows) { table.fetched(rows); }
        function onJumped(row) {
            root.scrollTo((row + 0.5) * Theme.rowHeight - table.height / 2);
            root.select(row);
        }
    }

    function columnsChanged() {
        header.outdated = true;
        settle.restart();
    }

    // The view hears of changes in the same turn as we do, and may be laying itself out now; in the next turn it has
    // counted its rows.
    Timer {
        id: settle
        interval: 0
        onTriggered: {
            if (header.update())
                table.forceLayout();
            table.showNewest();
        }
    }

    StreamSelection {
        id: selection
        streamModel: root.model
    }

    Accessible.role: Accessible.Table
    Accessible.name: qsTr("Stream entries, %1 rows").arg(table.rowCount)
    Accessible.description: ScreenReader.active && selection.hasEntry ? qsTr("Current: %1").arg(selection.description) : ""

    Rectangle {
        anchors.fill: parent
        color: Theme.surface
    }

    StreamTableHeader {
        objectName: "header"
        id: header
        anchors { left: parent.left; right: parent.right; top: parent.top }
        model: root.model
        contentX: table.contentX
        viewportWidth: root.width - (root.tooHigh ? root.barSize : 0)
        onViewportWidthChanged: settle.restart()
        onWidthChosen: settle.restart()
        onChosenWidthsChanged: root.columnsChanged()
    }

    StreamTableView {
        id: table
        objectName: "rows"
        anchors {
            left: parent.left; right: parent.right; top: header.bottom; bottom: parent.bottom
            rightMargin: root.tooHigh ? root.barSize : 0
            bottomMargin: root.tooWide ? root.barSize : 0
        }
        focus: true
        streamModel: root.model
        selection: root.selection
        onActivated: row => root.activate(row)
        columnWidthProvider: column => header.widths[column] ?? 80
        ScrollBar.vertical: verticalBar
        ScrollBar.horizontal: horizontalBar
        Keys.onPressed: event => event.accepted = root.handleKey(event)
    }

    // Beside the cells, not above them: numbers stand at the right edge.
    TableScrollBar {
        id: verticalBar
        visible: root.tooHigh
        anchors { right: parent.right; top: table.top; bottom: table.bottom }
        width: root.barSize
        orientation: Qt.Vertical
    }

    TableScrollBar {
        id: horizontalBar
        visible: root.tooWide
        anchors { left: table.left; right: table.right; bottom: parent.bottom }
        height: root.barSize
        orientation: Qt.Horizontal
    }

    HistoryNotice {
        anchors { left: table.left; right: table.right }
        y: root.newestFirst ? table.y + table.height - height : table.y
        history: root.history
        filtered: root.model !== null && root.model.filtered
    }

    TableNote {
        anchors.centerIn: table
        width: Math.min(420, parent.width - 8 * Theme.grid)
        visible: table.rowCount === 0
        title: root.model !== null && root.model.filtered && root.model.totalCount > 0 ? qsTr("No entry matches the filter")
                                                                                     : root.emptyTitle
        hint: root.model !== null && root.model.filtered && root.model.totalCount > 0
              ? qsTr("%1 so far. Matching ones appear here as they are added.").arg(Format.plural(root.model.totalCount, qsTr("entry"), qsTr("entries")))
              : root.emptyHint
    }

    NewEntriesButton {
        anchors { right: table.right; margins: 4 * Theme.grid }
        y: root.newestFirst ? table.y + 4 * Theme.grid : table.y + table.height - height - 4 * Theme.grid
        visible: !root.following && table.rowCount > 0
        count: root.newCount
        newestFirst: root.newestFirst
        onClicked: root.follow()
    }
}
