// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "dashboardwindow.h"

#include "support/rediscluster.h"
#include "support/redisserver.h"

#include <RedisStreams/grouplistmodel.h>
#include <RedisStreams/streamconsumer.h>

#include <QtCore/QDateTime>
#include <QtCore/QDir>
#include <QtCore/QSet>
#include <QtCore/QTimer>
#include <QtQml/QJSValue>

#include <cmath>

using namespace Qt::StringLiterals;
using namespace RedisStreams;
using namespace RedisStreams::Test;

/// What the dashboard looks like: its pages, light and dark, in several sizes, with nothing, one thing and far too much
/// to show. With the environment variable REDISSTREAMS_PICTURES the pictures are written to that folder, to be looked at;
/// scripts/screenshots does that.
class tst_DashboardPictures : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void pages_data();
    void pages();
    void states_data();
    void states();

private:
    struct Row
    {
        QByteArray stream;
        qint64 time;
        QByteArrayList fields;
    };
    static QByteArrayList xadd(const Row &row)
    {
        return QByteArrayList{"XADD", row.stream, row.time < 0 ? QByteArray("*") : QByteArray::number(row.time) + "-*"} + row.fields;
    }
    void add(const QList<Row> &rows)
    {
        QList<QByteArrayList> commands;
        for (const Row &row : rows)
            commands.append(xadd(row));
        m_server.admin().pipeline(commands);
    }
    /// A machine and its orders over the last five minutes, groups that are behind, and dead letters.
    void fill();
    static QList<Row> sample(qint64 time);
    bool open(QSize size, const QString &scheme, int page, const QStringList &streams, const QString &url)
    {
        return m_window->open(url, streams, m_folder->filePath(u"settings.ini"_s),
                              {{u"startPage"_s, page}, {u"startWidth"_s, size.width()}, {u"startHeight"_s, size.height()}, {u"scheme"_s, scheme}});
    }
    /// As if the pointer came from elsewhere.
    void hover(const char *name)
    {
        QTest::mouseMove(m_window->window(), {1, 1});
        QTest::mouseMove(m_window->window(), m_window->center(name));
    }
    void keep(const QString &name, QSize size, const QString &scheme);

    RedisServer m_server;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<DashboardWindow> m_window;
};

void tst_DashboardPictures::initTestCase()
{
    REDISSTREAMS_REQUIRE_SERVER();
    QVERIFY2(m_server.start(), qPrintable(m_server.errorString()));
}

void tst_DashboardPictures::init()
{
    m_server.admin().command({"FLUSHALL"});
    m_folder = std::make_unique<QTemporaryDir>();
    m_window = std::make_unique<DashboardWindow>();
}

QList<tst_DashboardPictures::Row> tst_DashboardPictures::sample(qint64 time)
{
    const double t = double(time % 10'000'000) / 1000;
    const auto number = [](double value) { return QByteArray::number(value, 'f', 1); };
    const double user = 38 + 22 * std::sin(t / 17) + 9 * std::sin(t / 3.1) + 4 * std::sin(t * 7.7);
    const double system = 9 + 4 * std::sin(t / 11 + 1) + 2 * std::sin(t * 5.3);
    const double used = 5300 + 400 * std::sin(t / 60) + 30 * std::sin(t);
    QList<Row> rows{
        {"host:cpu", time, {"user", number(user), "system", number(system), "idle", number(100 - user - system)}},
        {"host:memory", time, {"used", number(used), "available", number(16000 - used), "cached", number(3120 + 15 * std::sin(t / 9))}},
        {"host:network", time, {"received", number(std::abs(900 * std::sin(t / 13) + 300 * std::sin(t * 3))), "sent", number(std::abs(210 * std::sin(t / 8)))}},
    };
    static const QByteArrayList customers{"Meyer & Sons", "ACME", "Nordlicht GmbH", "Blue Ocean Ltd.", "caf\xc3\xa9 Lumi\xc3\xa8re"};
    const qint64 n = time / 500;
    if (n % 3 != 1)
        rows.append({"orders", time + 7, {"customer", customers[n % 5], "amount", number(10 + double(n * 7919 % 90000) / 100), "currency", n % 4 ? "EUR" : "USD"}});
    return rows;
}

void tst_DashboardPictures::fill()
{
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    QList<Row> rows;
    for (qint64 time = now - 300'000; time < now; time += 500)
        rows += sample(time);
    add(rows);
    const auto ask = [this](const QByteArrayList &words) { m_server.admin().command(words); };
    ask({"XGROUP", "CREATE", "orders", "billing", "0"});
    ask({"XGROUP", "CREATE", "orders", "shipping", "0"});
    ask({"XGROUP", "CREATE", "host:network", "archive", QByteArray::number(now - 100'000) + "-0"});
    ask({"XREADGROUP", "GROUP", "billing", "worker-1", "COUNT", "180", "NOACK", "STREAMS", "orders", ">"});
    for (int i = 0; i < 12; ++i)
        ask({"XREADGROUP", "GROUP", "billing", "worker-" + QByteArray::number(1 + i % 3), "COUNT", QByteArray::number(1 + i % 2), "STREAMS", "orders", ">"});
    ask({"XREADGROUP", "GROUP", "shipping", "anna", "COUNT", "395", "NOACK", "STREAMS", "orders", ">"});
    for (int i = 0; i < 7; ++i) {
        ask({"XADD", "orders:dead", "*", "origin-stream", "orders", "origin-group", "billing", "origin-consumer", "worker-2", "origin-id",
             QByteArray::number(now - 200'000 + 1000 * i) + "-0", "origin-deliveries", QByteArray::number(3 + i % 2), "customer", "ACME", "amount", "12.50"});
    }
    // Two that nobody could do so far.
    for (int i = 0; i < 4; ++i) {
        const QVariantList first = m_server.admin().command({"XPENDING", "orders", "billing", "-", "+", "2"}).toList();
        for (const QVariant &entry : first)
            ask({"XCLAIM", "orders", "billing", "worker-2", "0", entry.toList().value(0).toByteArray()});
    }
}

void tst_DashboardPictures::keep(const QString &name, QSize size, const QString &scheme)
{
    const QImage image = pictureAtRest(m_window->window());
    QVERIFY(!image.isNull());
    const QString folder = qEnvironmentVariable("REDISSTREAMS_PICTURES");
    if (!folder.isEmpty()) {
        QVERIFY(QDir().mkpath(folder));
        const QString file = folder + u'/' + name + u".png"_s;
        QVERIFY2(image.save(file), qPrintable(file));
    }
    QCOMPARE(image.size() / m_window->window()->effectiveDevicePixelRatio(), size);
    QSet<QRgb> colors;
    for (int y = 0; y < image.height(); y += 2) {
        for (int x = 0; x < image.width(); x += 2)
            colors.insert(image.pixel(x, y));
    }
    QVERIFY2(colors.size() > 20, QByteArray::number(colors.size()).constData());
    QCOMPARE(qGray(image.pixel(image.width() - 3, image.height() - 3)) < 128, scheme == u"dark"_s);
    QCOMPARE(readOutsidePopups(m_window->window()), QStringList());
    QCOMPARE(m_window->warnings, QStringList());
    m_window->close();
}

void tst_DashboardPictures::pages_data()
{
    QTest::addColumn<int>("page");
    QTest::addColumn<QString>("scheme");
    QTest::addColumn<QSize>("size");
    const QStringList names{u"live"_s, u"charts"_s, u"groups"_s};
    for (int page = 0; page < 3; ++page) {
        for (const char *scheme : {"light", "dark"}) {
            for (const QSize size : {QSize(1000, 640), QSize(1280, 800), QSize(1920, 1080)})
                QTest::addRow("%s_%s_%d", qPrintable(names[page]), scheme, size.width()) << page << QString::fromLatin1(scheme) << size;
        }
    }
}

void tst_DashboardPictures::pages()
{
    QFETCH(int, page);
    QFETCH(QString, scheme);
    QFETCH(QSize, size);
    fill();
    QVERIFY(open(size, scheme, page, {u"host:cpu"_s, u"host:memory"_s, u"host:network"_s, u"orders"_s}, m_server.url()));
    QTRY_VERIFY(m_window->entries()->count() >= 200);
    QTRY_VERIFY(m_window->monitor()->streamList()->count() >= 5);
    // It lives for a while: four times the rate is taken.
    QTimer feed;
    feed.callOnTimeout(&feed, [this] { add(sample(QDateTime::currentMSecsSinceEpoch())); });
    feed.start(500);
    QTRY_VERIFY_WITH_TIMEOUT(m_window->session()->property("rateHistory").value<QJSValue>().toVariant().toList().size() >= 4, 30'000);
    feed.stop();
    if (page == 0 && size.width() > 1000) {
        m_window->center("table.rows"); // which waits until they keep their place
        QQuickItem *rows = m_window->item("table.rows");
        m_window->click(rows->mapToScene({60, rows->height() - 100}).toPoint());
        QTRY_VERIFY(m_window->item("inspector"));
    }
    if (page == 2) {
        QTRY_COMPARE(m_window->monitor()->groupList()->count(), 3);
        m_window->monitor()->setCurrent("orders", "billing");
        QTRY_VERIFY(m_window->monitor()->pendingList()->count() > 4);
        m_window->click(m_window->at("pending.rows", 40, 14));
        m_window->click(m_window->at("pending.rows", 40, 3 * 28 + 14), Qt::ShiftModifier);
        QVERIFY(m_window->click("pending.acknowledge"));
    }
    if (page == 1) {
        const QPoint over = m_window->at("rateChart", m_window->item("rateChart")->width() * 0.7, 90);
        QTest::mouseMove(m_window->window(), over);
    }
    keep(QString::fromLatin1(QTest::currentDataTag()), size, scheme);
}

void tst_DashboardPictures::states_data()
{
    QTest::addColumn<QString>("state");
    QTest::addColumn<QString>("scheme");
    for (const char *state : {"nothing", "one", "flood", "broken", "refused", "waiting", "tls", "cluster", "long", "paused", "filter", "connect", "export", "jump", "columns", "add", "letters", "nogroups"}) {
        for (const char *scheme : {"light", "dark"})
            QTest::addRow("state_%s_%s", state, scheme) << QString::fromLatin1(state) << QString::fromLatin1(scheme);
    }
}

void tst_DashboardPictures::states()
{
    QFETCH(QString, state);
    QFETCH(QString, scheme);
    const QSize size(1280, 800);
    const bool empty = state == u"nothing"_s || state == u"waiting"_s || state == u"tls"_s || state == u"cluster"_s || state == u"one"_s || state == u"nogroups"_s || state == u"long"_s || state == u"flood"_s;
    if (!empty)
        fill();
    if (state == u"one"_s)
        add({{"orders", -1, {"customer", "ACME", "amount", "12.50"}}});
    if (state == u"long"_s) {
        add({{"a-stream-with-quite-a-long-name:that-goes-on-and-on:europe:west:1", -1,
              {"text", QByteArray(3000, 'x'), "a_field_with_quite_a_long_name_for_a_column", "1", "json", R"({"items":[1,2,3],"deep":{"er":true}})"}},
             {"short", -1, {"t", QByteArray("\x00\x01\xff\xfe binary", 11), "n", "-12345678901234567890.123"}},
             {"short", -1, {"t", "several\nlines\tand tabs", "n", "1e300"}}});
    }
    QStringList streams{u"host:cpu"_s, u"orders"_s};
    if (state == u"nothing"_s)
        streams.clear();
    if (state == u"one"_s)
        streams = {u"orders"_s};
    if (state == u"long"_s)
        streams = {u"a-stream-with-quite-a-long-name:that-goes-on-and-on:europe:west:1"_s, u"short"_s};
    const int page = state == u"letters"_s || state == u"nogroups"_s ? 2 : 0;
    QString url = m_server.url();
    if (state == u"refused"_s || state == u"waiting"_s) {
        url = state == u"refused"_s ? u"redis://127.0.0.1:1"_s : u"redis://127.0.0.1:1?reconnect_initial=60000"_s;
        streams.clear();
    }
    RedisServer secret({.tls = true});
    if (state == u"tls"_s) {
        QVERIFY2(secret.start(), qPrintable(secret.errorString()));
        url = secret.url() + u"?ca="_s + secret.caFile();
    }
    RedisCluster cluster;
    if (state == u"cluster"_s) {
        QVERIFY2(cluster.start(), qPrintable(cluster.errorString()));
        url = cluster.url();
        streams = {u"host:cpu"_s, u"host:memory"_s, u"host:network"_s, u"orders"_s};
    }
    const auto addToCluster = [&cluster](qint64 time) {
        for (const Row &row : sample(time))
            cluster.command(row.stream, xadd(row));
    };
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    for (int i = 0; state == u"cluster"_s && i < 100; ++i)
        addToCluster(now - 500 * (100 - i));
    QVERIFY(open(size, scheme, page, streams, url));
    const auto click = [this](const char *what) { QVERIFY(m_window->click(what)); };
    if (state == u"flood"_s) {
        QTRY_COMPARE(m_window->part<StreamConsumer>("consumer")->state(), StreamConsumer::State::Following);
        for (int round = 0; round < 12; ++round) {
            QList<Row> rows;
            for (int i = 0; i < 4000; ++i)
                rows.append({i % 2 ? "host:cpu" : "orders", -1, {"n", QByteArray::number(round * 4000 + i), "amount", QByteArray::number(i * 7919 % 1000)}});
            add(rows);
            QTRY_COMPARE(m_window->entries()->totalCount(), (round + 1) * 4000);
        }
        QTRY_VERIFY(m_window->entries()->entriesPerSecond() > 0 && !m_window->reads(u"not there yet"_s));
    } else if (state == u"refused"_s || state == u"broken"_s) {
        if (state == u"broken"_s) {
            QTRY_VERIFY(m_window->entries()->count() >= 100);
            m_server.stop();
            QTRY_VERIFY(!m_window->client()->isConnected());
        }
        QTRY_VERIFY(m_window->reads(u"refused"_s));
    } else if (state == u"waiting"_s) {
        QTRY_VERIFY(m_window->reads(u"refused, again in"_s));
        hover("badge");
        QTRY_VERIFY(m_window->reads(u"It is tried again by itself"_s));
    } else if (state == u"tls"_s) {
        QTRY_VERIFY(m_window->client()->isConnected());
        hover("badge");
        QTRY_VERIFY(m_window->reads(u"certificate of CN=localhost"_s));
    } else if (state == u"cluster"_s) {
        QTRY_VERIFY(m_window->entries()->count() >= 360);
        QVERIFY2(m_window->item("server")->property("text").toString().contains(u":%1 +2"_s.arg(cluster.port(0))), qPrintable(m_window->item("server")->property("text").toString()));
        QTimer feed;
        feed.callOnTimeout(&feed, [&addToCluster] { addToCluster(QDateTime::currentMSecsSinceEpoch()); });
        feed.start(500);
        QTRY_VERIFY(m_window->entries()->count() > 380);
        feed.stop();
        const QQuickItem *rows = m_window->item("table.rows");
        QTRY_COMPARE(rows->property("contentY").toReal() + rows->height(), rows->property("contentHeight").toReal());
    } else if (state == u"paused"_s) {
        QTRY_VERIFY(m_window->entries()->count() >= 100);
        m_window->key(Qt::Key_Home);
        QTRY_VERIFY(!m_window->item("table")->property("following").toBool() && !m_window->entries()->history()->isFetching());
        add(sample(QDateTime::currentMSecsSinceEpoch()));
        QTRY_VERIFY(m_window->entries()->pausedCount() > 0);
    } else if (state == u"filter"_s) {
        m_window->key(Qt::Key_F, Qt::ControlModifier);
        m_window->type(u"user > 30 and amount >"_s);
    } else if (state == u"connect"_s) {
        click("server");
        m_window->item("url")->setProperty("text", u"rediss://localhost:6379"_s);
    } else if (state == u"export"_s) {
        QTRY_VERIFY(m_window->entries()->count() >= 100);
        click("export");
        m_window->item("file")->setProperty("text", m_folder->filePath(u"out.csv"_s));
        click("startExport");
    } else if (state == u"jump"_s) {
        click("jump");
        m_window->type(u"-10 min"_s);
    } else if (state == u"columns"_s) {
        QTRY_VERIFY(m_window->entries()->count() >= 100);
        click("columns");
    } else if (state == u"add"_s) {
        click("addEntry");
        m_window->item("producerStream")->setProperty("text", u"orders"_s);
        m_window->type(u"customer"_s);
    } else if (state == u"letters"_s) {
        QTRY_COMPARE(m_window->monitor()->groupList()->count(), 3);
        QTRY_VERIFY(m_window->item("letters:orders:dead"));
        click("letters:orders:dead");
        QTRY_VERIFY(m_window->reads(u"7 letters listed"_s));
        m_window->click(m_window->at("letters.rows", 40, 14));
        m_window->key(Qt::Key_Return);
    } else if (state == u"long"_s) {
        QTRY_COMPARE(m_window->entries()->count(), 3);
        m_window->click(m_window->at("table.rows", 60, 14));
    } else if (state == u"one"_s) {
        QTRY_COMPARE(m_window->entries()->count(), 1);
    }
    keep(QString::fromLatin1(QTest::currentDataTag()), size, scheme);
    if (state == u"broken"_s)
        QVERIFY2(m_server.restart(), qPrintable(m_server.errorString()));
}

QTEST_MAIN(tst_DashboardPictures)
#include "tst_dashboardpictures.moc"
