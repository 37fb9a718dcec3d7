// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

import QtQuick
import RedisStreams

// The lines of a StreamSeries over a time axis that follows the newest entries. The wheel and a pinch zoom around the
// pointer, dragging moves along the axis, and a cross-hair reads the values. Pausing holds the axis; the series goes on.
FocusScope {
    id: root

    property StreamSeries series: null
    // Only lines of this field; empty: all.
    property string field: ""
    property string title: field
    property string unit: ""
    // How many milliseconds are in sight.
    property real span: 60000
    readonly property real minimumSpan: 100
    readonly property real maximumSpan: 30 * 86400000
    // Whether the newest end is kept in sight; moving along the axis ends it, End or the button takes it up again.
    property bool following: true
    property bool paused: false
    // Whether the names stand above the lines; a click on one hides its lines.
    property bool legend: true

    // Another chart whose time axis and cross-hair this one shares: it shows what that one shows, and moves that one.
    property SeriesChart leader: null
    // What is in sight.
    property real end: 0
    readonly property alias from: plot.from
    readonly property alias to: plot.to
    readonly property alias empty: plot.empty
    // Where the cross-hair stands, in milliseconds since 1970; NaN: nowhere.
    property real cursorTime: NaN

    function lineColor(stream: string, field: string): color {
        // Of one stream's fields in one chart each is its own colour; otherwise a stream always has the same.
        return Theme.streamColor(root.field.length > 0 || field.length === 0 ? stream : stream + " " + field);
    }

    function follow() {
        if (leader) {
            leader.follow();
            return;
        }
        following = true;
        paused = false;
        moveToNow();
    }

    function moveToNow() {
        if (series && following && !paused && !leader)
            end = series.currentTime();
    }

    // Around a time that stays where it is.
    function zoom(factor: real, around: real) {
        if (leader) {
            leader.zoom(factor, around);
            return;
        }
        const wanted = Math.max(minimumSpan, Math.min(maximumSpan, span * factor));
        if (!(following && !paused))
            end = around + (end - around) * wanted / span;
        span = wanted;
    }

    function moveBy(milliseconds: real) {
        if (milliseconds === 0)
            return;
        if (leader) {
            leader.moveBy(milliseconds);
            return;
        }
        following = false;
        end = Math.min(end + milliseconds, newest() + 0.5 * span);
    }

    function newest(): real {
        return series ? series.currentTime() : 0;
    }

    function moveCursor(pixels: real) {
        const from = isNaN(cursorTime) ? plot.to : cursorTime;
        pointAt(Math.max(plot.from, Math.min(plot.to, from + pixels / Math.max(1, plot.width) * span)));
    }

    function pointAt(time: real) {
        if (leader)
            leader.cursorTime = time;
        else
            cursorTime = time;
    }

    function togglePaused() {
        if (leader)
            leader.togglePaused();
        else
            paused = !paused;
    }

    function handleKey(event: var): bool {
        const step = 0.1 * span;
        const shift = (event.modifiers & Qt.ShiftModifier) !== 0;
        switch (event.key) {
        case Qt.Key_Left: shift ? moveCursor(-4) : moveBy(-step); return true;
        case Qt.Key_Right: shift ? moveCursor(4) : moveBy(step); return true;
        case Qt.Key_Plus:
        case Qt.Key_Equal: zoom(0.8, end); return true;
        case Qt.Key_Minus: zoom(1.25, end); return true;
        case Qt.Key_Home:
            if (series && series.firstTime(field) >= 0)
                moveBy(series.firstTime(field) + span - end);
            return true;
        case Qt.Key_End: follow(); return true;
        case Qt.Key_Space: togglePaused(); return true;
        case Qt.Key_Escape: pointAt(NaN); return true;
        }
        return false;
    }

    onSeriesChanged: moveToNow()
    onPausedChanged: moveToNow()
    Component.onCompleted: moveToNow()

    implicitWidth: 480
    implicitHeight: 200

    Accessible.role: Accessible.Chart
    Accessible.name: title.length > 0 ? qsTr("Chart of %1").arg(title) : qsTr("Chart")
    Accessible.description: plot.empty ? qsTr("no values in sight")
                                       : qsTr("%1 lines, from %2 to %3").arg(colors.list.length).arg(plot.minimum).arg(plot.maximum)

    Keys.onPressed: event => event.accepted = handleKey(event)

    Binding {
        target: root
        when: root.leader !== null
        restoreMode: Binding.RestoreNone
        property: "end"
        value: root.leader?.end
    }
    Binding {
        target: root
        when: root.leader !== null
        restoreMode: Binding.RestoreNone
        property: "span"
        value: root.leader?.span
    }
    Binding {
        target: root
        when: root.leader !== null
        restoreMode: Binding.RestoreNone
        property: "cursorTime"
        value: root.leader?.cursorTime
    }

    // Time goes on by itself; a step is what moves the axis by a pixel.
    Timer {
        interval: Math.max(33, Math.min(1000, root.span / Math.max(1, plot.width)))
        repeat: true
        running: root.visible && root.following && !root.paused && root.series !== null && root.leader === null
        onTriggered: root.moveToNow()
    }

    // What moves is the axis, not the pointer.
    Connections {
        target: plot
        enabled: hover.hovered
        function onRangeChanged() { root.pointAt(plot.timeAt(hover.point.position.x)); }
    }

    Connections {
        target: root.series
        function onCountChanged() { colors.update(); }
        function onChanged() {
            if (plot.empty)
                root.moveToNow();
        }
    }

    QtObject {
        id: colors
        property var list: []
        property var hidden: []
        function update() {
            const found = [];
            for (let line = 0; root.series && line < root.series.count; ++line)
                found.push(root.lineColor(root.series.stream(line), root.series.field(line)));
            list = found;
        }
        function toggle(stream: string) {
            hidden = hidden.includes(stream) ? hidden.filter(name => name !== stream) : hidden.concat([stream]);
        }
        readonly property bool dark: Theme.dark
        onDarkChanged: update()
        readonly property StreamSeries series: root.series
        onSeriesChanged: update()
        readonly property string field: root.field
        onFieldChanged: update()
        readonly property var distinct: Theme.distinctColors
        onDistinctChanged: update()
    }

    Rectangle {
        anchors.fill: parent
        color: Theme.surface
        border.width: root.activeFocus ? 2 : 0
        border.color: Theme.accent
    }

    SeriesChartHeader {
        id: header
        anchors { left: parent.left; right: parent.right; top: parent.top; margins: 2 * Theme.grid }
        series: root.series
        field: root.field
        title: root.title
        unit: root.unit
        legend: root.legend
        live: root.leader !== null || (root.following && !root.paused)
        paused: root.paused
        lineColors: colors.list
        hiddenStreams: colors.hidden
        onLiveWanted: root.follow()
        onToggled: stream => colors.toggle(stream)
    }

    SeriesPlot {
        id: plot
        objectName: "plot"

        anchors {
            left: parent.left; right: parent.right; top: header.bottom; bottom: parent.bottom
            leftMargin: axes.leftWidth; rightMargin: 3 * Theme.grid
            topMargin: 2 * Theme.grid; bottomMargin: 6 * Theme.grid
        }
        z: 1
        series: root.series
        field: root.field
        hiddenStreams: colors.hidden
        lineColors: colors.list
        from: root.end - root.span
        to: root.end

        HoverHandler {
            id: hover
            onPointChanged: {
                if (hovered)
                    root.pointAt(plot.timeAt(point.position.x));
            }
            onHoveredChanged: {
                if (!hovered)
                    root.pointAt(NaN);
            }
        }

        TapHandler {
            onTapped: root.forceActiveFocus()
            onDoubleTapped: root.follow()
        }

        DragHandler {
            target: null
            yAxis.enabled: false
            property real last: 0
            onActiveChanged: {
                root.forceActiveFocus();
                last = 0;
            }
            onTranslationChanged: {
                const moved = translation.x - last;
                last = translation.x;
                root.moveBy(-moved / Math.max(1, plot.width) * root.span);
            }
        }

        WheelHandler {
            acceptedDevices: PointerDevice.Mouse | PointerDevice.TouchPad
            onWheel: event => {
                const steps = event.angleDelta.y / 120;
                if (steps !== 0)
                    root.zoom(Math.pow(0.8, steps), plot.timeAt(event.x));
                else
                    root.moveBy(-event.angleDelta.x / 120 * 0.1 * root.span);
            }
        }

        PinchHandler {
            target: null
            property real last: 1
            onActiveChanged: last = 1
            onActiveScaleChanged: {
                if (activeScale <= 0)
                    return;
                root.zoom(last / activeScale, plot.timeAt(centroid.position.x));
                last = activeScale;
            }
        }
    }

    SeriesChartAxes {
        id: axes
        anchors.fill: parent
        plot: plot
    }

    NoticeText {
        anchors.centerIn: plot
        width: plot.width
        visible: plot.empty
        hint: !root.series || root.series.count === 0 ? qsTr("No numbers yet")
            : root.following ? qsTr("Nothing in the last %1").arg(Format.duration(root.span)) : qsTr("Nothing in this time")
    }

    SeriesChartCursor {
        id: cursor
        anchors.fill: plot
        z: 2
        plot: plot
        time: root.cursorTime
        lineColors: colors.list
        unit: root.unit
    }
}
