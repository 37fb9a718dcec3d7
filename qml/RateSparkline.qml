// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

import QtQuick
import QtQuick.Shapes
import RedisStreams

// A line of the last rates, the newest at the right; its top is the largest of them, its bottom is zero.
Item {
    id: root

    // Oldest first.
    property var values: []
    // How many values the whole width has room for.
    property int capacity: 30
    property color color: Theme.accent
    property real lineWidth: 1.5

    readonly property real largest: {
        let most = 0;
        for (const value of values)
            most = Math.max(most, value);
        return most;
    }

    implicitWidth: 15 * Theme.grid
    implicitHeight: 4 * Theme.grid

    Accessible.role: Accessible.Graphic
    Accessible.name: values.length > 0 ? qsTr("%1 entries per second").arg(Format.rate(values[values.length - 1]))
                                       : qsTr("no rate yet")

    // Where nothing was measured, the base line alone.
    Rectangle {
        anchors.bottom: parent.bottom
        width: parent.width
        height: 1
        color: Theme.line
    }

    Shape {
        anchors.fill: parent
        visible: root.values.length > 1

        ShapePath {
            strokeColor: root.color
            strokeWidth: root.lineWidth
            fillColor: "transparent"
            joinStyle: ShapePath.RoundJoin
            capStyle: ShapePath.RoundCap

            PathPolyline {
                path: {
                    const shown = root.values.slice(-root.capacity);
                    const step = root.width / Math.max(1, root.capacity - 1);
                    const inset = root.lineWidth;
                    const height = root.height - 2 * inset;
                    const scale = root.largest > 0 ? height / root.largest : 0;
                    const first = root.width - (shown.length - 1) * step;
                    return shown.map((value, i) => Qt.point(first + i * step, inset + height - value * scale));
                }
            }
        }
    }
}
