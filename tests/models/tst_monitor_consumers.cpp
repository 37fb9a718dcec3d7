// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "monitortest.h"

using namespace RedisStreams;
using namespace RedisStreams::Test;
using Code = RedisError::Code;

/// Consumers go, their entries never do.
class tst_Monitor_Consumers : public MonitorTest
{
    Q_OBJECT

private Q_SLOTS:
    void idleConsumer();
    void pendingWithoutHeir();
    void handsOver();
    void manyPending();
    void whileItReads();
    void tombstones();
    void unknownNames();
    void withoutScripts();

private:
    QByteArrayList consumers(const QByteArray &group = "g")
    {
        QByteArrayList names;
        for (const QVariant &consumer : ask({"XINFO", "CONSUMERS", "s", group}).toList())
            names.append(consumer.toList().value(1).toByteArray());
        return names;
    }
};

void tst_Monitor_Consumers::idleConsumer()
{
    ask({"XGROUP", "CREATE", "s", "g", "0", "MKSTREAM"});
    ask({"XGROUP", "CREATECONSUMER", "s", "g", "c"});
    ask({"XGROUP", "CREATECONSUMER", "s", "g", "d"});
    COMPARE_RESULT(m_monitor->removeConsumer("s", "g", "c"), 0);
    QCOMPARE(consumers(), QByteArrayList {"d"});
}

void tst_Monitor_Consumers::pendingWithoutHeir()
{
    addNumbered(admin(), "s", 3);
    ask({"XGROUP", "CREATE", "s", "g", "0"});
    deliver("s", "g", "c", 3);
    COMPARE_FAILURE(m_monitor->removeConsumer("s", "g", "c"), Code::InvalidState, "\"c\"");
    QCOMPARE(consumers(), QByteArrayList {"c"});
    QCOMPARE(pendingIn("s", "g", "c").size(), 3);
}

void tst_Monitor_Consumers::handsOver()
{
    addNumbered(admin(), "s", 4);
    ask({"XGROUP", "CREATE", "s", "g", "0"});
    deliver("s", "g", "c", 3);
    deliver("s", "g", "other", 1);
    COMPARE_RESULT(m_monitor->removeConsumer("s", "g", "c", "heir"), 3); // who is made by it
    QCOMPARE(consumers(), (QByteArrayList {"heir", "other"}));
    QCOMPARE(pendingIn("s", "g", "heir"), (QByteArrayList {"1-0", "2-0", "3-0"}));
    QCOMPARE(pendingIn("s", "g", "other"), QByteArrayList {"4-0"});
    QCOMPARE(ask({"XPENDING", "s", "g", "1-0", "1-0", "1"}).toList().value(0).toList().value(3).toInt(), 1);
}

void tst_Monitor_Consumers::manyPending()
{
    addNumbered(admin(), "s", 2300);
    ask({"XGROUP", "CREATE", "s", "g", "0"});
    deliver("s", "g", "c", 2300);
    COMPARE_RESULT(m_monitor->removeConsumer("s", "g", "c", "heir"), 2300);
    QCOMPARE(consumers(), QByteArrayList {"heir"});
    QCOMPARE(pendingIn("s", "g", "heir").size(), 2300);
}

void tst_Monitor_Consumers::whileItReads()
{
    addNumbered(admin(), "s", 20'000);
    ask({"XGROUP", "CREATE", "s", "g", "0"});
    deliver("s", "g", "c", 5000);
    // It goes on getting entries while they are handed over: whatever the moment of its removal, none is lost.
    auto future = m_monitor->removeConsumer("s", "g", "c", "heir");
    int rounds = 0;
    while (!future.isFinished() && rounds < 1000) {
        ask({"XREADGROUP", "GROUP", "g", "c", "COUNT", "5", "STREAMS", "s", ">"});
        ++rounds;
        QCoreApplication::processEvents();
    }
    QVERIFY(ends(future));
    QVERIFY(!failureOf(future));
    const qsizetype delivered = 5000 + 5 * rounds;
    QCOMPARE(pendingIn("s", "g").size(), qMin<qsizetype>(delivered, 10'000));
}

void tst_Monitor_Consumers::tombstones()
{
    addNumbered(admin(), "s", 3);
    ask({"XGROUP", "CREATE", "s", "g", "0"});
    deliver("s", "g", "c", 3);
    ask({"XDEL", "s", "2-0"});
    COMPARE_RESULT(m_monitor->removeConsumer("s", "g", "c", "heir"), 2);
    QCOMPARE(consumers(), QByteArrayList {"heir"});
    QCOMPARE(pendingIn("s", "g", "heir"), (QByteArrayList {"1-0", "3-0"}));
}

void tst_Monitor_Consumers::unknownNames()
{
    COMPARE_FAILURE(m_monitor->removeConsumer("s", "g", "c"), Code::NoGroup, "");
    ask({"XGROUP", "CREATE", "s", "g", "0", "MKSTREAM"});
    COMPARE_FAILURE(m_monitor->removeConsumer("s", "none", "c"), Code::NoGroup, "");
    COMPARE_RESULT(m_monitor->removeConsumer("s", "g", "never:there"), 0);
}

void tst_Monitor_Consumers::withoutScripts()
{
    addNumbered(admin(), "s", 3);
    ask({"XGROUP", "CREATE", "s", "g", "0"});
    deliver("s", "g", "c", 3);
    ask({"ACL", "SETUSER", "limited", "on", ">pw", "+@all", "~*", "-eval"});
    QString url = m_server.url();
    url.replace(QStringLiteral("redis://"), QStringLiteral("redis://limited:pw@"));
    m_client->setUrl(quick(url));
    COMPARE_FAILURE(m_monitor->removeConsumer("s", "g", "c", "d"), Code::PermissionDenied, "eval");
    COMPARE_FAILURE(m_monitor->removeGroup("s", "g"), Code::PermissionDenied, "eval");
    QCOMPARE(pendingIn("s", "g", "c").size(), 3);
    ask({"ACL", "DELUSER", "limited"});
}

QTEST_GUILESS_MAIN(tst_Monitor_Consumers)
#include "tst_monitor_consumers.moc"
