// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic
import RedisStreams

// The cells of a StreamTable, and where among the rows they are: it stays on the newest while they are followed, and on
// the same rows otherwise, whatever comes or goes above.
TableView {
    id: root

    required property StreamModel streamModel
    required property StreamSelection selection
    // Whether the newest row is kept in sight.
    property bool following: true
    signal activated(row: int)

    readonly property StreamHistory history: streamModel ? streamModel.history : null
    readonly property bool newestFirst: streamModel !== null && streamModel.newestFirst
    readonly property int rowCount: streamModel ? streamModel.count : 0
    readonly property real lastY: Math.max(0, rowCount * Theme.rowHeight - height)
    readonly property real newestY: newestFirst ? 0 : lastY
    readonly property real oldestY: newestFirst ? lastY : 0
    readonly property bool atNewest: Math.abs(contentY - newestY) < Theme.rowHeight / 2
    // Rows are fetched before the view runs out of them.
    readonly property bool nearOldest: Math.abs(contentY - oldestY) < height
    readonly property bool nearNewest: Math.abs(contentY - newestY) < height
    property bool wantsNewer: false
    readonly property bool userMoves: moving || (ScrollBar.vertical !== null && ScrollBar.vertical.pressed)

    function showNewest() {
        if (following && !moving)
            contentY = newestY;
    }

    // The user scrolled, by whatever means.
    function scrolled() {
        following = atNewest && !(history && history.detached);
        wantMore();
    }

    // What failed is tried again when the user says so.
    function wantMore() {
        if (following || !history || history.fetching || history.errorString.length > 0)
            return;
        wantsNewer = !(nearOldest && history.canFetchOlder);
        if (!wantsNewer)
            history.fetchOlder();
        else if (nearNewest && history.canFetchNewer)
            history.fetchNewer();
    }

    // Where no newer ones came there are none for now.
    function fetched(count: int) {
        if (count > 0 || !wantsNewer)
            wantMore();
    }

    function rowsCame(first: int, count: int) {
        if (following)
            settle.restart();
        else if (first * Theme.rowHeight <= contentY && rowCount > 0) // as many as there were before
            contentY += count * Theme.rowHeight;
    }

    function rowsWent(first: int, count: int) {
        if (following)
            settle.restart();
        else
            contentY = Math.max(0, contentY - Theme.rowHeight * Math.max(0, Math.min(count, rowAt(contentY) - first)));
    }

    // Of the content, which is what handlers of a Flickable measure in.
    function rowAt(y: real): int {
        return Math.floor(y / Theme.rowHeight);
    }

    clip: true
    model: streamModel
    keyNavigationEnabled: false
    pointerNavigationEnabled: false
    boundsBehavior: Flickable.StopAtBounds
    rowHeightProvider: () => Theme.rowHeight

    // Only what the user does ends or resumes following; what the model does is followed.
    onContentYChanged: {
        if (userMoves)
            scrolled();
    }

    delegate: StreamTableCell {}

    // As StreamTable's: after the view has counted its rows.
    Timer {
        id: settle
        interval: 0
        onTriggered: root.showNewest()
    }

    HoverHandler {
        id: hover
    }

    TapHandler {
        onTapped: eventPoint => {
            root.forceActiveFocus();
            const modifiers = point.modifiers;
            root.selection.choose(root.rowAt(eventPoint.position.y),
                                        modifiers & Qt.ShiftModifier ? StreamSelection.Extend
                                      : modifiers & Qt.ControlModifier ? StreamSelection.Toggle : StreamSelection.Replace);
        }
        onDoubleTapped: eventPoint => root.activated(root.rowAt(eventPoint.position.y))
    }

    // Turning the wheel past the oldest row is a wish for older ones, also where there is nothing to scroll.
    WheelHandler {
        blocking: false
        onWheel: event => {
            const towardsOldest = root.newestFirst ? event.angleDelta.y < 0 : event.angleDelta.y > 0;
            if (!towardsOldest || Math.abs(root.contentY - root.oldestY) > 1)
                return;
            if (root.rowCount > 0)
                root.following = false;
            root.wantMore();
        }
    }

    // One mark each for the row under the pointer, the selected rows and the current one, instead of something in each
    // cell.
    Rectangle {
        readonly property int row: root.rowAt(hover.point.position.y)

        parent: root.contentItem
        z: -2
        visible: hover.hovered && row >= 0 && row < root.rowCount
        y: row * Theme.rowHeight
        x: root.contentX
        width: root.width
        height: Theme.rowHeight
        color: Theme.hover
    }

    Repeater {
        model: root.selection.spans

        Rectangle {
            required property var modelData

            parent: root.contentItem
            z: -1
            y: modelData.first * Theme.rowHeight
            x: root.contentX
            width: root.width
            height: modelData.count * Theme.rowHeight
            color: Theme.selection
        }
    }

    Rectangle {
        parent: root.contentItem
        z: -1
        visible: root.selection.row >= 0 && root.selection.count > 1
        y: root.selection.row * Theme.rowHeight
        x: root.contentX
        width: root.width
        height: Theme.rowHeight
        color: "transparent"
        border.width: 1
        border.color: Theme.accent
    }
}
