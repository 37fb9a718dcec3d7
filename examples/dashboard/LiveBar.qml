// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

import QtQuick
import QtQuick.Layouts
import RedisStreams
import RedisStreamsDashboard

// What can be done with the rows of the live page.
Item {
    id: root

    required property Session session
    required property StreamTable table
    signal pauseToggled

    readonly property StreamModel entries: session.entries

    function editFilter() {
        filter.edit();
    }

    function askExport() {
        exportPopup.ask();
    }

    function askTime() {
        jumpPopup.open();
    }

    implicitHeight: Math.max(11 * Theme.grid, filter.implicitHeight + 3 * Theme.grid)

    RowLayout {
        anchors { fill: parent; leftMargin: 3 * Theme.grid; rightMargin: 3 * Theme.grid }
        spacing: 2 * Theme.grid

        EntryFilterField {
            id: filter
            objectName: "filter"
            Layout.fillWidth: true
            Layout.maximumWidth: 140 * Theme.grid
            Layout.alignment: Qt.AlignTop
            Layout.topMargin: 6
            model: root.entries
            placeholderText: qsTr("Filter: text, user > 80, stream:host:*")
        }

        Item {
            Layout.fillWidth: true
            Layout.preferredWidth: 0
        }

        Row {
            Layout.alignment: Qt.AlignTop
            Layout.topMargin: 8
            spacing: 2 * Theme.grid

            ActionButton {
                objectName: "pause"
                // It grows to the left: the others do not move.
                width: Math.max(23 * Theme.grid, implicitWidth)
                text: !root.table.paused ? qsTr("Pause")
                    : root.table.newCount > 0 ? qsTr("Resume (%1 new)").arg(Format.count(root.table.newCount)) : qsTr("Resume")
                primary: root.table.paused
                enabled: root.session.followed.length > 0
                hint: root.table.paused ? qsTr("%1 since. Show them (Space)").arg(Format.plural(root.table.newCount, qsTr("new entry"), qsTr("new entries")))
                                        : qsTr("Hold the rows still; reading goes on (Space)")
                onClicked: root.pauseToggled()
            }
            ActionButton {
                objectName: "jump"
                text: qsTr("Jump to time")
                enabled: root.session.followed.length > 0
                hint: qsTr("Show what came around a time (Ctrl+J)")
                checked: jumpPopup.opened
                onClicked: jumpPopup.opened ? jumpPopup.close() : jumpPopup.open()

                JumpPopup {
                    id: jumpPopup
                    y: parent.height + Theme.grid
                    x: parent.width - width
                    history: root.entries.history
                    onTimeChosen: time => root.table.jumpTo(time)
                }
            }
            ActionButton {
                objectName: "columns"
                text: qsTr("Columns")
                hint: qsTr("Which columns there are, and in which order")
                checked: columnsPopup.opened
                onClicked: columnsPopup.opened ? columnsPopup.close() : columnsPopup.open()

                ColumnsPopup {
                    id: columnsPopup
                    y: parent.height + Theme.grid
                    x: parent.width - width
                    table: root.table
                }
            }
            ActionButton {
                objectName: "export"
                text: exportPopup.running ? qsTr("Export %1 %").arg(Math.floor(exportPopup.progress * 100)) : qsTr("Export")
                width: 25 * Theme.grid
                hint: qsTr("Write entries to a file (Ctrl+E)")
                checked: exportPopup.opened
                onClicked: exportPopup.opened ? exportPopup.close() : exportPopup.ask()

                ExportPopup {
                    id: exportPopup
                    y: parent.height + Theme.grid
                    x: parent.width - width
                    session: root.session
                }
            }
        }
    }
}
