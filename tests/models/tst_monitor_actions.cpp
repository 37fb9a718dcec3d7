// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "monitortest.h"

#include "support/fakeserver.h"
#include "support/respbytes.h"

using namespace RedisStreams;
using namespace RedisStreams::Test;
using Code = RedisError::Code;

/// What is done to pending entries and groups; each result is looked up in the server.
class tst_Monitor_Actions : public MonitorTest
{
    Q_OBJECT

private Q_SLOTS:
    void acknowledge();
    void claim();
    void claimOnlyIdle();
    void releaseNeedsNewServers();
    void release();
    void createGroup_data();
    void createGroup();
    void createGroupTwice();
    void removeGroup();
    void removeGroupWithPending();
    void withoutClient();
    void badArguments();
    void failureIsReported();
    void listsFollow();
};

void tst_Monitor_Actions::acknowledge()
{
    addNumbered(admin(), "s", 3);
    ask({"XGROUP", "CREATE", "s", "g", "0"});
    deliver("s", "g", "c", 3);
    COMPARE_RESULT(m_monitor->acknowledge("s", "g", {{1, 0}, {3, 0}, {9, 0}}), 2);
    QCOMPARE(pendingIn("s", "g"), QByteArrayList {"2-0"});
    QCOMPARE(admin().integer({"XLEN", "s"}), 3);
}

void tst_Monitor_Actions::claim()
{
    addNumbered(admin(), "s", 3);
    ask({"XGROUP", "CREATE", "s", "g", "0"});
    deliver("s", "g", "alice", 3);
    ask({"XACK", "s", "g", "2-0"});
    COMPARE_RESULT(m_monitor->claim("s", "g", "bob", {{1, 0}, {2, 0}}), (QList<StreamId> {{1, 0}}));
    QCOMPARE(pendingIn("s", "g", "bob"), QByteArrayList {"1-0"});
    QCOMPARE(pendingIn("s", "g", "alice"), QByteArrayList {"3-0"});
    // It was not given to anybody: the delivery count stays.
    QCOMPARE(ask({"XPENDING", "s", "g", "1-0", "1-0", "1"}).toList().value(0).toList().value(3).toInt(), 1);
    COMPARE_FAILURE(m_monitor->claim("s", "none", "bob", {{1, 0}}), Code::NoGroup, "none");
}

void tst_Monitor_Actions::claimOnlyIdle()
{
    addNumbered(admin(), "s", 2);
    ask({"XGROUP", "CREATE", "s", "g", "0"});
    deliver("s", "g", "alice", 2);
    ask({"XCLAIM", "s", "g", "alice", "0", "1-0", "IDLE", "60000", "JUSTID"});
    COMPARE_RESULT(m_monitor->claim("s", "g", "bob", {{1, 0}, {2, 0}}, std::chrono::seconds(30)), (QList<StreamId> {{1, 0}}));
    QCOMPARE(pendingIn("s", "g", "alice"), QByteArrayList {"2-0"});
}

void tst_Monitor_Actions::releaseNeedsNewServers()
{
    addNumbered(admin(), "s", 1);
    ask({"XGROUP", "CREATE", "s", "g", "0"});
    deliver("s", "g", "c", 1);
    if (!ask({"COMMAND", "INFO", "xnack"}).toList().value(0).isNull())
        QSKIP("this server has XNACK");
    COMPARE_FAILURE(m_monitor->release("s", "g", {{1, 0}}), Code::NotSupported, "8.8");
    QCOMPARE(pendingIn("s", "g", "c"), QByteArrayList {"1-0"});
}

void tst_Monitor_Actions::release()
{
    FakeServer fake([](int, const QByteArrayList &command) -> QByteArray { return command.value(0) == "XNACK" ? integer(2) : QByteArray(); });
    RedisClient client(fake.url());
    m_monitor->setClient(&client);
    COMPARE_RESULT(m_monitor->release("s", "g", {{1, 0}, {2, 0}}, Xnack::Mode::Silent), 2);
    QVERIFY(fake.received().contains(QByteArrayList {"XNACK", "s", "g", "SILENT", "IDS", "2", "1-0", "2-0"}));
    m_monitor->setClient(nullptr);
}

void tst_Monitor_Actions::createGroup_data()
{
    QTest::addColumn<QString>("after");
    QTest::addColumn<QByteArray>("lastDelivered");
    QTest::newRow("from the beginning") << QStringLiteral("0-0") << QByteArray("0-0");
    QTest::newRow("what comes from now on") << QString() << QByteArray("5-0");
    QTest::newRow("behind an entry") << QStringLiteral("3-0") << QByteArray("3-0");
}

void tst_Monitor_Actions::createGroup()
{
    QFETCH(QString, after);
    QFETCH(QByteArray, lastDelivered);
    addNumbered(admin(), "s", 5);
    COMPARE_RESULT(m_monitor->createGroup("s", "g", StreamId::parse(after)), true);
    const QVariantList group = ask({"XINFO", "GROUPS", "s"}).toList().value(0).toList();
    QCOMPARE(group.value(1).toByteArray(), QByteArray("g"));
    QCOMPARE(group.value(group.indexOf(QByteArray("last-delivered-id")) + 1).toByteArray(), lastDelivered);
}

void tst_Monitor_Actions::createGroupTwice()
{
    auto missing = m_monitor->createGroup("s", "g");
    QVERIFY(ends(missing));
    QVERIFY2(failureOf(missing).message().contains(QLatin1StringView("MKSTREAM")), qPrintable(failureOf(missing).message()));
    QCOMPARE(admin().integer({"EXISTS", "s"}), 0);
    COMPARE_RESULT(m_monitor->createGroup("s", "g", StreamId(), true), true);
    QCOMPARE(admin().integer({"EXISTS", "s"}), 1);
    COMPARE_FAILURE(m_monitor->createGroup("s", "g"), Code::BusyGroup, "exists");
}

void tst_Monitor_Actions::removeGroup()
{
    addNumbered(admin(), "s", 1);
    ask({"XGROUP", "CREATE", "s", "g", "0"});
    COMPARE_RESULT(m_monitor->removeGroup("s", "g"), 0);
    QVERIFY(ask({"XINFO", "GROUPS", "s"}).toList().isEmpty());
    COMPARE_FAILURE(m_monitor->removeGroup("s", "g"), Code::NoGroup, "g");
}

void tst_Monitor_Actions::removeGroupWithPending()
{
    addNumbered(admin(), "s", 3);
    ask({"XGROUP", "CREATE", "s", "g", "0"});
    deliver("s", "g", "c", 3);
    COMPARE_FAILURE(m_monitor->removeGroup("s", "g"), Code::InvalidState, "3 pending");
    QCOMPARE(pendingIn("s", "g").size(), 3);
    COMPARE_RESULT(m_monitor->removeGroup("s", "g", true), 3);
    QVERIFY(ask({"XINFO", "GROUPS", "s"}).toList().isEmpty());
}

void tst_Monitor_Actions::withoutClient()
{
    m_monitor->setClient(nullptr);
    const auto code = Code::InvalidState;
    COMPARE_FAILURE(m_monitor->acknowledge("s", "g", {{1, 0}}), code, "client");
    COMPARE_FAILURE(m_monitor->claim("s", "g", "c", {{1, 0}}), code, "client");
    COMPARE_FAILURE(m_monitor->release("s", "g", {{1, 0}}), code, "client");
    COMPARE_FAILURE(m_monitor->createGroup("s", "g"), code, "client");
    COMPARE_FAILURE(m_monitor->removeGroup("s", "g"), code, "client");
    COMPARE_FAILURE(m_monitor->removeConsumer("s", "g", "c", "d"), code, "client");
    COMPARE_FAILURE(m_monitor->deadLetter("s", "g", {{1, 0}}, "d"), code, "client");
    COMPARE_FAILURE(m_monitor->deadLetters("s"), code, "client");
    COMPARE_FAILURE(m_monitor->replay("d", {{1, 0}}), code, "client");
    COMPARE_FAILURE(m_monitor->trimPreview("s", StreamTrim::toLength(1)), code, "client");
    COMPARE_FAILURE(m_monitor->trim("s", StreamTrim::toLength(1)), code, "client");
}

void tst_Monitor_Actions::badArguments()
{
    const auto code = Code::InvalidArgument;
    COMPARE_FAILURE(m_monitor->acknowledge("s", "g", {}), code, "id");
    COMPARE_FAILURE(m_monitor->acknowledge("", "g", {{1, 0}}), code, "");
    COMPARE_FAILURE(m_monitor->claim("s", "g", "", {{1, 0}}), code, "");
    COMPARE_FAILURE(m_monitor->removeGroup("s", ""), code, "");
    COMPARE_FAILURE(m_monitor->removeConsumer("s", "g", ""), code, "");
    COMPARE_FAILURE(m_monitor->removeConsumer("s", "g", "c", "c"), code, "c");
    COMPARE_FAILURE(m_monitor->deadLetter("s", "g", {}, "d"), code, "id");
    COMPARE_FAILURE(m_monitor->deadLetter("s", "g", {{1, 0}}, ""), code, "dead letters");
    COMPARE_FAILURE(m_monitor->deadLetter("s", "g", {{1, 0}}, "s"), code, "dead letters");
    COMPARE_FAILURE(m_monitor->replay("d", {}), code, "id");
    COMPARE_FAILURE(m_monitor->trim("s", {}), code, "");
    COMPARE_FAILURE(m_monitor->trimPreview("s", {}), code, "");
    COMPARE_RESULT(m_client->ping(), QByteArray("PONG"));
    QCOMPARE(admin().commandCalls().value("eval") + admin().commandCalls().value("xack"), 0);
}

void tst_Monitor_Actions::failureIsReported()
{
    QSignalSpy errors(m_monitor.get(), &StreamMonitor::errorOccurred);
    ask({"SET", "s", "1"});
    COMPARE_FAILURE(m_monitor->acknowledge("s", "g", {{1, 0}}), Code::WrongType, "");
    QCOMPARE(errors.count(), 1);
    QCOMPARE(errors.constFirst().constFirst().value<RedisError>().code(), Code::WrongType);
    COMPARE_FAILURE(m_monitor->removeConsumer("none", "g", "c"), Code::NoGroup, "");
    QCOMPARE(errors.count(), 2);
    // Before anything is connected, and never.
    RedisClient nowhere(QStringLiteral("redis://127.0.0.1:1?command_timeout=200"));
    m_monitor->setClient(&nowhere);
    auto future = m_monitor->acknowledge("s", "g", {{1, 0}});
    QVERIFY(ends(future));
    QVERIFY(failureOf(future).isError());
    m_monitor->setClient(nullptr);
}

void tst_Monitor_Actions::listsFollow()
{
    addNumbered(admin(), "s", 3);
    ask({"XGROUP", "CREATE", "s", "g", "0"});
    deliver("s", "g", "c", 3);
    m_monitor->setRefreshInterval(60'000);
    m_monitor->setCurrent(QStringLiteral("s"), QStringLiteral("g"));
    m_monitor->setActive(true);
    QTRY_COMPARE(m_monitor->pendingList()->count(), 3);
    // Long before the next look is due.
    COMPARE_RESULT(m_monitor->acknowledge("s", "g", {{2, 0}}), 1);
    QTRY_COMPARE(pendingIds(), (QList<StreamId> {{1, 0}, {3, 0}}));
    QTRY_COMPARE(group(QStringLiteral("s"), QStringLiteral("g")).pending, 2);
    COMPARE_RESULT(m_monitor->createGroup("s", "new"), true);
    QTRY_COMPARE(m_monitor->groupList()->count(), 2);
}

QTEST_GUILESS_MAIN(tst_Monitor_Actions)
#include "tst_monitor_actions.moc"
