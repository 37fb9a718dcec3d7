// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT
pragma ComponentBehavior: Bound

import QtQuick
import RedisStreams

// A line across a SeriesPlot that tells what stands there.
Item {
    id: root

    property SeriesPlot plot: null
    property real time: NaN
    property var lineColors: []
    property string unit: ""

    readonly property bool shown: !isNaN(time) && plot !== null && time >= plot.from && time <= plot.to
    // The points nearest to the line, and where it stands because of them.
    property var values: []
    readonly property real position: shown ? plot.xOf(values.length > 0 ? values[0].time : time) : 0
    readonly property int mostValues: 10

    function update() {
        if (!shown) {
            values = [];
            return;
        }
        const found = Array.from(plot.valuesAt(time, 24));
        // The line stands at the point that is nearest; others are read there.
        found.sort((a, b) => Math.abs(a.time - time) - Math.abs(b.time - time));
        values = found;
    }

    onTimeChanged: update()
    Connections {
        target: root.plot
        enabled: root.shown
        function onAxesChanged() { root.update(); }
    }

    Accessible.role: Accessible.StaticText
    Accessible.name: shown && plot ? Format.join(values.map(value => value.stream + " " + value.text)) + ", " + plot.textOfTime(time) : ""

    Rectangle {
        visible: root.shown
        x: Math.round(root.position)
        width: 1
        height: root.height
        color: Theme.mutedText
    }

    Repeater {
        model: root.shown ? root.values.length : 0

        Rectangle {
            required property int index
            readonly property var point: root.values[index] ?? ({ "time": 0, "value": 0, "line": -1 })

            x: root.plot.xOf(point.time) - width / 2
            y: root.plot.yOf(point.value) - height / 2
            width: 7
            height: 7
            radius: 3.5
            color: root.lineColors[point.line] ?? Theme.mutedText
            border.width: 1
            border.color: Theme.surface
        }
    }

    Rectangle {
        id: box
        readonly property bool leftOfLine: root.position + width + 3 * Theme.grid > root.width

        visible: root.shown && root.values.length > 0
        x: Math.max(0, leftOfLine ? root.position - width - 2 * Theme.grid : root.position + 2 * Theme.grid)
        y: Theme.grid
        width: content.implicitWidth + 4 * Theme.grid
        height: content.implicitHeight + 3 * Theme.grid
        radius: Theme.radius
        color: Theme.raised
        border.width: 1
        border.color: Theme.line

        Column {
            id: content
            x: 2 * Theme.grid
            y: 1.5 * Theme.grid
            spacing: 2

            Text {
                text: root.values.length > 0 ? root.plot.textOfTime(root.values[0].time) : ""
                textFormat: Text.PlainText
                color: Theme.mutedText
                font.pixelSize: Theme.smallSize
            }

            Repeater {
                model: Math.min(root.values.length, root.mostValues)

                Row {
                    id: line
                    required property int index
                    readonly property var point: root.values[index] ?? ({ "text": "", "stream": "", "field": "", "line": -1 })

                    spacing: 2 * Theme.grid

                    Rectangle {
                        anchors.verticalCenter: parent.verticalCenter
                        width: 2 * Theme.grid
                        height: 3
                        color: root.lineColors[line.point.line] ?? Theme.mutedText
                    }
                    Text {
                        text: line.point.text + (root.unit.length > 0 ? " " + root.unit : "")
                        textFormat: Text.PlainText
                        color: Theme.text
                        font.pixelSize: Theme.textSize
                        font.bold: true
                    }
                    Text {
                        text: line.point.stream + (root.plot.field.length === 0 && line.point.field.length > 0 ? " " + line.point.field : "")
                        textFormat: Text.PlainText
                        color: Theme.text
                        font.pixelSize: Theme.textSize
                    }
                }
            }

            Text {
                visible: root.values.length > root.mostValues
                text: qsTr("and %1 more").arg(root.values.length - root.mostValues)
                textFormat: Text.PlainText
                color: Theme.mutedText
                font.pixelSize: Theme.smallSize
            }
        }
    }
}
