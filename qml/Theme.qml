// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT
pragma Singleton

import QtQuick

// Sizes and colours of all components; an application may give other colours. Texts have a contrast of 4.5:1 or better on each of the surfaces, marks and
// lines that carry meaning 3:1 (tests/qml measures it).
QtObject {
    id: theme

    // "system" (by the system's palette), "light" or "dark".
    property string scheme: "system"
    readonly property bool dark: scheme === "dark" || (scheme === "system" && systemDark)
    readonly property bool systemDark: systemPalette.window.hslLightness < 0.5
    readonly property SystemPalette systemPalette: SystemPalette {}

    // All distances are multiples of 4 pixels.
    readonly property int grid: 4
    readonly property int rowHeight: 28
    readonly property int controlHeight: 32
    readonly property int radius: 4

    readonly property int smallSize: 12
    readonly property int textSize: 13
    readonly property int titleSize: 16
    readonly property int figureSize: 22
    readonly property FontMetrics defaultFont: FontMetrics {}
    readonly property string textFamily: defaultFont.font.family
    readonly property string monoFamily: Qt.platform.os === "windows" ? "Consolas"
                                       : Qt.platform.os === "osx" ? "Menlo" : "monospace"
    // No animation is longer, and rows have none.
    readonly property int animationTime: 120

    // Whoever sets one of these sees to light and dark.
    property color window: dark ? "#16191d" : "#f3f4f6"
    property color surface: dark ? "#1d2126" : "#ffffff"
    property color raised: dark ? "#272c33" : "#e9ebef"
    property color hover: dark ? "#252a31" : "#f0f2f5"
    property color selection: dark ? "#23406b" : "#d5e4fb"
    property color line: dark ? "#343a43" : "#d9dce1"
    property color controlLine: dark ? "#7d8794" : "#848b96"

    property color text: dark ? "#e7e9ec" : "#1a1d21"
    property color mutedText: dark ? "#a9b1bc" : "#565d68"
    property color accent: dark ? "#8ab8ff" : "#1657b8"
    property color accentText: dark ? "#10151c" : "#ffffff"

    property color good: dark ? "#58c99a" : "#0d6b46"
    property color busy: dark ? "#e5b94e" : "#7f5600"
    property color bad: dark ? "#ff9388" : "#b3261e"

    // Eight that stay apart with the common forms of colour blindness: they differ in lightness as well as in hue.
    property list<color> streamColors: dark
        ? ["#56b4e9", "#e69f00", "#3fc796", "#f0e442", "#8c9dff", "#ff8b5c", "#e79bd0", "#b8bec7"]
        : ["#0072b2", "#a86400", "#00775a", "#6b6300", "#4a3aa7", "#c8431b", "#aa3377", "#5c636e"]

    // Streams that are shown together: each gets a colour that no other of them has, as far as there are colours.
    property var distinctStreams: []
    // Their colours' numbers by name. One that stays among them keeps its colour.
    property var distinctColors: ({})
    onDistinctStreamsChanged: {
        const kept = {};
        const uses = streamColors.map(() => 0);
        const added = [];
        for (const name of distinctStreams) {
            if (distinctColors[name] === undefined) {
                added.push(name);
                continue;
            }
            kept[name] = distinctColors[name];
            ++uses[kept[name]];
        }
        for (const name of added) {
            // Its own, if that is free, or else the next one that is used least.
            const least = Math.min(...uses);
            let index = colorIndex(name);
            while (uses[index] > least)
                index = (index + 1) % uses.length;
            kept[name] = index;
            ++uses[index];
        }
        distinctColors = kept;
    }

    // Always the same for the same name, on every machine and in every run; except where distinctStreams needs another.
    function streamColor(name: string): color {
        return streamColors[distinctColors[name] ?? colorIndex(name)];
    }

    function colorIndex(name: string): int {
        let hash = 0x811c9dc5; // FNV-1a
        for (let i = 0; i < name.length; ++i)
            hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
        hash ^= hash >>> 15;
        return (hash >>> 0) % streamColors.length;
    }
}
