// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "publisher.h"

#include <RedisStreams/xadd.h>

#include <cstdio>

using namespace Qt::StringLiterals;
using namespace RedisStreams;

namespace HostStats {
namespace {

/// So many unanswered samples mean that the server hangs.
constexpr qint64 MaximumWaiting = 10;

} // namespace

void report(const QString &line)
{
    const QByteArray bytes = "hoststats: " + line.toUtf8() + '\n';
    std::fwrite(bytes.constData(), 1, size_t(bytes.size()), stderr);
}

Publisher::Publisher(const Settings &settings)
    : m_settings(settings)
    , m_client(settings.server)
{
    m_timer.setTimerType(Qt::PreciseTimer);
    m_timer.setInterval(settings.interval);
    connect(&m_timer, &QTimer::timeout, this, &Publisher::takeSample);
    connect(&m_client, &RedisClient::stateChanged, this, &Publisher::onStateChanged);
    connect(&m_client, &RedisClient::errorOccurred, this, [this](const RedisError &error) {
        // One line for each new reason, not for each try.
        if (error.message() == m_lastError || error.code() == RedisError::Code::Aborted)
            return;
        m_lastError = error.message();
        report(m_lastError);
    });
}

Publisher::~Publisher()
{
    // What is unanswered ends here, while all that the answers' handlers use is still there.
    m_client.disconnect(this);
    m_client.close();
}

void Publisher::start()
{
    m_lastReading = HostReading::now();
    if (!m_lastReading.cpu) {
        report(u"/proc/stat cannot be read: this program shows figures that only Linux gives"_s);
        Q_EMIT finished(1);
        return;
    }
    m_sinceReading.start();
    m_timer.start();
    m_client.open();
}

void Publisher::takeSample()
{
    const HostReading reading = HostReading::now();
    const double seconds = double(m_sinceReading.restart()) / 1000;
    const QList<Sample> parts = samples(m_lastReading, reading, seconds);
    m_lastReading = reading;
    if (m_client.isConnected() && m_waiting < MaximumWaiting)
        return write(parts);
    ++m_dropped;
    if (!m_isAway) {
        m_isAway = true;
        report(u"the server at %1 does not answer; samples are dropped until it does"_s.arg(m_client.displayUrl()));
    }
}

void Publisher::write(const QList<Sample> &samples)
{
    struct Progress
    {
        qsizetype unanswered;
        bool isComplete = true;
    };
    auto progress = std::make_shared<Progress>(Progress{samples.size()});
    ++m_waiting;
    const auto answered = [this, progress](bool ok) {
        progress->isComplete = progress->isComplete && ok;
        if (--progress->unanswered > 0)
            return;
        --m_waiting;
        if (!progress->isComplete) {
            ++m_dropped;
            return;
        }
        m_lastError.clear();
        if (m_isAway) {
            report(
                u"the server at %1 answers again; %2 samples were dropped"_s.arg(m_client.displayUrl()).arg(m_dropped));
            m_isAway = false;
        }
        m_dropped = 0;
        if (++m_written == m_settings.count) {
            m_timer.stop();
            Q_EMIT finished(0);
        }
    };
    for (const Sample &sample : samples) {
        Xadd add{m_settings.prefix + ':' + sample.name, sample.fields, {}};
        add.options.trim = StreamTrim::toLength(m_settings.maximumLength);
        m_client.run(add)
            .then(this, [answered](StreamId) { answered(true); })
            .onFailed(this, [answered](const RedisError &) { answered(false); }); // errorOccurred() told
    }
}

void Publisher::onStateChanged(RedisClient::State state)
{
    if (state == RedisClient::State::Failed) {
        // No try will help: wrong password, certificate or URL.
        if (m_client.errorString() != m_lastError)
            report(m_client.errorString());
        m_timer.stop();
        Q_EMIT finished(1);
    }
}

} // namespace HostStats
