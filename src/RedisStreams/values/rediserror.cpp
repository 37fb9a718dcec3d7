// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "rediserror.h"

#include <QtCore/QDebug>
#include <QtCore/QSharedData>

#include <algorithm>

namespace RedisStreams {

using Code = RedisError::Code;

class RedisErrorData : public QSharedData
{
public:
    Code code = Code::NoError;
    QString serverCode;
    QString message;
    QString endpoint;
    QString stream;
    QByteArray what; ///< the message again, as what() has to return bytes that stay

    void setMessage(const QString &text)
    {
        message = text;
        what = text.toUtf8();
    }
};

namespace {

struct CodeWord
{
    const char *word;
    Code code;
};
constexpr CodeWord codeWords[] = {
    {"WRONGTYPE", Code::WrongType},
    {"NOGROUP", Code::NoGroup},
    {"BUSYGROUP", Code::BusyGroup},
    {"NOAUTH", Code::AuthenticationFailed},
    {"WRONGPASS", Code::AuthenticationFailed},
    {"NOPERM", Code::PermissionDenied},
    {"READONLY", Code::ReadOnly},
    {"LOADING", Code::Loading},
    {"OOM", Code::OutOfMemory},
    {"UNBLOCKED", Code::Unblocked},
    {"MOVED", Code::Moved},
    {"ASK", Code::Ask},
    {"TRYAGAIN", Code::TryAgain},
    {"CROSSSLOT", Code::CrossSlot},
    {"CLUSTERDOWN", Code::ClusterDown},
    {"MASTERDOWN", Code::MasterDown},
    {"MISCONF", Code::Misconfigured},
    {"NOREPLICAS", Code::NoReplicas},
    {"BUSY", Code::Busy},
    {"EXECABORT", Code::TransactionAborted},
    {"NOPROTO", Code::NotSupported},
};

/// Errors without a word of their own are told apart by their text, which has been the same since Redis 5.
struct CodeText
{
    const char *text;
    Code code;
};
constexpr CodeText codeTexts[] = {
    {"no such key", Code::NoSuchKey},
    {"requires the key to exist", Code::NoSuchKey}, // XGROUP
    {"equal or smaller than the target stream top item", Code::IdTooSmall},
    {"smaller than the target stream top item", Code::IdTooSmall},
    {"smaller than current max_deleted_entry_id", Code::IdTooSmall},
    {"must be greater than 0-0", Code::IdTooSmall},
    {"exhausted the last possible ID", Code::IdsExhausted},
    {"unknown command", Code::NotSupported},
    {"unknown subcommand", Code::NotSupported},
    {"Unknown subcommand", Code::NotSupported}, // as it was spelt up to Redis 6.2
    {"cluster support disabled", Code::NotSupported},
    {"invalid username-password pair", Code::AuthenticationFailed},
    {"invalid password", Code::AuthenticationFailed},
};

bool isCodeWord(QByteArrayView word)
{
    return !word.isEmpty() && std::all_of(word.begin(), word.end(), [](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    });
}

} // namespace

namespace {

/// "No error" is what most commands are told: it costs no memory of its own.
QSharedDataPointer<RedisErrorData> noError()
{
    static const QSharedDataPointer<RedisErrorData> shared(new RedisErrorData);
    return shared;
}

} // namespace

RedisError::RedisError()
    : d(noError())
{
}

RedisError::RedisError(Code code, const QString &message)
    : d(new RedisErrorData)
{
    d->code = code;
    d->setMessage(message);
}

RedisError RedisError::fromReply(QByteArrayView text)
{
    RedisError error(Code::ServerError, QString::fromUtf8(text).trimmed());
    const qsizetype space = text.indexOf(' ');
    const QByteArrayView word = space < 0 ? text : text.first(space);
    if (isCodeWord(word))
        error.d->serverCode = QString::fromLatin1(word);
    for (const CodeWord &known : codeWords) {
        if (word == QByteArrayView(known.word)) {
            error.d->code = known.code;
            return error;
        }
    }
    for (const CodeText &known : codeTexts) {
        if (text.contains(QByteArrayView(known.text))) {
            error.d->code = known.code;
            return error;
        }
    }
    return error;
}

RedisError::RedisError(const RedisError &) = default;
RedisError::RedisError(RedisError &&other) noexcept
    : QException(other)
    , d(other.d)
{
}
RedisError &RedisError::operator=(const RedisError &) = default;
RedisError &RedisError::operator=(RedisError &&other) noexcept
{
    // A moved-from error stays a valid one: it is read in more places than it is worth to save a reference.
    d = other.d;
    return *this;
}
RedisError::~RedisError() = default;

Code RedisError::code() const noexcept { return d->code; }
QString RedisError::serverCode() const { return d->serverCode; }
QString RedisError::message() const { return d->message; }
QString RedisError::endpoint() const { return d->endpoint; }
QString RedisError::stream() const { return d->stream; }

bool RedisError::isTransient() const noexcept
{
    switch (d->code) {
    case Code::HostNotFound:
    case Code::ConnectionRefused:
    case Code::ConnectTimeout:
    case Code::ConnectionLost:
    case Code::ReplyTimeout:
    case Code::ReadOnly:
    case Code::Loading:
    case Code::OutOfMemory:
    case Code::Unblocked:
    case Code::Moved:
    case Code::Ask:
    case Code::TryAgain:
    case Code::ClusterDown:
    case Code::MasterDown:
    case Code::Misconfigured:
    case Code::NoReplicas:
    case Code::Busy:
        return true;
    default:
        return false;
    }
}

RedisError RedisError::withEndpoint(const QString &endpoint) const
{
    RedisError copy(*this);
    copy.d->endpoint = endpoint;
    return copy;
}

RedisError RedisError::withStream(const QString &stream) const
{
    RedisError copy(*this);
    copy.d->stream = stream;
    return copy;
}

RedisError RedisError::withMessage(const QString &message) const
{
    RedisError copy(*this);
    copy.d->setMessage(message);
    return copy;
}

void RedisError::raise() const
{
    throw *this;
}

RedisError *RedisError::clone() const
{
    return new RedisError(*this);
}

const char *RedisError::what() const noexcept
{
    return d->what.constData();
}

bool operator==(const RedisError &a, const RedisError &b)
{
    return a.d == b.d
        || (a.d->code == b.d->code && a.d->serverCode == b.d->serverCode && a.d->message == b.d->message
            && a.d->endpoint == b.d->endpoint && a.d->stream == b.d->stream);
}

QDebug operator<<(QDebug debug, const RedisError &error)
{
    const QDebugStateSaver saver(debug);
    debug.noquote().nospace() << "RedisError(" << error.code();
    if (!error.message().isEmpty())
        debug << ", " << error.message();
    if (!error.endpoint().isEmpty())
        debug << ", at " << error.endpoint();
    if (!error.stream().isEmpty())
        debug << ", stream " << error.stream();
    debug << ')';
    return debug;
}

} // namespace RedisStreams
