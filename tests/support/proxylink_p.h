// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "proxyworker_p.h"

#include <QtCore/QByteArray>
#include <QtCore/QIODevice>
#include <QtCore/QObject>
#include <QtCore/QTimer>

#include <chrono>
#include <deque>

class QTcpSocket;

namespace RedisStreams::Test {

/// One proxied connection. Deletes itself when it has ended.
///
/// Signals of its sockets are queued: everything happens in update(), which is never entered twice.
class ProxyLink : public QObject
{
public:
    ProxyLink(ProxyWorker &worker, QTcpSocket *client, const ProxyTarget &target);

    void update();
    void shut();

private:
    using Clock = std::chrono::steady_clock;

    struct Chunk
    {
        Clock::time_point due;
        QByteArray bytes;
        qsizetype sent = 0;
    };

    struct Pipe
    {
        ProxyDirection direction = ProxyDirection::ToClient;
        QIODevice *from = nullptr;
        QIODevice *to = nullptr;
        std::deque<Chunk> chunks;
        qint64 held = 0; ///< bytes in chunks
        bool cutWhenSent = false;
        QTimer timer;
    };

    void prepare(Pipe &pipe, ProxyDirection direction, QIODevice *from, QIODevice *to);
    void watch(QIODevice *device);
    void takeIn(Pipe &pipe);
    bool handOn(Pipe &pipe);
    static bool isIdle(const Pipe &pipe);

    ProxyWorker &m_worker;
    QIODevice *m_client = nullptr;
    QIODevice *m_server = nullptr;
    Pipe m_toClient;
    Pipe m_toServer;
    bool m_shut = false;
};

} // namespace RedisStreams::Test
