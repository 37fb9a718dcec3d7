// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "rawsocket.h"
#include "tableview.h"
#include "workload.h"

#include <thread>

namespace Bench {

/// --write PORT ENTRIES RATE: in bunches every 5 ms. The server gives no replies: a socket that is full is all that slows
/// it down.
int write(const QStringList &arguments)
{
    constexpr qint64 Bunch = 5'000'000; // ns
    const qint64 entries = arguments.value(1).toLongLong();
    const double rate = arguments.value(2).toDouble();
    const Work work {"flood", 0, 0, 4, 10};
    QList<QByteArray> commands;
    for (qint64 i = 0; i < 1000; ++i)
        commands.append(respCommand(QList<QByteArray> {"XADD", "s", "MAXLEN", "~", "500000", "*"} + fieldsOf(work, i)));

    RawSocket socket(quint16(arguments.value(0).toUInt()));
    socket.write(respCommand({"CLIENT", "REPLY", "OFF"}));
    const qint64 began = nowNs();
    for (qint64 sent = 0; sent < entries;) {
        const qint64 due = qMin(entries, qint64(double(nowNs() - began) / 1e9 * rate) + 1);
        QByteArray bytes;
        for (; sent < due && bytes.size() < 1024 * 1024; ++sent)
            bytes += commands.at(sent % commands.size());
        if (!bytes.isEmpty())
            socket.write(bytes);
        if (sent >= due)
            std::this_thread::sleep_for(std::chrono::nanoseconds(Bunch));
    }
    // All of it has been taken when this is answered.
    socket.write(respCommand({"CLIENT", "REPLY", "ON"}));
    socket.readSome();
    return 0;
}

} // namespace Bench
