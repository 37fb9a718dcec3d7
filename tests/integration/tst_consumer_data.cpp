// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "producer.h"
#include "servertest.h"

#include <QtCore/QTimer>

#include <ctime>
#include <utility>

using namespace Qt::StringLiterals;
using namespace RedisStreams;
using namespace RedisStreams::Test;
using namespace std::chrono_literals;

using StartFrom = StreamConsumer::StartFrom;
using State = StreamConsumer::State;

/// Entries of every content and size, in every amount: what arrives is what was added, in bounded memory, and the event
/// loop goes on.
class TestConsumerData : public ServerTest
{
    Q_OBJECT

private Q_SLOTS:
    void content_data();
    void content();
    void binaryStreamNames();
    void idsAtTheirLimits();
    void aHundredThousand();
    void slowReaderHoldsBack();
    void largeEntriesHoldBack();
    void moreThanTheServerGives_data();
    void moreThanTheServerGives();
    void eventLoopGoesOn();
    void quietStreamBesideAFlood();

private:
    /// Adds \a count entries of \a size bytes each to a stream, fast.
    void flood(const QByteArray &stream, int count, int size);
};

void TestConsumerData::flood(const QByteArray &stream, int count, int size)
{
    const QByteArray script = "local v = string.rep('x', ARGV[2]) for i = 1, ARGV[1] do "
                              "redis.call('XADD', KEYS[1], string.format('%d-0', i), 'v', v) end return 1";
    QCOMPARE(m_server.admin().integer({"EVAL", script, "1", stream, QByteArray::number(count), QByteArray::number(size)}), 1);
}

void TestConsumerData::content_data()
{
    QTest::addColumn<StreamFields>("fields");
    QByteArray all;
    for (int i = 0; i < 256; ++i)
        all.append(char(i));
    QTest::newRow("every byte") << StreamFields {{all, all + all}};
    QTest::newRow("protocol in values") << StreamFields {{"a\r\nb", "*3\r\n$5\r\nXREAD\r\n"}, {"\r\n", "\r\n\r\n"}, {"$-1\r\n", "_\r\n"}};
    QTest::newRow("repeated names") << StreamFields {{"n", "1"}, {"n", "2"}, {"m", "3"}, {"n", "1"}};
    QTest::newRow("nothing in it") << StreamFields {{"", ""}, {"empty", ""}, {"", "unnamed"}};
    QTest::newRow("text") << StreamFields {{QByteArray("Größe"), QByteArray("日本語 🎉")}};
    QTest::newRow("16 MiB") << StreamFields {{"big", QByteArray(16 * 1024 * 1024, 'b')}, {"small", "s"}};
    QTest::newRow("a long name") << StreamFields {{QByteArray(3 * 1024 * 1024, 'n'), "v"}};
    StreamFields many;
    for (int i = 0; i < 10'000; ++i)
        many.append({"field-" + QByteArray::number(i), QByteArray::number(i * 7)});
    QTest::newRow("10,000 fields") << many;
}

void TestConsumerData::content()
{
    QFETCH(StreamFields, fields);
    // Added by the library in one protocol and read in the other; looked at by neither in between.
    RedisClient writer(quick(m_server.url(), u"protocol=2"_s));
    const StreamFields plain {{"plain", "entry"}};
    writer.xadd(u"one"_s, plain);
    const QFuture<StreamId> id = writer.xadd(u"one"_s, fields);
    writer.xadd(u"one"_s, plain);
    QVERIFY(ends(id));
    for (const char *protocol : {"2", "3"}) {
        RedisClient client(quick(m_server.url(), u"protocol="_s + QString::fromLatin1(protocol)));
        StreamConsumer consumer(&client, {u"one"_s});
        consumer.setStartFrom(StartFrom::Beginning);
        consumer.setBlockTimeout(200);
        QList<StreamEntry> entries;
        connect(&consumer, &StreamConsumer::entryReceived, this, [&](const QString &, const StreamEntry &entry) { entries.append(entry); });
        const QFuture<qint64> drained = consumer.drain();
        QVERIFY(ends(drained));
        QCOMPARE(drained.result(), 3);
        QVERIFY(entries.at(1).fields() == fields);
        QCOMPARE(entries.at(1).id(), id.result());
        QCOMPARE(entries.at(1).fieldCount(), fields.size());
        QCOMPARE(entries.at(1).value(fields.constLast().first), fields.constLast().second);
        QVERIFY(entries.at(0).fields() == plain && entries.at(2).fields() == plain);
        QVERIFY(consumer.byteCount() > 20);
    }
}

void TestConsumerData::binaryStreamNames()
{
    const QByteArrayList keys {QByteArray("a\0b", 3), QByteArray("\xff\xfe"), QByteArray("\xff"), "STREAMS", "$", "line\r\nend", "wei\xc3\x9f"};
    StreamConsumer consumer(m_client.get(), {});
    for (const QByteArray &key : keys) {
        addNumbered(m_server.admin(), key, 3);
        consumer.addStream(key, StreamId());
    }
    EntryLedger ledger;
    connect(&consumer, &StreamConsumer::entryReceived, this, [&](const QString &stream, const StreamEntry &entry) {
        QCOMPARE(stream, QString::fromUtf8(entry.streamKey()));
        ledger.saw(entry.streamKey(), entry.id().toByteArray());
    });
    consumer.start();
    QTRY_COMPARE(ledger.seenCount(), 3 * keys.size());
    for (const QByteArray &key : keys)
        addNumbered(m_server.admin(), key, 1, 4);
    QTRY_COMPARE(ledger.seenCount(), 4 * keys.size());
    expectAll(ledger, m_server.admin(), keys);
    VERIFY_LEDGER(ledger);
    for (const QByteArray &key : keys)
        QCOMPARE(consumer.position(key), StreamId(4, 0));
}

void TestConsumerData::idsAtTheirLimits()
{
    const QByteArrayList ids {"0-1", "0-18446744073709551615", "1-0", "9-0", "10-0", "9223372036854775807-9223372036854775808",
                              "18446744073709551615-0", "18446744073709551615-18446744073709551615"};
    for (const QByteArray &id : ids)
        QCOMPARE(m_server.admin().xadd("one", id, {"n", "v"}), id);
    for (const StartFrom from : {StartFrom::Beginning, StartFrom::LastEntries}) {
        StreamConsumer consumer(m_client.get(), {u"one"_s});
        consumer.setStartFrom(from);
        consumer.setBufferSize(0);
        QByteArrayList seen;
        connect(&consumer, &StreamConsumer::entryReceived, this, [&](const QString &, const StreamEntry &entry) { seen.append(entry.id().toByteArray()); });
        const QFuture<qint64> drained = consumer.drain();
        QVERIFY(ends(drained));
        QCOMPARE(seen, ids);
        // Behind the last id there can be nothing, and it can say so.
        QCOMPARE(consumer.positions().value(u"one"_s), QString::fromLatin1(ids.constLast()));
        consumer.start();
        QTRY_COMPARE(consumer.state(), State::Following);
        QTRY_VERIFY(consumer.lastReplyAge() > 100);
        QCOMPARE(seen.size(), ids.size());
    }
    StreamConsumer latest(m_client.get(), {u"one"_s});
    QVERIFY(ends(latest.open()));
    QCOMPARE(latest.position("one"), StreamId::maximum());
}

void TestConsumerData::aHundredThousand()
{
    addNumbered(m_server.admin(), "one", 60'000);
    addNumbered(m_server.admin(), "two", 40'000);
    StreamConsumer consumer(m_client.get(), {u"one"_s, u"two"_s});
    consumer.setStartFrom(StartFrom::Beginning);
    quint64 sum = 0;
    QHash<QByteArray, quint64> last;
    bool ordered = true;
    connect(&consumer, &StreamConsumer::entryReceived, this, [&](const QString &, const StreamEntry &entry) {
        quint64 &previous = last[entry.streamKey()];
        ordered = ordered && entry.id().ms == previous + 1 && entry.value("n").toULongLong() == entry.id().ms;
        previous = entry.id().ms;
        sum += entry.id().ms;
    });
    const QFuture<qint64> drained = consumer.drain();
    QVERIFY(ends(drained, 60'000));
    QCOMPARE(drained.result(), 100'000);
    QCOMPARE(consumer.entryCount(), 100'000);
    QVERIFY(ordered);
    QCOMPARE(sum, 60'000ULL * 60'001 / 2 + 40'000ULL * 40'001 / 2);
}

void TestConsumerData::slowReaderHoldsBack()
{
    constexpr int size = 1000;
    constexpr int count = 60'000; // 60 MB
    flood("one", count, size);
    StreamConsumer consumer(m_client.get(), {u"one"_s});
    consumer.setStartFrom(StartFrom::Beginning);
    qint64 most = 0;
    int received = 0;
    connect(&consumer, &StreamConsumer::entryReceived, this, [&] {
        most = qMax(most, consumer.bufferedCount());
        // Slow at first; then it has proven enough.
        if (++received < 2000)
            std::this_thread::sleep_for(500us);
    });
    consumer.start();
    QTRY_VERIFY_WITH_TIMEOUT(received >= 2000, 60'000);
    // Some MiB are read ahead, not all there is.
    QVERIFY2(most * size < 16 * 1024 * 1024, qPrintable(QString::number(most)));
    QTRY_COMPARE_WITH_TIMEOUT(received, count, 60'000);
    QVERIFY2(most * size < 16 * 1024 * 1024, qPrintable(QString::number(most)));
    QCOMPARE(consumer.reconnectCount(), 0);
}

void TestConsumerData::largeEntriesHoldBack()
{
    // One reply to a fixed COUNT may be far larger than what may be buffered: then not even the socket is read, and it
    // is the server that holds the rest.
    constexpr int size = 1024 * 1024;
    flood("one", 60, size);
    RedisClient client(quick(m_server.url(), u"reply_timeout=4000&client_name=slow"_s));
    StreamConsumer consumer(&client, {u"one"_s});
    consumer.setStartFrom(StartFrom::Beginning);
    consumer.setBufferSize(59);
    Recorder recorder(&consumer);
    connect(&consumer, &StreamConsumer::entryReceived, this, [&] {
        if (recorder.received.size() == 1)
            consumer.setPaused(true);
    });
    consumer.start();
    QTRY_COMPARE(consumer.state(), State::Paused);
    const auto serverHolds = [&] {
        const QByteArray list = m_server.admin().command({"CLIENT", "LIST"}).toByteArray();
        qint64 bytes = 0;
        for (const QByteArray &line : list.split('\n')) {
            const qsizetype at = line.indexOf(" omem=");
            if (line.contains("name=slow ") && at >= 0)
                bytes += line.mid(at + 6, line.indexOf(' ', at + 6) - at - 6).toLongLong();
        }
        return bytes;
    };
    QTRY_VERIFY(serverHolds() > 20LL * size);
    // Longer than the reply may take: it is we who keep the server waiting.
    QVERIFY(!QTest::qWaitFor([&] { return consumer.reconnectCount() > 0 || consumer.bufferedCount() > 20; }, 5000));
    QVERIFY(serverHolds() > 20LL * size);
    consumer.setPaused(false);
    TRY_RECEIVED(recorder, 60);
    QCOMPARE(recorder.received, numbered(u"one"_s, 1, 60));
    QVERIFY2(recorder.errors.isEmpty(), qPrintable(consumer.errorString()));
}

void TestConsumerData::moreThanTheServerGives_data()
{
    QTest::addColumn<int>("bufferSize");
    QTest::newRow("automatic") << -1;
    QTest::newRow("fixed") << 999;
}

void TestConsumerData::moreThanTheServerGives()
{
    // The server closes the connection of a client whose reply outgrows its limit: asking for as much again would go on
    // for ever.
    QFETCH(int, bufferSize);
    RedisServer server;
    QVERIFY2(server.start(), qPrintable(server.errorString()));
    for (int i = 1; i <= 64; ++i)
        server.admin().xadd("one", QByteArray::number(i) + "-0", {"v", QByteArray(512 * 1024, 'x')});
    server.admin().command({"CONFIG", "SET", "client-output-buffer-limit", "normal 3mb 0 0"});
    RedisClient client(quick(server.url()));
    StreamConsumer consumer(&client, {u"one"_s});
    consumer.setStartFrom(StreamConsumer::StartFrom::Beginning);
    consumer.setBufferSize(bufferSize);
    Recorder recorder(&consumer);
    consumer.start();
    TRY_RECEIVED(recorder, 64);
    QCOMPARE(recorder.received, numbered(u"one"_s, 1, 64));
    QVERIFY(consumer.reconnectCount() > 0);
}

void TestConsumerData::eventLoopGoesOn()
{
    flood("one", 150'000, 30);
    StreamConsumer consumer(m_client.get(), {u"one"_s});
    consumer.setStartFrom(StartFrom::Beginning);
    // A slot that does some work, as those of models do.
    quint64 work = 0;
    int received = 0;
    connect(&consumer, &StreamConsumer::entryReceived, this, [&](const QString &, const StreamEntry &entry) {
        ++received;
        for (int i = 0; i < 40; ++i)
            work += size_t(qHash(entry.id(), work));
    });
    // By the time that this process has worked: on a busy machine it stands still for longer than any slice.
    const auto worked = [] { return qint64(std::clock()) * 1000 / CLOCKS_PER_SEC; };
    qint64 before = worked();
    qint64 longest = 0;
    int ticks = 0;
    QTimer timer;
    timer.setInterval(1);
    timer.setTimerType(Qt::PreciseTimer);
    connect(&timer, &QTimer::timeout, this, [&] {
        const qint64 now = worked();
        longest = qMax(longest, now - std::exchange(before, now));
        ++ticks;
    });
    before = worked();
    timer.start();
    consumer.start();
    QTRY_COMPARE_WITH_TIMEOUT(received, 150'000, 60'000);
    QVERIFY(work != 0);
    QVERIFY(ticks > 10);
    // A slice is some milliseconds; the rest is for slow machines, and sanitizers.
    QVERIFY2(longest < 250, qPrintable(QString::number(longest)));
}

void TestConsumerData::quietStreamBesideAFlood()
{
    flood("flood", 200'000, 30);
    StreamConsumer consumer(m_client.get(), {u"flood"_s, u"quiet"_s});
    consumer.setStartFrom(StartFrom::Beginning);
    int ofFlood = 0;
    QList<int> floodBefore; // how much of the flood had come when each quiet entry did
    int added = 0;
    connect(&consumer, &StreamConsumer::entryReceived, this, [&](const QString &stream, const StreamEntry &) {
        if (stream == u"quiet")
            floodBefore.append(ofFlood);
        else if (++ofFlood % 20'000 == 0 && added < 8)
            addNumbered(m_server.admin(), "quiet", 1, ++added);
    });
    consumer.start();
    QTRY_COMPARE_WITH_TIMEOUT(ofFlood, 200'000, 60'000);
    QTRY_COMPARE(floodBefore.size(), 8);
    // Each came soon after it was added: it waits for a request or two, not for the end of the flood.
    for (int i = 0; i < 8; ++i) {
        const int late = floodBefore.at(i) - 20'000 * (i + 1);
        QVERIFY2(late <= 2 * 16'384 + 1024, qPrintable(QString::number(late)));
    }
}

QTEST_GUILESS_MAIN(TestConsumerData)
#include "tst_consumer_data.moc"
