// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "consumertest.h"

#include "support/redisserver.h"

namespace RedisStreams::Test {

/// A test with a server of its own. Each test function finds it empty, and a new client.
class ServerTest : public QObject
{
    Q_OBJECT

public:
    /// \a clientOptions: what the client's URL ends with.
    explicit ServerTest(const QString &clientOptions = quick({}))
        : m_clientOptions(clientOptions)
    {
    }

protected Q_SLOTS:
    void initTestCase()
    {
        REDISSTREAMS_REQUIRE_SERVER();
        QVERIFY2(m_server.start(), qPrintable(m_server.errorString()));
    }

    void init()
    {
        QCOMPARE(m_server.admin().command({"FLUSHALL"}), QVariant(QByteArray("OK")));
        QCOMPARE(m_server.admin().command({"CONFIG", "RESETSTAT"}), QVariant(QByteArray("OK")));
        m_client = std::make_unique<RedisClient>(m_server.url() + m_clientOptions);
    }

protected:
    RedisServer m_server;
    std::unique_ptr<RedisClient> m_client;

private:
    const QString m_clientOptions;
};

} // namespace RedisStreams::Test
