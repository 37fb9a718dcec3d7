// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

import QtQuick
import QtQuick.Controls.Basic
import RedisStreams

// A small window under what opened it; Esc or a click elsewhere closes it, nothing waits for it.
Popup {
    id: root

    property string title: ""
    default property alias content: column.data

    padding: 4 * Theme.grid
    focus: true
    modal: false
    closePolicy: Popup.CloseOnEscape | Popup.CloseOnPressOutsideParent
    margins: 2 * Theme.grid

    background: Rectangle {
        radius: Theme.radius
        color: Theme.surface
        border.width: 1
        border.color: Theme.controlLine
    }

    contentData: Column {
        id: column
        width: root.availableWidth
        spacing: 2 * Theme.grid
        Accessible.role: Accessible.Dialog
        Accessible.name: root.title

        Text {
            visible: root.title.length > 0
            text: root.title
            textFormat: Text.PlainText
            color: Theme.text
            font.pixelSize: Theme.titleSize
            bottomPadding: Theme.grid
        }
    }
}
