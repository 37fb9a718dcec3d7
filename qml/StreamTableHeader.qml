// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT
pragma ComponentBehavior: Bound

import QtQuick
import RedisStreams

// The titles over a StreamTable's columns. It also finds out how wide each column is to be: as the user made it, or as
// wide as the longest value seen, within bounds; widths only grow while entries come, so that columns do not wobble.
Rectangle {
    id: root

    property StreamModel model: null
    property real contentX: 0
    // How much of the columns there is room for.
    property real viewportWidth: width
    property var widths: []
    property var titles: []
    readonly property real contentWidth: widths.reduce((sum, width) => sum + width, 0)
    // Widths that the user chose, by the columns' keys.
    property var chosenWidths: ({})

    readonly property int minimumWidth: 18 * Theme.grid
    readonly property int maximumWidth: 80 * Theme.grid
    readonly property int maximumStreamWidth: 50 * Theme.grid
    readonly property int cellPadding: 6 * Theme.grid

    // Set it when titles or values changed.
    property bool outdated: true
    property real measuredFor: -1

    // Of a title that is dragged: the section it would go to, -1 while none is.
    property int dropSection: -1

    signal widthChosen()

    // Measures anew if need be; tells whether widths changed.
    function update(): bool {
        if (!outdated && measuredFor === viewportWidth)
            return false;
        outdated = false;
        measuredFor = viewportWidth;
        const found = [];
        const columns = model ? model.columnCount() : 0;
        for (let column = 0; column < columns; ++column)
            found.push(columnWidth(column));
        // Room that is left goes to the last column when it holds text; numbers stay beside their neighbours. A little
        // that is missing is taken from it: widths of texts are estimated generously.
        const rest = viewportWidth - found.reduce((sum, value) => sum + value, 0);
        if (columns > 0 && isText(columns - 1) && chosenWidths[keyOf(columns - 1)] === undefined
                && rest > -0.2 * found[columns - 1])
            found[columns - 1] += rest;
        titles = found.map((width, column) => ({
            "text": title(column), "width": width, "numeric": isNumeric(column), "kind": kindOf(column),
            "key": keyOf(column)
        }));
        if (found.length === widths.length && found.every((value, i) => value === widths[i]))
            return false;
        widths = found;
        return true;
    }

    function columnWidth(column: int): real {
        const chosen = chosenWidths[keyOf(column)];
        if (chosen !== undefined)
            return chosen;
        const kind = kindOf(column);
        if (kind === StreamModel.TimeColumn)
            return Math.ceil((model.relativeTimes ? 15 : 12) * mono.averageCharacterWidth) + cellPadding;
        if (kind === StreamModel.IdColumn)
            return Math.ceil(17 * mono.averageCharacterWidth) + cellPadding;
        const characters = model.headerData(column, Qt.Horizontal, StreamModel.CharactersRole);
        // Digits are wider than the average letter; a text is rarely made of its widest letters.
        const character = isNumeric(column) ? plain.advanceWidth("0") : plain.averageCharacterWidth * 1.25;
        const needed = Math.ceil(Math.max(characters * character, bold.advanceWidth(title(column)))) + cellPadding;
        const most = kind === StreamModel.StreamColumn ? maximumStreamWidth : maximumWidth;
        return Math.max(minimumWidth, Math.min(most, needed));
    }

    function chooseWidth(key: string, width: real) {
        const chosen = Object.assign({}, chosenWidths);
        if (width > 0)
            chosen[key] = Math.round(Math.max(8 * Theme.grid, width));
        else
            delete chosen[key];
        chosenWidths = chosen;
        outdated = true;
        widthChosen();
    }

    function widenColumn(key: string, by: real) {
        const column = widths.findIndex((width, i) => keyOf(i) === key);
        if (column >= 0)
            chooseWidth(key, by === 0 ? 0 : Math.max(8 * Theme.grid, widths[column] + by));
    }

    function title(column: int): string {
        return model ? model.headerData(column, Qt.Horizontal) ?? "" : "";
    }

    function keyOf(column: int): string {
        return model ? model.headerData(column, Qt.Horizontal, StreamModel.KeyRole) ?? "" : "";
    }

    function kindOf(column: int): int {
        return model ? model.headerData(column, Qt.Horizontal, StreamModel.KindRole) ?? -1 : -1;
    }

    function isNumeric(column: int): bool {
        return model !== null && model.headerData(column, Qt.Horizontal, StreamModel.NumericRole) === true;
    }

    function isText(column: int): bool {
        return kindOf(column) === StreamModel.FieldColumn && !isNumeric(column);
    }

    // The column's left edge.
    function leftOf(column: int): real {
        return widths.slice(0, column).reduce((sum, width) => sum + width, 0);
    }

    // The column at \a x of the content.
    function sectionAt(x: real): int {
        let right = 0;
        for (let column = 0; column < widths.length; ++column) {
            right += widths[column];
            if (x < right)
                return column;
        }
        return widths.length - 1;
    }

    implicitHeight: 8 * Theme.grid
    color: Theme.raised
    clip: true

    FontMetrics {
        id: plain
        font.pixelSize: Theme.textSize
    }
    FontMetrics {
        id: bold
        font.pixelSize: Theme.smallSize
        font.bold: true
    }
    FontMetrics {
        id: mono
        font.family: Theme.monoFamily
        font.pixelSize: Theme.textSize
    }

    Row {
        x: -root.contentX
        height: parent.height

        Repeater {
            model: root.titles.length

            StreamTableTitle {
                id: section
                required property int index

                // By the index, not by a model: a title must live on while its width is dragged.
                column: root.titles[index] ?? { "text": "", "width": 0, "numeric": false, "kind": -1, "key": "" }
                relativeTimes: root.model !== null && root.model.relativeTimes
                onTimeToggled: root.model.relativeTimes = !root.model.relativeTimes
                onMovedTo: x => root.dropSection = root.sectionAt(section.x + x)
                onDropped: {
                    const to = root.dropSection;
                    root.dropSection = -1;
                    if (to >= 0)
                        root.model.columns.moveSection(index, to);
                }
                onWidthWanted: width => root.chooseWidth(column.key, width)
            }
        }
    }

    // Where a title that is dragged would go.
    Rectangle {
        visible: root.dropSection >= 0
        x: root.leftOf(root.dropSection) - root.contentX
        width: root.dropSection >= 0 ? root.widths[root.dropSection] ?? 0 : 0
        height: parent.height
        color: "transparent"
        border.width: 2
        border.color: Theme.accent
    }

    Rectangle {
        anchors.bottom: parent.bottom
        width: parent.width
        height: 1
        color: Theme.line
    }
}
