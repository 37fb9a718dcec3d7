// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "qmlservertest.h"

#include <RedisStreams/rediserror.h>

#include <QtQml/QQmlExpression>

namespace RedisStreams::Test {

/// The commands of the QML client, asked in QML text.
class QmlCommandTest : public QmlGroupTest
{
    Q_OBJECT

protected Q_SLOTS:
    void cleanup()
    {
        m_root.reset();
        QCOMPARE(m_qml->warnings, QStringList());
    }

protected:
    /// Runs \a body with `client`, `done(reply, error)` and `show(batches)`.
    void start(const QByteArray &body, const QString &url = {})
    {
        m_root = m_qml->create(R"(
            Item {
                property list<QtObject> parts: [ RedisClient { id: client; url: server } ]
                property var got
                property var other
                function done(reply, error) { got = [reply, error === null ? "" : error.message, error === null ? 0 : error.code] }
                function show(batches) { return batches.map(batch => batch.stream + ":" + batch.entries.map(entry => entry.id)).join(" ") }
                Component.onCompleted: { )" + body + R"( }
            })", {{QStringLiteral("server"), url.isEmpty() ? m_server.url() : url}});
    }
    /// Runs more in what start() made.
    void evaluate(const QString &text)
    {
        QQmlExpression expression(qmlContext(m_root.get()), m_root.get(), text);
        expression.evaluate();
        QVERIFY2(!expression.hasError(), qPrintable(expression.error().toString()));
    }
    /// What done() got.
    QVariantList answer()
    {
        if (!m_root)
            return {};
        // In a lambda: QTRY_ macros return.
        [this] { QTRY_VERIFY(!m_root->property("got").isNull()); }();
        return m_root->property("got").value<QJSValue>().toVariant().toList();
    }
    QVariantList ask(const QByteArray &body, const QString &url = {})
    {
        start(body, url);
        return answer();
    }
    QVariant reply(const QByteArray &body, const QString &url = {})
    {
        const QVariantList got = ask(body, url);
        if (!got.value(1).toString().isEmpty())
            QTest::qFail(qPrintable(got.value(1).toString()), __FILE__, __LINE__);
        return got.value(0);
    }
    QString error(const QByteArray &body) { return ask(body).value(1).toString(); }
    int code(const QByteArray &body) { return ask(body).value(2).toInt(); }

    /// Whether the server has a command.
    bool has(const QByteArray &command) { return !admin().command({"COMMAND", "INFO", command}).toList().value(0).isNull(); }

    std::unique_ptr<QObject> m_root;
};

} // namespace RedisStreams::Test

/// Skips a test function on servers that have not got its command, which is what the client then says.
#define REQUIRE_COMMAND(name, body)                                                                                    \
    do {                                                                                                               \
        if (!has(name)) {                                                                                              \
            QCOMPARE(code(body), int(RedisStreams::RedisError::Code::NotSupported));                                   \
            QSKIP("This server has it not");                                                                           \
        }                                                                                                              \
    } while (false)
