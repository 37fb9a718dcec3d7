// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "grouptest.h"

using namespace Qt::StringLiterals;
using namespace RedisStreams;
using namespace RedisStreams::Test;

/// maxInFlight leaves room for fewer entries than there are streams: a request asks only some of them, the others next.
/// With a long block_limit, as in life: none of them may wait for a read of the others to end by itself.
class TestGroupRotation : public GroupTest
{
    Q_OBJECT

public:
    TestGroupRotation()
        : GroupTest(u"?block_limit=5000"_s)
    {
    }

private Q_SLOTS:
    void reachesEachStreamSoon_data();
    void reachesEachStreamSoon();
    void roomThatComesBackIsUsedAtOnce();
    void drainsAllStreams_data();
    void drainsAllStreams();
    void fetchesFromAnyStream();
    void asksInPeace();

private:
    static QStringList names(int count)
    {
        QStringList list;
        for (int i = 1; i <= count; ++i)
            list.append(u"s%1"_s.arg(i));
        return list;
    }
};

void TestGroupRotation::reachesEachStreamSoon_data()
{
    QTest::addColumn<int>("streams");
    QTest::newRow("2") << 2;
    QTest::newRow("3") << 3;
    QTest::newRow("50") << 50;
}

void TestGroupRotation::reachesEachStreamSoon()
{
    QFETCH(int, streams);
    const auto consumer = member(u"c"_s, names(streams));
    consumer->setMaxInFlight(1);
    GroupRecorder recorder(consumer.get());
    acknowledgeAll(consumer.get());
    consumer->start();
    TRY_STATE(consumer, Following);
    QElapsedTimer time;
    for (int i = streams; i >= qMax(1, streams - 3); --i) {
        time.start();
        addNumbered(admin(), "s" + QByteArray::number(i), 1);
        QTRY_COMPARE_WITH_TIMEOUT(recorder.received.size(), streams - i + 1, 60'000);
        QVERIFY2(time.elapsed() < 4500, qPrintable(u"%1 ms"_s.arg(time.elapsed())));
    }
}

void TestGroupRotation::roomThatComesBackIsUsedAtOnce()
{
    const auto consumer = member(u"c"_s, names(2));
    consumer->setMaxInFlight(2);
    GroupRecorder recorder(consumer.get());
    consumer->start();
    TRY_STATE(consumer, Following);
    addNumbered(admin(), "s1", 1);
    TRY_RECEIVED(recorder, 1); // in work: there is room for one, and one of two streams is asked
    addNumbered(admin(), "s2", 1);
    TRY_RECEIVED(recorder, 2);
    consumer->acknowledge("s1", {StreamId(1, 0)});
    consumer->acknowledge("s2", {StreamId(1, 0)});
    QTRY_COMPARE(consumer->inFlightCount(), 0);
    QElapsedTimer time;
    time.start();
    addNumbered(admin(), "s1", 1, 2);
    addNumbered(admin(), "s2", 1, 2);
    TRY_RECEIVED(recorder, 4);
    QVERIFY2(time.elapsed() < 4500, qPrintable(u"%1 ms"_s.arg(time.elapsed())));
}

void TestGroupRotation::drainsAllStreams_data()
{
    QTest::addColumn<int>("filled"); // the stream that has something
    QTest::addColumn<int>("blockTimeout");
    for (const int filled : {1, 2, 3}) {
        QTest::addRow("stream %d", filled) << filled << 0;
        QTest::addRow("stream %d, waiting", filled) << filled << 200;
    }
}

void TestGroupRotation::drainsAllStreams()
{
    QFETCH(int, filled);
    QFETCH(int, blockTimeout);
    const QByteArray stream = "s" + QByteArray::number(filled);
    addNumbered(admin(), stream, 20);
    const auto consumer = member(u"c"_s, names(3));
    consumer->setMaxInFlight(2);
    consumer->setBlockTimeout(blockTimeout);
    GroupRecorder recorder(consumer.get());
    acknowledgeAll(consumer.get());
    const QFuture<qint64> drained = consumer->drain();
    QVERIFY(ends(drained));
    QCOMPARE(drained.result(), 20);
    QCOMPARE(recorder.received, numbered(QString::fromLatin1(stream), 1, 20));
}

void TestGroupRotation::fetchesFromAnyStream()
{
    addNumbered(admin(), "s3", 1);
    const auto consumer = member(u"c"_s, names(3));
    consumer->setMaxInFlight(1);
    const QFuture<std::optional<StreamEntry>> fetched = consumer->fetchEntry();
    QVERIFY(ends(fetched));
    QVERIFY(fetched.result());
    QCOMPARE(fetched.result()->streamKey(), QByteArray("s3"));
}

void TestGroupRotation::asksInPeace()
{
    // Nothing comes for a while: the streams are asked in turn, and not in a hot loop.
    const auto consumer = member(u"c"_s, names(50));
    consumer->setMaxInFlight(1);
    consumer->start();
    TRY_STATE(consumer, Following);
    admin().command({"CONFIG", "RESETSTAT"});
    QElapsedTimer time;
    time.start();
    QTRY_VERIFY(time.elapsed() > 1000 && admin().commandCalls().value("xreadgroup") >= 50);
    const qint64 asked = admin().commandCalls().value("xreadgroup");
    QVERIFY2(asked <= 300 * time.elapsed() / 1000, qPrintable(QString::number(asked)));
    consumer->stop();
    TRY_STATE(consumer, Closed);
}

QTEST_GUILESS_MAIN(TestGroupRotation)
#include "tst_group_rotation.moc"
