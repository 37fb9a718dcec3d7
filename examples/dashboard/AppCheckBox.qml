// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

import QtQuick
import QtQuick.Controls.Basic
import RedisStreams

CheckBox {
    id: control

    padding: 0
    implicitWidth: 5 * Theme.grid
    implicitHeight: 5 * Theme.grid

    contentItem: null
    indicator: Rectangle {
        anchors.centerIn: parent
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
            color: Theme.accentText
            font.pixelSize: Theme.smallSize
            font.bold: true
        }
    }
}
