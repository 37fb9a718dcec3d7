// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

import QtQuick
import QtQuick.Layouts
import RedisStreams
import RedisStreamsDashboard

// Writes entries to a file. It goes on while this is closed.
AppPopup {
    id: root

    required property Session session
    readonly property alias running: exporter.running
    readonly property alias progress: exporter.progress
    readonly property string extension: formatChoice.currentIndex === 0 ? ".csv" : ".jsonl"
    // Whether a file would be lost; asked once more.
    readonly property bool overwrites: opened && fileField.checked >= 0 && LocalFiles.exists(fileField.text)

    function ask() {
        if (!exporter.running) {
            const folder = Preferences.exportFolder.length > 0 ? Preferences.exportFolder : LocalFiles.documents();
            const streams = session.followed.length === 1 ? session.followed[0].replace(/[^\w.-]+/g, "-") : "streams";
            fileField.text = folder + "/" + streams + "-" + Qt.formatDateTime(new Date(), "yyyyMMdd-HHmmss") + extension;
            outcome.text = "";
        }
        open();
        fileField.forceActiveFocus();
    }

    function start() {
        if (exporter.running || fileField.text.trim().length === 0)
            return;
        outcome.text = "";
        Preferences.exportFolder = LocalFiles.folder(fileField.text);
        exporter.exportTo(LocalFiles.url(fileField.text));
    }

    title: qsTr("Export entries")
    width: 108 * Theme.grid

    StreamExporter {
        id: exporter
        model: root.session.entries
        format: formatChoice.currentIndex === 0 ? StreamModel.Csv : StreamModel.JsonLines
        scope: scopeChoice.currentIndex === 0 ? StreamExporter.Rows : StreamExporter.WholeStreams
        onFinished: entries => outcome.show(qsTr("%1 written to %2").arg(Format.plural(entries, qsTr("entry"), qsTr("entries"))).arg(LocalFiles.absolute(fileField.text)), false)
        onFailed: message => outcome.show(message, true)
        onCancelled: outcome.show(qsTr("Cancelled; no file was written."), false)
    }

    RowLayout {
        width: parent.width
        spacing: 2 * Theme.grid
        enabled: !exporter.running

        ChoiceBox {
            id: scopeChoice
            objectName: "scope"
            Layout.fillWidth: true
            model: [qsTr("The rows of the table"), qsTr("All entries of the streams")]
            Accessible.name: qsTr("What is written")
        }
        ChoiceBox {
            id: formatChoice
            objectName: "format"
            Layout.preferredWidth: 34 * Theme.grid
            model: [qsTr("CSV"), qsTr("JSON lines")]
            Accessible.name: qsTr("Format")
            Component.onCompleted: currentIndex = Preferences.exportFormat
            onActivated: {
                Preferences.exportFormat = currentIndex;
                fileField.text = fileField.text.replace(/\.(csv|jsonl)$/, root.extension);
            }
        }
    }
    RowLayout {
        width: parent.width
        spacing: 2 * Theme.grid
        enabled: !exporter.running

        AppTextField {
            id: fileField
            objectName: "file"
            // Changes whenever it is to be looked anew whether the file is there.
            property int checked: 0
            Layout.fillWidth: true
            placeholderText: qsTr("File")
            Accessible.name: qsTr("File to write")
            onAccepted: root.start()
            // Another file: what became of the one before says nothing of it.
            onTextChanged: {
                if (!exporter.running)
                    outcome.text = "";
            }
        }
        FilePicker {
            objectName: "chooseFile"
            saves: true
            wanted: root.opened
            path: fileField.text
            onChosen: path => fileField.text = path
        }
    }
    AppLabel {
        width: parent.width
        text: root.session.entries.filtered ? qsTr("Only entries that match the filter are written.")
                                            : qsTr("Columns that are not shown are left out of CSV; JSON lines have all fields.")
    }
    AppLabel {
        id: outcome
        objectName: "outcome"
        property bool isError: false
        function show(message: string, error: bool) {
            text = message;
            isError = error;
            ++fileField.checked;
        }
        width: parent.width
        visible: text.length > 0
        text: ""
        color: isError ? Theme.bad : Theme.text
        Accessible.role: Accessible.AlertMessage
        Accessible.name: text
    }
    AppLabel {
        width: parent.width
        objectName: "overwrites"
        visible: root.overwrites && !exporter.running
        text: outcome.text.length > 0 && !outcome.isError ? qsTr("Exporting once more replaces the file.")
                                                          : qsTr("There is a file of this name. It will be replaced.")
        color: Theme.bad
    }

    RowLayout {
        width: parent.width
        spacing: 2 * Theme.grid

        Rectangle {
            Layout.fillWidth: true
            Layout.preferredHeight: 2 * Theme.grid
            opacity: exporter.running ? 1 : 0
            radius: Theme.grid
            color: Theme.raised
            Accessible.role: Accessible.ProgressBar
            Accessible.name: qsTr("%1 %").arg(Math.floor(exporter.progress * 100))

            Rectangle {
                width: parent.width * exporter.progress
                height: parent.height
                radius: parent.radius
                color: Theme.accent
            }
        }
        Text {
            visible: exporter.running
            text: Format.count(exporter.exportedCount)
            textFormat: Text.PlainText
            color: Theme.mutedText
            font.pixelSize: Theme.smallSize
        }
        ActionButton {
            objectName: "cancelExport"
            visible: exporter.running
            text: qsTr("Cancel")
            onClicked: exporter.cancel()
        }
        ActionButton {
            objectName: "startExport"
            visible: !exporter.running
            primary: true
            enabled: fileField.text.trim().length > 0
            text: root.overwrites ? qsTr("Replace") : qsTr("Export")
            onClicked: root.start()
        }
    }
}
