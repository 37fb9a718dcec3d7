// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "connectionoptions.h"

#include <QtCore/QObject>
#include <QtCore/QPointer>
#include <QtNetwork/QAbstractSocket>
#include <QtNetwork/QLocalSocket>

#include <memory>

QT_BEGIN_NAMESPACE
class QIODevice;
class QSslCertificate;
class QSslSocket;
QT_END_NAMESPACE

namespace RedisStreams::Internal {

/// One socket for one connection: TCP, TLS or unix socket behind the same few calls.
///
/// TCP and unix sockets are opened unbuffered: bytes go from the kernel straight to where they are decoded, and not
/// reading is what makes a sender wait.
class Transport : public QObject
{
    Q_OBJECT

public:
    Transport(const Endpoint &endpoint, const ConnectionOptions &options, QObject *parent);
    ~Transport() override;

    void open();
    /// Drops the connection; no signal follows.
    void abort();

    /// Bytes read to \a buffer; 0 = none there now or ever again (closed() tells).
    qint64 read(char *buffer, qint64 room);
    void write(const QByteArray &bytes);
    qint64 bytesToWrite() const;
    /// Null without TLS.
    QSslCertificate peerCertificate() const;

Q_SIGNALS:
    void opened();
    void readyRead();
    void bytesWritten();
    void closed(const RedisStreams::RedisError &error);

private:
    void openTcp();
    void openTls();
    void openLocal();
    template <typename Sender, typename Signal, typename Slot>
    void listen(Sender *sender, Signal signal, Slot slot);
    void connected();
    void socketError(QAbstractSocket::SocketError error);
    void localError(QLocalSocket::LocalSocketError error);
    void sslErrors();
    bool drain();
    void end(const RedisError &error);

    const Endpoint m_endpoint;
    const ConnectionOptions m_options;
    QIODevice *m_device = nullptr;
    QAbstractSocket *m_socket = nullptr;
    QSslSocket *m_sslSocket = nullptr;
    QLocalSocket *m_localSocket = nullptr;
    QString m_tlsProblem;
    /// Signals of the socket that are being delivered: meanwhile it must not be deleted, though we may be. A slot that
    /// spins an event loop may do that, and such a loop carries out a deleteLater(): it is called by the outermost.
    struct Delivery
    {
        int depth = 0;
        QIODevice *retired = nullptr;
    };
    std::shared_ptr<Delivery> m_delivery = std::make_shared<Delivery>();
    bool m_open = false;
    bool m_ended = false;
};

} // namespace RedisStreams::Internal
