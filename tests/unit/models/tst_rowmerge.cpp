// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "modelentries.h"

#include "models/rowmerge_p.h"

#include <QtCore/QRandomGenerator>
#include <QtTest/QTest>

#include <algorithm>

using namespace RedisStreams;
using namespace RedisStreams::Internal;
using namespace ModelEntries;

class tst_RowMerge : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void before();
    void between();
    void rowsInOrderOfArrival();
    void leavesOutWhatIsThere();
    void anyRows_data();
    void anyRows();
};

namespace {

/// "a5 b7": entries by stream and number.
QList<ModelRow> list(const char *text)
{
    QList<ModelRow> rows;
    for (const QByteArray &word : QByteArray(text).split(' ')) {
        if (!word.isEmpty())
            rows.append({makeEntry(word.mid(1).toInt(), word.left(1)), ModelRow::Fetched});
    }
    return rows;
}

ModelRows rowsOf(const QList<ModelRow> &rows)
{
    return ModelRows(rows.begin(), rows.end());
}

QByteArray merged(const QList<ModelRow> &fetched, const ModelRows &rows)
{
    const QList<PlacedRow> places = placesFor(fetched, rows);
    QByteArrayList words;
    auto place = places.begin();
    const auto word = [](const ModelRow &row) { return row.entry.streamKey() + QByteArray::number(row.entry.id().ms); };
    for (int index = 0; index <= int(rows.size()); ++index) {
        for (; place != places.end() && place->index == index; ++place)
            words.append(word(place->row));
        if (index < int(rows.size()))
            words.append(word(rows[size_t(index)]));
    }
    return words.join(' ');
}

} // namespace

void tst_RowMerge::before()
{
    QCOMPARE(merged(list("a1 b2 a3"), rowsOf(list("a4 b5"))), "a1 b2 a3 a4 b5");
    QCOMPARE(merged(list("a1"), rowsOf({})), "a1");
    QCOMPARE(merged({}, rowsOf(list("a1"))), "a1");
    QCOMPARE(merged(list("a9 b9"), rowsOf(list("a1"))), "a1 a9 b9");
}

void tst_RowMerge::between()
{
    QCOMPARE(merged(list("b1 b3 b5"), rowsOf(list("a2 a4 a6"))), "b1 a2 b3 a4 b5 a6");
    QCOMPARE(merged(list("b2 b4"), rowsOf(list("a2 a4 a6"))), "a2 b2 a4 b4 a6");
    QCOMPARE(merged(list("a2 a4"), rowsOf(list("b2 b4 b6"))), "a2 b2 a4 b4 b6");
}

void tst_RowMerge::rowsInOrderOfArrival()
{
    // Two streams read one after the other: b's past goes where its time is, but never behind b's rows.
    QCOMPARE(merged(list("b4 b5"), rowsOf(list("a1 a2 a9 b6 b7"))), "a1 a2 b4 b5 a9 b6 b7");
    QCOMPARE(merged(list("b5"), rowsOf(list("a9 b4 b6"))), "a9 b4 b5 b6");
    QCOMPARE(merged(list("b5"), rowsOf(list("b6 a1 a2"))), "b5 b6 a1 a2");
}

void tst_RowMerge::leavesOutWhatIsThere()
{
    QCOMPARE(merged(list("a1 a2 b2 a3"), rowsOf(list("a2 a3"))), "a1 a2 b2 a3");
    QCOMPARE(placesFor(list("a1 a2"), rowsOf(list("a1 a2"))).size(), 0);
}

void tst_RowMerge::anyRows_data()
{
    QTest::addColumn<quint32>("seed");
    for (quint32 seed = 1; seed <= 20; ++seed)
        QTest::addRow("seed %u", seed) << seed;
}

void tst_RowMerge::anyRows()
{
    QFETCH(quint32, seed);
    QRandomGenerator random(seed);
    // Rows arrive stream by stream in short runs, each stream in its order; part of them is missing.
    QList<ModelRow> rows;
    QList<ModelRow> fetched;
    int next[] = {0, 0, 0};
    for (int run = 0; run < 40; ++run) {
        const int stream = random.bounded(3);
        for (int i = random.bounded(6); i > 0; --i) {
            const ModelRow row{makeEntry(next[stream] += 1 + random.bounded(3), QByteArray(1, char('a' + stream))), run};
            const int kind = random.bounded(4);
            if (kind != 0)
                rows.append(row);
            if (kind <= 1)
                fetched.append(row);
        }
    }
    std::sort(fetched.begin(), fetched.end(), [](const ModelRow &a, const ModelRow &b) {
        return std::pair(a.entry.id(), a.entry.streamKey()) < std::pair(b.entry.id(), b.entry.streamKey());
    });
    const QByteArrayList words = merged(fetched, rowsOf(rows)).split(' ');
    for (const char stream : {'a', 'b', 'c'}) {
        QList<int> numbers;
        for (const QByteArray &word : words) {
            if (word.startsWith(stream))
                numbers.append(word.mid(1).toInt());
        }
        QVERIFY(std::adjacent_find(numbers.begin(), numbers.end(), std::greater_equal<>()) == numbers.end());
        QSet<int> wanted;
        for (const ModelRow &row : rows + fetched) {
            if (row.entry.streamKey().startsWith(stream))
                wanted.insert(int(row.entry.id().ms));
        }
        QCOMPARE(numbers.size(), wanted.size());
    }
    // The rows themselves stay in their order.
    QByteArrayList known;
    for (const ModelRow &row : rows)
        known.append(row.entry.streamKey() + QByteArray::number(row.entry.id().ms));
    qsizetype at = 0;
    for (const QByteArray &word : words)
        at += at < known.size() && word == known.at(at) ? 1 : 0;
    QCOMPARE(at, known.size());
}

QTEST_GUILESS_MAIN(tst_RowMerge)
#include "tst_rowmerge.moc"
