// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "connection/addressresolver_p.h"
#include "connection/connectionmachine_p.h"
#include "connection/handshake_p.h"
#include "connection/pipeline_p.h"

#include <QtCore/QDateTime>
#include <QtCore/QElapsedTimer>
#include <QtCore/QObject>
#include <QtCore/QTimer>

#include <memory>
#include <optional>

QT_BEGIN_NAMESPACE
class QSslCertificate;
QT_END_NAMESPACE

namespace RedisStreams::Internal {

class Transport;

/// A connection that keeps itself alive: it executes what ConnectionMachine, Handshake and Pipeline decide.
/// Requests wait while it is not ready. Nobody else owns sockets or timers of the wire.
class Connection : public QObject
{
    Q_OBJECT

public:
    using State = ConnectionMachine::State;
    enum class Flush { Now, SoonTogether };

    Connection(const ConnectionOptions &options, std::shared_ptr<AddressResolver> resolver, QObject *parent = nullptr);
    /// Requests under way end with Aborted.
    ~Connection() override;

    void open();
    void close();

    State state() const { return m_machine.state(); }
    bool isReady() const { return state() == State::Ready; }
    /// Why it was lost last, or could not be made; NoError while ready.
    const RedisError &lastError() const { return m_lastError; }
    const ServerInfo &server() const { return m_server; }
    Endpoint endpoint() const { return m_endpoint; }
    /// When the next try begins; invalid unless Waiting.
    QDateTime nextAttempt() const { return m_nextAttempt; }
    /// Null without TLS, or while not ready.
    QSslCertificate peerCertificate() const;

    /// SoonTogether: with what else is sent in this turn of the event loop, by one system call.
    void send(Request request, Flush flush);
    qsizetype awaitingCount() const { return m_pipeline.awaitingCount(); }
    /// Whether requests wait for their reply, or to be sent.
    bool isBusy() const { return !m_pipeline.isIdle(); }

    /// While paused no byte is read, so a sender that goes on has to wait; no deadline runs.
    void setReadPaused(bool paused);
    qint64 bytesReceived() const { return m_input.bytesReceived(); }
    /// Drops the present connection, as if it were lost, and makes a new one.
    void reconnect(const RedisError &reason);
    /// Leaves the present server, if any, and connects at once: to \a endpoint this time, or to where the resolver says.
    /// Requests under way end with Aborted. Neither lost() nor failed() is emitted for it.
    void restart(const std::optional<Endpoint> &endpoint = {});
    /// Whether a new connection would lead to another server than the present one.
    bool leadsElsewhere() const { return m_resolver->leadsElsewhere(m_endpoint); }

Q_SIGNALS:
    /// After each step, behind the signals that say what happened: state(), nextAttempt() and peerCertificate() may not
    /// be what they were.
    void stateChanged();
    void ready();
    /// The connection, or an attempt to make one, was lost; another try follows by itself.
    void lost(const RedisStreams::RedisError &error);
    /// No other try follows until open().
    void failed(const RedisStreams::RedisError &error);
    void push(const RedisStreams::RespValue &message);
    /// Bytes were read and decoded: the moment to hand over what decoders collected.
    void decoded();

private:
    void perform(const ConnectionMachine::Actions &actions);
    void carryOut(const ConnectionMachine::Actions &actions);
    void connectTo(const Endpoint &endpoint);
    void transportClosed(const RedisError &error);
    void lose(const RedisError &error);
    void timerFired();
    void readAvailable();
    /// False when the connection ended, or this object did.
    bool consume();
    bool consumeHandshake();
    void completeHandshake(quint64 attempt);
    void flush();
    void scheduleFlush();
    void watch();
    std::optional<qint64> nextDue() const;
    void watchFired();
    Pipeline::Cause causeOfLoss() const;
    /// For what was not sent, or may be sent again: nothing was done, whatever happened to the connection.
    RedisError notSent() const;
    void finishAll(std::vector<Request::Done> requests, const RedisError &error);
    qint64 now() const { return m_clock.elapsed(); }

    const ConnectionOptions m_options;
    const std::shared_ptr<AddressResolver> m_resolver;
    ConnectionMachine m_machine;
    Pipeline m_pipeline;
    RespInput m_input;
    std::optional<Handshake> m_handshake;
    bool m_handshakeDone = false; ///< its last reply was read
    ReplyTreeDecoder m_handshakeDecoder;
    std::unique_ptr<Transport> m_transport;
    Endpoint m_endpoint;
    std::optional<Endpoint> m_onceTo; ///< where the next try goes, whatever the resolver says
    ServerInfo m_server;
    RedisError m_lastError;
    QElapsedTimer m_clock;
    QDateTime m_nextAttempt;
    QTimer m_timer; ///< the machine's
    QTimer m_watch; ///< deadlines of replies and of waiting requests
    qint64 m_watchDue = 0;
    QTimer m_lookAgain; ///< while a callback waits for another reply
    int m_calling = 0; ///< callbacks that run, one within the event loop of another
    QByteArray m_out;
    quint64 m_attempt = 0; ///< tells answers to an abandoned attempt apart
    bool m_flushScheduled = false;
    bool m_writesWait = false; ///< the socket holds bytes that the kernel has not taken yet
    qint64 m_sendingAt = 0;
    bool m_readPaused = false;
    bool m_reading = false;
};

} // namespace RedisStreams::Internal
