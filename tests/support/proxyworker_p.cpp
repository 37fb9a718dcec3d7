// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "proxyworker_p.h"

#include "proxylink_p.h"

#include <QtCore/QDeadlineTimer>
#include <QtCore/QMutexLocker>
#include <QtNetwork/QTcpSocket>

#include <utility>

namespace RedisStreams::Test {

void ProxyCounters::addConnection()
{
    const QMutexLocker locker(&m_mutex);
    ++m_connections;
    m_accepted.wakeAll();
}

int ProxyCounters::connections() const
{
    const QMutexLocker locker(&m_mutex);
    return m_connections;
}

bool ProxyCounters::waitForConnections(int count, std::chrono::milliseconds timeout)
{
    const QDeadlineTimer deadline(timeout);
    const QMutexLocker locker(&m_mutex);
    while (m_connections < count) {
        if (!m_accepted.wait(&m_mutex, deadline))
            return m_connections >= count;
    }
    return true;
}

ProxyWorker::ProxyWorker(const ProxyTarget &target, ProxyCounters &counters)
    : m_target(target)
    , m_counters(counters)
{
    connect(&m_listener, &QTcpServer::newConnection, this, &ProxyWorker::acceptConnections);
    if (listenOnFreePort(m_listener, &m_claim))
        m_port = m_listener.serverPort();
    else
        qWarning("FaultProxy: %s", qPrintable(m_listener.errorString()));
}

ProxyWorker::~ProxyWorker() { cutAll(); }

void ProxyWorker::acceptConnections()
{
    while (QTcpSocket *client = m_listener.nextPendingConnection()) {
        m_links.append(new ProxyLink(*this, client, m_target));
        m_counters.addConnection();
    }
}

void ProxyWorker::cutAfter(ProxyDirection direction, qint64 bytes) { m_orders[size_t(direction)] = {bytes, false}; }

void ProxyWorker::cutAll()
{
    for (Order &order : m_orders) {
        if (order.pending)
            order = {};
    }
    const QList<ProxyLink *> links = std::exchange(m_links, {});
    for (ProxyLink *link : links)
        link->shut();
}

void ProxyWorker::setSegmentSize(int bytes)
{
    m_segmentSize = bytes;
    updateLinks();
}

void ProxyWorker::setBlackHole(bool on)
{
    m_blackHole = on;
    updateLinks();
}

void ProxyWorker::setRefuse(bool on)
{
    if (on)
        m_listener.close();
    else if (!m_listener.isListening() && !m_listener.listen(QHostAddress(QHostAddress::LocalHost), m_port))
        qWarning("FaultProxy: %s", qPrintable(m_listener.errorString()));
}

void ProxyWorker::updateLinks()
{
    const QList<ProxyLink *> links = m_links;
    for (ProxyLink *link : links)
        link->update();
}

ProxyWorker::Budget ProxyWorker::budget(ProxyDirection direction, qint64 *bytes) const
{
    const Order &order = m_orders[size_t(direction)];
    *bytes = order.left;
    if (order.pending)
        return Budget::CutPending;
    if (order.left < 0)
        return Budget::Unlimited;
    return order.left == 0 ? Budget::CutNow : Budget::Limited;
}

bool ProxyWorker::countForwarded(ProxyDirection direction, qint64 bytes)
{
    m_counters.addBytes(direction, bytes);
    Order &order = m_orders[size_t(direction)];
    if (order.left < 0)
        return false;
    order.left -= bytes;
    order.pending = order.left == 0;
    return order.pending;
}

} // namespace RedisStreams::Test
