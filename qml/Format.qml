// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT
pragma Singleton

import QtQuick

// Figures as text, the same way everywhere.
QtObject {
    // The texts around the figures are English, so the figures are as well.
    readonly property var numberLocale: Qt.locale("en_US")

    function count(value: real): string {
        return Number(value).toLocaleString(numberLocale, "f", 0);
    }

    // "2.0" for slow things, "12,430" for fast ones: three figures are enough to judge by.
    function rate(value: real): string {
        return Number(value).toLocaleString(numberLocale, "f", value < 100 ? 1 : 0);
    }

    function bytes(value: real): string {
        const units = ["B", "kB", "MB", "GB", "TB"];
        let unit = 0;
        while (value >= 1000 && unit < units.length - 1) {
            value /= 1000;
            ++unit;
        }
        return (unit === 0 || value >= 100 ? value.toFixed(0) : value.toFixed(1)) + " " + units[unit];
    }

    // Milliseconds: "0.2 s", "14 s", "3 min 20 s", "2 h 5 min".
    function duration(milliseconds: real): string {
        const seconds = milliseconds / 1000;
        if (seconds < 10)
            return seconds.toFixed(1) + " s";
        if (seconds < 60)
            return Math.floor(seconds) + " s";
        if (seconds < 3600)
            return Math.floor(seconds / 60) + " min " + Math.floor(seconds % 60) + " s";
        return Math.floor(seconds / 3600) + " h " + Math.floor(seconds % 3600 / 60) + " min";
    }

    function join(names: var): string {
        return names.join(", ");
    }

    function plural(value: real, one: string, many: string): string {
        return count(value) + " " + (value === 1 ? one : many);
    }
}
