// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "outputbuffer.h"

#include <QtCore/QObject>
#include <QtCore/QSocketNotifier>
#include <QtCore/QTimer>

namespace StreamTail {

/// Writes a buffer to a file descriptor without ever blocking the event loop, so that signals and deadlines are
/// served while the reader of a pipe is slow.
///
/// The descriptor stays in blocking mode: O_NONBLOCK would belong to everyone who shares the open file, such as the
/// shell that we leave the terminal to. Instead poll() is asked before each write, and no write is larger than what
/// a pipe that polls writable takes at once. A terminal promises no such size: it is opened once more, for us alone.
class OutputWriter : public QObject
{
    Q_OBJECT

public:
    explicit OutputWriter(int descriptor, QObject *parent = nullptr);
    ~OutputWriter() override;

    /// Append here, then call appended().
    OutputBuffer &buffer() { return m_buffer; }
    /// Writes when much has gathered; otherwise as soon as the event loop is idle.
    void appended();
    /// Writes what can be written now.
    void flush();

    bool isEmpty() const { return m_buffer.isEmpty(); }
    /// Bytes written out so far, and appended so far: what ends at appendedBytes() now has been written out as soon as
    /// writtenBytes() gets there. What was dropped never is.
    qint64 writtenBytes() const { return m_written; }
    qint64 appendedBytes() const { return m_written + m_buffer.size(); }
    bool hasFailed() const { return m_failed; }

Q_SIGNALS:
    /// The reader is slow: much is waiting. Nothing is refused, but appending should pause.
    void congested();
    void relieved();
    /// writtenBytes() has grown. Emitted before failed() when both are due.
    void wrote();
    /// All has been written (emitted by flush()).
    void emptied();
    /// Nothing can be written any more; what was waiting is dropped. Emitted once.
    void failed(const QString &reason);

private:
    enum class Progress { Written, Full, Failed };
    Progress writeSome(int *error);
    void fail(int error);
    void scheduleFlush();
    void waitForRoom(bool wait);
    bool isWaitingForRoom() const { return m_writable.isEnabled() || m_retry.isActive(); }

    const int m_ownTerminal; ///< -1 when it is no terminal
    const int m_descriptor;
    const qsizetype m_largestWrite;
    OutputBuffer m_buffer;
    QSocketNotifier m_writable;
    QTimer m_retry;
    QSocketNotifier m_closed;
    qint64 m_written = 0;
    bool m_flushScheduled = false;
    bool m_congested = false;
    bool m_failed = false;
};

} // namespace StreamTail
