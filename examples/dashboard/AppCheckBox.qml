// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

import QtQuick
import QtQuick.Controls.Basic
import RedisStreams

CheckBox {
    id: control

    padding: 0
    spacing: 2 * Theme.grid
    implicitHeight: 5 * Theme.grid
    implicitWidth: 5 * Theme.grid + (text.length > 0 ? spacing + contentItem.implicitWidth : 0)
    Accessible.name: text

    contentItem: Text {
        leftPadding: control.text.length > 0 ? 5 * Theme.grid + control.spacing : 0
        verticalAlignment: Text.AlignVCenter
        text: control.text
        textFormat: Text.PlainText
        color: control.enabled ? Theme.text : Theme.mutedText
        font.pixelSize: Theme.textSize
    }
    indicator: Rectangle {
        anchors.verticalCenter: parent ? parent.verticalCenter : undefined
        x: 2
        width: 4 * Theme.grid
        height: width
        radius: 3
        color: control.checked ? Theme.accent : Theme.surface
        border.width: control.visualFocus ? 2 : 1
        border.color: control.visualFocus ? Theme.text : control.checked ? Theme.accent : Theme.controlLine

        Text {
            anchors.centerIn: parent
            visible: control.checked
            text: "\u2713"
            textFormat: Text.PlainText
            color: Theme.accentText
            font.pixelSize: Theme.smallSize
            font.bold: true
        }
    }
}
