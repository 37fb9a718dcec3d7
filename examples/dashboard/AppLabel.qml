// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

import QtQuick
import RedisStreams

// What stands above a field, or explains it.
Text {
    color: Theme.mutedText
    textFormat: Text.PlainText
    font.pixelSize: Theme.smallSize
    wrapMode: Text.Wrap
}
