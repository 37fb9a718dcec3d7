// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "servertest.h"

#include "support/faultproxy.h"

#include <QtTest/QSignalSpy>

using namespace Qt::StringLiterals;
using namespace RedisStreams;
using namespace RedisStreams::Test;

using State = RedisClient::State;

/// What a client tells those who wait for it: when it tries next, and whom it is connected to.
class TestClientAttempts : public ServerTest
{
    Q_OBJECT

private Q_SLOTS:
    void nextAttemptWhileTheServerIsAway();
    void nextAttemptIsKnownWithTheState();
    void noAttemptAfterClosing();
    void noAttemptAfterAnotherUrl();
    void noAttemptWhenItWouldNotHelp();
    void slotsMayDoWhatTheyLike();
    void peerCertificate();
    void noCertificateWithoutTls();
};

void TestClientAttempts::nextAttemptWhileTheServerIsAway()
{
    RedisServer server;
    QVERIFY2(server.start(), qPrintable(server.errorString()));
    RedisClient client(server.url() + u"?reconnect_initial=400&reconnect_max=400&command_timeout=20000"_s);
    QVERIFY(!client.nextAttempt().isValid());
    QVERIFY(ends(client.ping()));
    QVERIFY(!client.nextAttempt().isValid());

    QSignalSpy changes(&client, &RedisClient::nextAttemptChanged);
    QList<QDateTime> told;
    connect(&client, &RedisClient::nextAttemptChanged, this, [&] { told.append(client.nextAttempt()); });
    server.kill();
    QTRY_VERIFY(client.nextAttempt().isValid());
    const qint64 left = QDateTime::currentDateTimeUtc().msecsTo(client.nextAttempt());
    QVERIFY2(left <= 400, qPrintable(QString::number(left)));
    // Each try that fails is followed by a later one, and between them there is none to wait for.
    QTRY_VERIFY(told.size() >= 5);
    QDateTime before;
    for (qsizetype i = 0; i < told.size(); ++i) {
        QCOMPARE(told.at(i).isValid(), i % 2 == 0);
        if (i % 2 == 0) {
            QVERIFY(!before.isValid() || before < told.at(i));
            before = told.at(i);
        }
    }
    const auto ping = client.ping();
    QVERIFY2(server.restart(), qPrintable(server.errorString()));
    QVERIFY(ends(ping));
    QCOMPARE(failureOf(ping), RedisError());
    QCOMPARE(client.state(), State::Connected);
    QVERIFY(!client.nextAttempt().isValid());
}

void TestClientAttempts::nextAttemptIsKnownWithTheState()
{
    // Who hears of the loss can say at once how long it lasts.
    QVERIFY(ends(m_client->ping()));
    bool heard = false;
    bool known = false;
    connect(m_client.get(), &RedisClient::stateChanged, this, [&](State state) {
        if (state != State::Reconnecting)
            return;
        heard = true;
        known = m_client->nextAttempt().isValid();
    });
    QCOMPARE(m_server.admin().killClients({}), 1);
    QTRY_VERIFY(heard);
    QVERIFY(known);
}

void TestClientAttempts::noAttemptAfterClosing()
{
    RedisClient client(u"redis://127.0.0.1:1?reconnect_initial=60000"_s);
    client.open();
    QTRY_VERIFY(client.nextAttempt().isValid());
    QSignalSpy changes(&client, &RedisClient::nextAttemptChanged);
    client.close();
    QVERIFY(!client.nextAttempt().isValid());
    QTRY_COMPARE(changes.size(), 1);
}

void TestClientAttempts::noAttemptAfterAnotherUrl()
{
    RedisClient client(u"redis://127.0.0.1:1?reconnect_initial=60000"_s);
    client.open();
    QTRY_VERIFY(client.nextAttempt().isValid());
    QVERIFY(client.error().isError());
    QSignalSpy changes(&client, &RedisClient::nextAttemptChanged);
    QSignalSpy errors(&client, &RedisClient::errorChanged);
    client.setUrl(m_server.url());
    QVERIFY(!client.nextAttempt().isValid());
    // What kept it from the one server says nothing of the other.
    QVERIFY(!client.error().isError());
    QCOMPARE(errors.size(), 1);
    QTRY_COMPARE(changes.size(), 1);
    QTRY_COMPARE(client.state(), State::Connected);
    QCOMPARE(changes.size(), 1);
}

void TestClientAttempts::noAttemptWhenItWouldNotHelp()
{
    RedisClient client(u"redis://nobody:wrong@127.0.0.1:%1?reconnect_initial=50"_s.arg(m_server.port()));
    client.open();
    QTRY_COMPARE(client.state(), State::Failed);
    QVERIFY(!client.nextAttempt().isValid());
}

void TestClientAttempts::slotsMayDoWhatTheyLike()
{
    // Another address after the first try, as an application with a spare server does; the client is deleted at the second.
    auto client = std::make_unique<RedisClient>(u"redis+cluster://127.0.0.1:1,127.0.0.1:2?reconnect_initial=10"_s);
    int heard = 0;
    connect(client.get(), &RedisClient::nextAttemptChanged, this, [&] {
        if (++heard == 1)
            client->setUrl(u"redis+cluster://127.0.0.1:3?reconnect_initial=10"_s);
        else if (heard == 2)
            client->close();
        else
            client.reset();
    });
    client->open();
    QTRY_VERIFY(heard == 2);
    client->open();
    QTRY_VERIFY(!client);
}

void TestClientAttempts::peerCertificate()
{
    REDISSTREAMS_REQUIRE_PROGRAM(u"openssl"_s);
    RedisServer server({.tls = true});
    QVERIFY2(server.start(), qPrintable(server.errorString()));
    RedisClient client(server.url() + u"?reconnect_initial=50&ca="_s + server.caFile());
    QStringList subjects;
    connect(&client, &RedisClient::peerCertificateChanged, this, [&] { subjects.append(client.peerCertificateSubject()); });
    QVERIFY(client.peerCertificate().isNull());
    QVERIFY(ends(client.ping()));
    QCOMPARE(client.peerCertificate().subjectInfo(QSslCertificate::CommonName), QStringList(u"localhost"_s));
    QCOMPARE(client.peerCertificateSubject(), u"CN=localhost"_s);
    // It is the connection's: away with it, and back with the next one.
    QCOMPARE(server.admin().killClients({}), 1);
    QTRY_COMPARE(subjects.size(), 3);
    QCOMPARE(subjects, (QStringList {u"CN=localhost"_s, {}, u"CN=localhost"_s}));
    client.close();
    QVERIFY(client.peerCertificate().isNull());
    QTRY_COMPARE(subjects.size(), 4);
}

void TestClientAttempts::noCertificateWithoutTls()
{
    QVERIFY(ends(m_client->ping()));
    QVERIFY(m_client->peerCertificate().isNull());
    QCOMPARE(m_client->peerCertificateSubject(), QString());
}

QTEST_GUILESS_MAIN(TestClientAttempts)
#include "tst_client_attempts.moc"
