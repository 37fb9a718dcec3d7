// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "outputwriter.h"

#include <QtCore/QMetaObject>
#include <QtCore/QString>

#include <cerrno>
#include <climits>
#include <cstring>
#include <fcntl.h>
#include <limits>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

namespace StreamTail {
namespace {

constexpr qsizetype FlushSize = 64 * 1024; // the capacity of a pipe, where it can be known
constexpr qsizetype CongestedSize = 512 * 1024;
constexpr qsizetype RelievedSize = 64 * 1024;

bool isRegularFile(int descriptor)
{
    struct stat status;
    return ::fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode);
}

/// Whether the other end of a pipe or socket is gone, which only those tell.
bool tellsWhenClosed(int descriptor)
{
    struct stat status;
    return ::fstat(descriptor, &status) == 0 && (S_ISFIFO(status.st_mode) || S_ISSOCK(status.st_mode));
}

/// A terminal, opened for writing without blocking; -1 when \a descriptor is none, or it cannot be opened.
int openTerminal(int descriptor)
{
    char path[PATH_MAX];
    if (!::isatty(descriptor) || ::ttyname_r(descriptor, path, sizeof path) != 0)
        return -1;
    return ::open(path, O_WRONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
}

short pollNow(int descriptor, short events)
{
    pollfd request{descriptor, events, 0};
    int result = 0;
    do {
        result = ::poll(&request, 1, 0);
    } while (result < 0 && errno == EINTR);
    return result > 0 ? request.revents : short(0);
}

} // namespace

OutputWriter::OutputWriter(int descriptor, QObject *parent)
    : QObject(parent)
    , m_ownTerminal(openTerminal(descriptor))
    , m_descriptor(m_ownTerminal >= 0 ? m_ownTerminal : descriptor)
    , m_largestWrite(isRegularFile(descriptor) ? std::numeric_limits<int>::max() : PIPE_BUF)
    , m_writable(m_descriptor, QSocketNotifier::Write)
    , m_closed(descriptor, QSocketNotifier::Exception)
{
    m_writable.setEnabled(false);
    connect(&m_writable, &QSocketNotifier::activated, this, &OutputWriter::flush);
    m_retry.setSingleShot(true);
    m_retry.setInterval(10);
    connect(&m_retry, &QTimer::timeout, this, &OutputWriter::flush);
    // `streamtail ... | head -1` ends when head does, not when the next entry comes.
    m_closed.setEnabled(tellsWhenClosed(descriptor));
    connect(&m_closed, &QSocketNotifier::activated, this, [this] {
        if (pollNow(m_descriptor, 0) & POLLERR)
            fail(EPIPE);
    });
}

OutputWriter::~OutputWriter()
{
    waitForRoom(false);
    if (m_ownTerminal >= 0)
        ::close(m_ownTerminal);
}

void OutputWriter::appended()
{
    if (m_failed) {
        m_buffer.consume(m_buffer.size());
        return;
    }
    if (!isWaitingForRoom()) {
        if (m_buffer.size() >= FlushSize)
            flush();
        else
            scheduleFlush();
    }
    if (!m_congested && m_buffer.size() >= CongestedSize) {
        m_congested = true;
        Q_EMIT congested();
    }
}

void OutputWriter::scheduleFlush()
{
    if (m_flushScheduled || m_buffer.isEmpty())
        return;
    m_flushScheduled = true;
    QMetaObject::invokeMethod(
        this,
        [this] {
            m_flushScheduled = false;
            flush();
        },
        Qt::QueuedConnection);
}

void OutputWriter::flush()
{
    if (m_failed)
        return;
    Progress progress = Progress::Written;
    int error = 0;
    const qint64 writtenBefore = m_written;
    while (progress == Progress::Written && !m_buffer.isEmpty())
        progress = writeSome(&error);
    if (m_written > writtenBefore)
        Q_EMIT wrote();
    if (progress == Progress::Failed)
        return fail(error);
    waitForRoom(progress == Progress::Full);
    if (m_congested && m_buffer.size() <= RelievedSize) {
        m_congested = false;
        Q_EMIT relieved();
    }
    if (m_buffer.isEmpty())
        Q_EMIT emptied();
}

void OutputWriter::waitForRoom(bool wait)
{
    // A terminal that has room for one byte polls writable, and yet may refuse a line feed, which it makes two of.
    if (!wait)
        m_retry.stop();
    else if (m_ownTerminal >= 0)
        m_retry.start();
    m_writable.setEnabled(wait && m_ownTerminal < 0);
}

OutputWriter::Progress OutputWriter::writeSome(int *error)
{
    // An error is left to write() to name.
    if (!(pollNow(m_descriptor, POLLOUT) & (POLLOUT | POLLERR | POLLHUP | POLLNVAL)))
        return Progress::Full;
    const ssize_t written = ::write(m_descriptor, m_buffer.data(), size_t(qMin(m_buffer.size(), m_largestWrite)));
    if (written >= 0) {
        m_buffer.consume(written);
        m_written += written;
        return Progress::Written;
    }
    switch (errno) {
    case EINTR: // a signal came: let the event loop see it first
    case EAGAIN: // a terminal, or whoever started us left the descriptor in non-blocking mode
        return Progress::Full;
    default:
        *error = errno;
        return Progress::Failed;
    }
}

void OutputWriter::fail(int error)
{
    if (m_failed)
        return;
    m_failed = true;
    waitForRoom(false);
    m_closed.setEnabled(false);
    m_buffer.consume(m_buffer.size());
    Q_EMIT failed(error == EPIPE
            ? QStringLiteral("standard output was closed")
            : QStringLiteral("cannot write to standard output: %1").arg(QString::fromLocal8Bit(std::strerror(error))));
}

} // namespace StreamTail
