// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "models/monitorlook_p.h"

#include "models/monitorcommands_p.h"
#include "topology/topology_p.h"

#include <QtCore/QSet>

#include <algorithm>

namespace RedisStreams::Internal {

using Code = RedisError::Code;

namespace {

/// XINFO STREAM sends the first and the last entry whole; of larger ones only the ids are asked for from then on.
constexpr qint64 LargeEntries = 16 * 1024; // bytes

/// MEMORY USAGE goes through a stream's groups and consumers; figures of a few seconds ago are as good.
constexpr qint64 MemoryInterval = 10'000; // ms

/// Ids before it are no times.
constexpr quint64 EarliestTime = 100'000'000'000; // 1973

/// Consumer groups whose oldest pending entry is asked for with one look.
constexpr int MostOldestAsked = 1000;

StreamFigures figuresOf(const StreamInfo &info)
{
    StreamFigures figures;
    figures.length = info.length;
    figures.lastGeneratedId = info.lastGeneratedId;
    figures.entriesAdded = info.entriesAdded;
    figures.groups = info.groups;
    qint64 bytes = 0;
    if (info.firstEntry) {
        figures.firstId = info.firstEntry->id();
        bytes += info.firstEntry->byteCount();
    }
    if (info.lastEntry) {
        figures.lastId = info.lastEntry->id();
        bytes += info.lastEntry->byteCount();
        figures.deadLetters = DeadLetter::fromEntry(*info.lastEntry).has_value();
    }
    figures.large = bytes > LargeEntries;
    return figures;
}

/// How many entries a group has ever read; -1: not known. The server does not count for one that has read nothing.
qint64 readBy(const GroupRow &group)
{
    return group.entriesRead < 0 && group.lastDeliveredId.isNull() ? 0 : group.entriesRead;
}

} // namespace

MonitorLook::MonitorLook(StreamMonitorPrivate *monitor)
    : m_monitor(monitor)
    , m_stream(monitor->currentStream)
    , m_group(monitor->currentGroup)
    , m_consumer(monitor->pendingRows().consumer)
{
    m_duration.start();
}

bool MonitorLook::concernsOneKey(const RedisError &error)
{
    switch (error.code()) {
    case Code::WrongType:
    case Code::NoSuchKey:
    case Code::NoGroup:
    case Code::PermissionDenied:
    case Code::NotSupported:
    case Code::InvalidArgument:
    case Code::ProtocolError:
    case Code::LimitExceeded:
    case Code::ServerError:
        return true;
    default:
        return false;
    }
}

bool MonitorLook::concernsOneNode(const RedisError &error)
{
    RedisClient *client = m_monitor->client;
    const bool oneOfMany = client && client->isConnected() && client->topology() && client->topology()->redirects() && error.isTransient();
    m_nodeAway = m_nodeAway || oneOfMany;
    return oneOfMany;
}

RedisError MonitorLook::troubleOf(const QByteArray &key)
{
    RedisClient *client = m_monitor->client;
    const RedisError trouble = client && client->topology() ? client->topology()->troubleOf(key) : RedisError();
    return trouble ? trouble.withStream(QString::fromUtf8(key)) : trouble;
}

void MonitorLook::answered()
{
    if (--m_open == 0 && m_monitor)
        nextStep();
}

void MonitorLook::finish(const RedisError &error)
{
    const auto self = shared_from_this(); // the monitor lets go of it
    StreamMonitorPrivate *monitor = std::exchange(m_monitor, nullptr);
    monitor->lookEnded(error, m_nodeAway ? 0 : m_duration.elapsed());
}

void MonitorLook::start()
{
    m_keys = m_monitor->streamRows().next(m_stream, StreamMonitor::StreamsPerLook);
    nextStep();
}

void MonitorLook::nextStep()
{
    const auto self = shared_from_this();
    const Step step = m_step;
    m_step = Step(int(step) + 1);
    // Held until all is asked: an answer may come at once.
    ++m_open;
    switch (step) {
    case Step::Streams:
        askStreams();
        break;
    case Step::Groups:
        m_monitor->streamRows().dropUnwanted();
        m_monitor->streamRows().show();
        if (m_monitor)
            askGroups();
        break;
    case Step::OldestPending:
        askOldestPending();
        break;
    case Step::End:
        m_monitor->showGroups();
        if (m_monitor)
            m_monitor->setGroupError(m_groupError);
        if (m_monitor && isCurrent())
            m_monitor->showConsumers(std::move(m_consumers), m_consumerError);
        if (m_monitor && isCurrent()) {
            const bool complete = int(m_pending.size()) < m_pendingWanted;
            m_monitor->showPending(std::move(m_pending), complete, m_pendingError);
        }
        if (m_monitor)
            finish({});
        return;
    }
    if (m_monitor)
        answered();
}

bool MonitorLook::isCurrent() const
{
    return m_monitor->currentStream == m_stream && m_monitor->currentGroup == m_group && m_monitor->pendingRows().consumer == m_consumer;
}

void MonitorLook::askStreams()
{
    ask(ServerTime {}, [this](qint64 time) { m_serverTime = time; }, [](const RedisError &) { /* our clock will do */ });
    if (!m_monitor)
        return;
    const qint64 now = m_monitor->clock.elapsed();
    for (const QByteArray &key : std::as_const(m_keys)) {
        const StreamRow *row = m_monitor->streamRows().find(key);
        if (!row)
            continue;
        // It would only hold up those that can be asked.
        if (const RedisError trouble = troubleOf(key)) {
            m_monitor->streamRows().setError(key, trouble);
            continue;
        }
        const bool memoryIsDue = row->memoryAt < 0 || now - row->memoryAt >= MemoryInterval;
        askStream(key, row->large);
        if (m_monitor && memoryIsDue && m_monitor->memoryPermitted)
            askMemory(key);
        if (!m_monitor)
            return;
    }
}

void MonitorLook::askStream(const QByteArray &key, bool large)
{
    const auto failed = [this, key](const RedisError &error) {
        if (error.code() == Code::NoSuchKey)
            m_monitor->streamRows().setMissing(key);
        else
            m_monitor->streamRows().setError(key, error);
    };
    if (large) {
        ask(StreamHead {key}, [this, key](const StreamFigures &figures) { m_monitor->streamRows().setFigures(key, figures, m_monitor->clock.elapsed()); },
            [this, key, failed](const RedisError &error) {
                // Errors within a script have no code of their own everywhere.
                if (error.message().contains(QLatin1StringView("no such key")))
                    m_monitor->streamRows().setMissing(key);
                else if (error.message().contains(QLatin1StringView("WRONGTYPE")))
                    failed(error);
                else
                    askLength(key); // scripts are not permitted
            });
        return;
    }
    ask(XinfoStream {key}, [this, key](const StreamInfo &info) { m_monitor->streamRows().setFigures(key, figuresOf(info), m_monitor->clock.elapsed()); }, failed);
}

void MonitorLook::askLength(const QByteArray &key)
{
    ask(Xlen {key},
        [this, key](qint64 length) {
            StreamFigures figures;
            figures.length = length;
            figures.large = true;
            m_monitor->streamRows().setFigures(key, figures, m_monitor->clock.elapsed());
        },
        [this, key](const RedisError &error) { m_monitor->streamRows().setError(key, error); });
}

void MonitorLook::askMemory(const QByteArray &key)
{
    ask(MemoryUsage {key}, [this, key](qint64 bytes) { m_monitor->streamRows().setMemory(key, bytes, m_monitor->clock.elapsed()); },
        [this](const RedisError &error) {
            // Then it is permitted for none; one key alone may be closed to us as well.
            if (error.code() == Code::PermissionDenied && error.message().contains(QLatin1StringView("command")))
                m_monitor->memoryPermitted = false;
        });
}

void MonitorLook::askGroups()
{
    QByteArrayList keys;
    for (const QByteArray &key : std::as_const(m_keys)) {
        const StreamRow *row = m_monitor->streamRows().find(key);
        const bool listed = m_monitor->allGroups || key == m_stream;
        if (!listed || !row || !row->exists || row->error || row->groups == 0)
            setGroups(key, {});
        else
            keys.append(key);
    }
    for (const QByteArray &key : std::as_const(keys)) {
        ask(XinfoGroups {key}, [this, key](const QList<GroupInfo> &infos) { setGroups(key, infos); },
            [this, key](const RedisError &error) {
                setGroups(key, {});
                if (error.code() != Code::NoSuchKey && !m_groupError)
                    m_groupError = error.withStream(QString::fromUtf8(key));
            });
        if (!m_monitor)
            return;
    }
    if (m_stream.isEmpty() || m_group.isEmpty())
        return;
    if (const RedisError trouble = troubleOf(m_stream)) {
        m_consumerError = trouble;
        m_pendingError = trouble;
        return;
    }
    askConsumers();
    if (m_monitor)
        askPending();
}

void MonitorLook::setGroups(const QByteArray &key, const QList<GroupInfo> &infos)
{
    const qint64 now = m_monitor->clock.elapsed();
    const StreamRow *stream = m_monitor->streamRows().find(key);
    StreamMonitorPrivate::Groups &groups = m_monitor->groups;
    StreamMonitorPrivate::Groups fresh;
    for (const GroupInfo &info : infos) {
        GroupRow row;
        row.streamKey = key;
        row.groupKey = info.name;
        row.stream = QString::fromUtf8(key);
        row.name = QString::fromUtf8(info.name);
        row.consumers = info.consumers;
        row.pending = info.pending;
        row.lastDeliveredId = info.lastDeliveredId;
        row.entriesRead = info.entriesRead.value_or(-1);
        row.lag = info.lag.value_or(-1);
        row.streamLength = stream ? stream->length : -1;
        row.sampledAt = now;
        if (const auto before = groups.find(row.key()); before != groups.end()) {
            const GroupRow &old = before->second;
            row.rates = old.rates;
            const qint64 elapsed = qMax<qint64>(1, now - old.sampledAt);
            const qint64 read = readBy(row);
            const qint64 readBefore = readBy(old);
            if (readBefore >= 0 && read >= readBefore)
                row.rate = double(read - readBefore) * 1000.0 / double(elapsed);
            else if (row.lastDeliveredId == old.lastDeliveredId)
                row.rate = 0;
            if (row.rate >= 0)
                row.rates.append(row.rate);
            if (row.rates.size() > GroupListModel::RatesKept)
                row.rates.removeFirst();
            if (row.pending > 0) {
                row.oldestPendingId = old.oldestPendingId;
                row.oldestPendingAge = old.oldestPendingAge;
            }
        }
        fresh.insert_or_assign(row.key(), row);
    }
    auto old = groups.lower_bound(GroupRow::Key(key, {}));
    while (old != groups.end() && old->first.first == key)
        old = groups.erase(old);
    groups.merge(fresh);
}

void MonitorLook::askConsumers()
{
    ask(XinfoConsumers {m_stream, m_group},
        [this](const QList<ConsumerInfo> &infos) {
            for (const ConsumerInfo &info : infos) {
                ConsumerRow row;
                row.consumerKey = info.name;
                row.name = QString::fromUtf8(info.name);
                row.pending = info.pending;
                row.idle = info.idle;
                row.inactive = info.inactive;
                m_consumers.push_back(row);
            }
            std::sort(m_consumers.begin(), m_consumers.end(), [](const auto &a, const auto &b) { return a.consumerKey < b.consumerKey; });
        },
        [this](const RedisError &error) {
            // A group that is gone has no consumers, which is no error.
            if (error.code() != Code::NoGroup && error.code() != Code::NoSuchKey)
                m_consumerError = error;
        });
}

void MonitorLook::askPending()
{
    XpendingRange list;
    list.stream = m_stream;
    list.group = m_group;
    list.consumer = m_consumer;
    list.count = m_pendingWanted = m_monitor->pendingRows().wanted();
    ask(list,
        [this](const QList<PendingEntry> &entries) {
            for (const PendingEntry &entry : entries)
                m_pending.push_back({entry});
        },
        [this](const RedisError &error) {
            if (error.code() != Code::NoGroup && error.code() != Code::NoSuchKey)
                m_pendingError = error;
        });
}

void MonitorLook::askOldestPending()
{
    StreamMonitorPrivate::Groups &groups = m_monitor->groups;
    // Only of what is listed.
    std::erase_if(groups, [this](const auto &group) {
        const StreamRow *stream = m_monitor->streamRows().find(group.second.streamKey);
        return !stream || !stream->exists || (!m_monitor->allGroups && group.second.streamKey != m_monitor->currentStream);
    });
    const QSet<QByteArray> lookedAt(m_keys.cbegin(), m_keys.cend());
    std::vector<GroupRow::Key> keys;
    for (auto &[key, group] : groups) {
        if (group.pending == 0) {
            group.oldestPendingId.reset();
            group.oldestPendingAge = -1;
        } else if (keys.size() < MostOldestAsked && lookedAt.contains(group.streamKey)) {
            keys.push_back(key);
        }
    }
    for (const GroupRow::Key &key : keys) {
        XpendingRange oldest;
        oldest.stream = key.first;
        oldest.group = key.second;
        oldest.count = 1;
        ask(oldest, [this, key](const QList<PendingEntry> &found) { setOldestPending(key, found); },
            [](const RedisError &) { /* gone meanwhile, or not permitted: not known */ });
        if (!m_monitor)
            return;
    }
}

void MonitorLook::setOldestPending(const GroupRow::Key &key, const QList<PendingEntry> &oldest)
{
    const auto found = m_monitor->groups.find(key);
    if (found == m_monitor->groups.end())
        return;
    GroupRow &group = found->second;
    group.oldestPendingId.reset();
    group.oldestPendingAge = -1;
    if (oldest.isEmpty())
        return;
    const PendingEntry &entry = oldest.constFirst();
    group.oldestPendingId = entry.id;
    const qint64 now = m_serverTime >= 0 ? m_serverTime : QDateTime::currentMSecsSinceEpoch();
    // Of one that was added since the clock was read, zero.
    const bool isTime = entry.id.ms >= EarliestTime && entry.id.ms <= quint64(now) + 60'000;
    group.oldestPendingAge = isTime ? qMax<qint64>(0, now - qint64(entry.id.ms)) : entry.idle;
}

} // namespace RedisStreams::Internal
