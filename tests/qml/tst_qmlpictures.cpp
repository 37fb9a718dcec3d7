// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "componenttest.h"

#include "support/redisserver.h"

#include <RedisStreams/streammonitor.h>
#include <RedisStreams/streamseries.h>

#include <QtCore/QDir>
#include <QtCore/QSet>

#include <cmath>

using namespace RedisStreams;
using namespace RedisStreams::Test;

/// What the components look like, light and dark, with nothing, one thing and many things to show. With the environment
/// variable REDISSTREAMS_PICTURES the pictures are written to that folder, to be looked at.
class tst_QmlPictures : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void chart_data() { rows(); }
    void chart();
    void groups_data() { rows(); }
    void groups();
    void pending_data() { rows(); }
    void pending();
    void consumers_data() { rows(); }
    void consumers();
    void inspector_data();
    void inspector();

private:
    static void rows()
    {
        QTest::addColumn<QString>("scheme");
        QTest::addColumn<int>("count");
        for (const char *scheme : {"light", "dark"}) {
            for (const int count : {0, 1, 12})
                QTest::addRow("%s, %d", scheme, count) << QString::fromLatin1(scheme) << count;
        }
    }
    bool show(const QByteArray &text, const QVariantMap &context = {}, QSize size = {800, 420})
    {
        QFETCH(QString, scheme);
        m_qml = std::make_unique<QmlFixture>();
        m_view = std::make_unique<ComponentWindow>();
        return m_view->show(*m_qml, "color: Theme.window; Component.onCompleted: Theme.scheme = \"" + scheme.toUtf8() + "\"\n" + text, context, size);
    }
    bool showMonitored(const QByteArray &text)
    {
        const QByteArray monitor = "StreamMonitor { id: monitor; objectName: \"monitor\"; client: RedisClient { url: server }\n"
                                   "    active: true; allGroups: true; refreshInterval: 300 }\n";
        if (!show(monitor + text, {{QStringLiteral("server"), m_server.url()}}))
            return false;
        m_monitor = qobject_cast<StreamMonitor *>(m_view->object("monitor"));
        return QTest::qWaitFor([this] { return m_monitor->isLoaded(); }, Patience);
    }
    /// The picture is of the right brightness, has something on it, and no binding failed.
    void keep(const char *name)
    {
        QFETCH(QString, scheme);
        const QImage image = pictureAtRest(m_view->window());
        QVERIFY(!image.isNull());
        const QString folder = qEnvironmentVariable("REDISSTREAMS_PICTURES");
        if (!folder.isEmpty()) {
            QVERIFY(QDir().mkpath(folder));
            const QString file = QStringLiteral("%1/%2_%3.png").arg(folder, QLatin1StringView(name), QString::fromLatin1(QTest::currentDataTag()).replace(QStringLiteral(", "), QStringLiteral("_")));
            QVERIFY2(image.save(file), qPrintable(file));
        }
        QSet<QRgb> colors;
        for (int y = 0; y < image.height(); y += 2) {
            for (int x = 0; x < image.width(); x += 2)
                colors.insert(image.pixel(x, y));
        }
        QVERIFY2(colors.size() > 8, QByteArray::number(colors.size()).constData());
        QCOMPARE(qGray(image.pixel(1, image.height() - 2)) < 128, scheme == QStringLiteral("dark"));
        QCOMPARE(m_qml->warnings, QStringList());
    }
    QVariant ask(const QByteArrayList &words) { return m_server.admin().command(words); }
    void fill(int count);

    RedisServer m_server;
    std::unique_ptr<QmlFixture> m_qml;
    std::unique_ptr<ComponentWindow> m_view;
    StreamMonitor *m_monitor = nullptr;
};

void tst_QmlPictures::initTestCase()
{
    REDISSTREAMS_REQUIRE_SERVER();
    QVERIFY2(m_server.start(), qPrintable(m_server.errorString()));
}

void tst_QmlPictures::chart()
{
    QFETCH(int, count);
    StreamSeries series;
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    for (int line = 0; line < count; ++line) {
        for (int i = -600; i <= 0; ++i) {
            if (line == 0 && i > -300 && i < -220)
                continue; // a gap
            const double noise = 6 * std::sin(i * 1.7 + line) * std::sin(i * 0.31);
            QVERIFY(series.append(QStringLiteral("host:%1").arg(line + 1), QStringLiteral("user"), now + i * 100,
                                  30 + 4 * line + 18 * std::sin(i / 70.0 + line) + noise));
        }
    }
    QVERIFY(show("SeriesChart { anchors.fill: parent; anchors.margins: 8; objectName: \"chart\"; series: values; title: \"user\"; unit: \"%\"; paused: false }",
                 {{QStringLiteral("values"), QVariant::fromValue(&series)}}));
    QTRY_COMPARE(m_view->object("chart")->property("empty").toBool(), count == 0);
    QQuickItem *plot = m_view->item("plot");
    QVERIFY(plot);
    if (count > 0)
        QTest::mouseMove(m_view->window(), plot->mapToScene({plot->width() * 0.7, plot->height() / 2}).toPoint());
    keep("chart");
    m_view.reset();
}

void tst_QmlPictures::fill(int count)
{
    ask({"FLUSHALL"});
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    for (int i = 0; i < count; ++i) {
        const QByteArray stream = i % 3 == 0 ? QByteArray("orders") : i % 3 == 1 ? QByteArray("payments:europe:west") : QByteArray("mails");
        for (int entry = 0; entry < 40; ++entry)
            ask({"XADD", stream, QByteArray::number(now - 4'000'000 + i * 100'000 + entry * 1000) + "-0", "n", "1"});
    }
    for (int i = 0; i < count; ++i) {
        const QByteArray stream = i % 3 == 0 ? QByteArray("orders") : i % 3 == 1 ? QByteArray("payments:europe:west") : QByteArray("mails");
        const QByteArray group = i == 4 ? QByteArray("a-group-with-quite-a-long-name-in-it") : "group-" + QByteArray::number(i + 1);
        const bool middle = i == 2;
        ask({"XGROUP", "CREATE", stream, group, middle ? QByteArray::number(now - 3'790'000) + "-0" : QByteArray("0")});
        for (int consumer = 0; consumer < (i == 0 ? count : 2); ++consumer)
            ask({"XREADGROUP", "GROUP", group, "worker-" + QByteArray::number(consumer + 1), "COUNT", QByteArray::number(1 + (consumer + i) % 4), "STREAMS", stream, ">"});
    }
}

void tst_QmlPictures::groups()
{
    QFETCH(int, count);
    fill(count);
    QVERIFY(showMonitored("GroupPanel { anchors.fill: parent; anchors.margins: 8; monitor: monitor; focus: true }"));
    QTRY_COMPARE(m_monitor->groupList()->count(), count);
    if (count > 0) {
        m_monitor->setCurrent("orders", "group-1");
        for (int i = 0; i < 5; ++i) {
            ask({"XREADGROUP", "GROUP", "group-1", "worker-1", "COUNT", QByteArray::number(i), "STREAMS", "orders", ">"});
            // Once it was looked at, for the line of rates.
            QSignalSpy refreshed(m_monitor, &StreamMonitor::refreshed);
            QVERIFY(refreshed.wait(Patience));
        }
    }
    keep("groups");
}

void tst_QmlPictures::pending()
{
    QFETCH(int, count);
    fill(count);
    QVERIFY(showMonitored("PendingTable { id: table; objectName: \"it\"; anchors.fill: parent; anchors.margins: 8; monitor: monitor; focus: true }"));
    m_monitor->setCurrent("orders", "group-1");
    QTRY_VERIFY(count == 0 || m_monitor->pendingList()->count() > 0);
    QQuickItem *it = m_view->item("it");
    m_view->settle(); // the view has counted its rows
    if (count == 1)
        QVERIFY(QMetaObject::invokeMethod(it, "selectRow", Q_ARG(int, 0), Q_ARG(bool, false), Q_ARG(bool, false)));
    if (count > 1) {
        QVERIFY(QMetaObject::invokeMethod(it, "selectRow", Q_ARG(int, 1), Q_ARG(bool, false), Q_ARG(bool, false)));
        QVERIFY(QMetaObject::invokeMethod(it, "selectRow", Q_ARG(int, 3), Q_ARG(bool, false), Q_ARG(bool, true)));
        QVERIFY(QMetaObject::invokeMethod(it, "ask", Q_ARG(QString, QStringLiteral("claim"))));
    }
    QCOMPARE(it->property("selectedCount").toInt(), count == 0 ? 0 : count == 1 ? 1 : 3);
    keep("pending");
}

void tst_QmlPictures::consumers()
{
    QFETCH(int, count);
    fill(count);
    QVERIFY(showMonitored("ConsumerTable { objectName: \"it\"; anchors.fill: parent; anchors.margins: 8; monitor: monitor; focus: true }"));
    m_monitor->setCurrent("orders", "group-1");
    QTRY_COMPARE(m_monitor->consumerList()->count(), count);
    if (count > 1)
        QVERIFY(QMetaObject::invokeMethod(m_view->item("it"), "askRemoval", Q_ARG(int, 2)));
    keep("consumers");
}

void tst_QmlPictures::inspector_data()
{
    QTest::addColumn<QString>("scheme");
    QTest::addColumn<QString>("form");
    for (const char *scheme : {"light", "dark"}) {
        for (const char *form : {"none", "fields", "json", "hex", "raw"})
            QTest::addRow("%s, %s", scheme, form) << QString::fromLatin1(scheme) << QString::fromLatin1(form);
    }
}

void tst_QmlPictures::inspector()
{
    QFETCH(QString, form);
    const StreamEntry entry("host:cpu", StreamId(1'700'000'000'512, 3),
                            {{"user", "12.4"}, {"system", "3.1"}, {"host", "web-1"}, {"a-field-with-quite-a-long-name", "and a value that goes on for a while, so that it has to be wrapped "
                                                                                     "into several lines to be read at all in a window of this width"},
                             {"detail", R"({"cores":[1,2],"model":"x"})"}, {"blob", QByteArray("\x00\xff\x01 some bytes, and more than a line of them", 45)},
                             {"large", QByteArray(5000, 'x')}});
    const QVariant shown = form == QStringLiteral("none") ? QVariant::fromValue(nullptr) : QVariant::fromValue(entry);
    QVERIFY(show("EntryInspector { objectName: \"it\"; anchors.fill: parent; anchors.margins: 8; focus: true; entry: shown }", {{QStringLiteral("shown"), shown}}));
    if (form != QStringLiteral("none"))
        m_view->item("it")->setProperty("form", form);
    keep("inspector");
}

QTEST_MAIN(tst_QmlPictures)
#include "tst_qmlpictures.moc"
