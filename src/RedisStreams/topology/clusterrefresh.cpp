// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

// The map: when it is asked for, whom, and what an answer is worth.
#include "topology/clustertopology_p.h"

#include "global/logging_p.h"
#include "topology/seedaddress_p.h"

#include <QtCore/QRandomGenerator>

#include <algorithm>

namespace RedisStreams::Internal {

using Code = RedisError::Code;
using std::chrono::milliseconds;

void ClusterTopology::wantMap()
{
    m_refresh.want();
    scheduleRefresh();
}

void ClusterTopology::scheduleRefresh()
{
    if (!m_open && !hasReaders())
        return;
    const std::optional<milliseconds> in = m_refresh.startIn(now());
    if (in && (!m_refreshTimer.isActive() || m_refreshTimer.remainingTimeAsDuration() > *in))
        m_refreshTimer.start(*in);
}

void ClusterTopology::refreshMap()
{
    if (!m_open && !hasReaders())
        return;
    m_refresh.started(now());
    ++m_round;
    m_askedForMap.clear();
    m_answersDue = 0;
    // Who knows best has to be connected to be asked, this time or the next.
    if (const std::optional<Endpoint> best = m_witnesses.best(now()); best && m_open)
        nodeConnection(*best);
    if (askNextForMap())
        return;
    // Whoever is reached next brings it.
    if (m_any->state() == Connection::State::Closed) {
        m_any->open();
        m_readerTimer.start();
    }
    refreshEnded(MapRefresh::Outcome::Failed);
}

bool ClusterTopology::askNextForMap()
{
    QList<Endpoint> endpoints;
    std::vector<Connection *> sources {m_any.get()};
    for (const auto &[name, node] : m_nodes)
        sources.push_back(node.get());
    std::erase_if(sources, [this](Connection *source) { return !source->isReady() || m_askedForMap.contains(source->endpoint()); });
    for (Connection *source : sources)
        endpoints.append(source->endpoint());
    if (sources.empty())
        return false;
    const Endpoint first = m_witnesses.inOrder(endpoints, now()).constFirst();
    askForMap(sources[size_t(endpoints.indexOf(first))]);
    return true;
}

void ClusterTopology::askForMap(Connection *source)
{
    const Endpoint endpoint = source->endpoint();
    m_askedForMap.append(endpoint);
    ++m_answersDue;
    Request request;
    request.bytes = QByteArrayLiteral("*2\r\n$7\r\nCLUSTER\r\n$5\r\nSLOTS\r\n");
    request.done = [this, guard = QPointer<ClusterTopology>(this), round = m_round, endpoint](const RespValue &reply,
                                                                                              const RedisError &error) {
        if (guard && round == m_round)
            mapReplied(endpoint, reply, error);
    };
    source->send(std::move(request), Connection::Flush::Now);
    m_askTimer.start();
}

void ClusterTopology::mapReplied(const Endpoint &asked, const RespValue &reply, const RedisError &error)
{
    if (!m_refresh.isUnderWay())
        return; // another node was quicker
    --m_answersDue;
    SlotMap told = m_map;
    m_mapError = error ? error : told.update(reply, asked).withEndpoint(asked.toString());
    if (!m_mapError && !m_witnesses.contradict(told, asked, now()))
        return mapTold(std::move(told));
    qCDebug(lcConnection) << "no map from" << asked.toString() << m_mapError;
    m_anyIsUseless = m_anyIsUseless || asked == m_any->endpoint();
    if (!askNextForMap() && m_answersDue == 0)
        nobodyTold();
}

void ClusterTopology::mapTold(SlotMap told)
{
    const bool changed = told.version() != m_map.version();
    m_map = std::move(told);
    m_witnesses.forgetMoves();
    m_failedSeeds.clear();
    const auto random = QRandomGenerator::global()->generateDouble();
    m_seedAddress->setNodes(m_witnesses.inOrder(mapSources(m_map, m_options.endpoints(), {}, random), now()));
    dropUnknownNodes();
    refreshEnded(changed ? MapRefresh::Outcome::Changed : MapRefresh::Outcome::Same);
    const QPointer<ClusterTopology> guard(this);
    if (changed || !m_announced)
        mapChanged();
    if (guard)
        checkAny();
}

void ClusterTopology::nobodyTold()
{
    refreshEnded(MapRefresh::Outcome::Failed);
    // A connection that ended says so itself; what contradicts itself will soon agree.
    if (!m_mapError || !m_any->isReady())
        return;
    if (!m_map.isEmpty())
        return checkAny();
    const RedisError problem = m_mapError;
    const bool allTried = seedFailed(problem);
    const bool alone = std::all_of(m_failedSeeds.begin(), m_failedSeeds.end(),
                                   [](const auto &seed) { return seed.second.code() == Code::NotSupported; });
    const QPointer<ClusterTopology> guard(this);
    if (allTried && alone) {
        // That is for good: they are servers of their own. The message says so, and what to do.
        m_any->close();
        if (guard)
            answerWaiting(problem);
        if (guard && m_open)
            Q_EMIT failed(problem);
        return;
    }
    if (m_seedAddress->nodes().size() > 1)
        m_any->restart();
    if (guard && allTried)
        answerWaiting(problem);
    if (guard && m_open)
        Q_EMIT lost(problem);
}

void ClusterTopology::refreshEnded(MapRefresh::Outcome outcome)
{
    m_askTimer.stop();
    if (!m_refresh.isUnderWay())
        return;
    m_refresh.finished(outcome);
    scheduleRefresh();
}

void ClusterTopology::mapChanged()
{
    const QPointer<ClusterTopology> guard(this);
    Q_EMIT connectionsChanged();
    if (guard)
        answerWaiting({});
    if (guard)
        leadReaders();
    if (guard && m_open && !std::exchange(m_announced, true))
        Q_EMIT ready();
}

} // namespace RedisStreams::Internal
