// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "support/adminclient.h"
#include "support/ledger.h"

#include <RedisStreams/redisclient.h>
#include <RedisStreams/streamconsumer.h>

#include <QtCore/QElapsedTimer>
#include <QtCore/QFuture>
#include <QtCore/QRegularExpression>
#include <QtTest/QTest>

#include <algorithm>

/// What the tests of clients and consumers share.
namespace RedisStreams::Test {

/// A URL with options behind it: by default those that make blocked reads and reconnects short, so that tests are.
inline QString quick(const QString &url, const QString &more = {})
{
    const QString options = QStringLiteral("?block_limit=300&reconnect_initial=10&reconnect_max=100");
    return url + options + (more.isEmpty() ? QString() : QLatin1Char('&') + more);
}

template <typename T>
bool ends(const QFuture<T> &future, int timeout = Patience)
{
    return QTest::qWaitFor([&] { return future.isFinished(); }, timeout);
}

/// The error that an ended future carries; NoError for one that succeeded.
template <typename T>
RedisError failureOf(QFuture<T> future)
{
    try {
        future.waitForFinished();
    } catch (const RedisError &error) {
        return error;
    }
    return {};
}

/// Adds entries first-0, (first+1)-0 ... with the field n = first, first+1 ...
inline void addNumbered(AdminClient &admin, const QByteArray &stream, int count, int first = 1)
{
    const QByteArray script = "for i = ARGV[2], ARGV[2] + ARGV[1] - 1 do "
                              "redis.call('XADD', KEYS[1], string.format('%d-0', i), 'n', string.format('%d', i)) end return 1";
    QCOMPARE(admin.integer({"EVAL", script, "1", stream, QByteArray::number(count), QByteArray::number(first)}), 1);
}

/// "stream id" of such entries.
inline QStringList numbered(const QString &stream, int first, int last)
{
    QStringList list;
    for (int i = first; i <= last; ++i)
        list.append(QStringLiteral("%1 %2-0").arg(stream).arg(i));
    return list;
}

/// Expects all that a server holds of some streams now.
inline void expectAll(EntryLedger &ledger, AdminClient &admin, const QByteArrayList &streams)
{
    for (const QByteArray &stream : streams) {
        const QVariantList entries = admin.command({"XRANGE", stream, "-", "+"}).toList();
        for (const QVariant &entry : entries)
            ledger.expect(stream, entry.toList().value(0).toByteArray());
    }
}

/// How many clients wait in a blocking command.
inline int blockedClients(AdminClient &admin)
{
    const QByteArray info = admin.command({"INFO", "clients"}).toByteArray();
    const qsizetype at = info.indexOf("blocked_clients:");
    return info.mid(at + 16, info.indexOf('\r', at) - at - 16).toInt();
}

/// Keeps what a consumer emits.
class Recorder : public QObject
{
public:
    explicit Recorder(StreamConsumer *consumer)
    {
        connect(consumer, &StreamConsumer::entryReceived, this, [this](const QString &stream, const StreamEntry &entry) {
            received.append(stream + QLatin1Char(' ') + entry.idText());
            ledger.saw(entry.streamKey(), entry.id().toByteArray());
        });
        connect(consumer, &StreamConsumer::stateChanged, this, [this](StreamConsumer::State state) { states.append(state); });
        connect(consumer, &StreamConsumer::healthyChanged, this, [this](bool healthy) { health.append(healthy); });
        connect(consumer, &StreamConsumer::errorOccurred, this, [this](const RedisError &error) { errors.append(error); });
        connect(consumer, &StreamConsumer::opened, this, [this] { ++opened; });
        connect(consumer, &StreamConsumer::drained, this, [this] { ++drained; });
        connect(consumer, &StreamConsumer::stopped, this, [this] { ++stopped; });
    }

    /// "stream id" of the entries of one stream, in the order they came.
    QStringList of(const QString &stream) const { return received.filter(QRegularExpression(QLatin1Char('^') + stream + QLatin1Char(' '))); }

    int errorCount(RedisError::Code code) const
    {
        return int(std::count_if(errors.begin(), errors.end(), [code](const RedisError &error) { return error.code() == code; }));
    }

    QStringList received;
    EntryLedger ledger;
    QList<StreamConsumer::State> states;
    QList<bool> health;
    QList<RedisError> errors;
    int opened = 0;
    int drained = 0;
    int stopped = 0;
};

} // namespace RedisStreams::Test

/// Waits until the consumer has received so many entries, and shows the rest of the picture when it does not.
#define TRY_RECEIVED(recorder, count)                                                                                  \
    QTRY_COMPARE_WITH_TIMEOUT((recorder).received.size(), qsizetype(count), RedisStreams::Test::Patience)

/// Nothing lost, nothing twice, order kept.
#define VERIFY_LEDGER(ledger)                                                                                          \
    QVERIFY2((ledger).problems().isEmpty(), qPrintable((ledger).problems().join(u'\n')))
