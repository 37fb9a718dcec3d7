// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/QByteArray>

/// A blocking socket with nothing around it: what a client costs is measured against this.
class RawSocket
{
public:
    explicit RawSocket(quint16 port);
    ~RawSocket();
    Q_DISABLE_COPY_MOVE(RawSocket)

    void write(const QByteArray &bytes);
    /// Reads and forgets exactly so many bytes.
    void discard(qint64 bytes);
    /// Reads what there is, at least one byte.
    QByteArray readSome();

private:
    int m_descriptor;
};

QByteArray respCommand(const QList<QByteArray> &words);
