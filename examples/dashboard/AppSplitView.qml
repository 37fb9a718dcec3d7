// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Templates as T
import RedisStreams

// Parts whose border can be dragged.
SplitView {
    id: root

    handle: Item {
        id: handle

        readonly property bool held: T.SplitHandle.hovered || T.SplitHandle.pressed

        implicitWidth: root.orientation === Qt.Horizontal ? 5 : root.width
        implicitHeight: root.orientation === Qt.Horizontal ? root.height : 5

        Rectangle {
            anchors.centerIn: parent
            width: root.orientation === Qt.Horizontal ? (handle.held ? 3 : 1) : parent.width
            height: root.orientation === Qt.Horizontal ? parent.height : (handle.held ? 3 : 1)
            color: handle.held ? Theme.accent : Theme.line
        }
    }
}
