// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

import QtQuick
import RedisStreams

// What stands in place of rows while there are none: what is the matter, and what to do.
Column {
    id: root

    property string title: ""
    property string hint: ""

    spacing: 2 * Theme.grid

    Text {
        width: parent.width
        horizontalAlignment: Text.AlignHCenter
        wrapMode: Text.WordWrap
        text: root.title
        textFormat: Text.PlainText
        color: Theme.text
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
