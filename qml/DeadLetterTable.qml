// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts
import RedisStreams

// The dead letters in a stream: where they come from, how often they were tried. They can be replayed: added once more
// to the stream they come from, and removed here. Choosing and asking are as in PendingTable.
FocusScope {
    id: root

    property StreamMonitor monitor: null
    // The stream of dead letters.
    property string stream: monitor ? monitor.currentStream : ""
    // At most so many are listed, the oldest first.
    property int maximumRows: 200

    property var letters: []
    property bool more: false
    property bool loaded: false
    property string problem: ""
    readonly property alias selectedIds: selection.ids
    property bool asked: false
    signal letterActivated(entry: var)

    function load() {
        if (!monitor || stream.length === 0) {
            letters = [];
            return;
        }
        const wanted = stream;
        monitor.deadLetters(wanted, "", maximumRows + 1, (list, error) => {
            if (wanted !== stream)
                return;
            loaded = true;
            problem = error ? error.message : "";
            if (error)
                return;
            more = list.length > maximumRows;
            letters = list.slice(0, maximumRows);
            const ids = letters.map(letter => letter.id);
            selection.keep(id => ids.includes(id));
        }, root);
    }

    function ask() {
        if (selectedIds.length === 0 || question.busy)
            return;
        question.result = "";
        asked = true;
        question.forceActiveFocus();
    }

    function replay() {
        const ids = selectedIds;
        question.busy = true;
        monitor.replay(stream, ids, (count, error) => {
            question.busy = false;
            asked = false;
            question.resultIsError = error !== null;
            if (question.activeFocus)
                rows.forceActiveFocus();
            question.result = error ? error.message
                : count === ids.length ? qsTr("%1 replayed.").arg(lettersText(count))
                : qsTr("%1 of %2 replayed; the others were gone already.").arg(Format.count(count)).arg(lettersText(ids.length));
            if (!error)
                selection.clear();
            load();
        }, root);
    }

    function lettersText(count: int): string {
        return Format.plural(count, qsTr("letter"), qsTr("letters"));
    }

    onStreamChanged: {
        letters = [];
        loaded = false;
        asked = false;
        selection.clear();
        question.result = "";
        load();
    }
    onMonitorChanged: load()

    // Looked at again when the stream has changed.
    Connections {
        target: root.monitor
        enabled: root.visible
        property string seen: ""
        function onRefreshed() {
            const list = root.monitor.streamList;
            const index = list.index(list.indexOf(root.stream), 0);
            const now = JSON.stringify([root.stream, list.data(index, StreamListModel.LengthRole), list.data(index, StreamListModel.LastIdRole)]);
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
        model: root.letters.length
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
            readonly property var letter: root.letters[index] ?? null

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
                elide: Text.ElideRight
                color: Theme.mutedText
                font.pixelSize: Theme.textSize
            }
            ActionButton {
                objectName: "replay"
                text: qsTr("Replay...")
                hint: qsTr("Add them to where they come from once more")
                enabled: root.selectedIds.length > 0 && !question.busy
                checked: root.asked
                onClicked: root.ask()
            }
        }
    }

    InlineQuestion {
        id: question
        objectName: "question"
        anchors { left: parent.left; right: parent.right; bottom: parent.bottom }
        question: root.asked ? qsTr("%1 will be added to the streams they come from, as new entries, and removed here.").arg(root.lettersText(root.selectedIds.length)) : ""
        confirmText: qsTr("Replay")
        onConfirmed: root.replay()
        onCancelled: {
            root.asked = false;
            rows.forceActiveFocus();
        }
    }
}
