// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

import QtQuick
import QtQuick.Controls.Basic
import RedisStreams

// A line of text that an InlineQuestion asks for.
TextField {
    id: control

    implicitWidth: 44 * Theme.grid
    implicitHeight: Theme.rowHeight
    leftPadding: 2 * Theme.grid
    rightPadding: 2 * Theme.grid
    topPadding: 0
    bottomPadding: 0
    verticalAlignment: TextInput.AlignVCenter
    selectByMouse: true
    font.pixelSize: Theme.textSize
    color: Theme.text
    placeholderTextColor: Theme.mutedText
    selectionColor: Theme.accent
    selectedTextColor: Theme.accentText
    Accessible.name: placeholderText

    background: Rectangle {
        radius: Theme.radius
        color: Theme.surface
        border.width: control.activeFocus ? 2 : 1
        border.color: control.activeFocus ? Theme.accent : Theme.controlLine
    }
}
