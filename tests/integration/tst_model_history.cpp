// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "modelhistorytest.h"

#include "support/fakeserver.h"
#include "support/respbytes.h"

using namespace Qt::StringLiterals;
using namespace RedisStreams;
using namespace RedisStreams::Test;
using Code = RedisError::Code;

/// StreamHistory: pages of the past before the live rows.
class TestModelHistory : public ModelHistoryTest
{
    Q_OBJECT

private Q_SLOTS:
    void toTheBeginning();
    void streamsAreMerged();
    void streamWithoutRows();
    void whileEntriesArrive();
    void ringDoesNotEvictWhileBrowsing();
    void windowSlidesBack();
    void newerRowsComeBack();
    void streamAddedLater();
    void removedStream();
    void filterFindsTheRare();
    void filterChanges();
    void stopKeepsWhatWasFound();
    void clearAndFollow();
    void errors();
    void wrongTypeIsLeftOut();
    void lostConnection();
    void deletedWhileFetching();
};

void TestModelHistory::toTheBeginning()
{
    addNumbered(m_server.admin(), "s", 1000);
    m_model->setMaximumRows(50);
    history()->setPageSize(300);
    follow({"s"}, StreamConsumer::StartFrom::Latest);
    QVERIFY(history()->canFetchOlder());
    QVERIFY(!history()->isBrowsing());
    addNumbered(m_server.admin(), "s", 20, 1001);
    QTRY_COMPARE(m_model->rowCount(), 20);

    QSignalSpy inserted(m_model.get(), &QAbstractItemModel::rowsInserted);
    QSignalSpy fetching(history(), &StreamHistory::fetchingChanged);
    QVERIFY(fetchOlder() == 300);
    QCOMPARE(inserted.count(), 1);
    QCOMPARE(inserted.first().at(1).toInt(), 0);
    QCOMPARE(fetching.count(), 2);
    QVERIFY(history()->isBrowsing());
    QVERIFY(!history()->isDetached());
    QCOMPARE(rows(), numbered("s", 701, 1020));
    fetchToTheBeginning();
    QCOMPARE(rows(), numbered("s", 1, 1020));
    QVERIFY(!history()->error().isError());

    m_model->setNewestFirst(true);
    m_model->setNewestFirst(false);
    QCOMPARE(rows(), numbered("s", 1, 1020));
    history()->follow();
    QCOMPARE(rows(), numbered("s", 971, 1020));
    QVERIFY(!history()->isBrowsing());
    QVERIFY(history()->canFetchOlder());
    QVERIFY(m_resets.isEmpty());
}

void TestModelHistory::streamsAreMerged()
{
    // a has every number, b every tenth: pages of b reach ten times as far back as those of a.
    for (int i = 1; i <= 500; ++i) {
        m_server.admin().xadd("a", QByteArray::number(i) + "-0", {"n", "1"});
        if (i % 10 == 0)
            m_server.admin().xadd("b", QByteArray::number(i) + "-0", {"n", "1"});
    }
    history()->setPageSize(40);
    follow({"a", "b"}, StreamConsumer::StartFrom::Latest);
    QStringList expected;
    for (int i = 1; i <= 500; ++i) {
        expected.append(u"a %1-0"_s.arg(i));
        if (i % 10 == 0)
            expected.append(u"b %1-0"_s.arg(i));
    }
    QSignalSpy inserted(m_model.get(), &QAbstractItemModel::rowsInserted);
    int pages = 0;
    while (history()->canFetchOlder()) {
        fetchOlder();
        ++pages;
        QCOMPARE(rows(), expected.mid(expected.size() - m_model->rowCount())); // no gap at any moment
    }
    QCOMPARE(m_model->rowCount(), 550);
    QVERIFY(pages >= 14);
    QVERIFY(inserted.count() <= pages);
    // Newest first it is the same list turned round.
    history()->follow();
    m_model->clear();
    m_model->setNewestFirst(true);
    fetchToTheBeginning();
    std::reverse(expected.begin(), expected.end());
    QCOMPARE(rows(), expected);
}

void TestModelHistory::streamWithoutRows()
{
    addNumbered(m_server.admin(), "quiet", 100, 1);
    addNumbered(m_server.admin(), "busy", 5, 200);
    follow({"quiet", "busy"}, StreamConsumer::StartFrom::Beginning);
    QTRY_COMPARE(m_model->rowCount(), 105);
    m_model->setMaximumRows(3);
    addNumbered(m_server.admin(), "busy", 5, 205);
    QTRY_COMPARE(m_model->entryAt(2).idText(), u"209-0"_s);
    QCOMPARE(rows(), numbered("busy", 207, 209));
    fetchOlder();
    QCOMPARE(rows(), numbered("quiet", 1, 100) + numbered("busy", 200, 209));
}

void TestModelHistory::whileEntriesArrive()
{
    addNumbered(m_server.admin(), "s", 3000);
    history()->setPageSize(250);
    m_model->setMaximumRows(100);
    followLast({"s"}, 10);
    int number = 3000;
    while (history()->canFetchOlder()) {
        history()->fetchOlder();
        // In the same turns in which the pages come.
        for (int i = 0; i < 5; ++i) {
            m_server.admin().xadd("s", QByteArray::number(++number) + "-0", {"n", "1"});
            QCoreApplication::processEvents();
        }
        QTRY_VERIFY(!history()->isFetching());
    }
    QTRY_COMPARE(m_model->rowCount(), number);
    QCOMPARE(rows(), numbered("s", 1, number));
}

void TestModelHistory::ringDoesNotEvictWhileBrowsing()
{
    addNumbered(m_server.admin(), "s", 500);
    history()->setPageSize(100);
    history()->setMaximumRows(300);
    m_model->setMaximumRows(50);
    followLast({"s"}, 50);
    QCOMPARE(fetchOlder(), 100);
    addNumbered(m_server.admin(), "s", 200, 501);
    QTRY_COMPARE(m_model->rowCount(), 350);
    QCOMPARE(rows(), numbered("s", 351, 700));
    // Past the bound the oldest go, and the next page begins where the rows then begin.
    addNumbered(m_server.admin(), "s", 30, 701);
    QTRY_COMPARE(m_model->entryAt(349).idText(), u"730-0"_s);
    QCOMPARE(rows(), numbered("s", 381, 730));
    QVERIFY(!history()->isDetached());
    QCOMPARE(fetchOlder(), 100);
    QCOMPARE(rows(), numbered("s", 281, 630));
    QVERIFY(history()->isDetached());
}

void TestModelHistory::windowSlidesBack()
{
    addNumbered(m_server.admin(), "s", 1000);
    history()->setPageSize(100);
    history()->setMaximumRows(200);
    m_model->setMaximumRows(100);
    followLast({"s"}, 100);
    fetchOlder();
    fetchOlder();
    QCOMPARE(rows(), numbered("s", 701, 1000));
    QVERIFY(!history()->isDetached());
    QSignalSpy detached(history(), &StreamHistory::detachedChanged);
    fetchOlder();
    QCOMPARE(rows(), numbered("s", 601, 900));
    QVERIFY(history()->isDetached());
    QCOMPARE(detached.count(), 1);
    QVERIFY(history()->canFetchNewer());

    // What arrives is counted and held.
    addNumbered(m_server.admin(), "s", 30, 1001);
    QTRY_COMPARE(m_model->pausedCount(), 30);
    QCOMPARE(rows(), numbered("s", 601, 900));
    while (history()->canFetchOlder()) {
        fetchOlder();
        QVERIFY(m_model->rowCount() <= 300);
    }
    QCOMPARE(rows(), numbered("s", 1, 300));
    history()->follow();
    QCOMPARE(rows(), numbered("s", 931, 1030));
    QCOMPARE(m_model->pausedCount(), 0);
    addNumbered(m_server.admin(), "s", 1, 1031);
    QTRY_COMPARE(rows(), numbered("s", 932, 1031));
}

void TestModelHistory::newerRowsComeBack()
{
    addNumbered(m_server.admin(), "s", 1000);
    history()->setPageSize(100);
    history()->setMaximumRows(200);
    m_model->setMaximumRows(100);
    followLast({"s"}, 100);
    for (int i = 0; i < 6; ++i)
        fetchOlder();
    QCOMPARE(rows(), numbered("s", 301, 600));
    addNumbered(m_server.admin(), "s", 350, 1001); // more than is held
    QTRY_COMPARE(m_model->pausedCount(), 350);
    int pages = 0;
    while (history()->canFetchNewer()) {
        QVERIFY(fetchNewer() > 0);
        QVERIFY(++pages < 20);
        QVERIFY(m_model->rowCount() <= 300);
    }
    // Live again, without gap or repetition.
    QTRY_COMPARE(m_model->pausedCount(), 0);
    QCOMPARE(rows(), numbered("s", 1351 - 300, 1350));
    QVERIFY(history()->isBrowsing());
    addNumbered(m_server.admin(), "s", 5, 1351);
    QTRY_COMPARE(rows(), numbered("s", 1356 - 300, 1355));
    QVERIFY(history()->canFetchOlder());
    fetchOlder();
    QCOMPARE(m_model->entryAt(0).idText(), u"%1-0"_s.arg(1356 - 400));
}

void TestModelHistory::streamAddedLater()
{
    addNumbered(m_server.admin(), "a", 300, 1);
    addNumbered(m_server.admin(), "b", 100, 151);
    history()->setPageSize(100);
    followLast({"a"}, 50);
    fetchOlder();
    QCOMPARE(rows(), numbered("a", 151, 300));
    m_consumer->addStream(u"b"_s, u"250-0"_s);
    QTRY_VERIFY(m_consumer->position("b").has_value());
    QCOMPARE(fetchOlder(), 100);
    // b's entries go between a's, by their time.
    QStringList expected;
    for (int i = 151; i <= 300; ++i) {
        expected.append(u"a %1-0"_s.arg(i));
        if (i <= 250)
            expected.append(u"b %1-0"_s.arg(i));
    }
    QCOMPARE(rows(), expected);
    fetchOlder();
    QCOMPARE(rows(), numbered("a", 51, 150) + expected);
}

void TestModelHistory::removedStream()
{
    addNumbered(m_server.admin(), "a", 300, 1);
    addNumbered(m_server.admin(), "b", 300, 1);
    history()->setPageSize(100);
    followLast({"a", "b"}, 10);
    fetchOlder();
    history()->fetchOlder();
    m_consumer->removeStream(u"b"_s);
    m_model->removeStream(u"b"_s);
    QVERIFY(!history()->isFetching());
    QCOMPARE(rows(), numbered("a", 241, 300));
    fetchOlder();
    QCOMPARE(rows(), numbered("a", 141, 300));
}

void TestModelHistory::filterFindsTheRare()
{
    addNumbered(m_server.admin(), "s", 5000);
    history()->setPageSize(10);
    m_model->setFilter(u"n ~ 77"_s);
    follow({"s"}, StreamConsumer::StartFrom::Latest);
    QStringList expected;
    for (int i = 1; i <= 5000; ++i) {
        if (QByteArray::number(i).contains("77"))
            expected.append(u"s %1-0"_s.arg(i));
    }
    QSignalSpy reached(history(), &StreamHistory::reachedChanged);
    QCOMPARE(fetchOlder(), 10);
    QCOMPARE(rows(), expected.last(10));
    QVERIFY(reached.count() > 0);
    QVERIFY(history()->reached() <= QDateTime::fromMSecsSinceEpoch(m_model->entryAt(0).id().ms));
    fetchToTheBeginning();
    QCOMPARE(rows(), expected);
    m_server.admin().xadd("s", "9977-0", {"n", "9977"});
    QTRY_COMPARE(m_model->rowCount(), int(expected.size()) + 1);
}

void TestModelHistory::filterChanges()
{
    addNumbered(m_server.admin(), "s", 2000);
    history()->setPageSize(100);
    m_model->setMaximumRows(50);
    followLast({"s"}, 50);
    fetchOlder();
    // From no filter: what was fetched is judged with the rest, and the next page goes on before it.
    m_model->setFilter(u"n ~ 5"_s);
    QVERIFY(history()->isBrowsing());
    QStringList expected = numbered("s", 1, 2000).filter(u"5"_s);
    QCOMPARE(rows(), expected.mid(expected.indexOf(u"s 1851-0"_s)));
    const int before = m_model->rowCount();
    QCOMPARE(fetchOlder(), 100);
    QCOMPARE(rows(), expected.last(before + 100));
    // From one to another: what lies between the rows is only on the server, and comes with the next pages.
    m_model->setFilter(u"n ~ 6"_s);
    QVERIFY(!history()->isBrowsing());
    expected = numbered("s", 1, 2000).filter(QRegularExpression(u" .*6.*-"_s));
    QCOMPARE(rows(), expected.last(m_model->rowCount()));
    fetchToTheBeginning();
    QCOMPARE(rows(), expected);
    m_model->setFilter({});
    QCOMPARE(rows(), numbered("s", 1951, 2000));
    fetchOlder();
    QCOMPARE(rows(), numbered("s", 1851, 2000));
}

void TestModelHistory::stopKeepsWhatWasFound()
{
    addNumbered(m_server.admin(), "s", 20000);
    history()->setPageSize(100);
    m_model->setFilter(u"n ~ 999"_s);
    follow({"s"}, StreamConsumer::StartFrom::Latest);
    QSignalSpy fetched(history(), &StreamHistory::fetched);
    connect(history(), &StreamHistory::reachedChanged, this, [this] {
        if (history()->reached().toMSecsSinceEpoch() < 15000)
            history()->stop();
    });
    history()->fetchOlder();
    QTRY_COMPARE(fetched.count(), 1);
    const QStringList some = rows();
    history()->disconnect(this);
    fetchToTheBeginning();
    const QStringList expected = numbered("s", 1, 20000).filter(u"999"_s);
    QCOMPARE(rows(), expected);
    QVERIFY(!some.isEmpty() && some.size() < expected.size());
    QCOMPARE(some, expected.last(some.size()));
}

void TestModelHistory::clearAndFollow()
{
    addNumbered(m_server.admin(), "s", 500);
    followLast({"s"}, 5);
    history()->fetchOlder();
    m_model->clear();
    QVERIFY(!history()->isFetching());
    QVERIFY(!history()->isBrowsing());
    QCOMPARE(m_model->rowCount(), 0);
    // What was cleared away is the past now.
    fetchOlder();
    QCOMPARE(rows(), numbered("s", 301, 500));
    history()->fetchOlder();
    history()->follow();
    QVERIFY(!history()->isFetching());
    m_model->setPaused(true);
    addNumbered(m_server.admin(), "s", 2, 501);
    QTRY_COMPARE(m_model->pausedCount(), 2);
    fetchOlder();
    QCOMPARE(m_model->entryAt(m_model->rowCount() - 1).idText(), u"500-0"_s);
    m_model->setPaused(false);
    QCOMPARE(m_model->entryAt(m_model->rowCount() - 1).idText(), u"502-0"_s);
    QCOMPARE(m_model->entryAt(m_model->rowCount() - 3).idText(), u"500-0"_s);
}

void TestModelHistory::errors()
{
    QSignalSpy errors(history(), &StreamHistory::errorOccurred);
    const auto code = [&errors] { return errors.takeLast().at(0).value<RedisError>().code(); };
    QVERIFY(!history()->canFetchOlder());
    history()->fetchOlder();
    QCOMPARE(code(), Code::InvalidState);
    history()->jumpTo(QDateTime::currentDateTime());
    QCOMPARE(code(), Code::InvalidState);
    history()->jumpTo({});
    QCOMPARE(code(), Code::InvalidArgument);
    history()->fetchNewer(); // nothing to do
    QCOMPARE(errors.count(), 0);

    StreamConsumer consumer(m_client.get(), {u"s"_s});
    m_model->setConsumer(&consumer);
    history()->fetchOlder(); // it has not begun to read
    QCOMPARE(code(), Code::InvalidState);
    QVERIFY(history()->errorString().contains(u"start the consumer"_s));
    QVERIFY(!history()->isFetching());
    m_model->setConsumer(nullptr);
}

void TestModelHistory::wrongTypeIsLeftOut()
{
    addNumbered(m_server.admin(), "s", 50);
    m_server.admin().xadd("other", "1-0", {"n", "1"});
    follow({"other", "s"}, StreamConsumer::StartFrom::LastEntries, 5);
    QTRY_COMPARE(m_model->rowCount(), 6);
    m_server.admin().command({"DEL", "other"});
    m_server.admin().command({"SET", "other", "text"});
    QSignalSpy errors(history(), &StreamHistory::errorOccurred);
    QCOMPARE(fetchOlder(), 45);
    QCOMPARE(errors.count(), 1);
    QCOMPARE(history()->error().code(), Code::WrongType);
    QCOMPARE(history()->error().stream(), u"other"_s);
    QVERIFY(!history()->canFetchOlder());
}

void TestModelHistory::lostConnection()
{
    // Every second page fails for good; nothing is left out or comes twice.
    int asked = 0;
    FakeServer server([&asked](int, const QByteArrayList &command) -> QByteArray {
        const QByteArray name = command.constFirst().toUpper();
        if (name == "XINFO")
            return array({bulk("length"), integer(100), bulk("last-generated-id"), bulk("100-0")});
        if (name == "XREAD")
            return FakeServer::silence();
        if (name != "XREVRANGE")
            return {};
        if (++asked % 2 == 1)
            return error("ERR not now");
        QList<QByteArray> entries;
        const int count = command.last().toInt();
        const QByteArray end = command.at(2); // "100-0", later "70-18446744073709551615"
        for (int i = end.left(end.indexOf('-')).toInt(); i > 0 && entries.size() < count; --i)
            entries.append(entry(QByteArray::number(i) + "-0", {{"n", QByteArray::number(i)}}));
        return array(entries);
    });
    RedisClient client(quick(server.url()));
    StreamConsumer consumer(&client, {u"s"_s});
    m_model->setConsumer(&consumer);
    consumer.start();
    QTRY_VERIFY(consumer.position("s").has_value());
    history()->setPageSize(30);
    QSignalSpy errors(history(), &StreamHistory::errorOccurred);
    QSignalSpy fetched(history(), &StreamHistory::fetched);
    for (int i = 0; i < 20 && history()->canFetchOlder(); ++i) {
        fetched.clear();
        history()->fetchOlder();
        QTRY_COMPARE_WITH_TIMEOUT(fetched.count(), 1, 60'000);
    }
    QCOMPARE(rows(), numbered("s", 1, 100));
    QVERIFY(errors.count() >= 3);
    QCOMPARE(errors.first().at(0).value<RedisError>().code(), Code::ServerError);
    m_model->setConsumer(nullptr);
}

void TestModelHistory::deletedWhileFetching()
{
    addNumbered(m_server.admin(), "s", 5000);
    followLast({"s"}, 5);
    history()->fetchOlder();
    m_tester.reset();
    m_model.reset();
    QTest::qWait(50);

    init();
    follow({"s"}, StreamConsumer::StartFrom::Latest);
    addNumbered(m_server.admin(), "s", 5000);
    history()->fetchOlder();
    m_consumer.reset();
    QTRY_VERIFY(!history()->isFetching());
    QVERIFY(!history()->canFetchOlder());

    // By the slot that is told of it.
    init();
    addNumbered(m_server.admin(), "s", 5000);
    follow({"s"}, StreamConsumer::StartFrom::Latest);
    bool gone = false;
    m_tester.reset();
    connect(history(), &StreamHistory::fetched, this, [&] {
        m_model.release()->deleteLater();
        gone = true;
    });
    history()->fetchOlder();
    QTRY_VERIFY(gone);
}

QTEST_GUILESS_MAIN(TestModelHistory)
#include "tst_model_history.moc"
