// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "monitortest.h"

#include "support/fakeserver.h"
#include "support/faultproxy.h"
#include "support/respbytes.h"

using namespace RedisStreams;
using namespace RedisStreams::Test;

/// When the monitor looks, and above all when it does not.
class tst_Monitor_Refresh : public MonitorTest
{
    Q_OBJECT

private Q_SLOTS:
    void onlyWhileActive();
    void everyInterval();
    void neverTwiceAtATime();
    void slowServerIsAskedLess();
    void failuresAreBackedOff();
    void goesOnAfterARestart();
    void waitsForTheClient();
    void refreshWhileInactive();
    void refusedServer();
    void deactivatedDuringALook();
    void clientGoes();
    void monitorGoesInItsOwnSlots();
    void settings();
};

void tst_Monitor_Refresh::onlyWhileActive()
{
    addNumbered(admin(), "s", 1);
    m_monitor->setRefreshInterval(100);
    m_monitor->setCurrentStream(QStringLiteral("s"));
    m_client->open();
    QTRY_VERIFY(m_client->isConnected());
    const auto asked = [this] {
        const auto calls = admin().commandCalls();
        return calls.value("scan") + calls.value("xinfo|stream") + calls.value("xinfo|groups") + calls.value("time");
    };
    QTest::qWait(300);
    QCOMPARE(asked(), 0);
    m_monitor->setActive(true);
    QTRY_VERIFY(asked() > 6);
    QSignalSpy refreshed(m_monitor.get(), &StreamMonitor::refreshed);
    QTRY_VERIFY(refreshed.count() > 0);
    m_monitor->setActive(false);
    // What was on the way at that moment has been answered when this is.
    COMPARE_RESULT(m_client->ping(), QByteArray("PONG"));
    const qint64 then = asked();
    QTest::qWait(500);
    QCOMPARE(asked(), then);
    m_monitor->setActive(true);
    QTRY_VERIFY(asked() > then);
}

void tst_Monitor_Refresh::everyInterval()
{
    addNumbered(admin(), "s", 1);
    m_monitor->setRefreshInterval(200);
    m_monitor->setActive(true);
    QSignalSpy refreshed(m_monitor.get(), &StreamMonitor::refreshed);
    QElapsedTimer time;
    QTRY_VERIFY(refreshed.count() >= 1);
    time.start();
    const qsizetype before = refreshed.count();
    QTRY_VERIFY(refreshed.count() >= before + 5);
    // From the end of one to the start of the next, and seen at their ends, or a little later.
    QVERIFY2(time.elapsed() >= 3 * 190, QByteArray::number(time.elapsed()).constData());
    QTRY_COMPARE(m_monitor->currentInterval(), 200); // longer after a look that had to wait for the machine
}

void tst_Monitor_Refresh::neverTwiceAtATime()
{
    // Answers come 150 ms late; every interval is over by then.
    FaultProxy proxy(m_server.port());
    RedisClient client(proxy.url());
    client.open();
    QTRY_VERIFY(client.isConnected());
    addNumbered(admin(), "s", 1);
    m_monitor->setClient(&client);
    m_monitor->setRefreshInterval(100);
    proxy.setDelay(std::chrono::milliseconds(75));
    m_monitor->setActive(true);
    QSignalSpy refreshed(m_monitor.get(), &StreamMonitor::refreshed);
    ask({"CONFIG", "RESETSTAT"});
    for (int i = 0; i < 30; ++i) {
        m_monitor->refresh();
        QTest::qWait(20);
    }
    QTRY_VERIFY(refreshed.count() >= 2);
    // Each look asks for the time once.
    const qint64 looks = admin().commandCalls().value("time");
    QVERIFY2(looks <= refreshed.count() + 2, QByteArray::number(looks).constData());
    m_monitor->setClient(nullptr);
}

void tst_Monitor_Refresh::slowServerIsAskedLess()
{
    FaultProxy proxy(m_server.port());
    RedisClient client(proxy.url());
    addNumbered(admin(), "s", 1);
    m_monitor->setClient(&client);
    // A look may take a quarter of it before it is found slow: room for a machine that is.
    m_monitor->setRefreshInterval(400);
    m_monitor->setActive(true);
    QTRY_COMPARE(stream(QStringLiteral("s")).length, 1);
    QTRY_COMPARE(m_monitor->currentInterval(), 400);
    proxy.setDelay(std::chrono::milliseconds(120));
    QTRY_VERIFY(m_monitor->currentInterval() >= 4 * 240);
    proxy.setDelay(std::chrono::milliseconds(0));
    QTRY_COMPARE(m_monitor->currentInterval(), 400);
    m_monitor->setClient(nullptr);
}

void tst_Monitor_Refresh::failuresAreBackedOff()
{
    FakeServer fake([](int, const QByteArrayList &command) -> QByteArray {
        if (command.value(0).toUpper() == "SCAN")
            return error("BUSY Redis is busy running a script");
        return {};
    });
    RedisClient client(fake.url());
    m_monitor->setClient(&client);
    m_monitor->setRefreshInterval(100);
    m_monitor->setActive(true);
    QTRY_VERIFY(m_monitor->currentInterval() >= 400);
    QCOMPARE(m_monitor->error().code(), RedisError::Code::Busy);
    QVERIFY(!m_monitor->errorString().isEmpty());
    QVERIFY(!m_monitor->isLoaded());
    // 200, 400, 800 ms: few, and no hot loop.
    fake.clearReceived();
    QTest::qWait(1000);
    qsizetype scans = 0;
    for (const QByteArrayList &command : fake.received())
        scans += command.value(0).toUpper() == "SCAN" ? 1 : 0;
    QVERIFY2(scans <= 3, QByteArray::number(scans).constData());
    m_monitor->setClient(nullptr);
    QVERIFY(!m_monitor->error());
}

void tst_Monitor_Refresh::goesOnAfterARestart()
{
    RedisServer::Options options;
    options.appendOnly = true;
    RedisServer server(options);
    QVERIFY2(server.start(), qPrintable(server.errorString()));
    addNumbered(server.admin(), "s", 1);
    RedisClient client(quick(server.url()));
    m_monitor->setClient(&client);
    m_monitor->setRefreshInterval(100);
    m_monitor->setActive(true);
    QTRY_COMPARE(stream(QStringLiteral("s")).length, 1);
    server.kill();
    QTRY_VERIFY(!client.isConnected());
    QCOMPARE(stream(QStringLiteral("s")).length, 1); // what was known stays readable
    QVERIFY2(server.restart(), qPrintable(server.errorString()));
    addNumbered(server.admin(), "s", 2, 2);
    QTRY_COMPARE_WITH_TIMEOUT(stream(QStringLiteral("s")).length, 3, 10'000);
    QTRY_VERIFY(!m_monitor->error());
    m_monitor->setClient(nullptr);
}

void tst_Monitor_Refresh::waitsForTheClient()
{
    // An active monitor opens its client, and does nothing until it is connected.
    addNumbered(admin(), "s", 1);
    FaultProxy proxy(m_server.port());
    proxy.setBlackHole(true);
    RedisClient client(quick(proxy.url()));
    m_monitor->setClient(&client);
    m_monitor->setRefreshInterval(100);
    QCOMPARE(client.state(), RedisClient::State::Disconnected);
    m_monitor->setActive(true);
    QCOMPARE(client.state(), RedisClient::State::Connecting);
    QTest::qWait(300);
    QCOMPARE(m_monitor->streamList()->count(), 0);
    proxy.setBlackHole(false);
    QTRY_COMPARE(stream(QStringLiteral("s")).length, 1);
    m_monitor->setClient(nullptr);
}

void tst_Monitor_Refresh::refreshWhileInactive()
{
    addNumbered(admin(), "s", 1);
    QSignalSpy refreshed(m_monitor.get(), &StreamMonitor::refreshed);
    m_monitor->refresh(); // not even connected
    QTRY_COMPARE(refreshed.count(), 1);
    QCOMPARE(stream(QStringLiteral("s")).length, 1);
    QVERIFY(!m_monitor->isActive());
    QTest::qWait(300);
    QCOMPARE(refreshed.count(), 1);
}

void tst_Monitor_Refresh::refusedServer()
{
    RedisServer::Options options;
    options.requirePass = QStringLiteral("secret");
    RedisServer server(options);
    QVERIFY2(server.start(), qPrintable(server.errorString()));
    RedisClient client(server.url());
    QSignalSpy errors(&client, &RedisClient::errorOccurred);
    m_monitor->setClient(&client);
    m_monitor->setRefreshInterval(100);
    m_monitor->setActive(true);
    QTRY_COMPARE(client.state(), RedisClient::State::Failed);
    const qsizetype then = errors.count();
    QTest::qWait(400);
    QCOMPARE(errors.count(), then); // it does not try again and again
    m_monitor->setClient(nullptr);
}

void tst_Monitor_Refresh::deactivatedDuringALook()
{
    addNumbered(admin(), "s", 1);
    FaultProxy proxy(m_server.port());
    RedisClient client(proxy.url());
    client.open();
    QTRY_VERIFY(client.isConnected());
    m_monitor->setClient(&client);
    proxy.setDelay(std::chrono::milliseconds(50));
    QSignalSpy refreshed(m_monitor.get(), &StreamMonitor::refreshed);
    m_monitor->setActive(true);
    QTest::qWait(60); // two of its answers are waited for one after the other
    m_monitor->setActive(false);
    QTest::qWait(500);
    QCOMPARE(refreshed.count(), 0);
    QCOMPARE(stream(QStringLiteral("s")).length, -1);
    m_monitor->setActive(true);
    QTRY_VERIFY(refreshed.count() > 0);
    QCOMPARE(stream(QStringLiteral("s")).length, 1);
    m_monitor->setClient(nullptr);
}

void tst_Monitor_Refresh::clientGoes()
{
    addNumbered(admin(), "s", 1);
    auto client = std::make_unique<RedisClient>(m_server.url());
    m_monitor->setClient(client.get());
    m_monitor->setRefreshInterval(100);
    m_monitor->setActive(true);
    QTRY_COMPARE(stream(QStringLiteral("s")).length, 1);
    QSignalSpy changed(m_monitor.get(), &StreamMonitor::clientChanged);
    m_monitor->refresh(); // under way while it goes
    client.reset();
    QCOMPARE(changed.count(), 1);
    QVERIFY(!m_monitor->client());
    m_monitor->refresh();
    QTest::qWait(200);
    QCOMPARE(m_monitor->streamList()->count(), 1);
}

void tst_Monitor_Refresh::monitorGoesInItsOwnSlots()
{
    addNumbered(admin(), "s", 3);
    ask({"XGROUP", "CREATE", "s", "g", "0"});
    deliver("s", "g", "c", 3);
    const QList<std::function<void(StreamMonitor *, std::function<void()>)>> ways {
        [](StreamMonitor *m, const auto &gone) { connect(m, &StreamMonitor::refreshed, m, gone); },
        [](StreamMonitor *m, const auto &gone) { connect(m, &StreamMonitor::loadedChanged, m, gone); },
        [](StreamMonitor *m, const auto &gone) { connect(m->streamList(), &QAbstractItemModel::rowsInserted, m, gone); },
        [](StreamMonitor *m, const auto &gone) { connect(m->streamList(), &QAbstractItemModel::dataChanged, m, gone); },
        [](StreamMonitor *m, const auto &gone) { connect(m->groupList(), &QAbstractItemModel::rowsInserted, m, gone); },
        [](StreamMonitor *m, const auto &gone) { connect(m->groupList(), &GroupListModel::countChanged, m, gone); },
        [](StreamMonitor *m, const auto &gone) { connect(m->consumerList(), &QAbstractItemModel::rowsInserted, m, gone); },
        [](StreamMonitor *m, const auto &gone) { connect(m->pendingList(), &QAbstractItemModel::rowsInserted, m, gone); },
        [](StreamMonitor *m, const auto &gone) { connect(m->pendingList(), &PendingListModel::completeChanged, m, gone); },
    };
    for (const auto &way : ways) {
        auto *monitor = new StreamMonitor;
        const QPointer<StreamMonitor> guard(monitor);
        monitor->setClient(m_client.get());
        monitor->setCurrent(QStringLiteral("s"), QStringLiteral("g"));
        way(monitor, [monitor] { delete monitor; });
        monitor->refresh();
        QTRY_VERIFY(!guard);
    }
    // Actions end all the same.
    auto *monitor = new StreamMonitor;
    monitor->setClient(m_client.get());
    const QFuture<qint64> acknowledged = monitor->acknowledge("s", "g", {{1, 0}});
    const QFuture<qint64> removed = monitor->removeConsumer("s", "g", "c", "d");
    delete monitor;
    COMPARE_RESULT(acknowledged, 1);
    COMPARE_RESULT(removed, 2);
    QCOMPARE(pendingIn("s", "g"), (QByteArrayList {"2-0", "3-0"}));
}

void tst_Monitor_Refresh::settings()
{
    QSignalSpy interval(m_monitor.get(), &StreamMonitor::refreshIntervalChanged);
    m_monitor->setRefreshInterval(1);
    QCOMPARE(m_monitor->refreshInterval(), 100);
    m_monitor->setRefreshInterval(50);
    QCOMPARE(interval.count(), 1);
    QCOMPARE(m_monitor->pattern(), QStringLiteral("*"));
    QCOMPARE(m_monitor->isActive(), false);
    QSignalSpy stream(m_monitor.get(), &StreamMonitor::currentStreamChanged);
    QSignalSpy group(m_monitor.get(), &StreamMonitor::currentGroupChanged);
    m_monitor->setCurrent(QStringLiteral("s"), QStringLiteral("g"));
    m_monitor->setCurrent(QStringLiteral("s"), QStringLiteral("g"));
    m_monitor->setCurrentStream(QStringLiteral("s"));
    QCOMPARE(m_monitor->currentGroup(), QStringLiteral("g"));
    m_monitor->setCurrentStream(QStringLiteral("t"));
    QCOMPARE(m_monitor->currentGroup(), QString());
    QCOMPARE(stream.count(), 2);
    QCOMPARE(group.count(), 2);
}

QTEST_GUILESS_MAIN(tst_Monitor_Refresh)
#include "tst_monitor_refresh.moc"
