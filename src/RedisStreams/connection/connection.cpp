// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "connection/connection_p.h"

#include "connection/transport_p.h"
#include "global/logging_p.h"
#include "values/noerror_p.h"

#include <QtCore/QPointer>
#include <QtCore/QRandomGenerator>
#include <QtNetwork/QSslCertificate>

namespace RedisStreams::Internal {

using Code = RedisError::Code;
using std::chrono::milliseconds;

namespace {
/// More than this is not given to the socket at once, so that a peer that does not read costs no memory there.
constexpr qsizetype writeAhead = 1024 * 1024;
/// Reads in one turn of the event loop, before others get theirs.
constexpr int readsPerTurn = 2;
/// How often the socket is looked at while a callback spins an event loop.
constexpr milliseconds lookAgainAfter {5};
} // namespace

Connection::Connection(const ConnectionOptions &options, std::shared_ptr<AddressResolver> resolver, QObject *parent)
    : QObject(parent)
    , m_options(options)
    , m_resolver(std::move(resolver))
    , m_machine(options.reconnectPolicy(), options.connectTimeout(),
                [] { return QRandomGenerator::global()->generateDouble(); })
    , m_pipeline(options.replyTimeout())
    , m_endpoint(options.endpoint())
{
    m_clock.start();
    m_timer.setSingleShot(true);
    m_timer.setTimerType(Qt::PreciseTimer);
    m_watch.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &Connection::timerFired);
    m_lookAgain.setSingleShot(true);
    m_lookAgain.setInterval(lookAgainAfter);
    connect(&m_watch, &QTimer::timeout, this, &Connection::watchFired);
    connect(&m_lookAgain, &QTimer::timeout, this, [this] {
        const QPointer<Connection> guard(this);
        readAvailable();
        if (guard && m_calling > 0 && m_pipeline.awaitingCount() > 0)
            m_lookAgain.start();
    });
}

Connection::~Connection()
{
    m_transport.reset();
    for (const Request::Done &done : m_pipeline.takeAll())
        done({}, RedisError(Code::Aborted, QStringLiteral("The connection's owner is gone")));
}

void Connection::open()
{
    perform(m_machine.open());
}

void Connection::close()
{
    perform(m_machine.close());
    finishAll(m_pipeline.takeAll(), RedisError(Code::Aborted, QStringLiteral("The connection was closed")));
}

void Connection::reconnect(const RedisError &reason)
{
    lose(reason);
}

void Connection::restart(const std::optional<Endpoint> &endpoint)
{
    const QPointer<Connection> guard(this);
    close();
    if (!guard)
        return;
    m_onceTo = endpoint;
    open();
}

QSslCertificate Connection::peerCertificate() const
{
    return isReady() && m_transport ? m_transport->peerCertificate() : QSslCertificate();
}

void Connection::perform(const ConnectionMachine::Actions &actions)
{
    const QPointer<Connection> guard(this);
    carryOut(actions);
    if (guard)
        Q_EMIT stateChanged();
}

void Connection::carryOut(const ConnectionMachine::Actions &actions)
{
    const QPointer<Connection> guard(this);
    if (state() != State::Waiting)
        m_nextAttempt = QDateTime();
    else if (actions.startTimer)
        m_nextAttempt = QDateTime::currentDateTimeUtc().addMSecs(actions.startTimer->count());
    if (actions.stopTimer)
        m_timer.stop();
    if (actions.disconnect)
        m_transport.reset();
    if (actions.disconnect || actions.connect) {
        m_input.reset();
        m_out.clear();
    }
    if (actions.connect) // the time to connect begins when it is known where to
        m_timer.stop();
    else if (actions.startTimer)
        m_timer.start(*actions.startTimer);
    if (actions.connect) {
        ++m_attempt;
        if (const auto once = std::exchange(m_onceTo, std::nullopt))
            return connectTo(*once);
        m_resolver->resolve([guard, attempt = m_attempt](const Endpoint &endpoint, const RedisError &error) {
            if (!guard || guard->m_attempt != attempt || guard->state() != State::Connecting)
                return;
            if (error)
                guard->lose(error);
            else
                guard->connectTo(endpoint);
        });
        return;
    }
    if (actions.handshake) {
        m_handshake.emplace(m_options);
        m_handshakeDone = false;
        m_handshakeDecoder = {};
        m_transport->write(m_handshake->start());
    }
    if (actions.announceReady) {
        m_server = m_handshake->server();
        m_handshake.reset();
        m_lastError = {};
        qCDebug(lcConnection).noquote() << m_endpoint.toString() << "ready, RESP" << m_server.protocol;
        Q_EMIT ready();
        if (guard)
            flush();
        return;
    }
    if (actions.announceLost || actions.announceFailed) {
        m_watch.stop();
        const RedisError error = m_lastError;
        qCDebug(lcConnection) << "lost:" << error;
        m_pipeline.noteActivity(now());
        finishAll(m_pipeline.connectionLost(causeOfLoss()), error);
        if (guard && actions.announceFailed)
            finishAll(m_pipeline.takeAll(), notSent());
        if (!guard)
            return;
        watch();
        if (actions.announceFailed)
            Q_EMIT failed(error);
        else
            Q_EMIT lost(error);
    }
}

void Connection::connectTo(const Endpoint &endpoint)
{
    m_endpoint = endpoint;
    m_writesWait = false;
    m_timer.start(m_options.connectTimeout());
    m_transport = std::make_unique<Transport>(endpoint, m_options, nullptr);
    connect(m_transport.get(), &Transport::opened, this, [this] { perform(m_machine.transportOpened()); });
    connect(m_transport.get(), &Transport::readyRead, this, &Connection::readAvailable);
    connect(m_transport.get(), &Transport::bytesWritten, this, [this] {
        // A server cannot answer what is still on its way; but that a small request was taken by the kernel, at once, says
        // nothing of the server.
        const bool waited = std::exchange(m_writesWait, m_transport->bytesToWrite() > 0);
        if (waited || m_writesWait)
            m_pipeline.noteActivity(now());
        if (m_pipeline.hasQueued())
            flush();
    });
    connect(m_transport.get(), &Transport::closed, this, &Connection::transportClosed);
    m_transport->open();
}

void Connection::transportClosed(const RedisError &error)
{
    lose(error);
}

void Connection::lose(const RedisError &error)
{
    m_lastError = error.endpoint().isEmpty() ? error.withEndpoint(m_endpoint.toString()) : error;
    perform(m_machine.lost());
}

void Connection::timerFired()
{
    if (state() == State::Handshaking) {
        // After a long turn of the event loop the answer may lie in the socket already, or have been read.
        const QPointer<Connection> guard(this);
        const quint64 attempt = m_attempt;
        readAvailable();
        if (!guard || m_attempt != attempt || state() != State::Handshaking || m_handshakeDone)
            return;
    }
    if (state() == State::Connecting || state() == State::Handshaking) {
        m_lastError = RedisError(Code::ConnectTimeout,
                                 QStringLiteral("%1 did not answer within %2 ms (connect_timeout)")
                                     .arg(m_endpoint.toString())
                                     .arg(m_options.connectTimeout().count()))
                          .withEndpoint(m_endpoint.toString());
    }
    perform(m_machine.timerFired());
}

void Connection::send(Request request, Flush when)
{
    if (state() == State::Failed) {
        request.done({}, notSent());
        return;
    }
    // Those that are sent together count from when the first was: reading the clock for each would cost more than it.
    if (!m_flushScheduled || !isReady())
        m_sendingAt = now();
    m_pipeline.enqueue(std::move(request), m_sendingAt);
    if (!isReady())
        watch();
    else if (when == Flush::Now)
        flush();
    else
        scheduleFlush();
}

void Connection::scheduleFlush()
{
    if (std::exchange(m_flushScheduled, true))
        return;
    QMetaObject::invokeMethod(this, [this] {
        m_flushScheduled = false;
        flush();
    }, Qt::QueuedConnection);
}

void Connection::flush()
{
    while (isReady() && m_pipeline.hasQueued() && m_transport->bytesToWrite() < writeAhead) {
        m_pipeline.takeOutgoing(m_out, writeAhead, now());
        // The buffer keeps its memory from write to write.
        m_transport->write(m_out);
        m_out.resize(0);
        // The callback may wait for the reply in an event loop of its own, and the socket does not tell of new bytes while
        // it still tells of those that brought the callback.
        if (m_calling > 0 && !m_lookAgain.isActive())
            m_lookAgain.start();
    }
    watch();
}

void Connection::setReadPaused(bool paused)
{
    if (m_readPaused == paused)
        return;
    m_readPaused = paused;
    m_pipeline.noteActivity(now());
    if (!paused) {
        QMetaObject::invokeMethod(this, &Connection::readAvailable, Qt::QueuedConnection);
        watch();
    }
}

void Connection::readAvailable()
{
    // Decoding calls back into us only through a socket that fails; what that leads to waits for the decoding.
    if (m_reading)
        return;
    const QPointer<Connection> guard(this);
    // Never at a handshake: a pause is about replies, and outlives a connection.
    const auto mayRead = [this] { return isReady() ? !m_readPaused : !m_handshakeDone; };
    for (int i = 0; m_transport && mayRead(); ++i) {
        if (i == readsPerTurn) {
            QMetaObject::invokeMethod(this, &Connection::readAvailable, Qt::QueuedConnection);
            return;
        }
        qsizetype room = 0;
        char *buffer = m_input.prepare(room);
        const qint64 bytes = m_transport->read(buffer, room);
        if (bytes <= 0)
            return;
        m_input.commit(bytes);
        m_pipeline.noteActivity(now());
        m_reading = true;
        const bool goOn = consume();
        if (!guard)
            return;
        m_reading = false;
        Q_EMIT decoded();
        if (!guard || !goOn)
            return;
        // Also after a short read: a slot may have spun an event loop, and what came meanwhile is announced to nobody.
    }
}

bool Connection::consume()
{
    const QPointer<Connection> guard(this);
    const quint64 attempt = m_attempt;
    const auto current = [&] { return guard && m_attempt == attempt && m_transport; };
    if (state() == State::Handshaking && (!consumeHandshake() || !current()))
        return false;
    const qint64 readAt = now();
    while (isReady()) {
        switch (m_pipeline.consume(m_input, readAt)) {
        case Pipeline::Result::NeedMore:
            return guard && current();
        case Pipeline::Result::Error:
            m_reading = false;
            lose(m_pipeline.error());
            return false;
        case Pipeline::Result::Push:
            m_reading = false;
            Q_EMIT push(m_pipeline.takePush());
            break;
        case Pipeline::Result::Reply: {
            m_machine.progress();
            const auto [done, reply] = m_pipeline.finish();
            // Nothing is half done here: a callback that spins an event loop gets its other replies meanwhile.
            m_reading = false;
            ++m_calling;
            done(reply, noError);
            if (guard)
                --m_calling;
            break;
        }
        }
        if (!current())
            return false;
        m_reading = true;
    }
    return true;
}

bool Connection::consumeHandshake()
{
    while (state() == State::Handshaking) {
        switch (m_handshakeDecoder.consume(m_input)) {
        case ReplyDecoder::Status::NeedMore:
            return true;
        case ReplyDecoder::Status::Error:
            m_reading = false;
            lose(m_handshakeDecoder.error());
            return false;
        case ReplyDecoder::Status::Done:
            break;
        }
        const Handshake::Verdict verdict = m_handshake->reply(m_handshakeDecoder.take());
        const QByteArray outgoing = m_handshake->outgoing();
        if (!outgoing.isEmpty())
            m_transport->write(outgoing);
        if (verdict == Handshake::Verdict::Done) {
            // Whoever hears of it may spin an event loop. A socket does not tell of new bytes while it tells of others, so
            // that must not come from within its signal.
            m_handshakeDone = true;
            QMetaObject::invokeMethod(this, [this, attempt = m_attempt] { completeHandshake(attempt); }, Qt::QueuedConnection);
            return false;
        }
        if (verdict == Handshake::Verdict::Failed) {
            m_reading = false;
            m_lastError = m_handshake->error().withEndpoint(m_endpoint.toString());
            perform(m_handshake->isFinal() ? m_machine.refused() : m_machine.lost());
            return false;
        }
    }
    return true;
}

void Connection::completeHandshake(quint64 attempt)
{
    if (m_attempt != attempt || state() != State::Handshaking)
        return; // lost meanwhile, or closed
    const QPointer<Connection> guard(this);
    perform(m_machine.handshakeDone());
    if (guard)
        readAvailable();
}

std::optional<qint64> Connection::nextDue() const
{
    if (isReady())
        return m_readPaused ? std::nullopt : m_pipeline.replyDue();
    return m_pipeline.waitDue();
}

void Connection::watch()
{
    const std::optional<qint64> due = nextDue();
    // A timer that fires too early looks again; starting it anew for each request would cost more.
    if (!due || (m_watch.isActive() && m_watchDue <= *due))
        return;
    m_watchDue = *due;
    m_watch.start(milliseconds(qMax<qint64>(1, *due - now())));
}

void Connection::watchFired()
{
    const QPointer<Connection> guard(this);
    if (isReady() && !m_readPaused) {
        // After a long turn of the event loop the reply may lie in the socket already.
        readAvailable();
        if (!guard)
            return;
        const std::optional<qint64> due = isReady() && !m_readPaused ? m_pipeline.replyDue() : std::nullopt;
        if (due && *due <= now()) {
            lose(RedisError(Code::ReplyTimeout,
                            QStringLiteral("%1 stays silent although a reply is overdue by %2 ms (reply_timeout); connecting anew")
                                .arg(m_endpoint.toString())
                                .arg(m_options.replyTimeout().count())));
            return;
        }
    }
    if (!isReady()) {
        finishAll(m_pipeline.takeExpired(now()), notSent());
        if (!guard)
            return;
    }
    watch();
}

Pipeline::Cause Connection::causeOfLoss() const
{
    switch (m_lastError.code()) {
    case Code::ProtocolError:
    case Code::LimitExceeded:
        return Pipeline::Cause::OldestRequest;
    default:
        return Pipeline::Cause::Unknown;
    }
}

RedisError Connection::notSent() const
{
    const QString late = (state() == State::Failed ? QStringLiteral("There is no connection to %1 any more") : QStringLiteral("No connection to %1 in time"))
                             .arg(m_endpoint.toString());
    switch (m_lastError.code()) {
    case Code::NoError:
        return RedisError(Code::ConnectTimeout, late).withEndpoint(m_endpoint.toString());
    case Code::ConnectionLost:
    case Code::ReplyTimeout:
        // These say of a command that nobody knows what became of it.
        return RedisError(Code::ConnectTimeout, QStringLiteral("%1 (%2)").arg(late, m_lastError.message())).withEndpoint(m_endpoint.toString());
    default:
        return m_lastError;
    }
}

void Connection::finishAll(std::vector<Request::Done> requests, const RedisError &error)
{
    // By value: a callback may delete this object.
    for (const Request::Done &done : requests)
        done({}, error);
}

} // namespace RedisStreams::Internal
