// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "topology/clustertopology_p.h"

#include "global/logging_p.h"
#include "topology/fixedaddress_p.h"
#include "topology/hashslot_p.h"
#include "topology/seedaddress_p.h"

#include <QtCore/QRandomGenerator>

#include <algorithm>

namespace RedisStreams::Internal {

using Code = RedisError::Code;
using std::chrono::milliseconds;

namespace {
/// A node that has not told the map by then is not waited for: another one is asked as well.
constexpr milliseconds askAnother {300};
/// How often the map is asked for while readers have no connection: a new master is found soon after its election.
constexpr milliseconds readersWait {300};

double anyNumber() { return QRandomGenerator::global()->generateDouble(); }
} // namespace

ClusterTopology::ClusterTopology(const ConnectionOptions &options, QObject *parent)
    : Topology(parent)
    , m_options(options)
    , m_seedAddress(std::make_shared<SeedAddress>(options.endpoints()))
    , m_any(std::make_unique<Connection>(optionsFor(options.endpoint()), m_seedAddress))
{
    m_clock.start();
    m_refreshTimer.setSingleShot(true);
    m_askTimer.setSingleShot(true);
    m_askTimer.setInterval(askAnother);
    m_readerTimer.setInterval(readersWait);
    connect(&m_refreshTimer, &QTimer::timeout, this, &ClusterTopology::refreshMap);
    connect(&m_askTimer, &QTimer::timeout, this, &ClusterTopology::askNextForMap);
    connect(&m_readerTimer, &QTimer::timeout, this, &ClusterTopology::watchReaders);
    connect(m_any.get(), &Connection::stateChanged, this, &Topology::connectionsChanged);
    connect(m_any.get(), &Connection::ready, this, [this] {
        m_server = m_any->server();
        wantMap();
    });
    connect(m_any.get(), &Connection::lost, this, &ClusterTopology::anyLost);
    connect(m_any.get(), &Connection::failed, this, [this](const RedisError &error) {
        m_announced = false;
        answerWaiting(error);
        Q_EMIT failed(error);
    });
}

ClusterTopology::~ClusterTopology()
{
    // What the ends of their requests lead to must not find connections that are half gone, nor ask others.
    ++m_round;
    const auto nodes = std::exchange(m_nodes, {});
    const auto any = std::exchange(m_any, nullptr);
    m_open = false;
}

ConnectionOptions ClusterTopology::optionsFor(const Endpoint &node) const
{
    ConnectionOptions options = m_options;
    options.setDeployment(ConnectionOptions::Deployment::SingleServer);
    options.setEndpoint(node);
    options.setReadFrom(ConnectionOptions::ReadFrom::Master);
    return options;
}

void ClusterTopology::open()
{
    m_open = true;
    if (!m_any->isReady())
        m_any->open();
    else if (!m_announced)
        wantMap();
}

void ClusterTopology::close()
{
    m_open = false;
    m_announced = false;
    m_refreshTimer.stop();
    m_askTimer.stop();
    ++m_round;
    refreshEnded(true);
    const auto nodes = std::exchange(m_nodes, {});
    const QPointer<ClusterTopology> guard(this);
    for (const auto &[name, node] : nodes)
        node->close();
    if (guard)
        m_any->close();
    if (guard)
        answerWaiting(RedisError(Code::Aborted, QStringLiteral("The client was closed")));
}

QDateTime ClusterTopology::nextAttempt() const
{
    QDateTime earliest = m_any ? m_any->nextAttempt() : QDateTime();
    for (const auto &[name, node] : m_nodes) {
        const QDateTime next = node->nextAttempt();
        if (next.isValid() && (!earliest.isValid() || next < earliest))
            earliest = next;
    }
    return earliest;
}

QSslCertificate ClusterTopology::peerCertificate() const
{
    if (m_any && m_any->isReady())
        return m_any->peerCertificate();
    const auto ready = std::find_if(m_nodes.begin(), m_nodes.end(), [](const auto &node) { return node.second->isReady(); });
    return ready == m_nodes.end() ? QSslCertificate() : ready->second->peerCertificate();
}

int ClusterTopology::laneOf(const QByteArray &key) const
{
    return hashSlot(key);
}

QList<Endpoint> ClusterTopology::masters() const
{
    QList<Endpoint> endpoints;
    for (const ClusterNode &node : m_map.masters())
        endpoints.append(node.endpoint);
    return endpoints;
}

RedisError ClusterTopology::checkKeys(const QByteArrayList &keys) const
{
    for (qsizetype i = 1; i < keys.size(); ++i) {
        if (hashSlot(keys.at(i)) == hashSlot(keys.constFirst()))
            continue;
        return RedisError(Code::CrossSlot,
                          QStringLiteral("\"%1\" (slot %2) and \"%3\" (slot %4) belong to different nodes of the cluster; keys of one command "
                                         "need a common hash tag, as in {jobs}:high and {jobs}:low")
                              .arg(QString::fromUtf8(keys.constFirst())).arg(hashSlot(keys.constFirst()))
                              .arg(QString::fromUtf8(keys.at(i))).arg(hashSlot(keys.at(i))));
    }
    return {};
}

Connection *ClusterTopology::commandConnection(const QByteArrayList &keys)
{
    if (keys.isEmpty())
        return m_any.get();
    const ClusterNode *master = m_map.master(hashSlot(keys.constFirst()));
    if (master)
        return nodeConnection(master->endpoint);
    // Any node says who serves it, or that nobody does.
    wantMap();
    return m_any.get();
}

Connection *ClusterTopology::nodeConnection(const Endpoint &node)
{
    std::unique_ptr<Connection> &connection = m_nodes[node.toString()];
    if (!connection) {
        connection = std::make_unique<Connection>(optionsFor(node), std::make_shared<FixedAddress>(node));
        connect(connection.get(), &Connection::stateChanged, this, &Topology::connectionsChanged);
        connect(connection.get(), &Connection::lost, this, &ClusterTopology::nodeLost);
        connection->open();
    }
    return connection.get();
}

std::optional<ClusterStep> ClusterTopology::refused(RedirectTrail &trail, QByteArrayView text, const Endpoint &asked,
                                                    RedirectTrail::TimeLeft left)
{
    const ClusterStep step = trail.refused(text, asked, left, anyNumber());
    apply(step);
    return step;
}

std::optional<ClusterStep> ClusterTopology::unanswered(RedirectTrail &trail, const RedisError &error, const Endpoint &asked,
                                                   bool repeatable, RedirectTrail::TimeLeft left)
{
    const ClusterStep step = trail.failed(error, asked, repeatable, left, anyNumber());
    apply(step);
    return step;
}

void ClusterTopology::apply(const ClusterStep &step)
{
    if (step.learn && step.learn->endpoint)
        m_map.learn(step.learn->slot, *step.learn->endpoint);
    if (step.refreshMap)
        wantMap();
}

void ClusterTopology::wantMap()
{
    m_refresh.want();
    scheduleRefresh();
}

void ClusterTopology::scheduleRefresh()
{
    const std::optional<milliseconds> in = m_refresh.startIn(now());
    if (m_open && in && (!m_refreshTimer.isActive() || m_refreshTimer.remainingTimeAsDuration() > *in))
        m_refreshTimer.start(*in);
}

void ClusterTopology::refreshMap()
{
    if (!m_open)
        return;
    m_refresh.started(now());
    ++m_round;
    m_askedForMap.clear();
    m_answersDue = 0;
    if (askNextForMap())
        return;
    // Whoever is reached next brings it.
    m_any->open();
    refreshEnded(false);
}

bool ClusterTopology::askNextForMap()
{
    std::vector<Connection *> sources {m_any.get()};
    for (const auto &[name, node] : m_nodes)
        sources.push_back(node.get());
    for (Connection *source : sources) {
        const Endpoint endpoint = source->endpoint();
        if (!source->isReady() || m_askedForMap.contains(endpoint))
            continue;
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
        return true;
    }
    return false;
}

void ClusterTopology::mapReplied(const Endpoint &asked, const RespValue &reply, const RedisError &error)
{
    if (!m_refresh.isUnderWay())
        return; // another node was quicker
    --m_answersDue;
    const quint64 before = m_map.version();
    m_mapError = error ? error : m_map.update(reply, asked).withEndpoint(asked.toString());
    if (!m_mapError) {
        m_seedAddress->setMap(m_map);
        dropUnknownNodes();
        refreshEnded(true);
        if (m_map.version() != before || !m_announced)
            mapChanged();
        return;
    }
    qCDebug(lcConnection) << "no map from" << asked.toString() << m_mapError;
    if (askNextForMap() || m_answersDue > 0)
        return;
    refreshEnded(false);
    // That is for good: it is a server of its own.
    if (m_mapError.code() == Code::NotSupported && m_map.isEmpty()) {
        const RedisError alone = m_mapError; // it says so, and what to do
        answerWaiting(alone);
        m_any->close();
        Q_EMIT failed(alone);
    }
}

void ClusterTopology::refreshEnded(bool good)
{
    m_askTimer.stop();
    if (!m_refresh.isUnderWay())
        return;
    m_refresh.finished(good);
    scheduleRefresh();
}

void ClusterTopology::dropUnknownNodes()
{
    // Those that still owe replies keep their connection until they have given them.
    const QList<ClusterNode> known = m_map.nodes();
    std::erase_if(m_nodes, [&](const auto &node) {
        return !node.second->isBusy()
            && std::none_of(known.begin(), known.end(), [&](const ClusterNode &k) { return k.endpoint.toString() == node.first; });
    });
}

void ClusterTopology::mapChanged()
{
    const QPointer<ClusterTopology> guard(this);
    Q_EMIT connectionsChanged();
    if (guard)
        answerWaiting({});
    if (guard)
        leadReaders();
    if (guard && !std::exchange(m_announced, true))
        Q_EMIT ready();
}

bool ClusterTopology::anyNodeReady() const
{
    return std::any_of(m_nodes.begin(), m_nodes.end(), [](const auto &node) { return node.second->isReady(); })
        || std::any_of(m_readers.begin(), m_readers.end(), [](const Reader &r) { return r.connection && r.connection->isReady(); });
}

void ClusterTopology::anyLost(const RedisError &error)
{
    // One node less says nothing of the others; the next try goes to another one.
    wantMap();
    if (anyNodeReady())
        return;
    m_announced = false;
    Q_EMIT lost(error);
}

} // namespace RedisStreams::Internal
