// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic
import RedisStreams

// A tooltip for the item that it lies in. Its text is shown as it is: Qt's own takes what looks like markup for markup,
// and names and errors come from elsewhere. It is made when it is shown for the first time.
Item {
    id: root

    property string text: ""
    property bool shown: false
    property int delay: 600 // ms
    // Below its item instead of above it.
    property bool below: false
    property QtObject opened: null

    // Only what it opens is to be seen.
    visible: false
    onShownChanged: {
        if (shown && opened === null)
            opened = made.createObject(root);
    }

    Component {
        id: made

        ToolTip {
            id: tip
            parent: root.parent
            y: root.below && parent ? parent.height + Theme.grid : -height - 3
            visible: root.shown && root.text.length > 0
            delay: root.delay
            text: root.text
            contentWidth: Math.min(120 * Theme.grid, Math.ceil(implicitContentWidth))

            contentItem: Text {
                text: tip.text
                textFormat: Text.PlainText
                wrapMode: Text.Wrap
                color: Theme.text
                font.pixelSize: Theme.textSize
            }
            background: Rectangle {
                radius: Theme.radius
                color: Theme.raised
                border.width: 1
                border.color: Theme.controlLine
            }
        }
    }
}
