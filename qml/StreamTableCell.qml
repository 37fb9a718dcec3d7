// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

import QtQuick
import RedisStreams

// One cell of a StreamTable. There are hundreds of them and they change with every frame: nothing here but a text and
// a rectangle.
Item {
    id: root

    required property int column
    required property string display
    required property string stream
    required property bool numeric
    required property bool binary
    required property int kind

    readonly property bool isMono: kind === StreamModel.IdColumn || kind === StreamModel.TimeColumn || binary

    implicitHeight: Theme.rowHeight

    Accessible.role: Accessible.Cell
    Accessible.name: ScreenReader.active ? qsTr("%1: %2").arg(titleOf(column)).arg(display) : ""

    function titleOf(column: int): string {
        const model = TableView.view ? TableView.view.model : null;
        return model ? model.headerData(column, Qt.Horizontal) ?? "" : "";
    }

    // The stream's colour, at the left end of the row.
    Rectangle {
        visible: root.column === 0
        width: Theme.grid
        height: parent.height - 2
        y: 1
        color: visible ? Theme.streamColor(root.stream) : "transparent"
    }

    Text {
        anchors.fill: parent
        leftPadding: 3 * Theme.grid
        rightPadding: 3 * Theme.grid
        verticalAlignment: Text.AlignVCenter
        horizontalAlignment: root.numeric ? Text.AlignRight : Text.AlignLeft
        text: root.display
        textFormat: Text.PlainText
        elide: Text.ElideRight
        maximumLineCount: 1
        color: root.kind === StreamModel.IdColumn || root.binary ? Theme.mutedText : Theme.text
        font.pixelSize: Theme.textSize
        font.family: root.isMono ? Theme.monoFamily : Theme.textFamily
        font.italic: root.binary
    }
}
