// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "faultproxy.h"

#include "proxyworker_p.h"
#include "workerthread_p.h"

using namespace Qt::StringLiterals;

namespace RedisStreams::Test {

class FaultProxy::Private
{
public:
    explicit Private(const ProxyTarget &target)
        : worker(u"FaultProxy"_s, target, counters)
        , port(worker->port())
    {
    }

    ProxyCounters counters;
    WorkerThread<ProxyWorker> worker;
    const quint16 port;
};

FaultProxy::FaultProxy(quint16 targetPort)
    : d(std::make_unique<Private>(ProxyTarget{targetPort, QString()}))
{
}

FaultProxy::FaultProxy(const QString &unixSocketPath)
    : d(std::make_unique<Private>(ProxyTarget{0, unixSocketPath}))
{
}

FaultProxy::~FaultProxy() = default;

quint16 FaultProxy::port() const { return d->port; }

QString FaultProxy::url() const { return u"redis://127.0.0.1:"_s + QString::number(d->port); }

void FaultProxy::cutAfter(qint64 bytesFromServer)
{
    d->worker.call([&] { d->worker->cutAfter(ProxyDirection::ToClient, bytesFromServer); });
}

void FaultProxy::cutAfterFromClient(qint64 bytesFromClient)
{
    d->worker.call([&] { d->worker->cutAfter(ProxyDirection::ToServer, bytesFromClient); });
}

void FaultProxy::cutAll()
{
    d->worker.call([&] { d->worker->cutAll(); });
}

void FaultProxy::setCutWithReset(bool reset)
{
    d->worker.call([&] { d->worker->setCutWithReset(reset); });
}

void FaultProxy::setSegmentSize(int bytes)
{
    d->worker.call([&] { d->worker->setSegmentSize(bytes); });
}

void FaultProxy::setDelay(std::chrono::milliseconds delay)
{
    d->worker.call([&] { d->worker->setDelay(delay); });
}

void FaultProxy::setBlackHole(bool on)
{
    d->worker.call([&] { d->worker->setBlackHole(on); });
}

void FaultProxy::setRefuse(bool on)
{
    d->worker.call([&] { d->worker->setRefuse(on); });
}

qint64 FaultProxy::bytesToClient() const { return d->counters.bytes(ProxyDirection::ToClient); }

qint64 FaultProxy::bytesToServer() const { return d->counters.bytes(ProxyDirection::ToServer); }

int FaultProxy::connectionCount() const { return d->counters.connections(); }

int FaultProxy::openConnections() const
{
    return d->worker.call([&] { return d->worker->openConnections(); });
}

bool FaultProxy::waitForConnections(int count, std::chrono::milliseconds timeout)
{
    return d->counters.waitForConnections(count, timeout);
}

} // namespace RedisStreams::Test
