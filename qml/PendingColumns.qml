// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

import QtQuick
import RedisStreams

// Where the columns of a PendingTable stand, for its header and its rows.
QtObject {
    property real width: 0

    readonly property int gap: 3 * Theme.grid
    readonly property real idX: gap
    readonly property real idWidth: Math.min(46 * Theme.grid, width * 0.32)
    readonly property real consumerX: idX + idWidth + gap
    readonly property real consumerWidth: Math.max(0, idleX - gap - consumerX)
    readonly property real idleX: deliveriesX - gap - idleWidth
    readonly property real idleWidth: (width < 150 * Theme.grid ? 18 : 24) * Theme.grid
    readonly property real deliveriesX: width - 5 * Theme.grid - deliveriesWidth
    readonly property real deliveriesWidth: 17 * Theme.grid
}
