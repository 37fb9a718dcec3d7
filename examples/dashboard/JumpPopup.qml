// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT
pragma ComponentBehavior: Bound

import QtQuick
import RedisStreams

// Asks for a time, as people write it: 12:30, 2026-03-01 12:30:05, -10 min, or the id of an entry.
AppPopup {
    id: root

    property StreamHistory history: null
    readonly property date time: parse(field.text.trim())
    readonly property bool valid: !isNaN(time.getTime())
    signal timeChosen(time: date)

    function parse(text: string): date {
        return new Date(ago(text) ?? ofId(text) ?? ofClock(text) ?? NaN);
    }

    // Each gives milliseconds since 1970, or undefined.
    function ago(text: string): var {
        const found = /^-?\s*(\d+(?:\.\d+)?)\s*(s|sec|seconds?|m|min|minutes?|h|hours?|d|days?)(?:\s+ago)?$/i.exec(text);
        if (!found)
            return undefined;
        const unit = found[2].charAt(0).toLowerCase();
        return Date.now() - Number(found[1]) * (unit === "s" ? 1000 : unit === "m" ? 60000 : unit === "h" ? 3600000 : 86400000);
    }

    function ofId(text: string): var {
        const found = /^(\d{11,15})(-\d+)?$/.exec(text);
        return found ? Number(found[1]) : undefined;
    }

    function ofClock(text: string): var {
        const found = /^(?:(\d{4})-(\d{1,2})-(\d{1,2})[ T]+)?(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3}))?)?$/.exec(text);
        if (!found)
            return undefined;
        const numbers = found.map(part => Number(part ?? 0));
        const today = new Date();
        const year = found[1] ? numbers[1] : today.getFullYear();
        const month = found[1] ? numbers[2] - 1 : today.getMonth();
        const day = found[1] ? numbers[3] : today.getDate();
        const result = new Date(year, month, day, numbers[4], numbers[5], numbers[6], Number((found[7] ?? "0").padEnd(3, "0")));
        // 12:61 and February 30 are no times.
        return result.getDate() === day && result.getMonth() === month && result.getHours() === numbers[4] && result.getMinutes() === numbers[5]
            ? result.getTime() : undefined;
    }

    function jump(time: date) {
        timeChosen(time);
        close();
    }

    title: qsTr("Jump to a time")
    // The buttons' texts are longer in some fonts.
    width: Math.max(84 * Theme.grid, Math.ceil(buttons.implicitWidth) + leftPadding + rightPadding)
    onOpened: {
        field.forceActiveFocus();
        field.selectAll();
    }

    AppTextField {
        id: field
        objectName: "time"
        width: parent.width
        placeholderText: qsTr("12:30, 2026-03-01 12:30:05, -10 min, an id")
        Accessible.name: qsTr("Time, local")
        onAccepted: {
            if (root.valid)
                root.jump(root.time);
        }
    }
    AppLabel {
        width: parent.width
        color: root.valid || field.text.trim().length === 0 ? Theme.mutedText : Theme.bad
        text: field.text.trim().length === 0 ? qsTr("Local time. The rows stay there until you go back to the newest (End).")
            : root.valid ? root.time.toLocaleString(Qt.locale("en_GB"), "dddd, yyyy-MM-dd HH:mm:ss")
            : qsTr("Not a time: write 12:30, 2026-03-01 12:30:05, -10 min, or an entry's id")
    }
    Row {
        id: buttons
        anchors.right: parent.right
        spacing: 2 * Theme.grid

        Repeater {
            model: [{ "text": qsTr("5 min ago"), "ms": 300000 }, { "text": qsTr("1 h ago"), "ms": 3600000 }]

            ActionButton {
                required property var modelData
                text: modelData.text
                onClicked: root.jump(new Date(Date.now() - modelData.ms))
            }
        }
        ActionButton {
            text: qsTr("Beginning")
            hint: qsTr("The oldest entries there are")
            onClicked: root.jump(new Date(0))
        }
        ActionButton {
            objectName: "jumpNow"
            text: qsTr("Jump")
            primary: true
            enabled: root.valid
            onClicked: root.jump(root.time)
        }
    }
}
