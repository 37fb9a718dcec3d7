// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

// Pipeline: lost connections and time.
#include "pipelinebench.h"
#include "support/respbytes.h"

#include <QtTest/QTest>

using namespace RedisStreams;
using namespace RedisStreams::Internal;
using namespace RedisStreams::Test;
using std::chrono::milliseconds;

class tst_PipelineLoss : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void lossFailsWhatMayHaveBeenDone();
    void lossOfTheSameAgainAndAgain();
    void lossByTheOldest();
    void lossInTheMiddleOfAReply();
    void lossForgetsFirstRepliesOfSeveral();
    void lossInTheMiddleOfAPush();
    void takeAllEndsEverything();
    void expiry();
    void timeInFlightIsNotTimeInTheQueue();
    void deadlines();
    void deadlineOfABlockingRequest();
};

void tst_PipelineLoss::lossFailsWhatMayHaveBeenDone()
{
    Bench bench;
    bench.pipeline.enqueue(bench.request("read1", true), 0);
    bench.pipeline.enqueue(bench.request("write1"), 0);
    bench.pipeline.enqueue(bench.request("read2", true), 0);
    bench.pipeline.enqueue(bench.request("write2"), 0);
    bench.send();
    bench.pipeline.enqueue(bench.request("write3"), 0); // not sent: nothing can have been done
    bench.pipeline.enqueue(bench.request("read3", true), 0);
    bench.fail(bench.lose());
    QCOMPARE(bench.log, QByteArrayList({"write1 failed", "write2 failed"}));
    QCOMPARE(bench.pipeline.awaitingCount(), 0);
    QCOMPARE(bench.send(), QByteArray("read1;read2;write3;read3;"));
    bench.log.clear();
    bench.receive({integer(1) + integer(2) + integer(3) + integer(4)});
    QCOMPARE(bench.log, QByteArrayList({"read1=1", "read2=2", "write3=3", "read3=4"}));
    // And again: what is repeated keeps its bytes.
    bench.pipeline.enqueue(bench.request("read4", true), 0);
    for (int i = 0; i < 3; ++i) {
        QCOMPARE(bench.send(), QByteArray("read4;"));
        QVERIFY(bench.lose().empty());
    }
}

void tst_PipelineLoss::lossOfTheSameAgainAndAgain()
{
    // Whatever is the oldest each time is what the server does not survive, or not in time.
    Bench bench;
    bench.pipeline.enqueue(bench.request("poison", true), 0);
    bench.pipeline.enqueue(bench.request("innocent", true), 0);
    for (int i = 0; i < 3; ++i) {
        QCOMPARE(bench.send(), QByteArray("poison;innocent;"));
        QVERIFY(bench.lose().empty());
    }
    bench.send();
    bench.fail(bench.lose());
    QCOMPARE(bench.log, QByteArrayList {"poison failed"});
    QCOMPARE(bench.send(), QByteArray("innocent;"));
    bench.receive({integer(1)});
    QCOMPARE(bench.log, QByteArrayList({"poison failed", "innocent=1"}));
    // One that has not been sent is no reason for anything.
    bench.pipeline.enqueue(bench.request("waits", true), 0);
    for (int i = 0; i < 9; ++i)
        QVERIFY(bench.lose().empty());
}

void tst_PipelineLoss::lossByTheOldest()
{
    Bench bench;
    bench.pipeline.enqueue(bench.request("too large", true), 0);
    bench.pipeline.enqueue(bench.request("innocent", true), 0);
    bench.send();
    bench.fail(bench.pipeline.connectionLost(Pipeline::Cause::OldestRequest));
    QCOMPARE(bench.log, QByteArrayList {"too large failed"});
    QCOMPARE(bench.send(), QByteArray("innocent;"));
}

void tst_PipelineLoss::lossInTheMiddleOfAReply()
{
    const QByteArray reply = array({bulk("half"), array({integer(1), bulk("more")})});
    for (qsizetype at = 1; at < reply.size(); ++at) {
        Bench bench;
        bench.pipeline.enqueue(bench.request("a", true), 0);
        bench.send();
        QCOMPARE(bench.receive({reply.first(at)}), Result::NeedMore);
        QVERIFY(bench.lose().empty());
        bench.input.reset();
        QCOMPARE(bench.send(), QByteArray("a;"));
        // The new reply is read from its beginning.
        QCOMPARE(bench.receive({integer(5)}), Result::NeedMore);
        QCOMPARE(bench.log, QByteArrayList {"a=5"});
    }
}

void tst_PipelineLoss::lossForgetsFirstRepliesOfSeveral()
{
    Bench bench;
    Request unit = bench.request("unit", true);
    unit.replies = 2;
    bench.pipeline.enqueue(std::move(unit), 0);
    bench.send();
    bench.receive({integer(1)});
    QVERIFY(bench.lose().empty());
    bench.input.reset();
    bench.send();
    bench.receive({integer(2)});
    QVERIFY(bench.log.isEmpty());
    bench.receive({integer(3)});
    QCOMPARE(bench.log, QByteArrayList {"unit=list2"});
}

void tst_PipelineLoss::lossInTheMiddleOfAPush()
{
    Bench bench;
    bench.pipeline.enqueue(bench.request("a", true), 0);
    bench.send();
    bench.receive({QByteArray(">2\r\n$1\r\nx\r\n")});
    QVERIFY(bench.lose().empty());
    bench.input.reset();
    bench.send();
    bench.receive({integer(1) + push({bulk("y")})});
    QCOMPARE(bench.log, QByteArrayList {"a=1"});
    QCOMPARE(bench.pushes.size(), 1);
    QCOMPARE(bench.pushes.first().size(), 1);
}

void tst_PipelineLoss::takeAllEndsEverything()
{
    Bench bench;
    bench.pipeline.enqueue(bench.request("sent", true), 0);
    bench.pipeline.enqueue(bench.request("sent too"), 0);
    bench.send();
    bench.pipeline.enqueue(bench.request("waiting"), 0);
    bench.fail(bench.pipeline.takeAll());
    QCOMPARE(bench.log, QByteArrayList({"sent failed", "sent too failed", "waiting failed"}));
    QVERIFY(bench.pipeline.isIdle());
    QVERIFY(bench.pipeline.takeAll().empty());
}

void tst_PipelineLoss::expiry()
{
    Bench bench;
    const auto limited = [&](const char *name, int limit) {
        Request request = bench.request(name);
        request.waitLimit = milliseconds(limit);
        return request;
    };
    QVERIFY(!bench.pipeline.waitDue());
    bench.pipeline.enqueue(limited("never", 0), 0);
    QVERIFY(!bench.pipeline.waitDue());
    bench.pipeline.enqueue(limited("late", 500), 0);
    bench.pipeline.enqueue(limited("soon", 100), 10);
    QCOMPARE(bench.pipeline.waitDue(), std::optional<qint64>(110));
    QVERIFY(bench.pipeline.takeExpired(109).empty());
    bench.fail(bench.pipeline.takeExpired(110));
    QCOMPARE(bench.log, QByteArrayList {"soon failed"});
    QCOMPARE(bench.pipeline.waitDue(), std::optional<qint64>(500));
    bench.send(200); // what is on its way waits no more
    QVERIFY(!bench.pipeline.waitDue());
    QVERIFY(bench.pipeline.takeExpired(10000).empty());
    bench.receive({integer(1) + integer(2)});
    QCOMPARE(bench.log, QByteArrayList({"soon failed", "never=1", "late=2"}));
}

void tst_PipelineLoss::timeInFlightIsNotTimeInTheQueue()
{
    // A read that blocked for a minute and is to be repeated has only begun to wait when the connection was lost.
    Bench bench;
    Request request = bench.request("a", true);
    request.waitLimit = milliseconds(10000);
    bench.pipeline.enqueue(std::move(request), 0);
    bench.send(0);
    QVERIFY(bench.lose(60000).empty());
    bench.fail(bench.pipeline.takeExpired(60001));
    QCOMPARE(bench.log, QByteArrayList());
}

void tst_PipelineLoss::deadlines()
{
    Bench bench;
    QVERIFY(!bench.pipeline.replyDue());
    bench.pipeline.enqueue(bench.request("a"), 50);
    QVERIFY(!bench.pipeline.replyDue()); // nothing sent
    bench.pipeline.enqueue(bench.request("b"), 50);
    bench.send(100);
    QCOMPARE(bench.pipeline.replyDue(), std::optional<qint64>(1100));
    // The next reply has its whole time when the one before it came.
    bench.receive({integer(1)}, 900);
    QCOMPARE(bench.pipeline.replyDue(), std::optional<qint64>(1900));
    // Bytes of an unfinished reply are a sign of life.
    bench.receive({QByteArray("$100\r\nabc")}, 1500);
    bench.pipeline.noteActivity(1500);
    QCOMPARE(bench.pipeline.replyDue(), std::optional<qint64>(2500));
    bench.receive({QByteArray(97, 'x') + "\r\n"}, 1600);
    QVERIFY(!bench.pipeline.replyDue());
    // After a quiet hour the clock starts with the next request, not with the last reply.
    bench.pipeline.enqueue(bench.request("c"), 3600000);
    bench.send(3600000);
    QCOMPARE(bench.pipeline.replyDue(), std::optional<qint64>(3601000));
}

void tst_PipelineLoss::deadlineOfABlockingRequest()
{
    Bench bench;
    Request blocking = bench.request("a");
    blocking.blockTime = milliseconds(5000);
    bench.pipeline.enqueue(std::move(blocking), 0);
    bench.pipeline.enqueue(bench.request("b"), 0);
    bench.send(100);
    QCOMPARE(bench.pipeline.replyDue(), std::optional<qint64>(6100));
    bench.receive({nil3()}, 5200);
    QCOMPARE(bench.pipeline.replyDue(), std::optional<qint64>(6200));
    bench.receive({integer(1)}, 5300);
    Request forEver = bench.request("c");
    forEver.blockTime = std::nullopt;
    bench.pipeline.enqueue(std::move(forEver), 6000);
    bench.send(6000);
    QVERIFY(!bench.pipeline.replyDue());
}

QTEST_APPLESS_MAIN(tst_PipelineLoss)
#include "tst_pipelineloss.moc"
