// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "modelentries.h"

#include <QtCore/QRandomGenerator>
#include <QtTest/QAbstractItemModelTester>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace RedisStreams;
using namespace ModelEntries;

using FailureMode = QAbstractItemModelTester::FailureReportingMode;

/// The columns of a StreamModel as the user arranges them.
class tst_StreamColumns : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void list();
    void hideAndShow();
    void move();
    void moveSections();
    void storedBeforeTheyAreSeen();
    void namesThatLookLikeOthers();
    void manyFieldsAreOneChange();
    void indexesFollowTheirColumn();
    void anythingInAnyOrder();
};

namespace {

QStringList words(const char *text) { return QString::fromLatin1(text).split(u' ', Qt::SkipEmptyParts); }

StreamEntry entryWith(const char *names, int number = 1)
{
    StreamFields fields;
    for (const QString &name : words(names))
        fields.append({name.toUtf8(), name.toUtf8() + "-value"});
    return StreamEntry("s", StreamId(quint64(number), 0), fields);
}

void add(StreamModel *model, const StreamEntry &entry)
{
    model->append(QList<StreamEntry>{entry});
    model->flush();
}

} // namespace

void tst_StreamColumns::list()
{
    StreamModel model;
    StreamColumnModel *columns = model.columns();
    QAbstractItemModelTester tester(&model, FailureMode::QtTest);
    QAbstractItemModelTester listTester(columns, FailureMode::QtTest);
    QCOMPARE(columns->count(), 3);
    model.append(QList<StreamEntry>{StreamEntry("s", StreamId(1, 0), {{"n", "1"}, {"t", "x"}})});
    model.flush();
    QCOMPARE(columns->count(), 5);
    QCOMPARE(columns->order(), words("@time @stream @id n t"));
    const auto value = [columns](int row, int role) { return columns->index(row).data(role); };
    QCOMPARE(value(0, Qt::DisplayRole).toString(), QStringLiteral("time"));
    QCOMPARE(value(0, StreamColumnModel::KeyRole).toString(), QStringLiteral("@time"));
    QCOMPARE(value(0, StreamColumnModel::FieldRole).toBool(), false);
    QCOMPARE(value(3, Qt::DisplayRole).toString(), QStringLiteral("n"));
    QCOMPARE(value(3, StreamColumnModel::FieldRole).toBool(), true);
    QCOMPARE(value(3, StreamColumnModel::NumericRole).toBool(), true);
    QCOMPARE(value(4, StreamColumnModel::NumericRole).toBool(), false);
    QCOMPARE(value(4, StreamColumnModel::ShownRole).toBool(), true);

    QSignalSpy changed(columns, &QAbstractItemModel::dataChanged);
    model.append(QList<StreamEntry>{StreamEntry("s", StreamId(2, 0), {{"n", "many"}})});
    model.flush();
    QVERIFY(changed.count() > 0);
    QCOMPARE(value(3, StreamColumnModel::NumericRole).toBool(), false);

    QVERIFY(columns->setData(columns->index(2), false, StreamColumnModel::ShownRole));
    QCOMPARE(headers(model), words("time stream n t"));
    QVERIFY(!columns->setData(columns->index(2), false, Qt::EditRole));
    model.clear();
    QCOMPARE(columns->count(), 3);
    QCOMPARE(headers(model), words("time stream"));
}

void tst_StreamColumns::hideAndShow()
{
    StreamModel model;
    StreamColumnModel *columns = model.columns();
    QAbstractItemModelTester tester(&model, FailureMode::QtTest);
    QAbstractItemModelTester listTester(columns, FailureMode::QtTest);
    add(&model, entryWith("a b c"));
    QSignalSpy removed(&model, &QAbstractItemModel::columnsRemoved);
    QSignalSpy inserted(&model, &QAbstractItemModel::columnsInserted);
    QSignalSpy hidden(columns, &StreamColumnModel::hiddenChanged);
    columns->setShown(QStringLiteral("b"), false);
    columns->setShown(QStringLiteral("b"), false);
    QCOMPARE(removed.count(), 1);
    QCOMPARE(removed.first().at(1).toInt(), 4);
    QCOMPARE(hidden.count(), 1);
    QCOMPARE(headers(model), words("time stream id a c"));
    QCOMPARE(model.index(0, 4).data().toString(), QStringLiteral("c-value"));
    QCOMPARE(model.index(0, 4).data(StreamModel::KindRole).toInt(), int(StreamModel::FieldColumn));
    QCOMPARE(columns->section(QStringLiteral("c")), 4);
    QCOMPARE(columns->section(QStringLiteral("b")), -1);
    QVERIFY(!columns->isShown(QStringLiteral("b")));
    QCOMPARE(model.fieldNames(), words("a b c"));

    columns->setHidden(words("@time c unseen"));
    QCOMPARE(headers(model), words("stream id a b"));
    QCOMPARE(columns->hidden(), words("@time c unseen"));
    add(&model, entryWith("unseen", 2));
    QCOMPARE(headers(model), words("stream id a b"));
    QCOMPARE(inserted.count(), 1);
    columns->showAll();
    QCOMPARE(headers(model), words("time stream id a b c unseen"));
    columns->setShown(QStringLiteral("never"), true);
    QCOMPARE(columns->order(), words("@time @stream @id a b c unseen"));

    // A table without any column is a table still.
    columns->setHidden(columns->order());
    QCOMPARE(model.columnCount(), 0);
    QCOMPARE(model.rowCount(), 2);
    add(&model, entryWith("a", 3));
    columns->showAll();
    QCOMPARE(model.columnCount(), 7);
}

void tst_StreamColumns::move()
{
    StreamModel model;
    StreamColumnModel *columns = model.columns();
    QAbstractItemModelTester tester(&model, FailureMode::QtTest);
    QAbstractItemModelTester listTester(columns, FailureMode::QtTest);
    add(&model, entryWith("a b c"));
    QSignalSpy moved(&model, &QAbstractItemModel::columnsMoved);
    QSignalSpy order(columns, &StreamColumnModel::orderChanged);
    columns->move(5, 0);
    QCOMPARE(headers(model), words("c time stream id a b"));
    columns->move(0, 3);
    QCOMPARE(headers(model), words("time stream id c a b"));
    QCOMPARE(moved.count(), 2);
    QCOMPARE(order.count(), 2);
    for (const auto &[from, to] :
        {std::pair(0, 0), std::pair(-1, 2), std::pair(2, 6), std::pair(6, 2), std::pair(0, -1)})
        columns->move(from, to);
    QCOMPARE(order.count(), 2);
    QCOMPARE(model.index(0, 3).data().toString(), QStringLiteral("c-value"));
    QCOMPARE(model.headerData(3, Qt::Horizontal, StreamModel::KeyRole).toString(), QStringLiteral("c"));
    QCOMPARE(model.headerData(1, Qt::Horizontal, StreamModel::KindRole).toInt(), int(StreamModel::StreamColumn));

    // Past a hidden one: the list changes, the table does not.
    columns->setShown(QStringLiteral("@id"), false);
    moved.clear();
    columns->move(2, 3);
    QCOMPARE(moved.count(), 0);
    QCOMPARE(columns->order(), words("@time @stream c @id a b"));
    columns->showAll();
    QCOMPARE(headers(model), words("time stream c id a b"));
}

void tst_StreamColumns::moveSections()
{
    StreamModel model;
    StreamColumnModel *columns = model.columns();
    QAbstractItemModelTester tester(&model, FailureMode::QtTest);
    QAbstractItemModelTester listTester(columns, FailureMode::QtTest);
    add(&model, entryWith("a b c"));
    columns->setHidden(words("@stream a"));
    QCOMPARE(headers(model), words("time id b c"));
    columns->moveSection(3, 1);
    QCOMPARE(headers(model), words("time c id b"));
    columns->moveSection(0, 3);
    QCOMPARE(headers(model), words("c id b time"));
    columns->moveSection(4, 0);
    QCOMPARE(headers(model), words("c id b time"));
}

void tst_StreamColumns::storedBeforeTheyAreSeen()
{
    QStringList order;
    QStringList hidden;
    {
        StreamModel model;
        add(&model, entryWith("a b c"));
        model.columns()->move(5, 1);
        model.columns()->setShown(QStringLiteral("a"), false);
        model.columns()->setShown(QStringLiteral("@id"), false);
        order = model.columns()->order();
        hidden = model.columns()->hidden();
    }
    StreamModel model;
    QAbstractItemModelTester tester(&model, FailureMode::QtTest);
    QAbstractItemModelTester listTester(model.columns(), FailureMode::QtTest);
    model.columns()->setOrder(order);
    model.columns()->setHidden(hidden);
    QCOMPARE(headers(model), words("time stream"));
    add(&model, entryWith("z b"));
    QCOMPARE(headers(model), words("time stream b z"));
    add(&model, entryWith("a c", 2));
    QCOMPARE(headers(model), words("time c stream b z"));
    model.clear();
    add(&model, entryWith("c b a", 3));
    QCOMPARE(headers(model), words("time c stream b"));

    // Set later it arranges what is there; a list may be short, or name a column twice.
    model.columns()->setOrder(words("b @stream b @time"));
    QCOMPARE(headers(model), words("b stream time c"));
    model.columns()->setOrder({});
    QCOMPARE(headers(model), words("b stream time c"));
}

void tst_StreamColumns::namesThatLookLikeOthers()
{
    StreamModel model;
    QAbstractItemModelTester tester(&model, FailureMode::QtTest);
    model.append(QList<StreamEntry>{
        StreamEntry("s", StreamId(1, 0), {{"@time", "1"}, {"time", "2"}, {"\xff", "3"}, {"", "4"}})});
    model.flush();
    QCOMPARE(model.columns()->order(),
        QStringList({QStringLiteral("@time"), QStringLiteral("@stream"), QStringLiteral("@id"),
            QStringLiteral("@@time"), QStringLiteral("time"), QStringLiteral("@0xff"), QString()}));
    model.columns()->setShown(QStringLiteral("@time"), false);
    QCOMPARE(headers(model),
        QStringList({QStringLiteral("stream"), QStringLiteral("id"), QStringLiteral("@time"), QStringLiteral("time"),
            QStringLiteral("0xff"), QString()}));
    for (int section = 2; section < 6; ++section)
        QCOMPARE(model.index(0, section).data().toInt(), section - 1);
}

void tst_StreamColumns::manyFieldsAreOneChange()
{
    StreamModel model;
    QAbstractItemModelTester tester(&model, FailureMode::QtTest);
    QSignalSpy inserted(&model, &QAbstractItemModel::columnsInserted);
    add(&model, entryWith("a b c d e f g h"));
    QCOMPARE(inserted.count(), 1);
    model.clear();
    model.columns()->setOrder(words("@time c d @stream a b"));
    inserted.clear();
    add(&model, entryWith("a b c d e f"));
    QCOMPARE(headers(model), words("time c d stream a b id e f"));
    QCOMPARE(inserted.count(), 3);
}

void tst_StreamColumns::indexesFollowTheirColumn()
{
    StreamModel model;
    add(&model, entryWith("a b c"));
    const QPersistentModelIndex b = model.index(0, 4);
    const QPersistentModelIndex time = model.index(0, 0);
    model.columns()->move(4, 0);
    QCOMPARE(b.data().toString(), QStringLiteral("b-value"));
    QCOMPARE(b.column(), 0);
    QCOMPARE(time.column(), 1);
    model.columns()->setShown(QStringLiteral("@time"), false);
    QVERIFY(!time.isValid());
    QCOMPARE(b.data().toString(), QStringLiteral("b-value"));
    add(&model, entryWith("d e", 2));
    QCOMPARE(b.data().toString(), QStringLiteral("b-value"));
}

void tst_StreamColumns::anythingInAnyOrder()
{
    QRandomGenerator random(20260102);
    const QStringList names = words("a b c d e f g h");
    for (int run = 0; run < 20; ++run) {
        StreamModel model;
        model.setMaximumRows(8);
        StreamColumnModel *columns = model.columns();
        QAbstractItemModelTester tester(&model, FailureMode::QtTest);
        QAbstractItemModelTester listTester(columns, FailureMode::QtTest);
        QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
        int number = 0;
        for (int step = 0; step < 100; ++step) {
            const QString key = random.bounded(4) == 0 ? columns->order().at(random.bounded(3))
                                                       : names.at(random.bounded(int(names.size())));
            switch (random.bounded(9)) {
            case 0:
            case 1:
                add(&model, entryWith(key.toLatin1().constData(), ++number));
                break;
            case 2:
                columns->setShown(key, random.bounded(2) == 0);
                break;
            case 3:
                columns->move(random.bounded(-1, 10), random.bounded(-1, 10));
                break;
            case 4:
                columns->moveSection(random.bounded(-1, 10), random.bounded(-1, 10));
                break;
            case 5: {
                QStringList order = columns->order() + names;
                std::shuffle(order.begin(), order.end(), random);
                columns->setOrder(order.mid(random.bounded(6)));
                break;
            }
            case 6:
                columns->setHidden(random.bounded(2) == 0 ? QStringList() : QStringList{key, names.first()});
                break;
            case 7:
                if (random.bounded(4) == 0)
                    model.clear();
                break;
            case 8:
                model.setNewestFirst(random.bounded(2) == 0);
                break;
            }
            // The list, the table and what is stored tell the same.
            QStringList shown;
            for (int row = 0; row < columns->count(); ++row) {
                if (columns->index(row).data(StreamColumnModel::ShownRole).toBool())
                    shown.append(columns->index(row).data(StreamColumnModel::KeyRole).toString());
            }
            QStringList sections;
            for (int section = 0; section < model.columnCount(); ++section) {
                sections.append(model.headerData(section, Qt::Horizontal, StreamModel::KeyRole).toString());
                QCOMPARE(columns->section(sections.last()), section);
                QVERIFY(!columns->hidden().contains(sections.last()));
                for (int row = 0; row < model.rowCount(); ++row) {
                    if (sections.last().startsWith(u'@') || !model.entryAt(row).contains(sections.last().toUtf8()))
                        continue;
                    QCOMPARE(model.index(row, section).data().toString(), sections.last() + QStringLiteral("-value"));
                }
            }
            QCOMPARE(sections, shown);
            QStringList there = columns->order();
            there.removeIf([&](const QString &name) { return !sections.contains(name); });
            QCOMPARE(there, sections);
        }
        QCOMPARE(reset.count(), 0);
    }
}

QTEST_GUILESS_MAIN(tst_StreamColumns)
#include "tst_streamcolumns.moc"
