// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "dashboardwindow.h"

#include "support/redisserver.h"

#include <RedisStreams/grouplistmodel.h>

using namespace Qt::StringLiterals;
using namespace RedisStreams;
using namespace RedisStreams::Test;

/// The pages for groups and charts of the dashboard used with mouse and keys; what came of it is looked up in the server.
class tst_DashboardGroups : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();

    void acknowledge();
    void inspectPending();
    void inspectorOfWhatWasLeft();
    void deadLetterAndReplay();
    void removeConsumer();
    void charts();

private:
    QVariant ask(const QByteArrayList &words) { return m_server.admin().command(words); }
    QByteArrayList pending()
    {
        QByteArrayList ids;
        for (const QVariant &entry : ask({"XPENDING", "orders", "billing", "-", "+", "100"}).toList())
            ids.append(entry.toList().value(0).toByteArray());
        return ids;
    }
    /// Five entries, four of which alice and bob have in work.
    bool openGroups()
    {
        for (int i = 1; i <= 5; ++i)
            ask({"XADD", "orders", QByteArray::number(i) + "-0", "n", QByteArray::number(i)});
        ask({"XGROUP", "CREATE", "orders", "billing", "0"});
        ask({"XREADGROUP", "GROUP", "billing", "alice", "COUNT", "3", "STREAMS", "orders", ">"});
        ask({"XREADGROUP", "GROUP", "billing", "bob", "COUNT", "1", "STREAMS", "orders", ">"});
        if (!m_window->open(m_server.url(), {u"orders"_s}, m_folder->filePath(u"settings.ini"_s), {{u"startPage"_s, 2}, {u"startWidth"_s, 1280}, {u"startHeight"_s, 800}}))
            return false;
        return QTest::qWaitFor([this] { return m_window->monitor()->pendingList()->count() == 4; }, Patience);
    }
    QPoint pendingRow(int row) const { return m_window->at("pending.rows", 40, row * 28 + 14); }

    RedisServer m_server;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<DashboardWindow> m_window;
};

void tst_DashboardGroups::initTestCase()
{
    REDISSTREAMS_REQUIRE_SERVER();
    QVERIFY2(m_server.start(), qPrintable(m_server.errorString()));
}

void tst_DashboardGroups::init()
{
    ask({"FLUSHALL"});
    m_folder = std::make_unique<QTemporaryDir>();
    m_window = std::make_unique<DashboardWindow>();
}

void tst_DashboardGroups::cleanup()
{
    if (!QTest::currentTestFailed())
        QCOMPARE(m_window->warnings, QStringList());
    m_window->close();
    m_window.reset();
}

void tst_DashboardGroups::acknowledge()
{
    QVERIFY(openGroups());
    // The only group is shown without being chosen.
    QCOMPARE(m_window->monitor()->currentGroup(), u"billing"_s);
    QTRY_VERIFY(m_window->reads(u"billing  \u00b7  orders"_s));
    m_window->click(pendingRow(1));
    m_window->click(pendingRow(2), Qt::ShiftModifier);
    QTRY_VERIFY(m_window->reads(u"2 entries chosen"_s));
    QVERIFY(m_window->click("pending.acknowledge"));
    QTRY_VERIFY(m_window->reads(u"2 entries will be acknowledged"_s));
    QCOMPARE(pending().size(), 4); // it only asked
    QVERIFY(m_window->click("pending.confirm"));
    QTRY_VERIFY(m_window->reads(u"2 entries acknowledged."_s));
    QCOMPARE(pending(), QByteArrayList({"1-0", "4-0"}));
    QTRY_COMPARE(m_window->monitor()->pendingList()->count(), 2);
}

void tst_DashboardGroups::inspectPending()
{
    QVERIFY(openGroups());
    m_window->click(pendingRow(2));
    m_window->key(Qt::Key_Return);
    QTRY_VERIFY(m_window->item("groupInspector"));
    QTRY_VERIFY(m_window->reads(u"3-0"_s));
    m_window->key(Qt::Key_Escape);
    QTRY_VERIFY(!m_window->item("groupInspector"));
    // One that was trimmed meanwhile is said to be gone.
    ask({"XDEL", "orders", "3-0"});
    m_window->click(pendingRow(2));
    m_window->key(Qt::Key_Return);
    QTRY_VERIFY(m_window->reads(u"Entry 3-0 is no longer in orders"_s));
}

void tst_DashboardGroups::inspectorOfWhatWasLeft()
{
    QVERIFY(openGroups());
    ask({"XGROUP", "CREATE", "orders", "shipping", "0"});
    QTRY_COMPARE(m_window->monitor()->groupList()->count(), 2);
    m_window->click(pendingRow(2));
    m_window->key(Qt::Key_Return);
    // Another group before the entry is there: it would stand beside what it has nothing to do with.
    m_window->monitor()->setCurrentGroup(u"shipping"_s);
    const auto ping = m_window->client()->ping(); // answered after it
    QTRY_VERIFY(ping.isFinished());
    m_window->settle();
    QVERIFY(!m_window->item("groupInspector"));
}

void tst_DashboardGroups::deadLetterAndReplay()
{
    QVERIFY(openGroups());
    m_window->click(pendingRow(0));
    QVERIFY(m_window->click("pending.deadLetter"));
    QTRY_VERIFY(m_window->item("pending.deadLetters"));
    QCOMPARE(m_window->item("pending.deadLetters")->property("text").toString(), u"orders:dead"_s);
    QVERIFY(m_window->click("pending.confirm"));
    QTRY_COMPARE(m_server.admin().integer({"XLEN", "orders:dead"}), 1);
    QCOMPARE(pending(), QByteArrayList({"2-0", "3-0", "4-0"}));

    // The stream is recognised as one of dead letters, and offered.
    QTRY_VERIFY_WITH_TIMEOUT(m_window->item("letters:orders:dead"), 10000);
    QVERIFY(m_window->click("letters:orders:dead"));
    QTRY_VERIFY(m_window->reads(u"1 letter listed"_s));
    m_window->click(m_window->at("letters.rows", 40, 14));
    QVERIFY(m_window->click("letters.replay"));
    QTRY_VERIFY(m_window->reads(u"1 letter will be added"_s));
    QVERIFY(m_window->click("letters.confirm"));
    QTRY_VERIFY(m_window->reads(u"1 letter replayed."_s));
    QCOMPARE(m_server.admin().integer({"XLEN", "orders:dead"}), 0);
    QCOMPARE(m_server.admin().integer({"XLEN", "orders"}), 6);
    const QVariantList newest = ask({"XREVRANGE", "orders", "+", "-", "COUNT", "1"}).toList().constFirst().toList();
    QCOMPARE(newest[1].toList(), QVariantList({QByteArray("n"), QByteArray("1")}));
}

void tst_DashboardGroups::removeConsumer()
{
    QVERIFY(openGroups());
    m_window->click(m_window->at("consumers.rows", 40, 14)); // alice
    m_window->key(Qt::Key_Delete);
    QTRY_VERIFY(m_window->reads(u"alice will be removed"_s));
    QVERIFY(m_window->click("consumers.confirm"));
    QTRY_VERIFY(m_window->reads(u"alice is removed; 3 entries given to bob."_s));
    const QVariantList consumers = ask({"XINFO", "CONSUMERS", "orders", "billing"}).toList();
    QCOMPARE(consumers.size(), 1);
    QCOMPARE(pending().size(), 4);
}

void tst_DashboardGroups::charts()
{
    for (int i = 0; i < 50; ++i)
        m_server.admin().xadd("host:cpu", "*", {"user", QByteArray::number(i), "system", "3.1", "name", "text"});
    QVERIFY(m_window->open(m_server.url(), {u"host:cpu"_s}, m_folder->filePath(u"settings.ini"_s), {{u"startPage"_s, 1}, {u"startWidth"_s, 1280}, {u"startHeight"_s, 800}}));
    QQuickItem *rate = m_window->item("rateChart");
    QVERIFY(rate);
    const auto chart = [this](const char *name) { return m_window->item(name); };
    QTRY_VERIFY(chart("chart:user") && chart("chart:system"));
    QVERIFY(!chart("chart:name")); // no numbers
    QTRY_VERIFY(!chart("chart:user")->property("empty").toBool());

    // They show the same time; the wheel over one zooms all.
    const double span = rate->property("span").toDouble();
    QTRY_COMPARE(chart("chart:user")->property("span").toDouble(), span);
    const QPoint over = m_window->center("chart:user");
    QWheelEvent wheel(over, m_window->window()->mapToGlobal(over), {}, {0, 120}, Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
    wheel.setTimestamp(1000);
    QCoreApplication::sendEvent(m_window->window(), &wheel);
    QTRY_VERIFY(rate->property("span").toDouble() < span);
    QTRY_COMPARE(chart("chart:system")->property("span").toDouble(), rate->property("span").toDouble());
    QCOMPARE(chart("chart:system")->property("end").toDouble(), rate->property("end").toDouble());

    // A cross-hair in one reads the others at the same time.
    QTest::mouseMove(m_window->window(), over + QPoint(30, 0));
    QTRY_VERIFY(!std::isnan(rate->property("cursorTime").toDouble()));
    QTRY_COMPARE(chart("chart:system")->property("cursorTime").toDouble(), rate->property("cursorTime").toDouble());

    // Pausing holds the axis, not the reading.
    QVERIFY(m_window->click("pauseCharts"));
    QVERIFY(rate->property("paused").toBool());
    const double end = rate->property("end").toDouble();
    const int received = int(m_window->entries()->totalCount());
    m_server.admin().xadd("host:cpu", "*", {"user", "1"});
    QTRY_VERIFY(m_window->entries()->totalCount() > received);
    QCOMPARE(rate->property("end").toDouble(), end);
    QVERIFY(m_window->click("pauseCharts"));
    QTRY_VERIFY(rate->property("end").toDouble() > end);
}

QTEST_MAIN(tst_DashboardGroups)
#include "tst_dashboardgroups.moc"
