// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

import QtQuick
import QtQuick.Layouts
import RedisStreams

// A field of an entry that is to be added: its name and its value.
FocusScope {
    id: root

    property int number: 0
    property bool removable: false
    readonly property alias name: nameField.text
    readonly property alias value: valueField.text
    signal accepted
    signal removed

    implicitHeight: Theme.controlHeight

    RowLayout {
        anchors.fill: parent
        spacing: Theme.grid

        AppTextField {
            id: nameField
            objectName: "fieldName" + root.number
            Layout.preferredWidth: 1
            Layout.fillWidth: true
            focus: true
            placeholderText: qsTr("Field")
            Accessible.name: qsTr("Name of field %1").arg(root.number + 1)
            onAccepted: root.accepted()
        }
        AppTextField {
            id: valueField
            objectName: "fieldValue" + root.number
            Layout.preferredWidth: 1
            Layout.fillWidth: true
            placeholderText: qsTr("Value")
            Accessible.name: qsTr("Value of field %1").arg(root.number + 1)
            onAccepted: root.accepted()
        }
        LinkButton {
            visible: root.removable
            text: "\u2715"
            Accessible.name: qsTr("Remove field %1").arg(root.number + 1)
            onClicked: root.removed()
        }
    }
}
