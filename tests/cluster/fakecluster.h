// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "support/fakeserver.h"
#include "support/respbytes.h"

#include <QtCore/QMutex>
#include <QtCore/QStringList>

#include <algorithm>
#include <atomic>
#include <functional>
#include <memory>
#include <vector>

namespace RedisStreams::Test {

/// Nodes that say of the cluster, and answer, what a test has them: also what is not true, or no longer, or nothing.
///
/// The slots are shared evenly by as many owners as a map names. A node without an answer of its own serves streams that
/// are empty and do not end: a read that blocks gets no reply.
class FakeCluster
{
public:
    /// An empty result stands for the node's usual answer. Runs in the node's thread.
    using Answer = std::function<QByteArray(const QByteArrayList &command)>;

    explicit FakeCluster(int nodes)
    {
        for (int i = 0; i < nodes; ++i)
            m_nodes.push_back(std::make_unique<Node>());
        for (int i = 0; i < nodes; ++i) {
            m_nodes[size_t(i)]->server.setHandler(
                [this, i](int connection, const QByteArrayList &words) { return answerOf(i, connection, words); });
        }
    }
    ~FakeCluster()
    {
        for (const auto &node : m_nodes)
            node->server.setHandler({});
    }
    Q_DISABLE_COPY_MOVE(FakeCluster)

    FakeServer &node(int number) { return m_nodes[size_t(number)]->server; }

    QString url(const QList<int> &seeds, const QString &options = {}) const
    {
        QStringList hosts;
        for (const int seed : seeds)
            hosts.append(endpoint(seed));
        return QStringLiteral("redis+cluster://%1?reconnect_initial=10&reconnect_max=100%2").arg(hosts.join(u','), options);
    }
    QString endpoint(int number) const { return QStringLiteral("127.0.0.1:%1").arg(m_nodes[size_t(number)]->server.port()); }

    /// What the node \a teller has to say of who serves what; all nodes with -1.
    void setMap(int teller, const QList<int> &owners) { setMapReply(teller, mapOf(owners)); }
    QByteArray mapOf(const QList<int> &owners) const
    {
        const qsizetype share = 16384 / owners.size();
        QList<QByteArray> ranges;
        for (qsizetype i = 0; i < owners.size(); ++i) {
            const qint64 last = i + 1 == owners.size() ? 16383 : (i + 1) * share - 1;
            const QByteArray id(40, char('a' + owners[i]));
            const QByteArray owner = array({bulk("127.0.0.1"), integer(m_nodes[size_t(owners[i])]->server.port()), bulk(id)});
            ranges.append(array({integer(i * share), integer(last), owner}));
        }
        return array(ranges);
    }
    void setMapReply(int teller, const QByteArray &reply)
    {
        for (int i = 0; i < int(m_nodes.size()); ++i) {
            if (teller >= 0 && i != teller)
                continue;
            const QMutexLocker lock(&m_nodes[size_t(i)]->mutex);
            m_nodes[size_t(i)]->map = reply;
        }
    }
    void setAnswer(int number, Answer answer)
    {
        const QMutexLocker lock(&m_nodes[size_t(number)]->mutex);
        m_nodes[size_t(number)]->answer = std::move(answer);
    }
    /// Ends connections, the present ones and each new one as soon as it says something.
    void setAway(int number, bool away)
    {
        {
            const QMutexLocker lock(&m_nodes[size_t(number)]->mutex);
            m_nodes[size_t(number)]->away = away;
        }
        if (away)
            node(number).closeAll();
    }

    /// How many commands of that name the node has got.
    qsizetype count(int number, const QByteArray &name)
    {
        const QList<QByteArrayList> all = node(number).received();
        return std::count_if(all.begin(), all.end(), [&](const QByteArrayList &words) { return words.value(0).toUpper() == name; });
    }

    /// A reply to XREAD or XREADGROUP: one entry of one stream.
    static QByteArray entryOf(const QByteArray &stream, const QByteArray &id)
    {
        return map({{bulk(stream), array({entry(id, {{"a", "1"}})})}});
    }

private:
    struct Node
    {
        QMutex mutex;
        QByteArray map = array({});
        Answer answer;
        bool away = false;
        FakeServer server;
    };

    QByteArray answerOf(int number, int connection, const QByteArrayList &words)
    {
        Node &node = *m_nodes[size_t(number)];
        const QByteArray name = words.value(0).toUpper();
        Answer answer;
        {
            const QMutexLocker lock(&node.mutex);
            if (node.away)
                return FakeServer::closeConnection();
            if (name == "CLUSTER")
                return node.map;
            answer = node.answer;
        }
        if (const QByteArray own = answer ? answer(words) : QByteArray(); !own.isEmpty())
            return own;
        if (name == "XLEN")
            return integer(0);
        if (name == "XREAD" || name == "XREADGROUP")
            return words.contains("BLOCK") ? FakeServer::silence() : nil3();
        if (name == "XINFO") // what it says would have to agree with what was read
            return error("ERR not told");
        return FakeServer::defaultReply(connection, words);
    }

    std::vector<std::unique_ptr<Node>> m_nodes;
};

// Of two owners the first has the lower slots.
inline const QString low = QStringLiteral("b"); // slot 3300
inline const QString high = QStringLiteral("a"); // slot 15495

/// Gives each stream's entries 1-0, 2-0 ... as far as \a last, to who reads behind the one before.
inline FakeCluster::Answer entriesUpTo(const std::atomic_int &last)
{
    return [&last](const QByteArrayList &words) {
        if (words.value(0) != "XREAD")
            return QByteArray();
        const qsizetype streams = words.indexOf("STREAMS");
        const int behind = words.value(streams + 2).split('-').value(0).toInt();
        return behind < last ? FakeCluster::entryOf(words.value(streams + 1), QByteArray::number(behind + 1) + "-0") : QByteArray();
    };
}

} // namespace RedisStreams::Test
