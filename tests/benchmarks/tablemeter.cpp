// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "tableview.h"
#include "workload.h"

#include <QtCore/QCoreApplication>
#include <QtGui/QKeyEvent>

#include <algorithm>
#include <cmath>
#include <random>

namespace Bench {

namespace {

constexpr double HeartBeat = 1; // ms
constexpr double Frame = 1000.0 / 60;

} // namespace

Meter::Meter(QQuickWindow *window)
    : m_window(window)
{
    m_heart.setTimerType(Qt::PreciseTimer);
    m_heart.setInterval(int(HeartBeat));
    connect(&m_heart, &QTimer::timeout, this, &Meter::beat);
    connect(window, &QQuickWindow::frameSwapped, this, &Meter::framePainted);
}

Meter::~Meter() { stop(); }

void Meter::start()
{
    m_stalls.clear();
    m_keys.clear();
    m_handled = false;
    m_frames = 0;
    m_sinceStart.start();
    m_sinceBeat.start();
    m_heart.start();
    m_typing = true;
    m_typist = std::thread([this] { typeKeys(); });
}

void Meter::stop()
{
    if (!m_typist.joinable())
        return;
    beat(); // a stall that lasts
    m_heart.stop();
    m_seconds = double(m_sinceStart.nsecsElapsed()) / 1e9;
    m_typing = false;
    m_typist.join();
}

void Meter::beat()
{
    m_stalls.push_back(std::max(0.0, double(m_sinceBeat.nsecsElapsed()) / 1e6 - HeartBeat));
    m_sinceBeat.start();
}

/// Keys come from another thread, as from a window system: at any moment, whatever the event loop does.
void Meter::typeKeys()
{
    std::mt19937 random(1);
    std::uniform_int_distribution<int> pause(30, 80);
    while (m_typing) {
        std::this_thread::sleep_for(std::chrono::milliseconds(pause(random)));
        qint64 none = 0;
        if (m_typed.compare_exchange_strong(none, nowNs()))
            QCoreApplication::postEvent(m_window, new QKeyEvent(QEvent::KeyPress, Qt::Key_F9, Qt::NoModifier));
    }
}

void Meter::keyHandled() { m_handled = true; }

void Meter::framePainted()
{
    ++m_frames;
    if (!m_handled)
        return;
    m_handled = false;
    m_keys.push_back(double(nowNs() - m_typed) / 1e6);
    m_typed = 0;
}

double Meter::shareOfLongStalls() const
{
    double sum = 0;
    for (const double stall : m_stalls)
        sum += stall > Frame ? stall : 0;
    return sum / 1000 / m_seconds;
}

double Meter::quantile(std::vector<double> values, double part)
{
    if (values.empty())
        return std::nan("");
    std::sort(values.begin(), values.end());
    return values[std::min(values.size() - 1, size_t(part * double(values.size())))];
}

} // namespace Bench
