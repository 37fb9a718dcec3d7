// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "qmlfixture.h"

#include "support/redisserver.h"

#include <RedisStreams/groupconsumer.h>
#include <RedisStreams/redisclient.h>
#include <RedisStreams/streammonitor.h>
#include <RedisStreams/streamseries.h>

#include <QtCore/QFile>
#include <QtCore/QRegularExpression>
#include <QtTest/QSignalSpy>

using namespace RedisStreams;
using namespace RedisStreams::Test;
using namespace Qt::StringLiterals;

/// The examples of the guides: the QML ones are read from there and run, the C++ ones are here and must be the same.
class tst_Guides : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void qmlExamples_data();
    void qmlExamples();
    void cppExamples_data();
    void cppExamples();
    void readmeExample();
    void monitorExample();
    void seriesExample();

private:
    static QString guide(const QString &name)
    {
        QFile file(QStringLiteral(GUIDES_DIR "/") + name);
        return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
    }
    static QString withoutIndent(const QString &text)
    {
        QStringList lines;
        for (const QString &line : text.split(u'\n')) {
            if (!line.trimmed().isEmpty())
                lines.append(line.trimmed());
        }
        return lines.join(u'\n');
    }

    RedisServer m_server;
};

void tst_Guides::initTestCase()
{
    REDISSTREAMS_REQUIRE_SERVER();
    QVERIFY2(m_server.start(), qPrintable(m_server.errorString()));
}

void tst_Guides::qmlExamples_data()
{
    QTest::addColumn<QString>("text");
    static const QRegularExpression block(QStringLiteral("```qml\n(.*?)```"), QRegularExpression::DotMatchesEverythingOption);
    for (const char *name : {"../README.md", "guide-model.md", "guide-monitor.md", "guide-series.md", "guide-components.md"}) {
        int number = 0;
        auto matches = block.globalMatch(guide(QLatin1StringView(name)));
        while (matches.hasNext())
            QTest::addRow("%s %d", name, ++number) << matches.next().captured(1);
        QVERIFY2(number > 0, name);
    }
}

void tst_Guides::qmlExamples()
{
    QFETCH(QString, text);
    QmlFixture qml;
    text.replace(QStringLiteral("redis://localhost"), m_server.url());
    const auto root = qml.create(text.toUtf8());
    QVERIFY(root);
    const auto clients = root->findChildren<RedisClient *>();
    for (RedisClient *client : clients) {
        // What the example asked for is answered before this is, and nobody complains of it.
        const auto ping = client->ping();
        QTRY_VERIFY(ping.isFinished());
        QVERIFY(client->isConnected());
    }
    QCOMPARE(qml.warnings, QStringList());
}

void tst_Guides::cppExamples_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("text");
    static const QRegularExpression block(QStringLiteral("<!-- snippet: (\\w+) -->\n```cpp\n(.*?)```"), QRegularExpression::DotMatchesEverythingOption);
    int number = 0;
    for (const char *name : {"../README.md", "guide-monitor.md", "guide-series.md"}) {
        auto matches = block.globalMatch(guide(QLatin1StringView(name)));
        while (matches.hasNext()) {
            const QRegularExpressionMatch match = matches.next();
            QTest::newRow(qPrintable(match.captured(1))) << match.captured(1) << match.captured(2);
            ++number;
        }
    }
    QCOMPARE(number, 4);
}

void tst_Guides::cppExamples()
{
    QFETCH(QString, name);
    QFETCH(QString, text);
    QFile source(QStringLiteral(GUIDES_TEST));
    QVERIFY(source.open(QIODevice::ReadOnly));
    const QRegularExpression part(QStringLiteral("//! \\[%1\\]\n(.*?)//! \\[%1\\]").arg(name), QRegularExpression::DotMatchesEverythingOption);
    const QRegularExpressionMatch found = part.match(QString::fromUtf8(source.readAll()));
    QVERIFY(found.hasMatch());
    // Where the reader's server is, the test's own takes its place.
    QCOMPARE(withoutIndent(found.captured(1)), withoutIndent(text.replace(u"u\"redis://localhost\"_s"_s, u"m_server.url()"_s)));
}

void tst_Guides::readmeExample()
{
    m_server.admin().command({"XGROUP", "CREATE", "jobs", "group-a", "0", "MKSTREAM"});
    m_server.admin().command({"XADD", "jobs", "1-0", "n", "1"});
    m_server.admin().command({"XREADGROUP", "GROUP", "group-a", "consumer-1", "STREAMS", "jobs", ">"});
    const auto process = [](const StreamEntry &job) { return job.value("n") == "1"; };
    QTest::ignoreMessage(QtInfoMsg, QRegularExpression(QStringLiteral("^added ")));
    QTest::ignoreMessage(QtInfoMsg, QRegularExpression(QStringLiteral("one.*22.5")));
    //! [readme]
#include <RedisStreams/groupconsumer.h>
    using namespace RedisStreams;
    using namespace Qt::StringLiterals;

    RedisClient client(m_server.url());

    StreamConsumer consumer(&client, {u"one"_s, u"two"_s});
    connect(&consumer, &StreamConsumer::entryReceived, this, [](const QString &stream, const StreamEntry &entry) {
        qInfo() << stream << entry.id() << entry.text("temperature");
    });
    consumer.start(); // from now on, for ever

    GroupConsumer worker(&client, {u"jobs"_s}, u"group-a"_s, u"consumer-1"_s);
    worker.setStartFromBacklog(true);
    connect(&worker, &GroupConsumer::entryReceived, this, [&](const QString &, const StreamEntry &job) {
        if (process(job))
            worker.acknowledge(job);
    });
    worker.start();

    client.xadd(u"one"_s, {{"temperature", "21.5"}})
        .then(this, [](StreamId id) { qInfo() << "added" << id; })
        .onFailed(this, [](const RedisError &error) { qWarning() << error.message(); });
    //! [readme]
    QTRY_COMPARE(m_server.admin().command({"XPENDING", "jobs", "group-a"}).toList().value(0).toLongLong(), 0);
    QTRY_COMPARE(consumer.state(), StreamConsumer::State::Following);
    QTRY_COMPARE(m_server.admin().integer({"XLEN", "one"}), 1);
    const QByteArray id = m_server.admin().command({"XADD", "one", "*", "temperature", "22.5"}).toByteArray();
    QTRY_COMPARE(consumer.positions().value(u"one"_s).toString().toLatin1(), id);
}

void tst_Guides::monitorExample()
{
    RedisClient client(m_server.url());
    m_server.admin().command({"XGROUP", "CREATE", "orders", "billing", "0", "MKSTREAM"});
    m_server.admin().command({"XADD", "orders", "1-0", "n", "1"});
    QTest::ignoreMessage(QtInfoMsg, QRegularExpression(QStringLiteral("billing.*lag 1 pending 0")));
    //! [monitor]
    StreamMonitor monitor;
    monitor.setClient(&client);
    monitor.setCurrent("orders", "billing");
    monitor.setActive(true); // from now on every refreshInterval

    QObject::connect(&monitor, &StreamMonitor::refreshed, &monitor, [&monitor] {
        for (int row = 0; row < monitor.groupList()->count(); ++row) {
            const GroupStatus group = monitor.groupList()->at(row);
            qInfo() << group.name << "lag" << group.lag << "pending" << group.pending; // lag -1: the server cannot tell
        }
    });
    //! [monitor]
    QTRY_COMPARE(monitor.groupList()->count(), 1);
    QCoreApplication::processEvents();
    monitor.setActive(false);
    //! [actions]
    const QFuture<qint64> moved = monitor.removeConsumer("orders", "billing", "worker-7", "worker-8");
    const QFuture<qint64> aside = monitor.deadLetter("orders", "billing", {StreamId(1700000000512, 0)}, "orders:dead");
    const QFuture<TrimPreview> preview = monitor.trimPreview("orders", StreamTrim::toLength(100'000));
    //! [actions]
    QTRY_VERIFY(moved.isFinished() && aside.isFinished() && preview.isFinished());
    QCOMPARE(moved.result(), 0);
    QCOMPARE(aside.result(), 0);
    QCOMPARE(preview.result().entries, 0);
}

void tst_Guides::seriesExample()
{
    RedisClient client(m_server.url());
    StreamConsumer consumer(&client, {QStringLiteral("host:cpu")});
    consumer.setStartFrom(StreamConsumer::StartFrom::Beginning);
    //! [series]
    StreamSeries series;
    series.setConsumer(&consumer);
    series.setFields({QStringLiteral("user")});
    QObject::connect(&series, &StreamSeries::changed, &series, [&series] {
        const qint64 now = series.currentTime();
        for (int line = 0; line < series.count(); ++line) {
            // The last minute, for a chart that is 600 pixels wide.
            for (const SeriesPoint &point : series.points(line, now - 60'000, now, 600))
                qDebug() << series.stream(line) << point.time << point.value << (point.gap ? "after a gap" : "");
        }
    });
    //! [series]
    QTest::ignoreMessage(QtDebugMsg, QRegularExpression(QStringLiteral("host:cpu.* 12.5 after a gap")));
    m_server.admin().command({"XADD", "host:cpu", "*", "user", "12.5"});
    QSignalSpy changed(&series, &StreamSeries::changed);
    consumer.start();
    QTRY_VERIFY(changed.count() > 0);
}

QTEST_MAIN(tst_Guides)
#include "tst_guides.moc"
