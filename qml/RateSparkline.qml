// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

import QtQuick
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

    SparklinePlot {
        anchors.fill: parent
        values: root.values
        capacity: root.capacity
        color: root.color
        lineWidth: root.lineWidth
    }
}
