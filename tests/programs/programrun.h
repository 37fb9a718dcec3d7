// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/QByteArrayList>
#include <QtCore/QProcess>
#include <QtCore/QStringList>

#include <chrono>

namespace RedisStreams::Test {

/// A program under test: started, read, signalled and waited for. What it wrote is kept; it is killed on destruction.
class ProgramRun
{
public:
    enum class Output {
        Read, ///< as it comes
        Held, ///< through a pipe that is read only by readHeld()
    };
    /// \a environment: NAME=value, added to a minimal one.
    ProgramRun(const QString &program, const QStringList &arguments, Output output = Output::Read,
        const QStringList &environment = {});
    ~ProgramRun();
    Q_DISABLE_COPY_MOVE(ProgramRun)

    /// Waits until standard error has \a text.
    bool waitForMessage(const QByteArray &text);
    /// Waits until standard error has so many lines.
    bool waitForMessages(qsizetype count);
    /// Waits until so many lines have been written.
    bool waitForLines(qsizetype count);
    /// Waits for the end; the exit status, -1 when it did not end by itself or crashed.
    int waitForEnd(std::chrono::milliseconds timeout = std::chrono::seconds(60));
    void signal(int number);
    qint64 processId() const { return m_process.processId(); } ///< 0 when it is not running

    /// With Output::Held: what the program wrote, up to \a most bytes; empty at the end, waits otherwise.
    QByteArray readHeld(qsizetype most = 65536);
    QByteArray readHeldToEnd();
    void closeHeld();
    /// Waits until the program cannot write any more.
    bool waitUntilHeldIsFull();
    /// How many bytes were written and not read yet.
    qsizetype heldBytes() const;

    QByteArray output();
    QByteArrayList lines();
    QByteArray messages();
    bool isRunning() { return m_process.state() != QProcess::NotRunning; }

private:
    void collect();

    QProcess m_process;
    QByteArray m_output;
    QByteArray m_messages;
    int m_heldPipe = -1;
};

} // namespace RedisStreams::Test
