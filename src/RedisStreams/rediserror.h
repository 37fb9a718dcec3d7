// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "export.h"

#include <QtCore/QException>
#include <QtCore/QMetaType>
#include <QtCore/QSharedDataPointer>
#include <QtCore/QString>

namespace RedisStreams {

class RedisErrorData;

/// What went wrong: a code to decide by, the server's own code word, and a message that says what, where and what to
/// do. Implicitly shared; also the exception that a QFuture of this library carries, so it arrives in
/// `.onFailed(context, [](const RedisError &error) {...})`. It never holds a password.
class REDISSTREAMS_EXPORT RedisError : public QException
{
    Q_GADGET
    Q_PROPERTY(RedisStreams::RedisError::Code code READ code CONSTANT FINAL)
    Q_PROPERTY(QString message READ message CONSTANT FINAL)
    Q_PROPERTY(QString serverCode READ serverCode CONSTANT FINAL)
    Q_PROPERTY(QString endpoint READ endpoint CONSTANT FINAL)
    Q_PROPERTY(QString stream READ stream CONSTANT FINAL)
    Q_PROPERTY(bool isError READ isError CONSTANT FINAL)

public:
    /// The numbers are part of the interface: new ones are added at the end of their group.
    enum class Code {
        NoError = 0,

        // The application asked for something that cannot be; nothing was sent.
        InvalidArgument = 1, ///< An argument or option that no server would take; the message says which and why.
        InvalidUrl = 2, ///< The URL cannot be understood.
        InvalidState = 3, ///< The call does not fit the object's state, e.g. drain() while following.
        NotSupported = 4, ///< The server, or this build, lacks it; the message names the version that has it.
        Aborted = 5, ///< Ended by abort(), close() or the destruction of the object.

        // The way to the server.
        HostNotFound = 20, ///< The name does not resolve.
        ConnectionRefused = 21, ///< Nobody listens there, or the socket file is missing.
        ConnectTimeout = 22, ///< No connection, or no completed handshake, within connectTimeout.
        ConnectionLost = 23, ///< The connection ended. A command that may change data has an unknown outcome.
        ReplyTimeout = 24, ///< The server stayed silent past the reply deadline; the connection was dropped.
        TlsError = 25, ///< The TLS handshake failed (certificate, protocol).
        ProtocolError = 26, ///< The bytes received are not RESP, or not the reply the command has.
        LimitExceeded = 27, ///< A received element is larger than the limits allow.

        // The server's answer.
        ServerError = 40, ///< Any error reply without a code of its own here; see serverCode().
        AuthenticationFailed = 41, ///< WRONGPASS, NOAUTH: no retry until the credentials change.
        PermissionDenied = 42, ///< NOPERM: the user's ACL does not allow the command or the key.
        WrongType = 43, ///< WRONGTYPE: the key holds something other than a stream.
        NoSuchKey = 44, ///< The command needs the stream to exist.
        NoGroup = 45, ///< NOGROUP: the consumer group, or its stream, does not exist.
        GroupMissing = 46, ///< Groups that should be there are not; the message names every stream.
        BusyGroup = 47, ///< BUSYGROUP: the group exists already.
        IdTooSmall = 48, ///< XADD or XSETID with an id that is not above the stream's newest.
        IdsExhausted = 49, ///< The stream's newest id is the highest there can be.
        ReadOnly = 50, ///< READONLY: a write sent to a replica.
        Loading = 51, ///< LOADING: the server reads its data from disk.
        OutOfMemory = 52, ///< OOM: maxmemory is reached.
        Unblocked = 53, ///< UNBLOCKED: a blocked read was ended by the server.
        Moved = 54, ///< MOVED: the slot is served by another node.
        Ask = 55, ///< ASK: the slot is being moved.
        TryAgain = 56, ///< TRYAGAIN: the keys are on both sides of a move.
        CrossSlot = 57, ///< CROSSSLOT: keys of different slots in one command.
        ClusterDown = 58, ///< CLUSTERDOWN: the cluster does not serve the slot now.
        MasterDown = 59, ///< MASTERDOWN: a replica without its master.
        Misconfigured = 60, ///< MISCONF: the server refuses writes because it cannot save.
        NoReplicas = 61, ///< NOREPLICAS: too few replicas for a write.
        Busy = 62, ///< BUSY: a script or function is running.
        TransactionAborted = 63, ///< EXECABORT: the MULTI was discarded.
    };
    Q_ENUM(Code)

    RedisError();
    RedisError(Code code, const QString &message);
    /// From an error reply such as "WRONGTYPE Operation against a key ...": finds the code, keeps word and text.
    static RedisError fromReply(QByteArrayView text);
    RedisError(const RedisError &other);
    RedisError(RedisError &&other) noexcept;
    RedisError &operator=(const RedisError &other);
    RedisError &operator=(RedisError &&other) noexcept;
    ~RedisError() override;

    Code code() const noexcept;
    bool isError() const noexcept { return code() != Code::NoError; }
    explicit operator bool() const noexcept { return isError(); }

    /// The first word of the server's error reply ("WRONGTYPE"); empty when the error is not the server's.
    QString serverCode() const;
    /// What happened, where, and what to do.
    QString message() const;
    /// The server it happened at, without credentials; empty when none is involved.
    QString endpoint() const;
    /// The stream it concerns, when one is known.
    QString stream() const;

    /// Whether trying again later may help without anyone changing anything.
    bool isTransient() const noexcept;

    RedisError withEndpoint(const QString &endpoint) const;
    RedisError withStream(const QString &stream) const;
    RedisError withMessage(const QString &message) const;

    void raise() const override;
    RedisError *clone() const override;
    const char *what() const noexcept override;

    friend REDISSTREAMS_EXPORT bool operator==(const RedisError &a, const RedisError &b);

private:
    QSharedDataPointer<RedisErrorData> d;
};

REDISSTREAMS_EXPORT QDebug operator<<(QDebug debug, const RedisError &error);

} // namespace RedisStreams

Q_DECLARE_METATYPE(RedisStreams::RedisError)
