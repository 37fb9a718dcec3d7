// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

import QtQuick
import QtQuick.Controls.Basic
import RedisStreams

// A line's name with its colour; unchecked while the line is hidden.
AbstractButton {
    id: control

    property string name: ""
    property color lineColor: Theme.accent

    implicitHeight: Theme.rowHeight
    implicitWidth: mark.width + label.width + 5 * Theme.grid
    hoverEnabled: true
    text: name

    Accessible.role: Accessible.CheckBox
    Accessible.name: name
    Accessible.checked: checked

    Keys.onReturnPressed: clicked()
    Keys.onEnterPressed: clicked()

    HintTip {
        shown: control.hovered
        text: control.checked ? qsTr("Hide %1").arg(control.name) : qsTr("Show %1").arg(control.name)
    }

    Rectangle {
        anchors.fill: parent
        anchors.topMargin: 2
        anchors.bottomMargin: 2
        radius: Theme.radius
        color: control.hovered ? Theme.hover : "transparent"
        border.width: control.visualFocus ? 2 : 0
        border.color: Theme.accent
    }

    Rectangle {
        id: mark
        x: 2 * Theme.grid
        anchors.verticalCenter: parent.verticalCenter
        width: 3 * Theme.grid
        height: 3
        color: control.checked ? control.lineColor : Theme.line
    }

    Text {
        id: label
        anchors { left: mark.right; leftMargin: Theme.grid + 2; verticalCenter: parent.verticalCenter }
        width: Math.min(implicitWidth, 40 * Theme.grid)
        text: control.name
        textFormat: Text.PlainText
        elide: Text.ElideMiddle
        color: control.checked ? Theme.text : Theme.mutedText
        font.pixelSize: Theme.smallSize
        font.strikeout: !control.checked
    }
}
