// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

// Commands whose reply is a number, an id, a flag or a short list of these.
#include "replyof.h"
#include "streamcommands.h"
#include "support/respbytes.h"

#include <QtTest/QTest>

#include <limits>

using namespace RedisStreams;
using namespace RedisStreams::Test;

class tst_SimpleReplies : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void numbers_data();
    void numbers();
    void flags_data();
    void flags();
    void ok();
    void xaddIds();
    void ping();
    void scan();
    void removals();
};

void tst_SimpleReplies::numbers_data()
{
    QTest::addColumn<QByteArray>("reply");
    QTest::addColumn<qint64>("value");
    QTest::newRow("zero") << integer(0) << qint64(0);
    QTest::newRow("some") << integer(42) << qint64(42);
    QTest::newRow("most") << integer(std::numeric_limits<qint64>::max()) << std::numeric_limits<qint64>::max();
    QTest::newRow("as text") << bulk("7") << qint64(7);
}

void tst_SimpleReplies::numbers()
{
    QFETCH(QByteArray, reply);
    QFETCH(qint64, value);
    const auto check = [&](const Decoded<qint64> &decoded) {
        QCOMPARE(decoded.error.message(), QString());
        QCOMPARE(decoded.value, value);
    };
    const RespValue given = valueOf(reply);
    check(Xlen {}.decode(given));
    check(Xdel {}.decode(given));
    check(Xack {}.decode(given));
    check(Xnack {}.decode(given));
    check(XgroupDeleteConsumer {}.decode(given));
}

void tst_SimpleReplies::flags_data()
{
    QTest::addColumn<QByteArray>("reply");
    QTest::addColumn<bool>("value");
    QTest::newRow("0") << integer(0) << false;
    QTest::newRow("1") << integer(1) << true;
    QTest::newRow("RESP3 boolean") << QByteArray("#t\r\n") << true;
}

void tst_SimpleReplies::flags()
{
    QFETCH(QByteArray, reply);
    QFETCH(bool, value);
    const RespValue given = valueOf(reply);
    for (const Decoded<bool> &decoded : {ClientUnblock {}.decode(given), XgroupDestroy {}.decode(given), XgroupCreateConsumer {}.decode(given)}) {
        QCOMPARE(decoded.error.message(), QString());
        QCOMPARE(decoded.value, value);
    }
}

void tst_SimpleReplies::ok()
{
    for (const QByteArray &reply : {simple("OK"), bulk("OK")}) {
        QVERIFY(XgroupCreate {}.decode(valueOf(reply)).value);
        QVERIFY(XgroupSetId {}.decode(valueOf(reply)).value);
    }
    QCOMPARE(XgroupCreate {}.decode(valueOf(simple("QUEUED"))).error.code(), RedisError::Code::ProtocolError);
}

void tst_SimpleReplies::xaddIds()
{
    QCOMPARE(Xadd {}.decode(valueOf(bulk("5-6"))).value, StreamId(5, 6));
    QCOMPARE(Xadd {}.decode(valueOf(bulk("18446744073709551615-18446744073709551615"))).value, StreamId::maximum());
    // NOMKSTREAM and no stream.
    for (const QByteArray &null : {nil2(), nil3()}) {
        const Decoded<StreamId> none = Xadd {}.decode(valueOf(null));
        QVERIFY(!none.error);
        QVERIFY(none.value.isNull());
    }
}

void tst_SimpleReplies::ping()
{
    QCOMPARE(Ping {}.decode(valueOf(simple("PONG"))).value, QByteArray("PONG"));
    QCOMPARE(Ping {}.decode(valueOf(bulk("hi"))).value, QByteArray("hi"));
}

void tst_SimpleReplies::scan()
{
    const Decoded<ScanPage> page = ScanStreams {}.decode(valueOf(array({bulk("18446744073709551615"), array({bulk("a"), bulk(QByteArray("\0", 1)), bulk("a")})})));
    QCOMPARE(page.error.message(), QString());
    QCOMPARE(page.value.cursor, std::numeric_limits<quint64>::max());
    QCOMPARE(page.value.keys, QByteArrayList({"a", QByteArray("\0", 1), "a"}));
    const Decoded<ScanPage> last = ScanStreams {}.decode(valueOf(array({bulk("0"), array({})})));
    QCOMPARE(last.error.message(), QString());
    QCOMPARE(last.value.cursor, 0);
    QVERIFY(last.value.keys.isEmpty());
}

void tst_SimpleReplies::removals()
{
    const QList<EntryRemoval> expected {EntryRemoval::Removed, EntryRemoval::NotFound, EntryRemoval::StillReferenced};
    const RespValue given = valueOf(array({integer(1), integer(-1), integer(2)}));
    for (const auto &decoded : {Xdelex {}.decode(given), Xackdel {}.decode(given)}) {
        QCOMPARE(decoded.error.message(), QString());
        QCOMPARE(decoded.value, expected);
    }
    for (const int unknown : {0, 3, -2})
        QCOMPARE(Xdelex {}.decode(valueOf(array({integer(unknown)}))).error.code(), RedisError::Code::ProtocolError);
}

QTEST_APPLESS_MAIN(tst_SimpleReplies)
#include "tst_simplereplies.moc"
