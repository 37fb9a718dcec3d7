// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

import QtQuick
import QtQuick.Controls.Basic
import RedisStreams

// A button with a word on it. `hint` says more, and how the keyboard does the same.
Button {
    id: control

    property bool primary: false
    property string hint: ""

    implicitHeight: Theme.rowHeight
    leftPadding: 3 * Theme.grid
    rightPadding: 3 * Theme.grid
    topPadding: 0
    bottomPadding: 0
    font.pixelSize: Theme.textSize

    Accessible.name: text
    Accessible.description: hint

    HintTip {
        shown: control.hovered
        text: control.hint
    }

    Keys.onReturnPressed: clicked()
    Keys.onEnterPressed: clicked()

    contentItem: Text {
        text: control.text
        textFormat: Text.PlainText
        font: control.font
        color: !control.enabled ? Theme.mutedText : control.primary ? Theme.accentText : Theme.text
        horizontalAlignment: Text.AlignHCenter
        verticalAlignment: Text.AlignVCenter
        elide: Text.ElideRight
    }
    background: Rectangle {
        radius: Theme.radius
        color: !control.enabled ? "transparent"
             : control.primary ? Theme.accent
             : control.down || control.checked ? Theme.selection
             : control.hovered ? Theme.raised : Theme.surface
        border.width: control.visualFocus ? 2 : 1
        border.color: control.visualFocus ? (control.primary ? Theme.text : Theme.accent)
                    : !control.enabled ? Theme.line
                    : control.primary ? Theme.accent : Theme.controlLine
    }
}
