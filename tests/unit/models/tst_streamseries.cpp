// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "values/entrychunk_p.h"

#include <RedisStreams/streamseries.h>

#include <QtTest/QAbstractItemModelTester>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace RedisStreams;

/// The class with entries made by hand; tests/models has it with a consumer and a server.
class tst_StreamSeries : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void linesAreFound();
    void onlyChosenFields();
    void onlyChosenStreams();
    void textIsNoPoint();
    void repeatedNames();
    void timeFromAField();
    void countsAndRates();
    void idsOfAnotherKind();
    void bounds();
    void gaps();
    void nearest();
    void changesAreGathered();
    void byHand();
    void manyNames();
    void rowsComeAndGo();
    void deletedBySlot();
    void speed();
};

namespace {

constexpr qint64 Start = 1'700'000'000'000;

StreamEntries batch(const QByteArray &stream, const QList<QPair<qint64, StreamFields>> &list)
{
    const Internal::EntryChunkPtr chunk(new Internal::EntryChunk);
    const Internal::StreamLabelPtr label(new Internal::StreamLabel(stream));
    for (const auto &[time, fields] : list)
        chunk->appendEntry(label, {quint64(time), 0}, fields);
    return Internal::EntryChunk::batch(chunk.data(), 0, quint32(list.size()));
}

QList<double> values(const StreamSeries &series, int line)
{
    // A column for each millisecond: nothing is left out.
    const qint64 from = series.firstTime() - 1;
    const qint64 to = series.lastTime() + 1;
    QList<double> list;
    for (const SeriesPoint &point : series.points(line, from, to, int(to - from)))
        list.append(point.value);
    return list;
}

} // namespace

void tst_StreamSeries::linesAreFound()
{
    StreamSeries series;
    const QAbstractItemModelTester tester(&series, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QSignalSpy reset(&series, &QAbstractItemModel::modelReset);
    series.append(batch("one", {{Start, {{"user", "1.5"}, {"name", "web"}}}, {Start + 10, {{"name", "db"}, {"user", "2"}, {"system", "7"}}}}));
    series.append(batch("two", {{Start, {{"user", "3"}}}}));
    QCOMPARE(series.count(), 3);
    QCOMPARE(series.fieldNames(), QStringList({QStringLiteral("user"), QStringLiteral("system")}));
    QCOMPARE(series.stream(0), QStringLiteral("one"));
    QCOMPARE(series.field(1), QStringLiteral("system"));
    QCOMPARE(series.stream(2), QStringLiteral("two"));
    QCOMPARE(series.stream(3), QString());
    QCOMPARE(values(series, 0), (QList<double> {1.5, 2}));
    QCOMPARE(values(series, 1), (QList<double> {7}));
    QCOMPARE(values(series, 2), (QList<double> {3}));
    QVERIFY(values(series, 3).isEmpty());
    const QModelIndex line = series.index(0);
    QCOMPARE(line.data(StreamSeries::StreamRole).toString(), QStringLiteral("one"));
    QCOMPARE(line.data(StreamSeries::FieldRole).toString(), QStringLiteral("user"));
    QCOMPARE(line.data(StreamSeries::PointCountRole).toInt(), 2);
    QCOMPARE(line.data(StreamSeries::LastValueRole).toDouble(), 2.0);
    QCOMPARE(line.data(StreamSeries::LastTimeRole).toLongLong(), Start + 10);
    QCOMPARE(series.firstTime(), Start);
    QCOMPARE(series.lastTime(), Start + 10);
    QCOMPARE(series.lastTime(QStringLiteral("nothing")), -1);
    QCOMPARE(reset.count(), 0);
}

void tst_StreamSeries::onlyChosenFields()
{
    StreamSeries series;
    series.setFields({QStringLiteral("b"), QStringLiteral("c")});
    series.append(batch("s", {{Start, {{"a", "1"}, {"b", "2"}, {"d", "4"}}}}));
    QCOMPARE(series.fieldNames(), QStringList({QStringLiteral("b")}));
    series.append(batch("s", {{Start + 1, {{"c", "3"}, {"b", "5"}}}}));
    QCOMPARE(series.fieldNames(), QStringList({QStringLiteral("b"), QStringLiteral("c")}));
    series.setFields({QStringLiteral("c"), QStringLiteral("a")});
    QCOMPARE(series.fieldNames(), QStringList({QStringLiteral("c")}));
    QCOMPARE(values(series, 0), (QList<double> {3}));
    series.append(batch("s", {{Start + 2, {{"c", "4"}, {"b", "5"}, {"a", "6"}}}}));
    QCOMPARE(series.fieldNames(), QStringList({QStringLiteral("c"), QStringLiteral("a")}));
    QCOMPARE(values(series, 0), (QList<double> {3, 4}));
    QCOMPARE(values(series, 1), (QList<double> {6}));
}

void tst_StreamSeries::onlyChosenStreams()
{
    StreamSeries series;
    series.setStreams({QStringLiteral("one")});
    for (const char *stream : {"one", "two"})
        series.append(batch(stream, {{Start, {{"n", "1"}}}}));
    QCOMPARE(series.count(), 1);
    series.setStreams({QStringLiteral("two"), QStringLiteral("one")});
    for (const char *stream : {"one", "two"})
        series.append(batch(stream, {{Start + 1, {{"n", "2"}}}}));
    QCOMPARE(values(series, 0), (QList<double> {1, 2}));
    QCOMPARE(values(series, 1), (QList<double> {2}));
    series.setStreams({QStringLiteral("two")});
    QCOMPARE(series.count(), 1);
    QCOMPARE(series.stream(0), QStringLiteral("two"));
    series.setStreams({});
    series.append(batch("three", {{Start + 1, {{"n", "2"}}}}));
    series.removeStream(QStringLiteral("two"));
    QCOMPARE(series.count(), 1);
    QCOMPARE(series.stream(0), QStringLiteral("three"));
}

void tst_StreamSeries::textIsNoPoint()
{
    StreamSeries series;
    series.append(batch("s", {{Start, {{"n", "x"}}}, {Start + 1, {{"n", "1"}}}, {Start + 2, {{"n", "nan"}}}, {Start + 3, {{"m", "1"}}}}));
    QCOMPARE(values(series, 0), (QList<double> {1}));
    QCOMPARE(series.count(), 2);
}

void tst_StreamSeries::repeatedNames()
{
    StreamSeries series;
    series.append(batch("s", {{Start, {{"n", "1"}, {"n", "2"}}}, {Start + 1, {{"n", "3"}, {"m", "4"}, {"n", "5"}}}}));
    QCOMPARE(values(series, 0), (QList<double> {2, 5}));
    QCOMPARE(values(series, 1), (QList<double> {4}));
}

void tst_StreamSeries::timeFromAField()
{
    StreamSeries series;
    series.setTimeField(QStringLiteral("at"));
    series.append(batch("s", {{Start, {{"at", "2000"}, {"n", "2"}}}, {Start + 1, {{"at", "1000"}, {"n", "1"}}},
                              {Start + 2, {{"n", "3"}}}, {Start + 3, {{"at", "-5"}, {"n", "4"}}}}));
    QCOMPARE(series.fieldNames(), QStringList({QStringLiteral("n")}));
    QCOMPARE(values(series, 0), (QList<double> {1, 2}));
    QCOMPARE(series.firstTime(), 1000);
    series.setTimeField({});
    QCOMPARE(values(series, 0), QList<double>());
    series.append(batch("s", {{Start, {{"at", "2000"}, {"n", "2"}}}}));
    QCOMPARE(series.lastTime(), Start);
    QCOMPARE(series.fieldNames(), QStringList({QStringLiteral("n"), QStringLiteral("at")}));
    // An id that no calendar has.
    const Internal::EntryChunkPtr chunk(new Internal::EntryChunk);
    chunk->appendEntry(Internal::StreamLabelPtr(new Internal::StreamLabel("s")), StreamId::maximum(), {{"n", "1"}});
    series.append(Internal::EntryChunk::batch(chunk.data(), 0, 1));
    QCOMPARE(series.lastTime(), 8'640'000'000'000'000);
}

void tst_StreamSeries::countsAndRates()
{
    StreamSeries series;
    series.setKind(StreamSeries::Kind::Count);
    series.setInterval(500);
    series.append(batch("s", {{Start, {{"n", "x"}}}, {Start + 1, {}}, {Start + 500, {{"n", "1"}}}, {Start + 2100, {}}}));
    QCOMPARE(series.count(), 1);
    QCOMPARE(series.field(0), QString());
    QCOMPARE(series.fieldNames(), QStringList());
    // The last interval is not over.
    QCOMPARE(values(series, 0), (QList<double> {2, 1, 0, 0}));
    series.append(batch("s", {{Start + 1200, {}}, {Start + 2500, {}}})); // one late
    QCOMPARE(values(series, 0), (QList<double> {2, 1, 1, 0, 1}));
    QCOMPARE(series.lastTime(), Start + 2000);

    QSignalSpy count(&series, &StreamSeries::countChanged);
    series.setKind(StreamSeries::Kind::Rate);
    QCOMPARE(series.count(), 0);
    QCOMPARE(count.count(), 1);
    series.append(batch("s", {{Start, {}}, {Start + 1, {}}, {Start + 500, {}}}));
    QCOMPARE(values(series, 0), (QList<double> {4}));
    QCOMPARE(series.index(0).data(StreamSeries::LastValueRole).toDouble(), 4.0);
    series.setInterval(1000);
    QVERIFY(values(series, 0).isEmpty());
    QCOMPARE(series.count(), 1);
}

void tst_StreamSeries::idsOfAnotherKind()
{
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    const auto isNow = [now](const StreamSeries &series) { return qAbs(series.currentTime() - now) < 60'000; };
    StreamSeries series;
    series.append(batch("micro", {{now * 1000, {{"n", "1"}}}}));
    QVERIFY(series.currentTime() > now * 100);
    series.append(batch("s", {{now, {{"n", "1"}}}}));
    QVERIFY2(isNow(series), QByteArray::number(series.currentTime()).constData());
    series.append(batch("micro", {{now * 1000 + 1, {{"n", "1"}}}}));
    series.append(batch("counter", {{7, {{"n", "1"}}}}));
    QVERIFY(isNow(series));
    // What is no longer there tells no time.
    series.removeStream(QStringLiteral("s"));
    QVERIFY(series.currentTime() > now * 100);
    series.removeStream(QStringLiteral("micro"));
    QVERIFY(series.currentTime() >= 7 && series.currentTime() < 60'007);
    series.removeStream(QStringLiteral("counter"));
    QVERIFY(isNow(series));
}

void tst_StreamSeries::bounds()
{
    StreamSeries series;
    series.setMaximumPoints(10);
    for (int i = 0; i < 50; ++i)
        series.append(batch("s", {{Start + i * 100, {{"n", QByteArray::number(i)}}}}));
    QCOMPARE(series.index(0).data(StreamSeries::PointCountRole).toInt(), 10);
    QCOMPARE(series.firstTime(), Start + 4000);
    series.setTimeSpan(300);
    QCOMPARE(series.firstTime(), Start + 4600);
    series.setMaximumPoints(2);
    QCOMPARE(series.firstTime(), Start + 4800);
    series.clear();
    QCOMPARE(series.firstTime(), -1);
    QCOMPARE(series.count(), 1);
}

void tst_StreamSeries::gaps()
{
    StreamSeries series;
    for (int i = 0; i < 20; ++i)
        series.append(batch("s", {{Start + i * 1000 + (i < 10 ? 0 : 60'000), {{"n", "1"}}}}));
    const auto gaps = [&series] {
        int count = 0;
        for (const SeriesPoint &point : series.points(0, Start, Start + 100'000, 1000))
            count += point.gap ? 1 : 0;
        return count;
    };
    QCOMPARE(gaps(), 2); // before the first, and the outage
    series.setGapAfter(-1);
    QCOMPARE(gaps(), 1);
    series.setGapAfter(900);
    QCOMPARE(gaps(), 20);
    series.setGapAfter(70'000);
    QCOMPARE(gaps(), 1);
}

void tst_StreamSeries::nearest()
{
    StreamSeries series;
    QVERIFY(!series.nearest(0, Start, 1000));
    series.append(batch("s", {{Start, {{"n", "1"}}}, {Start + 100, {{"n", "2"}}}, {Start + 200, {{"n", "3"}}}}));
    QCOMPARE(series.nearest(0, Start - 50, 100)->value, 1.0);
    QCOMPARE(series.nearest(0, Start + 40, 100)->value, 1.0);
    QCOMPARE(series.nearest(0, Start + 60, 100)->value, 2.0);
    QCOMPARE(series.nearest(0, Start + 260, 100)->value, 3.0);
    QVERIFY(!series.nearest(0, Start + 301, 100));
    QVERIFY(!series.nearest(0, Start - 101, 100));
    QVERIFY(!series.nearest(1, Start, 100));
}

void tst_StreamSeries::changesAreGathered()
{
    StreamSeries series;
    QSignalSpy changed(&series, &StreamSeries::changed);
    series.append(batch("s", {{Start, {{"n", "1"}}}}));
    QTRY_COMPARE(changed.count(), 1);
    QSignalSpy data(&series, &QAbstractItemModel::dataChanged);
    for (int i = 0; i < 1000; ++i)
        series.append(batch("s", {{Start + i, {{"n", "1"}}}}));
    QCOMPARE(changed.count(), 1);
    QTRY_COMPARE(changed.count(), 2);
    QCOMPARE(data.count(), 1);
}

void tst_StreamSeries::byHand()
{
    StreamSeries series;
    const QString stream = QStringLiteral("s");
    QVERIFY(series.append(stream, QStringLiteral("n"), Start, 1));
    QVERIFY(series.append(stream, QStringLiteral("n"), Start - 10, 0));
    QVERIFY(!series.append(stream, QStringLiteral("n"), Start, qQNaN()));
    QVERIFY(!series.append(stream, QStringLiteral("n"), -1, 1));
    series.append(batch("s", {{Start + 5, {{"n", "2"}}}}));
    QCOMPARE(values(series, 0), (QList<double> {0, 1, 2}));
    series.setStreams({QStringLiteral("other")});
    QVERIFY(!series.append(stream, QStringLiteral("n"), Start, 1));
    series.setKind(StreamSeries::Kind::Rate);
    QVERIFY(!series.append(QStringLiteral("other"), QStringLiteral("n"), Start, 1));
    QCOMPARE(series.count(), 0);
}

void tst_StreamSeries::manyNames()
{
    StreamSeries series;
    for (int i = 0; i < 5000; ++i)
        series.append(batch("s", {{Start + i, {{"n" + QByteArray::number(i), "1"}}}}));
    QCOMPARE(series.count(), StreamSeries::MaximumFoundFields);
    for (int i = 0; i < 1000; ++i)
        series.append(batch("s" + QByteArray::number(i), {{Start + i, {{"n", "1"}}}}));
    QCOMPARE(series.count(), StreamSeries::MaximumLines);
    series.append(batch("s", {{Start + 10'000, {{"n0", "7"}}}}));
    QCOMPARE(values(series, 0), (QList<double> {1, 7}));
}

void tst_StreamSeries::rowsComeAndGo()
{
    StreamSeries series;
    const QAbstractItemModelTester tester(&series, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QSignalSpy names(&series, &StreamSeries::fieldNamesChanged);
    for (const char *stream : {"a", "b", "c"})
        series.append(batch(stream, {{Start, {{"x", "1"}, {"y", "2"}}}}));
    QCOMPARE(names.count(), 2);
    const QPersistentModelIndex last(series.index(5));
    series.removeStream(QStringLiteral("b"));
    QCOMPARE(last.row(), 3);
    QCOMPARE(last.data(StreamSeries::StreamRole).toString(), QStringLiteral("c"));
    QCOMPARE(names.count(), 2);
    series.append(batch("c", {{Start + 1, {{"x", "1"}, {"y", "3"}}}}));
    QCOMPARE(last.data(StreamSeries::LastValueRole).toDouble(), 3.0);
    series.setFields({QStringLiteral("y")});
    QCOMPARE(last.row(), 1);
    QCOMPARE(names.count(), 3);
}

void tst_StreamSeries::deletedBySlot()
{
    auto *series = new StreamSeries;
    connect(series, &QAbstractItemModel::rowsInserted, series, [series] { delete series; });
    const QPointer<StreamSeries> guard(series);
    series->append(batch("s", {{Start, {{"n", "1"}, {"m", "1"}}}, {Start + 1, {{"n", "1"}}}}));
    QVERIFY(!guard);

    auto *frame = new StreamSeries;
    const QPointer<StreamSeries> frameGuard(frame);
    frame->append(batch("s", {{Start, {{"n", "1"}}}}));
    connect(frame, &QAbstractItemModel::dataChanged, frame, [frame] { delete frame; });
    QTRY_VERIFY(!frameGuard);
}

void tst_StreamSeries::speed()
{
    constexpr int Count = 100'000;
    QList<QPair<qint64, StreamFields>> list;
    for (int i = 0; i < Count; ++i)
        list.append({Start + i, {{"user", QByteArray::number(i * 0.1)}, {"system", QByteArray::number(i)}, {"name", "web-1"}, {"idle", "98.25"}}});
    const StreamEntries entries = batch("host:cpu", list);
    StreamSeries series;
    QBENCHMARK_ONCE {
        series.append(entries);
    }
    QCOMPARE(series.count(), 3);
    QCOMPARE(series.index(2).data(StreamSeries::PointCountRole).toInt(), series.maximumPoints());
}

QTEST_GUILESS_MAIN(tst_StreamSeries)
#include "tst_streamseries.moc"
