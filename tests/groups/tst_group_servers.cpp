// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "grouptest.h"

#include "support/fakeserver.h"
#include "support/respbytes.h"

#include <QtCore/QMutex>

using namespace Qt::StringLiterals;
using namespace RedisStreams;
using namespace RedisStreams::Test;

using Code = RedisError::Code;

/// Servers that are older or newer than the one at hand: what they lack, have besides, and say in other shapes.
class TestGroupServers : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void claimsOnOldServers_data();
    void claimsOnOldServers();
    void nobodysEntries();
    void emptyAnswersAreNoHotLoop();
    void deletesWithXackdel();
    void releasesWithXnack();
    void releasesOnStop();
    void countNeverExceedsTheBound();

private:
    /// XINFO GROUPS with the group "g", as Redis 7 answers it in RESP2.
    static QByteArray groups()
    {
        return array({array({bulk("name"), bulk("g"), bulk("consumers"), integer(1), bulk("pending"), integer(0),
                             bulk("last-delivered-id"), bulk("0-0")})});
    }
    static QByteArray pendingEntry(const QByteArray &id, const QByteArray &consumer, qint64 idle, qint64 deliveries)
    {
        return array({bulk(id), bulk(consumer), integer(idle), integer(deliveries)});
    }
    static QByteArray batch(const QByteArray &stream, const QList<QByteArray> &entries)
    {
        return array({array({bulk(stream), array(entries)})});
    }
    static QByteArray hello(const QByteArray &version)
    {
        return array({bulk("server"), bulk("redis"), bulk("version"), bulk(version), bulk("proto"), integer(2), bulk("id"), integer(7),
                      bulk("mode"), bulk("standalone"), bulk("role"), bulk("master"), bulk("modules"), array({})});
    }
    /// What every test needs of a server; empty for anything else. A read of new entries finds none.
    static QByteArray usual(const QByteArrayList &words)
    {
        const QByteArray name = words.first().toUpper();
        if (name == "XGROUP")
            return error("BUSYGROUP Consumer Group name already exists");
        if (name == "XINFO")
            return groups();
        if (name == "XPENDING")
            return array({});
        if (name == "XACK")
            return integer(words.size() - 3);
        return {};
    }
    static RedisClient *clientOf(const FakeServer &server, QObject *parent)
    {
        return new RedisClient(server.url() + u"?block_limit=200&protocol=2&reconnect_initial=10"_s, parent);
    }
};

void TestGroupServers::claimsOnOldServers_data()
{
    QTest::addColumn<bool>("listsByIdleTime");
    QTest::newRow("6.2: a nil among the entries") << true;
    QTest::newRow("5.0: and no XPENDING IDLE") << false;
}

void TestGroupServers::claimsOnOldServers()
{
    QFETCH(bool, listsByIdleTime);
    QMutex mutex;
    bool claimed = false;
    bool acknowledged = false;
    FakeServer server([&](int, const QByteArrayList &words) -> QByteArray {
        const QMutexLocker lock(&mutex);
        const QByteArray name = words.first().toUpper();
        if (name == "HELLO")
            return listsByIdleTime ? hello("6.2.14") : error("ERR unknown command `HELLO`, with args beginning with: `2`, ");
        if (name == "XREADGROUP")
            return FakeServer::silence();
        if (name == "XPENDING" && words.value(3).toUpper() == "IDLE" && !listsByIdleTime)
            return error("ERR syntax error");
        if (name == "XPENDING" && words.last() != "c") {
            // Before 6.2 the young one is listed as well.
            QList<QByteArray> list {pendingEntry("1-0", "dead", 5000, 1), pendingEntry("2-0", "dead", 5000, 1), pendingEntry("3-0", "dead", 5000, 2)};
            if (!listsByIdleTime)
                list.append(pendingEntry("4-0", "alive", 3, 1));
            return acknowledged ? array({}) : array(list);
        }
        if (name == "XCLAIM") {
            if (claimed)
                return array({});
            claimed = true;
            return array({entry("1-0", {{"n", "1"}}), nilArray2(), entry("3-0", {{"n", "3"}})});
        }
        if (name == "XRANGE")
            return array({}); // 2-0 is gone from the stream
        if (name == "XACK")
            acknowledged = true;
        return usual(words);
    });
    RedisClient *client = clientOf(server, this);
    GroupConsumer consumer(client, {u"one"_s}, u"g"_s, u"c"_s);
    consumer.setClaimMinIdle(1000);
    consumer.setClaimInterval(20);
    consumer.setAckPolicy(GroupConsumer::AckPolicy::AfterDelivery);
    GroupRecorder recorder(&consumer);
    consumer.start();
    TRY_RECEIVED(recorder, 2);
    QCOMPARE(recorder.received, QStringList({u"one 1-0"_s, u"one 3-0"_s}));
    QCOMPARE(recorder.deliveries.value(u"3-0"_s), 3);
    QTRY_COMPARE(recorder.log.filter(u"tombstone"_s), QStringList {u"tombstone one 2-0"_s});
    QTRY_COMPARE(recorder.acknowledged, 3);
    QCOMPARE(recorder.errors, QList<RedisError>());
    const QList<QByteArrayList> all = server.received();
    for (const QByteArrayList &words : all) {
        if (words.first() == "XCLAIM")
            QCOMPARE(words.mid(5), QByteArrayList({"1-0", "2-0", "3-0"}));
    }
    delete client;
}

void TestGroupServers::nobodysEntries()
{
    // Redis 8.8: a released entry has no owner and no idle time, and anybody may take it at once.
    FakeServer server([&](int, const QByteArrayList &words) -> QByteArray {
        const QByteArray name = words.first().toUpper();
        if (name == "HELLO")
            return hello("8.8.0");
        if (name == "XREADGROUP")
            return FakeServer::silence();
        if (name == "XPENDING" && words.last() != "c")
            return array({pendingEntry("1-0", "", -1, 1)});
        if (name == "XCLAIM")
            return array({entry("1-0", {{"n", "1"}})});
        return usual(words);
    });
    RedisClient *client = clientOf(server, this);
    GroupConsumer consumer(client, {u"one"_s}, u"g"_s, u"c"_s);
    consumer.setClaimMinIdle(60'000);
    consumer.setClaimInterval(20);
    GroupRecorder recorder(&consumer);
    consumer.start();
    QTRY_VERIFY(!recorder.received.isEmpty());
    QCOMPARE(recorder.received.first(), u"one 1-0"_s);
    delete client;
}

void TestGroupServers::emptyAnswersAreNoHotLoop()
{
    // Somebody's CLIENT UNBLOCK, or a server that does not block: asked again, but not without a pause.
    FakeServer server([&](int, const QByteArrayList &words) -> QByteArray {
        return words.first().toUpper() == "XREADGROUP" ? nilArray2() : usual(words);
    });
    RedisClient *client = clientOf(server, this);
    GroupConsumer consumer(client, {u"one"_s}, u"g"_s, u"c"_s);
    consumer.start();
    const auto reads = [&] {
        const QList<QByteArrayList> all = server.received();
        return std::count_if(all.begin(), all.end(), [](const QByteArrayList &words) { return words.first() == "XREADGROUP"; });
    };
    QTRY_VERIFY(reads() > 1);
    QVERIFY(!QTest::qWaitFor([&] { return reads() > 20; }, 1000));
    delete client;
}

void TestGroupServers::deletesWithXackdel()
{
    QMutex mutex;
    bool given = false;
    FakeServer server([&](int, const QByteArrayList &words) -> QByteArray {
        const QMutexLocker lock(&mutex);
        const QByteArray name = words.first().toUpper();
        if (name == "HELLO")
            return hello("8.2.0");
        if (name == "XREADGROUP")
            return std::exchange(given, true) ? FakeServer::silence() : batch("one", {entry("1-0", {{"n", "1"}}), entry("2-0", {{"n", "2"}})});
        if (name == "XACKDEL")
            return array({integer(1), integer(2)}); // deleted; kept for another group
        return usual(words);
    });
    RedisClient *client = clientOf(server, this);
    GroupConsumer consumer(client, {u"one"_s}, u"g"_s, u"c"_s);
    consumer.setAckPolicy(GroupConsumer::AckPolicy::AckAndDelete);
    GroupRecorder recorder(&consumer);
    consumer.start();
    QTRY_COMPARE(recorder.acknowledged, 2);
    QVERIFY(server.waitForCommand("XACKDEL"));
    for (const QByteArrayList &words : server.received()) {
        QVERIFY(words.first() != "XACK" && words.first() != "EVAL");
        if (words.first() == "XACKDEL")
            QCOMPARE(words.mid(1), QByteArrayList({"one", "g", "ACKED", "IDS", "2", "1-0", "2-0"}));
    }
    delete client;
}

void TestGroupServers::releasesWithXnack()
{
    QMutex mutex;
    bool given = false;
    FakeServer server([&](int, const QByteArrayList &words) -> QByteArray {
        const QMutexLocker lock(&mutex);
        const QByteArray name = words.first().toUpper();
        if (name == "HELLO")
            return hello("8.8.0");
        if (name == "XREADGROUP")
            return std::exchange(given, true) ? FakeServer::silence() : batch("one", {entry("1-0", {{"n", "1"}})});
        if (name == "XNACK")
            return integer(1);
        return usual(words);
    });
    RedisClient *client = clientOf(server, this);
    GroupConsumer consumer(client, {u"one"_s}, u"g"_s, u"c"_s);
    consumer.setMaxInFlight(1);
    GroupRecorder recorder(&consumer);
    consumer.start();
    TRY_RECEIVED(recorder, 1);
    QCOMPARE(consumer.inFlightCount(), 1);
    const QFuture<qint64> released = consumer.release("one", {StreamId(1, 0)});
    QVERIFY(ends(released));
    QCOMPARE(released.result(), 1);
    QCOMPARE(consumer.inFlightCount(), 0);
    // There is room again, so it reads again.
    QTRY_VERIFY(server.waitForCommand("XREADGROUP", std::chrono::milliseconds(0), 2));
    delete client;
}

void TestGroupServers::releasesOnStop()
{
    QMutex mutex;
    bool given = false;
    FakeServer server([&](int, const QByteArrayList &words) -> QByteArray {
        const QMutexLocker lock(&mutex);
        const QByteArray name = words.first().toUpper();
        if (name == "HELLO")
            return hello("8.8.0");
        if (name == "XREADGROUP")
            return std::exchange(given, true) ? nilArray2() : batch("one", {entry("1-0", {{"n", "1"}}), entry("2-0", {{"n", "2"}})});
        if (name == "XNACK")
            return integer(1);
        return usual(words);
    });
    RedisClient *client = clientOf(server, this);
    GroupConsumer consumer(client, {u"one"_s}, u"g"_s, u"c"_s);
    consumer.setReleaseOnStop(true);
    GroupRecorder recorder(&consumer);
    consumer.start();
    TRY_RECEIVED(recorder, 2);
    consumer.acknowledge("one", {StreamId(1, 0)});
    consumer.stop();
    QTRY_COMPARE(recorder.stopped, 1);
    QByteArrayList order;
    for (const QByteArrayList &words : server.received()) {
        if (words.first() == "XACK" || words.first() == "XNACK")
            order.append(words.join(' '));
    }
    QCOMPARE(order, QByteArrayList({"XACK one g 1-0", "XNACK one g SILENT IDS 1 2-0"}));
    delete client;
}

void TestGroupServers::countNeverExceedsTheBound()
{
    QMutex mutex;
    int next = 1;
    FakeServer server([&](int, const QByteArrayList &words) -> QByteArray {
        const QMutexLocker lock(&mutex);
        if (words.first().toUpper() != "XREADGROUP")
            return usual(words);
        // As many as were asked for, at once.
        QList<QByteArray> entries;
        for (int left = words.value(words.indexOf("COUNT") + 1).toInt(); left > 0; --left)
            entries.append(entry(QByteArray::number(next++) + "-0", {{"n", "1"}}));
        return batch("one", entries);
    });
    RedisClient *client = clientOf(server, this);
    GroupConsumer consumer(client, {u"one"_s}, u"g"_s, u"c"_s);
    consumer.setMaxInFlight(10);
    qint64 most = 0;
    qint64 seen = 0;
    QObject::connect(&consumer, &StreamConsumer::entryReceived, &consumer, [&](const QString &, const StreamEntry &entry) {
        most = qMax(most, consumer.inFlightCount());
        // In bunches: the room changes all the time.
        if (++seen % 7 == 0)
            consumer.acknowledge("one", {entry.id(), StreamId(entry.id().ms - 1, 0), StreamId(entry.id().ms - 3, 0)});
        else if (seen % 3 == 0)
            consumer.acknowledge(entry);
    });
    consumer.start();
    QTRY_VERIFY(consumer.inFlightCount() == 10 && consumer.bufferedCount() == 0);
    QVERIFY2(most <= 10, qPrintable(QString::number(most)));
    QVERIFY(seen > 20);
    delete client;
}

QTEST_GUILESS_MAIN(TestGroupServers)
#include "tst_group_servers.moc"
