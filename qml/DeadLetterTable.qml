// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts
import RedisStreams

// The dead letters in a stream: where they come from, how often they were tried. They can be replayed - added once more
// to the stream they come from, and removed here - or discarded. Choosing and asking are as in PendingTable.
FocusScope {
    id: root

    property StreamMonitor monitor: null
    // The stream of dead letters.
    property string stream: monitor ? monitor.currentStream : ""
    // So many are fetched at a time, the oldest first; the next ones when the end comes into sight.
    property int pageSize: 200

    property var letters: []
    property bool more: false
    property bool loaded: false
    property string problem: ""
    readonly property alias selectedIds: selection.ids
    // "", "replay" or "discard": what is asked now.
    property string asked: ""
    signal letterActivated(entry: var)

    // What is listed, anew.
    function load() {
        if (monitor && stream.length > 0)
            fetch("", Math.max(pageSize, letters.length));
        else
            show([]);
    }

    function loadMore() {
        if (more && !pages.fetching && letters.length > 0)
            fetch(letters[letters.length - 1].id, pageSize);
    }

    function fetch(after: string, count: int) {
        const wanted = stream;
        const number = ++pages.latest;
        pages.fetching = true;
        monitor.deadLetters(wanted, after, count + 1, (list, error) => {
            if (wanted !== stream || number !== pages.latest)
                return;
            pages.fetching = false;
            loaded = true;
            problem = error ? error.message : "";
            if (error)
                return;
            more = list.length > count;
            const page = list.slice(0, count);
            show(after.length > 0 ? letters.concat(page) : page);
            if (rows.atEnd)
                loadMore();
        }, root);
    }

    // Rows stay where they are: only what came or went changes.
    function show(list: var) {
        const byId = {};
        for (const letter of list)
            byId[letter.id] = letter;
        for (let row = shown.count - 1; row >= 0; --row) {
            if (byId[shown.get(row).letterId] === undefined)
                shown.remove(row);
        }
        pages.byId = byId;
        for (let row = 0; row < list.length; ++row) {
            if (row >= shown.count || shown.get(row).letterId !== list[row].id)
                shown.insert(row, { "letterId": list[row].id });
        }
        letters = list;
        ++selection.changes;
        selection.keep(id => byId[id] !== undefined);
        if (selectedIds.length === 0)
            asked = "";
    }

    function ask(action: string) {
        if (selectedIds.length === 0 || question.busy)
            return;
        question.result = "";
        asked = action;
        question.forceActiveFocus();
    }

    function carryOut() {
        const ids = selectedIds;
        const done = asked === "replay" ? qsTr("replayed") : qsTr("discarded");
        const finished = (count, error) => {
            question.busy = false;
            asked = "";
            question.resultIsError = error !== null;
            if (question.activeFocus)
                rows.forceActiveFocus();
            question.result = error ? error.message
                : count === ids.length ? qsTr("%1 %2.").arg(lettersText(count)).arg(done)
                : qsTr("%1 of %2 %3; the others were gone already.").arg(Format.count(count)).arg(lettersText(ids.length)).arg(done);
            if (!error)
                selection.clear();
            load();
        };
        question.busy = true;
        if (asked === "replay")
            monitor.replay(stream, ids, finished, root);
        else
            monitor.discard(stream, ids, finished, root);
    }

    function lettersText(count: int): string {
        return Format.plural(count, qsTr("letter"), qsTr("letters"));
    }

    onStreamChanged: {
        show([]);
        loaded = false;
        more = false;
        selection.reset();
        question.result = "";
        load();
    }
    onMonitorChanged: load()

    ListModel {
        id: shown
    }

    QtObject {
        id: pages
        property int latest: 0
        property bool fetching: false
        property var byId: ({})
    }

    // Looked at again when the stream has changed.
    Connections {
        target: root.monitor
        enabled: root.visible
        property string seen: ""
        function onRefreshed() {
            const list = root.monitor.streamList;
            const now = JSON.stringify([root.stream, list.figure(root.stream, StreamListModel.LengthRole), list.figure(root.stream, StreamListModel.LastIdRole)]);
            if (now === seen)
                return;
            seen = now;
            root.load();
        }
    }

    RowSelection {
        id: selection
        count: root.letters.length
        idAt: row => root.letters[row]?.id ?? ""
        rowOf: id => root.letters.findIndex(letter => letter.id === id)
        onMoved: row => {
            rows.positionViewAtIndex(row, ListView.Contain);
            question.result = "";
        }
    }

    implicitWidth: 640
    implicitHeight: 280

    Accessible.role: Accessible.Table
    Accessible.name: qsTr("Dead letters")

    Rectangle {
        anchors.fill: parent
        color: Theme.surface
    }

    DeadLetterRow {
        id: header
        anchors { left: parent.left; right: parent.right; top: parent.top }
        isHeader: true
        origin: qsTr("from stream")
        group: qsTr("group")
        originId: qsTr("id there")
        deliveries: qsTr("deliveries")

        Rectangle {
            anchors.bottom: parent.bottom
            width: parent.width
            height: 1
            color: Theme.line
        }
    }

    ListView {
        id: rows
        objectName: "rows"
        anchors { left: parent.left; right: parent.right; top: header.bottom; bottom: bar.top }
        clip: true
        focus: true
        activeFocusOnTab: true
        boundsBehavior: Flickable.StopAtBounds
        // Before the rows end, so that the next ones are there.
        readonly property bool atEnd: contentY + 2 * height >= shown.count * Theme.rowHeight
        onAtEndChanged: {
            if (atEnd)
                root.loadMore();
        }
        model: shown
        ScrollBar.vertical: TableScrollBar {
            visible: rows.contentHeight > rows.height
        }

        Keys.onPressed: event => {
            if (event.key === Qt.Key_Return || event.key === Qt.Key_Enter) {
                if (selection.currentRow >= 0)
                    root.letterActivated(root.letters[selection.currentRow].entry);
                event.accepted = true;
            } else {
                event.accepted = selection.handleKey(event);
            }
        }

        delegate: DeadLetterRow {
            id: row
            required property int index
            required property string letterId
            readonly property var letter: pages.byId[letterId] ?? null

            width: rows.width
            origin: letter ? letter.originStream : ""
            group: letter ? letter.originGroup : ""
            originId: letter ? letter.originId : ""
            deliveries: letter && letter.deliveries >= 0 ? Format.count(letter.deliveries) : ""
            selected: letter !== null && root.selectedIds.includes(letter.id)
            current: index === selection.currentRow && rows.activeFocus
            onChosen: (add, range) => {
                rows.forceActiveFocus();
                selection.select(index, add, range);
            }
            onActivated: root.letterActivated(letter.entry)
        }
    }

    NoticeText {
        anchors.centerIn: rows
        visible: root.letters.length === 0
        isError: root.problem.length > 0
        title: isError ? qsTr("Dead letters cannot be read") : root.loaded ? qsTr("No dead letters") : ""
        hint: isError ? root.problem : root.loaded ? qsTr("Entries that nobody could process are put aside here.") : ""
    }

    Item {
        id: bar
        anchors { left: parent.left; right: parent.right; bottom: question.top }
        height: 11 * Theme.grid

        Rectangle {
            width: parent.width
            height: 1
            color: Theme.line
        }

        RowLayout {
            anchors { fill: parent; leftMargin: 3 * Theme.grid; rightMargin: 3 * Theme.grid }
            spacing: 2 * Theme.grid

            Text {
                Layout.fillWidth: true
                text: root.selectedIds.length > 0 ? qsTr("%1 chosen").arg(root.lettersText(root.selectedIds.length))
                    : root.letters.length > 0 ? qsTr("%1 listed%2").arg(root.lettersText(root.letters.length)).arg(root.more ? qsTr(", there are more") : "")
                    : ""
                textFormat: Text.PlainText
                elide: Text.ElideRight
                color: Theme.mutedText
                font.pixelSize: Theme.textSize
            }
            ActionButton {
                objectName: "replay"
                text: qsTr("Replay...")
                hint: qsTr("Add them to where they come from once more")
                enabled: root.selectedIds.length > 0 && !question.busy
                checked: root.asked === "replay"
                onClicked: root.ask("replay")
            }
            ActionButton {
                objectName: "discard"
                text: qsTr("Discard...")
                hint: qsTr("Remove them for good")
                enabled: root.selectedIds.length > 0 && !question.busy
                checked: root.asked === "discard"
                onClicked: root.ask("discard")
            }
        }
    }

    InlineQuestion {
        id: question
        objectName: "question"
        anchors { left: parent.left; right: parent.right; bottom: parent.bottom }
        question: root.asked === "replay"
                  ? qsTr("%1 will be added to the streams they come from, as new entries, and removed here.").arg(root.lettersText(root.selectedIds.length))
                : root.asked === "discard"
                  ? qsTr("%1 will be removed from %2 for good: nobody will ever process them.").arg(root.lettersText(root.selectedIds.length)).arg(root.stream)
                : ""
        confirmText: root.asked === "discard" ? qsTr("Discard") : qsTr("Replay")
        onConfirmed: root.carryOut()
        onCancelled: {
            root.asked = "";
            rows.forceActiveFocus();
        }
    }
}
