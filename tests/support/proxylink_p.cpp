// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "proxylink_p.h"

#include "socketdevice_p.h"

#include <QtNetwork/QHostAddress>
#include <QtNetwork/QLocalSocket>
#include <QtNetwork/QNetworkProxy>
#include <QtNetwork/QTcpSocket>

#include <algorithm>

namespace RedisStreams::Test {

namespace {
constexpr qint64 bufferLimit = 64 * 1024;
}

ProxyLink::ProxyLink(ProxyWorker &worker, QTcpSocket *client, const ProxyTarget &target)
    : QObject(&worker)
    , m_worker(worker)
    , m_client(client)
{
    client->setParent(this);
    client->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    watch(client);

    if (target.socketPath.isEmpty()) {
        auto *server = new QTcpSocket(this);
        m_server = server;
        watch(server);
        server->setProxy(QNetworkProxy(QNetworkProxy::NoProxy));
        connect(
            server, &QTcpSocket::connected, this,
            [this, server] {
                server->setSocketOption(QAbstractSocket::LowDelayOption, 1);
                update();
            },
            Qt::QueuedConnection);
        server->connectToHost(QHostAddress(QHostAddress::LocalHost), target.port);
    } else {
        auto *server = new QLocalSocket(this);
        m_server = server;
        watch(server);
        connect(server, &QLocalSocket::connected, this, &ProxyLink::update, Qt::QueuedConnection);
        server->connectToServer(target.socketPath);
    }
    prepare(m_toClient, ProxyDirection::ToClient, m_server, m_client);
    prepare(m_toServer, ProxyDirection::ToServer, m_client, m_server);
    // What has arrived before we watched gives no signal.
    QMetaObject::invokeMethod(this, &ProxyLink::update, Qt::QueuedConnection);
}

void ProxyLink::watch(QIODevice *device)
{
    setReadBufferSize(*device, bufferLimit);
    connect(device, &QIODevice::readyRead, this, &ProxyLink::update, Qt::QueuedConnection);
    connect(device, &QIODevice::bytesWritten, this, &ProxyLink::update, Qt::QueuedConnection);
    if (auto *tcp = qobject_cast<QAbstractSocket *>(device))
        connect(tcp, &QAbstractSocket::stateChanged, this, &ProxyLink::update, Qt::QueuedConnection);
    else if (auto *local = qobject_cast<QLocalSocket *>(device))
        connect(local, &QLocalSocket::stateChanged, this, &ProxyLink::update, Qt::QueuedConnection);
}

void ProxyLink::prepare(Pipe &pipe, ProxyDirection direction, QIODevice *from, QIODevice *to)
{
    pipe.direction = direction;
    pipe.from = from;
    pipe.to = to;
    pipe.timer.setSingleShot(true);
    pipe.timer.setTimerType(Qt::PreciseTimer);
    connect(&pipe.timer, &QTimer::timeout, this, &ProxyLink::update);
}

void ProxyLink::takeIn(Pipe &pipe)
{
    // A socket whose read buffer is full listens again only when that has been read to its end, so no partial reads.
    if (pipe.held >= bufferLimit || pipe.from->bytesAvailable() == 0)
        return;
    const QByteArray bytes = pipe.from->readAll();
    pipe.held += bytes.size();
    pipe.chunks.push_back({Clock::now() + m_worker.delay(), bytes, 0});
}

bool ProxyLink::handOn(Pipe &pipe)
{
    // One write at a time, so that bytes counted as forwarded have left this process before more is done.
    if (m_shut || !isConnected(*pipe.to) || pipe.to->bytesToWrite() > 0)
        return false;
    if (pipe.cutWhenSent) {
        m_worker.cutAll();
        return false;
    }
    if (pipe.chunks.empty())
        return false;

    Chunk &chunk = pipe.chunks.front();
    const auto early = std::chrono::ceil<std::chrono::milliseconds>(chunk.due - Clock::now());
    if (early.count() > 0) {
        pipe.timer.start(early);
        return false;
    }

    qint64 size = chunk.bytes.size() - chunk.sent;
    const bool segmented = pipe.direction == ProxyDirection::ToClient && m_worker.segmentSize() > 0;
    if (segmented)
        size = std::min(size, m_worker.segmentSize());
    qint64 allowed = 0;
    switch (m_worker.budget(pipe.direction, &allowed)) {
    case ProxyWorker::Budget::Unlimited:
        break;
    case ProxyWorker::Budget::Limited:
        size = std::min(size, allowed);
        break;
    case ProxyWorker::Budget::CutNow:
        m_worker.cutAfter(pipe.direction, -1);
        m_worker.cutAll();
        return false;
    case ProxyWorker::Budget::CutPending:
        return false;
    }

    pipe.to->write(chunk.bytes.constData() + chunk.sent, size);
    chunk.sent += size;
    pipe.held -= size;
    if (chunk.sent == chunk.bytes.size())
        pipe.chunks.pop_front();
    pipe.cutWhenSent = m_worker.countForwarded(pipe.direction, size);
    flush(*pipe.to);
    // One segment per turn of the event loop: bytesWritten brings us back.
    return !segmented || pipe.cutWhenSent;
}

bool ProxyLink::isIdle(const Pipe &pipe)
{
    return pipe.chunks.empty() && pipe.from->bytesAvailable() == 0 && pipe.to->bytesToWrite() == 0;
}

void ProxyLink::update()
{
    if (m_shut)
        return;
    for (Pipe *pipe : {&m_toClient, &m_toServer}) {
        takeIn(*pipe);
        while (!m_worker.isBlackHole() && handOn(*pipe)) { }
    }
    if (m_shut)
        return;

    const bool clientGone = isUnconnected(*m_client);
    const bool serverGone = isUnconnected(*m_server);
    const bool bothGone = clientGone && serverGone;
    const bool lastForwarded = (serverGone && isIdle(m_toClient)) || (clientGone && isIdle(m_toServer));
    if (bothGone || (lastForwarded && !m_worker.isBlackHole()))
        shut();
}

void ProxyLink::shut()
{
    if (m_shut)
        return;
    m_shut = true;
    m_worker.forget(this);
    hangUp(*m_client, m_worker.cutWithReset());
    hangUp(*m_server, m_worker.cutWithReset());
    deleteLater();
    // With its client gone before the last bytes were sent, a cut that was due still has to happen.
    if (m_toClient.cutWhenSent || m_toServer.cutWhenSent)
        m_worker.cutAll();
}

} // namespace RedisStreams::Test
