// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "groupserver.h"

using namespace RedisStreams;
using namespace RedisStreams::Test;
using namespace std::chrono_literals;
using Code = RedisError::Code;

/// IDMP and IDMPAUTO (Redis 8.6+) with several clients, producers and groups, with fields of any bytes, and what is
/// forgotten when; against a real server that has them. The cases are those of Redis' own stream.tcl, as a client sees
/// them. The plain ones: tst_commandidempotence.
class TestCommandIdempotenceMore : public GroupServerTest
{
    Q_OBJECT

public:
    using GroupServerTest::GroupServerTest;

private Q_SLOTS:
    void severalClients();
    void producersInOneTransaction();
    void bothWays();
    void manyProducers();
    void fieldsOfAnyBytes();
    void readByAGroup();
    void forgottenInTime();
    void onlyTheLastAreRemembered();
    void sameSettingsForgetNothing();
    void duplicatesAreCounted();
    void settingsByWords();

private:
    static Xadd once(const QByteArray &producer, std::optional<QByteArray> message, const StreamFields &fields = {{"a", "1"}})
    {
        XaddOptions options;
        options.idempotence = XaddIdempotence {producer, message};
        return {"s", fields, options};
    }
    StreamId addOnce(const QByteArray &producer, std::optional<QByteArray> message, const StreamFields &fields = {{"a", "1"}})
    {
        return ok(once(producer, message, fields));
    }
    /// Producers and messages that are remembered, messages added and refused so far.
    QList<qint64> counts()
    {
        const StreamInfo info = ok(XinfoStream {"s"});
        return {info.pidsTracked.value_or(-1), info.iidsTracked.value_or(-1), info.iidsAdded.value_or(-1), info.iidsDuplicates.value_or(-1)};
    }
    /// The error of a command that is sent as words.
    Code codeOf(const char *line)
    {
        const auto answer = m_client->command(words(line));
        return endsSoon(answer) ? failureOf(answer).code() : Code::ReplyTimeout;
    }
};

#define REQUIRE_IDMP() REQUIRE_FEATURE({"IDMP", {8, 6}, std::nullopt})

void TestCommandIdempotenceMore::severalClients()
{
    REQUIRE_IDMP();
    std::vector<std::unique_ptr<RedisClient>> clients;
    QList<QFuture<StreamId>> same;
    QList<QFuture<StreamId>> own;
    for (int i = 0; i < 3; ++i) {
        clients.push_back(std::make_unique<RedisClient>(m_server.url() + quick({}, QStringLiteral("protocol=%1").arg(m_protocol))));
        same.append(clients.back()->run(once("p", "order", {{"client", QByteArray::number(i)}})));
        own.append(clients.back()->run(once("service" + QByteArray::number(i), "order")));
    }
    QList<StreamId> ids;
    for (int i = 0; i < 3; ++i) {
        QVERIFY(endsSoon(same[i]) && endsSoon(own[i]));
        QCOMPARE(same[i].result(), same[0].result());
        QVERIFY(!ids.contains(own[i].result()));
        ids.append(own[i].result());
    }
    QCOMPARE(ok(Xlen {"s"}), 4);
    QCOMPARE(counts(), QList<qint64>({4, 4, 4, 2}));
}

void TestCommandIdempotenceMore::producersInOneTransaction()
{
    REQUIRE_IDMP();
    Transaction transaction;
    QList<TransactionStep<StreamId>> steps;
    const QList<std::pair<QByteArray, QByteArray>> messages {{"p", "1"}, {"q", "1"}, {"p", "1"}, {"q", "2"}, {"r", "1"}};
    for (const auto &[producer, message] : messages)
        steps.append(transaction.add(once(producer, message)));
    const auto done = m_client->exec(transaction);
    QVERIFY(endsSoon(done));
    QList<StreamId> ids;
    for (const auto &step : steps)
        ids.append(*done.result().value(step));
    QCOMPARE(ids[2], ids[0]);
    ids.removeAt(2);
    for (qsizetype i = 1; i < ids.size(); ++i)
        QVERIFY(ids[i] > ids[i - 1]);
    QCOMPARE(ok(Xlen {"s"}), 4);
    QCOMPARE(counts(), QList<qint64>({3, 4, 4, 1}));
}

void TestCommandIdempotenceMore::bothWays()
{
    REQUIRE_IDMP();
    const StreamId named = addOnce("p", "explicit");
    const StreamId byFields = addOnce("q", std::nullopt);
    addOnce("r", "another");
    addOnce("t", std::nullopt);
    QCOMPARE(ok(Xlen {"s"}), 4);
    QCOMPARE(addOnce("p", "explicit", {{"other", "fields"}}), named);
    QCOMPARE(addOnce("q", std::nullopt), byFields);
    QCOMPARE(counts(), QList<qint64>({4, 4, 4, 2}));
}

void TestCommandIdempotenceMore::manyProducers()
{
    REQUIRE_IDMP();
    QList<StreamId> ids;
    for (int i = 0; i < 50; ++i)
        ids.append(addOnce("producer-" + QByteArray::number(i), "m"));
    QCOMPARE(counts(), QList<qint64>({50, 50, 50, 0}));
    for (int i = 0; i < 50; ++i)
        QCOMPARE(addOnce("producer-" + QByteArray::number(i), "m"), ids[i]);
    QCOMPARE(ok(Xlen {"s"}), 50);
}

void TestCommandIdempotenceMore::fieldsOfAnyBytes()
{
    REQUIRE_IDMP();
    const QList<StreamFields> all {{{"f", QByteArray("\0\1\2\xff", 4)}}, {{"f", QByteArray("\0\1\2", 3)}}, {{"f", ""}},
                                   {{"f", "h\xc3\xa9llo"}}, {{"f", QByteArray(10'000, 'x')}}, {{"f", QByteArray(10'001, 'x')}},
                                   {{"123", "456"}, {"789", "012"}}, {{"123", "999"}, {"789", "012"}}};
    QList<StreamId> ids;
    for (const StreamFields &fields : all)
        ids.append(addOnce("p", std::nullopt, fields));
    QCOMPARE(ok(Xlen {"s"}), all.size());
    for (qsizetype i = 0; i < all.size(); ++i)
        QCOMPARE(addOnce("p", std::nullopt, all[i]), ids[i]);
    // Of many fields each counts.
    StreamFields many;
    for (int i = 0; i < 8; ++i)
        many.append(std::pair(QByteArray::number(i), QByteArray("v")));
    const StreamId id = addOnce("p", std::nullopt, many);
    QCOMPARE(addOnce("p", std::nullopt, many), id);
    many.last().second = "different";
    QVERIFY(addOnce("p", std::nullopt, many) > id);
}

void TestCommandIdempotenceMore::readByAGroup()
{
    REQUIRE_IDMP();
    const StreamId named = addOnce("p", "1");
    const StreamId byFields = addOnce("p", std::nullopt);
    QCOMPARE(addOnce("p", "1"), named);
    ok(XgroupCreate {"s", "g", StreamId()});
    const QList<StreamEntries> got = ok(read("c"));
    QCOMPARE(idsOf(got.value(0)), QByteArrayList({named.toByteArray(), byFields.toByteArray()}));
    // Neither reading nor acknowledging makes it forgotten.
    QCOMPARE(ok(Xack {"s", "g", {named, byFields}}), 2);
    QCOMPARE(addOnce("p", "1"), named);
    QCOMPARE(addOnce("p", std::nullopt), byFields);
    QVERIFY(ok(read("c")).isEmpty());
}

void TestCommandIdempotenceMore::forgottenInTime()
{
    REQUIRE_IDMP();
    addOnce("p", "1");
    QVERIFY(ok(Xcfgset {"s", 1s}));
    const StreamId id = addOnce("p", "1");
    QCOMPARE(addOnce("p", "1"), id);
    // The server forgets by the clock, a little later than it has to.
    QElapsedTimer timer;
    timer.start();
    QTRY_VERIFY(timer.elapsed() >= 2500);
    QVERIFY(addOnce("p", "1") > id);
}

void TestCommandIdempotenceMore::onlyTheLastAreRemembered()
{
    REQUIRE_IDMP();
    addOnce("p", "first");
    QVERIFY(ok(Xcfgset {"s", 60s, 8}));
    QList<StreamId> ids;
    for (int i = 0; i < 100; ++i)
        ids.append(addOnce("p", QByteArray::number(i)));
    QCOMPARE(counts(), QList<qint64>({1, 8, 101, 0}));
    for (int i = 92; i < 100; ++i)
        QCOMPARE(addOnce("p", QByteArray::number(i)), ids[i]);
    for (int i = 0; i < 92; ++i)
        QVERIFY(addOnce("p", QByteArray::number(i)) > ids[99]);
    QCOMPARE(ok(Xlen {"s"}), 193);
}

void TestCommandIdempotenceMore::sameSettingsForgetNothing()
{
    REQUIRE_IDMP();
    ok(Xadd {"s", {{"a", "b"}}});
    QVERIFY(ok(Xcfgset {"s", 10s, 5000}));
    const StreamId id = addOnce("p", "1");
    addOnce("p", "2");
    addOnce("q", "3");
    for (int i = 0; i < 3; ++i)
        QVERIFY(ok(Xcfgset {"s", 10s, 5000}));
    QCOMPARE(counts(), QList<qint64>({2, 3, 3, 0}));
    QCOMPARE(addOnce("p", "1"), id);
    // Another one forgets what every producer sent, and leaves the entries.
    const QByteArrayList entries = range("s");
    QVERIFY(ok(Xcfgset {"s", 11s}));
    QCOMPARE(counts(), QList<qint64>({0, 0, 3, 1}));
    QCOMPARE(range("s"), entries);
    QVERIFY(addOnce("p", "1") > id);
}

void TestCommandIdempotenceMore::duplicatesAreCounted()
{
    REQUIRE_IDMP();
    addOnce("p", "first");
    QVERIFY(ok(Xcfgset {"s", {}, 3}));
    for (const char *message : {"1", "1", "2", "2"})
        addOnce("p", message);
    QCOMPARE(counts(), QList<qint64>({1, 2, 3, 2}));
    addOnce("p", "3");
    addOnce("p", "4");
    QCOMPARE(counts(), QList<qint64>({1, 3, 5, 2}));
    addOnce("p", "3");
    addOnce("p", "4");
    QCOMPARE(counts(), QList<qint64>({1, 3, 5, 4}));
}

void TestCommandIdempotenceMore::settingsByWords()
{
    // What the library refuses before it is sent, the server refuses, too: the bounds are the same.
    REQUIRE_IDMP();
    addOnce("p", "1");
    for (const char *line : {"XCFGSET s IDMP-DURATION 0", "XCFGSET s IDMP-DURATION 86401", "XCFGSET s IDMP-DURATION -100",
                             "XCFGSET s IDMP-MAXSIZE 0", "XCFGSET s IDMP-MAXSIZE 10001", "XCFGSET s", "XCFGSET s IDMP-DURATION x",
                             "XADD s IDMP p 1 IDMP q 2 * a b", "XADD s IDMPAUTO p 1-1 a b"})
        QVERIFY2(codeOf(line) == Code::ServerError, line);
    const StreamInfo info = ok(XinfoStream {"s"});
    QCOMPARE(info.idmpDuration, std::optional<qint64>(100));
    QCOMPARE(info.idmpMaxSize, std::optional<qint64>(100));
    QCOMPARE(ok(Xlen {"s"}), 1);
}

COMMAND_SERVER_MAIN(TestCommandIdempotenceMore)
#include "tst_commandidempotencemore.moc"
