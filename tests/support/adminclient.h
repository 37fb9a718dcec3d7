// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "patience.h"

#include <QtCore/QByteArray>
#include <QtCore/QByteArrayList>
#include <QtCore/QHash>
#include <QtCore/QIODevice>
#include <QtCore/QList>
#include <QtCore/QString>
#include <QtCore/QUrl>
#include <QtCore/QVariant>

#include <chrono>
#include <memory>

namespace RedisStreams::Test {

/// An error reply of the server (to the command, or to AUTH before it), or, with a text that starts with "IO ", a
/// failure to get any reply.
struct AdminError
{
    QByteArray text;
    bool operator==(const AdminError &) const = default;
};

bool isError(const QVariant &reply);
/// Empty when the reply is no error.
QByteArray errorText(const QVariant &reply);

/// A small blocking RESP2 client, for looking at and poking a server independently of the library under test.
///
/// Needs no event loop. Connects when first used and again when the connection has gone, but never sends a command
/// twice. Use it in one thread.
///
/// Replies are QByteArray (simple and bulk strings), qlonglong, QVariantList, a null QVariant for nil, or AdminError.
class AdminClient
{
public:
    /// Takes redis://[user:password@]host:port and unix:///path.
    explicit AdminClient(const QString &url, const QString &password = {}, const QString &user = {});
    ~AdminClient();
    Q_DISABLE_COPY_MOVE(AdminClient)

    /// How long the server may stay silent before a command fails; half a minute at first.
    void setTimeout(std::chrono::milliseconds timeout) { m_timeout = timeout; }
    /// Closes the connection; the next command opens a new one.
    void disconnect();

    QVariant command(const QByteArrayList &arguments);
    /// Sends all, then reads all. Always as many replies as commands.
    QList<QVariant> pipeline(const QList<QByteArrayList> &commands);

    // The conveniences below warn when the server answers with an error.

    /// The id of the new entry; empty on an error. fields: name, value, name, value ...
    QByteArray xadd(const QByteArray &key, const QByteArray &id, const QByteArrayList &fields);
    /// The integer reply, also when it came as a string; -1 on an error and for nil.
    qint64 integer(const QByteArrayList &arguments);
    /// Calls by lower-case command name since CONFIG RESETSTAT; subcommands as "xgroup|create".
    QHash<QByteArray, qint64> commandCalls();
    /// Ids of the other connections with that CLIENT SETNAME name. A '*' at the end matches any rest; an empty filter
    /// matches all. Never includes this client's own connection.
    QList<qint64> clientIds(const QByteArray &nameFilter);
    /// Has the server close the connections clientIds() would give; how many it did close.
    int killClients(const QByteArray &nameFilter);

private:
    bool connectToServer();
    bool authenticate();
    bool fill();
    bool readLine(QByteArray *line);
    bool readBytes(qsizetype size, QByteArray *bytes);
    bool readReply(QVariant *reply);
    bool fail(const QByteArray &reason);

    QUrl m_url;
    QString m_user;
    QString m_password;
    std::chrono::milliseconds m_timeout = std::chrono::seconds(30);
    std::unique_ptr<QIODevice> m_device;
    QByteArray m_buffer;
    qsizetype m_position = 0;
    QByteArray m_failure;
};

} // namespace RedisStreams::Test

Q_DECLARE_METATYPE(RedisStreams::Test::AdminError)
