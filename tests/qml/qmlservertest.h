// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "qmlfixture.h"

#include "support/redisserver.h"

namespace RedisStreams::Test {

/// QML text against a real server, which QML knows as `server`. Each test function finds it empty, and a new engine.
class QmlServerTest : public QObject
{
    Q_OBJECT

protected Q_SLOTS:
    void initTestCase()
    {
        REDISSTREAMS_REQUIRE_SERVER();
        QVERIFY2(m_server.start(), qPrintable(m_server.errorString()));
    }

    void init()
    {
        admin().command({"FLUSHALL"});
        admin().command({"CONFIG", "RESETSTAT"});
        m_qml = std::make_unique<QmlFixture>();
    }

protected:
    std::unique_ptr<QObject> create(const QByteArray &text) { return m_qml->create(text, {{QStringLiteral("server"), m_server.url()}}); }
    AdminClient &admin() { return m_server.admin(); }
    static QStringList list(const std::unique_ptr<QObject> &root, const char *name) { return root->property(name).toStringList(); }

    RedisServer m_server;
    std::unique_ptr<QmlFixture> m_qml;
};

/// The same with the group "g" of the stream "s".
class QmlGroupTest : public QmlServerTest
{
    Q_OBJECT

protected:
    void add(int first, int last)
    {
        for (int i = first; i <= last; ++i)
            admin().xadd("s", QByteArray::number(i) + "-0", {"n", QByteArray::number(i)});
    }
    void makeGroup() { QCOMPARE(admin().command({"XGROUP", "CREATE", "s", "g", "0", "MKSTREAM"}), QVariant(QByteArray("OK"))); }
    void leavePending(const QByteArray &consumer, int count)
    {
        admin().command({"XREADGROUP", "GROUP", "g", consumer, "COUNT", QByteArray::number(count), "STREAMS", "s", ">"});
    }
    qint64 pendingCount(const QByteArray &stream = "s", const QByteArray &group = "g")
    {
        return admin().command({"XPENDING", stream, group}).toList().value(0, -1).toLongLong();
    }
};

} // namespace RedisStreams::Test
