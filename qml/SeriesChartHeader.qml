// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT
pragma ComponentBehavior: Bound

import QtQuick
import RedisStreams

// What stands above a SeriesChart: its title, a name for each line, and the way back to the newest.
Item {
    id: root

    property StreamSeries series: null
    property string field: ""
    property string title: ""
    property string unit: ""
    property bool legend: true
    property bool live: true
    property bool paused: false
    property var lineColors: []
    property var hiddenStreams: []
    signal toggled(stream: string)
    signal liveWanted

    // More names would push the lines away.
    readonly property int mostNames: 8
    readonly property int shownLines: {
        let count = 0;
        for (let line = 0; series && line < lineColors.length; ++line)
            count += field.length === 0 || series.field(line) === field ? 1 : 0;
        return count;
    }

    implicitHeight: Math.max(Theme.rowHeight, names.implicitHeight)

    Text {
        id: title
        height: Theme.rowHeight
        verticalAlignment: Text.AlignVCenter
        text: root.title + (root.unit.length > 0 ? " (" + root.unit + ")" : "")
        textFormat: Text.PlainText
        color: Theme.text
        font.pixelSize: Theme.textSize
        font.bold: true
    }

    Flow {
        id: names
        anchors {
            left: title.right; right: button.visible ? button.left : parent.right
            leftMargin: title.text.length > 0 ? 4 * Theme.grid : 0; rightMargin: 2 * Theme.grid
        }
        visible: root.legend
        spacing: Theme.grid

        Repeater {
            model: root.series

            LegendEntry {
                required property int index
                required property string stream
                required property string field

                visible: (root.field.length === 0 || root.field === field) && position() < root.mostNames
                name: root.field.length === 0 && field.length > 0 ? stream + " " + field : stream
                lineColor: root.lineColors[index] ?? Theme.mutedText
                checked: !root.hiddenStreams.includes(stream)
                onClicked: root.toggled(stream)

                // Among those of this chart.
                function position(): int {
                    let before = 0;
                    for (let line = 0; line < index; ++line)
                        before += root.field.length === 0 || root.series.field(line) === root.field ? 1 : 0;
                    return before;
                }
            }
        }

        Text {
            height: Theme.rowHeight
            visible: root.shownLines > root.mostNames
            verticalAlignment: Text.AlignVCenter
            text: qsTr("and %1 more").arg(root.shownLines - root.mostNames)
            textFormat: Text.PlainText
            color: Theme.mutedText
            font.pixelSize: Theme.smallSize
        }
    }

    ActionButton {
        id: button
        anchors.right: parent.right
        visible: !root.live
        text: root.paused ? qsTr("Resume") : qsTr("Live")
        hint: qsTr("Go to the newest and follow it (End)")
        onClicked: root.liveWanted()
    }
}
