// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

// A password, and any part of it, stays out of messages, of URLs that are shown, and of debug output, however a URL is
// written. Passwords with '/', '?' or '#' that somebody forgot to encode are the usual accident.
#include "connection/handshake_p.h"
#include "connectionoptions.h"

#include <QtTest/QTest>

using namespace RedisStreams;

namespace {

QString text(const char *latin1) { return QString::fromLatin1(latin1); }

/// Every piece of each password below has one of these.
const QStringList secrets {text("s3cret"), text("h1dden")};

bool tells(const QString &shown)
{
    for (const QString &secret : secrets) {
        if (shown.contains(secret, Qt::CaseInsensitive))
            return true;
    }
    return false;
}

} // namespace

class tst_ConnectionSecrets : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void urls_data();
    void urls();
    void handshakeErrors_data();
    void handshakeErrors();
};

void tst_ConnectionSecrets::urls_data()
{
    QTest::addColumn<QString>("url");
    for (const char *url : {
             // understood
             "redis://user:s3cret@host", "redis://:s3cret@host/1", "redis://host?password=s3cret", "unix://:s3cret@/run/r.sock",
             "redis+cluster://:s3cret@a,b", "rediss+sentinel://u:s3cret@a/m", "redis://:s3cret%2Fh1dden@host", "redis://u:s3cret@h1dden@host",
             // something else is wrong
             "redis://user:s3cret@host:port", "redis://user:s3cret@host/database", "redis://user:s3cret@[::1", "redis://user:s3cret@a,b",
             "redis://user:s3cret@::1", "redis://user:s3cret@host?unknown=1", "redis://user:s3cret@host?db=x", "http://user:s3cret@host",
             "redis+sentinel://user:s3cret@host", "unix://user:s3cret@relative/path", "redis:user:s3cret@host", "unix://:s3cret@",
             // no scheme
             "user:s3cret@host", "s3cret@host:6379", ":s3cret@host", "//user:s3cret@host", "s3cret:h1dden@host:6379",
             // characters that should have been encoded
             "redis://user:s3cret/h1dden@host", "redis://:s3cret/h1dden@host:6379/0", "redis://user:s3cret?h1dden@host", "redis://:s3cret?h1dden=1@host",
             "redis://user:12/s3cret@host", "redis://user:12?s3cret@host", "redis://user:12?s3cret=1@host", "redis://u:s3cret:h1dden/x@host",
             "redis://u:[s3cret/h1dden@host", "redis://u:1/2/s3cret@host/0", "redis+cluster://u:s3cret/h1dden@a,b", "redis+sentinel://u:s3cret/h1dden@a/m",
             "redis+sentinel://u:1/m/s3cret@a/m", "unix://u:s3cret/h1dden@/run/r.sock", "redis://:s3cret#h1dden@host/x", "redis://u:%s3cret/h1dden@host",
             // in the query
             "redis://host?password=s3cret&h1dden", "redis://host?password=s3cret&h1dden=1", "redis://host?password=s3cret&db=x",
             "redis://host?password=s3cret&protocol=9", "redis://host?password=s3cret?h1dden", "redis://h/x?password=s3cret", "redis://host?pasword=s3cret",
             "redis://host?user=u&password=s3cret#h1dden"})
        QTest::newRow(url) << text(url);
}

void tst_ConnectionSecrets::urls()
{
    QFETCH(QString, url);
    RedisError error;
    const ConnectionOptions options = ConnectionOptions::fromUrl(url, &error);
    QVERIFY2(!tells(error.message()), qPrintable(error.message()));
    QVERIFY2(!tells(options.displayUrl()), qPrintable(options.displayUrl()));
    QVERIFY(!tells(QString::fromUtf8(error.what())));
    QVERIFY(!tells(error.endpoint()));
    QString shown;
    QDebug(&shown) << error;
    QVERIFY2(!tells(shown), qPrintable(shown));
}

void tst_ConnectionSecrets::handshakeErrors_data()
{
    QTest::addColumn<QByteArray>("reply");
    for (const char *reply : {"WRONGPASS invalid username-password pair or user is disabled.", "NOAUTH Authentication required.", "ERR syntax error",
                              "ERR max number of clients reached", "NOPERM this user has no permissions", "ERR unknown command 'HELLO'"})
        QTest::newRow(reply) << QByteArray(reply);
}

void tst_ConnectionSecrets::handshakeErrors()
{
    QFETCH(QByteArray, reply);
    for (const auto protocol : {ConnectionOptions::Protocol::Resp3, ConnectionOptions::Protocol::Resp2}) {
        ConnectionOptions options;
        options.setCredentials(text("user"), text("s3cret")).setProtocol(protocol);
        Internal::Handshake handshake(options);
        handshake.start();
        handshake.reply(RespValue::makeText(RespValue::Type::Error, reply));
        QVERIFY2(!tells(handshake.error().message()), qPrintable(handshake.error().message()));
    }
}

QTEST_GUILESS_MAIN(tst_ConnectionSecrets)
#include "tst_connectionsecrets.moc"
