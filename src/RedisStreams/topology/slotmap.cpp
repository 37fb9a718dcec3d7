// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "topology/slotmap_p.h"

#include "topology/hashslot_p.h"
#include "topology/slotsparser_p.h"

#include <QtCore/QHash>

#include <algorithm>
#include <iterator>
#include <limits>

namespace RedisStreams::Internal {

namespace {

constexpr quint16 nobody = std::numeric_limits<quint16>::max();

void appendReachable(QList<ClusterNode> &list, const QList<ClusterNode> &nodes)
{
    std::copy_if(nodes.cbegin(), nodes.cend(), std::back_inserter(list),
        [](const ClusterNode &node) { return node.isReachable(); });
}

/// The ranges of slots for which \a belongs is true.
template <typename Predicate>
QList<SlotMap::Range> rangesOf(Predicate belongs)
{
    QList<SlotMap::Range> ranges;
    for (int slot = 0; slot < hashSlotCount; ++slot) {
        if (!belongs(size_t(slot)))
            continue;
        if (!ranges.isEmpty() && ranges.constLast().last == slot - 1)
            ranges.last().last = quint16(slot);
        else
            ranges.append({quint16(slot), quint16(slot)});
    }
    return ranges;
}

} // namespace

RedisError SlotMap::update(const RespValue &reply, const Endpoint &asked)
{
    SlotsParser parser(asked, nodes());
    if (const RedisError error = parser.parse(reply))
        return error;

    SlotMap fresh;
    fresh.m_owners.assign(hashSlotCount, nobody);
    QHash<QByteArray, quint16> indexes;
    for (const SlotsParser::Range &range : parser.ranges()) {
        const ClusterNode &master = range.nodes.constFirst();
        const QByteArray name = master.id.isEmpty() ? master.endpoint.toString().toUtf8() : master.id;
        const auto known = indexes.constFind(name);
        const quint16 index = known == indexes.cend() ? quint16(fresh.m_shards.size()) : *known;
        if (known == indexes.cend()) {
            indexes.insert(name, index);
            fresh.m_shards.push_back({master, range.nodes.sliced(1)});
        }
        std::fill(fresh.m_owners.begin() + range.first, fresh.m_owners.begin() + range.last + 1, index);
    }
    fresh.normalize();
    if (fresh.m_shards != m_shards || fresh.m_owners != m_owners) {
        m_shards = std::move(fresh.m_shards);
        m_owners = std::move(fresh.m_owners);
        ++m_version;
    }
    return {};
}

bool SlotMap::learn(quint16 slot, const Endpoint &endpoint)
{
    const ClusterNode *known = master(slot);
    if (slot >= hashSlotCount || endpoint.host.isEmpty() || (known && known->endpoint == endpoint))
        return false;
    if (m_owners.empty())
        m_owners.assign(hashSlotCount, nobody);

    const auto isThere = [&endpoint](const ClusterNode &node) { return node.endpoint == endpoint; };
    const auto serves = [&isThere](const Shard &shard) { return isThere(shard.master); };
    auto target = std::find_if(m_shards.begin(), m_shards.end(), serves);
    if (target == m_shards.end()) {
        ClusterNode node{{}, endpoint};
        // A replica that serves slots has become a master.
        for (Shard &shard : m_shards) {
            const auto replica = std::find_if(shard.replicas.cbegin(), shard.replicas.cend(), isThere);
            if (replica != shard.replicas.cend()) {
                node = *replica;
                shard.replicas.erase(replica);
                break;
            }
        }
        m_shards.push_back({node, {}});
        target = m_shards.end() - 1;
    }
    m_owners[slot] = quint16(target - m_shards.begin());
    normalize();
    ++m_version;
    return true;
}

void SlotMap::normalize()
{
    std::vector<quint16> newIndex(m_shards.size(), nobody);
    std::vector<Shard> ordered;
    for (quint16 &owner : m_owners) {
        if (owner == nobody)
            continue;
        if (newIndex[owner] == nobody) {
            newIndex[owner] = quint16(ordered.size());
            ordered.push_back(std::move(m_shards[owner]));
        }
        owner = newIndex[owner];
    }
    m_shards = std::move(ordered);
    for (Shard &shard : m_shards) {
        std::sort(shard.replicas.begin(), shard.replicas.end(), [](const ClusterNode &a, const ClusterNode &b) {
            return a.id != b.id ? a.id < b.id : a.endpoint.toString() < b.endpoint.toString();
        });
    }
}

const SlotMap::Shard *SlotMap::shardOf(quint16 slot) const
{
    if (slot >= m_owners.size() || m_owners[slot] == nobody)
        return nullptr;
    return &m_shards[m_owners[slot]];
}

const ClusterNode *SlotMap::master(quint16 slot) const
{
    const Shard *shard = shardOf(slot);
    return shard && shard->master.isReachable() ? &shard->master : nullptr;
}

QList<ClusterNode> SlotMap::replicas(quint16 slot) const
{
    QList<ClusterNode> found;
    if (const Shard *shard = shardOf(slot))
        appendReachable(found, shard->replicas);
    return found;
}

QList<ClusterNode> SlotMap::masters() const
{
    QList<ClusterNode> found;
    for (const Shard &shard : m_shards)
        appendReachable(found, {shard.master});
    return found;
}

QList<ClusterNode> SlotMap::nodes() const
{
    QList<ClusterNode> found = masters();
    for (const Shard &shard : m_shards)
        appendReachable(found, shard.replicas);
    return found;
}

QList<SlotMap::Range> SlotMap::slotsOf(const Endpoint &endpoint) const
{
    return rangesOf([&](size_t slot) {
        const Shard *shard = shardOf(quint16(slot));
        return shard && shard->master.endpoint == endpoint;
    });
}

QList<SlotMap::Range> SlotMap::uncovered() const
{
    return rangesOf([&](size_t slot) { return !master(quint16(slot)); });
}

} // namespace RedisStreams::Internal
