// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "modelentries.h"

#include <QtCore/QElapsedTimer>
#include <QtCore/QPersistentModelIndex>
#include <QtCore/QTimer>
#include <QtTest/QAbstractItemModelTester>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace RedisStreams;
using namespace ModelEntries;

using FailureMode = QAbstractItemModelTester::FailureReportingMode;

class tst_StreamModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void fewerRowsWhileMatchesArePending();
    void rowsComeWithTheFrame();
    void cells();
    void header();
    void ring();
    void batchLargerThanTheRing();
    void newestFirst();
    void changingTheOrderKeepsIndexes();
    void shrinking();
    void columnsDiscoveredLater();
    void columnsAreBounded();
    void pause();
    void pauseIsBounded();
    void clear();
    void removeStream_data();
    void removeStream();
    void flood();
    void entriesPerSecond();
    void relativeTimes();
    void consumer();
};

void tst_StreamModel::rowsComeWithTheFrame()
{
    StreamModel model;
    QAbstractItemModelTester tester(&model, FailureMode::QtTest);
    QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
    QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
    for (int i = 0; i < 50; ++i)
        model.append(makeEntries(i * 2, 2));
    QCOMPARE(model.count(), 0);
    QCOMPARE(model.totalCount(), 100);
    QTRY_COMPARE(model.count(), 100);
    QCOMPARE(inserted.count(), 1);

    model.append(makeEntries(100, 1));
    model.flush();
    QCOMPARE(model.count(), 101);
    QCOMPARE(reset.count(), 0);
}

void tst_StreamModel::cells()
{
    StreamModel model;
    QAbstractItemModelTester tester(&model, FailureMode::QtTest);
    const QDateTime time(QDate(2024, 5, 17), QTime(9, 8, 7, 65));
    const StreamEntry entry("host:cpu", StreamId(quint64(time.toMSecsSinceEpoch()), 3),
                            {{"user", "12.5"}, {"name", "a\nb"}, {"user", "13"}, {"raw", "\xff"}});
    model.append({entry});
    model.flush();
    QCOMPARE(model.columnCount(), 6);
    const auto cell = [&model](int column, int role = Qt::DisplayRole) { return model.index(0, column).data(role); };
    QCOMPARE(cell(StreamModel::TimeColumn).toString(), QStringLiteral("09:08:07.065"));
    QCOMPARE(cell(StreamModel::StreamColumn).toString(), QStringLiteral("host:cpu"));
    QCOMPARE(cell(StreamModel::IdColumn).toString(), entry.idText());
    QCOMPARE(cell(3).toString(), QStringLiteral("13"));
    QCOMPARE(cell(4).toString(), QStringLiteral("a b"));
    QCOMPARE(cell(5).toString(), QStringLiteral("0xff"));

    QCOMPARE(cell(3, StreamModel::NumericRole).toBool(), true);
    QCOMPARE(cell(4, StreamModel::NumericRole).toBool(), false);
    QCOMPARE(cell(5, StreamModel::BinaryRole).toBool(), true);
    QVERIFY(cell(3, Qt::TextAlignmentRole).toInt() & Qt::AlignRight);
    QCOMPARE(cell(0, StreamModel::TimeRole).toDateTime(), time);
    QCOMPARE(cell(5, StreamModel::StreamRole).toString(), QStringLiteral("host:cpu"));
    QCOMPARE(cell(5, StreamModel::IdRole).toString(), entry.idText());
    QCOMPARE(cell(5, StreamModel::EntryRole).value<StreamEntry>(), entry);
    QCOMPARE(cell(0, StreamModel::FieldNamesRole).toStringList().join(u','), QStringLiteral("user,name,user,raw"));
    QVERIFY(!model.entryAt(-1).isValid());
    QVERIFY(!model.entryAt(1).isValid());
}

void tst_StreamModel::header()
{
    StreamModel model;
    model.append({StreamEntry("s", StreamId(1, 0), {{"number", "1234"}, {"text", "x"}})});
    model.flush();
    const auto header = [&model](int section, int role) { return model.headerData(section, Qt::Horizontal, role); };
    QCOMPARE(header(StreamModel::IdColumn, Qt::DisplayRole).toString(), QStringLiteral("id"));
    QCOMPARE(header(3, Qt::DisplayRole).toString(), QStringLiteral("number"));
    QCOMPARE(header(3, StreamModel::NumericRole).toBool(), true);
    QCOMPARE(header(3, StreamModel::CharactersRole).toInt(), 4);
    QCOMPARE(header(4, StreamModel::NumericRole).toBool(), false);
    QVERIFY(!header(5, Qt::DisplayRole).isValid());

    QSignalSpy changed(&model, &QAbstractItemModel::headerDataChanged);
    model.append({StreamEntry("s", StreamId(2, 0), {{"number", "12"}})});
    model.flush();
    QCOMPARE(changed.count(), 0);
    model.append({StreamEntry("s", StreamId(3, 0), {{"number", "none"}})});
    model.flush();
    QCOMPARE(changed.count(), 1);
    QCOMPARE(header(3, StreamModel::NumericRole).toBool(), false);
}

void tst_StreamModel::ring()
{
    StreamModel model;
    model.setMaximumRows(5);
    QAbstractItemModelTester tester(&model, FailureMode::QtTest);
    QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
    QSignalSpy removed(&model, &QAbstractItemModel::rowsRemoved);
    model.append(makeEntries(1, 4));
    model.flush();
    QCOMPARE(removed.count(), 0);
    model.append(makeEntries(5, 3));
    model.flush();
    QCOMPARE(ids(model), idsOf({3, 4, 5, 6, 7}));
    QCOMPARE(removed.count(), 1);
    QCOMPARE(removed.first().at(1).toInt(), 0);
    QCOMPARE(removed.first().at(2).toInt(), 1);
    QCOMPARE(inserted.count(), 2);
    QCOMPARE(inserted.last().at(1).toInt(), 2);
    QCOMPARE(inserted.last().at(2).toInt(), 4);
}

void tst_StreamModel::batchLargerThanTheRing()
{
    StreamModel model;
    model.setMaximumRows(3);
    QAbstractItemModelTester tester(&model, FailureMode::QtTest);
    model.append(makeEntries(1, 100));
    model.flush();
    QCOMPARE(ids(model), idsOf({98, 99, 100}));
    model.append(makeEntries(101, 50));
    model.append(makeEntries(151, 1));
    model.flush();
    QCOMPARE(ids(model), idsOf({149, 150, 151}));
    QCOMPARE(model.totalCount(), 151);
}

void tst_StreamModel::newestFirst()
{
    StreamModel model;
    model.setMaximumRows(4);
    model.setNewestFirst(true);
    QAbstractItemModelTester tester(&model, FailureMode::QtTest);
    QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
    QSignalSpy removed(&model, &QAbstractItemModel::rowsRemoved);
    model.append(makeEntries(1, 3));
    model.flush();
    QCOMPARE(ids(model), idsOf({3, 2, 1}));
    model.append(makeEntries(4, 2));
    model.flush();
    QCOMPARE(ids(model), idsOf({5, 4, 3, 2}));
    QCOMPARE(inserted.last().at(1).toInt(), 0);
    QCOMPARE(inserted.last().at(2).toInt(), 1);
    QCOMPARE(removed.last().at(1).toInt(), 2);
}

void tst_StreamModel::changingTheOrderKeepsIndexes()
{
    StreamModel model;
    QAbstractItemModelTester tester(&model, FailureMode::QtTest);
    QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
    model.append(makeEntries(1, 5));
    model.flush();
    const QPersistentModelIndex second = model.index(1, StreamModel::IdColumn);
    model.setNewestFirst(true);
    QCOMPARE(second.row(), 3);
    QCOMPARE(second.data().toString(), QStringLiteral("2-0"));
    QCOMPARE(ids(model), idsOf({5, 4, 3, 2, 1}));
    model.setNewestFirst(false);
    QCOMPARE(second.row(), 1);
    QCOMPARE(reset.count(), 0);
}

void tst_StreamModel::shrinking()
{
    StreamModel model;
    QAbstractItemModelTester tester(&model, FailureMode::QtTest);
    QSignalSpy removed(&model, &QAbstractItemModel::rowsRemoved);
    model.append(makeEntries(1, 10));
    model.flush();
    model.setMaximumRows(2);
    QCOMPARE(ids(model), idsOf({9, 10}));
    QCOMPARE(removed.count(), 1);
    model.setMaximumRows(0);
    QCOMPARE(model.maximumRows(), 1);
    QCOMPARE(ids(model), idsOf({10}));
}

void tst_StreamModel::columnsDiscoveredLater()
{
    StreamModel model;
    QAbstractItemModelTester tester(&model, FailureMode::QtTest);
    QSignalSpy columns(&model, &QAbstractItemModel::columnsInserted);
    QSignalSpy names(&model, &StreamModel::fieldNamesChanged);
    model.append({StreamEntry("a", StreamId(1, 0), {{"x", "1"}, {"y", "2"}})});
    model.flush();
    QCOMPARE(columns.count(), 1);
    model.append({StreamEntry("b", StreamId(2, 0), {{"z", "3"}, {"x", "4"}})});
    model.append({StreamEntry("b", StreamId(3, 0), {{"w", "5"}})});
    model.flush();
    QCOMPARE(columns.count(), 2);
    QCOMPARE(columns.last().at(1).toInt(), 5);
    QCOMPARE(columns.last().at(2).toInt(), 6);
    QCOMPARE(model.fieldNames().join(u','), QStringLiteral("x,y,z,w"));
    QCOMPARE(names.count(), 2);
    QCOMPARE(model.index(0, 5).data().toString(), QString());
    QCOMPARE(model.index(1, 5).data().toString(), QStringLiteral("3"));
    QCOMPARE(model.index(1, 3).data().toString(), QStringLiteral("4"));
}

void tst_StreamModel::columnsAreBounded()
{
    StreamModel model;
    QAbstractItemModelTester tester(&model, FailureMode::QtTest);
    for (int i = 0; i < 100; ++i)
        model.append({StreamEntry("s", StreamId(quint64(i + 1), 0), {{"f" + QByteArray::number(i), "v"}})});
    model.flush();
    QCOMPARE(model.columnCount(), StreamModel::FirstFieldColumn + StreamModel::MaximumFieldColumns);
    QCOMPARE(model.entryAt(99).text("f99"), QStringLiteral("v"));
}

void tst_StreamModel::pause()
{
    StreamModel model;
    QAbstractItemModelTester tester(&model, FailureMode::QtTest);
    model.append(makeEntries(1, 2));
    model.setPaused(true);
    QCOMPARE(ids(model), idsOf({1, 2})); // came before the pause
    model.append(makeEntries(3, 2));
    QTRY_COMPARE(model.pausedCount(), 2);
    model.append(makeEntries(5, 1));
    model.flush();
    QCOMPARE(model.pausedCount(), 3);
    QCOMPARE(model.count(), 2);
    QCOMPARE(model.totalCount(), 5);
    QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
    model.append(makeEntries(6, 1));
    model.setPaused(false);
    QCOMPARE(ids(model), idsOf({1, 2, 3, 4, 5, 6}));
    QCOMPARE(inserted.count(), 1);
    QCOMPARE(model.pausedCount(), 0);
}

void tst_StreamModel::pauseIsBounded()
{
    StreamModel model;
    model.setMaximumRows(4);
    QAbstractItemModelTester tester(&model, FailureMode::QtTest);
    model.append(makeEntries(1, 4));
    model.setPaused(true);
    for (int i = 0; i < 10; ++i) {
        model.append(makeEntries(5 + i * 3, 3));
        model.flush();
    }
    QCOMPARE(model.pausedCount(), 30);
    QCOMPARE(ids(model), idsOf({1, 2, 3, 4}));
    model.setMaximumRows(3);
    model.setPaused(false);
    QCOMPARE(ids(model), idsOf({32, 33, 34}));
}

void tst_StreamModel::clear()
{
    StreamModel model;
    QAbstractItemModelTester tester(&model, FailureMode::QtTest);
    QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
    model.append(makeEntries(1, 5));
    model.flush();
    model.append(makeEntries(6, 5));
    model.clear();
    QCOMPARE(model.count(), 0);
    QCOMPARE(model.columnCount(), int(StreamModel::FirstFieldColumn));
    QCOMPARE(model.totalCount(), 10);
    QTest::qWait(40);
    QCOMPARE(model.count(), 0);
    model.append(makeEntries(11, 1));
    model.flush();
    QCOMPARE(ids(model), idsOf({11}));
    QCOMPARE(model.columnCount(), StreamModel::FirstFieldColumn + 1);
    QCOMPARE(reset.count(), 0);
}

void tst_StreamModel::removeStream_data()
{
    QTest::addColumn<bool>("newestFirst");
    QTest::newRow("oldest first") << false;
    QTest::newRow("newest first") << true;
}

void tst_StreamModel::removeStream()
{
    QFETCH(bool, newestFirst);
    StreamModel model;
    model.setNewestFirst(newestFirst);
    QAbstractItemModelTester tester(&model, FailureMode::QtTest);
    const StreamEntry last("b", StreamId(9, 0), {{"other", "1"}});
    model.append(makeEntries(1, 2, "a"));
    model.append(QList<StreamEntry> {makeEntry(3, "b"), makeEntry(4, "b"), makeEntry(5, "a"), last});
    model.flush();
    QCOMPARE(model.columnCount(), StreamModel::FirstFieldColumn + 2);
    model.append(QList<StreamEntry> {makeEntry(10, "b"), makeEntry(11, "a")});
    model.removeStream(QStringLiteral("b"));
    model.flush();
    QStringList expected = idsOf({1, 2, 5, 11});
    if (newestFirst)
        std::reverse(expected.begin(), expected.end());
    QCOMPARE(ids(model), expected);
    QCOMPARE(model.fieldNames(), QStringList {QStringLiteral("n")});
}

void tst_StreamModel::flood()
{
    StreamModel model;
    QAbstractItemModelTester tester(&model, FailureMode::QtTest);
    QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
    const QList<StreamEntry> batch = makeEntries(1, 1000);
    QElapsedTimer clock;
    clock.start();
    qint64 sent = 0;
    while (clock.elapsed() < 200) {
        for (int i = 0; i < 50; ++i)
            model.append(batch);
        sent += 50 * batch.size();
        QCoreApplication::processEvents();
    }
    model.flush();
    QCOMPARE(model.totalCount(), sent);
    QCOMPARE(model.count(), 1000);
    QVERIFY2(inserted.count() <= clock.elapsed() / 16 + 2, QByteArray::number(inserted.count()).constData());
}

void tst_StreamModel::entriesPerSecond()
{
    StreamModel model;
    QSignalSpy changed(&model, &StreamModel::entriesPerSecondChanged);
    QSignalSpy total(&model, &StreamModel::totalCountChanged);
    QElapsedTimer clock;
    clock.start();
    QTimer feed;
    connect(&feed, &QTimer::timeout, &model, [&model] { model.append(makeEntries(1, 10)); });
    feed.start(50);
    QTRY_VERIFY_WITH_TIMEOUT(changed.count() >= 1, 10000);
    QVERIFY2(model.entriesPerSecond() > 0 && model.entriesPerSecond() < 300,
             QByteArray::number(model.entriesPerSecond()).constData());
    QVERIFY2(total.count() <= clock.elapsed() / 100 + 1, QByteArray::number(total.count()).constData());
    feed.stop();
    QTRY_COMPARE_WITH_TIMEOUT(model.entriesPerSecond(), 0.0, 30'000);
}

void tst_StreamModel::relativeTimes()
{
    StreamModel model;
    QAbstractItemModelTester tester(&model, FailureMode::QtTest);
    const auto now = quint64(QDateTime::currentMSecsSinceEpoch());
    model.append({StreamEntry("s", StreamId(now - 200'000, 0), {{"n", "1"}})});
    model.flush();
    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    model.setRelativeTimes(true);
    QCOMPARE(changed.count(), 1);
    const auto text = [&model] { return model.index(0, model.columns()->section(QStringLiteral("@time"))).data().toString(); };
    QVERIFY2(text().startsWith(QStringLiteral("3 min 2")) && text().endsWith(QStringLiteral(" s ago")), qPrintable(text()));
    // It grows by itself, also where the column was moved to.
    model.columns()->moveSection(0, 3);
    QTRY_VERIFY_WITH_TIMEOUT(changed.count() >= 2, 30'000);
    QCOMPARE(changed.last().at(0).toModelIndex(), model.index(0, 3));
    model.setRelativeTimes(false);
    QCOMPARE(text().size(), 12);
    // By the clock that makes the ids: of a server that is an hour ahead, what comes now came now.
    model.clear();
    model.append({StreamEntry("s", StreamId(now + 3'600'000, 0), {{"n", "1"}})});
    model.flush();
    model.setRelativeTimes(true);
    QVERIFY2(text().endsWith(QStringLiteral(" s ago")), qPrintable(text()));
    // A stream whose ids are no times is measured by itself.
    model.append({StreamEntry("ahead", StreamId(now * 2, 0), {{"n", "1"}})});
    model.append({StreamEntry("counter", StreamId(7, 0), {{"n", "1"}})});
    model.flush();
    for (int row = 0; row < 3; ++row) {
        const QString ago = model.index(row, model.columns()->section(QStringLiteral("@time"))).data().toString();
        QVERIFY2(ago.endsWith(QStringLiteral(" s ago")), qPrintable(ago));
    }
}

void tst_StreamModel::consumer()
{
    StreamModel model;
    QSignalSpy changed(&model, &StreamModel::consumerChanged);
    auto consumer = std::make_unique<StreamConsumer>();
    model.setConsumer(consumer.get());
    model.setConsumer(consumer.get());
    QCOMPARE(changed.count(), 1);
    model.append(makeEntries(1, 1));
    consumer.reset();
    QCOMPARE(changed.count(), 2);
    QCOMPARE(model.consumer(), nullptr);
    QTRY_COMPARE(model.count(), 1);

    StreamConsumer other;
    model.setConsumer(&other);
    model.setConsumer(nullptr);
    QCOMPARE(changed.count(), 4);
}

void tst_StreamModel::fewerRowsWhileMatchesArePending()
{
    StreamModel model;
    model.setMaximumRows(100);
    QAbstractItemModelTester tester(&model, FailureMode::QtTest);
    model.setFilter(QStringLiteral("n > 0"));
    model.append(makeEntries(1, 50));
    model.setMaximumRows(5);
    model.flush();
    QCOMPARE(ids(model), idsOf({46, 47, 48, 49, 50}));
    QCOMPARE(model.totalCount(), 50);
}

QTEST_GUILESS_MAIN(tst_StreamModel)
#include "tst_streammodel.moc"
