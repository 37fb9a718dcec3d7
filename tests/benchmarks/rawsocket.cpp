// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "rawsocket.h"

#include <QtCore/QList>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

RawSocket::RawSocket(quint16 port)
    : m_descriptor(::socket(AF_INET, SOCK_STREAM, 0))
{
    sockaddr_in address {};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(m_descriptor, reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0)
        qFatal("no server at port %d", int(port));
    const int on = 1;
    ::setsockopt(m_descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

RawSocket::~RawSocket()
{
    ::close(m_descriptor);
}

void RawSocket::write(const QByteArray &bytes)
{
    for (qsizetype done = 0; done < bytes.size();) {
        const ssize_t n = ::send(m_descriptor, bytes.constData() + done, size_t(bytes.size() - done), 0);
        if (n <= 0)
            qFatal("the server is gone");
        done += n;
    }
}

void RawSocket::discard(qint64 bytes)
{
    static char buffer[256 * 1024];
    while (bytes > 0) {
        const ssize_t n = ::recv(m_descriptor, buffer, size_t(qMin<qint64>(bytes, sizeof buffer)), 0);
        if (n <= 0)
            qFatal("the server is gone");
        bytes -= n;
    }
}

QByteArray RawSocket::readSome()
{
    char buffer[4096];
    const ssize_t n = ::recv(m_descriptor, buffer, sizeof buffer, 0);
    if (n <= 0)
        qFatal("the server is gone");
    return QByteArray(buffer, n);
}

QByteArray respCommand(const QList<QByteArray> &words)
{
    QByteArray out = "*" + QByteArray::number(words.size()) + "\r\n";
    for (const QByteArray &word : words)
        out += "$" + QByteArray::number(word.size()) + "\r\n" + word + "\r\n";
    return out;
}
