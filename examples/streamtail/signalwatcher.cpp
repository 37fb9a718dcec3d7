// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "signalwatcher.h"

#include <atomic>
#include <cerrno>
#include <csignal>
#include <ctime>
#include <fcntl.h>
#include <unistd.h>

namespace StreamTail {
namespace {

int pipeEnds[2] = {-1, -1};

std::atomic<time_t> firstSignalAt{0};
static_assert(std::atomic<time_t>::is_always_lock_free); // a handler must not wait

extern "C" void handleSignal(int)
{
    const int error = errno;
    // Some senders, such as timeout(1), send a signal twice at once: only a later one means impatience. The event loop
    // may hang by then, in a write to a standard error that nobody reads.
    timespec now{};
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    time_t first = 0;
    if (!firstSignalAt.compare_exchange_strong(first, now.tv_sec) && now.tv_sec > first + 1)
        ::_exit(1);
    const char byte = 0;
    // A full pipe already holds the news.
    [[maybe_unused]] const ssize_t written = ::write(pipeEnds[1], &byte, 1);
    errno = error;
}

void handle(int signal, void (*handler)(int))
{
    struct sigaction action = {};
    // What is ignored stays so: a shell starts what runs in the background of a script like that.
    if (::sigaction(signal, nullptr, &action) == 0 && action.sa_handler == SIG_IGN)
        return;
    action = {};
    action.sa_handler = handler;
    sigemptyset(&action.sa_mask);
    // No SA_RESTART: a write to a terminal that is held up ends, so that the event loop gets to see the signal.
    ::sigaction(signal, &action, nullptr);
}

} // namespace

SignalWatcher::SignalWatcher(QObject *parent)
    : QObject(parent)
{
    if (::pipe(pipeEnds) != 0)
        return; // the signals keep their default: they end the program
    for (const int end : pipeEnds) {
        ::fcntl(end, F_SETFL, O_NONBLOCK);
        ::fcntl(end, F_SETFD, FD_CLOEXEC);
    }
    m_notifier = std::make_unique<QSocketNotifier>(pipeEnds[0], QSocketNotifier::Read);
    connect(m_notifier.get(), &QSocketNotifier::activated, this, &SignalWatcher::readPipe);
    handle(SIGINT, handleSignal);
    handle(SIGTERM, handleSignal);
}

SignalWatcher::~SignalWatcher()
{
    if (!m_notifier)
        return;
    handle(SIGINT, SIG_DFL);
    handle(SIGTERM, SIG_DFL);
    m_notifier.reset();
    for (int &end : pipeEnds) {
        ::close(end);
        end = -1;
    }
}

void SignalWatcher::readPipe()
{
    char bytes[16];
    while (::read(pipeEnds[0], bytes, sizeof bytes) > 0) { }
    Q_EMIT terminationRequested();
}

} // namespace StreamTail
