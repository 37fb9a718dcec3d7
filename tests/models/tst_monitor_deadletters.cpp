// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "monitortest.h"

using namespace RedisStreams;
using namespace RedisStreams::Test;
using Code = RedisError::Code;

/// Entries are put aside, recognised, listed and given back.
class tst_Monitor_DeadLetters : public MonitorTest
{
    Q_OBJECT

private Q_SLOTS:
    void putAside();
    void onlyWhatIsPending();
    void recognised();
    void listed();
    void replayed();
    void replayedTwice();
    void discarded();
    void replayOfADeadLetterOfADeadLetter();
    void originCannotTakeIt();
    void noLetter();
    void manyFields();
    void manyLetters();
    void withoutScripts();

private:
    QVariantList entries(const QByteArray &stream) { return ask({"XRANGE", stream, "-", "+"}).toList(); }
    QByteArrayList fields(const QByteArray &stream, int index)
    {
        QByteArrayList list;
        for (const QVariant &part : entries(stream).value(index).toList().value(1).toList())
            list.append(part.toByteArray());
        return list;
    }
    QList<StreamId> ids(const QByteArray &stream)
    {
        QList<StreamId> list;
        for (const QVariant &entry : entries(stream))
            list.append(*StreamId::parse(QByteArrayView(entry.toList().value(0).toByteArray())));
        return list;
    }
};

void tst_Monitor_DeadLetters::discarded()
{
    for (const char *id : {"1-0", "2-0", "3-0"})
        ask({"XADD", "dead", id, "origin-stream", "jobs", "origin-group", "g", "origin-id", id, "n", "1"});
    COMPARE_RESULT(m_monitor->discard("dead", {{1, 0}, {3, 0}, {9, 0}}), 2);
    QCOMPARE(ids("dead"), QList<StreamId>({{2, 0}}));
    QCOMPARE(admin().integer({"EXISTS", "jobs"}), 0);
}

void tst_Monitor_DeadLetters::putAside()
{
    addNumbered(admin(), "jobs", 3);
    ask({"XGROUP", "CREATE", "jobs", "g", "0"});
    deliver("jobs", "g", "c", 3);
    ask({"XCLAIM", "jobs", "g", "d", "0", "2-0"});
    COMPARE_RESULT(m_monitor->deadLetter("jobs", "g", {{2, 0}, {1, 0}}, "dead"), 2);
    QCOMPARE(pendingIn("jobs", "g"), QByteArrayList {"3-0"});
    QCOMPARE(admin().integer({"XLEN", "jobs"}), 3); // acknowledged, not deleted
    QCOMPARE(entries("dead").size(), 2);
    QCOMPARE(fields("dead", 0), (QByteArrayList {"origin-stream", "jobs", "origin-group", "g", "origin-consumer", "c", "origin-id", "1-0",
                                                 "origin-deliveries", "1", "n", "1"}));
    QCOMPARE(fields("dead", 1), (QByteArrayList {"origin-stream", "jobs", "origin-group", "g", "origin-consumer", "d", "origin-id", "2-0",
                                                 "origin-deliveries", "2", "n", "2"}));
}

void tst_Monitor_DeadLetters::onlyWhatIsPending()
{
    addNumbered(admin(), "jobs", 4);
    ask({"XGROUP", "CREATE", "jobs", "g", "0"});
    deliver("jobs", "g", "c", 3);
    ask({"XACK", "jobs", "g", "1-0"});
    ask({"XDEL", "jobs", "2-0"});
    COMPARE_RESULT(m_monitor->deadLetter("jobs", "g", {{1, 0}, {2, 0}, {3, 0}, {4, 0}}, "dead"), 1);
    QCOMPARE(entries("dead").size(), 1);
    QCOMPARE(fields("dead", 0).value(7), QByteArray("3-0"));
    COMPARE_FAILURE(m_monitor->deadLetter("jobs", "none", {{3, 0}}, "dead"), Code::NoGroup, "");
}

void tst_Monitor_DeadLetters::recognised()
{
    addNumbered(admin(), "jobs", 1);
    ask({"XGROUP", "CREATE", "jobs", "g", "0"});
    deliver("jobs", "g", "c", 1);
    COMPARE_RESULT(m_monitor->deadLetter("jobs", "g", {{1, 0}}, "dead"), 1);
    admin().xadd("half", "*", {"origin-stream", "jobs", "n", "1"});
    admin().xadd("later", "*", {"n", "1", "origin-stream", "jobs", "origin-group", "g", "origin-id", "1-0"});
    QVERIFY(look());
    QVERIFY(stream(QStringLiteral("dead")).deadLetters);
    QVERIFY(!stream(QStringLiteral("jobs")).deadLetters);
    QVERIFY(!stream(QStringLiteral("half")).deadLetters);
    QVERIFY(!stream(QStringLiteral("later")).deadLetters);
}

void tst_Monitor_DeadLetters::listed()
{
    addNumbered(admin(), "jobs", 5);
    ask({"XGROUP", "CREATE", "jobs", "g", "0"});
    deliver("jobs", "g", "c", 5);
    COMPARE_RESULT(m_monitor->deadLetter("jobs", "g", {{1, 0}, {2, 0}, {3, 0}}, "dead"), 3);
    admin().xadd("dead", "*", {"something", "else"});
    const auto first = m_monitor->deadLetters("dead", {}, 2);
    QVERIFY(ends(first));
    QList<DeadLetter> letters = first.result();
    QCOMPARE(letters.size(), 2);
    QCOMPARE(letters.at(0).originStream, QByteArray("jobs"));
    QCOMPARE(letters.at(0).originGroup, QByteArray("g"));
    QCOMPARE(letters.at(0).originConsumer, QByteArray("c"));
    QCOMPARE(letters.at(0).originId, StreamId(1, 0));
    QCOMPARE(letters.at(0).deliveries, 1);
    QCOMPARE(letters.at(0).fields, (StreamFields {{"n", "1"}}));
    QCOMPARE(letters.at(0).entry.fieldCount(), 6);
    const auto rest = m_monitor->deadLetters("dead", letters.at(1).entry.id());
    QVERIFY(ends(rest));
    QCOMPARE(rest.result().size(), 1);
    QCOMPARE(rest.result().at(0).originId, StreamId(3, 0));
    const auto none = m_monitor->deadLetters("missing");
    QVERIFY(ends(none));
    QVERIFY(none.result().isEmpty());
}

void tst_Monitor_DeadLetters::replayed()
{
    addNumbered(admin(), "jobs", 3);
    ask({"XGROUP", "CREATE", "jobs", "g", "0"});
    deliver("jobs", "g", "c", 3);
    COMPARE_RESULT(m_monitor->deadLetter("jobs", "g", {{1, 0}, {2, 0}}, "dead"), 2);
    COMPARE_RESULT(m_monitor->replay("dead", ids("dead")), 2);
    QCOMPARE(entries("dead").size(), 0);
    QCOMPARE(entries("jobs").size(), 5);
    QCOMPARE(fields("jobs", 3), (QByteArrayList {"n", "1"}));
    QCOMPARE(fields("jobs", 4), (QByteArrayList {"n", "2"}));
    deliver("jobs", "g", "c", 10); // as new entries
    QCOMPARE(pendingIn("jobs", "g").size(), 3);
}

void tst_Monitor_DeadLetters::replayedTwice()
{
    admin().xadd("dead", "1-0", {"origin-stream", "jobs", "origin-group", "g", "origin-id", "1-0", "n", "1"});
    // Two operators at once: one of them does it.
    const auto first = m_monitor->replay("dead", {{1, 0}});
    const auto second = m_monitor->replay("dead", {{1, 0}});
    QVERIFY(ends(first));
    QVERIFY(ends(second));
    QCOMPARE(first.result() + second.result(), 1);
    QCOMPARE(entries("jobs").size(), 1);
    COMPARE_RESULT(m_monitor->replay("dead", {{1, 0}, {7, 0}}), 0);
}

void tst_Monitor_DeadLetters::replayOfADeadLetterOfADeadLetter()
{
    admin().xadd("dead2", "1-0", {"origin-stream", "dead", "origin-group", "g2", "origin-consumer", "c2", "origin-id", "5-0", "origin-deliveries", "3",
                                  "origin-stream", "jobs", "origin-group", "g", "origin-consumer", "c", "origin-id", "1-0", "origin-deliveries", "9", "n", "1"});
    COMPARE_RESULT(m_monitor->replay("dead2", {{1, 0}}), 1);
    QCOMPARE(fields("dead", 0).size(), 12);
    COMPARE_RESULT(m_monitor->replay("dead", ids("dead")), 1);
    QCOMPARE(fields("jobs", 0), (QByteArrayList {"n", "1"}));
}

void tst_Monitor_DeadLetters::originCannotTakeIt()
{
    ask({"SET", "jobs", "a string"});
    for (const char *id : {"1-0", "2-0"})
        admin().xadd("dead", id, {"origin-stream", "jobs", "origin-group", "g", "origin-id", "1-0", "n", "1"});
    auto future = m_monitor->replay("dead", {{1, 0}, {2, 0}});
    QVERIFY(ends(future));
    const RedisError error = failureOf(future);
    QCOMPARE(error.code(), Code::WrongType);
    QCOMPARE(error.stream(), QStringLiteral("jobs"));
    QCOMPARE(entries("dead").size(), 2); // the letters stay
}

void tst_Monitor_DeadLetters::noLetter()
{
    admin().xadd("dead", "1-0", {"n", "1"});
    admin().xadd("dead", "2-0", {"origin-stream", "jobs", "origin-group", "g", "origin-id", "1-0"});
    admin().xadd("dead", "3-0", {"origin-stream", "jobs", "origin-group", "g", "origin-id", "1-0", "n", "3"});
    COMPARE_FAILURE(m_monitor->replay("dead", {{1, 0}}), Code::InvalidArgument, "1-0");
    COMPARE_FAILURE(m_monitor->replay("dead", {{2, 0}}), Code::InvalidArgument, "2-0");
    COMPARE_FAILURE(m_monitor->replay("dead", {{1, 0}, {3, 0}}), Code::InvalidArgument, "After 1 of 2");
    QCOMPARE(entries("dead").size(), 2);
    QCOMPARE(entries("jobs").size(), 1);
}

void tst_Monitor_DeadLetters::manyFields()
{
    QByteArrayList words;
    for (int i = 0; i < 5000; ++i)
        words << "n" + QByteArray::number(i) << QByteArray::number(i);
    admin().xadd("jobs", "1-0", words);
    ask({"XGROUP", "CREATE", "jobs", "g", "0"});
    deliver("jobs", "g", "c", 1);
    COMPARE_RESULT(m_monitor->deadLetter("jobs", "g", {{1, 0}}, "dead"), 1);
    QCOMPARE(pendingIn("jobs", "g"), QByteArrayList());
    QCOMPARE(fields("dead", 0).mid(10), words);
    ask({"DEL", "jobs"});
    COMPARE_RESULT(m_monitor->replay("dead", ids("dead")), 1);
    QCOMPARE(fields("jobs", 0), words);
    QCOMPARE(entries("dead").size(), 0);
}

void tst_Monitor_DeadLetters::manyLetters()
{
    addNumbered(admin(), "jobs", 350);
    ask({"XGROUP", "CREATE", "jobs", "g", "0"});
    deliver("jobs", "g", "c", 350);
    COMPARE_RESULT(m_monitor->deadLetter("jobs", "g", ids("jobs"), "dead"), 350);
    ask({"DEL", "jobs"});
    COMPARE_RESULT(m_monitor->replay("dead", ids("dead")), 350);
    QCOMPARE(entries("dead").size(), 0);
    for (int i = 0; i < 350; ++i)
        QCOMPARE(fields("jobs", i), (QByteArrayList {"n", QByteArray::number(i + 1)})); // in order
}

void tst_Monitor_DeadLetters::withoutScripts()
{
    addNumbered(admin(), "jobs", 2);
    ask({"XGROUP", "CREATE", "jobs", "g", "0"});
    deliver("jobs", "g", "c", 2);
    ask({"ACL", "SETUSER", "limited", "on", ">pw", "+@all", "~*", "-eval"});
    QString url = m_server.url();
    url.replace(QStringLiteral("redis://"), QStringLiteral("redis://limited:pw@"));
    m_client->setUrl(quick(url));
    COMPARE_RESULT(m_monitor->deadLetter("jobs", "g", {{1, 0}, {2, 0}, {3, 0}}, "dead"), 2);
    QCOMPARE(pendingIn("jobs", "g"), QByteArrayList());
    QCOMPARE(fields("dead", 1), (QByteArrayList {"origin-stream", "jobs", "origin-group", "g", "origin-consumer", "c", "origin-id", "2-0",
                                                 "origin-deliveries", "1", "n", "2"}));
    COMPARE_RESULT(m_monitor->replay("dead", ids("dead")), 2);
    QCOMPARE(entries("dead").size(), 0);
    QCOMPARE(entries("jobs").size(), 4);
    ask({"ACL", "DELUSER", "limited"});
}

QTEST_GUILESS_MAIN(tst_Monitor_DeadLetters)
#include "tst_monitor_deadletters.moc"
