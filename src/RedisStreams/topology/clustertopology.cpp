// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "topology/clustertopology_p.h"

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
/// How often it is looked whether readers still have no connection: a new master is found soon after its election.
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
    m_refusedTimer.setSingleShot(true);
    connect(&m_refreshTimer, &QTimer::timeout, this, &ClusterTopology::refreshMap);
    connect(&m_askTimer, &QTimer::timeout, this, &ClusterTopology::askNextForMap);
    connect(&m_readerTimer, &QTimer::timeout, this, &ClusterTopology::watchReaders);
    connect(m_any.get(), &Connection::stateChanged, this, &Topology::connectionsChanged);
    connect(&m_refusedTimer, &QTimer::timeout, this, &ClusterTopology::reopenFailed);
    connect(m_any.get(), &Connection::ready, this, &ClusterTopology::anyReady);
    connect(m_any.get(), &Connection::lost, this, &ClusterTopology::anyLost);
    connect(m_any.get(), &Connection::failed, this, &ClusterTopology::anyFailed);
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
    reopenFailed();
    if (!m_any->isReady()) {
        m_failedSeeds.clear();
        m_any->open();
    } else if (!m_announced) {
        wantMap();
    }
}

void ClusterTopology::close()
{
    m_open = false;
    m_announced = false;
    m_refreshTimer.stop();
    m_askTimer.stop();
    m_refusedTimer.stop();
    ++m_round;
    const auto nodes = std::exchange(m_nodes, {});
    const QPointer<ClusterTopology> guard(this);
    for (const auto &[name, node] : nodes)
        node->close();
    if (guard)
        m_any->close();
    if (!guard)
        return;
    refreshEnded(MapRefresh::Outcome::Same);
    if (!m_waiting.empty())
        wantMap(); // readers live on, and go on waiting
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
                          QStringLiteral("\"%1\" (slot %2) and \"%3\" (slot %4) belong to different slots of the cluster; keys of one command "
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

std::optional<ClusterStep> ClusterTopology::refused(RedirectTrail &trail, QByteArrayView text, const Endpoint &asked,
                                                    RedirectTrail::TimeLeft left)
{
    if (text.startsWith("CLUSTERDOWN") || text.startsWith("LOADING"))
        m_witnesses.doubt(asked, now());
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
    if (step.learn && step.learn->endpoint) {
        m_witnesses.moved(step.learn->slot, *step.learn->endpoint, now());
        if (m_map.learn(step.learn->slot, *step.learn->endpoint))
            m_refresh.news();
    }
    if (step.refreshMap)
        wantMap();
}

} // namespace RedisStreams::Internal
