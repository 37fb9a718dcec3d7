// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "outputwriter.h"

#include <QtCore/QTemporaryFile>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

#include <csignal>
#include <fcntl.h>
#include <unistd.h>

using StreamTail::OutputWriter;

namespace {

class Pipe
{
public:
    Pipe() { m_isOpen = ::pipe(m_ends) == 0; }
    ~Pipe()
    {
        closeReader();
        ::close(m_ends[1]);
    }
    Q_DISABLE_COPY_MOVE(Pipe)

    bool isOpen() const { return m_isOpen; }
    int writeEnd() const { return m_ends[1]; }
    void closeReader()
    {
        if (m_ends[0] >= 0)
            ::close(m_ends[0]);
        m_ends[0] = -1;
    }
    QByteArray read(qsizetype most)
    {
        QByteArray bytes(most, Qt::Uninitialized);
        ::fcntl(m_ends[0], F_SETFL, O_NONBLOCK);
        bytes.truncate(qMax<ssize_t>(0, ::read(m_ends[0], bytes.data(), size_t(most))));
        return bytes;
    }

private:
    int m_ends[2] = {-1, -1};
    bool m_isOpen = false;
};

} // namespace

class TestStreamtailOutput : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { std::signal(SIGPIPE, SIG_IGN); }
    void writesWhenIdle();
    void tellsHowFarItHasWritten();
    void tellsWhatWasWrittenBeforeAFailure();
    void slowReaderLosesNothing();
    void leavesTheDescriptorBlocking();
    void copesWithANonBlockingDescriptor();
    void reportsAClosedReader();
    void noticesAClosedReaderWhileIdle();
    void writesFiles();
    void reportsAnErrorOnce();
};

void TestStreamtailOutput::writesWhenIdle()
{
    Pipe pipe;
    OutputWriter writer(pipe.writeEnd());
    QSignalSpy emptied(&writer, &OutputWriter::emptied);
    writer.buffer().append("hello\n");
    writer.appended();
    QCOMPARE(pipe.read(100), QByteArray()); // gathered until the event loop is idle
    QVERIFY(emptied.wait());
    QCOMPARE(pipe.read(100), QByteArray("hello\n"));
}

void TestStreamtailOutput::tellsHowFarItHasWritten()
{
    Pipe pipe;
    OutputWriter writer(pipe.writeEnd());
    const QByteArray many(1'000'000, 'x');
    writer.buffer().append(many);
    QCOMPARE(writer.writtenBytes(), 0);
    QCOMPARE(writer.appendedBytes(), many.size());
    qint64 told = 0;
    connect(&writer, &OutputWriter::wrote, this, [&] {
        QVERIFY(writer.writtenBytes() > told);
        told = writer.writtenBytes();
        QCOMPARE(writer.appendedBytes(), many.size());
    });
    writer.flush(); // as much as the pipe takes
    QVERIFY(told > 0 && told < many.size());
    qint64 read = 0;
    QVERIFY(QTest::qWaitFor([&] {
        read += pipe.read(10'000).size();
        return read == many.size();
    }));
    QCOMPARE(told, many.size());
    writer.flush(); // nothing to write, nothing to tell
}

void TestStreamtailOutput::tellsWhatWasWrittenBeforeAFailure()
{
    Pipe pipe;
    OutputWriter writer(pipe.writeEnd());
    QStringList told;
    connect(&writer, &OutputWriter::wrote, this,
        [&] { told.append(QStringLiteral("wrote %1").arg(writer.writtenBytes())); });
    connect(&writer, &OutputWriter::failed, this, [&] { told.append(QStringLiteral("failed")); });
    writer.buffer().append("hello");
    writer.flush();
    pipe.closeReader();
    writer.buffer().append("world");
    writer.flush();
    QCOMPARE(told, QStringList({QStringLiteral("wrote 5"), QStringLiteral("failed")}));
    QCOMPARE(writer.writtenBytes(), 5);
    QCOMPARE(writer.appendedBytes(), 5); // what was dropped never will be written
}

void TestStreamtailOutput::slowReaderLosesNothing()
{
    Pipe pipe;
    OutputWriter writer(pipe.writeEnd());
    QSignalSpy congested(&writer, &OutputWriter::congested);
    QSignalSpy relieved(&writer, &OutputWriter::relieved);
    QByteArray written;
    for (int i = 0; congested.isEmpty(); ++i) {
        QVERIFY(written.size() < 10'000'000);
        const QByteArray line = "line " + QByteArray::number(i) + '\n';
        written += line;
        writer.buffer().append(line);
        writer.appended();
    }
    QVERIFY(!writer.isEmpty());
    QByteArray read;
    while (read.size() < written.size()) {
        QVERIFY(QTest::qWaitFor([&] {
            const QByteArray part = pipe.read(3000);
            read += part;
            return !part.isEmpty();
        }));
    }
    QCOMPARE(read, written);
    QCOMPARE(congested.size(), 1);
    QCOMPARE(relieved.size(), 1);
    QVERIFY(writer.isEmpty());
}

void TestStreamtailOutput::leavesTheDescriptorBlocking()
{
    Pipe pipe;
    OutputWriter writer(pipe.writeEnd());
    writer.buffer().append(QByteArray(1'000'000, 'x')); // more than any pipe takes: a blocking write would not return
    writer.appended();
    QVERIFY(!writer.isEmpty());
    QCOMPARE(::fcntl(pipe.writeEnd(), F_GETFL) & O_NONBLOCK, 0);
}

void TestStreamtailOutput::copesWithANonBlockingDescriptor()
{
    Pipe pipe;
    ::fcntl(pipe.writeEnd(), F_SETFL, O_NONBLOCK);
    OutputWriter writer(pipe.writeEnd());
    const QByteArray written(1'000'000, 'x');
    writer.buffer().append(written);
    writer.appended();
    QByteArray read;
    QVERIFY(QTest::qWaitFor([&] {
        read += pipe.read(100'000);
        return read.size() == written.size();
    }));
    QVERIFY(!writer.hasFailed());
}

void TestStreamtailOutput::reportsAClosedReader()
{
    Pipe pipe;
    OutputWriter writer(pipe.writeEnd());
    QSignalSpy failed(&writer, &OutputWriter::failed);
    writer.buffer().append("x");
    pipe.closeReader();
    writer.flush();
    QCOMPARE(failed.size(), 1);
    QVERIFY(failed.at(0).at(0).toString().contains(QStringLiteral("closed")));
    QVERIFY(writer.isEmpty());
    writer.buffer().append("y");
    writer.appended();
    QVERIFY(writer.isEmpty());
    QCOMPARE(failed.size(), 1);
}

void TestStreamtailOutput::noticesAClosedReaderWhileIdle()
{
    Pipe pipe;
    OutputWriter writer(pipe.writeEnd());
    QSignalSpy failed(&writer, &OutputWriter::failed);
    pipe.closeReader();
    QVERIFY(failed.wait());
    QCOMPARE(failed.size(), 1);
}

void TestStreamtailOutput::writesFiles()
{
    QTemporaryFile file;
    QVERIFY(file.open());
    OutputWriter writer(file.handle());
    const QByteArray written(3'000'000, 'x');
    writer.buffer().append(written);
    writer.appended(); // a file takes all at once
    QVERIFY(writer.isEmpty());
    QVERIFY(file.seek(0));
    QCOMPARE(file.readAll(), written);
}

void TestStreamtailOutput::reportsAnErrorOnce()
{
    const int descriptor = ::open("/dev/null", O_RDONLY);
    QVERIFY(descriptor >= 0);
    OutputWriter writer(descriptor);
    QSignalSpy failed(&writer, &OutputWriter::failed);
    writer.buffer().append("x");
    writer.flush();
    writer.flush();
    QCOMPARE(failed.size(), 1);
    ::close(descriptor);
}

QTEST_GUILESS_MAIN(TestStreamtailOutput)
#include "tst_streamtailoutput.moc"
