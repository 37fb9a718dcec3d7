// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

// The limit: a socket that knows the ids, keeps requests in flight and discards the bytes.
#include "peers.h"
#include "rawsocket.h"

#include <QtCore/QThread>

namespace Bench {

namespace {

QByteArray entryBytes(const Work &work, qint64 index)
{
    const QByteArray id = QByteArray::number(firstId + index) + "-0";
    return "*2\r\n$" + QByteArray::number(id.size()) + "\r\n" + id + "\r\n" + respCommand(fieldsOf(work, index));
}

} // namespace

Outcome readRaw(const Options &options)
{
    RawSocket socket(options.port);
    const Work &work = options.work;
    const qint64 requests = work.entries / work.count;
    const qint64 replySize = QByteArray("*1\r\n*2\r\n$1\r\ns\r\n*" + QByteArray::number(work.count) + "\r\n").size()
        + work.count * entryBytes(work, 0).size();
    qint64 sent = 0;
    const auto request = [&] {
        const QByteArray after = QByteArray::number(firstId + sent * work.count - 1) + "-0";
        socket.write(respCommand({"XREAD", "COUNT", QByteArray::number(work.count), "STREAMS", "s", after}));
        ++sent;
    };
    while (sent < qMin(options.depth, requests))
        request();
    for (qint64 done = 0; done < requests; ++done) {
        socket.discard(replySize);
        if (sent < requests)
            request();
    }
    return {requests * work.count, 0};
}

void produceForLatency(quint16 port, int entries)
{
    RawSocket socket(port);
    for (int i = 0; i < entries; ++i) {
        // Pauses make each entry wait for nothing but itself; they are no synchronisation.
        QThread::usleep(300 + uint(i * 37 % 400));
        socket.write(respCommand({"XADD", "latency", "*", "t", QByteArray::number(nowNs())}));
        socket.readSome();
    }
}

} // namespace Bench
