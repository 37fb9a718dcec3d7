// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

import QtQuick
import QtQuick.Controls.Basic
import RedisStreams

// The filter of a StreamModel, in force while it is typed; below it stands what is wrong with it.
FocusScope {
    id: root

    property StreamModel model: null
    property alias text: field.text
    property alias placeholderText: field.placeholderText
    readonly property bool valid: model === null || model.filterError.length === 0

    function edit() {
        field.forceActiveFocus();
        field.selectAll();
    }

    implicitWidth: 70 * Theme.grid
    implicitHeight: valid ? field.height : problem.y + problem.height

    Binding {
        target: root.model
        property: "filter"
        value: field.text
        when: root.model !== null
    }

    TextField {
        id: field

        width: parent.width
        height: Theme.controlHeight
        focus: true
        leftPadding: 3 * Theme.grid
        rightPadding: clear.visible ? clear.width + 2 * Theme.grid : 3 * Theme.grid
        selectByMouse: true
        placeholderText: qsTr("text, user > 80, stream:host:*")
        placeholderTextColor: Theme.mutedText
        color: Theme.text
        selectionColor: Theme.selection
        selectedTextColor: Theme.text
        font.pixelSize: Theme.textSize
        Accessible.name: qsTr("Filter")
        Accessible.description: root.valid ? "" : root.model.filterError
        Keys.onEscapePressed: event => {
            event.accepted = text.length > 0;
            clear.clicked();
        }

        background: Rectangle {
            radius: Theme.radius
            color: Theme.surface
            border.width: field.activeFocus ? 2 : 1
            border.color: !root.valid ? Theme.bad : field.activeFocus ? Theme.accent : Theme.controlLine
        }

        LinkButton {
            id: clear
            anchors { right: parent.right; rightMargin: 2 * Theme.grid; verticalCenter: parent.verticalCenter }
            visible: field.text.length > 0
            text: qsTr("Clear")
            focusPolicy: Qt.NoFocus
            onClicked: field.clear()
        }
    }

    Text {
        id: problem
        y: field.height + Theme.grid
        width: parent.width
        visible: !root.valid
        text: root.model ? root.model.filterError : ""
        textFormat: Text.PlainText
        wrapMode: Text.Wrap
        color: Theme.bad
        font.pixelSize: Theme.smallSize
    }
}
