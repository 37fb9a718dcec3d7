// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

import QtQuick
import RedisStreams

// What to know in place of rows or cards: why there are none, and what to do.
Column {
    id: root

    property string title: ""
    property string hint: ""
    property bool isError: false

    width: Math.min(420, parent ? parent.width - 8 * Theme.grid : 420)
    spacing: 2 * Theme.grid

    Text {
        width: parent.width
        horizontalAlignment: Text.AlignHCenter
        wrapMode: Text.WordWrap
        text: root.title
        textFormat: Text.PlainText
        color: root.isError ? Theme.bad : Theme.text
        font.pixelSize: Theme.titleSize
    }
    Text {
        width: parent.width
        horizontalAlignment: Text.AlignHCenter
        wrapMode: Text.WordWrap
        visible: text.length > 0
        text: root.hint
        textFormat: Text.PlainText
        color: Theme.mutedText
        font.pixelSize: Theme.textSize
        lineHeight: 1.3
    }
}
