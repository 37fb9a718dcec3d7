// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "replyof.h"
#include "support/respbytes.h"
#include "xpending.h"

#include <QtTest/QTest>

#include <limits>

using namespace RedisStreams;
using namespace RedisStreams::Test;

class tst_PendingReplies : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void summary();
    void summaryOfNothing_data();
    void summaryOfNothing();
    void summaryWithReleasedEntries();
    void range();
};

void tst_PendingReplies::summary()
{
    // The counts of consumers are bulk strings in both protocols.
    const Decoded<PendingSummary> decoded = XpendingSummary {"s", "g"}.decode(valueOf(array(
        {integer(5), bulk("1-0"), bulk("9-0"), array({array({bulk("a"), bulk("2")}), array({bulk("b"), integer(3)})})})));
    QCOMPARE(decoded.error.message(), QString());
    QCOMPARE(decoded.value.total, 5);
    QCOMPARE(decoded.value.smallestId, std::optional(StreamId(1, 0)));
    QCOMPARE(decoded.value.greatestId, std::optional(StreamId(9, 0)));
    QCOMPARE(decoded.value.consumers, QList<PendingConsumer>({{"a", 2}, {"b", 3}}));
}

void tst_PendingReplies::summaryOfNothing_data()
{
    QTest::addColumn<QByteArray>("reply");
    QTest::newRow("RESP2") << array({integer(0), nil2(), nil2(), nilArray2()});
    QTest::newRow("RESP3") << array({integer(0), nil3(), nil3(), nil3()});
    QTest::newRow("empty list") << array({integer(0), nil3(), nil3(), array({})});
}

void tst_PendingReplies::summaryOfNothing()
{
    QFETCH(QByteArray, reply);
    const Decoded<PendingSummary> decoded = XpendingSummary {"s", "g"}.decode(valueOf(reply));
    QCOMPARE(decoded.error.message(), QString());
    QCOMPARE(decoded.value.total, 0);
    QVERIFY(!decoded.value.smallestId && !decoded.value.greatestId);
    QVERIFY(decoded.value.consumers.isEmpty());
}

void tst_PendingReplies::summaryWithReleasedEntries()
{
    // Entries that XNACK released count, and are no consumer's.
    const Decoded<PendingSummary> decoded = XpendingSummary {"s", "g"}.decode(valueOf(array({integer(3), bulk("1-0"), bulk("3-0"), array({array({bulk("a"), bulk("1")})})})));
    QCOMPARE(decoded.value.total, 3);
    QCOMPARE(decoded.value.consumers, QList<PendingConsumer>({{"a", 1}}));
}

void tst_PendingReplies::range()
{
    const Decoded<QList<PendingEntry>> decoded = XpendingRange {"s", "g"}.decode(valueOf(array(
        {array({bulk("1-0"), bulk("a"), integer(1500), integer(2)}), array({bulk("2-0"), bulk(""), integer(-1), integer(std::numeric_limits<qint64>::max())})})));
    QCOMPARE(decoded.error.message(), QString());
    QCOMPARE(decoded.value, QList<PendingEntry>({{{1, 0}, "a", 1500, 2}, {{2, 0}, "", -1, std::numeric_limits<qint64>::max()}}));
    for (const QByteArray &nothing : {array({}), nilArray2(), nil3()}) {
        const Decoded<QList<PendingEntry>> empty = XpendingRange {"s", "g"}.decode(valueOf(nothing));
        QVERIFY(!empty.error);
        QVERIFY(empty.value.isEmpty());
    }
}

QTEST_APPLESS_MAIN(tst_PendingReplies)
#include "tst_pendingreplies.moc"
