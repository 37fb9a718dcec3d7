// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "integration/servertest.h"

#include <RedisStreams/groupconsumer.h>

#include <QtCore/QHash>
#include <QtCore/QMap>

#include <memory>

/// What the tests of groups share.
namespace RedisStreams::Test {

/// Keeps what a group consumer emits, besides what every consumer does.
class GroupRecorder : public Recorder
{
public:
    explicit GroupRecorder(GroupConsumer *consumer)
        : Recorder(consumer)
    {
        const auto note = [this](const QString &what, const QString &stream, const QString &detail = {}) {
            log.append(detail.isEmpty() ? what + u' ' + stream : what + u' ' + stream + u' ' + detail);
        };
        connect(consumer, &StreamConsumer::entryReceived, this, [this, note](const QString &stream, const StreamEntry &entry) {
            note(QStringLiteral("entry"), stream, entry.idText());
            ++times[entry.idText()];
            deliveries[entry.idText()] = entry.deliveryCount();
        });
        connect(consumer, &GroupConsumer::backlogFinished, this, [note](const QString &s) { note(QStringLiteral("backlog"), s); });
        connect(consumer, &GroupConsumer::acknowledged, this, [this](const QString &, qint64 count) { acknowledged += count; });
        connect(consumer, &GroupConsumer::entryClaimed, this, [note](const QString &s, const StreamEntry &e) { note(QStringLiteral("claimed"), s, e.idText()); });
        connect(consumer, &GroupConsumer::entryDeadLettered, this, [note](const QString &s, const StreamEntry &e) { note(QStringLiteral("dead"), s, e.idText()); });
        connect(consumer, &GroupConsumer::tombstoneDropped, this, [note](const QString &s, const QString &id) { note(QStringLiteral("tombstone"), s, id); });
        connect(consumer, &GroupConsumer::ownershipLost, this, [note](const QString &s, const QString &id) { note(QStringLiteral("ownership"), s, id); });
        connect(consumer, &GroupConsumer::groupLost, this, [note](const QString &s) { note(QStringLiteral("lost"), s); });
        connect(consumer, &GroupConsumer::groupCreated, this, [note](const QString &s, const QString &from) { note(QStringLiteral("created"), s, from); });
    }

    /// How many events of one kind there were: entry, backlog, claimed, dead, tombstone, ownership, lost, created.
    int count(const QString &what) const { return int(log.filter(QRegularExpression(u'^' + what + u' ')).size()); }

    QStringList log; ///< "kind stream detail", in the order they came
    QHash<QString, int> times; ///< id -> how often it was handed over
    QHash<QString, qint64> deliveries; ///< id -> delivery count of the last time
    qint64 acknowledged = 0;
};

/// The group's pending entries of a stream: "id consumer deliveries", by id.
inline QStringList pendingOf(AdminClient &admin, const QByteArray &stream, const QByteArray &group = "g")
{
    QStringList list;
    const QVariantList entries = admin.command({"XPENDING", stream, group, "-", "+", "100000"}).toList();
    for (const QVariant &entry : entries) {
        const QVariantList parts = entry.toList();
        list.append(QStringLiteral("%1 %2 %3").arg(QString::fromLatin1(parts.value(0).toByteArray()),
                                                   QString::fromLatin1(parts.value(1).toByteArray()))
                        .arg(parts.value(3).toLongLong()));
    }
    return list;
}

inline qint64 pendingCount(AdminClient &admin, const QByteArray &stream, const QByteArray &group = "g")
{
    return admin.command({"XPENDING", stream, group}).toList().value(0, -1).toLongLong();
}

/// A group that begins at the start of a stream.
inline void makeGroup(AdminClient &admin, const QByteArray &stream, const QByteArray &group = "g", const QByteArray &from = "0")
{
    QCOMPARE(admin.command({"XGROUP", "CREATE", stream, group, from, "MKSTREAM"}), QVariant(QByteArray("OK")));
}

/// Reads so many entries for a consumer that does not acknowledge them: what a process that died leaves.
inline void readAs(AdminClient &admin, const QByteArray &stream, const QByteArray &consumer, int count, const QByteArray &group = "g")
{
    admin.command({"XREADGROUP", "GROUP", group, consumer, "COUNT", QByteArray::number(count), "STREAMS", stream, ">"});
}

/// The ids 1-0 ... count-0.
inline QStringList plainIds(int first, int last)
{
    QStringList list;
    for (int i = first; i <= last; ++i)
        list.append(QStringLiteral("%1-0").arg(i));
    return list;
}

/// A test with a server, a client and consumers of the group "g".
class GroupTest : public ServerTest
{
    Q_OBJECT

public:
    using ServerTest::ServerTest;

protected:
    using Policy = GroupConsumer::AckPolicy;

    AdminClient &admin() { return m_server.admin(); }

    std::unique_ptr<GroupConsumer> member(const QString &name, const QStringList &streams = {QStringLiteral("one")})
    {
        auto consumer = std::make_unique<GroupConsumer>(m_client.get(), streams, QStringLiteral("g"), name);
        consumer->setStartFrom(StreamConsumer::StartFrom::Beginning);
        return consumer;
    }

    /// Acknowledges each entry in the slot that gets it.
    static void acknowledgeAll(GroupConsumer *consumer)
    {
        QObject::connect(consumer, &StreamConsumer::entryReceived, consumer,
                         [consumer](const QString &, const StreamEntry &entry) { consumer->acknowledge(entry); });
    }

    static bool stops(GroupConsumer *consumer)
    {
        consumer->stop();
        return QTest::qWaitFor([consumer] { return consumer->state() == StreamConsumer::State::Closed; }, Patience);
    }
};

} // namespace RedisStreams::Test

#define TRY_STATE(consumer, wanted) QTRY_COMPARE_WITH_TIMEOUT((consumer)->state(), StreamConsumer::State::wanted, RedisStreams::Test::Patience)
