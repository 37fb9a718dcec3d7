// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

import QtQuick
import RedisStreams

// One title of a StreamTableHeader: its right edge changes the column's width (a double click lets it find its own
// again), dragging it moves the column, and that of the time switches between when and how long ago.
Item {
    id: root

    // {text, width, numeric, kind, key}
    required property var column
    property bool relativeTimes: false
    signal timeToggled
    // While the title is dragged: where it is, in its own coordinates.
    signal movedTo(x: real)
    signal dropped
    // 0: as wide as its values.
    signal widthWanted(width: real)

    readonly property bool isTime: column.kind === StreamModel.TimeColumn

    width: column.width
    height: 8 * Theme.grid

    Accessible.role: Accessible.ColumnHeader
    Accessible.name: column.text
    Accessible.onPressAction: press()

    function press() {
        if (isTime)
            timeToggled();
    }

    Text {
        anchors.fill: parent
        leftPadding: 3 * Theme.grid
        rightPadding: 3 * Theme.grid
        verticalAlignment: Text.AlignVCenter
        horizontalAlignment: root.column.numeric ? Text.AlignRight : Text.AlignLeft
        text: root.column.text
        textFormat: Text.PlainText
        elide: Text.ElideRight
        color: hover.hovered && root.isTime ? Theme.accent : Theme.mutedText
        font.pixelSize: Theme.smallSize
        font.bold: true
    }

    HoverHandler {
        id: hover
        cursorShape: root.isTime ? Qt.PointingHandCursor : Qt.ArrowCursor
    }

    TapHandler {
        onTapped: root.press()
    }

    DragHandler {
        target: null
        yAxis.enabled: false
        onTranslationChanged: {
            if (active)
                root.movedTo(centroid.position.x);
        }
        onActiveChanged: {
            if (!active)
                root.dropped();
        }
    }

    HintTip {
        below: true
        shown: hover.hovered && (root.isTime || root.column.text.length > 24)
        text: !root.isTime ? root.column.text
            : root.relativeTimes ? qsTr("Show when entries were added") : qsTr("Show how long ago entries were added")
    }

    Rectangle {
        anchors { right: parent.right; verticalCenter: parent.verticalCenter }
        width: 1
        height: 4 * Theme.grid
        color: grip.containsMouse || grip.pressed ? Theme.accent : Theme.line
    }

    MouseArea {
        id: grip

        property real widthAtPress: 0
        property real xAtPress: 0

        anchors { right: parent.right; top: parent.top; bottom: parent.bottom }
        width: 2 * Theme.grid
        hoverEnabled: true
        preventStealing: true
        cursorShape: Qt.SplitHCursor
        onPressed: mouse => {
            widthAtPress = root.width;
            xAtPress = mapToItem(root.parent, mouse.x, 0).x;
        }
        onPositionChanged: mouse => {
            if (pressed)
                root.widthWanted(widthAtPress + mapToItem(root.parent, mouse.x, 0).x - xAtPress);
        }
        onDoubleClicked: root.widthWanted(0)
    }
}
