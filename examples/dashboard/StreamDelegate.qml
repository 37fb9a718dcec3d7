// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

import QtQuick
import RedisStreams

// A stream in the list: whether it is followed, its name, its length, and how fast it grows.
Item {
    id: root

    required property var model
    required property string name
    required property real length
    required property real rate
    required property var rates
    required property bool checked
    required property bool exists
    required property bool deadLetters
    required property real memory
    required property string errorString
    required property var streamKey

    // The consumer knows streams by texts. A replacement character may stand for bytes that are none.
    readonly property bool followable: checked || !name.includes("\ufffd") || streamKey.byteLength === encodeURIComponent(name).replace(/%../g, "x").length

    // What is said needs the room of the line.
    readonly property bool wordy: errorString.length > 0 || !followable
    readonly property bool isCurrent: ListView.isCurrentItem && ListView.view.activeFocus

    width: ListView.view.width
    height: 11 * Theme.grid

    Accessible.role: Accessible.CheckBox
    Accessible.name: name
    Accessible.description: memory < 0 ? figures.text : figures.text + ", " + Format.bytes(memory)
    Accessible.checkable: true
    Accessible.checked: checked
    Accessible.onPressAction: toggle()
    Accessible.onToggleAction: toggle()

    function toggle() {
        if (followable)
            model.checked = !checked;
    }

    Rectangle {
        anchors.fill: parent
        color: hover.hovered ? Theme.hover : "transparent"
        border.width: root.isCurrent ? 2 : 0
        border.color: Theme.accent
    }

    Rectangle {
        y: 2 * Theme.grid
        width: Theme.grid
        height: parent.height - 4 * Theme.grid
        color: Theme.streamColor(root.name)
        opacity: root.checked ? 1 : 0.35
    }

    AppCheckBox {
        id: box
        anchors { left: parent.left; leftMargin: 3 * Theme.grid; verticalCenter: parent.verticalCenter }
        focusPolicy: Qt.NoFocus
        checked: root.checked
        enabled: root.followable
        onToggled: root.toggle()
        Accessible.ignored: true
    }

    Text {
        id: title
        anchors { left: box.right; leftMargin: 2 * Theme.grid; right: spark.left; rightMargin: 2 * Theme.grid }
        y: Theme.grid
        text: root.name
        textFormat: Text.PlainText
        elide: Text.ElideMiddle
        color: root.exists ? Theme.text : Theme.mutedText
        font.pixelSize: Theme.textSize
    }

    Text {
        id: figures
        anchors { left: title.left; right: root.wordy ? parent.right : title.right; rightMargin: root.wordy ? 3 * Theme.grid : 0; top: title.bottom; topMargin: 1 }
        text: root.errorString.length > 0 ? root.errorString
            : !root.followable ? qsTr("its name is not UTF-8: it cannot be followed")
            : !root.exists ? qsTr("not there yet")
            : root.length < 0 ? ""
            : root.deadLetters ? Format.plural(root.length, qsTr("dead letter"), qsTr("dead letters"))
            : root.rate < 0 ? Format.plural(root.length, qsTr("entry"), qsTr("entries"))
            : qsTr("%1  \u00b7  %2/s").arg(Format.count(root.length)).arg(Format.rate(root.rate))
        textFormat: Text.PlainText
        color: root.errorString.length > 0 ? Theme.bad : Theme.mutedText
        elide: Text.ElideRight
        font.pixelSize: Theme.smallSize
    }

    RateSparkline {
        id: spark
        anchors { right: parent.right; rightMargin: 3 * Theme.grid; verticalCenter: parent.verticalCenter }
        width: 15 * Theme.grid
        height: 6 * Theme.grid
        visible: !root.wordy
        values: root.rates
        color: Theme.streamColor(root.name)
    }

    HoverHandler {
        id: hover
    }
    HintTip {
        below: true
        shown: hover.hovered
        text: root.name + (figures.text.length > 0 ? "\n" + figures.text : "")
              + (root.memory < 0 ? "" : "\n" + qsTr("%1 of memory").arg(Format.bytes(root.memory)))
    }

    TapHandler {
        onTapped: {
            root.ListView.view.currentIndex = root.model.index;
            root.ListView.view.forceActiveFocus();
            root.toggle();
        }
    }
}
