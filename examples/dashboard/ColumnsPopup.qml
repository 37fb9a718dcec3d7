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
    }
    AppLabel {
        width: parent.width
        text: qsTr("Space shows or hides one, Ctrl with the arrows moves it. Titles can be dragged as well.")
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
