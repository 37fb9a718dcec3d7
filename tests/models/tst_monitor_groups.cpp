// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "monitortest.h"

#include "support/fakeserver.h"
#include "support/respbytes.h"

using namespace RedisStreams;
using namespace RedisStreams::Test;

/// Groups, consumers and pending entries as the monitor lists them.
class tst_Monitor_Groups : public MonitorTest
{
    Q_OBJECT

private Q_SLOTS:
    void figures();
    void unknownLag();
    void oldestPending();
    void rates();
    void ofTheCurrentStream();
    void ofAllStreams();
    void groupsVanish();
    void consumers();
    void pendingEntries();
    void pendingPages();
    void pendingOfOneConsumer();
    void otherGroupOtherRows();
    void groupWithoutPermission();
    void releasedEntries();
};

void tst_Monitor_Groups::figures()
{
    addNumbered(admin(), "s", 10);
    ask({"XGROUP", "CREATE", "s", "g", "0"});
    deliver("s", "g", "alice", 4);
    deliver("s", "g", "bob", 1);
    ask({"XACK", "s", "g", "1-0"});
    m_monitor->setCurrentStream(QStringLiteral("s"));
    QVERIFY(look());
    QCOMPARE(m_monitor->groupList()->count(), 1);
    const GroupStatus g = group(QStringLiteral("s"), QStringLiteral("g"));
    QCOMPARE(g.streamKey, QByteArray("s"));
    QCOMPARE(g.groupKey, QByteArray("g"));
    QCOMPARE(g.consumers, 2);
    QCOMPARE(g.pending, 4);
    QCOMPARE(g.lastDeliveredId, StreamId(5, 0));
    QCOMPARE(g.entriesRead, 5);
    QCOMPARE(g.lag, 5);
    QCOMPARE(g.streamLength, 10);
    QCOMPARE(g.oldestPendingId, StreamId(2, 0));
    const GroupListModel *list = m_monitor->groupList();
    const QHash<int, QByteArray> names = list->roleNames();
    for (auto it = names.cbegin(); it != names.cend(); ++it)
        QVERIFY2(list->data(list->index(0), it.key()).isValid(), it.value().constData());
    QCOMPARE(list->data(list->index(0), GroupListModel::LagKnownRole).toBool(), true);
    QCOMPARE(list->data(list->index(0), GroupListModel::LastDeliveredIdRole).toString(), QStringLiteral("5-0"));
    QCOMPARE(list->at(3).lag, -1);
    QCOMPARE(list->indexOf(QStringLiteral("s"), QStringLiteral("other")), -1);
}

void tst_Monitor_Groups::unknownLag()
{
    addNumbered(admin(), "s", 10);
    ask({"XGROUP", "CREATE", "s", "middle", "5-0"});
    m_monitor->setCurrentStream(QStringLiteral("s"));
    QVERIFY(look());
    QVERIFY(ask({"XINFO", "GROUPS", "s"}).toList().value(0).toList().contains(QVariant())); // the server does not know
    const GroupListModel *list = m_monitor->groupList();
    QCOMPARE(list->at(0).lag, -1);
    QCOMPARE(list->at(0).entriesRead, -1);
    QCOMPARE(list->data(list->index(0), GroupListModel::LagKnownRole).toBool(), false);
    // Known once it has read to the end.
    deliver("s", "middle", "c", 100);
    QVERIFY(look());
    QCOMPARE(list->at(0).lag, 0);
    QCOMPARE(list->data(list->index(0), GroupListModel::LagKnownRole).toBool(), true);
}

void tst_Monitor_Groups::oldestPending()
{
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    admin().xadd("times", QByteArray::number(now - 60'000) + "-0", {"n", "1"});
    admin().xadd("times", "*", {"n", "2"});
    addNumbered(admin(), "counters", 2);
    for (const char *name : {"times", "counters"}) {
        ask({"XGROUP", "CREATE", name, "g", "0"});
        deliver(name, "g", "c", 2);
    }
    m_monitor->setAllGroups(true);
    QVERIFY(look());
    const GroupStatus times = group(QStringLiteral("times"), QStringLiteral("g"));
    const qint64 atMost = QDateTime::currentMSecsSinceEpoch() - (now - 60'000);
    QVERIFY2(times.oldestPendingAge >= 60'000 && times.oldestPendingAge <= atMost, QByteArray::number(times.oldestPendingAge).constData());
    const GroupStatus counters = group(QStringLiteral("counters"), QStringLiteral("g"));
    QCOMPARE(counters.oldestPendingId, StreamId(1, 0));
    QVERIFY2(counters.oldestPendingAge >= 0 && counters.oldestPendingAge < 60'000, QByteArray::number(counters.oldestPendingAge).constData());
    ask({"XACK", "counters", "g", "1-0", "2-0"});
    QVERIFY(look());
    QVERIFY(!group(QStringLiteral("counters"), QStringLiteral("g")).oldestPendingId);
    QCOMPARE(group(QStringLiteral("counters"), QStringLiteral("g")).oldestPendingAge, -1);
}

void tst_Monitor_Groups::rates()
{
    addNumbered(admin(), "s", 100);
    ask({"XGROUP", "CREATE", "s", "g", "0"});
    m_monitor->setCurrentStream(QStringLiteral("s"));
    m_monitor->setRefreshInterval(100);
    m_monitor->setActive(true);
    QTRY_COMPARE(group(QStringLiteral("s"), QStringLiteral("g")).rate, 0.0);
    deliver("s", "g", "c", 50);
    const auto fastest = [this] {
        const QList<double> rates = group(QStringLiteral("s"), QStringLiteral("g")).rates;
        return *std::max_element(rates.begin(), rates.end());
    };
    QTRY_VERIFY(fastest() > 0);
    QVERIFY2(fastest() <= 50 * 1000.0 / 95, qPrintable(QString::number(fastest())));
    QTRY_COMPARE(group(QStringLiteral("s"), QStringLiteral("g")).rate, 0.0);
    QVERIFY(group(QStringLiteral("s"), QStringLiteral("g")).rates.size() >= 3);
}

void tst_Monitor_Groups::ofTheCurrentStream()
{
    for (const char *name : {"one", "two"}) {
        addNumbered(admin(), name, 1);
        ask({"XGROUP", "CREATE", name, "g", "0"});
    }
    QVERIFY(look());
    QCOMPARE(m_monitor->groupList()->count(), 0);
    QCOMPARE(admin().commandCalls().value("xinfo|groups"), 0);
    m_monitor->setCurrentStream(QStringLiteral("one"));
    QVERIFY(look());
    QCOMPARE(m_monitor->groupList()->count(), 1);
    QCOMPARE(m_monitor->groupList()->at(0).stream, QStringLiteral("one"));
    m_monitor->setCurrentStream(QStringLiteral("two"));
    QCOMPARE(m_monitor->groupList()->count(), 0); // not for a moment those of another stream
    QVERIFY(look());
    QCOMPARE(m_monitor->groupList()->at(0).stream, QStringLiteral("two"));
}

void tst_Monitor_Groups::ofAllStreams()
{
    for (const char *name : {"b", "a", "none"})
        addNumbered(admin(), name, 1);
    for (const char *name : {"y", "x"})
        ask({"XGROUP", "CREATE", "b", name, "0"});
    ask({"XGROUP", "CREATE", "a", "z", "0"});
    m_monitor->setAllGroups(true);
    QVERIFY(look());
    const auto groups = [this] {
        QStringList list;
        for (int row = 0; row < m_monitor->groupList()->count(); ++row)
            list.append(m_monitor->groupList()->at(row).stream + u'/' + m_monitor->groupList()->at(row).name);
        return list.join(u' ');
    };
    QCOMPARE(groups(), QStringLiteral("a/z b/x b/y"));
    QCOMPARE(admin().commandCalls().value("xinfo|groups"), 2); // not of streams without any
    m_monitor->setCurrent(QStringLiteral("b"), QStringLiteral("x"));
    QCOMPARE(groups(), QStringLiteral("a/z b/x b/y"));
    m_monitor->setAllGroups(false);
    QCOMPARE(groups(), QStringLiteral("b/x b/y"));
}

void tst_Monitor_Groups::groupsVanish()
{
    for (const char *name : {"one", "two"}) {
        addNumbered(admin(), name, 3);
        ask({"XGROUP", "CREATE", name, "g", "0"});
        deliver(name, "g", "c", 3);
    }
    m_monitor->setAllGroups(true);
    m_monitor->setCurrent(QStringLiteral("one"), QStringLiteral("g"));
    QVERIFY(look());
    QCOMPARE(m_monitor->groupList()->count(), 2);
    QCOMPARE(m_monitor->pendingList()->count(), 3);
    ask({"XGROUP", "DESTROY", "one", "g"});
    QVERIFY(look());
    QCOMPARE(m_monitor->groupList()->count(), 1);
    QCOMPARE(m_monitor->pendingList()->count(), 0);
    QCOMPARE(m_monitor->consumerList()->count(), 0);
    ask({"DEL", "one", "two"});
    QVERIFY(look());
    QCOMPARE(m_monitor->groupList()->count(), 0);
    QVERIFY(!m_monitor->error());
    QVERIFY(!m_monitor->groupList()->error());
    QVERIFY(!m_monitor->pendingList()->error());
    QVERIFY(!m_monitor->consumerList()->error());
    QCOMPARE(m_monitor->currentStream(), QStringLiteral("one"));
}

void tst_Monitor_Groups::consumers()
{
    addNumbered(admin(), "s", 5);
    ask({"XGROUP", "CREATE", "s", "g", "0"});
    deliver("s", "g", "bob", 2);
    deliver("s", "g", "alice", 1);
    m_monitor->setCurrent(QStringLiteral("s"), QStringLiteral("g"));
    QVERIFY(look());
    const ConsumerListModel *list = m_monitor->consumerList();
    QCOMPARE(list->names(), QStringList({QStringLiteral("alice"), QStringLiteral("bob")}));
    QCOMPARE(list->at(0).pending, 1);
    QCOMPARE(list->at(1).pending, 2);
    QVERIFY(list->at(1).idle >= 0 && list->at(1).idle < 60'000);
    QCOMPARE(list->data(list->index(0), ConsumerListModel::KeyRole).toByteArray(), QByteArray("alice"));
    const QPersistentModelIndex bob(list->index(1));
    ask({"XGROUP", "DELCONSUMER", "s", "g", "alice"});
    QVERIFY(look());
    QCOMPARE(bob.row(), 0);
}

void tst_Monitor_Groups::pendingEntries()
{
    addNumbered(admin(), "s", 5);
    ask({"XGROUP", "CREATE", "s", "g", "0"});
    deliver("s", "g", "alice", 2);
    deliver("s", "g", "bob", 1);
    ask({"XCLAIM", "s", "g", "bob", "0", "1-0"});
    m_monitor->setCurrent(QStringLiteral("s"), QStringLiteral("g"));
    QVERIFY(look());
    PendingListModel *list = m_monitor->pendingList();
    QCOMPARE(pendingIds(), (QList<StreamId> {{1, 0}, {2, 0}, {3, 0}}));
    QVERIFY(list->isComplete());
    QCOMPARE(list->at(0).consumer, QByteArray("bob"));
    QCOMPARE(list->at(0).deliveryCount, 2);
    QCOMPARE(list->at(1).deliveryCount, 1);
    QVERIFY(list->at(0).idle >= 0);
    QCOMPARE(list->data(list->index(0), PendingListModel::IdRole).toString(), QStringLiteral("1-0"));
    QCOMPARE(list->data(list->index(0), PendingListModel::ConsumerRole).toString(), QStringLiteral("bob"));
    QCOMPARE(list->indexOf(QStringLiteral("3-0")), 2);
    QCOMPARE(list->indexOf(QStringLiteral("4-0")), -1);
    QCOMPARE(list->indexOf(QStringLiteral("what")), -1);
    const QPersistentModelIndex third(list->index(2));
    ask({"XACK", "s", "g", "2-0"});
    deliver("s", "g", "bob", 1);
    QVERIFY(look());
    QCOMPARE(pendingIds(), (QList<StreamId> {{1, 0}, {3, 0}, {4, 0}}));
    QCOMPARE(third.row(), 1);
}

void tst_Monitor_Groups::pendingPages()
{
    addNumbered(admin(), "s", 250);
    ask({"XGROUP", "CREATE", "s", "g", "0"});
    deliver("s", "g", "c", 250);
    withoutTesters(); // they fetch by themselves all there is
    PendingListModel *list = m_monitor->pendingList();
    list->setPageSize(100);
    list->setMaximumRows(220);
    QVERIFY(!list->canFetchMore());
    m_monitor->setRefreshInterval(60'000);
    m_monitor->setCurrent(QStringLiteral("s"), QStringLiteral("g"));
    m_monitor->setActive(true);
    QTRY_COMPARE(list->count(), 100);
    QVERIFY(!list->isComplete());
    QVERIFY(list->canFetchMore());
    list->fetchMore();
    QVERIFY(!list->canFetchMore()); // one page at a time
    QTRY_COMPARE(list->count(), 200);
    list->fetchMore();
    QTRY_COMPARE(list->count(), 220);
    QVERIFY(!list->canFetchMore()); // as many as there may be
    QVERIFY(!list->isComplete());
    list->setMaximumRows(1000);
    QTRY_COMPARE(list->count(), 250);
    QVERIFY(list->isComplete());
    QVERIFY(!list->canFetchMore());
    list->setMaximumRows(50);
    QTRY_COMPARE(list->count(), 50);
}

void tst_Monitor_Groups::pendingOfOneConsumer()
{
    addNumbered(admin(), "s", 4);
    ask({"XGROUP", "CREATE", "s", "g", "0"});
    deliver("s", "g", "alice", 2);
    deliver("s", "g", "bob", 2);
    m_monitor->setRefreshInterval(60'000);
    m_monitor->setCurrent(QStringLiteral("s"), QStringLiteral("g"));
    m_monitor->setActive(true);
    QTRY_COMPARE(m_monitor->pendingList()->count(), 4);
    m_monitor->pendingList()->setConsumer(QStringLiteral("bob"));
    QTRY_COMPARE(pendingIds(), (QList<StreamId> {{3, 0}, {4, 0}}));
    m_monitor->pendingList()->setConsumer({});
    QTRY_COMPARE(m_monitor->pendingList()->count(), 4);
}

void tst_Monitor_Groups::otherGroupOtherRows()
{
    addNumbered(admin(), "s", 4);
    for (const char *name : {"one", "two"})
        ask({"XGROUP", "CREATE", "s", name, "0"});
    deliver("s", "one", "alice", 2);
    deliver("s", "two", "bob", 3);
    m_monitor->setCurrent(QStringLiteral("s"), QStringLiteral("one"));
    QVERIFY(look());
    QCOMPARE(m_monitor->consumerList()->names(), QStringList({QStringLiteral("alice")}));
    // The answers to a look that is under way are those of the group before.
    QSignalSpy refreshed(m_monitor.get(), &StreamMonitor::refreshed);
    m_monitor->refresh();
    m_monitor->setCurrentGroup(QStringLiteral("two"));
    QCOMPARE(m_monitor->pendingList()->count(), 0);
    connect(m_monitor->consumerList(), &QAbstractItemModel::rowsInserted, this, [this] {
        QCOMPARE(m_monitor->consumerList()->names(), QStringList({QStringLiteral("bob")}));
    });
    QTRY_VERIFY(refreshed.count() > 0);
    QVERIFY(look());
    QCOMPARE(m_monitor->consumerList()->names(), QStringList({QStringLiteral("bob")}));
    QCOMPARE(m_monitor->pendingList()->count(), 3);
    m_monitor->setCurrentStream(QString());
    QCOMPARE(m_monitor->currentGroup(), QString());
    QCOMPARE(m_monitor->pendingList()->count(), 0);
}

void tst_Monitor_Groups::groupWithoutPermission()
{
    addNumbered(admin(), "s", 4);
    ask({"XGROUP", "CREATE", "s", "g", "0"});
    deliver("s", "g", "alice", 2);
    ask({"ACL", "SETUSER", "limited", "on", ">pw", "+@all", "~*", "-xpending", "-xinfo|consumers"});
    QString url = m_server.url();
    url.replace(QStringLiteral("redis://"), QStringLiteral("redis://limited:pw@"));
    m_client->setUrl(quick(url));
    m_monitor->setCurrent(QStringLiteral("s"), QStringLiteral("g"));
    QVERIFY(look());
    QVERIFY(!m_monitor->error());
    QCOMPARE(group(QStringLiteral("s"), QStringLiteral("g")).pending, 2);
    QVERIFY(!group(QStringLiteral("s"), QStringLiteral("g")).oldestPendingId);
    QCOMPARE(m_monitor->pendingList()->error().code(), RedisError::Code::PermissionDenied);
    QCOMPARE(m_monitor->consumerList()->error().code(), RedisError::Code::PermissionDenied);
    QVERIFY(!m_monitor->groupList()->error());
    ask({"ACL", "SETUSER", "limited", "-xinfo"});
    m_monitor->reset();
    QVERIFY(look());
    QCOMPARE(stream(QStringLiteral("s")).error.code(), RedisError::Code::PermissionDenied);
    ask({"ACL", "DELUSER", "limited"});
}

// XNACK came with Redis 8.8: what such a server answers.
void tst_Monitor_Groups::releasedEntries()
{
    FakeServer fake([](int, const QByteArrayList &command) -> QByteArray {
        const QByteArray name = command.value(0).toUpper();
        const QByteArray sub = command.value(1).toUpper();
        if (name == "XINFO" && sub == "STREAM")
            return "%3\r\n$6\r\nlength\r\n:1\r\n$17\r\nlast-generated-id\r\n$3\r\n1-0\r\n$6\r\ngroups\r\n:1\r\n";
        if (name == "XINFO" && sub == "GROUPS")
            return "*1\r\n%4\r\n$4\r\nname\r\n$1\r\ng\r\n$9\r\nconsumers\r\n:0\r\n$7\r\npending\r\n:1\r\n$17\r\nlast-delivered-id\r\n$3\r\n1-0\r\n";
        if (name == "XINFO" && sub == "CONSUMERS")
            return "*0\r\n";
        if (name == "XPENDING")
            return "*1\r\n*4\r\n$3\r\n1-0\r\n$0\r\n\r\n:-1\r\n:3\r\n";
        return {};
    });
    RedisClient client(fake.url());
    m_monitor->setClient(&client);
    m_monitor->setStreams({QStringLiteral("s")});
    m_monitor->setCurrent(QStringLiteral("s"), QStringLiteral("g"));
    QVERIFY(look());
    QCOMPARE(m_monitor->pendingList()->count(), 1);
    QCOMPARE(m_monitor->pendingList()->at(0).consumer, QByteArray());
    QCOMPARE(m_monitor->pendingList()->at(0).idle, -1);
    QCOMPARE(m_monitor->pendingList()->at(0).deliveryCount, 3);
    // A server that tells nothing of lag.
    QCOMPARE(group(QStringLiteral("s"), QStringLiteral("g")).lag, -1);
    QCOMPARE(group(QStringLiteral("s"), QStringLiteral("g")).oldestPendingAge, -1);
    QCOMPARE(stream(QStringLiteral("s")).memory, -1);
    m_monitor->setClient(nullptr);
}

QTEST_GUILESS_MAIN(tst_Monitor_Groups)
#include "tst_monitor_groups.moc"
