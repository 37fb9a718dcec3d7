// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "commandserver.h"

#include "support/fakeserver.h"

using namespace RedisStreams;
using namespace RedisStreams::Test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

/// The client's own methods: each sends what the command value of its name would.
class tst_CommandConveniences : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void adding();
    void reading();
    void acknowledging();
    void claiming();
    void groups();
    void figures();
    void refused();

private:
    /// The words the server got for the command behind \a future, which it does not know.
    template <typename T>
    QByteArray sent(const QFuture<T> &future)
    {
        if (!endsSoon(future))
            return "the future does not end";
        const QList<QByteArrayList> received = m_server.received();
        return received.isEmpty() ? QByteArray("nothing") : received.constLast().join(' ');
    }

    FakeServer m_server;
    RedisClient m_client {m_server.url()};
};

void tst_CommandConveniences::adding()
{
    QCOMPARE(sent(m_client.xadd(u"s"_s, {{"a", "1"}})), QByteArray("XADD s * a 1"));
    XaddOptions options;
    options.trim = StreamTrim::toLength(5);
    options.createStream = false;
    QCOMPARE(sent(m_client.xadd(u"é"_s, {{"a", "1"}, {"a", "2"}}, options)), QByteArray("XADD \xc3\xa9 NOMKSTREAM MAXLEN ~ 5 * a 1 a 2"));
    QCOMPARE(sent(m_client.xtrim(u"s"_s, StreamTrim::toId({5, 0}, false))), QByteArray("XTRIM s MINID = 5-0"));
    QCOMPARE(sent(m_client.xdel(u"s"_s, {{1, 0}, {2, 0}})), QByteArray("XDEL s 1-0 2-0"));
    QCOMPARE(sent(m_client.xdelex(u"s"_s, {{1, 0}}, ReferencePolicy::Acknowledged)), QByteArray("XDELEX s ACKED IDS 1 1-0"));
    QCOMPARE(sent(m_client.xsetid(u"s"_s, {5, 0}, 7, StreamId {4, 0})), QByteArray("XSETID s 5-0 ENTRIESADDED 7 MAXDELETEDID 4-0"));
    QCOMPARE(sent(m_client.xcfgset(u"s"_s, 60s, 500)), QByteArray("XCFGSET s IDMP-DURATION 60 IDMP-MAXSIZE 500"));
    QCOMPARE(sent(m_client.xlen(u"s"_s)), QByteArray("XLEN s"));
}

void tst_CommandConveniences::reading()
{
    QCOMPARE(sent(m_client.xrange(u"s"_s)), QByteArray("XRANGE s - +"));
    QCOMPARE(sent(m_client.xrange(u"s"_s, {1, 0}, {5, 0}, 3)), QByteArray("XRANGE s 1-0 5-0 COUNT 3"));
    QCOMPARE(sent(m_client.xrevrange(u"s"_s, {5, 0}, {1, 0}, 3)), QByteArray("XREVRANGE s 5-0 1-0 COUNT 3"));
    QCOMPARE(sent(m_client.xread({{"s", {1, 0}}, {"t", {}}}, {10})), QByteArray("XREAD COUNT 10 STREAMS s t 1-0 0-0"));
    XreadgroupOptions options;
    options.count = 10;
    options.noAck = true;
    QCOMPARE(sent(m_client.xreadgroup(u"g"_s, u"c"_s, {{"s", {}}}, options)), QByteArray("XREADGROUP GROUP g c COUNT 10 NOACK STREAMS s >"));
}

void tst_CommandConveniences::acknowledging()
{
    QCOMPARE(sent(m_client.xack(u"s"_s, u"g"_s, {{1, 0}})), QByteArray("XACK s g 1-0"));
    QCOMPARE(sent(m_client.xackdel(u"s"_s, u"g"_s, {{1, 0}}, ReferencePolicy::DeleteReferences)), QByteArray("XACKDEL s g DELREF IDS 1 1-0"));
    QCOMPARE(sent(m_client.xnack(u"s"_s, u"g"_s, {{1, 0}}, Xnack::Mode::Silent)), QByteArray("XNACK s g SILENT IDS 1 1-0"));
    QCOMPARE(sent(m_client.xpending(u"s"_s, u"g"_s)), QByteArray("XPENDING s g"));
    QCOMPARE(sent(m_client.xpendingRange(u"s"_s, u"g"_s, 10)), QByteArray("XPENDING s g - + 10"));
    QCOMPARE(sent(m_client.xpendingRange(u"s"_s, u"g"_s, 10, {1, 0}, {2, 0}, u"c"_s, 500ms)), QByteArray("XPENDING s g IDLE 500 1-0 2-0 10 c"));
}

void tst_CommandConveniences::claiming()
{
    XclaimOptions options;
    options.retryCount = 2;
    QCOMPARE(sent(m_client.xclaim(u"s"_s, u"g"_s, u"c"_s, 5s, {{1, 0}}, options)), QByteArray("XCLAIM s g c 5000 1-0 RETRYCOUNT 2"));
    QCOMPARE(sent(m_client.xclaimJustId(u"s"_s, u"g"_s, u"c"_s, 5s, {{1, 0}})), QByteArray("XCLAIM s g c 5000 1-0 JUSTID"));
    // The first XAUTOCLAIM is refused as unknown, so that no second one would be sent.
    RedisClient another(m_server.url());
    QCOMPARE(sent(m_client.xautoclaim(u"s"_s, u"g"_s, u"c"_s, 5s, {3, 0}, 7)), QByteArray("XAUTOCLAIM s g c 5000 3-0 COUNT 7"));
    QCOMPARE(sent(another.xautoclaimJustId(u"s"_s, u"g"_s, u"c"_s, 5s)), QByteArray("XAUTOCLAIM s g c 5000 0-0 COUNT 100 JUSTID"));
}

void tst_CommandConveniences::groups()
{
    QCOMPARE(sent(m_client.xgroupCreate(u"s"_s, u"g"_s)), QByteArray("XGROUP CREATE s g $"));
    QCOMPARE(sent(m_client.xgroupCreate(u"s"_s, u"g"_s, StreamId(), true, 5)), QByteArray("XGROUP CREATE s g 0-0 MKSTREAM ENTRIESREAD 5"));
    QCOMPARE(sent(m_client.xgroupSetId(u"s"_s, u"g"_s, StreamId {3, 0})), QByteArray("XGROUP SETID s g 3-0"));
    QCOMPARE(sent(m_client.xgroupDestroy(u"s"_s, u"g"_s)), QByteArray("XGROUP DESTROY s g"));
    QCOMPARE(sent(m_client.xgroupDeleteConsumer(u"s"_s, u"g"_s, u"c"_s)), QByteArray("XGROUP DELCONSUMER s g c"));
    QCOMPARE(sent(m_client.xgroupCreateConsumer(u"s"_s, u"g"_s, u"c"_s)), QByteArray("XGROUP CREATECONSUMER s g c"));
}

void tst_CommandConveniences::figures()
{
    QCOMPARE(sent(m_client.xinfoStream(u"s"_s)), QByteArray("XINFO STREAM s"));
    QCOMPARE(sent(m_client.xinfoStreamFull(u"s"_s, 3)), QByteArray("XINFO STREAM s FULL COUNT 3"));
    QCOMPARE(sent(m_client.xinfoGroups(u"s"_s)), QByteArray("XINFO GROUPS s"));
    QCOMPARE(sent(m_client.xinfoConsumers(u"s"_s, u"g"_s)), QByteArray("XINFO CONSUMERS s g"));
    QCOMPARE(sent(m_client.streams(u"host:*"_s)), QByteArray("SCAN 0 MATCH host:* COUNT 1000 TYPE stream"));
    QCOMPARE(sent(m_client.ping()), QByteArray("PING"));
}

void tst_CommandConveniences::refused()
{
    // Both to the future and to errorOccurred.
    QList<RedisError> reported;
    connect(&m_client, &RedisClient::errorOccurred, this, [&](const RedisError &error) { reported.append(error); });
    const auto future = m_client.xtrim(u"s"_s, {});
    QVERIFY(future.isFinished());
    QCOMPARE(failureOf(future).code(), RedisError::Code::InvalidArgument);
    QCOMPARE(reported, QList<RedisError> {failureOf(future)});
    disconnect(&m_client, nullptr, this, nullptr);
}

QTEST_GUILESS_MAIN(tst_CommandConveniences)
#include "tst_commandconveniences.moc"
