// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "servertest.h"

#include <RedisStreams/streamexporter.h>

#include <QtCore/QBuffer>
#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QTemporaryDir>
#include <QtCore/QTimer>
#include <QtNetwork/QLocalServer>
#include <QtNetwork/QLocalSocket>
#include <QtTest/QSignalSpy>

#include <ctime>
#include <utility>

using namespace Qt::StringLiterals;
using namespace RedisStreams;
using namespace RedisStreams::Test;

/// StreamExporter: rows and whole streams, to files and devices.
class TestModelExport : public ServerTest
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void rowsToFile();
    void rowsAsTheyWere();
    void wholeStreams();
    void wholeStreamsByTheFilter();
    void growingStreamEnds();
    void largeEntries();
    void fieldsWithoutColumn();
    void nothingBlocks();
    void slowDevice();
    void otherSideEndsAtOnce();
    void cancelled();
    void refused();
    void failures();
    void deletedWhileRunning();

private:
    QString path(const char *name) const { return m_directory.filePath(QString::fromLatin1(name)); }
    QUrl url(const char *name) const { return QUrl::fromLocalFile(path(name)); }
    static QByteArray contents(const QString &path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    void fillModel(int count);
    void follow(const QStringList &streams);
    /// To a file of that name, and to its end.
    bool exports(const char *name);
    static QByteArray jsonLine(const QByteArray &stream, int number, const QByteArray &value)
    {
        return "{\"stream\":\"" + stream + "\",\"id\":\"" + QByteArray::number(number) + "-0\",\"fields\":[[\"n\",\"" + value + "\"]]}\n";
    }
    /// "finished", "failed" or "cancelled", whichever came; and that it was one only.
    QByteArray outcome();

    QTemporaryDir m_directory;
    std::unique_ptr<StreamConsumer> m_consumer;
    std::unique_ptr<StreamModel> m_model;
    std::unique_ptr<StreamExporter> m_exporter;
    QByteArrayList m_outcomes;
};

void TestModelExport::init()
{
    ServerTest::init();
    m_model = std::make_unique<StreamModel>();
    m_exporter = std::make_unique<StreamExporter>();
    m_exporter->setModel(m_model.get());
    m_outcomes.clear();
    connect(m_exporter.get(), &StreamExporter::finished, this, [this] { m_outcomes.append("finished"); });
    connect(m_exporter.get(), &StreamExporter::failed, this, [this] { m_outcomes.append("failed"); });
    connect(m_exporter.get(), &StreamExporter::cancelled, this, [this] { m_outcomes.append("cancelled"); });
}

void TestModelExport::cleanup()
{
    m_exporter.reset();
    m_model.reset();
    m_consumer.reset();
}

void TestModelExport::fillModel(int count)
{
    QList<StreamEntry> entries;
    for (int i = 1; i <= count; ++i)
        entries.append(StreamEntry("s", StreamId(quint64(i), 0), {{"n", QByteArray::number(i)}}));
    m_model->setMaximumRows(count);
    m_model->append(entries);
    m_model->flush();
}

void TestModelExport::follow(const QStringList &streams)
{
    m_consumer = std::make_unique<StreamConsumer>(m_client.get(), streams);
    m_model->setConsumer(m_consumer.get());
    m_consumer->start();
    QTRY_COMPARE(m_consumer->state(), StreamConsumer::State::Following);
}

bool TestModelExport::exports(const char *name)
{
    m_outcomes.clear();
    return m_exporter->exportTo(url(name)) && outcome() == "finished";
}

QByteArray TestModelExport::outcome()
{
    if (!QTest::qWaitFor([this] { return !m_outcomes.isEmpty(); }, 60'000))
        return "nothing";
    QCoreApplication::processEvents();
    return m_exporter && m_exporter->isRunning() ? "still running" : m_outcomes.join(',');
}

void TestModelExport::rowsToFile()
{
    fillModel(3);
    QSignalSpy finished(m_exporter.get(), &StreamExporter::finished);
    QSignalSpy running(m_exporter.get(), &StreamExporter::runningChanged);
    QVERIFY(m_exporter->exportTo(url("rows.csv")));
    QVERIFY(m_exporter->isRunning());
    QCOMPARE(outcome(), "finished");
    QCOMPARE(finished.first().at(0).toLongLong(), 3);
    QCOMPARE(running.count(), 2);
    QCOMPARE(m_exporter->exportedCount(), 3);
    QCOMPARE(m_exporter->progress(), 1.0);
    QCOMPARE(contents(path("rows.csv")), "time,stream,id,n\r\n1970-01-01T00:00:00.001Z,s,1-0,1\r\n"
                                         "1970-01-01T00:00:00.002Z,s,2-0,2\r\n1970-01-01T00:00:00.003Z,s,3-0,3\r\n");
    m_model->setNewestFirst(true);
    m_exporter->setFormat(StreamModel::JsonLines);
    QVERIFY(exports("rows.csv"));
    QCOMPARE(contents(path("rows.csv")), jsonLine("s", 3, "3") + jsonLine("s", 2, "2") + jsonLine("s", 1, "1"));

    m_model->clear();
    m_exporter->setFormat(StreamModel::Tsv);
    QVERIFY(exports("none.tsv"));
    QCOMPARE(contents(path("none.tsv")), "time\tstream\tid\n");
}

void TestModelExport::rowsAsTheyWere()
{
    fillModel(20'000);
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    m_exporter->setFormat(StreamModel::JsonLines);
    QVERIFY(m_exporter->exportTo(&buffer));
    QTRY_VERIFY(m_exporter->exportedCount() > 0);
    m_model->clear();
    m_exporter->setFormat(StreamModel::Csv);
    QCOMPARE(outcome(), "finished");
    QCOMPARE(buffer.data().count('\n'), 20'000);
    QVERIFY(buffer.data().endsWith("\"20000-0\",\"fields\":[[\"n\",\"20000\"]]}\n"));
}

void TestModelExport::wholeStreams()
{
    addNumbered(m_server.admin(), "a", 3000);
    addNumbered(m_server.admin(), "b", 1500, 1000);
    follow({u"a"_s, u"b"_s, u"missing"_s});
    m_exporter->setScope(StreamExporter::WholeStreams);
    m_exporter->setFormat(StreamModel::JsonLines);
    QVERIFY(exports("streams.jsonl"));
    QCOMPARE(m_exporter->exportedCount(), 4500);
    QByteArray expected;
    for (int i = 1; i <= 3000; ++i) {
        expected += jsonLine("a", i, QByteArray::number(i));
        if (i >= 1000 && i < 2500)
            expected += jsonLine("b", i, QByteArray::number(i));
    }
    QCOMPARE(contents(path("streams.jsonl")), expected);
}

void TestModelExport::wholeStreamsByTheFilter()
{
    addNumbered(m_server.admin(), "a", 2000);
    follow({u"a"_s});
    m_model->setFilter(u"n ~ 99"_s);
    m_exporter->setScope(StreamExporter::WholeStreams);
    m_exporter->setFormat(StreamModel::JsonLines);
    QVERIFY(m_exporter->exportTo(url("some.jsonl")));
    m_model->setFilter({}); // for the next one
    QCOMPARE(outcome(), "finished");
    QCOMPARE(m_exporter->exportedCount(), 38);
    QCOMPARE(m_exporter->progress(), 1.0);
    const QByteArrayList lines = contents(path("some.jsonl")).split('\n');
    QCOMPARE(lines.size(), 39);
    QVERIFY(lines.at(37).contains("\"1999-0\""));
}

void TestModelExport::growingStreamEnds()
{
    addNumbered(m_server.admin(), "a", 5000);
    follow({u"a"_s});
    m_exporter->setScope(StreamExporter::WholeStreams);
    m_exporter->setFormat(StreamModel::JsonLines);
    int number = 5000;
    QTimer feed;
    connect(&feed, &QTimer::timeout, this, [&] { addNumbered(m_server.admin(), "a", 600, number + 1), number += 600; });
    feed.start(0);
    QTRY_VERIFY(number > 6000);
    const int before = number;
    QVERIFY(exports("growing.jsonl"));
    feed.stop();
    QVERIFY2(m_exporter->exportedCount() >= before && m_exporter->exportedCount() <= number,
        qPrintable(QString::number(m_exporter->exportedCount())));
    QCOMPARE(contents(path("growing.jsonl")).count('\n'), m_exporter->exportedCount());
}

void TestModelExport::largeEntries()
{
    // No more than about a mebibyte is fetched at a time.
    const QByteArray value(100'000, 'x');
    for (int i = 1; i <= 120; ++i)
        m_server.admin().xadd("a", QByteArray::number(i) + "-0", {"n", value});
    follow({u"a"_s});
    m_exporter->setScope(StreamExporter::WholeStreams);
    m_exporter->setFormat(StreamModel::JsonLines);
    m_server.admin().command({"CONFIG", "RESETSTAT"});
    QVERIFY(exports("large.jsonl"));
    QCOMPARE(m_exporter->exportedCount(), 120);
    QCOMPARE(m_server.admin().commandCalls().value("xrange"), 11); // 20 and ten times 10
    QByteArray expected;
    for (int i = 1; i <= 120; ++i)
        expected += jsonLine("a", i, value);
    QVERIFY(contents(path("large.jsonl")) == expected);
}

void TestModelExport::fieldsWithoutColumn()
{
    m_server.admin().xadd("a", "1-0", {"old", "1", "n", "2"});
    follow({u"a"_s});
    m_server.admin().xadd("a", "2-0", {"n", "3", "hidden", "x"});
    QTRY_COMPARE(m_model->rowCount(), 1);
    m_model->columns()->setHidden({u"hidden"_s, u"@time"_s});
    m_exporter->setScope(StreamExporter::WholeStreams);
    QVERIFY(exports("columns.csv"));
    QCOMPARE(contents(path("columns.csv")), "stream,id,n,other fields\r\na,1-0,2,\"[[\"\"old\"\",\"\"1\"\"]]\"\r\na,2-0,3,\r\n");
}

void TestModelExport::nothingBlocks()
{
    fillModel(100'000);
    // By the time that this process has worked: on a busy machine it stands still for longer than any slice.
    const auto worked = [] { return qint64(std::clock()) * 1000 / CLOCKS_PER_SEC; };
    qint64 before = worked();
    qint64 longest = 0;
    QTimer heart;
    connect(&heart, &QTimer::timeout, this, [&] {
        const qint64 now = worked();
        longest = qMax(longest, now - std::exchange(before, now));
    });
    heart.start(0);
    QSignalSpy progress(m_exporter.get(), &StreamExporter::progressChanged);
    QVERIFY(exports("much.csv"));
    QCOMPARE(contents(path("much.csv")).count('\n'), 100'001);
    QVERIFY(progress.count() >= 2);
    // Slices of 4 ms; the bound leaves room for sanitizers and slow machines.
    QVERIFY2(longest < 250, qPrintable(QString::number(longest)));
}

void TestModelExport::otherSideEndsAtOnce()
{
    // As a socket says it whose other end has nothing to say, while the ends of the streams are still asked for.
    class OneWay : public QBuffer
    {
    public:
        using QBuffer::QBuffer;
        void end() { Q_EMIT readChannelFinished(); }
    };
    for (int i = 1; i <= 3; ++i)
        m_server.admin().command({"XADD", "one", QByteArray::number(i) + "-0", "n", QByteArray::number(i)});
    follow({u"one"_s});
    m_exporter->setFormat(StreamModel::JsonLines);
    m_exporter->setScope(StreamExporter::WholeStreams);
    OneWay device;
    QVERIFY(device.open(QIODevice::WriteOnly));
    QVERIFY(m_exporter->exportTo(&device));
    for (int i = 0; i < 3; ++i) {
        QCoreApplication::processEvents();
        device.end();
    }
    QTRY_VERIFY(!m_outcomes.isEmpty());
    QCOMPARE(outcome(), "finished");
    QCOMPARE(device.data(), jsonLine("one", 1, "1") + jsonLine("one", 2, "2") + jsonLine("one", 3, "3"));
}

void TestModelExport::slowDevice()
{
    // A socket whose other end reads late: what it does not take waits in bounded memory.
    fillModel(100'000);
    QLocalServer server;
    QVERIFY(server.listen(path("socket")));
    QLocalSocket socket;
    socket.connectToServer(path("socket"));
    QVERIFY(socket.waitForConnected());
    QTRY_VERIFY(server.hasPendingConnections());
    const std::unique_ptr<QLocalSocket> reader(server.nextPendingConnection());
    reader->setReadBufferSize(1024);
    m_exporter->setFormat(StreamModel::JsonLines);
    QVERIFY(m_exporter->exportTo(&socket));
    qint64 most = 0;
    QByteArray received;
    QElapsedTimer stalled;
    stalled.start();
    QTRY_VERIFY_WITH_TIMEOUT((most = qMax(most, socket.bytesToWrite()), most > 512 * 1024), 60'000);
    QVERIFY(m_outcomes.isEmpty());
    reader->setReadBufferSize(0);
    connect(reader.get(), &QIODevice::readyRead, this, [&] { received += reader->readAll(); });
    received += reader->readAll();
    QTRY_VERIFY_WITH_TIMEOUT((most = qMax(most, socket.bytesToWrite()), !m_outcomes.isEmpty()), 60'000);
    QCOMPARE(outcome(), "finished");
    QTRY_COMPARE_WITH_TIMEOUT(received.count('\n'), 100'000, 60'000);
    QVERIFY2(most < 4 * 1024 * 1024, qPrintable(QString::number(most)));
}

void TestModelExport::cancelled()
{
    fillModel(100'000);
    QFile before(path("kept.csv"));
    QVERIFY(before.open(QIODevice::WriteOnly));
    before.write("as it was");
    before.close();
    QVERIFY(m_exporter->exportTo(url("kept.csv")));
    QTRY_VERIFY(m_exporter->exportedCount() > 0);
    QSignalSpy running(m_exporter.get(), &StreamExporter::runningChanged);
    m_exporter->cancel();
    QVERIFY(!m_exporter->isRunning());
    QCOMPARE(running.count(), 1);
    QCOMPARE(outcome(), "cancelled");
    QVERIFY(m_exporter->progress() < 1.0);
    QCOMPARE(contents(path("kept.csv")), "as it was");
    QCOMPARE(QDir(m_directory.path()).entryList({u"kept*"_s}, QDir::Files).size(), 1);
    m_exporter->cancel();
    QCOMPARE(m_outcomes.size(), 1);

    // During a fetch as well.
    addNumbered(m_server.admin(), "a", 3000);
    follow({u"a"_s});
    m_exporter->setScope(StreamExporter::WholeStreams);
    QVERIFY(m_exporter->exportTo(url("kept.csv")));
    QCoreApplication::processEvents();
    m_exporter->cancel();
    QTest::qWait(50);
    QCOMPARE(m_outcomes.join(','), "cancelled,cancelled");
}

void TestModelExport::refused()
{
    QSignalSpy failed(m_exporter.get(), &StreamExporter::failed);
    const auto message = [&] { return failed.takeLast().at(0).toString(); };
    fillModel(50'000);
    QVERIFY(!m_exporter->exportTo(QUrl(u"https://example.org/x.csv"_s)));
    QVERIFY(message().contains(u"https://example.org/x.csv"_s));
    QVERIFY(!m_exporter->exportTo(url("no/such/folder.csv")));
    QVERIFY(message().contains(u"no/such/folder.csv"_s));
    QVERIFY(!m_exporter->errorString().isEmpty());
    QVERIFY(!m_exporter->exportTo(static_cast<QIODevice *>(nullptr)));
    QVERIFY(message().contains(u"not open"_s));
    QBuffer closed;
    QVERIFY(!m_exporter->exportTo(&closed));
    QVERIFY(message().contains(u"not open"_s));
    m_exporter->setScope(StreamExporter::WholeStreams);
    QVERIFY(!m_exporter->exportTo(url("x.csv")));
    QVERIFY(message().contains(u"no consumer"_s));
    m_exporter->setScope(StreamExporter::Rows);
    QVERIFY(m_exporter->exportTo(url("x.csv")));
    QCOMPARE(m_exporter->errorString(), QString());
    QVERIFY(!m_exporter->exportTo(url("y.csv")));
    QVERIFY(message().contains(u"running"_s));
    QVERIFY(m_exporter->isRunning());
    m_exporter->cancel();
    m_exporter->setModel(nullptr);
    QVERIFY(!m_exporter->exportTo(url("x.csv")));
    QVERIFY(message().contains(u"no model"_s));
}

void TestModelExport::failures()
{
    fillModel(50'000);
    // The disk is full.
    QFile full(u"/dev/full"_s);
    if (full.open(QIODevice::WriteOnly | QIODevice::Unbuffered)) {
        QVERIFY(m_exporter->exportTo(&full));
        QCOMPARE(outcome(), "failed");
        QVERIFY2(m_exporter->errorString().startsWith(u"Cannot write"_s), qPrintable(m_exporter->errorString()));
        m_outcomes.clear();
    }
    // The device goes.
    auto buffer = std::make_unique<QBuffer>();
    buffer->open(QIODevice::WriteOnly);
    QVERIFY(m_exporter->exportTo(buffer.get()));
    QTRY_VERIFY(m_exporter->exportedCount() > 0);
    buffer.reset();
    QCOMPARE(outcome(), "failed");
    m_outcomes.clear();
    // The other end of a socket goes while it is waited for.
    fillModel(100'000);
    QLocalServer server;
    QVERIFY(server.listen(path("socket")));
    QLocalSocket socket;
    socket.connectToServer(path("socket"));
    QVERIFY(socket.waitForConnected());
    QTRY_VERIFY(server.hasPendingConnections());
    std::unique_ptr<QLocalSocket> reader(server.nextPendingConnection());
    reader->setReadBufferSize(1024);
    QVERIFY(m_exporter->exportTo(&socket));
    QTRY_VERIFY(socket.bytesToWrite() > 512 * 1024);
    QVERIFY(m_outcomes.isEmpty());
    reader.reset();
    QCOMPARE(outcome(), "failed");
    QVERIFY2(m_exporter->errorString().startsWith(u"Cannot write"_s), qPrintable(m_exporter->errorString()));
    m_outcomes.clear();
    // A stream cannot be read.
    addNumbered(m_server.admin(), "a", 10);
    follow({u"a"_s, u"b"_s});
    m_server.admin().command({"SET", "b", "text"});
    m_exporter->setScope(StreamExporter::WholeStreams);
    QVERIFY(m_exporter->exportTo(url("b.csv")));
    QCOMPARE(outcome(), "failed");
    QVERIFY2(m_exporter->errorString().contains(u"WRONGTYPE"_s), qPrintable(m_exporter->errorString()));
    QVERIFY(!QFile::exists(path("b.csv")));
}

void TestModelExport::deletedWhileRunning()
{
    fillModel(100'000);
    QVERIFY(m_exporter->exportTo(url("deleted.csv")));
    QTRY_VERIFY(m_exporter->exportedCount() > 0);
    m_exporter.reset();
    QCOMPARE(QDir(m_directory.path()).entryList({u"deleted*"_s}, QDir::Files).size(), 0);

    init();
    fillModel(100'000);
    QVERIFY(m_exporter->exportTo(url("model.csv")));
    m_model.reset(); // its rows were taken over
    QCOMPARE(outcome(), "finished");

    m_outcomes.clear();
    m_model = std::make_unique<StreamModel>();
    m_exporter->setModel(m_model.get());
    addNumbered(m_server.admin(), "a", 3000);
    follow({u"a"_s});
    m_exporter->setScope(StreamExporter::WholeStreams);
    QVERIFY(m_exporter->exportTo(url("client.csv")));
    m_consumer.reset();
    m_client.reset();
    QCOMPARE(outcome(), "failed");
}

QTEST_GUILESS_MAIN(TestModelExport)
#include "tst_model_export.moc"
