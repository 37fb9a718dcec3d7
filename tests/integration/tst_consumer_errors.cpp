// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "servertest.h"

using namespace Qt::StringLiterals;
using namespace RedisStreams;
using namespace RedisStreams::Test;

using StartFrom = StreamConsumer::StartFrom;
using State = StreamConsumer::State;
using Code = RedisError::Code;

/// What cannot be read, what must not be read, and what was asked for wrongly: each is said clearly and once, and the
/// rest goes on.
class TestConsumerErrors : public ServerTest
{
    Q_OBJECT

private Q_SLOTS:
    void wrongTypeOfOne_data();
    void wrongTypeOfOne();
    void wrongTypeOfAll_data();
    void wrongTypeOfAll();
    void becomesAnotherType();
    void forbiddenKey_data();
    void forbiddenKey();
    void forbiddenUnblock();
    void forbiddenCommand();
    void refusedReads();
    void credentials_data();
    void credentials();
    void passwordChangesWhileFollowing();
    void failedStateHasItsError();
    void nothingToStart_data();
    void nothingToStart();
    void badSettings();
    void callsThatDoNotGoTogether();
    void startsAfterAFailure();
    void unreachableAtFirst();

private:
    /// A client of this server for a user "me", who may do what \a rules say.
    std::unique_ptr<RedisClient> clientOf(const QByteArrayList &rules, const QString &more = {});
};

std::unique_ptr<RedisClient> TestConsumerErrors::clientOf(const QByteArrayList &rules, const QString &more)
{
    m_server.admin().command({"ACL", "DELUSER", "me"});
    const QVariant reply = m_server.admin().command(QByteArrayList {"ACL", "SETUSER", "me", "on", ">sesame"} + rules);
    if (isError(reply))
        qWarning("%s", errorText(reply).constData());
    QString url = m_server.url();
    url.insert(url.indexOf(u"//") + 2, u"me:sesame@"_s);
    return std::make_unique<RedisClient>(quick(url, more));
}

void TestConsumerErrors::wrongTypeOfOne_data()
{
    QTest::addColumn<StartFrom>("from");
    QTest::newRow("found at opening") << StartFrom::Latest;
    QTest::newRow("found at reading") << StartFrom::Beginning;
}

void TestConsumerErrors::wrongTypeOfOne()
{
    QFETCH(StartFrom, from);
    m_server.admin().command({"SET", "two", "a string"});
    StreamConsumer consumer(m_client.get(), {u"one"_s, u"two"_s, u"three"_s});
    consumer.setStartFrom(from);
    Recorder recorder(&consumer);
    consumer.start();
    QTRY_COMPARE(recorder.errorCount(Code::WrongType), 1);
    QTRY_COMPARE(consumer.state(), State::Following);
    QCOMPARE(recorder.errors.constFirst().stream(), u"two"_s);
    QVERIFY2(recorder.errors.constFirst().message().contains(u"\"two\""), qPrintable(consumer.errorString()));
    QVERIFY(!recorder.errors.constFirst().endpoint().isEmpty());
    for (int i = 1; i <= 5; ++i) {
        addNumbered(m_server.admin(), "one", 1, i);
        addNumbered(m_server.admin(), "three", 1, i);
        TRY_RECEIVED(recorder, 2 * i);
    }
    QCOMPARE(recorder.errors.size(), 1);
    QCOMPARE(consumer.reconnectCount(), 0);
}

void TestConsumerErrors::wrongTypeOfAll_data() { wrongTypeOfOne_data(); }

void TestConsumerErrors::wrongTypeOfAll()
{
    QFETCH(StartFrom, from);
    m_server.admin().command({"SET", "one", "a string"});
    m_server.admin().command({"LPUSH", "two", "a list"});
    StreamConsumer consumer(m_client.get(), {u"one"_s, u"two"_s});
    consumer.setStartFrom(from);
    Recorder recorder(&consumer);
    consumer.start();
    QTRY_COMPARE(consumer.state(), State::Failed);
    QCOMPARE(consumer.error().code(), Code::WrongType);
    QVERIFY(!consumer.isActive());
    QCOMPARE(recorder.stopped, 0);
    QCOMPARE(recorder.errors.size(), 2);
    QCOMPARE(QSet<QString>({recorder.errors.at(0).stream(), recorder.errors.at(1).stream()}), QSet<QString>({u"one"_s, u"two"_s}));
    // What fails ends the futures as well.
    const QFuture<qint64> drained = consumer.drain();
    QVERIFY(ends(drained));
    QCOMPARE(failureOf(drained).code(), Code::WrongType);
}

void TestConsumerErrors::becomesAnotherType()
{
    StreamConsumer consumer(m_client.get(), {u"one"_s, u"two"_s});
    Recorder recorder(&consumer);
    addNumbered(m_server.admin(), "two", 1);
    consumer.start();
    QTRY_COMPARE(consumer.state(), State::Following);
    m_server.admin().command({"SET", "two", "a string"});
    for (int i = 1; i <= 20; ++i) {
        addNumbered(m_server.admin(), "one", 1, i);
        TRY_RECEIVED(recorder, i);
    }
    QTRY_COMPARE(recorder.errorCount(Code::WrongType), 1);
    QCOMPARE(consumer.error().stream(), u"two"_s);
    addNumbered(m_server.admin(), "one", 1, 21);
    TRY_RECEIVED(recorder, 21);
    QCOMPARE(consumer.state(), State::Following);
}

void TestConsumerErrors::forbiddenKey_data() { wrongTypeOfOne_data(); }

void TestConsumerErrors::forbiddenKey()
{
    QFETCH(StartFrom, from);
    const auto client = clientOf({"~one", "~three", "+@all"});
    StreamConsumer consumer(client.get(), {u"one"_s, u"two"_s, u"three"_s});
    consumer.setStartFrom(from);
    Recorder recorder(&consumer);
    consumer.start();
    QTRY_COMPARE(recorder.errorCount(Code::PermissionDenied), 1);
    QCOMPARE(recorder.errors.constFirst().stream(), u"two"_s);
    QTRY_COMPARE(consumer.state(), State::Following);
    addNumbered(m_server.admin(), "one", 1);
    addNumbered(m_server.admin(), "two", 1);
    addNumbered(m_server.admin(), "three", 1);
    TRY_RECEIVED(recorder, 2);
    QCOMPARE(recorder.errors.size(), 1);
}

void TestConsumerErrors::forbiddenUnblock()
{
    const auto client = clientOf({"~*", "+@all", "-client|unblock"}, u"block_limit=600"_s);
    StreamConsumer consumer(client.get(), {u"one"_s});
    Recorder recorder(&consumer);
    consumer.start();
    QTRY_COMPARE(blockedClients(m_server.admin()), 1);
    for (const QByteArray stream : {"two", "three"}) {
        addNumbered(m_server.admin(), stream, 2);
        consumer.addStream(stream, StreamId());
        // It takes until the end of the block, no more.
        QTRY_COMPARE(recorder.of(QString::fromLatin1(stream)).size(), 2);
    }
    consumer.stop();
    QTRY_COMPARE(recorder.stopped, 1);
    QCOMPARE(recorder.errors.size(), 1);
    QCOMPARE(recorder.errors.constFirst().code(), Code::PermissionDenied);
    QVERIFY2(recorder.errors.constFirst().message().contains(u"600 ms"), qPrintable(recorder.errors.constFirst().message()));
    QCOMPARE(consumer.reconnectCount(), 0);
}

void TestConsumerErrors::forbiddenCommand()
{
    const auto client = clientOf({"~*", "+@all", "-xread"});
    StreamConsumer consumer(client.get(), {u"one"_s});
    consumer.setStartFrom(StartFrom::Beginning);
    Recorder recorder(&consumer);
    consumer.start();
    QTRY_COMPARE(consumer.state(), State::Failed);
    QCOMPARE(consumer.error().code(), Code::PermissionDenied);
    QVERIFY2(consumer.errorString().contains(u"xread"), qPrintable(consumer.errorString()));
}

void TestConsumerErrors::refusedReads()
{
    // A replica without its master, that gives nothing stale: connected, and yet nothing is read.
    AdminClient &admin = m_server.admin();
    StreamConsumer consumer(m_client.get(), {u"one"_s});
    Recorder recorder(&consumer);
    consumer.start();
    QTRY_VERIFY(consumer.isHealthy());
    admin.command({"CONFIG", "SET", "replica-serve-stale-data", "no"});
    admin.command({"REPLICAOF", "127.0.0.1", "1"});
    QTRY_COMPARE(recorder.errorCount(Code::MasterDown) > 0, true);
    QVERIFY(!consumer.isHealthy());
    QCOMPARE(consumer.state(), State::Following);
    QCOMPARE(consumer.error().code(), Code::MasterDown);
    admin.command({"REPLICAOF", "NO", "ONE"});
    QTRY_VERIFY(consumer.isHealthy());
    QVERIFY(!consumer.error().isError());
    addNumbered(admin, "one", 1);
    TRY_RECEIVED(recorder, 1);
}

void TestConsumerErrors::credentials_data()
{
    QTest::addColumn<QString>("userInfo");
    QTest::addColumn<QString>("protocol");
    for (const char *protocol : {"2", "3", "auto"}) {
        QTest::addRow("wrong password, protocol %s", protocol) << u"me:wrong-secret@"_s << QString::fromLatin1(protocol);
        QTest::addRow("no such user, protocol %s", protocol) << u"nobody:wrong-secret@"_s << QString::fromLatin1(protocol);
    }
}

void TestConsumerErrors::credentials()
{
    QFETCH(QString, userInfo);
    QFETCH(QString, protocol);
    clientOf({"~*", "+@all"});
    QString url = quick(m_server.url(), u"protocol="_s + protocol);
    url.insert(url.indexOf(u"//") + 2, userInfo);
    RedisClient client(url);
    StreamConsumer consumer(&client, {u"one"_s});
    Recorder recorder(&consumer);
    const QFuture<void> open = consumer.open();
    QVERIFY(ends(open));
    QCOMPARE(failureOf(open).code(), Code::AuthenticationFailed);
    QCOMPARE(consumer.state(), State::Failed);
    QCOMPARE(recorder.errors.size(), 1);
    const QString message = consumer.errorString();
    QVERIFY2(message.contains(userInfo.section(u':', 0, 0)), qPrintable(message));
    QVERIFY2(!message.contains(u"secret"), qPrintable(message));
    // Nothing is tried again before somebody changes something.
    const qint64 tries = m_server.admin().commandCalls().value("hello") + m_server.admin().commandCalls().value("auth");
    QVERIFY(!QTest::qWaitFor([&] {
        return m_server.admin().commandCalls().value("hello") + m_server.admin().commandCalls().value("auth") > tries;
    }, 300));
}

void TestConsumerErrors::passwordChangesWhileFollowing()
{
    const auto client = clientOf({"~*", "+@all"});
    StreamConsumer consumer(client.get(), {u"one"_s});
    Recorder recorder(&consumer);
    consumer.start();
    QTRY_COMPARE(consumer.state(), State::Following);
    // Redis closes the connections of a user that is deleted.
    m_server.admin().command({"ACL", "DELUSER", "me"});
    QTRY_COMPARE(consumer.state(), State::Failed);
    QCOMPARE(consumer.error().code(), Code::AuthenticationFailed);
    // With the credentials put right it goes on where it was.
    clientOf({"~*", "+@all"});
    addNumbered(m_server.admin(), "one", 3);
    client->open();
    consumer.resume();
    TRY_RECEIVED(recorder, 3);
}

void TestConsumerErrors::failedStateHasItsError()
{
    // Who looks when the state changes finds the reason.
    m_server.admin().command({"SET", "one", "text"});
    StreamConsumer consumer(m_client.get(), {u"one"_s});
    Code atFailure = Code::NoError;
    connect(&consumer, &StreamConsumer::stateChanged, this, [&](State state) {
        if (state == State::Failed)
            atFailure = consumer.error().code();
    });
    consumer.start();
    QTRY_COMPARE(consumer.state(), State::Failed);
    QCOMPARE(atFailure, Code::WrongType);
}

void TestConsumerErrors::nothingToStart_data()
{
    QTest::addColumn<QString>("call");
    for (const char *call : {"open", "start", "resume", "drain", "fetchEntry"})
        QTest::newRow(call) << QString::fromLatin1(call);
}

void TestConsumerErrors::nothingToStart()
{
    QFETCH(QString, call);
    const auto errorOfCall = [&](StreamConsumer &consumer) {
        Recorder recorder(&consumer);
        RedisError fromFuture;
        if (call == u"open")
            fromFuture = failureOf(consumer.open());
        else if (call == u"drain")
            fromFuture = failureOf(consumer.drain());
        else if (call == u"fetchEntry")
            fromFuture = failureOf(consumer.fetchEntry());
        else if (call == u"start")
            consumer.start();
        else
            consumer.resume();
        if (recorder.errors.size() != 1 || (fromFuture && !(fromFuture == recorder.errors.constFirst())))
            return RedisError(Code::NoError, u"the error is not reported as it should be"_s);
        return recorder.errors.constFirst();
    };
    const auto check = [&](StreamConsumer &consumer, const QString &word) {
        const RedisError error = errorOfCall(consumer);
        QVERIFY2(error.code() == Code::InvalidArgument && error.message().contains(word), qPrintable(error.message()));
        QCOMPARE(consumer.state(), State::Closed);
    };
    StreamConsumer withoutClient(nullptr, {u"one"_s});
    check(withoutClient, u"client"_s);
    StreamConsumer withoutStreams(m_client.get(), {});
    check(withoutStreams, u"streams"_s);
    StreamConsumer withoutName(m_client.get(), {u"one"_s});
    withoutName.setStreams({u"one"_s, QString()});
    check(withoutName, u"name is empty"_s);
    StreamConsumer withBadId(m_client.get(), {u"one"_s});
    withBadId.setStartIds({{u"one"_s, u"yesterday"_s}});
    check(withBadId, u"yesterday"_s);
    StreamConsumer withBadTime(m_client.get(), {u"one"_s});
    withBadTime.setStartFrom(StartFrom::Time);
    check(withBadTime, u"startTime"_s);
}

void TestConsumerErrors::badSettings()
{
    StreamConsumer consumer(m_client.get(), {u"one"_s});
    Recorder recorder(&consumer);
    consumer.setBufferSize(-2);
    consumer.setBlockTimeout(-2);
    consumer.setStartCount(-1);
    consumer.addStream(QString());
    consumer.addStream(u"two"_s, u"$"_s);
    consumer.addStream(u"two"_s, u"1-"_s);
    QCOMPARE(recorder.errorCount(Code::InvalidArgument), 6);
    const QStringList words {u"bufferSize"_s, u"blockTimeout"_s, u"startCount"_s, u"empty"_s, u"\"$\""_s, u"\"1-\""_s};
    for (int i = 0; i < 6; ++i)
        QVERIFY2(recorder.errors.at(i).message().contains(words.at(i)), qPrintable(recorder.errors.at(i).message()));
    QCOMPARE(consumer.bufferSize(), -1);
    QCOMPARE(consumer.blockTimeout(), 0);
    QCOMPARE(consumer.startCount(), 100);
    QCOMPARE(consumer.streams(), QStringList({u"one"_s}));
}

void TestConsumerErrors::callsThatDoNotGoTogether()
{
    StreamConsumer consumer(m_client.get(), {u"one"_s});
    consumer.setBlockTimeout(10'000);
    Recorder recorder(&consumer);
    consumer.start();
    QCOMPARE(failureOf(consumer.drain()).code(), Code::InvalidState);
    QCOMPARE(failureOf(consumer.fetchEntry()).code(), Code::InvalidState);
    QTRY_COMPARE(consumer.state(), State::Following);
    QCOMPARE(failureOf(consumer.drain()).code(), Code::InvalidState);
    consumer.abort();

    const QFuture<qint64> drained = consumer.drain();
    QCOMPARE(failureOf(consumer.drain()).code(), Code::InvalidState);
    QCOMPARE(failureOf(consumer.fetchEntry()).code(), Code::InvalidState);
    consumer.start();
    QCOMPARE(recorder.errorCount(Code::InvalidState), 6);
    consumer.abort();
    QCOMPARE(failureOf(drained).code(), Code::Aborted);

    const auto fetched = consumer.fetchEntry();
    QCOMPARE(failureOf(consumer.drain()).code(), Code::InvalidState);
    consumer.start();
    QCOMPARE(recorder.errorCount(Code::InvalidState), 8);
    QVERIFY(!fetched.isFinished());
    consumer.abort();
    QCOMPARE(failureOf(fetched).code(), Code::Aborted);

    consumer.setBlockTimeout(-1);
    QCOMPARE(failureOf(consumer.drain()).code(), Code::InvalidArgument);
    QVERIFY(consumer.errorString().contains(u"-1"));
}

void TestConsumerErrors::startsAfterAFailure()
{
    m_server.admin().command({"SET", "one", "a string"});
    StreamConsumer consumer(m_client.get(), {u"one"_s});
    consumer.setStartFrom(StartFrom::Beginning);
    Recorder recorder(&consumer);
    consumer.start();
    QTRY_COMPARE(consumer.state(), State::Failed);
    m_server.admin().command({"DEL", "one"});
    addNumbered(m_server.admin(), "one", 2);
    consumer.start();
    TRY_RECEIVED(recorder, 2);
    QVERIFY(!consumer.error().isError());
}

void TestConsumerErrors::unreachableAtFirst()
{
    RedisServer late;
    QVERIFY2(late.start(), qPrintable(late.errorString()));
    late.stop();
    RedisClient client(quick(late.url(), u"command_timeout=200"_s));
    StreamConsumer consumer(&client, {u"one"_s});
    Recorder recorder(&consumer);
    consumer.start();
    QTRY_VERIFY(recorder.errorCount(Code::ConnectionRefused) >= 5);
    QCOMPARE(consumer.state(), State::Opening);
    QVERIFY(consumer.isActive());
    QVERIFY2(late.start(), qPrintable(late.errorString()));
    QTRY_COMPARE(consumer.state(), State::Following);
    addNumbered(late.admin(), "one", 1);
    TRY_RECEIVED(recorder, 1);
}

QTEST_GUILESS_MAIN(TestConsumerErrors)
#include "tst_consumer_errors.moc"
