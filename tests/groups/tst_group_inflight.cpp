// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "grouptest.h"

#include "support/faultproxy.h"
#include "support/rawclient.h"

#include <QtCore/QRandomGenerator>
#include <QtCore/QTimer>

using namespace Qt::StringLiterals;
using namespace RedisStreams;
using namespace RedisStreams::Test;

namespace {

/// What a server was asked for, by MONITOR.
class Watch
{
public:
    explicit Watch(quint16 port)
        : m_client(port)
    {
        m_client.send("MONITOR\r\n");
        m_client.read(5);
    }
    /// The most entries that one of the requests seen so far might have brought: COUNT times streams.
    qint64 mostAsked(const QByteArray &command)
    {
        m_seen += m_client.read(everything, 50);
        qint64 most = 0;
        for (const QByteArray &line : m_seen.split('\n')) {
            const QList<QByteArray> words = wordsOf(line);
            if (words.isEmpty() || words.first() != command)
                continue;
            const qsizetype count = words.indexOf("COUNT");
            const qsizetype streams = words.indexOf("STREAMS");
            if (count > 0 && streams > 0)
                most = qMax(most, words.at(count + 1).toLongLong() * ((words.size() - streams - 1) / 2));
        }
        return most;
    }

private:
    static QList<QByteArray> wordsOf(const QByteArray &line)
    {
        QList<QByteArray> words;
        for (qsizetype from = line.indexOf('"'); from >= 0;) {
            const qsizetype to = line.indexOf('"', from + 1);
            words.append(line.mid(from + 1, to - from - 1));
            from = to < 0 ? -1 : line.indexOf('"', to + 1);
        }
        return words;
    }
    RawClient m_client;
    QByteArray m_seen;
};

} // namespace

/// maxInFlight: no request asks for more than it leaves, reading stops there and drops nothing.
class TestGroupInFlight : public GroupTest
{
    Q_OBJECT

private Q_SLOTS:
    void stopsAtTheBound();
    void overStreams_data();
    void overStreams();
    void backlogOfSeveralStreams();
    void claimsCountAsWell_data();
    void claimsCountAsWell();
    void throughReconnects();
    void oneAtATime();
    void changesWhileReading();
    void boundsWhatWaitsWithNoAck_data();
    void boundsWhatWaitsWithNoAck();
};

void TestGroupInFlight::stopsAtTheBound()
{
    addNumbered(admin(), "one", 50);
    const auto consumer = member(u"c"_s);
    consumer->setMaxInFlight(7);
    GroupRecorder recorder(consumer.get());
    consumer->start();
    TRY_RECEIVED(recorder, 7);
    QCOMPARE(consumer->inFlightCount(), 7);
    admin().command({"CONFIG", "RESETSTAT"});
    QVERIFY(!QTest::qWaitFor([&] { return recorder.received.size() > 7; }, 300));
    QCOMPARE(admin().commandCalls().value("xreadgroup"), 0);
    QCOMPARE(pendingCount(admin(), "one"), 7);
    // Each one done makes room for one.
    consumer->acknowledge("one", {StreamId(3, 0)});
    TRY_RECEIVED(recorder, 8);
    QCOMPARE(consumer->inFlightCount(), 7);
    for (int i = 1; i <= 50; ++i) {
        QTRY_VERIFY(recorder.received.size() >= i);
        consumer->acknowledge("one", {StreamId(quint64(i), 0)});
        QVERIFY(consumer->inFlightCount() <= 7);
    }
    TRY_RECEIVED(recorder, 50);
    QCOMPARE(recorder.received, numbered(u"one"_s, 1, 50));
    QTRY_COMPARE(pendingCount(admin(), "one"), 0);
}

void TestGroupInFlight::overStreams_data()
{
    QTest::addColumn<int>("bound");
    QTest::newRow("fewer than streams") << 2;
    QTest::newRow("as streams") << 5;
    QTest::newRow("more than streams") << 13;
}

void TestGroupInFlight::overStreams()
{
    QFETCH(int, bound);
    QStringList streams;
    for (int i = 1; i <= 5; ++i) {
        streams.append(u"s%1"_s.arg(i));
        addNumbered(admin(), streams.last().toLatin1(), 40);
    }
    Watch watch(m_server.port());
    const auto consumer = member(u"c"_s, streams);
    consumer->setMaxInFlight(bound);
    GroupRecorder recorder(consumer.get());
    qint64 most = 0;
    QList<StreamEntry> work;
    QRandomGenerator random(1);
    QTimer worker;
    QObject::connect(consumer.get(), &StreamConsumer::entryReceived, &worker, [&](const QString &, const StreamEntry &entry) {
        most = qMax(most, consumer->inFlightCount());
        work.append(entry);
    });
    QObject::connect(&worker, &QTimer::timeout, &worker, [&] {
        if (!work.isEmpty())
            consumer->acknowledge(work.takeAt(qsizetype(random.bounded(quint32(work.size())))));
    });
    worker.start(1);
    consumer->start();
    TRY_RECEIVED(recorder, 200);
    QVERIFY2(most <= bound, qPrintable(QString::number(most)));
    const qint64 asked = watch.mostAsked("XREADGROUP");
    QVERIFY2(asked > 0 && asked <= bound, qPrintable(QString::number(asked)));
    // None waits for ever behind the others.
    for (const QString &stream : std::as_const(streams))
        QCOMPARE(recorder.of(stream), numbered(stream, 1, 40));
}

void TestGroupInFlight::backlogOfSeveralStreams()
{
    const QStringList streams {u"one"_s, u"two"_s, u"three"_s};
    for (const QString &stream : streams) {
        makeGroup(admin(), stream.toLatin1());
        addNumbered(admin(), stream.toLatin1(), 30);
        readAs(admin(), stream.toLatin1(), "c", 20);
    }
    const auto consumer = member(u"c"_s, streams);
    consumer->setStartFromBacklog(true);
    consumer->setMaxInFlight(4);
    GroupRecorder recorder(consumer.get());
    qint64 most = 0;
    QList<StreamEntry> work;
    QTimer worker;
    QObject::connect(consumer.get(), &StreamConsumer::entryReceived, &worker, [&](const QString &, const StreamEntry &entry) {
        most = qMax(most, consumer->inFlightCount());
        work.append(entry);
    });
    QObject::connect(&worker, &QTimer::timeout, &worker, [&] {
        if (!work.isEmpty())
            consumer->acknowledge(work.takeFirst());
    });
    worker.start(1);
    consumer->start();
    TRY_RECEIVED(recorder, 90);
    QVERIFY2(most <= 4, qPrintable(QString::number(most)));
    for (const QString &stream : streams)
        QCOMPARE(recorder.of(stream), numbered(stream, 1, 30));
    // Looking at an entry is a delivery: each was looked at once.
    QCOMPARE(recorder.deliveries.value(u"1-0"_s), 2);
    QCOMPARE(recorder.count(u"backlog"_s), 3);
}

void TestGroupInFlight::claimsCountAsWell_data()
{
    QTest::addColumn<int>("bound");
    QTest::newRow("one") << 1;
    QTest::newRow("five") << 5;
}

void TestGroupInFlight::claimsCountAsWell()
{
    // A read that waits in the server may bring as many as fit: what is claimed meanwhile must not come on top, and
    // must not wait for ever either.
    QFETCH(int, bound);
    makeGroup(admin(), "one");
    makeGroup(admin(), "two");
    addNumbered(admin(), "one", 20);
    readAs(admin(), "one", "dead", 20);
    // As if that had been an hour ago: by itself nothing comes to be that old, however long the machine stands still.
    QByteArrayList age {"XCLAIM", "one", "g", "dead", "0"};
    for (const QString &id : plainIds(1, 20))
        age.append(id.toLatin1());
    admin().command(age + QByteArrayList {"IDLE", "3600000", "JUSTID"});
    const auto consumer = member(u"c"_s, {u"one"_s, u"two"_s});
    consumer->setMaxInFlight(bound);
    consumer->setClaimMinIdle(60'000);
    consumer->setClaimInterval(30);
    GroupRecorder recorder(consumer.get());
    qint64 most = 0;
    QList<StreamEntry> work;
    QTimer worker;
    int added = 0;
    QObject::connect(consumer.get(), &StreamConsumer::entryReceived, &worker, [&](const QString &, const StreamEntry &entry) {
        most = qMax(most, consumer->inFlightCount());
        work.append(entry);
    });
    QObject::connect(&worker, &QTimer::timeout, &worker, [&] {
        // New entries arrive all the time, into the reads that wait.
        if (added < 60) {
            addNumbered(admin(), "one", 1, 101 + added);
            addNumbered(admin(), "two", 1, 101 + added);
            ++added;
        }
        while (!work.isEmpty())
            consumer->acknowledge(work.takeFirst());
    });
    worker.start(10);
    consumer->start();
    TRY_RECEIVED(recorder, 140);
    QVERIFY2(most <= bound, qPrintable(QString::number(most)));
    QCOMPARE(recorder.times.size(), 80); // 20 claimed, 60 ids that both streams have
    QCOMPARE(recorder.count(u"claimed"_s), 20);
    QTRY_COMPARE(pendingCount(admin(), "one") + pendingCount(admin(), "two"), 0);
}

void TestGroupInFlight::throughReconnects()
{
    addNumbered(admin(), "one", 300);
    FaultProxy proxy(m_server.port());
    RedisClient client(quick(proxy.url()));
    GroupConsumer consumer(&client, {u"one"_s}, u"g"_s, u"c"_s);
    consumer.setStartFrom(StreamConsumer::StartFrom::Beginning);
    consumer.setMaxInFlight(20);
    GroupRecorder recorder(&consumer);
    qint64 most = 0;
    QObject::connect(&consumer, &StreamConsumer::entryReceived, &recorder, [&](const QString &, const StreamEntry &entry) {
        most = qMax(most, consumer.inFlightCount());
        QTimer::singleShot(2, &consumer, [&consumer, entry] { consumer.acknowledge(entry); });
    });
    consumer.start();
    for (int cut = 0; cut < 10 && recorder.received.size() < 300; ++cut) {
        const int connections = proxy.connectionCount();
        proxy.cutAfter(200 + 130 * cut);
        QTRY_VERIFY(proxy.connectionCount() > connections || recorder.received.size() >= 300);
    }
    proxy.cutAfter(-1);
    TRY_RECEIVED(recorder, 300);
    QCOMPARE(recorder.received, numbered(u"one"_s, 1, 300));
    QVERIFY2(most <= 20, qPrintable(QString::number(most)));
    QTRY_COMPARE(pendingCount(admin(), "one"), 0);
}

void TestGroupInFlight::oneAtATime()
{
    std::vector<std::unique_ptr<GroupConsumer>> members;
    std::vector<std::unique_ptr<GroupRecorder>> recorders;
    for (int i = 0; i < 3; ++i) {
        members.push_back(member(u"c%1"_s.arg(i)));
        members.back()->setMaxInFlight(1);
        recorders.push_back(std::make_unique<GroupRecorder>(members.back().get()));
        QObject::connect(members.back().get(), &StreamConsumer::entryReceived, members.back().get(),
                         [consumer = members.back().get()](const QString &, const StreamEntry &entry) {
                             QTimer::singleShot(5, consumer, [consumer, entry] { consumer->acknowledge(entry); });
                         });
        members.back()->start();
    }
    // All of them wait before there is work: whoever was first would do more of it.
    QTRY_COMPARE(blockedClients(admin()), 3);
    addNumbered(admin(), "one", 30);
    QTRY_COMPARE(recorders[0]->received.size() + recorders[1]->received.size() + recorders[2]->received.size(), 30);
    // Work goes to whoever is free.
    for (const auto &recorder : recorders)
        QVERIFY2(recorder->received.size() >= 4, qPrintable(QString::number(recorder->received.size())));
    QTRY_COMPARE(pendingCount(admin(), "one"), 0);
}

void TestGroupInFlight::changesWhileReading()
{
    const QStringList streams {u"one"_s, u"two"_s, u"three"_s};
    for (const QString &stream : streams)
        addNumbered(admin(), stream.toLatin1(), 30);
    const auto consumer = member(u"c"_s, streams);
    consumer->setMaxInFlight(2);
    GroupRecorder recorder(consumer.get());
    consumer->start();
    TRY_RECEIVED(recorder, 2);
    consumer->setMaxInFlight(11);
    TRY_RECEIVED(recorder, 11);
    consumer->setMaxInFlight(5); // more than that are out: nothing comes before these are settled
    for (const QString &stream : streams) {
        const qsizetype received = recorder.of(stream).size();
        for (qsizetype i = 1; i <= received; ++i)
            consumer->acknowledge(stream.toLatin1(), {StreamId(quint64(i), 0)});
    }
    TRY_RECEIVED(recorder, 16);
    QCOMPARE(consumer->inFlightCount(), 5);
    consumer->setMaxInFlight(0);
    TRY_RECEIVED(recorder, 90);
    // Without a bound no stream waits for its turn any more, and a read that waits does so for long.
    QTRY_VERIFY(admin().command({"INFO", "clients"}).toByteArray().contains("blocked_clients:1\r"));
    admin().command({"CONFIG", "RESETSTAT"});
    for (const QString &stream : streams)
        addNumbered(admin(), stream.toLatin1(), 1, 31);
    TRY_RECEIVED(recorder, 93);
    const qint64 asked = admin().commandCalls().value("xreadgroup");
    QVERIFY2(asked <= 10, QByteArray::number(asked).constData());
}

void TestGroupInFlight::boundsWhatWaitsWithNoAck_data()
{
    QTest::addColumn<int>("streams");
    QTest::addColumn<int>("wanted");
    QTest::newRow("of one") << 1 << 17;
    QTest::newRow("of several") << 3 << 100;
    QTest::newRow("fewer than streams") << 5 << 3;
}

void TestGroupInFlight::boundsWhatWaitsWithNoAck()
{
    // What the server sends is gone from the group: who wants so many and no more lowers the bound as they come.
    QFETCH(int, streams);
    QFETCH(int, wanted);
    QStringList names;
    for (int i = 1; i <= streams; ++i) {
        names.append(u"s%1"_s.arg(i));
        addNumbered(admin(), names.last().toLatin1(), 300);
    }
    const auto consumer = member(u"c"_s, names);
    consumer->setAutoAcknowledge(true);
    consumer->setMaxInFlight(wanted);
    GroupRecorder recorder(consumer.get());
    qint64 most = 0;
    int left = wanted;
    QObject::connect(consumer.get(), &StreamConsumer::entryReceived, consumer.get(), [&] {
        most = qMax(most, consumer->inFlightCount());
        if (--left > 0)
            consumer->setMaxInFlight(left);
        else
            consumer->stop();
    });
    consumer->start();
    TRY_STATE(consumer, Closed);
    QCOMPARE(recorder.received.size(), wanted);
    QVERIFY(most < wanted); // besides the one that was being handed over
    qint64 read = 0;
    for (const QString &name : names) {
        const QVariantList group = admin().command({"XINFO", "GROUPS", name.toLatin1()}).toList().value(0).toList();
        for (qsizetype i = 0; i + 1 < group.size(); i += 2)
            read += group.at(i).toByteArray() == "entries-read" ? group.at(i + 1).toLongLong() : 0;
        QCOMPARE(pendingCount(admin(), name.toLatin1()), 0);
    }
    QCOMPARE(read, wanted);
}

QTEST_GUILESS_MAIN(TestGroupInFlight)
#include "tst_group_inflight.moc"
