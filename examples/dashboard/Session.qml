// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

import QtQuick
import RedisStreams
import RedisStreamsDashboard

// What the windows show: one server, the streams that are followed, their entries as rows and as lines.
QtObject {
    id: session

    // Looks at the server only while somebody can see it, and at groups only while these are in sight.
    property bool active: true
    property bool groupsShown: true
    // The streams that are followed.
    property var followed: []
    property real bytesPerSecond: 0
    // Entries per second over the last minute, oldest first.
    property var rateHistory: []

    // Whether the server wants a password that it has not got, or another one.
    readonly property bool wantsPassword: client !== null && client.error.code === RedisError.AuthenticationFailed
    readonly property date connectedSince: connection.since
    // Each time that one is tried in vain.
    signal passwordRefused
    // What was said of the streams of another server is over.
    signal serverChosen

    readonly property RedisClient client: RedisClient {
        onErrorOccurred: error => {
            if (error.code === RedisError.AuthenticationFailed)
                session.passwordRefused();
        }
    }

    readonly property StreamMonitor monitor: StreamMonitor {
        client: session.client
        active: session.active
        allGroups: session.groupsShown
        pattern: search.pattern
        onLoadedChanged: choice.chooseAtFirst()
        onCompleteChanged: {
            if (!complete)
                search.onServer = true;
        }
    }

    readonly property StreamConsumer consumer: StreamConsumer {
        client: session.client
        streams: session.followed
        // Something to see at once; what came before is fetched on scrolling back.
        startFrom: StreamConsumer.LastEntries
        startCount: 100
        active: session.followed.length > 0
    }

    readonly property StreamModel entries: StreamModel {
        consumer: session.consumer
        maximumRows: 5000
    }

    readonly property StreamSeries rates: StreamSeries {
        consumer: session.consumer
        kind: StreamSeries.Rate
        maximumPoints: 4000
        // A stream's first entry: the list is to know of it as soon as the table.
        onCountChanged: session.monitor.refresh()
    }

    readonly property StreamSeries values: StreamSeries {
        consumer: session.consumer
    }

    // Another server, or the same once more; nothing of the present one is to be mixed with it.
    function connectTo(url: string, streams: var) {
        const wanted = streams.length > 0 ? streams : Preferences.streamsOf(url);
        choice.made = wanted.length > 0;
        connection.remembered = false;
        monitor.streamList.checkedStreams = [];
        search.onServer = false;
        if (client.url !== url) {
            monitor.reset();
            serverChosen();
        }
        entries.clear();
        rates.clear();
        values.clear();
        client.url = url;
        monitor.streamList.checkedStreams = wanted;
        client.open();
        connection.remember();
    }

    // Where there are more streams than are listed, the server looks for those that are searched for.
    property QtObject search: QtObject {
        id: search
        property bool onServer: false
        property string text: ""
        readonly property string pattern: onServer && text.length > 0 ? glob(text) : "*"

        // In any case, as the list itself searches; a part of a name, unless there are wildcards in it.
        function glob(words: string): string {
            const anyCase = words.replace(/[\\[\]^]/g, "\\$&").replace(/[a-z]/gi, letter => "[" + letter.toLowerCase() + letter.toUpperCase() + "]");
            return /[*?]/.test(words) ? anyCase : "*" + anyCase + "*";
        }

        readonly property Connections watch: Connections {
            target: session.monitor.streamList
            function onSearchChanged() { search.typed.restart(); }
        }
        // A search through all keys is not for every letter.
        readonly property Timer typed: Timer {
            interval: 300
            onTriggered: search.text = session.monitor.streamList.search
        }
    }

    property QtObject choice: QtObject {
        id: choice
        property bool made: false

        // So that there is something to see at once.
        function chooseAtFirst() {
            if (!made && session.monitor.loaded && session.monitor.streamList.streamCount > 0)
                session.monitor.streamList.checkFirst(4, "host:*");
        }

        readonly property Connections watch: Connections {
            target: session.monitor.streamList
            function onStreamCountChanged() { choice.chooseAtFirst(); }
            function onCheckedStreamsChanged() {
                // A copy: what the property gives follows its later changes.
                const checked = Array.from(session.monitor.streamList.checkedStreams);
                for (const stream of session.followed) {
                    if (checked.includes(stream))
                        continue;
                    session.entries.removeStream(stream);
                    session.rates.removeStream(stream);
                    session.values.removeStream(stream);
                }
                session.followed = checked;
                Theme.distinctStreams = checked;
                if (checked.length > 0)
                    choice.made = true;
                if (connection.remembered)
                    Preferences.setStreamsOf(session.client.url, checked);
            }
        }
    }

    property QtObject connection: QtObject {
        id: connection
        property date since: new Date(NaN)
        property bool remembered: false

        function remember() {
            if (!session.client.connected || remembered)
                return;
            remembered = true;
            Preferences.rememberServer(session.client.url);
            if (session.followed.length > 0)
                Preferences.setStreamsOf(session.client.url, session.followed);
        }

        readonly property Connections watch: Connections {
            target: session.client
            function onStateChanged() {
                if (!session.client.connected)
                    return;
                connection.since = new Date();
                connection.remember();
            }
        }
    }

    // Figures that change all the time, once a second.
    property QtObject meter: Timer {
        property real bytesBefore: 0
        property real entriesBefore: 0
        property real entrySize: 0
        interval: 1000
        running: true
        repeat: true
        onTriggered: {
            // By the rate of entries, which knows what was there before.
            const bytes = session.consumer.byteCount;
            const entries = session.consumer.entryCount;
            if (entries > entriesBefore)
                entrySize = (bytes - bytesBefore) / (entries - entriesBefore);
            bytesBefore = bytes;
            entriesBefore = entries;
            session.bytesPerSecond = session.entries.entriesPerSecond * entrySize;
            session.rateHistory = session.rateHistory.concat([session.entries.entriesPerSecond]).slice(-60);
        }
    }
}
