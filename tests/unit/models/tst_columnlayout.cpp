// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "models/columnlayout_p.h"

#include <QtTest/QTest>

using namespace RedisStreams::Internal;

class tst_ColumnLayout : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keys();
    void fixedColumns();
    void fieldsComeAndGo();
    void hidden();
    void orderWaitsForItsColumns();
    void sectionsAndPlaces();
};

namespace {

QStringList shown(const ColumnLayout &layout)
{
    QStringList keys;
    for (int section = 0; section < layout.sectionCount(); ++section)
        keys.append(layout.at(layout.indexAtSection(section)).key);
    return keys;
}

QStringList list(const char *words) { return QString::fromLatin1(words).split(u' '); }

void add(ColumnLayout *layout, const char *key, int field)
{
    layout->setSource(layout->know(QString::fromLatin1(key)), field);
}

} // namespace

void tst_ColumnLayout::keys()
{
    QCOMPARE(ColumnLayout::keyOf("user"), QStringLiteral("user"));
    QCOMPARE(ColumnLayout::keyOf("\xc3\xa9"), QString(QChar(0xe9)));
    QCOMPARE(ColumnLayout::keyOf("@time"), QStringLiteral("@@time"));
    QCOMPARE(ColumnLayout::keyOf("@0xff"), QStringLiteral("@@0xff"));
    QCOMPARE(ColumnLayout::keyOf("\xff"), QStringLiteral("@0xff"));
    QCOMPARE(ColumnLayout::keyOf(""), QString());
    QCOMPARE(ColumnLayout::keyOf("\xef\xbb\xbfid"), QStringLiteral("@0xefbbbf6964")); // is not "id"
}

void tst_ColumnLayout::fixedColumns()
{
    ColumnLayout layout;
    QCOMPARE(shown(layout), list("@time @stream @id"));
    QCOMPARE(layout.at(layout.indexAtSection(1)).source, int(ColumnLayout::Stream));
    QCOMPARE(layout.indexOf(QStringLiteral("time")), -1);
}

void tst_ColumnLayout::fieldsComeAndGo()
{
    ColumnLayout layout;
    add(&layout, "a", 0);
    add(&layout, "b", 1);
    add(&layout, "c", 2);
    QCOMPARE(shown(layout), list("@time @stream @id a b c"));
    layout.removeSource(1);
    QCOMPARE(shown(layout), list("@time @stream @id a c"));
    QCOMPARE(layout.at(layout.indexOf(QStringLiteral("c"))).source, 1);
    // Nobody arranged it: it comes back at the end.
    add(&layout, "b", 2);
    QCOMPARE(shown(layout), list("@time @stream @id a c b"));
}

void tst_ColumnLayout::hidden()
{
    ColumnLayout layout;
    add(&layout, "a", 0);
    add(&layout, "b", 1);
    layout.setHidden(layout.indexOf(QStringLiteral("a")), true);
    layout.setHidden(layout.indexOf(QStringLiteral("@id")), true);
    QCOMPARE(shown(layout), list("@time @stream b"));
    QCOMPARE(layout.hiddenKeys(), list("@id a"));
    // The choice outlives the column.
    layout.removeSource(0);
    QCOMPARE(layout.hiddenKeys(), list("@id a"));
    add(&layout, "a", 1);
    QCOMPARE(shown(layout), list("@time @stream b"));
    layout.setHidden(layout.indexOf(QStringLiteral("a")), false);
    QCOMPARE(shown(layout), list("@time @stream a b"));
}

void tst_ColumnLayout::orderWaitsForItsColumns()
{
    ColumnLayout layout;
    int to = 0;
    for (const QString &key : list("late @time early @stream"))
        layout.move(layout.know(key), to++);
    QCOMPARE(layout.order(), list("late @time early @stream @id"));
    QCOMPARE(shown(layout), list("@time @stream @id"));
    add(&layout, "early", 0);
    add(&layout, "other", 1);
    QCOMPARE(shown(layout), list("@time early @stream @id other"));
    add(&layout, "late", 2);
    QCOMPARE(shown(layout), list("late @time early @stream @id other"));
    // What was not there when it was arranged is not remembered.
    layout.removeSource(1);
    layout.removeSource(1);
    QCOMPARE(layout.order(), list("late @time early @stream @id"));
}

void tst_ColumnLayout::sectionsAndPlaces()
{
    ColumnLayout layout;
    layout.know(QStringLiteral("unseen"));
    add(&layout, "a", 0);
    layout.setHidden(layout.indexOf(QStringLiteral("@stream")), true);
    const int a = layout.indexOf(QStringLiteral("a"));
    QCOMPARE(a, 4);
    QCOMPARE(layout.placeOf(a), 3);
    QCOMPARE(layout.sectionOf(a), 2);
    QCOMPARE(layout.indexAtPlace(3), a);
    QCOMPARE(layout.indexAtSection(2), a);
    QCOMPARE(layout.placeCount(), 4);
    QCOMPARE(layout.sectionOf(layout.count()), 3);
}

QTEST_GUILESS_MAIN(tst_ColumnLayout)
#include "tst_columnlayout.moc"
