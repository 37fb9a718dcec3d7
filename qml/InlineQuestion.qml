// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

import QtQuick
import QtQuick.Layouts
import RedisStreams

// Asks once, where it is about to be done, and says what will happen; afterwards it tells what did.
FocusScope {
    id: root

    // What will happen; empty: nothing is asked.
    property string question: ""
    property string confirmText: qsTr("OK")
    property bool confirmEnabled: true
    // What did happen, or why not.
    property string result: ""
    property bool resultIsError: false
    property bool busy: false
    // What the question needs to know, between it and the buttons.
    default property alias choices: choiceRow.data

    readonly property bool asking: question.length > 0
    signal confirmed
    signal cancelled

    function confirm() {
        if (asking && confirmEnabled && !busy)
            confirmed();
    }

    // Enter is for this question, wherever the focus was in the one before.
    onAskingChanged: {
        if (asking)
            confirmButton.focus = true;
    }

    visible: asking || result.length > 0 || busy
    implicitHeight: visible ? Math.max(11 * Theme.grid, layout.implicitHeight + 4 * Theme.grid) : 0

    Accessible.role: Accessible.AlertMessage
    Accessible.name: asking ? question : result

    Keys.onEscapePressed: event => {
        event.accepted = asking;
        if (asking)
            cancelled();
    }

    Rectangle {
        anchors.fill: parent
        color: Theme.raised
        Rectangle {
            width: parent.width
            height: 1
            color: Theme.line
        }
    }

    // The words keep at least half of the width; what does not fit beside them stands below.
    GridLayout {
        id: layout
        anchors {
            left: parent.left; right: parent.right; verticalCenter: parent.verticalCenter
            leftMargin: 3 * Theme.grid; rightMargin: 3 * Theme.grid
        }
        columns: answers.implicitWidth > root.width / 2 ? 1 : 2
        columnSpacing: 2 * Theme.grid
        rowSpacing: 2 * Theme.grid

        Text {
            Layout.fillWidth: true
            text: root.busy ? qsTr("Working...") : root.asking ? root.question : root.result
            textFormat: Text.PlainText
            wrapMode: Text.WordWrap
            color: !root.asking && root.resultIsError ? Theme.bad : Theme.text
            font.pixelSize: Theme.textSize
        }
        RowLayout {
            id: answers
            Layout.alignment: Qt.AlignRight
            spacing: 2 * Theme.grid

            Row {
                id: choiceRow
                visible: root.asking && !root.busy
                spacing: 2 * Theme.grid
            }
            ActionButton {
                id: confirmButton
                objectName: "confirm"
                visible: root.asking && !root.busy
                focus: true
                primary: true
                enabled: root.confirmEnabled
                text: root.confirmText
                onClicked: root.confirm()
            }
            ActionButton {
                objectName: "cancel"
                visible: root.asking && !root.busy
                text: qsTr("Cancel")
                hint: qsTr("Change nothing (Esc)")
                onClicked: root.cancelled()
            }
            ActionButton {
                objectName: "dismiss"
                visible: !root.asking && !root.busy
                text: qsTr("OK")
                onClicked: root.result = ""
            }
        }
    }
}
