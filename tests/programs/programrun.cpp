// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "programrun.h"

#include <QtTest/QTest>

#include <csignal>
#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace RedisStreams::Test {
namespace {

constexpr int WaitLimit = 40000;

} // namespace

ProgramRun::ProgramRun(
    const QString &program, const QStringList &arguments, Output output, const QStringList &environment)
{
    QProcessEnvironment variables = QProcessEnvironment::systemEnvironment();
    variables.remove(u"REDISCLI_AUTH"_s);
    for (const QString &variable : environment)
        variables.insert(variable.section(u'=', 0, 0), variable.section(u'=', 1));
    m_process.setProcessEnvironment(variables);

    int ends[2] = {-1, -1};
    if (output == Output::Held && ::pipe(ends) == 0) {
        ::fcntl(ends[0], F_SETFD, FD_CLOEXEC);
        ::fcntl(ends[1], F_SETFD, FD_CLOEXEC);
        m_heldPipe = ends[0];
        m_process.setChildProcessModifier([writeEnd = ends[1]] { ::dup2(writeEnd, STDOUT_FILENO); });
    }
    m_process.start(program, arguments);
    m_process.waitForStarted(WaitLimit);
    if (ends[1] >= 0)
        ::close(ends[1]);
}

ProgramRun::~ProgramRun()
{
    closeHeld();
    if (isRunning()) {
        m_process.kill();
        m_process.waitForFinished(WaitLimit);
    }
}

void ProgramRun::collect()
{
    m_output += m_process.readAllStandardOutput();
    m_messages += m_process.readAllStandardError();
}

bool ProgramRun::waitForMessage(const QByteArray &text)
{
    return QTest::qWaitFor([&] { return messages().contains(text); }, WaitLimit);
}

bool ProgramRun::waitForMessages(qsizetype count)
{
    return QTest::qWaitFor([&] { return messages().count('\n') >= count; }, WaitLimit);
}

bool ProgramRun::waitForLines(qsizetype count)
{
    return QTest::qWaitFor([&] { return output().count('\n') >= count; }, WaitLimit);
}

int ProgramRun::waitForEnd(std::chrono::milliseconds timeout)
{
    const bool ended = QTest::qWaitFor([&] { return !isRunning(); }, int(timeout.count()));
    collect();
    return ended && m_process.exitStatus() == QProcess::NormalExit ? m_process.exitCode() : -1;
}

void ProgramRun::signal(int number)
{
    if (m_process.processId() > 0)
        ::kill(pid_t(m_process.processId()), number);
}

QByteArray ProgramRun::readHeld(qsizetype most)
{
    QByteArray bytes(most, Qt::Uninitialized);
    pollfd request{m_heldPipe, POLLIN, 0};
    if (::poll(&request, 1, WaitLimit) <= 0)
        return {};
    bytes.truncate(qMax<ssize_t>(0, ::read(m_heldPipe, bytes.data(), size_t(most))));
    return bytes;
}

QByteArray ProgramRun::readHeldToEnd()
{
    QByteArray all;
    for (QByteArray part = readHeld(); !part.isEmpty(); part = readHeld())
        all += part;
    return all;
}

void ProgramRun::closeHeld()
{
    if (m_heldPipe >= 0)
        ::close(m_heldPipe);
    m_heldPipe = -1;
}

bool ProgramRun::waitUntilHeldIsFull()
{
#ifdef F_GETPIPE_SZ
    const int capacity = ::fcntl(m_heldPipe, F_GETPIPE_SZ);
#else
    const int capacity = 65536;
#endif
    // Whole pages: a last, smaller write may not fit any more.
    const int full = capacity - capacity / 8;
    if (!QTest::qWaitFor([&] { return heldBytes() >= full; }, WaitLimit))
        return false;
#ifdef Q_OS_LINUX
    // The program may not have come to the rest yet. Whether it can write, only the other end of the pipe tells.
    const QByteArray name = "/proc/self/fd/" + QByteArray::number(m_heldPipe);
    const int writeEnd = ::open(name.constData(), O_WRONLY | O_NONBLOCK | O_CLOEXEC);
    if (writeEnd < 0)
        return true;
    const bool isFull = QTest::qWaitFor(
        [writeEnd] {
            pollfd request{writeEnd, POLLOUT, 0};
            return ::poll(&request, 1, 0) == 0;
        },
        WaitLimit);
    ::close(writeEnd);
    return isFull;
#else
    return true;
#endif
}

qsizetype ProgramRun::heldBytes() const
{
    int waiting = 0;
    return ::ioctl(m_heldPipe, FIONREAD, &waiting) == 0 ? waiting : -1;
}

QByteArray ProgramRun::output()
{
    collect();
    return m_output;
}

QByteArrayList ProgramRun::lines()
{
    QByteArrayList all = output().split('\n');
    if (all.last().isEmpty())
        all.removeLast();
    return all;
}

QByteArray ProgramRun::messages()
{
    collect();
    return m_messages;
}

} // namespace RedisStreams::Test
