// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "pipelinebench.h"
#include "splitting.h"
#include "support/respbytes.h"

#include <QtTest/QTest>

using namespace RedisStreams;
using namespace RedisStreams::Internal;
using namespace RedisStreams::Test;

namespace {

/// Notes how it was used, and takes a reply of one simple string.
class OwnDecoder final : public ReplyDecoder
{
public:
    Status consume(RespInput &input) override
    {
        RespToken token;
        const RespInput::Status status = input.next(token);
        if (status == RespInput::Status::NeedMore)
            return Status::NeedMore;
        if (status == RespInput::Status::Error || token.type != RespType::SimpleString)
            return fail(RedisError(RedisError::Code::ProtocolError, QStringLiteral("own")));
        taken = input.text(token).toByteArray();
        return Status::Done;
    }
    QByteArray taken;
};

} // namespace

class tst_Pipeline : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void order();
    void sendingIsBounded();
    void pushesBetweenReplies();
    void pushWithoutRequests();
    void nobodyAsked_data();
    void nobodyAsked();
    void nonsense_data();
    void nonsense();
    void nulBytesAreNonsense();
    void ownDecoder();
    void severalRepliesAsOne();
};

void tst_Pipeline::order()
{
    const QByteArray replies = integer(1) + error("ERR two") + bulk("three") + array({}) + nil3();
    forEverySplit(replies, [&](const QByteArrayList &pieces) {
        Bench bench;
        for (const char *name : {"a", "b", "c", "d", "e"})
            bench.pipeline.enqueue(bench.request(name), 0);
        QVERIFY(bench.pipeline.hasQueued());
        QCOMPARE(bench.send(), QByteArray("a;b;c;d;e;"));
        QCOMPARE(bench.pipeline.awaitingCount(), 5);
        QCOMPARE(bench.receive(pieces), Result::NeedMore);
        QCOMPARE(bench.log, QByteArrayList({"a=1", "b=ERR two", "c=three", "d=list0", "e="}));
        QVERIFY(bench.pipeline.isIdle());
    });
}

void tst_Pipeline::sendingIsBounded()
{
    Bench bench;
    for (const char *name : {"aaaa", "bbbb", "cccc", "dddd"})
        bench.pipeline.enqueue(bench.request(name), 0);
    QCOMPARE(bench.send(0, 6), QByteArray("aaaa;bbbb;"));
    QCOMPARE(bench.pipeline.awaitingCount(), 2);
    QCOMPARE(bench.send(0, 1), QByteArray("cccc;"));
    QCOMPARE(bench.send(0, 0), QByteArray());
    QCOMPARE(bench.send(), QByteArray("dddd;"));
    QVERIFY(!bench.pipeline.hasQueued());
    QVERIFY(!bench.pipeline.isIdle());
}

void tst_Pipeline::pushesBetweenReplies()
{
    const QByteArray message = push({bulk("message"), bulk("x")});
    const QByteArray replies = message + integer(1) + message + message + array({integer(1), integer(2)}) + message;
    forEverySplit(replies, [&](const QByteArrayList &pieces) {
        Bench bench;
        bench.pipeline.enqueue(bench.request("a"), 0);
        bench.pipeline.enqueue(bench.request("b"), 0);
        bench.send();
        QCOMPARE(bench.receive(pieces), Result::NeedMore);
        QCOMPARE(bench.log, QByteArrayList({"a=1", "b=list2"}));
        QCOMPARE(bench.pushes.size(), 4);
        QCOMPARE(bench.pushes.last().at(1).bytes(), QByteArray("x"));
    });
}

void tst_Pipeline::pushWithoutRequests()
{
    forEverySplit(push({bulk("invalidate"), nil3()}), [](const QByteArrayList &pieces) {
        Bench bench;
        QCOMPARE(bench.receive(pieces), Result::NeedMore);
        QCOMPARE(bench.pushes.size(), 1);
    });
}

void tst_Pipeline::nobodyAsked_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("integer") << integer(1);
    QTest::newRow("error") << error("ERR x");
    QTest::newRow("array") << array({integer(1)});
    QTest::newRow("nonsense") << QByteArray("hello");
}

void tst_Pipeline::nobodyAsked()
{
    QFETCH(QByteArray, bytes);
    Bench idle;
    QCOMPARE(idle.receive({bytes}), Result::Error);
    QCOMPARE(idle.pipeline.error().code(), RedisError::Code::ProtocolError);
    Bench answered;
    answered.pipeline.enqueue(answered.request("a"), 0);
    answered.send();
    QCOMPARE(answered.receive({integer(1) + bytes}), Result::Error);
    QCOMPARE(answered.log, QByteArrayList {"a=1"});
    // What waits to be sent did not ask yet.
    Bench waiting;
    waiting.pipeline.enqueue(waiting.request("a"), 0);
    QCOMPARE(waiting.receive({bytes}), Result::Error);
    QVERIFY(waiting.log.isEmpty());
}

void tst_Pipeline::nonsense_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("no RESP") << QByteArray("HTTP/1.1 400 Bad Request\r\n");
    QTest::newRow("bad number") << QByteArray(":x\r\n");
    QTest::newRow("in a push") << QByteArray(">1\r\n:x\r\n");
    QTest::newRow("in an array") << QByteArray("*1\r\n:x\r\n");
}

void tst_Pipeline::nonsense()
{
    QFETCH(QByteArray, bytes);
    forEverySplit(bytes, [&](const QByteArrayList &pieces) {
        Bench bench;
        bench.pipeline.enqueue(bench.request("a"), 0);
        bench.send();
        QCOMPARE(bench.receive(pieces), Result::Error);
        QCOMPARE(bench.pipeline.error().code(), RedisError::Code::ProtocolError);
        QVERIFY(bench.log.isEmpty());
        bench.fail(bench.lose());
        QCOMPARE(bench.log, QByteArrayList {"a failed"});
    });
}

void tst_Pipeline::nulBytesAreNonsense()
{
    // Taken for "nothing there", they would be kept for ever, and all that follows them too.
    const QByteArray zeros(4, '\0');
    Bench idle;
    QCOMPARE(idle.receive({zeros}), Result::Error);
    Bench waiting;
    waiting.pipeline.enqueue(waiting.request("a"), 0);
    waiting.send();
    QCOMPARE(waiting.receive({zeros}), Result::Error);
}

void tst_Pipeline::ownDecoder()
{
    const QByteArray replies = integer(1) + simple("mine") + integer(3);
    forEverySplit(replies, [&](const QByteArrayList &pieces) {
        Bench bench;
        OwnDecoder decoder;
        Request own = bench.request("b");
        own.decoder = &decoder;
        bench.pipeline.enqueue(bench.request("a"), 0);
        bench.pipeline.enqueue(std::move(own), 0);
        bench.pipeline.enqueue(bench.request("c"), 0);
        bench.send();
        QCOMPARE(bench.receive(pieces), Result::NeedMore);
        QCOMPARE(bench.log, QByteArrayList({"a=1", "b=", "c=3"}));
        QCOMPARE(decoder.taken, QByteArray("mine"));
    });
    Bench bench;
    OwnDecoder decoder;
    Request own = bench.request("a");
    own.decoder = &decoder;
    bench.pipeline.enqueue(std::move(own), 0);
    bench.send();
    QCOMPARE(bench.receive({integer(1)}), Result::Error);
    QCOMPARE(bench.pipeline.error().message(), QStringLiteral("own"));
}

void tst_Pipeline::severalRepliesAsOne()
{
    // MULTI, a command, EXEC; a push may come between their replies.
    const QByteArray replies = simple("OK") + simple("QUEUED") + push({bulk("x")}) + array({integer(1)}) + integer(9);
    forEverySplit(replies, [&](const QByteArrayList &pieces) {
        Bench bench;
        Request unit = bench.request("unit");
        unit.replies = 3;
        bench.pipeline.enqueue(std::move(unit), 0);
        bench.pipeline.enqueue(bench.request("b"), 0);
        bench.send();
        QCOMPARE(bench.receive(pieces), Result::NeedMore);
        QCOMPARE(bench.log, QByteArrayList({"unit=list3", "b=9"}));
        QCOMPARE(bench.pushes.size(), 1);
    });
}

QTEST_APPLESS_MAIN(tst_Pipeline)
#include "tst_pipeline.moc"
