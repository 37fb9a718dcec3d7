// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "commandserver.h"

#include <RedisStreams/rangepager.h>

#include <QtCore/QRandomGenerator>

using namespace RedisStreams;
using namespace RedisStreams::Test;
using namespace Qt::StringLiterals;
using Code = RedisError::Code;
using Direction = RangePager::Direction;

Q_DECLARE_METATYPE(RedisStreams::RangePager::Direction)

/// RangePager: all entries of a range, each once, a page at a time.
class TestRangePager : public CommandServerTest
{
    Q_OBJECT

public:
    using CommandServerTest::CommandServerTest;

private Q_SLOTS:
    void allPages_data();
    void allPages();
    void idsAtTheEdges_data();
    void idsAtTheEdges();
    void nothingThere();
    void timeRange();
    void timeBeforeAll();
    void growsWhilePaging();
    void shrinksWhilePaging();
    void tailIsAskedForAgain();
    void onePageAtATime();
    void onlyWhatIsAskedFor();
    void failedPageComesAgain();
    void rewinding();
    void misuse();
    void clientGoes();
    void pagerGoes();

private:
    /// All pages to the end; at most so many.
    QByteArrayList pagesOf(RangePager &pager, int most = 1000)
    {
        QByteArrayList ids;
        while (!pager.atEnd() && most-- > 0) {
            const auto page = pager.next();
            if (!endsSoon(page) || failureOf(page))
                return {"failed: " + failureOf(page).message().toUtf8()};
            if (page.result().size() > pager.pageSize())
                return {"a page is too large"};
            ids += idsOf(page.result());
        }
        return ids;
    }

    static QByteArrayList numbers(int first, int last, Direction direction = Direction::OldestFirst)
    {
        QByteArrayList ids;
        for (int n = first; n <= last; ++n)
            ids.append(QByteArray::number(n) + "-0");
        if (direction == Direction::NewestFirst)
            std::reverse(ids.begin(), ids.end());
        return ids;
    }
};

void TestRangePager::allPages_data()
{
    QTest::addColumn<Direction>("direction");
    QTest::addColumn<qint64>("pageSize");
    for (const qint64 size : {1, 7, 99, 100, 101, 1000}) {
        QTest::addRow("forwards by %lld", qlonglong(size)) << Direction::OldestFirst << size;
        QTest::addRow("backwards by %lld", qlonglong(size)) << Direction::NewestFirst << size;
    }
}

void TestRangePager::allPages()
{
    QFETCH(Direction, direction);
    QFETCH(qint64, pageSize);
    addNumbered(m_server.admin(), "s", 300);
    RangePager pager(m_client.get(), u"s"_s, direction);
    pager.setPageSize(pageSize);
    QVERIFY(!pager.atEnd());
    QCOMPARE(pagesOf(pager), numbers(1, 300, direction));
    pager.setRange({50, 0}, {250, 0});
    QVERIFY(!pager.atEnd());
    QCOMPARE(pagesOf(pager), numbers(50, 250, direction));
    // After its end there is nothing more.
    const auto after = pager.next();
    QVERIFY(endsSoon(after));
    QVERIFY(after.result().isEmpty());
}

void TestRangePager::idsAtTheEdges_data()
{
    QTest::addColumn<Direction>("direction");
    QTest::newRow("forwards") << Direction::OldestFirst;
    QTest::newRow("backwards") << Direction::NewestFirst;
}

void TestRangePager::idsAtTheEdges()
{
    QFETCH(Direction, direction);
    constexpr quint64 top = StreamId::maximum().seq;
    QByteArrayList expected;
    for (const StreamId id : {StreamId(0, 1), StreamId(1, 0), StreamId(1, 1), StreamId(1, top), StreamId(2, 0), StreamId(top, 0), StreamId(top, top)})
        expected.append(add("s", id).toByteArray());
    if (direction == Direction::NewestFirst)
        std::reverse(expected.begin(), expected.end());
    for (const qint64 size : {1, 2, 3, 7}) {
        RangePager pager(m_client.get(), u"s"_s, direction);
        pager.setPageSize(size);
        QCOMPARE(pagesOf(pager), expected);
    }
}

void TestRangePager::nothingThere()
{
    RangePager pager(m_client.get(), u"missing"_s);
    const auto page = pager.next();
    QVERIFY(endsSoon(page));
    QVERIFY(page.result().isEmpty());
    QVERIFY(pager.atEnd());
    // A range that is none.
    addMany("s", 3);
    RangePager none(m_client.get(), u"s"_s);
    none.setRange({3, 0}, {1, 0});
    QVERIFY(none.atEnd());
    QCOMPARE(pagesOf(none), QByteArrayList());
}

void TestRangePager::timeRange()
{
    const QDateTime start = QDateTime::fromMSecsSinceEpoch(1'700'000'000'000, Qt::UTC);
    for (int second = 0; second < 20; ++second) {
        for (const quint64 seq : {0, 1, 2})
            add("s", {quint64(start.addSecs(second).toMSecsSinceEpoch()), seq});
    }
    RangePager pager(m_client.get(), u"s"_s, Direction::NewestFirst);
    pager.setPageSize(4);
    pager.setTimeRange(start.addSecs(5), start.addSecs(7));
    QCOMPARE(pagesOf(pager), QByteArrayList({"1700000007000-2", "1700000007000-1", "1700000007000-0", "1700000006000-2", "1700000006000-1",
                                             "1700000006000-0", "1700000005000-2", "1700000005000-1", "1700000005000-0"}));
    pager.setTimeRange({}, start);
    QCOMPARE(pagesOf(pager), QByteArrayList({"1700000000000-2", "1700000000000-1", "1700000000000-0"}));
    pager.setTimeRange(start.addSecs(19), {});
    QCOMPARE(pagesOf(pager).size(), 3);
    pager.setTimeRange(start.addMSecs(1), start.addMSecs(999));
    QCOMPARE(pagesOf(pager), QByteArrayList());
}

void TestRangePager::timeBeforeAll()
{
    add("s", {0, 1});
    RangePager pager(m_client.get(), u"s"_s);
    pager.setTimeRange({}, QDateTime::fromMSecsSinceEpoch(-1, Qt::UTC));
    QVERIFY(pager.atEnd());
    QCOMPARE(pagesOf(pager), QByteArrayList());
    pager.setTimeRange(QDateTime::fromMSecsSinceEpoch(-5000, Qt::UTC), QDateTime::fromMSecsSinceEpoch(0, Qt::UTC));
    QCOMPARE(pagesOf(pager), QByteArrayList {"0-1"});
}

void TestRangePager::growsWhilePaging()
{
    addNumbered(m_server.admin(), "s", 20);
    RangePager newest(m_client.get(), u"s"_s, Direction::NewestFirst);
    RangePager oldest(m_client.get(), u"s"_s);
    newest.setPageSize(6);
    oldest.setPageSize(6);
    QByteArrayList back;
    QByteArrayList forth;
    int added = 20;
    while (!newest.atEnd() || !oldest.atEnd()) {
        back += pagesOf(newest, 1);
        forth += pagesOf(oldest, 1);
        addNumbered(m_server.admin(), "s", 3, added + 1);
        added += 3;
    }
    QCOMPARE(back, numbers(1, 20, Direction::NewestFirst));
    // The last three came after the page that was not full.
    QCOMPARE(forth, numbers(1, added - 3));
}

void TestRangePager::shrinksWhilePaging()
{
    addNumbered(m_server.admin(), "s", 30);
    RangePager pager(m_client.get(), u"s"_s);
    pager.setPageSize(10);
    QByteArrayList seen = pagesOf(pager, 1);
    // The entry at the border goes, and what follows is trimmed.
    ok(Xdel {"s", {{10, 0}, {11, 0}}});
    ok(Xtrim {"s", StreamTrim::toId({15, 0}, false)});
    seen += pagesOf(pager);
    QCOMPARE(seen, numbers(1, 10) + numbers(15, 30));
}

void TestRangePager::tailIsAskedForAgain()
{
    addNumbered(m_server.admin(), "s", 5);
    RangePager pager(m_client.get(), u"s"_s);
    QCOMPARE(pagesOf(pager), numbers(1, 5));
    QVERIFY(pager.atEnd());
    addNumbered(m_server.admin(), "s", 2, 6);
    const auto page = pager.next();
    QVERIFY(endsSoon(page));
    QCOMPARE(idsOf(page.result()), numbers(6, 7));
}

void TestRangePager::onePageAtATime()
{
    addNumbered(m_server.admin(), "s", 5);
    RangePager pager(m_client.get(), u"s"_s);
    pager.setPageSize(2);
    const auto first = pager.next();
    const auto tooEarly = pager.next();
    QVERIFY(tooEarly.isFinished());
    QCOMPARE(failureOf(tooEarly).code(), Code::InvalidState);
    QVERIFY(endsSoon(first));
    QCOMPARE(idsOf(first.result()), numbers(1, 2));
    const auto second = pager.next();
    QVERIFY(endsSoon(second));
    QCOMPARE(idsOf(second.result()), numbers(3, 4));
}

void TestRangePager::onlyWhatIsAskedFor()
{
    // Pages come on demand: nothing is read ahead.
    addNumbered(m_server.admin(), "s", 100);
    admin("CONFIG RESETSTAT");
    RangePager pager(m_client.get(), u"s"_s, Direction::NewestFirst);
    pager.setPageSize(10);
    QCOMPARE(pagesOf(pager, 2), numbers(81, 100, Direction::NewestFirst));
    ok(Ping());
    QCOMPARE(m_server.admin().commandCalls().value("xrevrange"), 2);
}

void TestRangePager::failedPageComesAgain()
{
    addNumbered(m_server.admin(), "s", 4);
    RangePager pager(m_client.get(), u"s"_s);
    pager.setPageSize(2);
    QCOMPARE(pagesOf(pager, 1), numbers(1, 2));
    admin("RENAME s kept");
    admin("SET s text");
    const auto failed = pager.next();
    QVERIFY(endsSoon(failed));
    QCOMPARE(failureOf(failed).code(), Code::WrongType);
    QVERIFY(!pager.atEnd());
    admin("RENAME kept s");
    QCOMPARE(pagesOf(pager), numbers(3, 4));
}

void TestRangePager::rewinding()
{
    addNumbered(m_server.admin(), "s", 4);
    RangePager pager(m_client.get(), u"s"_s);
    pager.setPageSize(3);
    const auto abandoned = pager.next();
    pager.rewind();
    // The page under way still arrives, and moves nothing.
    const auto first = pager.next();
    QVERIFY(endsSoon(abandoned) && endsSoon(first));
    QCOMPARE(idsOf(abandoned.result()), numbers(1, 3));
    QCOMPARE(idsOf(first.result()), numbers(1, 3));
    QCOMPARE(pagesOf(pager), numbers(4, 4));
}

void TestRangePager::misuse()
{
    RangePager pager(m_client.get(), u"s"_s);
    for (const qint64 size : {0, -1}) {
        pager.setPageSize(size);
        QCOMPARE(failureOf(pager.next()).code(), Code::InvalidArgument);
    }
    RangePager unnamed(m_client.get(), QByteArray());
    QCOMPARE(failureOf(unnamed.next()).code(), Code::InvalidArgument);
    // Not stuck after it.
    QCOMPARE(failureOf(unnamed.next()).code(), Code::InvalidArgument);
}

void TestRangePager::clientGoes()
{
    auto client = std::make_unique<RedisClient>(u"redis://127.0.0.1:1"_s);
    RangePager pager(client.get(), u"s"_s);
    const auto page = pager.next();
    client.reset();
    QVERIFY(endsSoon(page));
    QCOMPARE(failureOf(page).code(), Code::Aborted);
    QCOMPARE(failureOf(pager.next()).code(), Code::InvalidState);
}

void TestRangePager::pagerGoes()
{
    addNumbered(m_server.admin(), "s", 2);
    QFuture<StreamEntries> page;
    {
        RangePager pager(m_client.get(), u"s"_s);
        RangePager moved = std::move(pager);
        page = moved.next();
    }
    QVERIFY(endsSoon(page));
    QCOMPARE(idsOf(page.result()), numbers(1, 2));
}

COMMAND_SERVER_MAIN(TestRangePager)
#include "tst_rangepager.moc"
