// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "adminclient.h"

#include "respbytes.h"
#include "socketdevice_p.h"

#include <QtNetwork/QLocalSocket>
#include <QtNetwork/QNetworkProxy>
#include <QtNetwork/QTcpSocket>

#include <algorithm>

namespace RedisStreams::Test {

bool isError(const QVariant &reply) { return reply.metaType() == QMetaType::fromType<AdminError>(); }

QByteArray errorText(const QVariant &reply) { return isError(reply) ? reply.value<AdminError>().text : QByteArray(); }

AdminClient::AdminClient(const QString &url, const QString &password, const QString &user)
    : m_url(url)
    , m_user(user.isEmpty() ? m_url.userName() : user)
    , m_password(password.isEmpty() ? m_url.password() : password)
{
}

AdminClient::~AdminClient() = default;

void AdminClient::disconnect()
{
    m_device.reset();
    m_buffer.clear();
    m_position = 0;
}

bool AdminClient::fail(const QByteArray &reason)
{
    m_failure = "IO " + reason;
    if (m_device)
        m_failure.append(": ").append(m_device->errorString().toUtf8());
    // A reply that comes late would be taken for that of the next command.
    disconnect();
    return false;
}

bool AdminClient::connectToServer()
{
    if (m_device) {
        // Without an event loop, a peer that has gone since is noticed only by looking.
        if (isConnected(*m_device))
            m_device->waitForReadyRead(0);
        if (isConnected(*m_device) && m_device->bytesAvailable() == 0 && m_position == m_buffer.size())
            return true;
        disconnect();
    }

    const int timeout = int(m_timeout.count());
    bool connected = false;
    if (m_url.scheme() == u"unix") {
        auto local = std::make_unique<QLocalSocket>();
        local->connectToServer(m_url.path());
        connected = local->waitForConnected(timeout);
        m_device = std::move(local);
    } else if (m_url.scheme() == u"redis") {
        auto tcp = std::make_unique<QTcpSocket>();
        tcp->setProxy(QNetworkProxy(QNetworkProxy::NoProxy));
        tcp->connectToHost(m_url.host(), quint16(m_url.port(6379)));
        connected = tcp->waitForConnected(timeout);
        tcp->setSocketOption(QAbstractSocket::LowDelayOption, 1);
        m_device = std::move(tcp);
    } else {
        return fail("cannot connect to URLs of this scheme");
    }
    return connected ? authenticate() : fail("cannot connect");
}

bool AdminClient::authenticate()
{
    if (m_password.isEmpty())
        return true;
    QByteArrayList arguments{"AUTH"};
    if (!m_user.isEmpty())
        arguments << m_user.toUtf8();
    arguments << m_password.toUtf8();
    m_device->write(Test::command(arguments));
    QVariant reply;
    if (!readReply(&reply))
        return false;
    if (!isError(reply))
        return true;
    m_failure = errorText(reply);
    disconnect();
    return false;
}

bool AdminClient::fill()
{
    // Whatever was taken is dropped only now and then: each time would copy the rest for every reply of a pipeline.
    constexpr qsizetype dropAbove = 1024 * 1024;
    if (m_position == m_buffer.size()) {
        m_buffer.resize(0);
        m_position = 0;
    } else if (m_position > dropAbove) {
        m_buffer.remove(0, m_position);
        m_position = 0;
    }
    if (m_device->bytesAvailable() == 0 && !m_device->waitForReadyRead(int(m_timeout.count()))
        && m_device->bytesAvailable() == 0)
        return fail("no reply");
    m_buffer.append(m_device->readAll());
    return true;
}

bool AdminClient::readLine(QByteArray *line)
{
    for (;;) {
        const qsizetype end = m_buffer.indexOf("\r\n", m_position);
        if (end >= 0) {
            *line = m_buffer.sliced(m_position, end - m_position);
            m_position = end + 2;
            return true;
        }
        if (!fill())
            return false;
    }
}

bool AdminClient::readBytes(qsizetype size, QByteArray *bytes)
{
    const qsizetype wanted = size + 2;
    constexpr qsizetype large = 256 * 1024;
    if (wanted > large)
        m_buffer.reserve(m_position + wanted);
    while (m_buffer.size() - m_position < wanted) {
        if (!fill())
            return false;
    }
    *bytes = m_buffer.sliced(m_position, size);
    m_position += wanted;
    return true;
}

bool AdminClient::readReply(QVariant *reply)
{
    QByteArray line;
    if (!readLine(&line))
        return false;
    const QByteArray rest = line.mid(1);
    switch (line.isEmpty() ? '\0' : line.front()) {
    case '+':
        *reply = rest;
        return true;
    case '-':
        *reply = QVariant::fromValue(AdminError{rest});
        return true;
    case ':':
        *reply = rest.toLongLong();
        return true;
    case '$': {
        const qlonglong size = rest.toLongLong();
        QByteArray bytes;
        if (size >= 0 && !readBytes(qsizetype(size), &bytes))
            return false;
        *reply = size < 0 ? QVariant() : QVariant(bytes);
        return true;
    }
    case '*': {
        const qlonglong count = rest.toLongLong();
        QVariantList elements;
        for (qlonglong i = 0; i < count; ++i) {
            QVariant element;
            if (!readReply(&element))
                return false;
            elements.append(element);
        }
        *reply = count < 0 ? QVariant() : QVariant(elements);
        return true;
    }
    default:
        return fail("reply is not RESP2: " + line);
    }
}

QVariant AdminClient::command(const QByteArrayList &arguments) { return pipeline({arguments}).constFirst(); }

QList<QVariant> AdminClient::pipeline(const QList<QByteArrayList> &commands)
{
    QList<QVariant> replies;
    bool alive = connectToServer();
    if (alive) {
        QByteArray bytes;
        for (const QByteArrayList &arguments : commands)
            bytes.append(Test::command(arguments));
        m_device->write(bytes);
    }
    for (qsizetype i = 0; i < commands.size(); ++i) {
        QVariant reply;
        alive = alive && readReply(&reply);
        replies.append(alive ? reply : QVariant::fromValue(AdminError{m_failure}));
    }
    return replies;
}

QByteArray AdminClient::xadd(const QByteArray &key, const QByteArray &id, const QByteArrayList &fields)
{
    const QVariant reply = command(QByteArrayList{"XADD", key, id} + fields);
    if (isError(reply))
        qWarning("XADD: %s", errorText(reply).constData());
    return isError(reply) ? QByteArray() : reply.toByteArray();
}

qint64 AdminClient::integer(const QByteArrayList &arguments)
{
    const QVariant reply = command(arguments);
    if (isError(reply))
        qWarning("%s: %s", arguments.value(0).constData(), errorText(reply).constData());
    bool isNumber = false;
    const qint64 value = reply.toLongLong(&isNumber);
    return isNumber ? value : -1;
}

QHash<QByteArray, qint64> AdminClient::commandCalls()
{
    const QVariant reply = command({"INFO", "commandstats"});
    if (isError(reply))
        qWarning("INFO: %s", errorText(reply).constData());
    QHash<QByteArray, qint64> calls;
    const QByteArrayList lines = reply.toByteArray().split('\n');
    for (const QByteArray &line : lines) {
        // cmdstat_xadd:calls=3,usec=...
        const QByteArray prefix = "cmdstat_";
        const QByteArray separator = ":calls=";
        const qsizetype at = line.indexOf(separator);
        if (!line.startsWith(prefix) || at < 0)
            continue;
        const qsizetype from = at + separator.size();
        const QByteArray number = line.mid(from, line.indexOf(',', from) - from);
        calls.insert(line.mid(prefix.size(), at - prefix.size()).toLower(), number.toLongLong());
    }
    return calls;
}

QList<qint64> AdminClient::clientIds(const QByteArray &nameFilter)
{
    const QList<QVariant> replies = pipeline({{"CLIENT", "ID"}, {"CLIENT", "LIST"}});
    if (isError(replies.at(1)))
        qWarning("CLIENT LIST: %s", errorText(replies.at(1)).constData());
    const auto matches = [&nameFilter](const QByteArray &name) {
        if (nameFilter.endsWith('*'))
            return name.startsWith(nameFilter.chopped(1));
        return nameFilter.isEmpty() || name == nameFilter;
    };

    QList<qint64> ids;
    const QByteArrayList lines = replies.at(1).toByteArray().split('\n');
    for (const QByteArray &line : lines) {
        qint64 id = -1;
        QByteArray name;
        const QByteArrayList properties = line.trimmed().split(' ');
        for (const QByteArray &property : properties) {
            if (property.startsWith("id="))
                id = property.mid(3).toLongLong();
            else if (property.startsWith("name="))
                name = property.mid(5);
        }
        if (id >= 0 && id != replies.at(0).toLongLong() && matches(name))
            ids.append(id);
    }
    return ids;
}

int AdminClient::killClients(const QByteArray &nameFilter)
{
    QList<QByteArrayList> commands;
    const QList<qint64> ids = clientIds(nameFilter);
    for (const qint64 id : ids)
        commands.append({"CLIENT", "KILL", "ID", QByteArray::number(id)});
    const QList<QVariant> replies = pipeline(commands);
    return int(
        std::count_if(replies.cbegin(), replies.cend(), [](const QVariant &reply) { return reply.toLongLong() == 1; }));
}

} // namespace RedisStreams::Test
