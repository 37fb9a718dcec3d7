// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "client/streamsearch_p.h"

#include "redisclient.h"
#include "topology/topology_p.h"

#include <algorithm>
#include <memory>

namespace RedisStreams::Internal {

namespace {

class StreamSearch : public std::enable_shared_from_this<StreamSearch>
{
public:
    StreamSearch(RedisClient *client, const QByteArray &pattern, StreamsFound done)
        : m_client(client)
        , m_done(std::move(done))
    {
        m_command.pattern = pattern;
    }

    ~StreamSearch()
    {
        if (m_done)
            m_done({}, RedisError(RedisError::Code::Aborted, QStringLiteral("The client was destroyed during the search")));
    }

    void start()
    {
        // In a cluster each master knows its own keys; which there are is known once a command got through.
        m_client->run(
            Ping(), m_client,
            [self = shared_from_this()](const QByteArray &) {
                self->m_nodes = self->m_client->topology()->masters();
                self->nextNode();
            },
            [self = shared_from_this()](const RedisError &error) {
                self->m_error = error;
                self->finish();
            });
    }

private:
    void nextNode()
    {
        while (!m_nodes.isEmpty()) {
            m_command.node = m_nodes.takeFirst();
            m_command.cursor = 0;
            // One that is known to be away would only hold up the others.
            const RedisError trouble = m_client->topology() ? m_client->topology()->troubleWith(*m_command.node) : RedisError();
            if (!trouble)
                return nextPage();
            m_error = trouble;
        }
        finish();
    }

    void nextPage()
    {
        m_client->run(
            m_command, m_client,
            [self = shared_from_this()](const ScanPage &page) {
                self->m_keys.append(page.keys);
                self->m_command.cursor = page.cursor;
                if (page.cursor != 0)
                    self->nextPage();
                else
                    self->nextNode();
            },
            [self = shared_from_this()](const RedisError &error) {
                self->m_error = error;
                self->nextNode();
            });
    }

    void finish()
    {
        std::sort(m_keys.begin(), m_keys.end());
        m_keys.erase(std::unique(m_keys.begin(), m_keys.end()), m_keys.end());
        const StreamsFound done = std::exchange(m_done, nullptr);
        done(m_keys, m_error);
    }

    RedisClient *m_client;
    StreamsFound m_done; ///< empty once it was called
    ScanStreams m_command;
    QList<Endpoint> m_nodes; ///< still to be asked
    QByteArrayList m_keys;
    RedisError m_error; ///< of a node that did not answer
};

} // namespace

void searchStreams(RedisClient *client, const QByteArray &pattern, StreamsFound done)
{
    std::make_shared<StreamSearch>(client, pattern, std::move(done))->start();
}

} // namespace RedisStreams::Internal
