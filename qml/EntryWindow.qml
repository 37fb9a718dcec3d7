// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

import QtQuick
import QtQuick.Window
import RedisStreams

// An entry in a window of its own, which stays while another one is looked at. It goes when it is closed.
Window {
    id: root

    property alias entry: inspector.entry
    property alias form: inspector.form

    title: inspector.valid ? qsTr("Entry %1 of %2").arg(inspector.entry.id).arg(inspector.entry.stream) : qsTr("Entry")
    width: 900
    height: 640
    visible: true
    color: Theme.window
    onClosing: destroy()

    EntryInspector {
        id: inspector
        objectName: "openedInspector"
        anchors.fill: parent
        focus: true
        canOpen: false
        onClosed: root.close()
    }
}
