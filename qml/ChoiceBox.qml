// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic
import RedisStreams

// One of several texts; with `editable` also one that is not among them.
ComboBox {
    id: control

    // Other texts to choose from; the first of them is chosen.
    function offer(texts: var) {
        model = texts;
        currentIndex = texts.length > 0 ? 0 : -1;
        if (editable)
            editText = texts[0] ?? "";
    }

    implicitHeight: Theme.rowHeight
    implicitWidth: 44 * Theme.grid
    font.pixelSize: Theme.textSize

    delegate: ItemDelegate {
        id: item
        required property string modelData
        required property int index

        width: control.width
        height: Theme.rowHeight
        highlighted: control.highlightedIndex === index
        contentItem: Text {
            text: item.modelData
            textFormat: Text.PlainText
            font.pixelSize: Theme.textSize
            color: Theme.text
            elide: Text.ElideRight
            verticalAlignment: Text.AlignVCenter
        }
        background: Rectangle {
            color: item.highlighted ? Theme.selection : Theme.surface
        }
    }

    contentItem: TextField {
        leftPadding: 2 * Theme.grid
        rightPadding: 6 * Theme.grid
        topPadding: 0
        bottomPadding: 0
        text: control.editable ? control.editText : control.displayText
        enabled: control.editable
        readOnly: !control.editable
        selectByMouse: true
        font.pixelSize: Theme.textSize
        color: Theme.text
        selectionColor: Theme.accent
        selectedTextColor: Theme.accentText
        verticalAlignment: TextInput.AlignVCenter
        background: null
        Accessible.name: control.Accessible.name
    }

    indicator: Text {
        x: control.width - width - 2 * Theme.grid
        anchors.verticalCenter: control.verticalCenter
        text: "\u25be"
        textFormat: Text.PlainText
        color: Theme.mutedText
        font.pixelSize: Theme.textSize
    }

    background: Rectangle {
        radius: Theme.radius
        color: control.hovered ? Theme.raised : Theme.surface
        border.width: control.visualFocus || control.activeFocus ? 2 : 1
        border.color: control.visualFocus || control.activeFocus ? Theme.accent : Theme.controlLine
    }

    popup: Popup {
        y: control.height
        width: control.width
        implicitHeight: Math.min(contentItem.implicitHeight + 2, 12 * Theme.rowHeight)
        padding: 1
        contentItem: ListView {
            clip: true
            implicitHeight: contentHeight
            model: control.popup.visible ? control.delegateModel : null
            currentIndex: control.highlightedIndex
            boundsBehavior: Flickable.StopAtBounds
        }
        background: Rectangle {
            color: Theme.surface
            border.width: 1
            border.color: Theme.controlLine
        }
    }
}
