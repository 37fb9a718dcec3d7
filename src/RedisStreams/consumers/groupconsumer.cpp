// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "groupconsumer.h"

#include "consumers/groupconsumer_p.h"

namespace RedisStreams {

using Code = RedisError::Code;
using Internal::FlightLog;
using Phase = StreamConsumerPrivate::Phase;

GroupConsumerPrivate::GroupConsumerPrivate()
    : StreamConsumerPrivate(nullptr)
{
    ackTimer.setSingleShot(true);
    claimTimer.setSingleShot(true);
    stopTimer.setSingleShot(true);
    ghostTimer.setSingleShot(true);
    QObject::connect(&ackTimer, &QTimer::timeout, &ackTimer, [this] { flushAllAcks(); });
    QObject::connect(&claimTimer, &QTimer::timeout, &claimTimer, [this] { claimAll(); });
    QObject::connect(&beatTimer, &QTimer::timeout, &beatTimer, [this] { beat(); });
    QObject::connect(&turnTimer, &QTimer::timeout, &turnTimer, [this] { noteTurn(); });
    QObject::connect(&ghostTimer, &QTimer::timeout, &ghostTimer, [this] {
        recoverAll();
        pump();
    });
    QObject::connect(&stopTimer, &QTimer::timeout, &stopTimer, [this] {
        const QPointer<StreamConsumer> guard(q);
        report(RedisError(Code::ReplyTimeout, QStringLiteral("GroupConsumer: stopping without the server's answer to the last acknowledgements; they may come again")));
        if (guard && phase == Phase::Stopping)
            finishStopping();
    });
}

GroupConsumerPrivate::~GroupConsumerPrivate()
{
    // Nobody waits for the answers, but what is done is done.
    for (const Cursor &cursor : cursors)
        sendLastAcks(*own(cursor));
    for (const GroupCursorPtr &cursor : leaving)
        sendLastAcks(*cursor);
}

GroupConsumer::GroupConsumer(QObject *parent)
    : StreamConsumer(std::make_unique<GroupConsumerPrivate>(), parent)
{
}

GroupConsumer::GroupConsumer(RedisClient *client, const QStringList &streams, const QString &group, const QString &consumer,
                             QObject *parent)
    : GroupConsumer(parent)
{
    setClient(client);
    setStreams(streams);
    setGroup(group);
    setConsumer(consumer);
}

GroupConsumer::~GroupConsumer() = default;

GroupConsumerPrivate *GroupConsumer::p() const
{
    return static_cast<GroupConsumerPrivate *>(d.get());
}

namespace {

/// Changes a setting if that is possible now and makes sense; says why not otherwise.
template <typename T>
bool change(GroupConsumerPrivate *p, T &setting, const T &value, const char *name)
{
    if (setting == value)
        return false;
    if (p->phase != Phase::Closed && p->phase != Phase::Failed) {
        p->report(p->invalidState(QStringLiteral("%1 cannot be changed while reading; stop() first").arg(QLatin1StringView(name))));
        return false;
    }
    const T before = std::exchange(setting, value);
    if (const RedisError problem = p->conflict()) {
        setting = before;
        p->report(problem);
        return false;
    }
    return true;
}

bool refuseNegative(GroupConsumerPrivate *p, int value, const char *name)
{
    if (value >= 0)
        return false;
    p->report(p->invalidArgument(QStringLiteral("%1 must be 0 or more, not %2").arg(QLatin1StringView(name)).arg(value)));
    return true;
}

} // namespace

QString GroupConsumer::group() const { return QString::fromUtf8(p()->groupName); }
void GroupConsumer::setGroup(const QString &group)
{
    if (change(p(), p()->groupName, group.toUtf8(), "group"))
        Q_EMIT groupChanged();
}

QString GroupConsumer::consumer() const { return QString::fromUtf8(p()->consumerName); }
void GroupConsumer::setConsumer(const QString &consumer)
{
    if (change(p(), p()->consumerName, consumer.toUtf8(), "consumer"))
        Q_EMIT consumerChanged();
}

bool GroupConsumer::autoCreate() const { return p()->autoCreate; }
void GroupConsumer::setAutoCreate(bool on)
{
    if (change(p(), p()->autoCreate, on, "autoCreate"))
        Q_EMIT settingsChanged();
}

QString GroupConsumer::groupStartId() const { return p()->groupStartId; }
void GroupConsumer::setGroupStartId(const QString &id)
{
    if (!id.isEmpty() && id != QLatin1StringView("$") && !StreamId::parse(id)) {
        p()->report(p()->invalidArgument(QStringLiteral("groupStartId \"%1\" is not an id; ids look like 1700000000000-0, or $ for the end").arg(id)));
        return;
    }
    if (change(p(), p()->groupStartId, id, "groupStartId"))
        Q_EMIT settingsChanged();
}

bool GroupConsumer::autoAcknowledge() const { return p()->autoAcknowledge; }
void GroupConsumer::setAutoAcknowledge(bool on)
{
    if (change(p(), p()->autoAcknowledge, on, "autoAcknowledge"))
        Q_EMIT settingsChanged();
}

bool GroupConsumer::startFromBacklog() const { return p()->startFromBacklog; }
void GroupConsumer::setStartFromBacklog(bool on)
{
    if (change(p(), p()->startFromBacklog, on, "startFromBacklog"))
        Q_EMIT settingsChanged();
}

GroupConsumer::AckPolicy GroupConsumer::ackPolicy() const { return p()->ackPolicy; }
void GroupConsumer::setAckPolicy(AckPolicy policy)
{
    if (change(p(), p()->ackPolicy, policy, "ackPolicy"))
        Q_EMIT settingsChanged();
}

int GroupConsumer::maxInFlight() const { return p()->maxInFlight; }
void GroupConsumer::setMaxInFlight(int entries)
{
    if (refuseNegative(p(), entries, "maxInFlight") || entries == p()->maxInFlight)
        return;
    p()->maxInFlight = entries;
    p()->roomChanged();
    Q_EMIT settingsChanged();
}

int GroupConsumer::claimMinIdle() const { return p()->claimMinIdle; }
void GroupConsumer::setClaimMinIdle(int milliseconds)
{
    if (!refuseNegative(p(), milliseconds, "claimMinIdle") && change(p(), p()->claimMinIdle, milliseconds, "claimMinIdle"))
        Q_EMIT settingsChanged();
}

int GroupConsumer::claimInterval() const { return p()->claimInterval; }
void GroupConsumer::setClaimInterval(int milliseconds)
{
    if (!refuseNegative(p(), milliseconds, "claimInterval") && change(p(), p()->claimInterval, milliseconds, "claimInterval"))
        Q_EMIT settingsChanged();
}

int GroupConsumer::maxDeliveries() const { return p()->maxDeliveries; }
void GroupConsumer::setMaxDeliveries(int deliveries)
{
    if (!refuseNegative(p(), deliveries, "maxDeliveries") && change(p(), p()->maxDeliveries, deliveries, "maxDeliveries"))
        Q_EMIT settingsChanged();
}

QString GroupConsumer::deadLetterStream() const { return QString::fromUtf8(p()->deadLetterKey); }
void GroupConsumer::setDeadLetterStream(const QString &stream)
{
    if (change(p(), p()->deadLetterKey, stream.toUtf8(), "deadLetterStream"))
        Q_EMIT settingsChanged();
}

int GroupConsumer::heartbeat() const { return p()->heartbeat; }
void GroupConsumer::setHeartbeat(int milliseconds)
{
    if (!refuseNegative(p(), milliseconds, "heartbeat") && change(p(), p()->heartbeat, milliseconds, "heartbeat"))
        Q_EMIT settingsChanged();
}

GroupConsumer::MissingGroupPolicy GroupConsumer::missingGroupPolicy() const { return p()->missingGroupPolicy; }
void GroupConsumer::setMissingGroupPolicy(MissingGroupPolicy policy)
{
    if (change(p(), p()->missingGroupPolicy, policy, "missingGroupPolicy"))
        Q_EMIT settingsChanged();
}

bool GroupConsumer::releaseOnStop() const { return p()->releaseOnStop; }
void GroupConsumer::setReleaseOnStop(bool on)
{
    if (change(p(), p()->releaseOnStop, on, "releaseOnStop"))
        Q_EMIT settingsChanged();
}

bool GroupConsumer::removeConsumerOnStop() const { return p()->removeConsumerOnStop; }
void GroupConsumer::setRemoveConsumerOnStop(bool on)
{
    if (change(p(), p()->removeConsumerOnStop, on, "removeConsumerOnStop"))
        Q_EMIT settingsChanged();
}

qint64 GroupConsumer::inFlightCount() const { return p()->openCount(); }
qint64 GroupConsumer::acknowledgedCount() const { return p()->acknowledgedTotal; }

void GroupConsumer::acknowledge(const StreamEntry &entry)
{
    if (!entry.isValid()) {
        p()->report(p()->invalidArgument(QStringLiteral("acknowledge: the entry is empty")));
        return;
    }
    acknowledge(entry.streamKey(), {entry.id()});
}

void GroupConsumer::acknowledge(const QString &stream, const QStringList &ids)
{
    QList<StreamId> parsed;
    for (const QString &text : ids) {
        const std::optional<StreamId> id = StreamId::parse(text);
        if (!id) {
            p()->report(p()->invalidArgument(QStringLiteral("acknowledge: \"%1\" is not an id; ids look like 1700000000000-0").arg(text)));
            return;
        }
        parsed.append(*id);
    }
    acknowledge(stream.toUtf8(), parsed);
}

void GroupConsumer::acknowledge(const QByteArray &streamKey, const QList<StreamId> &ids)
{
    GroupConsumerPrivate::GroupCursorPtr cursor = p()->findOwn(streamKey);
    for (const auto &left : p()->leaving) {
        if (!cursor && left->key() == streamKey)
            cursor = left;
    }
    if (!cursor) {
        p()->report(p()->invalidArgument(QStringLiteral("acknowledge: \"%1\" is none of the streams").arg(QString::fromUtf8(streamKey)))
                        .withStream(QString::fromUtf8(streamKey)));
        return;
    }
    for (const StreamId id : ids) {
        // One that is on its way already is not sent twice.
        const FlightLog::Flight *flight = cursor->flights->find(id);
        if (!flight || flight->state != FlightLog::State::Acknowledging)
            p()->queueAck(cursor, id);
    }
}

void GroupConsumer::release(const StreamEntry &entry)
{
    release(entry.streamKey(), {entry.id()});
}

QFuture<qint64> GroupConsumer::release(const QByteArray &streamKey, const QList<StreamId> &ids)
{
    const auto promise = std::make_shared<QPromise<qint64>>();
    promise->start();
    const GroupConsumerPrivate::GroupCursorPtr cursor = p()->findOwn(streamKey);
    if (!client() || !cursor) {
        const RedisError problem = p()->invalidArgument(QStringLiteral("release: \"%1\" is none of the streams").arg(QString::fromUtf8(streamKey)));
        promise->setException(problem);
        promise->finish();
        p()->report(problem);
        return promise->future();
    }
    Xnack command;
    command.stream = streamKey;
    command.group = p()->groupName;
    command.ids = ids;
    // Not with this as its context: the future has to end also when the consumer does.
    client()->run(
        command, client(),
        [promise, cursor, ids, guard = QPointer<GroupConsumer>(this)](qint64 count) {
            for (const StreamId id : ids)
                cursor->flights->remove(id);
            if (guard)
                guard->p()->pump();
            promise->addResult(count);
            promise->finish();
        },
        [promise](const RedisError &problem) {
            promise->setException(problem);
            promise->finish();
        });
    return promise->future();
}

QFuture<PendingSummary> GroupConsumer::pending(const QString &stream) const
{
    if (!client()) {
        const RedisError problem = p()->invalidState(QStringLiteral("pending: no client is set"));
        QPromise<PendingSummary> promise;
        promise.start();
        promise.setException(problem);
        promise.finish();
        p()->report(problem);
        return promise.future();
    }
    return client()->run(XpendingSummary {stream.toUtf8(), p()->groupName});
}

} // namespace RedisStreams
