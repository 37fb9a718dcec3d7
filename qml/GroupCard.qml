// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

import QtQuick
import RedisStreams

// One consumer group: how far it is behind, and what it has in work.
Rectangle {
    id: root

    property string stream: ""
    property string group: ""
    property real lag: -1
    property bool lagKnown: false
    property real streamLength: -1
    property real pending: 0
    property real oldestPendingAge: -1 // ms
    property real consumers: 0
    property real rate: -1 // entries read per second
    property var rates: []
    property bool current: false
    property bool focused: false

    readonly property string lagText: lagKnown ? Format.count(lag) : qsTr("unknown")
    readonly property string pendingText: pending === 0 ? qsTr("nothing pending")
        : oldestPendingAge < 0 ? qsTr("%1 pending").arg(Format.count(pending))
        : qsTr("%1 pending, oldest %2").arg(Format.count(pending)).arg(Format.duration(oldestPendingAge))
    readonly property string consumersText: Format.plural(consumers, qsTr("consumer"), qsTr("consumers"))

    implicitWidth: 68 * Theme.grid
    implicitHeight: 38 * Theme.grid
    radius: Theme.radius
    color: current ? Theme.selection : hover.hovered ? Theme.hover : Theme.surface
    border.width: focused ? 2 : 1
    border.color: current ? Theme.accent : Theme.line

    Accessible.role: Accessible.ListItem
    Accessible.name: qsTr("Group %1 of %2").arg(group).arg(stream)
    Accessible.description: Format.join([lagKnown ? qsTr("%1 behind").arg(lagText) : qsTr("lag unknown"), pendingText, consumersText])
    Accessible.selected: current

    // The stream's colour, as in lists and charts.
    Rectangle {
        x: 1
        y: 3 * Theme.grid
        width: Theme.grid
        height: 9 * Theme.grid
        color: Theme.streamColor(root.stream)
    }

    Text {
        id: title
        anchors { left: parent.left; right: parent.right; top: parent.top; margins: 3 * Theme.grid; leftMargin: 4 * Theme.grid }
        text: root.group
        textFormat: Text.PlainText
        elide: Text.ElideMiddle
        color: Theme.text
        font.pixelSize: Theme.textSize
        font.bold: true
    }

    Text {
        id: subtitle
        anchors { left: title.left; right: title.right; top: title.bottom; topMargin: 2 }
        text: root.stream
        textFormat: Text.PlainText
        elide: Text.ElideMiddle
        color: Theme.mutedText
        font.pixelSize: Theme.smallSize
    }

    Text {
        id: lagFigure
        anchors { left: title.left; top: subtitle.bottom; topMargin: 2 * Theme.grid }
        text: root.lagText
        textFormat: Text.PlainText
        color: root.lagKnown ? Theme.text : Theme.mutedText
        font.pixelSize: Theme.figureSize
    }

    Text {
        id: lagWord
        anchors { left: lagFigure.right; leftMargin: 2 * Theme.grid; baseline: lagFigure.baseline; right: spark.visible ? spark.left : rateText.left; rightMargin: Theme.grid }
        text: root.lagKnown ? qsTr("behind") : qsTr("lag")
        textFormat: Text.PlainText
        elide: Text.ElideRight
        color: Theme.mutedText
        font.pixelSize: Theme.smallSize
    }

    RateSparkline {
        id: spark
        anchors { right: rateText.left; rightMargin: 2 * Theme.grid; verticalCenter: lagFigure.verticalCenter }
        width: 14 * Theme.grid
        height: 6 * Theme.grid
        capacity: 30
        values: root.rates
        // The words come first.
        visible: x >= lagFigure.x + lagFigure.width + lagWord.implicitWidth + 4 * Theme.grid
    }

    Text {
        id: rateText
        anchors { right: title.right; verticalCenter: lagFigure.verticalCenter }
        text: root.rate < 0 ? "" : qsTr("%1/s").arg(Format.rate(root.rate))
        textFormat: Text.PlainText
        color: Theme.mutedText
        font.pixelSize: Theme.smallSize
    }

    // Against the whole stream; hollow where the server cannot tell.
    Rectangle {
        id: bar
        anchors { left: title.left; right: title.right; top: lagFigure.bottom; topMargin: Theme.grid }
        height: 2 * Theme.grid
        radius: 2
        color: root.lagKnown ? Theme.raised : "transparent"
        border.width: 1
        border.color: root.lagKnown ? Theme.raised : Theme.controlLine

        Rectangle {
            visible: root.lagKnown && root.lag > 0
            width: Math.max(2, parent.width * Math.min(1, root.streamLength > 0 ? root.lag / root.streamLength : 0))
            height: parent.height
            radius: parent.radius
            color: Theme.accent
        }
    }

    Text {
        anchors { left: title.left; right: title.right; top: bar.bottom; topMargin: 2 * Theme.grid }
        text: root.pendingText
        textFormat: Text.PlainText
        elide: Text.ElideRight
        color: Theme.text
        font.pixelSize: Theme.textSize
    }

    Text {
        anchors { left: title.left; right: title.right; bottom: parent.bottom; bottomMargin: 3 * Theme.grid }
        text: root.consumersText
        textFormat: Text.PlainText
        elide: Text.ElideRight
        color: Theme.mutedText
        font.pixelSize: Theme.smallSize
    }

    HoverHandler {
        id: hover
    }

    HintTip {
        shown: hover.hovered
        text: root.lagKnown
            ? qsTr("%1 of %2 entries in the stream are still to be read").arg(root.lagText).arg(Format.count(Math.max(0, root.streamLength)))
            : qsTr("The server cannot tell how many entries are still to be read: the group was set to an id in the middle of the stream, entries ahead of it were deleted, or the server is older than Redis 7.0")
    }
}
