// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QByteArrayList>
#include <QtCore/QList>

#include <algorithm>
#include <utility>

namespace RedisStreams::Test {

/// What one node of a cluster knows of all: the reply of CLUSTER NODES.
struct ClusterView
{
    struct Node
    {
        QByteArray id;
        quint16 port = 0;
        QByteArrayList flags; ///< "myself", "master", "slave", "fail?", "fail", "handshake", "noaddr" ...
        QByteArray masterId; ///< of a replica
        qint64 epoch = 0;
        QList<std::pair<int, int>> ranges; ///< first and last of each range

        bool is(QByteArrayView flag) const { return flags.contains(flag); }
        bool isReplica() const { return is("slave"); }
        bool serves(int slot) const
        {
            return std::any_of(ranges.cbegin(), ranges.cend(),
                [slot](const auto &range) { return range.first <= slot && slot <= range.second; });
        }
    };

    QList<Node> nodes;

    /// `<id> <ip:port@busport[,name]> <flags> <master|-> <ping> <pong> <epoch> <link> <slot>...`; slots on the move
    /// ("[7->-id]") are left out.
    static ClusterView fromReply(const QByteArray &text)
    {
        ClusterView view;
        const QByteArrayList lines = text.split('\n');
        for (const QByteArray &line : lines) {
            const QByteArrayList words = line.trimmed().split(' ');
            if (words.size() < 8)
                continue;
            Node node;
            node.id = words.at(0);
            const QByteArray address = words.at(1).left(words.at(1).indexOf('@'));
            node.port = quint16(address.mid(address.lastIndexOf(':') + 1).toUInt());
            node.flags = words.at(2).split(',');
            node.masterId = words.at(3) == "-" ? QByteArray() : words.at(3);
            node.epoch = words.at(6).toLongLong();
            for (const QByteArray &range : words.mid(8)) {
                if (range.startsWith('['))
                    continue;
                const QByteArrayList ends = range.split('-');
                node.ranges.append({ends.constFirst().toInt(), ends.constLast().toInt()});
            }
            view.nodes.append(node);
        }
        std::sort(view.nodes.begin(), view.nodes.end(), [](const Node &a, const Node &b) { return a.id < b.id; });
        return view;
    }

    const Node *myself() const
    {
        const auto found
            = std::find_if(nodes.cbegin(), nodes.cend(), [](const Node &node) { return node.is("myself"); });
        return found == nodes.cend() ? nullptr : &*found;
    }

    const Node *withId(const QByteArray &id) const
    {
        const auto found
            = std::find_if(nodes.cbegin(), nodes.cend(), [&id](const Node &node) { return node.id == id; });
        return found == nodes.cend() ? nullptr : &*found;
    }

    /// The same for all nodes that agree: who serves what, and who copies whom.
    QByteArray summary() const
    {
        QByteArray text;
        for (const Node &node : nodes) {
            text += node.id + (node.isReplica() ? " of " + node.masterId : QByteArray());
            for (const auto &[first, last] : node.ranges)
                text += ' ' + QByteArray::number(first) + '-' + QByteArray::number(last);
            text += '\n';
        }
        return text;
    }
};

} // namespace RedisStreams::Test
