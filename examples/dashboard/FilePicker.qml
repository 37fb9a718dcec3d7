// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

import QtQuick
import RedisStreams
import RedisStreamsDashboard

// Opens the system's dialog for files. Only there where the QML module QtQuick.Dialogs is installed: it is not needed,
// paths can be typed.
ActionButton {
    id: root

    // The file to begin with.
    property string path: ""
    property bool saves: false
    // Looked for as soon as that may be seen.
    property bool wanted: false
    property var dialog: null
    signal chosen(path: string)

    text: qsTr("Choose...")
    visible: dialog !== null
    implicitHeight: Theme.controlHeight
    onWantedChanged: {
        if (wanted && dialog === null)
            dialog = find();
    }
    onClicked: {
        dialog.currentFolder = LocalFiles.url(LocalFiles.folder(path));
        if (saves)
            dialog.selectedFile = LocalFiles.url(path);
        dialog.open();
    }

    function find(): QtObject {
        try {
            const mode = saves ? "SaveFile" : "OpenFile";
            return Qt.createQmlObject("import QtQuick.Dialogs\nFileDialog { fileMode: FileDialog." + mode + " }", root, "FilePicker");
        } catch (error) {
            return null;
        }
    }

    Connections {
        target: root.dialog
        ignoreUnknownSignals: true
        function onAccepted() { root.chosen(LocalFiles.path(root.dialog.selectedFile)); }
    }
}
