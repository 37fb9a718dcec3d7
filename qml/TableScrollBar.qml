// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

import QtQuick
import QtQuick.Controls.Basic
import RedisStreams

// A scroll bar that does not fade away: it tells that there is more. Whether it is needed is for its owner to say; what
// a bar knows of itself changes with the room that it takes.
ScrollBar {
    id: root

    policy: ScrollBar.AlwaysOn
    padding: 2
    minimumSize: 0.05

    contentItem: Rectangle {
        implicitWidth: 2 * Theme.grid
        implicitHeight: 2 * Theme.grid
        radius: Theme.grid
        color: root.pressed ? Theme.accent : root.hovered ? Theme.mutedText : Theme.controlLine
    }
    background: Rectangle {
        color: Theme.window
    }
}
