// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "dashboardwindow.h"

#include "support/redisserver.h"

#include <RedisStreams/streamhistory.h>

#include <QtCore/QFile>
#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>
#include <QtTest/QSignalSpy>

using namespace Qt::StringLiterals;
using namespace RedisStreams;
using namespace RedisStreams::Test;

/// The live page of the dashboard used with mouse and keys, against a real server.
class tst_DashboardLive : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();

    void streamsAreChosen();
    void streamThatComesLater();
    void streamsAreSearched();
    void filter();
    void pause();
    void olderRows();
    void rowsStayWhereTheyAre();
    void jump();
    void inspect();
    void columnsAreKept();
    void exportRows();
    void exportStreams();
    void addEntry();
    void serverGoesAway();
    void tlsWithAFile();
    void stateIsKept();
    void starts();

private:
    void fill(const QByteArray &stream, int count, qint64 from = 1)
    {
        QList<QByteArrayList> commands;
        for (int i = 0; i < count; ++i) {
            const QByteArray number = QByteArray::number(from + i);
            commands.append({"XADD", stream, QByteArray::number(1'700'000'000'000 + from + i) + "-0", "n", number, "text", "value " + number});
        }
        m_server.admin().pipeline(commands);
    }
    bool open(const QStringList &streams = {u"one"_s}) { return m_window->open(m_server.url(), streams, m_folder->filePath(u"settings.ini"_s), {{u"startWidth"_s, 1280}, {u"startHeight"_s, 800}}); }
    QQuickItem *table() const { return m_window->item("table"); }
    QString first() const { return m_window->entries()->entryAt(0).idText(); }
    /// Presses where a row of the table is.
    void clickRow(int row) const
    {
        m_window->center("table.rows"); // which waits until they keep their place
        QQuickItem *rows = m_window->item("table.rows");
        m_window->click(rows->mapToScene({60, row * 28 + 14 - rows->property("contentY").toReal()}).toPoint());
    }

    RedisServer m_server{{.appendOnly = true}};
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<DashboardWindow> m_window;
};

void tst_DashboardLive::initTestCase()
{
    REDISSTREAMS_REQUIRE_SERVER();
    QVERIFY2(m_server.start(), qPrintable(m_server.errorString()));
}

void tst_DashboardLive::init()
{
    m_server.admin().command({"FLUSHALL"});
    m_folder = std::make_unique<QTemporaryDir>();
    m_window = std::make_unique<DashboardWindow>();
}

void tst_DashboardLive::cleanup()
{
    if (!QTest::currentTestFailed())
        QCOMPARE(m_window->warnings, QStringList());
    m_window->close();
    m_window.reset();
}

void tst_DashboardLive::streamsAreChosen()
{
    fill("one", 3);
    fill("two", 2, 100);
    fill("zero", 1, 200);
    QVERIFY(open());
    QTRY_COMPARE(m_window->entries()->count(), 3);
    QTRY_VERIFY(m_window->item("streams"));
    QTRY_COMPARE(m_window->monitor()->streamList()->count(), 3);

    m_window->click(m_window->at("streams", 100, 44 + 22)); // the second
    QTRY_COMPARE(m_window->followed(), QStringList({u"one"_s, u"two"_s}));
    QTRY_COMPARE(m_window->entries()->count(), 5);
    m_window->click(m_window->at("streams", 100, 22));
    QTRY_COMPARE(m_window->followed(), QStringList({u"two"_s}));
    QTRY_COMPARE(m_window->entries()->count(), 2);

    // What is added comes in by itself.
    fill("two", 1, 102);
    QTRY_COMPARE(m_window->entries()->count(), 3);
    QTRY_VERIFY(m_window->reads(u"1700000000102-0"_s)); // rows are drawn with the next frame
}

void tst_DashboardLive::streamThatComesLater()
{
    fill("one", 1);
    QVERIFY(open({u"later"_s}));
    QTRY_VERIFY(m_window->reads(u"not there yet"_s));
    // Long before the list is looked after the next time.
    StreamMonitor *monitor = m_window->monitor();
    monitor->setRefreshInterval(60'000);
    QSignalSpy refreshed(monitor, &StreamMonitor::refreshed);
    monitor->refresh();
    QTRY_VERIFY(refreshed.size() > 0);
    fill("later", 3);
    QTRY_COMPARE(m_window->entries()->count(), 3);
    QTRY_VERIFY(!m_window->reads(u"not there yet"_s));
}

void tst_DashboardLive::streamsAreSearched()
{
    for (const char *stream : {"host:cpu", "host:memory", "orders", "orders:dead"})
        fill(stream, 1);
    QVERIFY(open({u"orders"_s}));
    QTRY_COMPARE(m_window->monitor()->streamList()->count(), 4);
    m_window->key(Qt::Key_L, Qt::ControlModifier);
    m_window->type(u"HOST"_s);
    QTRY_COMPARE(m_window->monitor()->streamList()->count(), 2);
    m_window->key(Qt::Key_Escape);
    QTRY_COMPARE(m_window->monitor()->streamList()->count(), 4);
    m_window->type(u"*:*e*"_s);
    QTRY_COMPARE(m_window->monitor()->streamList()->count(), 2); // host:memory, orders:dead
    // Down into the list, and Space follows what is there.
    m_window->settle();
    m_window->key(Qt::Key_Down);
    m_window->key(Qt::Key_Down);
    m_window->key(Qt::Key_Space);
    QTRY_COMPARE(m_window->followed(), QStringList({u"orders"_s, u"orders:dead"_s}));
    m_window->key(Qt::Key_L, Qt::ControlModifier);
    m_window->type(u"nothing like it"_s);
    QTRY_VERIFY(m_window->reads(u"No stream's name matches."_s));
}

void tst_DashboardLive::filter()
{
    fill("one", 20);
    QVERIFY(open());
    QTRY_COMPARE(m_window->entries()->count(), 20);
    m_window->key(Qt::Key_F, Qt::ControlModifier);
    m_window->type(u"n > 15"_s);
    QTRY_COMPARE(m_window->entries()->count(), 5);
    m_window->type(u" and"_s);
    QVERIFY(!m_window->entries()->filterError().isEmpty());
    QTRY_VERIFY(m_window->reads(m_window->entries()->filterError()));
    QCOMPARE(m_window->entries()->count(), 5);
    m_window->key(Qt::Key_Escape); // clears it
    QTRY_COMPARE(m_window->entries()->count(), 20);
    m_window->type(u"no such text"_s);
    QTRY_VERIFY(m_window->reads(u"No entry matches the filter"_s));
}

void tst_DashboardLive::pause()
{
    fill("one", 3);
    QVERIFY(open());
    QTRY_COMPARE(m_window->entries()->count(), 3);
    m_window->key(Qt::Key_Space);
    QTRY_VERIFY(m_window->entries()->isPaused());
    fill("one", 4, 4);
    QTRY_COMPARE(m_window->entries()->pausedCount(), 4);
    QCOMPARE(m_window->entries()->count(), 3);
    QVERIFY(m_window->click("pause"));
    QTRY_COMPARE(m_window->entries()->count(), 7);
    QVERIFY(!m_window->entries()->isPaused());
}

void tst_DashboardLive::olderRows()
{
    fill("one", 600);
    QVERIFY(open());
    QTRY_COMPARE(m_window->entries()->count(), 100); // the newest
    QVERIFY(table()->property("following").toBool());
    // The wheel turned upwards ends following; Home, again and again, goes past the oldest row.
    const QPoint middle = m_window->center("table.rows");
    QWheelEvent wheel(middle, m_window->window()->mapToGlobal(middle), {}, {0, 1200}, Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
    wheel.setTimestamp(1000);
    QCoreApplication::sendEvent(m_window->window(), &wheel);
    QTRY_VERIFY(!table()->property("following").toBool());
    const auto goHome = [this] {
        m_window->key(Qt::Key_Home);
        return m_window->entries()->count() == 600;
    };
    QTRY_VERIFY(goHome());
    QCOMPARE(first(), u"1700000000001-0"_s);
    QVERIFY(!table()->property("following").toBool());
    QTRY_VERIFY(!m_window->entries()->history()->canFetchOlder());
    // Nothing twice, nothing missing.
    for (int row = 0; row < 600; ++row)
        QCOMPARE(m_window->entries()->entryAt(row).text("n"), QString::number(row + 1));
    fill("one", 5, 601);
    QTRY_COMPARE(table()->property("newCount").toInt(), 5);
    QTRY_VERIFY(m_window->reads(u"5 new entries"_s));
    table()->forceActiveFocus();
    m_window->key(Qt::Key_End);
    QTRY_VERIFY(table()->property("following").toBool());
    QTRY_COMPARE(m_window->entries()->entryAt(m_window->entries()->count() - 1).idText(), u"1700000000605-0"_s);
}

void tst_DashboardLive::rowsStayWhereTheyAre()
{
    // A page of older rows is longer than all there was.
    fill("one", 600);
    QVERIFY(open());
    QTRY_COMPARE(m_window->entries()->count(), 100);
    m_window->settle();
    QQuickItem *rows = m_window->item("table.rows");
    rows->setProperty("contentY", 10 * 28.0);
    const QString shown = m_window->entries()->entryAt(10).idText();
    QVERIFY(QMetaObject::invokeMethod(rows, "scrolled"));
    QTRY_COMPARE(m_window->entries()->count(), 300);
    m_window->settle();
    QCOMPARE(m_window->entries()->entryAt(int(rows->property("contentY").toDouble() / 28)).idText(), shown);
}

void tst_DashboardLive::jump()
{
    fill("one", 3000);
    QVERIFY(open());
    QTRY_COMPARE(m_window->entries()->count(), 100);
    m_window->key(Qt::Key_J, Qt::ControlModifier);
    m_window->type(u"25:00"_s);
    QTRY_VERIFY(m_window->reads(u"Not a time"_s));
    m_window->key(Qt::Key_Return); // does nothing
    m_window->key(Qt::Key_A, Qt::ControlModifier);
    QSignalSpy jumped(m_window->entries()->history(), &StreamHistory::jumped);
    m_window->type(u"1700000001000-0"_s);
    m_window->key(Qt::Key_Return);
    QTRY_COMPARE(jumped.count(), 1);
    const int row = jumped.constFirst().constFirst().toInt();
    QCOMPARE(m_window->entries()->entryAt(row).text("n"), u"1000"_s);
    QTRY_VERIFY(m_window->reads(u"1700000001000-0"_s));
    table()->forceActiveFocus();
    m_window->key(Qt::Key_End);
    QTRY_VERIFY(m_window->reads(u"1700000003000-0"_s));
}

void tst_DashboardLive::inspect()
{
    m_server.admin().xadd("one", "5-0", {"user", "12.4", "detail", R"({"a":[1,2]})", "large", QByteArray(9000, 'x'), "bytes", QByteArray("\xff\x00\x01", 3)});
    QVERIFY(open());
    QTRY_COMPARE(m_window->entries()->count(), 1);
    QVERIFY(!m_window->item("inspector"));
    clickRow(0);
    QTRY_VERIFY(m_window->item("inspector"));
    QTRY_VERIFY(m_window->reads(u"4 fields"_s));
    QVERIFY(m_window->click("inspector.json"));
    QTRY_VERIFY(m_window->item("inspector.body")->property("text").toString().contains(u"\"user\": \"12.4\""));
    QVERIFY(m_window->click("inspector.hex"));
    QTRY_VERIFY(m_window->item("inspector.body")->property("text").toString().contains(u"ff 00 01"));
    QVERIFY(m_window->click("inspector.raw"));
    QTRY_VERIFY(m_window->item("inspector.body")->property("text").toString().contains(u"\\xff"));
    m_window->key(Qt::Key_Escape);
    QTRY_VERIFY(!m_window->item("inspector"));
    // By the keyboard as well.
    table()->forceActiveFocus();
    m_window->key(Qt::Key_Up);
    m_window->key(Qt::Key_Return);
    QTRY_VERIFY(m_window->item("inspector"));
    m_window->key(Qt::Key_Escape);
    QTRY_VERIFY(!m_window->item("inspector"));
}

void tst_DashboardLive::columnsAreKept()
{
    fill("one", 3);
    QVERIFY(open());
    QTRY_COMPARE(m_window->entries()->columnCount(), 5);
    QVERIFY(m_window->click("columns"));
    QTRY_VERIFY(m_window->item("columnChooser"));
    m_window->key(Qt::Key_Down);
    m_window->key(Qt::Key_Down);
    m_window->key(Qt::Key_Space); // the id
    QTRY_COMPARE(m_window->entries()->columnCount(), 4);
    m_window->key(Qt::Key_Down);
    m_window->key(Qt::Key_Down);
    m_window->key(Qt::Key_Up, Qt::ControlModifier); // text before n
    m_window->key(Qt::Key_Escape);
    QTRY_VERIFY(!m_window->item("columnChooser"));
    const QStringList order = m_window->entries()->columns()->order();
    QVERIFY(order.indexOf(u"text"_s) < order.indexOf(u"n"_s) || order.isEmpty() == false);
    const auto title = [this](int column) { return m_window->entries()->headerData(column, Qt::Horizontal).toString(); };
    QCOMPARE(title(2), u"text"_s);
    QCOMPARE(title(3), u"n"_s);

    // The edge of a title is dragged.
    m_window->center("table.header"); // which waits until it keeps its place
    QQuickItem *header = m_window->item("table.header");
    QVERIFY(header);
    const QVariantList widths = header->property("widths").toList();
    const QPoint edge = header->mapToScene({widths[0].toReal() - 3, 14}).toPoint();
    QTest::mousePress(m_window->window(), Qt::LeftButton, {}, edge);
    QTest::mouseMove(m_window->window(), edge + QPoint(20, 0));
    QTest::mouseMove(m_window->window(), edge + QPoint(50, 0));
    QTest::mouseRelease(m_window->window(), Qt::LeftButton, {}, edge + QPoint(50, 0));
    QTRY_COMPARE(header->property("widths").toList()[0].toReal(), std::round(widths[0].toReal() + 50));
    const qreal width = header->property("widths").toList()[0].toReal();
    m_window->close();

    QVERIFY(open());
    QTRY_COMPARE(m_window->entries()->columnCount(), 4);
    QCOMPARE(title(2), u"text"_s);
    QTRY_COMPARE(m_window->item("table.header")->property("widths").toList().value(0).toReal(), width);
}

void tst_DashboardLive::exportRows()
{
    fill("one", 20);
    QVERIFY(open());
    QTRY_COMPARE(m_window->entries()->count(), 20);
    m_window->key(Qt::Key_F, Qt::ControlModifier);
    m_window->type(u"n > 17"_s);
    QTRY_COMPARE(m_window->entries()->count(), 3);
    m_window->key(Qt::Key_E, Qt::ControlModifier);
    QTRY_VERIFY(m_window->item("file"));
    const QString file = m_folder->filePath(u"rows.csv"_s);
    m_window->item("file")->setProperty("text", file);
    m_window->key(Qt::Key_Return);
    QTRY_VERIFY(m_window->reads(u"3 entries written to "_s + file));
    QFile written(file);
    QVERIFY(written.open(QIODevice::ReadOnly));
    const QByteArrayList lines = written.readAll().trimmed().split('\n');
    QCOMPARE(lines.size(), 4);
    QCOMPARE(lines[0].trimmed(), QByteArray("time,stream,id,n,text"));
    QVERIFY(lines[3].trimmed().endsWith("one,1700000000020-0,20,value 20"));
    // A file that is there is said to be replaced before it is.
    m_window->key(Qt::Key_Escape);
    m_window->key(Qt::Key_E, Qt::ControlModifier);
    QTRY_VERIFY(m_window->item("file"));
    m_window->item("file")->setProperty("text", file);
    QTRY_VERIFY(m_window->reads(u"It will be replaced."_s));
    // And what cannot be written is said here.
    m_window->item("file")->setProperty("text", u"/no/such/folder/rows.csv"_s);
    QVERIFY(m_window->click("startExport"));
    QTRY_VERIFY(m_window->item("outcome"));
    QVERIFY(m_window->item("outcome")->property("isError").toBool());
}

void tst_DashboardLive::exportStreams()
{
    fill("one", 2500);
    fill("two", 10, 5000);
    QVERIFY(open({u"one"_s, u"two"_s}));
    QTRY_COMPARE(m_window->entries()->count(), 110);
    m_window->key(Qt::Key_E, Qt::ControlModifier);
    QTRY_VERIFY(m_window->item("scope"));
    m_window->item("scope")->setProperty("currentIndex", 1);
    m_window->item("format")->setProperty("currentIndex", 1);
    const QString file = m_folder->filePath(u"all.jsonl"_s);
    m_window->item("file")->setProperty("text", file);
    QVERIFY(m_window->click("startExport"));
    QTRY_VERIFY(m_window->reads(u"2,510 entries written"_s));
    QFile written(file);
    QVERIFY(written.open(QIODevice::ReadOnly));
    const QByteArrayList lines = written.readAll().trimmed().split('\n');
    QCOMPARE(lines.size(), 2510);
    QCOMPARE(QJsonDocument::fromJson(lines[0]).object().value(u"id"_s).toString(), u"1700000000001-0"_s);
    QCOMPARE(QJsonDocument::fromJson(lines[2509]).object().value(u"stream"_s).toString(), u"two"_s);
}

void tst_DashboardLive::addEntry()
{
    QVERIFY(open({}));
    QTRY_VERIFY(m_window->reads(u"This server has no streams yet"_s));
    m_window->key(Qt::Key_N, Qt::ControlModifier);
    QTRY_VERIFY(m_window->item("producerStream"));
    m_window->type(u"orders"_s);
    m_window->key(Qt::Key_Return);
    QTRY_VERIFY(m_window->reads(u"An entry needs a field"_s));
    m_window->item("fieldName0")->forceActiveFocus();
    m_window->type(u"amount"_s);
    m_window->key(Qt::Key_Tab);
    m_window->type(u"12"_s);
    m_window->key(Qt::Key_Return);
    QTRY_VERIFY(m_window->reads(u"Added "_s));
    QCOMPARE(m_server.admin().integer({"XLEN", "orders"}), 1);
    const QVariantList entry = m_server.admin().command({"XRANGE", "orders", "-", "+"}).toList().constFirst().toList();
    QCOMPARE(entry[1].toList(), QVariantList({QByteArray("amount"), QByteArray("12")}));
    // It is followed, as it is the only one, and its entry shown.
    QTRY_COMPARE(m_window->entries()->count(), 1);
    // Into something that is no stream: the error stands in the pane.
    m_server.admin().command({"SET", "text", "x"});
    m_window->item("producerStream")->setProperty("text", u"text"_s);
    QVERIFY(m_window->click("addNow"));
    QTRY_VERIFY(m_window->item("producerOutcome")->property("isError").toBool());
}

void tst_DashboardLive::serverGoesAway()
{
    fill("one", 5);
    QVERIFY(open());
    QTRY_COMPARE(m_window->entries()->count(), 5);
    QTRY_VERIFY(m_window->reads(u"reading"_s));
    m_server.stop();
    QTRY_VERIFY(m_window->reads(u"refused"_s) || m_window->reads(u"reconnecting"_s));
    QCOMPARE(m_window->entries()->count(), 5); // stays readable
    QTRY_VERIFY(m_window->reads(u"1700000000005-0"_s));
    QVERIFY2(m_server.restart(), qPrintable(m_server.errorString()));
    fill("one", 1, 6);
    QTRY_COMPARE_WITH_TIMEOUT(m_window->entries()->count(), 6, 20000);
    QTRY_VERIFY(m_window->reads(u"reading"_s));
}

void tst_DashboardLive::tlsWithAFile()
{
    RedisServer guarded({.tls = true});
    QVERIFY2(guarded.start(), qPrintable(guarded.errorString()));
    guarded.admin().xadd("one", "1-0", {"n", "1"});
    QVERIFY(open({}));
    QTRY_VERIFY(m_window->client()->isConnected());
    m_window->key(Qt::Key_O, Qt::ControlModifier);
    QTRY_VERIFY(m_window->item("url"));
    m_window->item("url")->setProperty("text", QString(guarded.url()).replace(u"rediss:"_s, u"redis:"_s));
    QVERIFY(!m_window->item("caChoice"));
    QVERIFY(m_window->click("tls"));
    QTRY_COMPARE(m_window->item("url")->property("text").toString(), guarded.url());
    QTRY_VERIFY(m_window->item("caChoice"));
    QVERIFY(m_window->click("caChoice"));
    m_window->key(Qt::Key_Down);
    m_window->key(Qt::Key_Return);
    QTRY_VERIFY(m_window->item("caFile"));
    QVERIFY(m_window->click("caFile"));
    m_window->type(u"/no/such/file"_s);
    QTRY_VERIFY(m_window->reads(u"/no/such/file cannot be read"_s));
    QVERIFY(!m_window->item("connect")->isEnabled());
    m_window->key(Qt::Key_A, Qt::ControlModifier);
    m_window->type(guarded.caFile());
    QTRY_VERIFY(m_window->item("connect")->isEnabled());
    m_window->key(Qt::Key_Return);
    QTRY_VERIFY(m_window->client()->displayUrl().startsWith(u"rediss:"_s));
    QTRY_VERIFY2(m_window->client()->isConnected(), qPrintable(m_window->client()->errorString()));
    QTRY_COMPARE(m_window->entries()->count(), 1);
    // The server that was left is offered.
    m_window->key(Qt::Key_O, Qt::ControlModifier);
    QTRY_VERIFY(m_window->item("recentServers"));
    QCOMPARE(m_window->item("recentServers")->property("count").toInt(), 2);
    m_window->click(m_window->at("recentServers", 60, 28 + 14));
    QTRY_VERIFY(!m_window->client()->displayUrl().startsWith(u"rediss:"_s));
    QTRY_VERIFY(m_window->client()->isConnected());
}

void tst_DashboardLive::stateIsKept()
{
    fill("one", 3);
    fill("two", 3, 10);
    QVERIFY(open({u"two"_s}));
    QTRY_COMPARE(m_window->entries()->count(), 3);
    m_window->key(Qt::Key_2, Qt::ControlModifier);
    QVERIFY(m_window->click("scheme"));
    const QColor color = m_window->window()->color();
    m_window->close();
    QVERIFY(m_window->open({}, {}, m_folder->filePath(u"settings.ini"_s)));
    QTRY_COMPARE(m_window->followed(), QStringList({u"two"_s}));
    QVERIFY(m_window->item("rateChart"));
    QCOMPARE(m_window->window()->color(), color);
    m_window->key(Qt::Key_1, Qt::ControlModifier);
    QTRY_VERIFY(table());
}

void tst_DashboardLive::starts()
{
    fill("one", 3);
    QElapsedTimer timer;
    timer.start();
    QVERIFY(open());
    QTRY_COMPARE(m_window->entries()->count(), 3);
    qInfo("from nothing to the first rows: %lld ms", timer.elapsed());
}

QTEST_MAIN(tst_DashboardLive)
#include "tst_dashboardlive.moc"
