// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "topology/slotsparser_p.h"

#include "topology/hashslot_p.h"
#include "topology/redirect_p.h"

#include <algorithm>

namespace RedisStreams::Internal {

using Code = RedisError::Code;

namespace {

/// Shows a value in a message, without what would make that unreadable.
QString shown(const RespValue &value)
{
    constexpr qsizetype longest = 40;
    if (value.isAggregate())
        return QStringLiteral("a list of %1 elements").arg(value.size());
    if (value.isNull())
        return QStringLiteral("null");
    const QByteArray bytes = value.bytes();
    QString text;
    for (const char c : bytes.first(qMin(bytes.size(), longest)))
        text += c >= ' ' && c < 0x7f ? QLatin1Char(c) : QLatin1Char('.');
    return QStringLiteral("\"%1\"%2").arg(text, bytes.size() > longest ? QStringLiteral(" ...") : QString());
}

std::optional<quint16> number(const RespValue &value, qint64 maximum)
{
    const std::optional<qint64> read = value.toInteger();
    return read && *read >= 0 && *read <= maximum ? std::optional(quint16(*read)) : std::nullopt;
}

/// An entry of the metadata: a map, a flat list of names and values, or a list of pairs.
RespValue metadataValue(const RespValue &metadata, QByteArrayView name)
{
    const RespValue flat = metadata.value(name);
    if (!flat.isNull())
        return flat;
    for (const RespValue &pair : metadata.items()) {
        if (pair.isAggregate() && pair.size() == 2 && pair.at(0).isText() && pair.at(0).bytes() == name)
            return pair.at(1);
    }
    return {};
}

} // namespace

SlotsParser::SlotsParser(const Endpoint &asked, const QList<ClusterNode> &known)
    : m_asked(asked)
    , m_known(known)
    , m_taken(hashSlotCount, false)
{
}

RedisError SlotsParser::parse(const RespValue &reply)
{
    const auto at
        = [this](Code code, const QString &text) { return RedisError(code, text).withEndpoint(m_asked.toString()); };
    if (reply.isError())
        return refused(reply);
    if (reply.type() != RespValue::Type::Array)
        return at(Code::ProtocolError, QStringLiteral("CLUSTER SLOTS: the reply is %1, not a list").arg(shown(reply)));
    if (reply.size() == 0) {
        return at(Code::ClusterDown,
            QStringLiteral("CLUSTER SLOTS: %1 knows of no slot that is served; it may not have joined the cluster yet")
                .arg(m_asked.toString()));
    }
    for (const RespValue &item : reply.items()) {
        Range range;
        const QString problem = readRange(item, range);
        if (!problem.isEmpty()) {
            return at(Code::ProtocolError,
                QStringLiteral("CLUSTER SLOTS: range %1 of the reply: %2. Is %3 a node of a Redis Cluster?")
                    .arg(m_ranges.size() + 1)
                    .arg(problem, m_asked.toString()));
        }
        m_ranges.push_back(range);
    }
    return {};
}

RedisError SlotsParser::refused(const RespValue &reply) const
{
    const RedisError error = RedisError::fromReply(reply.bytes()).withEndpoint(m_asked.toString());
    if (error.code() == Code::NotSupported) {
        return error.withMessage(
            QStringLiteral("%1 is not a node of a cluster; for a single server the URL begins with redis:// or "
                           "rediss:// (%2)")
                .arg(m_asked.toString(), error.message()));
    }
    return error.withMessage(QStringLiteral("CLUSTER SLOTS: %1").arg(error.message()));
}

QString SlotsParser::readRange(const RespValue &item, Range &range)
{
    if (item.type() != RespValue::Type::Array || item.size() < 3)
        return QStringLiteral("it is %1, not a list of first slot, last slot and nodes").arg(shown(item));
    const std::optional<quint16> first = number(item.at(0), hashSlotCount - 1);
    const std::optional<quint16> last = number(item.at(1), hashSlotCount - 1);
    if (!first || !last || *first > *last) {
        return QStringLiteral("the slots are %1 to %2, not a range within 0 to %3")
            .arg(shown(item.at(0)), shown(item.at(1)), QString::number(hashSlotCount - 1));
    }
    const auto from = m_taken.begin() + *first;
    const auto to = m_taken.begin() + *last + 1;
    if (const auto twice = std::find(from, to, true); twice != to)
        return QStringLiteral("slot %1 is in an earlier range, too").arg(twice - m_taken.begin());
    std::fill(from, to, true);
    range.first = *first;
    range.last = *last;
    for (qsizetype i = 2; i < item.size(); ++i) {
        ClusterNode node;
        const QString problem = readNode(item.at(i), node);
        if (!problem.isEmpty())
            return QStringLiteral("node %1 of the slots %2 to %3: %4")
                .arg(i - 1)
                .arg(range.first)
                .arg(range.last)
                .arg(problem);
        range.nodes.append(node);
    }
    return {};
}

QString SlotsParser::readNode(const RespValue &item, ClusterNode &node) const
{
    if (item.type() != RespValue::Type::Array || item.size() < 2)
        return QStringLiteral("it is %1, not a list of host, port and id").arg(shown(item));
    const RespValue host = item.at(0);
    const std::optional<quint16> port = number(item.at(1), 65535);
    if (!port)
        return QStringLiteral("the port is %1, not a number up to 65535").arg(shown(item.at(1)));
    if (item.at(2).isText())
        node.id = item.at(2).bytes();
    const QByteArray name = host.bytes();
    if (host.isNull() || (host.isText() && name.isEmpty())) {
        node.endpoint = {m_asked.host, *port, {}};
    } else if (host.isText() && name == "?") {
        node.endpoint = unnamed(node, *port, item.at(3));
    } else {
        const std::optional<QString> readable = host.isText() ? announcedHost(name) : std::nullopt;
        if (!readable)
            return QStringLiteral("the host is %1, which cannot be one").arg(shown(host));
        node.endpoint = {*readable, *port, {}};
    }
    // It does not listen for clients like us (TLS only, or only without): not even a former address helps.
    if (*port == 0)
        node.endpoint = {{}, 0, {}};
    return {};
}

/// Of a node that should be reached by a name but announces none.
Endpoint SlotsParser::unnamed(const ClusterNode &node, quint16 port, const RespValue &metadata) const
{
    if (const ClusterNode *known = knownAs(node.id))
        return {known->endpoint.host, port, {}};
    for (const QByteArrayView key : {QByteArrayView("hostname"), QByteArrayView("ip")}) {
        const RespValue value = metadataValue(metadata, key);
        if (const std::optional<QString> host = value.isText() ? announcedHost(value.bytes()) : std::nullopt)
            return {*host, port, {}};
    }
    return {{}, port, {}};
}

const ClusterNode *SlotsParser::knownAs(const QByteArray &id) const
{
    if (id.isEmpty())
        return nullptr;
    const auto found
        = std::find_if(m_known.cbegin(), m_known.cend(), [&id](const ClusterNode &node) { return node.id == id; });
    return found == m_known.cend() ? nullptr : &*found;
}

} // namespace RedisStreams::Internal
