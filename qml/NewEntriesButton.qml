// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

import QtQuick
import QtQuick.Controls.Basic
import RedisStreams

// Tells how many entries came since the newest ones went out of sight, and leads back to them.
Button {
    id: root

    property real count: 0
    property bool newestFirst: false

    implicitHeight: 8 * Theme.grid
    leftPadding: 4 * Theme.grid
    rightPadding: 4 * Theme.grid
    text: (count > 0 ? Format.plural(count, qsTr("new entry"), qsTr("new entries")) : qsTr("Go to the newest"))
          + (newestFirst ? " \u2191" : " \u2193")

    HintTip {
        shown: root.hovered
        text: qsTr("Show the newest entries and follow them (End)")
    }

    contentItem: Text {
        text: root.text
        textFormat: Text.PlainText
        color: Theme.accentText
        font.pixelSize: Theme.textSize
        verticalAlignment: Text.AlignVCenter
        horizontalAlignment: Text.AlignHCenter
    }
    background: Rectangle {
        radius: height / 2
        color: Theme.accent
        border.width: root.visualFocus ? 2 : 0
        border.color: Theme.text
    }
}
