// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT
pragma ComponentBehavior: Bound

import QtQuick
import RedisStreams

// The axes of a SeriesPlot, drawn around and behind it: lines at round values, texts at round values and times.
Item {
    id: root

    property SeriesPlot plot: null
    // Room for the longest text so far, so that the lines do not move with every new value.
    property real leftWidth: 12 * Theme.grid

    readonly property var valueTicks: plot ? plot.valueTicks : []
    readonly property var timeTicks: plot ? plot.timeTicks : []

    onValueTicksChanged: {
        let widest = 0;
        for (const tick of valueTicks)
            widest = Math.max(widest, metrics.advanceWidth(tick.text));
        // Whatever the values are, the lines have most of the room.
        leftWidth = Math.max(12 * Theme.grid, Math.min(width / 3, 2 * Theme.grid * Math.ceil((widest + 4 * Theme.grid) / (2 * Theme.grid))));
    }

    FontMetrics {
        id: metrics
        font.pixelSize: Theme.smallSize
    }

    Repeater {
        model: root.valueTicks.length

        Item {
            required property int index
            readonly property var tick: root.valueTicks[index] ?? ({ "position": 0, "text": "" })

            y: Math.round(root.plot.y + tick.position)

            Rectangle {
                // Not where the axis is.
                visible: Math.abs(parent.tick.position - root.plot.height) > 1
                x: root.plot.x
                width: root.plot.width
                height: 1
                color: Theme.line
            }
            Text {
                width: root.plot.x - 2 * Theme.grid
                anchors.verticalCenter: parent.top
                horizontalAlignment: Text.AlignRight
                text: parent.tick.text
                textFormat: Text.PlainText
                color: Theme.mutedText
                font.pixelSize: Theme.smallSize
            }
        }
    }

    Repeater {
        model: root.timeTicks.length

        Item {
            required property int index
            readonly property var tick: root.timeTicks[index] ?? ({ "position": 0, "text": "" })
            readonly property real half: label.implicitWidth / 2

            x: Math.round(root.plot.x + tick.position)

            Rectangle {
                y: root.plot.y + root.plot.height
                width: 1
                height: Theme.grid
                color: Theme.controlLine
            }
            Text {
                id: label
                // Within the chart, also at its ends.
                x: Math.max(2 - parent.x, Math.min(root.width - parent.x - implicitWidth - 2, -parent.half))
                y: root.plot.y + root.plot.height + Theme.grid
                text: parent.tick.text
                textFormat: Text.PlainText
                color: Theme.mutedText
                font.pixelSize: Theme.smallSize
            }
        }
    }

    Rectangle {
        x: root.plot ? root.plot.x : 0
        y: root.plot ? Math.round(root.plot.y + root.plot.height) : 0
        width: root.plot ? root.plot.width : 0
        height: 1
        color: Theme.controlLine
    }
}
