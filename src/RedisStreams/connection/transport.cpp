// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "connection/transport_p.h"

#include <QtNetwork/QSslCertificate>
#include <QtNetwork/QSslSocket>
#include <QtNetwork/QTcpSocket>

#ifdef Q_OS_LINUX
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#endif

namespace RedisStreams::Internal {

using Code = RedisError::Code;

namespace {
/// For TLS, where the socket has to buffer: how much it may read ahead of us.
constexpr qint64 tlsReadAhead = 256 * 1024;

void setKeepAlive(QAbstractSocket *socket, std::chrono::milliseconds idle)
{
    if (idle.count() <= 0)
        return;
    socket->setSocketOption(QAbstractSocket::KeepAliveOption, 1);
#ifdef Q_OS_LINUX
    const auto descriptor = int(socket->socketDescriptor());
    const int seconds = int(qMax<qint64>(1, idle.count() / 1000));
    const int interval = qMax(1, seconds / 3);
    const int probes = 3;
    ::setsockopt(descriptor, IPPROTO_TCP, TCP_KEEPIDLE, &seconds, sizeof seconds);
    ::setsockopt(descriptor, IPPROTO_TCP, TCP_KEEPINTVL, &interval, sizeof interval);
    ::setsockopt(descriptor, IPPROTO_TCP, TCP_KEEPCNT, &probes, sizeof probes);
#endif
}
} // namespace

Transport::Transport(const Endpoint &endpoint, const ConnectionOptions &options, QObject *parent)
    : QObject(parent)
    , m_endpoint(endpoint)
    , m_options(options)
{
}

Transport::~Transport()
{
    abort();
}

template <typename Sender, typename Signal, typename Slot>
void Transport::listen(Sender *sender, Signal signal, Slot slot)
{
    connect(sender, signal, this, [this, slot, delivery = m_delivery]<typename... Args>(Args... args) -> void {
        ++delivery->depth;
        if constexpr (std::is_invocable_v<Slot, Transport *>)
            (this->*slot)();
        else
            (this->*slot)(args...);
        if (--delivery->depth == 0 && delivery->retired)
            std::exchange(delivery->retired, nullptr)->deleteLater();
    });
}

void Transport::open()
{
    if (m_endpoint.isLocal())
        openLocal();
    else if (m_options.isTls())
        openTls();
    else
        openTcp();
}

void Transport::openTcp()
{
    m_socket = new QTcpSocket(this);
    m_device = m_socket;
    listen(m_socket, &QAbstractSocket::connected, &Transport::connected);
    listen(m_socket, &QAbstractSocket::errorOccurred, &Transport::socketError);
    listen(m_socket, &QIODevice::readyRead, &Transport::readyRead);
    listen(m_socket, &QIODevice::bytesWritten, &Transport::bytesWritten);
    m_socket->connectToHost(m_endpoint.host, m_endpoint.port, QIODevice::ReadWrite | QIODevice::Unbuffered);
}

void Transport::openTls()
{
    m_sslSocket = new QSslSocket(this);
    m_socket = m_sslSocket;
    m_device = m_socket;
    m_sslSocket->setSslConfiguration(m_options.sslConfiguration());
    m_socket->setReadBufferSize(tlsReadAhead);
    listen(m_sslSocket, &QSslSocket::encrypted, &Transport::connected);
    listen(m_sslSocket, &QSslSocket::sslErrors, &Transport::sslErrors);
    listen(m_socket, &QAbstractSocket::errorOccurred, &Transport::socketError);
    listen(m_socket, &QIODevice::readyRead, &Transport::readyRead);
    listen(m_socket, &QIODevice::bytesWritten, &Transport::bytesWritten);
    if (!QSslSocket::supportsSsl())
        return end(RedisError(Code::TlsError, QStringLiteral("This Qt has no TLS backend; install one (qt6-base's openssl plugin)")));
    m_sslSocket->connectToHostEncrypted(m_endpoint.host, m_endpoint.port);
}

void Transport::openLocal()
{
    m_localSocket = new QLocalSocket(this);
    m_device = m_localSocket;
    listen(m_localSocket, &QLocalSocket::connected, &Transport::connected);
    listen(m_localSocket, &QLocalSocket::errorOccurred, &Transport::localError);
    listen(m_localSocket, &QIODevice::readyRead, &Transport::readyRead);
    listen(m_localSocket, &QIODevice::bytesWritten, &Transport::bytesWritten);
    m_localSocket->connectToServer(m_endpoint.socketPath, QIODevice::ReadWrite | QIODevice::Unbuffered);
}

void Transport::connected()
{
    m_open = true;
    if (m_socket) {
        m_socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
        setKeepAlive(m_socket, m_options.keepAlive());
    }
    Q_EMIT opened();
}

void Transport::abort()
{
    m_ended = true;
    m_open = false;
    if (!m_device)
        return;
    m_device->disconnect(this);
    if (m_socket)
        m_socket->abort();
    else
        m_localSocket->abort();
    if (m_delivery->depth == 0) {
        delete m_device;
    } else {
        m_device->setParent(nullptr);
        m_delivery->retired = m_device;
    }
    m_device = nullptr;
    m_socket = nullptr;
    m_sslSocket = nullptr;
    m_localSocket = nullptr;
}

qint64 Transport::read(char *buffer, qint64 room)
{
    const qint64 bytes = m_device ? m_device->read(buffer, room) : 0;
    if (bytes >= 0 || !m_open)
        return qMax<qint64>(0, bytes);
    // An unbuffered socket learns here that its peer is gone, and tells nobody. Whoever listens may delete us.
    end(RedisError(Code::ConnectionLost, QStringLiteral("The server at %1 closed the connection").arg(m_endpoint.toString())));
    return 0;
}

void Transport::write(const QByteArray &bytes)
{
    if (m_device && m_open)
        m_device->write(bytes);
}

qint64 Transport::bytesToWrite() const
{
    if (!m_device)
        return 0;
    return m_device->bytesToWrite() + (m_sslSocket ? m_sslSocket->encryptedBytesToWrite() : 0);
}

QSslCertificate Transport::peerCertificate() const
{
    return m_sslSocket ? m_sslSocket->peerCertificate() : QSslCertificate();
}

void Transport::sslErrors()
{
    QStringList texts;
    for (const QSslError &error : m_sslSocket->sslHandshakeErrors())
        texts.append(error.errorString());
    m_tlsProblem = texts.join(QLatin1StringView("; "));
}

void Transport::socketError(QAbstractSocket::SocketError error)
{
    switch (error) {
    case QAbstractSocket::HostNotFoundError:
        return end(RedisError(Code::HostNotFound, QStringLiteral("The host \"%1\" cannot be found; check its name").arg(m_endpoint.host)));
    case QAbstractSocket::ConnectionRefusedError:
        return end(RedisError(Code::ConnectionRefused,
                              QStringLiteral("No server answers at %1; is it running, and is this its port?").arg(m_endpoint.toString())));
    case QAbstractSocket::SslHandshakeFailedError:
        return end(RedisError(Code::TlsError,
                              QStringLiteral("The TLS handshake with %1 failed: %2").arg(m_endpoint.toString(), m_tlsProblem.isEmpty() ? m_socket->errorString() : m_tlsProblem)));
    case QAbstractSocket::SocketTimeoutError:
        return end(RedisError(Code::ConnectTimeout, QStringLiteral("%1 does not answer").arg(m_endpoint.toString())));
    case QAbstractSocket::RemoteHostClosedError:
        // What came before the end is still worth reading.
        if (!drain())
            return;
        return end(RedisError(Code::ConnectionLost, QStringLiteral("The server at %1 closed the connection").arg(m_endpoint.toString())));
    default:
        return end(RedisError(m_open ? Code::ConnectionLost : Code::ConnectionRefused,
                              QStringLiteral("The connection to %1 failed: %2").arg(m_endpoint.toString(), m_socket ? m_socket->errorString() : QString())));
    }
}

void Transport::localError(QLocalSocket::LocalSocketError error)
{
    switch (error) {
    case QLocalSocket::ServerNotFoundError:
    case QLocalSocket::ConnectionRefusedError:
        return end(RedisError(Code::ConnectionRefused,
                              QStringLiteral("No server answers at the socket %1; is it running, and is this its unixsocket?").arg(m_endpoint.socketPath)));
    case QLocalSocket::SocketAccessError:
        return end(RedisError(Code::ConnectionRefused, QStringLiteral("The socket %1 may not be opened by this user").arg(m_endpoint.socketPath)));
    case QLocalSocket::PeerClosedError:
        if (!drain())
            return;
        return end(RedisError(Code::ConnectionLost, QStringLiteral("The server at %1 closed the connection").arg(m_endpoint.socketPath)));
    default:
        return end(RedisError(m_open ? Code::ConnectionLost : Code::ConnectionRefused,
                              QStringLiteral("The connection to %1 failed: %2").arg(m_endpoint.socketPath, m_localSocket ? m_localSocket->errorString() : QString())));
    }
}

bool Transport::drain()
{
    // What came before the end is still worth reading. Who reads it may have enough and delete us.
    const QPointer<Transport> guard(this);
    if (m_open)
        Q_EMIT readyRead();
    return guard && m_device;
}

void Transport::end(const RedisError &error)
{
    if (std::exchange(m_ended, true))
        return;
    Q_EMIT closed(error.withEndpoint(m_endpoint.toString()));
}

} // namespace RedisStreams::Internal
