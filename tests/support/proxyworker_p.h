// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "localport_p.h"

#include <QtCore/QList>
#include <QtCore/QMutex>
#include <QtCore/QObject>
#include <QtCore/QString>
#include <QtCore/QWaitCondition>
#include <QtNetwork/QTcpServer>

#include <array>
#include <atomic>
#include <chrono>

namespace RedisStreams::Test {

class ProxyLink;

enum class ProxyDirection : quint8 { ToClient, ToServer };

struct ProxyTarget
{
    quint16 port = 0;
    QString socketPath; ///< used when not empty
};

/// What the threads of the test and of the proxy share.
class ProxyCounters
{
public:
    void addBytes(ProxyDirection direction, qint64 count) { m_bytes[size_t(direction)] += count; }
    qint64 bytes(ProxyDirection direction) const { return m_bytes[size_t(direction)]; }
    void addConnection();
    int connections() const;
    bool waitForConnections(int count, std::chrono::milliseconds timeout);

private:
    std::array<std::atomic<qint64>, 2> m_bytes{};
    mutable QMutex m_mutex;
    QWaitCondition m_accepted;
    int m_connections = 0;
};

/// The part of FaultProxy that lives in its thread: the listener, the settings and the links.
class ProxyWorker : public QObject
{
public:
    ProxyWorker(const ProxyTarget &target, ProxyCounters &counters);
    ~ProxyWorker() override;

    quint16 port() const { return m_port; }
    void cutAfter(ProxyDirection direction, qint64 bytes);
    void cutAll();
    void setCutWithReset(bool reset) { m_cutWithReset = reset; }
    void setSegmentSize(int bytes);
    void setDelay(std::chrono::milliseconds delay) { m_delay = delay; }
    void setBlackHole(bool on);
    void setRefuse(bool on);
    int openConnections() const { return int(m_links.size()); }

    // For links.
    bool cutWithReset() const { return m_cutWithReset; }
    qint64 segmentSize() const { return m_segmentSize; }
    std::chrono::milliseconds delay() const { return m_delay; }
    bool isBlackHole() const { return m_blackHole; }

    enum class Budget { Unlimited, Limited, CutNow, CutPending };
    /// Whether bytes may be forwarded; with Limited, at most *bytes.
    Budget budget(ProxyDirection direction, qint64 *bytes) const;
    /// True when these were the last bytes before a cut: the link then calls cutAll() as soon as they have been sent.
    bool countForwarded(ProxyDirection direction, qint64 bytes);
    void forget(ProxyLink *link) { m_links.removeOne(link); }

private:
    void acceptConnections();
    void updateLinks();

    struct Order
    {
        qint64 left = -1; ///< negative when there is no order
        bool pending = false; ///< the last bytes are on their way
    };

    const ProxyTarget m_target;
    ProxyCounters &m_counters;
    QTcpServer m_listener;
    quint16 m_port = 0;
    PortClaim m_claim; ///< while it refuses
    QList<ProxyLink *> m_links;
    std::array<Order, 2> m_orders;
    qint64 m_segmentSize = 0;
    std::chrono::milliseconds m_delay{0};
    bool m_cutWithReset = false;
    bool m_blackHole = false;
};

} // namespace RedisStreams::Test
