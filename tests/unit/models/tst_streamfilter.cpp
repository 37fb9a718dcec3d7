// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "modelentries.h"

#include <QtCore/QElapsedTimer>
#include <QtCore/QItemSelectionModel>
#include <QtCore/QPersistentModelIndex>
#include <QtCore/QRandomGenerator>
#include <QtTest/QAbstractItemModelTester>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

#include <functional>

using namespace RedisStreams;
using namespace ModelEntries;

using FailureMode = QAbstractItemModelTester::FailureReportingMode;

/// StreamModel with a filter, and selections while rows come and go.
class tst_StreamFilter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void onArrival();
    void clearingBringsBackTheHidden();
    void rareMatchesAreKept();
    void narrowing();
    void errorKeepsTheLastValid();
    void whilePaused();
    void pausedInAFlood();
    void floodMissesNoMatch();
    void columnsOfRowsOnly();
    void selectionStaysOnItsEntries();
    void selectionThroughManyChanges();
    void refilteringMuchIsFewChanges();
    void anythingInAnyOrder_data();
    void anythingInAnyOrder();
};

void tst_StreamFilter::onArrival()
{
    StreamModel model;
    QAbstractItemModelTester tester(&model, FailureMode::QtTest);
    QSignalSpy filtered(&model, &StreamModel::filteredChanged);
    QSignalSpy changed(&model, &StreamModel::filterChanged);
    model.setFilter(QStringLiteral("n >= 10 and n < 20"));
    QVERIFY(model.isFiltered());
    QCOMPARE(filtered.count(), 1);
    QCOMPARE(changed.count(), 1);
    QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
    model.append(makeEntries(1, 11));
    model.append(makeEntries(12, 100));
    model.flush();
    QCOMPARE(ids(model), idsOf({10, 11, 12, 13, 14, 15, 16, 17, 18, 19}));
    QCOMPARE(inserted.count(), 1);
    QCOMPARE(model.totalCount(), 111);
    model.append(makeEntries(200, 5));
    model.flush();
    QCOMPARE(inserted.count(), 1);
    QCOMPARE(model.totalCount(), 116);
}

void tst_StreamFilter::clearingBringsBackTheHidden()
{
    StreamModel model;
    model.setMaximumRows(8);
    QAbstractItemModelTester tester(&model, FailureMode::QtTest);
    QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
    model.append(makeEntries(1, 6));
    model.flush();
    model.setFilter(QStringLiteral("n = 2 or n = 5"));
    QCOMPARE(ids(model), idsOf({2, 5}));
    model.setFilter({});
    QCOMPARE(ids(model), idsOf({1, 2, 3, 4, 5, 6}));
    QVERIFY(!model.isFiltered());

    model.setFilter(QStringLiteral("n = 2 or n = 5"));
    model.append(makeEntries(7, 4));
    model.flush();
    QCOMPARE(ids(model), idsOf({2, 5}));
    model.append(makeEntries(11, 1));
    model.setFilter({}); // what waits for the frame counts
    QCOMPARE(ids(model), idsOf({4, 5, 6, 7, 8, 9, 10, 11})); // 2 is older than what is shown without gaps
    QCOMPARE(reset.count(), 0);
}

void tst_StreamFilter::rareMatchesAreKept()
{
    StreamModel model;
    model.setMaximumRows(10);
    QAbstractItemModelTester tester(&model, FailureMode::QtTest);
    model.setFilter(QStringLiteral("n ~ 99"));
    for (int i = 0; i < 20; ++i) {
        model.append(makeEntries(i * 100, 100));
        model.flush();
    }
    QCOMPARE(model.rowCount(), 10); // the newest of 19 and more
    QCOMPARE(model.entryAt(9).id(), StreamId(1999, 0));
    // Another filter looks at them as well as at the newest ten of all.
    model.setFilter(QStringLiteral("n ~ 199"));
    QCOMPARE(ids(model), idsOf({1990, 1991, 1992, 1993, 1994, 1995, 1996, 1997, 1998, 1999}));
    model.setFilter(QStringLiteral("n = 1999 or n = 1991"));
    QCOMPARE(ids(model), idsOf({1991, 1999}));
    model.append(makeEntries(2000, 100));
    model.flush();
    model.setFilter(QStringLiteral("n = 1999 or n = 2095"));
    QCOMPARE(ids(model), idsOf({1999, 2095}));
}

void tst_StreamFilter::narrowing()
{
    // Letter by letter, as somebody types.
    StreamModel model;
    QAbstractItemModelTester tester(&model, FailureMode::QtTest);
    model.append(makeEntries(1, 500));
    model.flush();
    const QString text = QStringLiteral("n > 49 and n < 60 and n ~ 5");
    QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
    int errors = 0;
    for (int length = 1; length <= text.size(); ++length) {
        model.setFilter(text.left(length));
        errors += model.filterError().isEmpty() ? 0 : 1;
    }
    QVERIFY(errors > 5);
    QCOMPARE(ids(model), idsOf({50, 51, 52, 53, 54, 55, 56, 57, 58, 59}));
    for (qsizetype length = text.size(); length >= 0; --length)
        model.setFilter(text.left(length));
    QCOMPARE(model.rowCount(), 500);
    QCOMPARE(reset.count(), 0);
}

void tst_StreamFilter::errorKeepsTheLastValid()
{
    StreamModel model;
    QAbstractItemModelTester tester(&model, FailureMode::QtTest);
    model.append(makeEntries(1, 5));
    model.flush();
    QSignalSpy errorChanged(&model, &StreamModel::filterErrorChanged);
    QSignalSpy changed(&model, &StreamModel::filterChanged);
    model.setFilter(QStringLiteral("n > 3"));
    QCOMPARE(errorChanged.count(), 0);
    model.setFilter(QStringLiteral("n >"));
    QCOMPARE(model.filter(), QStringLiteral("n >"));
    QVERIFY(model.filterError().contains(QStringLiteral("value is missing")));
    QCOMPARE(errorChanged.count(), 1);
    QCOMPARE(changed.count(), 2);
    QVERIFY(model.isFiltered());
    QCOMPARE(ids(model), idsOf({4, 5}));
    model.append(makeEntries(1, 5));
    model.flush();
    QCOMPARE(ids(model), idsOf({4, 5, 4, 5}));
    model.setFilter(QStringLiteral("n > 4"));
    QCOMPARE(model.filterError(), QString());
    QCOMPARE(errorChanged.count(), 2);
    QCOMPARE(ids(model), idsOf({5, 5}));
}

void tst_StreamFilter::whilePaused()
{
    StreamModel model;
    model.setMaximumRows(20);
    QAbstractItemModelTester tester(&model, FailureMode::QtTest);
    model.append(makeEntries(1, 10));
    model.setPaused(true);
    model.append(makeEntries(11, 10));
    model.flush();
    QCOMPARE(model.pausedCount(), 10);
    model.setFilter(QStringLiteral("n ~ 5 or n ~ 8"));
    QCOMPARE(ids(model), idsOf({5, 8})); // still none of those that came later
    QCOMPARE(model.pausedCount(), 2);
    model.append(makeEntries(21, 10));
    model.flush();
    QCOMPARE(model.pausedCount(), 4);
    model.setFilter(QStringLiteral("n ~ 5"));
    QCOMPARE(model.pausedCount(), 2);
    QCOMPARE(ids(model), idsOf({5}));
    model.setPaused(false);
    QCOMPARE(ids(model), idsOf({5, 15, 25}));
    model.setPaused(true);
    model.append(makeEntries(31, 3));
    model.setFilter({});
    QCOMPARE(model.pausedCount(), 3);
    QCOMPARE(model.entryAt(model.rowCount() - 1).id(), StreamId(30, 0));
    model.setPaused(false);
    QCOMPARE(model.entryAt(model.rowCount() - 1).id(), StreamId(33, 0));
    QCOMPARE(model.rowCount(), 20);
}

void tst_StreamFilter::pausedInAFlood()
{
    // However much arrives in a pause: the rows are from before it, with the filter and without it.
    StreamModel model;
    model.setMaximumRows(10);
    QAbstractItemModelTester tester(&model, FailureMode::QtTest);
    const QString filter = QStringLiteral("n ~ 5");
    const QStringList before = idsOf({1, 2, 3, 4, 5, 6, 7, 8, 9, 10});
    model.append(makeEntries(1, 10));
    model.setPaused(true);
    for (int i = 0; i < 10; ++i) {
        model.append(makeEntries(11 + i * 5, 5));
        model.flush();
    }
    QCOMPARE(model.pausedCount(), 50);
    model.setFilter(filter);
    QCOMPARE(ids(model), idsOf({5}));
    model.setFilter({});
    QCOMPARE(ids(model), before);
    QCOMPARE(model.pausedCount(), 50);
    model.setPaused(false);
    QCOMPARE(ids(model), idsOf({51, 52, 53, 54, 55, 56, 57, 58, 59, 60}));

    // The filter was there first.
    model.clear();
    model.setFilter(filter);
    model.append(makeEntries(1, 10));
    model.setPaused(true);
    for (int i = 0; i < 10; ++i) {
        model.append(makeEntries(11 + i * 5, 5));
        model.flush();
    }
    QCOMPARE(ids(model), idsOf({5}));
    QCOMPARE(model.pausedCount(), 14); // 15, 25, 35, 45, and 50 to 59
    model.setFilter({});
    QCOMPARE(ids(model), before);
    QCOMPARE(model.pausedCount(), 50);
    model.setFilter(QStringLiteral("n = 7 or n = 58"));
    QCOMPARE(ids(model), idsOf({7}));
    QCOMPARE(model.pausedCount(), 1);
    model.setFilter({});
    QCOMPARE(ids(model), before);
    model.setPaused(false);
    QCOMPARE(ids(model), idsOf({51, 52, 53, 54, 55, 56, 57, 58, 59, 60}));
    QCOMPARE(model.pausedCount(), 0);
}

void tst_StreamFilter::floodMissesNoMatch()
{
    // Far more than maximumRows in one frame: without a filter most are never looked at, with one all are.
    StreamModel model;
    model.setMaximumRows(100);
    QAbstractItemModelTester tester(&model, FailureMode::QtTest);
    model.setFilter(QStringLiteral("n ~ 777"));
    QStringList expected;
    for (int batch = 0; batch < 100; ++batch)
        model.append(makeEntries(batch * 1000, 1000));
    for (int n = 0; n < 100'000; ++n) {
        if (QByteArray::number(n).contains("777"))
            expected.append(QString::number(n) + QStringLiteral("-0"));
    }
    model.flush();
    QCOMPARE(model.totalCount(), 100'000);
    QCOMPARE(ids(model), expected.mid(expected.size() - 100));
    model.setFilter({});
    QCOMPARE(model.rowCount(), 100);
    QCOMPARE(model.entryAt(0).id(), StreamId(99'900, 0));
}

void tst_StreamFilter::columnsOfRowsOnly()
{
    StreamModel model;
    QAbstractItemModelTester tester(&model, FailureMode::QtTest);
    model.setFilter(QStringLiteral("stream:a"));
    model.append(QList<StreamEntry>{
        StreamEntry("a", StreamId(1, 0), {{"x", "1"}}), StreamEntry("b", StreamId(1, 0), {{"y", "1"}})});
    model.flush();
    QCOMPARE(headers(model).join(u','), QStringLiteral("time,stream,id,x"));
    model.setFilter({});
    QCOMPARE(headers(model).join(u','), QStringLiteral("time,stream,id,x,y"));
    QCOMPARE(model.rowCount(), 2);
}

void tst_StreamFilter::selectionStaysOnItsEntries()
{
    StreamModel model;
    model.setMaximumRows(100);
    QAbstractItemModelTester tester(&model, FailureMode::QtTest);
    model.append(makeEntries(1, 100));
    model.flush();
    QItemSelectionModel selection(&model);
    constexpr auto Rows = QItemSelectionModel::Select | QItemSelectionModel::Rows;
    for (const int row : {3, 49, 50, 51, 90})
        selection.select(model.index(row, 0), Rows);
    selection.setCurrentIndex(model.index(50, 2), QItemSelectionModel::NoUpdate);
    const auto selected = [&] {
        QStringList list;
        for (const QModelIndex &index : selection.selectedRows())
            list.append(model.entryAt(index.row()).idText());
        std::sort(list.begin(), list.end());
        return list;
    };
    QCOMPARE(selected(), idsOf({4, 50, 51, 52, 91}));
    model.append(makeEntries(101, 20)); // the ring lets 4 go
    model.flush();
    QCOMPARE(selected(), idsOf({50, 51, 52, 91}));
    QCOMPARE(model.entryAt(selection.currentIndex().row()).id(), StreamId(51, 0));
    model.setNewestFirst(true);
    QCOMPARE(selected(), idsOf({50, 51, 52, 91}));
    model.setFilter(QStringLiteral("n ~ 1"));
    QCOMPARE(selected(), idsOf({51, 91}));
    QCOMPARE(model.entryAt(selection.currentIndex().row()).id(), StreamId(51, 0));
    model.setFilter({});
    QCOMPARE(selected(), idsOf({51, 91}));
    model.columns()->move(0, 3);
    model.columns()->setShown(QStringLiteral("@stream"), false);
    QCOMPARE(selected(), idsOf({51, 91}));
    model.setMaximumRows(35);
    QCOMPARE(selected(), idsOf({91}));
}

void tst_StreamFilter::selectionThroughManyChanges()
{
    // A filter that takes every second row away is made of few changes, and the selection does not suffer from it.
    StreamModel model;
    model.setMaximumRows(2000);
    QAbstractItemModelTester tester(&model, FailureMode::QtTest);
    model.append(makeEntries(10'000, 2000));
    model.flush();
    QItemSelectionModel selection(&model);
    for (const int row : {0, 1, 700, 701, 1999})
        selection.select(model.index(row, 0), QItemSelectionModel::Select | QItemSelectionModel::Rows);
    QSignalSpy removed(&model, &QAbstractItemModel::rowsRemoved);
    QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
    model.setFilter(QStringLiteral("n ~ 2 or n ~ 4 or n ~ 6"));
    QCOMPARE(selection.selectedRows().size(), 0);
    selection.select(model.index(5, 0), QItemSelectionModel::Select | QItemSelectionModel::Rows);
    selection.select(model.index(600, 0), QItemSelectionModel::Select | QItemSelectionModel::Rows);
    const QList<StreamEntry> chosen{model.entryAt(5), model.entryAt(600)};
    model.setFilter({});
    QCOMPARE(model.rowCount(), 2000);
    model.setFilter(QStringLiteral("n ~ 0 or n ~ 2 or n ~ 4 or n ~ 6"));
    const QModelIndexList rows = selection.selectedRows();
    QCOMPARE(rows.size(), 2);
    QCOMPARE(model.entryAt(rows.at(0).row()), chosen.at(0));
    QCOMPARE(model.entryAt(rows.at(1).row()), chosen.at(1));
    QVERIFY2(removed.count() + inserted.count() < 200, qPrintable(QString::number(removed.count() + inserted.count())));
}

void tst_StreamFilter::refilteringMuchIsFewChanges()
{
    StreamModel model;
    model.setMaximumRows(100'000);
    model.append(makeEntries(1, 100'000));
    model.flush();
    QSignalSpy removed(&model, &QAbstractItemModel::rowsRemoved);
    QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
    model.setFilter(QStringLiteral("n ~ 1"));
    QVERIFY(model.rowCount() > 10'000);
    model.setFilter({});
    QCOMPARE(model.rowCount(), 100'000);
    // The rows that go and come lie in thousands of places; a change for each of them would take seconds in a view.
    QVERIFY2(removed.count() + inserted.count() < 400, qPrintable(QString::number(removed.count() + inserted.count())));
}

void tst_StreamFilter::anythingInAnyOrder_data()
{
    QTest::addColumn<quint32>("seed");
    QTest::addColumn<int>("maximumRows");
    for (quint32 seed = 1; seed <= 40; ++seed)
        QTest::addRow("seed %u", seed) << seed << (seed % 3 == 0 ? 7 : seed % 3 == 1 ? 40 : 300);
}

void tst_StreamFilter::anythingInAnyOrder()
{
    QFETCH(quint32, seed);
    QFETCH(int, maximumRows);
    struct Filter
    {
        const char *text;
        std::function<bool(const StreamEntry &)> matches;
    };
    const QList<Filter> filters{
        {"", [](const StreamEntry &) { return true; }},
        {"stream:a", [](const StreamEntry &e) { return e.streamKey() == "a"; }},
        {"n ~ 3", [](const StreamEntry &e) { return e.value("n").contains('3'); }},
        {"n >= 100 and stream:*", [](const StreamEntry &e) { return e.value("n").toInt() >= 100; }},
        {"stream:b or n ~ 7", [](const StreamEntry &e) { return e.streamKey() == "b" || e.value("n").contains('7'); }},
        {"nothing", [](const StreamEntry &) { return false; }},
    };
    const QByteArray streams[] = {"a", "b", "c"};
    QRandomGenerator random(seed);
    StreamModel model;
    model.setMaximumRows(maximumRows);
    QAbstractItemModelTester tester(&model, FailureMode::QtTest);
    QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
    QList<StreamEntry> arrived; // all of them, in order; each has a number of its own as its id
    qsizetype shownUpTo = 0; // while paused: those before
    int number = 0;
    quint64 forgotten = 0; // a stream that was removed made room, but what had been let go before did not come back
    quint64 forgottenBefore = 0; // the same of what arrived before the pause
    qint64 arrivedInPause = 0;
    Filter filter = filters.first();
    QList<std::pair<QPersistentModelIndex, StreamEntry>> watched;

    for (int step = 0; step < 250; ++step) {
        switch (random.bounded(12)) {
        case 0:
        case 1:
        case 2:
        case 3: {
            const QByteArray stream = streams[random.bounded(3)];
            const QList<StreamEntry> batch = makeEntries(number + 1, random.bounded(maximumRows * 3 / 2), stream);
            number += int(batch.size());
            arrived += batch;
            arrivedInPause += batch.size();
            model.append(batch);
            break;
        }
        case 4:
        case 5:
        case 6:
            filter = filters.at(random.bounded(int(filters.size())));
            model.setFilter(QString::fromLatin1(filter.text));
            break;
        case 7:
            model.setPaused(!model.isPaused());
            shownUpTo = arrived.size();
            forgottenBefore = forgotten;
            arrivedInPause = 0;
            break;
        case 8:
            model.setNewestFirst(random.bounded(2) == 0);
            break;
        case 9:
            if (random.bounded(10) == 0) {
                model.clear();
                arrived.clear();
                shownUpTo = 0;
                arrivedInPause = 0;
            }
            break;
        case 10:
            if (random.bounded(10) == 0) {
                const QByteArray stream = streams[random.bounded(3)];
                if (arrived.size() > maximumRows)
                    forgotten = qMax(forgotten, arrived.at(arrived.size() - maximumRows - 1).id().ms);
                model.removeStream(QString::fromLatin1(stream));
                if (shownUpTo > maximumRows)
                    forgottenBefore = qMax(forgottenBefore, arrived.at(shownUpTo - maximumRows - 1).id().ms);
                const auto isOfStream = [&](const StreamEntry &entry) { return entry.streamKey() == stream; };
                shownUpTo -= std::count_if(arrived.begin(), arrived.begin() + shownUpTo, isOfStream);
                arrived.removeIf(isOfStream);
            }
            break;
        case 11:
            if (model.rowCount() > 0) {
                const int row = random.bounded(model.rowCount());
                watched.append({QPersistentModelIndex(model.index(row, 0)), model.entryAt(row)});
            }
            break;
        }
        model.flush();
        const qsizetype candidates = model.isPaused() ? shownUpTo : arrived.size();
        if (!model.isFiltered())
            QCOMPARE(model.pausedCount(), model.isPaused() ? arrivedInPause : 0);

        // Every row matches, none is there twice, all stand in order of arrival, and there are not too many.
        QVERIFY(model.rowCount() <= maximumRows);
        QList<quint64> numbers;
        for (int row = 0; row < model.rowCount(); ++row) {
            const StreamEntry entry = model.entryAt(model.isNewestFirst() ? model.rowCount() - 1 - row : row);
            QVERIFY(filter.matches(entry));
            numbers.append(entry.id().ms);
        }
        QVERIFY(std::adjacent_find(numbers.begin(), numbers.end(), std::greater_equal<>()) == numbers.end());
        if (candidates > 0 && !numbers.isEmpty())
            QVERIFY(numbers.last() <= arrived.at(candidates - 1).id().ms);
        // Of the newest that arrived, all that match are there; in a pause of those from before it.
        const quint64 oldest = model.isPaused() ? forgottenBefore : forgotten;
        for (qsizetype i = qMax(qsizetype(0), candidates - maximumRows); i < candidates; ++i) {
            if (filter.matches(arrived.at(i)) && arrived.at(i).id().ms > oldest)
                QVERIFY2(numbers.contains(arrived.at(i).id().ms), qPrintable(arrived.at(i).idText()));
        }
        if (!model.isPaused() && !model.isFiltered()) {
            // Without gaps: the end of what arrived.
            const QList<StreamEntry> end = arrived.mid(arrived.size() - numbers.size());
            for (qsizetype i = 0; i < numbers.size(); ++i)
                QCOMPARE(numbers.at(i), end.at(i).id().ms);
        }
        for (const auto &[index, entry] : watched) {
            if (index.isValid())
                QCOMPARE(model.entryAt(index.row()), entry);
        }
    }
    QCOMPARE(reset.count(), 0);
}

QTEST_GUILESS_MAIN(tst_StreamFilter)
#include "tst_streamfilter.moc"
