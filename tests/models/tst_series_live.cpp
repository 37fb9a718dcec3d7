// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "integration/servertest.h"

#include <RedisStreams/streamseries.h>

#include <QtTest/QSignalSpy>

using namespace RedisStreams;
using namespace RedisStreams::Test;

/// A StreamSeries that is fed by a consumer.
class tst_Series_Live : public ServerTest
{
    Q_OBJECT

private Q_SLOTS:
    void valuesOfAConsumer();
    void rateFallsToZero();
    void idsOfAnotherKind_data();
    void idsOfAnotherKind();
    void streamMadeAnew();
    void ratesStopWithTheConnection();
    void ratesEndWithTheStream();
    void consumerGoes();
    void flood();
};

void tst_Series_Live::valuesOfAConsumer()
{
    StreamConsumer consumer(m_client.get(), {QStringLiteral("one"), QStringLiteral("two")});
    consumer.setStartFrom(StreamConsumer::StartFrom::Beginning);
    StreamSeries series;
    series.setConsumer(&consumer);
    QSignalSpy changed(&series, &StreamSeries::changed);
    addNumbered(m_server.admin(), "one", 3, 1000);
    addNumbered(m_server.admin(), "two", 2, 2000);
    consumer.start();
    QTRY_COMPARE(series.count(), 2);
    QTRY_COMPARE(series.lastTime(), 2001);
    QCOMPARE(series.firstTime(), 1000);
    const int one = series.stream(0) == QStringLiteral("one") ? 0 : 1;
    QCOMPARE(series.points(one, 1000, 1002, 3), (QList<SeriesPoint> {{1000, 1000, true}, {1001, 1001, false}, {1002, 1002, false}}));
    QTRY_VERIFY(changed.count() > 0);
    // The numbers of these ids are no times of today: time goes on from the newest.
    QVERIFY(series.currentTime() >= 2001 && series.currentTime() < 62'001);
}

void tst_Series_Live::rateFallsToZero()
{
    StreamConsumer consumer(m_client.get(), {QStringLiteral("s")});
    StreamSeries series;
    series.setKind(StreamSeries::Kind::Rate);
    series.setInterval(1000);
    series.setConsumer(&consumer);
    consumer.start();
    QTRY_VERIFY(consumer.isHealthy());
    for (int i = 0; i < 20; ++i)
        m_server.admin().xadd("s", "*", {"n", "1"});
    const auto last = [&series] { return series.index(0).data(StreamSeries::LastValueRole); };
    const auto sum = [&series] {
        double all = 0;
        for (const SeriesPoint &point : series.points(0, series.firstTime(), series.lastTime(), 10'000))
            all += point.value;
        return all;
    };
    QTRY_COMPARE(series.count(), 1);
    QTRY_COMPARE(sum(), 20.0);
    // No entry comes, and that is what it shows.
    QTRY_COMPARE(last().toDouble(), 0.0);
    QCOMPARE(sum(), 20.0);
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    QVERIFY2(qAbs(series.currentTime() - now) < 10'000, QByteArray::number(series.currentTime() - now).constData());
}

void tst_Series_Live::idsOfAnotherKind_data()
{
    QTest::addColumn<QByteArray>("id");
    QTest::newRow("far ahead") << QByteArray("9999999999999-0");
    QTest::newRow("counter") << QByteArray("1-0");
}

/// A stream whose ids are no times of today has a time of its own; the line of another goes on by its ids.
void tst_Series_Live::idsOfAnotherKind()
{
    QFETCH(QByteArray, id);
    StreamConsumer consumer(m_client.get(), {QStringLiteral("s"), QStringLiteral("odd")});
    StreamSeries series;
    series.setKind(StreamSeries::Kind::Count);
    series.setInterval(100);
    series.setConsumer(&consumer);
    consumer.start();
    QTRY_VERIFY(consumer.isHealthy());
    const auto sum = [&series](const QString &stream) {
        double all = 0;
        for (int line = 0; line < series.count(); ++line) {
            if (series.stream(line) != stream)
                continue;
            const qint64 last = series.index(line).data(StreamSeries::LastTimeRole).toLongLong();
            for (const SeriesPoint &point : series.points(line, last - 600'000, last, 10'000))
                all += point.value;
        }
        return all;
    };
    m_server.admin().xadd("s", "*", {"n", "1"});
    QTRY_COMPARE(sum(QStringLiteral("s")), 1.0);
    m_server.admin().xadd("odd", id, {"n", "1"});
    QTRY_COMPARE(sum(QStringLiteral("odd")), 1.0);
    m_server.admin().xadd("s", "*", {"n", "1"});
    QTRY_COMPARE(sum(QStringLiteral("s")), 2.0);
    QCOMPARE(sum(QStringLiteral("odd")), 1.0);
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    QVERIFY2(qAbs(series.currentTime() - now) < 10'000, QByteArray::number(series.currentTime() - now).constData());
}

void tst_Series_Live::streamMadeAnew()
{
    m_server.admin().xadd("s", "9999999999999-0", {"n", "1"});
    StreamConsumer consumer(m_client.get(), {QStringLiteral("s")});
    consumer.setStartFrom(StreamConsumer::StartFrom::Beginning);
    StreamSeries series;
    series.setKind(StreamSeries::Kind::Count);
    series.setInterval(100);
    series.setConsumer(&consumer);
    QSignalSpy reset(&consumer, &StreamConsumer::streamReset);
    consumer.start();
    QTRY_VERIFY(series.currentTime() >= 9'999'999'999'999);
    m_server.admin().command({"DEL", "s"});
    m_server.admin().xadd("s", "*", {"n", "1"});
    QTRY_COMPARE(reset.count(), 1);
    const auto last = [&series] { return series.index(0).data(StreamSeries::LastTimeRole).toLongLong(); };
    QTRY_VERIFY(last() > 0 && last() < 9'999'999'999'999);
    QVERIFY(qAbs(series.currentTime() - QDateTime::currentMSecsSinceEpoch()) < 10'000);
}

void tst_Series_Live::ratesStopWithTheConnection()
{
    RedisServer server;
    QVERIFY2(server.start(), qPrintable(server.errorString()));
    RedisClient client(quick(server.url()));
    StreamConsumer consumer(&client, {QStringLiteral("s")});
    StreamSeries series;
    series.setKind(StreamSeries::Kind::Count);
    series.setInterval(100);
    series.setConsumer(&consumer);
    consumer.start();
    QTRY_VERIFY(consumer.isHealthy());
    server.admin().xadd("s", "*", {"n", "1"});
    QTRY_COMPARE(series.count(), 1);
    const auto points = [&series] { return series.index(0).data(StreamSeries::PointCountRole).toInt(); };
    QTRY_VERIFY(points() >= 3);
    server.kill();
    QTRY_VERIFY(!consumer.isHealthy());
    const int then = points();
    QTest::qWait(400);
    QCOMPARE(points(), then); // nobody knows what came in that time
}

void tst_Series_Live::ratesEndWithTheStream()
{
    StreamConsumer consumer(m_client.get(), {QStringLiteral("one"), QStringLiteral("two")});
    StreamSeries series;
    series.setKind(StreamSeries::Kind::Count);
    series.setInterval(100);
    series.setConsumer(&consumer);
    consumer.start();
    QTRY_VERIFY(consumer.isHealthy());
    m_server.admin().xadd("one", "*", {"n", "1"});
    m_server.admin().xadd("two", "*", {"n", "1"});
    QTRY_COMPARE(series.count(), 2);
    const int one = series.stream(0) == QStringLiteral("one") ? 0 : 1;
    const auto points = [&series](int line) { return series.index(line).data(StreamSeries::PointCountRole).toInt(); };
    QTRY_VERIFY(points(one) >= 3);
    consumer.removeStream(QStringLiteral("one"));
    const int then = points(one);
    const int other = points(1 - one);
    QTRY_VERIFY(points(1 - one) >= other + 3);
    QCOMPARE(points(one), then); // nobody knows what comes there
}

void tst_Series_Live::consumerGoes()
{
    auto consumer = std::make_unique<StreamConsumer>(m_client.get(), QStringList {QStringLiteral("s")});
    StreamSeries series;
    QSignalSpy changed(&series, &StreamSeries::consumerChanged);
    series.setConsumer(consumer.get());
    consumer->setStartFrom(StreamConsumer::StartFrom::Beginning);
    addNumbered(m_server.admin(), "s", 3);
    consumer->start();
    QTRY_COMPARE(series.lastTime(), 3);
    consumer.reset();
    QCOMPARE(series.consumer(), nullptr);
    QCOMPARE(changed.count(), 2);
    QCOMPARE(series.lastTime(), 3);
}

void tst_Series_Live::flood()
{
    addNumbered(m_server.admin(), "s", 200'000);
    StreamConsumer consumer(m_client.get(), {QStringLiteral("s")});
    consumer.setStartFrom(StreamConsumer::StartFrom::Beginning);
    StreamSeries series;
    series.setConsumer(&consumer);
    QSignalSpy changed(&series, &StreamSeries::changed);
    QElapsedTimer time;
    time.start();
    consumer.start();
    QTRY_COMPARE_WITH_TIMEOUT(series.lastTime(), 200'000, 60'000);
    const qint64 took = time.elapsed();
    QVERIFY2(changed.count() <= took / 16 + 2, QByteArray::number(changed.count()).constData());
    QCOMPARE(series.index(0).data(StreamSeries::PointCountRole).toInt(), 10'000);
    QCOMPARE(series.firstTime(), 190'001);
    qInfo("200,000 entries in %lld ms, %d frames", took, int(changed.count()));
}

QTEST_GUILESS_MAIN(tst_Series_Live)
#include "tst_series_live.moc"
