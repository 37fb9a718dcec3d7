// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "servertest.h"

#include <QtCore/QEventLoop>
#include <QtCore/QTimer>

using namespace Qt::StringLiterals;
using namespace RedisStreams;
using namespace RedisStreams::Test;

using StartFrom = StreamConsumer::StartFrom;
using State = StreamConsumer::State;
using Code = RedisError::Code;

/// Consumers and clients that end at the worst moment, and futures that end nevertheless. Made to be run with
/// AddressSanitizer.
class TestConsumerLifetime : public ServerTest
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void anyActionInAnySignal_data();
    void anyActionInAnySignal();
    void continuationsMayDelete_data();
    void continuationsMayDelete();
    void continuationsMayGoOn();
    void deletedAtAnyMoment_data();
    void deletedAtAnyMoment();
    void futuresEndWithTheirConsumer_data();
    void futuresEndWithTheirConsumer();
    void everyOpenIsAnswered();

private:
    QPointer<StreamConsumer> makeConsumer(const QStringList &streams);

    QPointer<StreamConsumer> m_consumer;
};

namespace {

void spin(int milliseconds)
{
    QEventLoop loop;
    QTimer::singleShot(milliseconds, &loop, &QEventLoop::quit);
    loop.exec();
}

} // namespace

void TestConsumerLifetime::init()
{
    ServerTest::init();
    delete m_consumer;
    addNumbered(m_server.admin(), "one", 300);
}

QPointer<StreamConsumer> TestConsumerLifetime::makeConsumer(const QStringList &streams)
{
    m_consumer = new StreamConsumer(m_client.get(), streams, this);
    m_consumer->setStartFrom(StartFrom::Beginning);
    return m_consumer;
}

/// Does something on the first emission of one signal, and counts all emissions of all signals.
class Actor : public QObject
{
    Q_OBJECT

public:
    Actor(StreamConsumer *consumer, const QByteArray &signalName, std::function<void()> action)
        : m_action(std::move(action))
    {
        const QMetaObject *meta = &StreamConsumer::staticMetaObject;
        for (int i = meta->methodOffset(); i < meta->methodCount(); ++i) {
            const QMetaMethod method = meta->method(i);
            if (method.methodType() != QMetaMethod::Signal)
                continue;
            // Except for the one that addStream(), which may be under way, ends with.
            if (method.name() != "streamsChanged")
                connect(consumer, method, this, metaObject()->method(metaObject()->indexOfSlot("count()")));
            if (method.name() == signalName)
                connect(consumer, method, this, metaObject()->method(metaObject()->indexOfSlot("act()")));
        }
    }

    bool acted = false;
    int emissions = 0;

private Q_SLOTS:
    void count() { ++emissions; }
    void act()
    {
        if (!std::exchange(acted, true))
            m_action();
    }

private:
    std::function<void()> m_action;
};

void TestConsumerLifetime::anyActionInAnySignal_data()
{
    QTest::addColumn<QByteArray>("signalName");
    QTest::addColumn<QString>("action");
    const char *signalNames[] = {"entryReceived", "entriesReceived", "opened", "drained", "stopped", "streamAdded", "streamRemoved",
                                 "errorOccurred", "stateChanged", "healthyChanged", "activeChanged", "pausedChanged",
                                 "countersChanged", "errorChanged", "streamsChanged"};
    for (const char *signalName : signalNames) {
        for (const char *action : {"delete consumer", "delete client", "delete both", "stop", "abort", "restart", "spin", "change URL"})
            QTest::addRow("%s in %s", action, signalName) << QByteArray(signalName) << QString::fromLatin1(action);
    }
}

void TestConsumerLifetime::anyActionInAnySignal()
{
    QFETCH(QByteArray, signalName);
    QFETCH(QString, action);
    const QPointer<StreamConsumer> consumer = makeConsumer({u"one"_s});
    int emissionsAtAction = 0;
    bool wasClosed = false;
    Actor actor(consumer, signalName, [&] {
        wasClosed = consumer->state() == State::Closed;
        if (action == u"delete consumer" || action == u"delete both")
            delete consumer;
        if (action == u"delete client" || action == u"delete both")
            m_client.reset();
        else if (action == u"stop")
            consumer->stop();
        else if (action == u"abort")
            consumer->abort();
        else if (action == u"spin")
            spin(30);
        else if (action == u"change URL")
            m_client->setUrl(m_client->url() + u"&client_name=other"_s);
        else if (action == u"restart") {
            consumer->abort();
            consumer->start();
        }
        emissionsAtAction = actor.emissions;
    });

    // Each step brings signals; the first that is the wanted one ends the sequence.
    const QFuture<void> open = consumer->open();
    const std::function<bool()> steps[] = {
        [&] { return consumer->state() == State::Open; },
        [&] { consumer->drain(); return true; },
        [&] { return consumer->state() == State::Open; },
        [&] { consumer->start(); return true; },
        [&] { return consumer->isHealthy(); },
        [&] { consumer->addStream(u"two"_s); return true; },
        [&] { return consumer->positions().size() == 2; },
        [&] { consumer->removeStream(u"two"_s); return true; },
        [&] { m_server.admin().killClients({}); return true; },
        [&] { return consumer->reconnectCount() == 1 && consumer->isHealthy(); },
        [&] { consumer->setPaused(true); return true; },
        [&] { consumer->setPaused(false); return true; },
        [&] { consumer->stop(); return true; },
        [&] { return consumer->state() == State::Closed; },
    };
    for (const auto &step : steps) {
        if (!actor.acted)
            QVERIFY(QTest::qWaitFor([&] { return actor.acted || step(); }, Patience));
    }
    if (!actor.acted)
        QVERIFY(QTest::qWaitFor([&] { return actor.acted; }, Patience));

    QVERIFY(ends(open));
    if (action.startsWith(u"delete consumer") || action == u"delete both" || action == u"abort") {
        spin(120); // longer than countersChanged() is held back
        QCOMPARE(!consumer, action != u"abort");
        // What was stopping when it was aborted, and had come to its end, still says so.
        QVERIFY(actor.emissions == emissionsAtAction || (consumer && wasClosed));
    } else if (action == u"delete client") {
        QTRY_VERIFY(consumer->state() == State::Failed || consumer->state() == State::Closed);
    } else if (action == u"stop") {
        QTRY_COMPARE(consumer->state(), State::Closed);
    } else {
        // It works on: after a start where it is not running, an entry comes through.
        Recorder recorder(consumer);
        QTRY_VERIFY(consumer->state() != State::Stopping && consumer->state() != State::Draining);
        consumer->setPaused(false);
        consumer->start();
        addNumbered(m_server.admin(), "one", 1, 301);
        QTRY_VERIFY(recorder.received.contains(u"one 301-0"_s));
    }
}

void TestConsumerLifetime::continuationsMayDelete_data()
{
    QTest::addColumn<QString>("call");
    QTest::addColumn<QString>("action");
    for (const char *call : {"open", "drain", "fetch", "fetch nothing"}) {
        for (const char *action : {"delete consumer", "delete client", "abort"})
            QTest::addRow("%s after %s", action, call) << QString::fromLatin1(call) << QString::fromLatin1(action);
    }
}

void TestConsumerLifetime::continuationsMayDelete()
{
    QFETCH(QString, call);
    QFETCH(QString, action);
    const QPointer<StreamConsumer> consumer = makeConsumer({call == u"fetch nothing" ? u"missing"_s : u"one"_s});
    int done = 0;
    const auto act = [&] {
        if (++done > 1)
            return;
        if (action == u"delete consumer")
            delete consumer;
        else if (action == u"delete client")
            m_client.reset();
        else
            consumer->abort();
    };
    QList<QFuture<std::optional<StreamEntry>>> others;
    if (call == u"open") {
        consumer->open().then(this, act);
    } else if (call == u"drain") {
        consumer->drain().then(this, [&](qint64) { act(); });
    } else {
        consumer->fetchEntry().then(this, [&](const std::optional<StreamEntry> &) { act(); });
        others = {consumer->fetchEntry(), consumer->fetchEntry()};
    }
    QTRY_COMPARE(done, 1);
    for (const auto &other : others) {
        QVERIFY(ends(other));
        const Code code = failureOf(other).code();
        QVERIFY2(code == Code::Aborted || code == Code::InvalidState || code == Code::NoError,
                 qPrintable(failureOf(other).message()));
    }
    spin(20);
    QCOMPARE(!consumer, action == u"delete consumer");
}

void TestConsumerLifetime::continuationsMayGoOn()
{
    // A chain that fetches entry after entry, each from the continuation of the one before, then drains, then follows.
    const QPointer<StreamConsumer> consumer = makeConsumer({u"one"_s});
    Recorder recorder(consumer);
    QList<StreamId> fetched;
    std::function<void()> next = [&] {
        consumer->fetchEntry().then(this, [&](const std::optional<StreamEntry> &entry) {
            fetched.append(entry->id());
            if (fetched.size() < 250)
                return next();
            consumer->drain().then(this, [&](qint64 count) {
                QCOMPARE(count, 50);
                consumer->start();
            });
        });
    };
    next();
    QTRY_COMPARE(consumer->state(), State::Following);
    addNumbered(m_server.admin(), "one", 1, 301);
    TRY_RECEIVED(recorder, 51);
    QCOMPARE(recorder.received, numbered(u"one"_s, 251, 301));
    for (int i = 0; i < 250; ++i)
        QCOMPARE(fetched.at(i), StreamId(quint64(i) + 1, 0));
}

void TestConsumerLifetime::deletedAtAnyMoment_data()
{
    QTest::addColumn<QString>("what");
    for (const char *what : {"consumer", "client", "abort", "restart", "setUrl"})
        QTest::newRow(what) << QString::fromLatin1(what);
}

void TestConsumerLifetime::deletedAtAnyMoment()
{
    QFETCH(QString, what);
    // From before the first turn of the event loop to long after the first entries.
    for (int turns = 0; turns < 60; ++turns) {
        m_client = std::make_unique<RedisClient>(quick(m_server.url()));
        delete m_consumer;
        const QPointer<StreamConsumer> consumer = makeConsumer({u"one"_s, u"missing"_s});
        consumer->setStartFrom(turns % 2 ? StartFrom::LastEntries : StartFrom::Latest);
        Recorder recorder(consumer);
        QFuture<void> open = consumer->open();
        consumer->start();
        for (int i = 0; i < turns; ++i)
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents, 1);
        if (what == u"consumer")
            delete consumer;
        else if (what == u"client")
            m_client.reset();
        else if (what == u"abort")
            consumer->abort();
        else if (what == u"setUrl")
            m_client->setUrl(m_client->url() + u"&client_name=other"_s);
        else {
            consumer->abort();
            consumer->start();
        }
        QVERIFY(what == u"setUrl" || what == u"restart" || open.isFinished());
        const qsizetype received = recorder.received.size();
        if (what == u"setUrl" || what == u"restart") {
            QTRY_COMPARE(consumer->state(), State::Following);
            QVERIFY(open.isFinished());
        } else {
            QCoreApplication::processEvents();
            QCOMPARE(recorder.received.size(), received);
            if (consumer)
                QCOMPARE(consumer->state(), what == u"abort" ? State::Closed : State::Failed);
        }
    }
}

void TestConsumerLifetime::futuresEndWithTheirConsumer_data()
{
    QTest::addColumn<bool>("reachable");
    QTest::addColumn<bool>("abort");
    for (const bool reachable : {true, false}) {
        for (const bool abort : {true, false})
            QTest::addRow("%s, %s", reachable ? "waiting for entries" : "waiting for a server", abort ? "aborted" : "destroyed") << reachable << abort;
    }
}

void TestConsumerLifetime::futuresEndWithTheirConsumer()
{
    QFETCH(bool, reachable);
    QFETCH(bool, abort);
    if (!reachable)
        m_client->setUrl(u"redis://127.0.0.1:1?reconnect_initial=10"_s);
    for (const bool drain : {true, false}) {
        const QPointer<StreamConsumer> consumer = makeConsumer({u"missing"_s});
        consumer->setBlockTimeout(60'000);
        const QFuture<void> open = consumer->open();
        QList<RedisError> failures;
        if (drain)
            consumer->drain().then(this, [](qint64) {}).onFailed(this, [&](const RedisError &error) { failures.append(error); });
        for (int i = 0; i < 3 && !drain; ++i) {
            consumer->fetchEntry()
                .then(this, [](const std::optional<StreamEntry> &) {})
                .onFailed(this, [&](const RedisError &error) { failures.append(error); });
        }
        if (reachable)
            QTRY_COMPARE(blockedClients(m_server.admin()), 1);
        else
            QTRY_COMPARE(consumer->error().code(), Code::ConnectionRefused);
        QCOMPARE(open.isFinished(), reachable);
        if (abort)
            consumer->abort();
        else
            delete consumer;
        QVERIFY(open.isFinished());
        QCOMPARE(failureOf(open).code(), reachable ? Code::NoError : Code::Aborted);
        QCOMPARE(failures.size(), drain ? 1 : 3);
        for (const RedisError &failure : failures)
            QCOMPARE(failure.code(), Code::Aborted);
        delete m_consumer;
        if (reachable)
            QTRY_COMPARE(blockedClients(m_server.admin()), 0);
    }
}

void TestConsumerLifetime::everyOpenIsAnswered()
{
    const QPointer<StreamConsumer> consumer = makeConsumer({u"one"_s});
    int opened = 0;
    int aborted = 0;
    const auto open = [&] {
        consumer->open().then([&] { ++opened; }).onFailed([&](const RedisError &error) { aborted += error.code() == Code::Aborted; });
    };
    open();
    open();
    open();
    QTRY_COMPARE(opened, 3);
    open();
    QCOMPARE(opened, 4);
    consumer->abort();
    m_server.stop();
    open();
    open();
    consumer->abort();
    QCOMPARE(aborted, 2);
    open();
    open();
    delete consumer;
    QCOMPARE(aborted, 4);
    QCOMPARE(opened, 4);
    QVERIFY2(m_server.restart(), qPrintable(m_server.errorString()));
}

QTEST_GUILESS_MAIN(TestConsumerLifetime)
#include "tst_consumer_lifetime.moc"
