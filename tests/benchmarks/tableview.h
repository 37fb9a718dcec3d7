// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/QElapsedTimer>
#include <QtCore/QObject>
#include <QtCore/QTimer>
#include <QtQuick/QQuickWindow>

#include <atomic>
#include <thread>
#include <vector>

namespace Bench {

/// How long the event loop of a window is away, and how long a key waits until what it changed is on the screen.
class Meter : public QObject
{
    Q_OBJECT

public:
    explicit Meter(QQuickWindow *window);
    ~Meter() override;

    /// Called by the window's handler of keys.
    Q_INVOKABLE void keyHandled();
    void start();
    void stop();

    double seconds() const { return m_seconds; }
    double framesPerSecond() const { return double(m_frames) / m_seconds; }
    /// Milliseconds between turns of the event loop, beyond the one in which nothing had to be done.
    double stall(double part) const { return quantile(m_stalls, part); }
    double longestStall() const { return quantile(m_stalls, 1); }
    /// The part of the time that was spent in stalls longer than a frame.
    double shareOfLongStalls() const;
    double key(double part) const { return quantile(m_keys, part); }
    size_t keys() const { return m_keys.size(); }

private:
    static double quantile(std::vector<double> values, double part);
    void beat();
    void framePainted();
    void typeKeys();

    QQuickWindow *m_window;
    QTimer m_heart;
    QElapsedTimer m_sinceBeat;
    QElapsedTimer m_sinceStart;
    std::vector<double> m_stalls;
    std::vector<double> m_keys;
    std::thread m_typist;
    std::atomic<bool> m_typing = false;
    std::atomic<qint64> m_typed = 0; // when, in ns; 0: no key is under way
    bool m_handled = false;
    qint64 m_frames = 0;
    double m_seconds = 0;
};

/// Shows a flood and prints what was measured: "idle", "table" or "naive".
int view(const QStringList &arguments);

/// Adds entries to the stream "s" at a rate, as a process of its own.
int write(const QStringList &arguments);

} // namespace Bench
