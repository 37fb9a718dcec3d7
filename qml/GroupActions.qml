// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import RedisStreams

// What can be done with a StreamMonitor's current stream and group: make a group, remove one, trim the stream. Each asks
// once, says what will happen, and tells what did.
FocusScope {
    id: root

    property StreamMonitor monitor: null
    // "", "create", "remove" or "trim": what is asked now.
    property string asked: ""
    readonly property string stream: monitor ? monitor.currentStream : ""
    readonly property string group: monitor ? monitor.currentGroup : ""
    // Counts looks, for what is asked of the lists.
    property int looks: 0

    function ask(action: string) {
        if (!monitor || question.busy)
            return;
        question.result = "";
        if (action === "create") {
            const known = [stream].concat(monitor.streamList.checkedStreams).filter((name, i, all) => name.length > 0 && all.indexOf(name) === i);
            streamChoice.offer(known);
            nameField.text = "";
            startChoice.offer([question.fromBeginning, question.fromNow]);
        } else if (action === "trim") {
            trimming.stream = stream;
            trimming.length = Math.max(0, figure(stream, StreamListModel.LengthRole) ?? 0);
            trimField.text = "";
        }
        removing.group = group;
        removing.stream = stream;
        removing.pending = pendingOf(stream, group);
        asked = action;
        question.forceActiveFocus();
        if (action === "create")
            nameField.forceActiveFocus();
        else if (action === "trim")
            trimField.forceActiveFocus();
    }

    function figure(name: string, role: int): var {
        return looks >= 0 && monitor && name.length > 0 ? monitor.streamList.figure(name, role) : undefined;
    }

    function pendingOf(name: string, ofGroup: string): real {
        const list = monitor.groupList;
        return list.data(list.index(list.indexOf(name, ofGroup), 0), GroupListModel.PendingRole) ?? 0;
    }

    function joined(parts: var): string {
        return parts.filter(part => part.length > 0).join("  \u00b7  ");
    }

    function finish(error: var, done: string) {
        question.busy = false;
        question.resultIsError = error !== null;
        const hadFocus = question.activeFocus;
        question.result = error ? error.message : done;
        asked = "";
        if (hadFocus)
            buttons.children[0].forceActiveFocus();
    }

    function carryOut() {
        question.busy = true;
        if (asked === "create")
            creating.carryOut();
        else if (asked === "remove")
            removing.carryOut();
        else
            trimming.carryOut();
    }

    function cancel() {
        asked = "";
        buttons.children[0].forceActiveFocus();
    }

    implicitWidth: 640
    implicitHeight: bar.height + question.implicitHeight

    Accessible.role: Accessible.ToolBar
    Accessible.name: qsTr("Groups")

    Connections {
        target: root.monitor
        function onRefreshed() { ++root.looks; }
    }

    QtObject {
        id: creating
        readonly property string stream: streamChoice.editText.trim()
        readonly property string name: nameField.text
        readonly property string after: startChoice.editText === question.fromBeginning ? "beginning"
                                      : startChoice.editText === question.fromNow ? "latest" : startChoice.editText.trim()
        readonly property bool makesStream: stream.length > 0 && root.figure(stream, StreamListModel.ExistsRole) !== true
        readonly property string gets: after === "beginning" ? qsTr("everything that is in the stream")
                                     : after === "latest" ? qsTr("what is added from now on") : qsTr("what comes after %1").arg(after)
        readonly property string question: makesStream ? qsTr("A group will be made, and the stream %1 with it, empty, if there is none.").arg(stream)
                                                       : qsTr("A group will be made: its name, its stream, and what it gets.")
        readonly property bool ready: stream.length > 0 && name.length > 0 && (after === "beginning" || after === "latest" || /^\d+(-\d+)?$/.test(after))
        function carryOut() {
            const done = qsTr("The group %1 of %2 is made; it gets %3.").arg(name).arg(stream).arg(gets);
            const made = [stream, name];
            root.monitor.createGroup(stream, name, after, makesStream, (reply, error) => {
                root.finish(error, done);
                if (!error)
                    root.monitor.show(made[0], made[1]);
            }, root);
        }
    }

    QtObject {
        id: removing
        property string stream: ""
        property string group: ""
        property real pending: 0
        readonly property string question: pending > 0
            ? qsTr("The group %1 of %2 will be removed, with its position. %3 it has pending will be given to nobody any more; they stay in the stream.")
                .arg(group).arg(stream).arg(Format.plural(pending, qsTr("entry that"), qsTr("entries that")))
            : qsTr("The group %1 of %2 will be removed, with its position; it has nothing pending. Entries stay in the stream.").arg(group).arg(stream)
        function carryOut() {
            const done = qsTr("The group %1 of %2 is removed.").arg(group).arg(stream);
            root.monitor.removeGroup(stream, group, pending > 0, (reply, error) => root.finish(error, done), root);
        }
    }

    QtObject {
        id: trimming
        property string stream: ""
        property real length: 0
        property int latest: 0
        // Of what is typed now: {entries, complete, groupsBehind}; null while it is not known.
        property var preview: null
        property string problem: ""
        readonly property bool byLength: trimChoice.currentIndex === 0
        readonly property string typed: trimField.text.trim()
        readonly property bool valid: byLength ? /^\d{1,15}$/.test(typed) : /^\d+(-\d+)?$/.test(typed)
        readonly property bool ready: preview !== null && preview.entries > 0
        readonly property string question: problem.length > 0 ? problem
            : preview === null ? qsTr("%1 has %2. What is trimmed is gone for good. How much is to stay?").arg(stream).arg(Format.plural(length, qsTr("entry"), qsTr("entries")))
            : preview.entries === 0 ? qsTr("Nothing would be removed from %1.").arg(stream)
            : preview.groupsBehind.length > 0
              ? qsTr("%1 will be removed from %2 for good. Not all of them were read by: %3").arg(entries).arg(stream).arg(Format.join(preview.groupsBehind))
              : qsTr("%1 will be removed from %2 for good; all groups have read them.").arg(entries).arg(stream)
        readonly property string entries: preview === null ? "" : preview.complete ? Format.plural(preview.entries, qsTr("entry"), qsTr("entries"))
                                                                : qsTr("More than %1 entries").arg(Format.count(preview.entries))
        function look() {
            const number = ++latest;
            const answer = (reply, error) => {
                if (number !== latest)
                    return;
                preview = error ? null : reply;
                problem = error ? error.message : "";
            };
            preview = null;
            problem = "";
            if (!valid || root.asked !== "trim")
                return;
            if (byLength)
                root.monitor.previewTrimToLength(stream, Number(typed), answer, root);
            else
                root.monitor.previewTrimBefore(stream, typed, answer, root);
        }
        function carryOut() {
            const of = stream;
            const answer = (removed, error) => root.finish(error, error ? "" : qsTr("%1 removed from %2.").arg(Format.plural(removed, qsTr("entry"), qsTr("entries"))).arg(of));
            if (byLength)
                root.monitor.trimToLength(stream, Number(typed), answer, root);
            else
                root.monitor.trimBefore(stream, typed, answer, root);
        }
    }

    // What a preview costs is not to be asked for with every key.
    Timer {
        id: soon
        interval: 250
        onTriggered: trimming.look()
    }

    RowLayout {
        id: bar
        anchors { left: parent.left; right: parent.right; leftMargin: 3 * Theme.grid; rightMargin: 3 * Theme.grid }
        height: 11 * Theme.grid
        spacing: 2 * Theme.grid

        Text {
            objectName: "streamFacts"
            Layout.fillWidth: true
            readonly property real length: root.figure(root.stream, StreamListModel.LengthRole) ?? -1
            readonly property real memory: root.figure(root.stream, StreamListModel.MemoryRole) ?? -1
            text: root.joined([root.stream, length < 0 ? "" : Format.plural(length, qsTr("entry"), qsTr("entries")), memory < 0 ? "" : Format.bytes(memory)])
            textFormat: Text.PlainText
            elide: Text.ElideMiddle
            color: Theme.mutedText
            font.pixelSize: Theme.textSize
        }
        Row {
            id: buttons
            spacing: 2 * Theme.grid

            ActionButton {
                objectName: "createGroup"
                text: qsTr("New group...")
                hint: qsTr("Make a consumer group")
                enabled: root.monitor !== null && root.monitor.loaded && !question.busy
                checked: root.asked === "create"
                onClicked: root.ask("create")
            }
            ActionButton {
                objectName: "removeGroup"
                text: qsTr("Remove group...")
                hint: root.group.length > 0 ? qsTr("Remove the group %1 of %2").arg(root.group).arg(root.stream) : qsTr("Choose a group first")
                enabled: root.group.length > 0 && !question.busy
                checked: root.asked === "remove"
                onClicked: root.ask("remove")
            }
            ActionButton {
                objectName: "trim"
                text: qsTr("Trim...")
                hint: root.stream.length > 0 ? qsTr("Remove the oldest entries of %1").arg(root.stream) : qsTr("Choose a group first: its stream is trimmed")
                enabled: root.stream.length > 0 && !question.busy
                checked: root.asked === "trim"
                onClicked: root.ask("trim")
            }
        }
    }

    InlineQuestion {
        id: question
        objectName: "question"

        readonly property string fromBeginning: qsTr("everything")
        readonly property string fromNow: qsTr("what comes from now on")

        anchors { left: parent.left; right: parent.right; top: bar.bottom }
        question: root.asked === "create" ? creating.question : root.asked === "remove" ? removing.question
                : root.asked === "trim" ? trimming.question : ""
        confirmText: root.asked === "create" ? qsTr("Create") : root.asked === "trim" ? qsTr("Trim") : qsTr("Remove")
        confirmEnabled: root.asked === "create" ? creating.ready : root.asked === "trim" ? trimming.ready : true
        onConfirmed: root.carryOut()
        onCancelled: root.cancel()

        QuestionField {
            id: nameField
            objectName: "groupName"
            visible: root.asked === "create"
            implicitWidth: 36 * Theme.grid
            placeholderText: qsTr("Name of the group")
            onAccepted: question.confirm()
        }
        ChoiceBox {
            id: streamChoice
            objectName: "groupStream"
            visible: root.asked === "create"
            editable: true
            Accessible.name: qsTr("Stream")
            onAccepted: question.confirm()
        }
        ChoiceBox {
            id: startChoice
            objectName: "groupStart"
            visible: root.asked === "create"
            implicitWidth: 52 * Theme.grid
            editable: true
            Accessible.name: qsTr("What the group gets: everything, what comes from now on, or what comes after an id")
            onAccepted: question.confirm()
        }
        ChoiceBox {
            id: trimChoice
            objectName: "trimBy"
            visible: root.asked === "trim"
            implicitWidth: 48 * Theme.grid
            model: [qsTr("Keep the newest"), qsTr("Keep from an id on")]
            Accessible.name: qsTr("How much stays")
            onCurrentIndexChanged: trimming.look()
        }
        QuestionField {
            id: trimField
            objectName: "trimTo"
            visible: root.asked === "trim"
            implicitWidth: 36 * Theme.grid
            placeholderText: trimming.byLength ? qsTr("Number of entries") : qsTr("Id, or a time in ms")
            onTextChanged: {
                trimming.preview = null;
                soon.restart();
            }
            onAccepted: question.confirm()
        }
    }
}
