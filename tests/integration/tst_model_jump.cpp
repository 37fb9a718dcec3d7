// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "modelhistorytest.h"

using namespace Qt::StringLiterals;
using namespace RedisStreams;
using namespace RedisStreams::Test;

/// StreamHistory: the entries around a moment, and the way back to the live rows.
class TestModelJump : public ModelHistoryTest
{
    Q_OBJECT

private Q_SLOTS:
    void around();
    void severalStreams();
    void withinTheRows();
    void withinTheRowsOfOneStream();
    void beforeTheBeginning();
    void pastTheEnd();
    void newestFirst();
    void backToLive();
    void walkingBackToLive();
    void whatComesOnTheWayBack();
    void walkingBackWithAnEmptyGroup_data();
    void walkingBackWithAnEmptyGroup();
    void walkingBackWithoutAStream();
    void whilePaused();
    void filterLooksAgain();
    void filterWhileJumping();
    void streamRemovedWhileJumping_data();
    void streamRemovedWhileJumping();
    void anotherJumpReplacesIt();
    void failureLeavesTheRows();
    void beforeReadingBegins();
    void heldMatchesSurviveFloods();
    void secondFilterLeavesNoGap();

private:
    static QDateTime at(qint64 milliseconds) { return QDateTime::fromMSecsSinceEpoch(milliseconds, Qt::UTC); }
    void walkBack()
    {
        for (int page = 0; history()->canFetchNewer(); ++page) {
            QVERIFY(page < 50);
            QVERIFY(fetchNewer() >= 0);
        }
    }
    /// The row it came to; -2 when it never ended.
    int jump(qint64 milliseconds)
    {
        QSignalSpy jumped(history(), &StreamHistory::jumped);
        history()->jumpTo(at(milliseconds));
        return QTest::qWaitFor([&jumped] { return jumped.count() > 0; }, Patience) ? jumped.first().at(0).toInt() : -2;
    }
};

void TestModelJump::around()
{
    addNumbered(m_server.admin(), "s", 2000);
    history()->setPageSize(100);
    m_model->setMaximumRows(50);
    follow({"s"}, StreamConsumer::StartFrom::LastEntries, 50);
    QTRY_COMPARE(m_model->rowCount(), 50);
    QSignalSpy detached(history(), &StreamHistory::detachedChanged);
    QCOMPARE(jump(1000), 100);
    QCOMPARE(rows(), numbered("s", 900, 1099));
    QVERIFY(history()->isDetached());
    QVERIFY(history()->isBrowsing());
    QVERIFY(history()->canFetchNewer());
    QVERIFY(!history()->isFetching());
    QCOMPARE(detached.count(), 1);
    QCOMPARE(fetchNewer(), 100);
    QCOMPARE(rows(), numbered("s", 900, 1199));
    QCOMPARE(fetchOlder(), 100);
    QCOMPARE(rows(), numbered("s", 800, 1199));
    // From one place to another.
    QCOMPARE(jump(300), 100);
    QCOMPARE(rows(), numbered("s", 200, 399));
    QVERIFY(m_resets.isEmpty());
}

void TestModelJump::severalStreams()
{
    addNumbered(m_server.admin(), "a", 1000);
    for (int i = 10; i <= 1000; i += 10)
        m_server.admin().xadd("b", QByteArray::number(i) + "-1", {"n", "1"});
    history()->setPageSize(55);
    follow({"a", "b"}, StreamConsumer::StartFrom::Latest);
    QStringList expected;
    for (int i = 1; i <= 1000; ++i) {
        expected.append(u"a %1-0"_s.arg(i));
        if (i % 10 == 0)
            expected.append(u"b %1-1"_s.arg(i));
    }
    QCOMPARE(jump(501), 55);
    QCOMPARE(rows(), expected.mid(expected.indexOf(u"a 501-0"_s) - 55, 110));
    fetchOlder();
    fetchNewer();
    QCOMPARE(rows(), expected.mid(expected.indexOf(u"a 501-0"_s) - 110, 220));
}

void TestModelJump::withinTheRows()
{
    addNumbered(m_server.admin(), "s", 100);
    follow({"s"}, StreamConsumer::StartFrom::Beginning);
    QTRY_COMPARE(m_model->rowCount(), 100);
    QSignalSpy removed(m_model.get(), &QAbstractItemModel::rowsRemoved);
    QCOMPARE(jump(40), 39);
    QCOMPARE(jump(100), 99);
    QCOMPARE(jump(1), 0);
    QVERIFY(!history()->isDetached());
    m_model->setNewestFirst(true);
    QCOMPARE(jump(40), 60);
    QCOMPARE(removed.count(), 0);
}

void TestModelJump::withinTheRowsOfOneStream()
{
    // Of the quiet stream the rows reach back to the beginning, of the busy one only a little.
    addNumbered(m_server.admin(), "busy", 1000);
    for (int i = 100; i <= 1000; i += 100)
        m_server.admin().xadd("quiet", QByteArray::number(i) + "-1", {"n", "1"});
    history()->setPageSize(20);
    history()->setMaximumRows(100);
    m_model->setMaximumRows(100);
    follow({"quiet", "busy"}, StreamConsumer::StartFrom::LastEntries, 30);
    QTRY_COMPARE(m_model->rowCount(), 40);
    QCOMPARE(jump(500), 20);
    QCOMPARE(rows(), numbered("busy", 480, 499) + numbered("busy", 500, 500) + QStringList {u"quiet 500-1"_s} + numbered("busy", 501, 518));
    // Both are shown there now, on both sides.
    QSignalSpy inserted(m_model.get(), &QAbstractItemModel::rowsInserted);
    QCOMPARE(jump(490), 10);
    QCOMPARE(jump(515), 36);
    QCOMPARE(inserted.count(), 0);
    // Live again: within what the rows have of both.
    history()->follow();
    QTRY_COMPARE(m_model->rowCount(), 40);
    inserted.clear();
    QVERIFY(jump(990) >= 0);
    QVERIFY(!history()->isDetached());
    QCOMPARE(inserted.count(), 0);
    // Back to the beginning of both.
    while (history()->canFetchOlder())
        QVERIFY(fetchOlder() >= 0);
    const QStringList all = rows();
    QCOMPARE(all.first(), u"busy 1-0"_s);
    QCOMPARE(jump(5), 4);
    QCOMPARE(rows(), all);
}

void TestModelJump::beforeTheBeginning()
{
    addNumbered(m_server.admin(), "s", 500, 1000);
    history()->setPageSize(100);
    follow({"s"}, StreamConsumer::StartFrom::Latest);
    QCOMPARE(jump(5), 0);
    QCOMPARE(rows(), numbered("s", 1000, 1099));
    QVERIFY(!history()->canFetchOlder());
    QCOMPARE(jump(0), 0);
    QCOMPARE(rows(), numbered("s", 1000, 1099));
    history()->jumpTo(at(-5));
    QTRY_VERIFY(!history()->isFetching());
    QCOMPARE(rows(), numbered("s", 1000, 1099));
}

void TestModelJump::pastTheEnd()
{
    addNumbered(m_server.admin(), "s", 500);
    history()->setPageSize(100);
    follow({"s"}, StreamConsumer::StartFrom::Latest);
    QCOMPARE(jump(100'000), 99);
    QCOMPARE(rows(), numbered("s", 401, 500));
    // There is nothing between these rows and what comes.
    QVERIFY(!history()->isDetached());
    addNumbered(m_server.admin(), "s", 5, 501);
    QTRY_COMPARE(rows(), numbered("s", 401, 505));
    m_server.admin().command({"DEL", "s"});
    m_model->clear();
    QCOMPARE(jump(100), -1);
    QVERIFY(!history()->isDetached());
}

void TestModelJump::newestFirst()
{
    addNumbered(m_server.admin(), "s", 500);
    history()->setPageSize(50);
    m_model->setNewestFirst(true);
    follow({"s"}, StreamConsumer::StartFrom::Latest);
    QCOMPARE(jump(200), 49);
    QCOMPARE(m_model->entryAt(49).idText(), u"200-0"_s);
    QStringList expected = numbered("s", 150, 249);
    std::reverse(expected.begin(), expected.end());
    QCOMPARE(rows(), expected);
}

void TestModelJump::backToLive()
{
    addNumbered(m_server.admin(), "s", 1000);
    history()->setPageSize(50);
    m_model->setMaximumRows(100);
    follow({"s"}, StreamConsumer::StartFrom::LastEntries, 100);
    QTRY_COMPARE(m_model->rowCount(), 100);
    jump(200);
    addNumbered(m_server.admin(), "s", 20, 1001);
    QTRY_COMPARE(m_model->pausedCount(), 20);
    QCOMPARE(rows(), numbered("s", 150, 249));
    QVERIFY(!m_model->isPaused());
    history()->follow();
    QCOMPARE(rows(), numbered("s", 921, 1020));
    QCOMPARE(m_model->pausedCount(), 0);
    QVERIFY(!history()->isDetached());
    QVERIFY(!history()->isBrowsing());
    history()->follow(); // nothing to do
    QCOMPARE(rows(), numbered("s", 921, 1020));
}

void TestModelJump::walkingBackToLive()
{
    addNumbered(m_server.admin(), "a", 600);
    addNumbered(m_server.admin(), "b", 30, 100);
    history()->setPageSize(50);
    m_model->setMaximumRows(80);
    follow({"a", "b"}, StreamConsumer::StartFrom::Latest);
    jump(400);
    int number = 600;
    int pages = 0;
    while (history()->canFetchNewer() && ++pages < 50) {
        for (int i = 0; i < 10; ++i)
            m_server.admin().xadd("a", QByteArray::number(++number) + "-0", {"n", "1"});
        QVERIFY(fetchNewer() >= 0);
    }
    QVERIFY(!history()->isDetached());
    QTRY_COMPARE(m_model->entryAt(m_model->rowCount() - 1).idText(), u"%1-0"_s.arg(number));
    QCOMPARE(rows(), numbered("a", 350, number));
    m_server.admin().xadd("b", QByteArray::number(++number) + "-0", {"n", "1"});
    QTRY_COMPARE(rows().last(), u"b %1-0"_s.arg(number));
}

void TestModelJump::whatComesOnTheWayBack()
{
    addNumbered(m_server.admin(), "busy", 600);
    addNumbered(m_server.admin(), "quiet", 1, 100);
    history()->setPageSize(50);
    follow({"busy", "quiet"}, StreamConsumer::StartFrom::Latest);
    jump(400);
    // Where the quiet stream ended before, but not yet where the busy one does.
    QCOMPARE(fetchNewer(), 50);
    m_server.admin().xadd("quiet", "1000-0", {"n", "1"});
    QTRY_COMPARE(m_model->pausedCount(), 1);
    walkBack();
    QCOMPARE(rows(), numbered("busy", 350, 600) + numbered("quiet", 1000, 1000));
}

void TestModelJump::walkingBackWithAnEmptyGroup_data()
{
    QTest::addColumn<bool>("onTheWay");
    QTest::newRow("nothing comes before") << false;
    QTest::newRow("something comes on the way") << true;
}

void TestModelJump::walkingBackWithAnEmptyGroup()
{
    QFETCH(bool, onTheWay);
    // The group makes the second stream, in which there has never been an entry.
    addNumbered(m_server.admin(), "jobs", 600);
    history()->setPageSize(50);
    m_consumer = std::make_unique<GroupConsumer>(m_client.get(), QStringList {u"jobs"_s, u"errors"_s}, u"group"_s, u"me"_s);
    m_model->setConsumer(m_consumer.get());
    m_consumer->start();
    QTRY_COMPARE(m_consumer->state(), StreamConsumer::State::Following);
    jump(400);
    QVERIFY(history()->isDetached());
    QCOMPARE(fetchNewer(), 50);
    if (onTheWay) {
        addNumbered(m_server.admin(), "errors", 2, 700);
        QTRY_COMPARE(m_model->pausedCount(), 2);
    }
    walkBack();
    if (!onTheWay) {
        QCOMPARE(rows(), numbered("jobs", 350, 600));
        addNumbered(m_server.admin(), "errors", 2, 700);
    }
    QTRY_COMPARE(rows(), numbered("jobs", 350, 600) + numbered("errors", 700, 701));
}

void TestModelJump::walkingBackWithoutAStream()
{
    addNumbered(m_server.admin(), "s", 600);
    addNumbered(m_server.admin(), "goes", 600);
    m_server.admin().command({"SET", "text", "no stream"});
    history()->setPageSize(50);
    follow({"s", "text", "goes"}, StreamConsumer::StartFrom::Latest);
    jump(400);
    QVERIFY(history()->isDetached());
    m_server.admin().command({"DEL", "goes"});
    m_consumer->removeStream(u"goes"_s);
    walkBack();
    addNumbered(m_server.admin(), "s", 1, 601);
    QTRY_COMPARE(rows().last(), u"s 601-0"_s);
    QCOMPARE(rows().filter(u"s 4"_s).last(), u"s 499-0"_s);
}

void TestModelJump::whilePaused()
{
    addNumbered(m_server.admin(), "s", 300);
    history()->setPageSize(50);
    follow({"s"}, StreamConsumer::StartFrom::LastEntries, 20);
    QTRY_COMPARE(m_model->rowCount(), 20);
    m_model->setPaused(true);
    addNumbered(m_server.admin(), "s", 5, 301);
    QTRY_COMPARE(m_model->pausedCount(), 5);
    jump(100);
    QCOMPARE(rows(), numbered("s", 50, 149));
    addNumbered(m_server.admin(), "s", 5, 306);
    QTRY_COMPARE(m_model->pausedCount(), 10);
    m_model->setPaused(false); // it is still somewhere else
    QCOMPARE(m_model->pausedCount(), 10);
    QCOMPARE(rows(), numbered("s", 50, 149));
    m_model->setPaused(true);
    history()->follow();
    QCOMPARE(rows(), numbered("s", 281, 310));
    QCOMPARE(m_model->pausedCount(), 0);
    addNumbered(m_server.admin(), "s", 5, 311);
    QTRY_COMPARE(m_model->pausedCount(), 5);
    QCOMPARE(rows(), numbered("s", 281, 310));
    m_model->setPaused(false);
    QCOMPARE(rows(), numbered("s", 281, 315));
}

void TestModelJump::filterLooksAgain()
{
    addNumbered(m_server.admin(), "s", 3000);
    history()->setPageSize(20);
    follow({"s"}, StreamConsumer::StartFrom::LastEntries, 20);
    QTRY_COMPARE(m_model->rowCount(), 20);
    jump(1000);
    QSignalSpy jumped(history(), &StreamHistory::jumped);
    m_model->setFilter(u"n ~ 7"_s);
    QTRY_COMPARE(jumped.count(), 1);
    const QStringList expected = numbered("s", 1, 3000).filter(QRegularExpression(u" .*7.*-"_s));
    const qsizetype middle = expected.indexOf(u"s 1007-0"_s);
    QCOMPARE(rows(), expected.mid(middle - 20, 40));
    QVERIFY(history()->isDetached());
    m_model->setFilter({});
    QTRY_COMPARE(jumped.count(), 2);
    QCOMPARE(m_model->rowCount(), 40);
    history()->follow();
    QCOMPARE(rows(), numbered("s", 2981, 3000));
}

void TestModelJump::filterWhileJumping()
{
    addNumbered(m_server.admin(), "s", 3000);
    history()->setPageSize(20);
    follow({"s"}, StreamConsumer::StartFrom::Latest);
    QSignalSpy jumped(history(), &StreamHistory::jumped);
    history()->jumpTo(at(1000));
    m_model->setFilter(u"n ~ 7"_s);
    QTRY_COMPARE(jumped.count(), 1);
    const QStringList expected = numbered("s", 1, 3000).filter(QRegularExpression(u" .*7.*-"_s));
    QCOMPARE(rows(), expected.mid(expected.indexOf(u"s 1007-0"_s) - 20, 40));
}

void TestModelJump::streamRemovedWhileJumping_data()
{
    QTest::addColumn<bool>("again");
    QTest::newRow("the first jump") << false;
    QTest::newRow("from another place") << true;
}

void TestModelJump::streamRemovedWhileJumping()
{
    QFETCH(bool, again);
    addNumbered(m_server.admin(), "a", 600);
    addNumbered(m_server.admin(), "b", 600);
    history()->setPageSize(20);
    follow({"a", "b"}, StreamConsumer::StartFrom::Latest);
    if (again)
        jump(100);
    QSignalSpy jumped(history(), &StreamHistory::jumped);
    history()->jumpTo(at(300));
    m_model->removeStream(u"b"_s);
    m_consumer->removeStream(u"b"_s);
    QTRY_COMPARE(jumped.count(), 1);
    QCOMPARE(rows(), numbered("a", 280, 319));
    walkBack();
    QCOMPARE(rows(), numbered("a", 280, 600));
    history()->jumpTo(at(10));
    m_consumer->removeStream(u"a"_s);
    m_model->removeStream(u"a"_s);
    QVERIFY(!history()->isFetching());
    QCOMPARE(m_model->rowCount(), 0);
}

void TestModelJump::anotherJumpReplacesIt()
{
    addNumbered(m_server.admin(), "s", 3000);
    history()->setPageSize(20);
    follow({"s"}, StreamConsumer::StartFrom::Latest);
    QSignalSpy jumped(history(), &StreamHistory::jumped);
    history()->jumpTo(at(1000));
    history()->jumpTo(at(2000));
    history()->jumpTo(at(500));
    QTRY_COMPARE(jumped.count(), 1);
    QCOMPARE(rows(), numbered("s", 480, 519));
    history()->jumpTo(at(1000));
    history()->stop();
    QVERIFY(!history()->isFetching());
    QCOMPARE(fetchOlder(), 20);
    QCOMPARE(rows(), numbered("s", 460, 519));
    QCOMPARE(jumped.count(), 1);
}

void TestModelJump::failureLeavesTheRows()
{
    RedisServer server({.appendOnly = true});
    QVERIFY(server.start());
    addNumbered(server.admin(), "s", 3000);
    RedisClient client(quick(server.url(), u"command_timeout=200"_s));
    StreamConsumer consumer(&client, {u"s"_s});
    consumer.setStartFrom(StreamConsumer::StartFrom::LastEntries);
    consumer.setStartCount(50);
    m_model->setConsumer(&consumer);
    consumer.start();
    QTRY_COMPARE(m_model->rowCount(), 50);
    server.stop();
    QSignalSpy errors(history(), &StreamHistory::errorOccurred);
    history()->jumpTo(at(1000));
    QTRY_COMPARE_WITH_TIMEOUT(errors.count(), 1, 60'000);
    QTRY_VERIFY(!history()->isFetching());
    QCOMPARE(rows(), numbered("s", 2951, 3000));
    QVERIFY(!history()->isDetached());
    QVERIFY(history()->error().isError());
    // Trying again is jumping again, not fetching older rows.
    QVERIFY(server.start());
    QTRY_VERIFY(client.isConnected());
    QSignalSpy jumped(history(), &StreamHistory::jumped);
    history()->retry();
    QTRY_COMPARE(jumped.count(), 1);
    QCOMPARE(m_model->entryAt(jumped.first().at(0).toInt()).idText(), u"1000-0"_s);
    QVERIFY(history()->isDetached());
    QVERIFY(!history()->error().isError());
    // There is nothing to be tried any more.
    history()->retry();
    QVERIFY(!history()->isFetching());
    m_model->setConsumer(nullptr);
}

void TestModelJump::beforeReadingBegins()
{
    addNumbered(m_server.admin(), "s", 100);
    m_consumer = std::make_unique<StreamConsumer>(m_client.get(), QStringList{u"s"_s});
    m_model->setConsumer(m_consumer.get());
    QCOMPARE(jump(50), 49);
    QCOMPARE(rows(), numbered("s", 1, 100));
    // Nobody knows yet what will come first.
    QVERIFY(history()->isDetached());
    m_consumer->start();
    QTRY_COMPARE(m_consumer->state(), StreamConsumer::State::Following);
    addNumbered(m_server.admin(), "s", 5, 101);
    QTRY_COMPARE(m_model->pausedCount(), 5);
    history()->follow();
    QCOMPARE(rows(), numbered("s", 101, 105));
}

void TestModelJump::heldMatchesSurviveFloods()
{
    addNumbered(m_server.admin(), "s", 2000);
    history()->setPageSize(5);
    m_model->setMaximumRows(50);
    m_model->setFilter(u"n ~ 99"_s);
    follow({"s"}, StreamConsumer::StartFrom::Latest);
    jump(1000);
    QVERIFY(history()->isDetached());
    addNumbered(m_server.admin(), "s", 3000, 2001);
    const QStringList expected = numbered("s", 2001, 5000).filter(QRegularExpression(u" .*99.*-"_s));
    QTRY_COMPARE(m_model->pausedCount(), expected.size());
    history()->follow();
    QCOMPARE(rows(), expected.last(50));
    QTRY_COMPARE(m_model->totalCount(), 3000);
}

void TestModelJump::secondFilterLeavesNoGap()
{
    // Under the second filter the rows of the first have gaps; what is held while others are shown must not.
    history()->setPageSize(100);
    m_model->setMaximumRows(200);
    m_model->setFilter(u"n ~ 1"_s);
    follow({"s"}, StreamConsumer::StartFrom::Latest);
    addNumbered(m_server.admin(), "s", 3000);
    QTRY_COMPARE(m_model->totalCount(), 3000);
    m_model->setFilter(u"n ~ 9"_s);
    QVERIFY(m_model->entryAt(0).id() < StreamId(2800, 0)); // older than the newest 200 arrivals
    jump(500);
    QVERIFY(history()->isDetached());
    walkBack();
    addNumbered(m_server.admin(), "s", 1, 3009);
    QTRY_COMPARE(rows().last(), u"s 3009-0"_s);
    const QStringList expected = (numbered("s", 1, 3000) + numbered("s", 3009, 3009)).filter(QRegularExpression(u" .*9.*-"_s));
    QCOMPARE(rows(), expected.last(m_model->rowCount()));
}

QTEST_GUILESS_MAIN(TestModelJump)
#include "tst_model_jump.moc"
