// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

pragma ComponentBehavior: Bound

import QtQuick
import RedisStreams

// What went wrong with single streams of a consumer: entries that were trimmed before they were read, streams that were
// made anew, or that cannot be read. A line each, until it is dismissed; it takes no room while there is none.
Column {
    id: root

    property StreamConsumer consumer: null
    // More than these are only counted.
    property int mostShown: 3
    readonly property alias count: notices.count

    // Whatever else there is to say of a stream; one of the same kind takes the place of the one before.
    function add(stream: string, kind: string, text: string, lost: real) {
        let sum = lost;
        for (let row = 0; row < notices.count; ++row) {
            const notice = notices.get(row);
            if (notice.stream !== stream || notice.kind !== kind)
                continue;
            sum += notice.lost;
            notices.remove(row);
            break;
        }
        const counted = sum > 0 ? qsTr("at least %1 trimmed before they were read").arg(Format.plural(sum, qsTr("entry was"), qsTr("entries were"))) : text;
        notices.insert(0, { "stream": stream, "kind": kind, "message": counted, "lost": sum, "at": Qt.formatTime(new Date(), "HH:mm:ss") });
        if (notices.count > 50)
            notices.remove(50, notices.count - 50);
    }

    function clear() {
        notices.clear();
    }

    visible: notices.count > 0

    Connections {
        target: root.consumer
        function onGapDetected(stream, from, to, lostAtLeast) {
            root.add(stream, "gap", qsTr("entries after %1 were removed before they were read").arg(from.toString()), lostAtLeast);
        }
        function onStreamReset(stream, reason) {
            root.add(stream, "reset", reason === StreamConsumer.Recreated
                     ? qsTr("the stream was deleted and made anew; reading goes on with its first entry")
                     : qsTr("the server lost the newest entries; reading goes on after what it still has"), 0);
        }
        function onErrorOccurred(error) {
            if (error.stream.length > 0)
                root.add(error.stream, "error", error.message, 0);
        }
    }

    ListModel {
        id: notices
    }

    Repeater {
        model: notices

        Rectangle {
            id: notice
            required property int index
            required property string stream
            required property string message
            required property string at

            visible: index < root.mostShown
            width: root.width
            height: Theme.rowHeight
            color: Theme.raised

            Accessible.role: Accessible.AlertMessage
            Accessible.name: line.text

            Rectangle {
                width: Theme.grid
                height: parent.height
                color: Theme.streamColor(notice.stream)
            }
            Text {
                id: line
                anchors { left: parent.left; right: links.left; leftMargin: 3 * Theme.grid; rightMargin: 2 * Theme.grid; verticalCenter: parent.verticalCenter }
                text: qsTr("%1  %2: %3").arg(notice.at).arg(notice.stream).arg(notice.message)
                textFormat: Text.PlainText
                elide: Text.ElideRight
                color: Theme.bad
                font.pixelSize: Theme.textSize
            }
            Row {
                id: links
                anchors { right: parent.right; rightMargin: 3 * Theme.grid; verticalCenter: parent.verticalCenter }
                spacing: 2 * Theme.grid

                LinkButton {
                    visible: notice.index === 0 && notices.count > 1
                    text: qsTr("Dismiss all %1").arg(notices.count)
                    onClicked: root.clear()
                }
                LinkButton {
                    objectName: "dismissNotice"
                    text: qsTr("Dismiss")
                    onClicked: notices.remove(notice.index)
                }
            }
            HintTip {
                below: true
                shown: hover.hovered && line.truncated
                text: line.text
            }
            HoverHandler {
                id: hover
            }
            Rectangle {
                anchors.bottom: parent.bottom
                width: parent.width
                height: 1
                color: Theme.line
            }
        }
    }
}
