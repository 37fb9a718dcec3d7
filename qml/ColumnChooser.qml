// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic
import RedisStreams

// The columns of a StreamModel with a tick for each that is shown; Ctrl+Up and Ctrl+Down, or the arrows, move one. Left
// and Right are for its width, which is the table's.
ListView {
    id: root

    property StreamModel streamModel: null
    // The column with this key is to be narrower (-1), wider (1), or as wide as its values again (0).
    signal widthStepped(key: string, step: int)

    implicitWidth: 65 * Theme.grid
    implicitHeight: Math.min(contentHeight, 12 * Theme.rowHeight)
    clip: true
    boundsBehavior: Flickable.StopAtBounds
    model: streamModel ? streamModel.columns : null
    currentIndex: 0
    activeFocusOnTab: true

    Accessible.role: Accessible.List
    Accessible.name: qsTr("Columns")

    function moveColumn(from: int, to: int) {
        if (to < 0 || to >= count)
            return;
        streamModel.columns.move(from, to);
        currentIndex = to;
    }

    function toggle(key: string) {
        streamModel.columns.setShown(key, !streamModel.columns.isShown(key));
    }

    Keys.onPressed: event => {
        const step = event.key === Qt.Key_Up ? -1 : event.key === Qt.Key_Down ? 1 : 0;
        if (step !== 0 && event.modifiers & Qt.ControlModifier) {
            moveColumn(currentIndex, currentIndex + step);
            event.accepted = true;
        } else if (currentItem && (event.key === Qt.Key_Left || event.key === Qt.Key_Right || event.key === Qt.Key_Backspace)) {
            widthStepped(currentItem.key, event.key === Qt.Key_Left ? -1 : event.key === Qt.Key_Right ? 1 : 0);
            event.accepted = true;
        } else if (event.key === Qt.Key_Space && currentItem) {
            toggle(currentItem.key);
            event.accepted = true;
        }
    }

    ScrollBar.vertical: TableScrollBar {
        policy: root.contentHeight > root.height ? ScrollBar.AlwaysOn : ScrollBar.AlwaysOff
    }

    delegate: Rectangle {
        id: row

        required property int index
        required property string display
        required property string key
        required property bool shown
        required property bool field

        width: ListView.view.width
        height: Theme.rowHeight
        color: ListView.isCurrentItem && root.activeFocus ? Theme.selection : hover.hovered ? Theme.hover : "transparent"

        Accessible.role: Accessible.CheckBox
        Accessible.name: display
        Accessible.checkable: true
        Accessible.checked: shown
        Accessible.onToggleAction: root.toggle(key)

        HoverHandler {
            id: hover
        }

        TapHandler {
            onTapped: {
                root.currentIndex = row.index;
                root.forceActiveFocus();
                root.toggle(row.key);
            }
        }

        Rectangle {
            id: box
            anchors { left: parent.left; leftMargin: 3 * Theme.grid; verticalCenter: parent.verticalCenter }
            width: 4 * Theme.grid
            height: width
            radius: 3
            color: row.shown ? Theme.accent : "transparent"
            border.width: 1
            border.color: row.shown ? Theme.accent : Theme.controlLine

            Text {
                anchors.centerIn: parent
                visible: row.shown
                text: "\u2713"
                textFormat: Text.PlainText
                color: Theme.accentText
                font.pixelSize: Theme.smallSize
            }
        }

        Text {
            anchors { left: box.right; right: arrows.left; leftMargin: 2 * Theme.grid; verticalCenter: parent.verticalCenter }
            text: row.display
            textFormat: Text.PlainText
            elide: Text.ElideRight
            color: row.shown ? Theme.text : Theme.mutedText
            font.pixelSize: Theme.textSize
            font.italic: !row.field
        }

        Row {
            id: arrows
            anchors { right: parent.right; rightMargin: 4 * Theme.grid; verticalCenter: parent.verticalCenter }
            visible: hover.hovered || (row.ListView.isCurrentItem && root.activeFocus)

            LinkButton {
                text: "\u2191"
                enabled: row.index > 0
                focusPolicy: Qt.NoFocus
                Accessible.name: qsTr("Move %1 up").arg(row.display)
                onClicked: root.moveColumn(row.index, row.index - 1)
            }
            LinkButton {
                text: "\u2193"
                enabled: row.index < root.count - 1
                focusPolicy: Qt.NoFocus
                Accessible.name: qsTr("Move %1 down").arg(row.display)
                onClicked: root.moveColumn(row.index, row.index + 1)
            }
        }
    }
}
