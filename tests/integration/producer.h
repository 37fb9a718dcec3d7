// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "support/adminclient.h"

#include <QtCore/QByteArrayList>
#include <QtCore/QString>

#include <atomic>
#include <thread>

namespace RedisStreams::Test {

/// Adds entries to some streams in turn, from a thread of its own, until it is stopped. It goes on through failures:
/// whether an entry whose reply was lost is there, only the server can tell.
class Producer
{
public:
    Producer(const QString &url, const QByteArrayList &streams, std::chrono::microseconds pause)
        : m_thread([this, url, streams, pause] { run(url, streams, pause); })
    {
    }
    ~Producer() { stop(); }
    Q_DISABLE_COPY_MOVE(Producer)

    void stop()
    {
        m_stopped = true;
        if (m_thread.joinable())
            m_thread.join();
    }

    int added() const { return m_added; } ///< that the server said it has

private:
    void run(const QString &url, const QByteArrayList &streams, std::chrono::microseconds pause)
    {
        AdminClient client(url);
        client.setTimeout(std::chrono::milliseconds(500));
        for (qint64 number = 0; !m_stopped; ++number) {
            const QByteArray &stream = streams.at(number % streams.size());
            const bool failed = isError(client.command({"XADD", stream, "*", "n", QByteArray::number(number), "text", "some value"}));
            m_added += failed ? 0 : 1;
            std::this_thread::sleep_for(failed ? std::chrono::milliseconds(5) : pause);
        }
    }

    std::atomic<bool> m_stopped = false;
    std::atomic<int> m_added = 0;
    std::thread m_thread;
};

} // namespace RedisStreams::Test
