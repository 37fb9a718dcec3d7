// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "tableview.h"

#include <RedisStreams/streammodel.h>

#include <QtCore/QFile>
#include <QtGui/QGuiApplication>
#include <QtGui/QKeyEvent>
#include <QtQml/QQmlComponent>
#include <QtQml/QQmlContext>
#include <QtQml/QQmlEngine>

#include <cstdio>
#include <functional>

namespace Bench {

namespace {

const char *const frame = R"(
import QtQuick
import RedisStreams

Window {
    id: window
    width: 1000; height: 800; visible: true
    readonly property real total: %2
    readonly property bool reading: reader.state === StreamConsumer.Following
    RedisClient { id: redis; url: "redis://127.0.0.1:%1" }
    StreamConsumer { id: reader; client: redis; streams: ["s"]; active: true; %3 }
    // A key that the table has no use for comes through to here.
    FocusScope {
        anchors.fill: parent
        focus: true
        Keys.onPressed: event => {
            if (event.key !== Qt.Key_F9)
                return;
            lamp.opacity = 1.5 - lamp.opacity;
            meter.keyHandled();
        }
        %4
    }
    Rectangle { id: lamp; width: 8; height: 8; color: "red" }
}
)";

/// What the library is for.
const char *const table = R"(
        StreamModel { id: entries; objectName: "entries"; consumer: reader }
        StreamTable { anchors.fill: parent; focus: true; model: entries }
)";

/// What one would write without it.
const char *const naiveHandler
    = R"(onEntryReceived: (stream, entry) => list.append({time: entry.timestamp.toLocaleTimeString(), stream: stream, entryId: entry.id, fields: JSON.stringify(entry.fields)}))";
const char *const naive = R"(
        ListView {
            anchors.fill: parent
            focus: true
            model: ListModel { id: list }
            delegate: Row {
                id: row
                required property string time
                required property string stream
                required property string entryId
                required property string fields
                height: 28; spacing: 8
                Text { text: row.time; width: 100 }
                Text { text: row.stream; width: 60 }
                Text { text: row.entryId; width: 160 }
                Text { text: row.fields }
            }
            onCountChanged: positionViewAtEnd()
        }
)";

qint64 residentKiB()
{
    QFile status(QStringLiteral("/proc/self/status"));
    if (status.open(QIODevice::ReadOnly)) {
        for (const QByteArray &line : status.readAll().split('\n')) {
            if (line.startsWith("VmRSS:"))
                return line.mid(6).replace("kB", "").trimmed().toLongLong();
        }
    }
    return -1;
}

bool waitUntil(const std::function<bool()> &condition, qint64 milliseconds)
{
    QElapsedTimer clock;
    clock.start();
    while (!condition() && clock.elapsed() < milliseconds)
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    return condition();
}

} // namespace

/// --view KIND PORT EXPECTED MILLISECONDS: says "ready", measures so long from a second after the first entry on, prints
/// the figures, and waits until all expected entries have come. Without milliseconds it tells the memory instead.
int view(const QStringList &arguments)
{
    const QString kind = arguments.value(0);
    const qint64 expected = arguments.value(2).toLongLong();
    const int duration = arguments.value(3).toInt();
    const bool isNaive = kind == QLatin1String("naive");
    const QString text = QString::fromLatin1(frame).arg(arguments.value(1),
        QLatin1String(isNaive ? "list.count" : "entries.totalCount"), QLatin1String(isNaive ? naiveHandler : ""),
        QLatin1String(isNaive ? naive : table));

    QTimer wake; // processEvents() is to come back
    wake.start(20);
    QQmlEngine engine;
    engine.addImportPath(QStringLiteral(QML_IMPORT_DIR));
    QQmlComponent component(&engine);
    component.setData(text.toUtf8(), QUrl(QStringLiteral("bench.qml")));
    const std::unique_ptr<QObject> root(component.beginCreate(engine.rootContext()));
    auto *const window = qobject_cast<QQuickWindow *>(root.get());
    if (!window)
        qFatal("%s", qPrintable(component.errorString()));
    Meter meter(window);
    engine.rootContext()->setContextProperty(QStringLiteral("meter"), &meter);
    component.completeCreate();
    window->requestActivate();
    const auto total = [&root] { return root->property("total").toLongLong(); };
    if (!waitUntil([&root] { return root->property("reading").toBool(); }, 10'000))
        qFatal("the window does not read");
    // The first key makes the window find out about keyboards and focus, and the other thread must not.
    QKeyEvent firstKey(QEvent::KeyPress, Qt::Key_F9, Qt::NoModifier);
    QCoreApplication::sendEvent(window, &firstKey);
    std::puts("ready");
    std::fflush(stdout);

    if (duration > 0) {
        if (expected > 0 && !waitUntil([&total] { return total() > 0; }, 30'000))
            qFatal("no entry came");
        waitUntil([] { return false; }, 1000);
        const qint64 before = total();
        meter.start();
        QTimer::singleShot(duration, Qt::PreciseTimer, &meter, &Meter::stop);
        waitUntil([&meter] { return meter.seconds() > 0; }, 120'000);
        std::printf("p95 %.2f p99 %.2f max %.1f share %.4f key95 %.1f keymax %.1f keys %zu fps %.1f rate %.0f rss %lld ", meter.stall(0.95),
            meter.stall(0.99), meter.longestStall(), meter.shareOfLongStalls(), meter.key(0.95), meter.key(1), meter.keys(),
            meter.framesPerSecond(), double(total() - before) / meter.seconds(), residentKiB());
    } else {
        for (qint64 next = 0; next <= expected; next += 1'000'000) {
            if (!waitUntil([&] { return total() >= next; }, 120'000))
                break;
            std::printf("%lld million entries, %lld KiB\n", next / 1'000'000, residentKiB());
            std::fflush(stdout);
        }
    }
    // The naive way may be minutes behind; that is told, not waited for.
    waitUntil([&] { return total() >= expected; }, isNaive ? 1000 : 60'000);
    std::printf("missing %lld\n", expected - total());
    return 0;
}

} // namespace Bench
