// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "quickredisclient.h"

#include "quickcallback.h"

#include <QtCore/QLocale>

#include <cmath>
#include <optional>

namespace RedisStreams {

namespace {

// The bytes of a word of a command; nullopt for what has no one text form (undefined, objects).
std::optional<QByteArray> toWord(const QVariant &value)
{
    switch (value.typeId()) {
    case QMetaType::QByteArray:
        return value.toByteArray();
    case QMetaType::QString:
        return value.toString().toUtf8();
    case QMetaType::Double: {
        // JavaScript has one kind of number: what is whole is sent without an exponent.
        const double number = value.toDouble();
        constexpr double LargestExact = 9007199254740992.0;
        if (std::trunc(number) == number && std::abs(number) <= LargestExact)
            return QByteArray::number(qint64(number));
        return QByteArray::number(number, 'g', QLocale::FloatingPointShortest);
    }
    case QMetaType::Int:
    case QMetaType::UInt:
    case QMetaType::LongLong:
    case QMetaType::ULongLong:
        return value.toString().toUtf8();
    default:
        return std::nullopt;
    }
}

} // namespace

QuickRedisClient::QuickRedisClient(QObject *parent)
    : RedisClient(parent)
{
}

QuickRedisClient::~QuickRedisClient() = default;

void QuickRedisClient::open()
{
    whenComplete([this] { RedisClient::open(); });
}

void QuickRedisClient::command(const QVariantList &words, const QJSValue &callback, QObject *context)
{
    const QuickCallback handler(this, &m_life, callback, context);
    QByteArrayList bytes;
    for (const QVariant &value : words) {
        const std::optional<QByteArray> word = toWord(value);
        if (!word) {
            const RedisError error(RedisError::Code::InvalidArgument,
                                   QStringLiteral("word %1 of the command is neither a string nor a number nor an ArrayBuffer")
                                       .arg(bytes.size() + 1));
            Q_EMIT errorOccurred(error);
            return handler.fail(error);
        }
        bytes.append(*word);
    }
    whenComplete([this, handler, bytes] {
        handler.deliver(RedisClient::command(bytes), [](const RespValue &reply) { return reply.toVariant(); });
    });
}

void QuickRedisClient::classBegin()
{
    m_complete = false;
}

void QuickRedisClient::componentComplete()
{
    m_complete = true;
    const QList<std::function<void()>> waiting = std::exchange(m_waiting, {});
    for (const std::function<void()> &action : waiting)
        action();
}

void QuickRedisClient::whenComplete(std::function<void()> action)
{
    if (m_complete)
        action();
    else
        m_waiting.append(std::move(action));
}

} // namespace RedisStreams
