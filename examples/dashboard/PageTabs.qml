// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic
import RedisStreams

// The names of the pages; the arrows go from one to the next.
Item {
    id: root

    property var titles: []
    property int current: 0
    signal chosen(index: int)

    implicitHeight: 10 * Theme.grid

    Accessible.role: Accessible.PageTabList

    Row {
        anchors { left: parent.left; leftMargin: Theme.grid; top: parent.top; bottom: parent.bottom }

        Repeater {
            model: root.titles

            AbstractButton {
                id: tab
                required property int index
                required property string modelData

                objectName: "tab" + index
                height: parent.height
                leftPadding: 3 * Theme.grid
                rightPadding: 3 * Theme.grid
                checked: root.current === index
                text: modelData
                onClicked: root.chosen(index)
                Accessible.role: Accessible.PageTab
                Accessible.name: text
                Accessible.selected: checked
                Keys.onLeftPressed: root.chosen(Math.max(0, root.current - 1))
                Keys.onRightPressed: root.chosen(Math.min(root.titles.length - 1, root.current + 1))
                HintTip {
                    shown: tab.hovered
                    text: qsTr("Ctrl+%1").arg(tab.index + 1)
                }

                contentItem: Text {
                    text: tab.text
                    textFormat: Text.PlainText
                    verticalAlignment: Text.AlignVCenter
                    color: tab.checked ? Theme.text : tab.hovered ? Theme.accent : Theme.mutedText
                    font.pixelSize: Theme.textSize
                    font.bold: tab.checked
                }
                background: Item {
                    Rectangle {
                        anchors.fill: parent
                        anchors.margins: Theme.grid
                        radius: Theme.radius
                        color: "transparent"
                        border.width: tab.visualFocus ? 2 : 0
                        border.color: Theme.accent
                    }
                    Rectangle {
                        anchors { left: parent.left; right: parent.right; bottom: parent.bottom }
                        anchors { leftMargin: 3 * Theme.grid; rightMargin: 3 * Theme.grid }
                        height: 2
                        color: tab.checked ? Theme.accent : "transparent"
                    }
                }
            }
        }
    }

    Rectangle {
        anchors.bottom: parent.bottom
        width: parent.width
        height: 1
        color: Theme.line
    }
}
