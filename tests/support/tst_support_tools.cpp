// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "support/adminclient.h"
#include "support/ledger.h"
#include "support/redisserver.h"
#include "support/respbytes.h"

#include <QtCore/QElapsedTimer>
#include <QtCore/QRegularExpression>
#include <QtTest/QTest>

using namespace Qt::StringLiterals;
using namespace RedisStreams::Test;
using namespace std::chrono_literals;

namespace {
bool answers(AdminClient &client) { return client.command({"PING"}) == QVariant(QByteArray("PONG")); }
} // namespace

class TestSupportTools : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void adminReplies();
    void adminLargeBulk();
    void adminPipeline();
    void adminObservesClients();
    void ledgerFindsProblems();
    void ledgerTakesAMillion();
    void respBytes();
};

void TestSupportTools::initTestCase() { REDISSTREAMS_REQUIRE_SERVER(); }

void TestSupportTools::adminReplies()
{
    RedisServer server;
    QVERIFY(server.start());
    AdminClient &admin = server.admin();
    QVERIFY(admin.command({"GET", "none"}).isNull());
    QVERIFY(!isError(admin.command({"GET", "none"})));
    const QVariant wrong = admin.command({"NOSUCHCOMMAND"});
    QVERIFY(isError(wrong));
    QVERIFY(errorText(wrong).startsWith("ERR unknown command"));
    QCOMPARE(admin.command({"XLEN", "none"}), QVariant(qlonglong(0)));
    QCOMPARE(admin.xadd("s", "5-1", {"a", "1", "b", ""}), "5-1");
    const QVariantList entry{
        QByteArray("5-1"), QVariantList{QByteArray("a"), QByteArray("1"), QByteArray("b"), QByteArray("")}};
    QCOMPARE(admin.command({"XRANGE", "s", "-", "+"}), QVariant(QVariantList{QVariant(entry)}));
    QCOMPARE(admin.command({"LRANGE", "none", "0", "1"}), QVariant(QVariantList()));
    QVERIFY(admin.command({"XREAD", "STREAMS", "s", "5-1"}).isNull());
    QVERIFY(admin.integer({"MEMORY", "USAGE", "s"}) > 0);
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"equal or smaller"_s));
    QCOMPARE(admin.xadd("s", "5-1", {"a", "1"}), QByteArray());
}

void TestSupportTools::adminLargeBulk()
{
    RedisServer server;
    QVERIFY(server.start());
    QByteArray large(16 * 1024 * 1024, Qt::Uninitialized);
    for (qsizetype i = 0; i < large.size(); ++i)
        large[i] = char(i * 31 >> 3);
    QElapsedTimer elapsed;
    elapsed.start();
    QCOMPARE(server.admin().command({"SET", "large", large}), QVariant(QByteArray("OK")));
    for (int i = 0; i < 4; ++i)
        QCOMPARE(server.admin().command({"GET", "large"}).toByteArray(), large);
    qInfo("5 x 16 MiB in %lld ms", elapsed.elapsed());
}

void TestSupportTools::adminPipeline()
{
    RedisServer server;
    QVERIFY(server.start());
    constexpr int count = 100'000;
    QList<QByteArrayList> commands;
    for (int i = 1; i <= count; ++i)
        commands.append({"XADD", "s", QByteArray::number(i), "f", "value"});
    QElapsedTimer elapsed;
    elapsed.start();
    const QList<QVariant> replies = server.admin().pipeline(commands);
    qInfo("%d XADD in %lld ms", count, elapsed.elapsed());
    QCOMPARE(replies.size(), count);
    QCOMPARE(replies.constLast().toByteArray(), QByteArray::number(count) + "-0");
    elapsed.restart();
    QCOMPARE(server.admin().command({"XRANGE", "s", "-", "+"}).toList().size(), count);
    qInfo("XRANGE of them in %lld ms", elapsed.elapsed());
    QVERIFY(server.admin().pipeline({}).isEmpty());
}

void TestSupportTools::adminObservesClients()
{
    RedisServer server;
    QVERIFY(server.start());
    AdminClient &admin = server.admin();
    AdminClient one(server.url());
    AdminClient other(server.url());
    one.command({"CLIENT", "SETNAME", "worker-1"});
    other.command({"CLIENT", "SETNAME", "worker-10"});
    QCOMPARE(admin.clientIds("worker-1"), QList<qint64>{one.integer({"CLIENT", "ID"})});
    QCOMPARE(admin.clientIds("worker-*").size(), 2);
    QCOMPARE(admin.clientIds("").size(), 2);

    QCOMPARE(admin.command({"CONFIG", "RESETSTAT"}), QVariant(QByteArray("OK")));
    one.pipeline({{"XADD", "s", "1", "f", "v"}, {"XADD", "s", "2", "f", "v"}, {"XGROUP", "CREATE", "s", "g", "0"}});
    const QHash<QByteArray, qint64> calls = admin.commandCalls();
    QCOMPARE(calls.value("xadd"), 2);
    QCOMPARE(calls.value("xgroup|create"), 1);
    QVERIFY(!calls.contains("xread"));

    QCOMPARE(admin.killClients("worker-1"), 1);
    QTRY_COMPARE(admin.clientIds("worker-*").size(), 1);
    QVERIFY(answers(other));
    // Opens a new connection, because the loss is noticed before anything is sent.
    QVERIFY(answers(one));
    QCOMPARE(admin.killClients("nobody"), 0);
}

void TestSupportTools::ledgerFindsProblems()
{
    EntryLedger ledger;
    QCOMPARE(ledger.problems(), QStringList());
    for (const char *id : {"9-0", "10-0", "10-2", "10-11", "11-0"}) {
        ledger.expect("a", id);
        ledger.saw("a", id);
        ledger.expect("b", id);
    }
    for (const char *id : {"9-0", "10-2", "10-0", "10-0", "11-0", "12-0"})
        ledger.saw("b", id);
    QCOMPARE(ledger.problems(),
        QStringList({u"b 10-0: duplicated"_s, u"b 10-11: lost"_s, u"b 12-0: unexpected"_s,
            u"b 10-0: out of order, after 10-2"_s}));
    QCOMPARE(ledger.problems(EntryLedger::AtLeastOnce).size(), 2);
    QCOMPARE(ledger.problems(EntryLedger::Disordered).size(), 1);
    QCOMPARE(ledger.expectedCount(), 10);
    QCOMPARE(ledger.seenCount(), 11);

    ledger.clear();
    for (const char *id : {"", "1", "1-", "-1", "1-x", "1--1", "+1-1", "18446744073709551616-0"})
        ledger.saw("c", id);
    QCOMPARE(ledger.problems().size(), 8);
    ledger.clear();
    ledger.expect("c", "18446744073709551615-18446744073709551615");
    ledger.saw("c", "18446744073709551615-18446744073709551615");
    QCOMPARE(ledger.problems(), QStringList());
}

void TestSupportTools::ledgerTakesAMillion()
{
    EntryLedger ledger;
    constexpr int count = 1'000'000;
    QElapsedTimer elapsed;
    elapsed.start();
    for (int i = 1; i <= count; ++i) {
        const QByteArray id = QByteArray::number(i / 3 + 1) + '-' + QByteArray::number(i % 3);
        ledger.expect("s", id);
        ledger.saw("s", id);
    }
    QCOMPARE(ledger.problems(), QStringList());
    qInfo("%d entries in %lld ms", count, elapsed.elapsed());

    for (int i = 1; i <= 10; ++i)
        ledger.expect("t", QByteArray::number(i) + "-0");
    QCOMPARE(ledger.problems().size(), 10);
    QCOMPARE(ledger.problems().constLast(), u"t 10-0: lost");
    ledger.expect("t", "11-0");
    QCOMPARE(ledger.problems().size(), 10);
    QCOMPARE(ledger.problems().constLast(), u"... and 2 more");
}

void TestSupportTools::respBytes()
{
    QCOMPARE(command({"PING", ""}), "*2\r\n$4\r\nPING\r\n$0\r\n\r\n");
    QCOMPARE(integer(-7), ":-7\r\n");
    QCOMPARE(bulk(QByteArray("a\0b", 3)), QByteArray("$3\r\na\0b\r\n", 9));
    QCOMPARE(map({{simple("k"), array({nil2(), nilArray2(), nil3()})}}), "%1\r\n+k\r\n*3\r\n$-1\r\n*-1\r\n_\r\n");
    QCOMPARE(push({error("ERR no")}), ">1\r\n-ERR no\r\n");
    QCOMPARE(entry("1-1", {{"f", "v"}}), "*2\r\n$3\r\n1-1\r\n*2\r\n$1\r\nf\r\n$1\r\nv\r\n");
}

QTEST_GUILESS_MAIN(TestSupportTools)

#include "tst_support_tools.moc"
