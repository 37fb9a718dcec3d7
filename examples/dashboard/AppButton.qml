// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

import QtQuick
import QtQuick.Controls.Basic
import RedisStreams

Button {
    id: control

    property bool primary: false
    property string hint: ""

    implicitHeight: Theme.controlHeight
    leftPadding: 3 * Theme.grid
    rightPadding: 3 * Theme.grid
    topPadding: 0
    bottomPadding: 0
    font.pixelSize: Theme.textSize

    ToolTip.visible: hovered && hint.length > 0
    ToolTip.text: hint
    ToolTip.delay: 600

    contentItem: Text {
        text: control.text
        font: control.font
        color: control.primary ? Theme.accentText : Theme.text
        opacity: control.enabled ? 1 : 0.5
        horizontalAlignment: Text.AlignHCenter
        verticalAlignment: Text.AlignVCenter
        elide: Text.ElideRight
    }
    background: Rectangle {
        radius: Theme.radius
        color: control.primary ? Theme.accent
             : control.down || control.checked ? Theme.selection
             : control.hovered ? Theme.raised : Theme.surface
        border.width: control.visualFocus ? 2 : 1
        border.color: control.visualFocus ? (control.primary ? Theme.text : Theme.accent)
                    : control.primary ? Theme.accent : Theme.controlLine
    }
}
