// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Templates as T
import RedisStreams

// Parts whose border can be dragged, or moved with the arrow keys.
SplitView {
    id: root

    // While it is the user who changes sizes.
    readonly property bool adjusting: resizing || stepping
    property bool stepping: false
    readonly property bool sideBySide: orientation === Qt.Horizontal

    // Moves the border behind part \a index: the part beside it that does not fill what is left gets another size.
    function step(index: int, by: real) {
        const before = itemAt(index);
        const behind = itemAt(index + 1);
        const fills = sideBySide ? before.SplitView.fillWidth : before.SplitView.fillHeight;
        const part = fills ? behind : before;
        const shown = sideBySide ? part.width : part.height;
        const wanted = sideBySide ? part.SplitView.preferredWidth : part.SplitView.preferredHeight;
        // Keys may come faster than frames, with which sizes change.
        const size = Math.min(sideBySide ? width : height, (stepping && wanted >= 0 ? wanted : shown) + (fills ? -by : by));
        stepping = true;
        if (sideBySide)
            part.SplitView.preferredWidth = Math.max(part.SplitView.minimumWidth, size);
        else
            part.SplitView.preferredHeight = Math.max(part.SplitView.minimumHeight, size);
    }

    function partBefore(handle: Item): int {
        let found = -1;
        for (let i = 0; i < count; ++i) {
            const part = itemAt(i);
            if (part.visible && (sideBySide ? part.x < handle.x : part.y < handle.y))
                found = i;
        }
        return found;
    }

    handle: Item {
        id: handle

        readonly property bool held: T.SplitHandle.hovered || T.SplitHandle.pressed || activeFocus

        implicitWidth: root.sideBySide ? 5 : root.width
        implicitHeight: root.sideBySide ? root.height : 5
        activeFocusOnTab: true
        // Not sooner: sizes change with the next frame.
        onActiveFocusChanged: root.stepping = root.stepping && activeFocus
        objectName: "splitHandle"

        Accessible.role: Accessible.Grip
        Accessible.name: qsTr("Border between two parts; the arrow keys move it")
        Keys.onPressed: event => {
            const less = root.sideBySide ? Qt.Key_Left : Qt.Key_Up;
            const more = root.sideBySide ? Qt.Key_Right : Qt.Key_Down;
            event.accepted = event.key === less || event.key === more;
            if (event.accepted)
                root.step(root.partBefore(handle), 4 * Theme.grid * (event.key === less ? -1 : 1));
        }

        Rectangle {
            anchors.centerIn: parent
            width: root.sideBySide ? (handle.held ? 3 : 1) : parent.width
            height: root.sideBySide ? parent.height : (handle.held ? 3 : 1)
            color: handle.held ? Theme.accent : Theme.line
        }
    }
}
