// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

import QtQuick
import RedisStreams

// Which columns the table has. What is chosen is kept for the next start.
AppPopup {
    id: root

    required property StreamTable table

    title: qsTr("Columns")
    width: 72 * Theme.grid
    onOpened: chooser.forceActiveFocus()

    ColumnChooser {
        id: chooser
        objectName: "columnChooser"
        width: parent.width
        streamModel: root.table.model
        onWidthStepped: (key, step) => root.table.widenColumn(key, 4 * Theme.grid * step)
    }
    AppLabel {
        width: parent.width
        text: qsTr("Space shows or hides one, Ctrl with Up and Down moves it, Left and Right change its width. Titles and their edges can be dragged as well.")
    }
    AppCheckBox {
        objectName: "relativeTimes"
        text: qsTr("Times as how long ago")
        checked: root.table.model.relativeTimes
        onToggled: root.table.model.relativeTimes = checked
    }
    Row {
        anchors.right: parent.right
        spacing: 2 * Theme.grid

        ActionButton {
            text: qsTr("Reset widths")
            hint: qsTr("As wide as their values, not as they were dragged")
            enabled: Object.keys(root.table.columnWidths).length > 0
            onClicked: root.table.columnWidths = {}
        }
        ActionButton {
            text: qsTr("Show all")
            onClicked: root.table.model.columns.showAll()
        }
    }
}
