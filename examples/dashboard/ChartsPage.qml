// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts
import RedisStreams
import RedisStreamsDashboard

// The rate of the followed streams, and a chart for each field with numbers; all share the time axis and the cross-hair.
FocusScope {
    id: root

    required property Session session
    readonly property StreamSeries values: session.values
    readonly property var spans: [
        { "text": qsTr("1 min"), "ms": 60000 }, { "text": qsTr("5 min"), "ms": 300000 }, { "text": qsTr("15 min"), "ms": 900000 },
        { "text": qsTr("1 h"), "ms": 3600000 }, { "text": qsTr("6 h"), "ms": 21600000 }
    ]
    readonly property int columns: flick.width >= 900 ? 2 : 1

    Keys.onPressed: event => {
        event.accepted = true;
        if (event.key === Qt.Key_Space)
            lead.togglePaused();
        else if (event.key === Qt.Key_End)
            lead.follow();
        else
            event.accepted = false;
    }

    RowLayout {
        id: bar
        anchors { left: parent.left; right: parent.right; top: parent.top }
        anchors { leftMargin: 3 * Theme.grid; rightMargin: 3 * Theme.grid }
        height: 11 * Theme.grid
        spacing: Theme.grid

        Repeater {
            model: root.spans

            ActionButton {
                required property var modelData
                text: modelData.text
                checked: Math.abs(lead.span - modelData.ms) < 1
                hint: qsTr("Show the last %1; the wheel zooms as well").arg(text)
                onClicked: {
                    lead.span = modelData.ms;
                    lead.follow();
                }
            }
        }
        AppLabel {
            Layout.fillWidth: true
            Layout.leftMargin: 2 * Theme.grid
            elide: Text.ElideRight
            wrapMode: Text.NoWrap
            text: root.spans.some(span => Math.abs(lead.span - span.ms) < 1) ? "" : qsTr("%1 in sight").arg(Format.duration(lead.span))
        }
        ActionButton {
            objectName: "pauseCharts"
            Layout.preferredWidth: 23 * Theme.grid
            text: lead.paused ? qsTr("Resume") : qsTr("Pause")
            primary: lead.paused
            enabled: root.session.followed.length > 0
            hint: lead.paused ? qsTr("Go on from now (Space)") : qsTr("Hold the axis still; reading goes on (Space)")
            onClicked: lead.togglePaused()
        }
        ActionButton {
            text: qsTr("Follow")
            enabled: !lead.following || lead.paused
            hint: qsTr("Go to the newest and follow it (End)")
            onClicked: lead.follow()
        }
    }

    Rectangle {
        id: leadFrame
        anchors { left: parent.left; right: parent.right; top: bar.bottom; leftMargin: 3 * Theme.grid; rightMargin: 3 * Theme.grid }
        // Whole pixels: lines between two of them are blurred, and left with gaps by a renderer that paints parts.
        height: Math.round(Math.max(130, Math.min(200, root.height * 0.28)))
        visible: root.session.followed.length > 0
        radius: Theme.radius
        color: Theme.surface
        border.width: 1
        border.color: Theme.line

        SeriesChart {
            id: lead
            objectName: "rateChart"
            anchors.fill: parent
            anchors.margins: 1
            focus: true
            activeFocusOnTab: true
            series: root.session.rates
            title: qsTr("Entries per second")
            span: Preferences.chartSpan
            onSpanChanged: Preferences.chartSpan = span
        }
    }

    Flickable {
        id: flick
        anchors { left: parent.left; right: parent.right; top: leadFrame.bottom; bottom: parent.bottom }
        anchors { leftMargin: 3 * Theme.grid; rightMargin: 3 * Theme.grid; topMargin: 2 * Theme.grid; bottomMargin: 2 * Theme.grid }
        visible: leadFrame.visible
        clip: true
        boundsBehavior: Flickable.StopAtBounds
        // The wheel over a chart zooms; here it scrolls beside them only.
        contentHeight: grid.implicitHeight
        ScrollBar.vertical: TableScrollBar {
            policy: flick.contentHeight > flick.height ? ScrollBar.AlwaysOn : ScrollBar.AlwaysOff
        }

        Grid {
            id: grid
            width: flick.width - (flick.contentHeight > flick.height ? 4 * Theme.grid : 0)
            columns: root.columns
            spacing: 2 * Theme.grid

            Repeater {
                model: root.values.fieldNames

                Rectangle {
                    id: frame
                    required property string modelData

                    // As the view was scrolled to it by the keyboard.
                    function reveal() {
                        flick.contentY = Math.max(0, Math.min(flick.contentHeight - flick.height,
                                                              y < flick.contentY ? y : Math.max(flick.contentY, y + height - flick.height)));
                    }

                    width: Math.floor((grid.width - (root.columns - 1) * grid.spacing) / root.columns)
                    height: 40 * Theme.grid
                    radius: Theme.radius
                    color: Theme.surface
                    border.width: 1
                    border.color: Theme.line

                    SeriesChart {
                        objectName: "chart:" + frame.modelData
                        anchors.fill: parent
                        anchors.margins: 1
                        activeFocusOnTab: true
                        series: root.values
                        field: frame.modelData
                        leader: lead
                        onActiveFocusChanged: {
                            if (activeFocus)
                                frame.reveal();
                        }
                    }
                }
            }
        }
    }

    NoticeText {
        anchors.centerIn: parent
        visible: root.session.followed.length === 0
        title: qsTr("No stream is followed")
        hint: qsTr("Tick one or more streams at the left: their rate, and each field with numbers, are drawn here.")
    }
    NoticeText {
        anchors.centerIn: flick
        visible: flick.visible && root.values.fieldNames.length === 0
        hint: qsTr("The fields of these streams hold no numbers so far. Each one that does gets a chart here.")
    }
}
