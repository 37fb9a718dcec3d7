// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

import QtQuick
import QtQuick.Controls.Basic
import RedisStreams

// A button that takes no more room than its word.
AbstractButton {
    id: root

    padding: Theme.grid

    contentItem: Text {
        text: root.text
        textFormat: Text.PlainText
        color: Theme.accent
        font.pixelSize: Theme.smallSize
        font.underline: root.hovered
    }
    background: Rectangle {
        radius: Theme.radius
        color: "transparent"
        border.width: root.visualFocus ? 2 : 0
        border.color: Theme.accent
    }
}
