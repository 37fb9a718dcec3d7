// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "componenttest.h"

#include <QtCore/QSet>

#include <RedisStreams/streammodel.h>

#include <QtGui/QAccessible>
#include <QtGui/QColor>
#include <QtQuick/QQuickItem>
#include <QtQuick/QQuickWindow>

#include <cmath>

using namespace RedisStreams;
using namespace RedisStreams::Test;

/// The ready components, without a server.
class tst_QmlComponents : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void contrast_data();
    void contrast();
    void streamColors();
    void coloursOfWhatIsShownTogether();
    void formats();
    void tableFollowsAndHolds();
    void tableRemembersTheCurrentRow();
    void rowIsTakenOutOfTheSelection();
    void whatAReaderSays();
    void markupIsNone();
    void sparkline();
    void sparklinesStayInTheirList();
};

namespace {

// https://www.w3.org/TR/WCAG21/#dfn-contrast-ratio
double luminance(const QColor &color)
{
    const auto linear = [](double part) { return part <= 0.04045 ? part / 12.92 : std::pow((part + 0.055) / 1.055, 2.4); };
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF());
}

double contrastOf(const QColor &a, const QColor &b)
{
    const double first = luminance(a) + 0.05;
    const double second = luminance(b) + 0.05;
    return qMax(first, second) / qMin(first, second);
}

QList<StreamEntry> entries(int first, int count)
{
    QList<StreamEntry> list;
    for (int i = first; i < first + count; ++i)
        list.append(StreamEntry("s", StreamId(quint64(i), 0), {{"n", QByteArray::number(i)}}));
    return list;
}

} // namespace

void tst_QmlComponents::contrast_data()
{
    QTest::addColumn<QString>("scheme");
    QTest::newRow("light") << QStringLiteral("light");
    QTest::newRow("dark") << QStringLiteral("dark");
}

void tst_QmlComponents::contrast()
{
    QFETCH(QString, scheme);
    QmlFixture qml;
    const auto root = qml.create(R"(
        QtObject {
            property string scheme
            onSchemeChanged: Theme.scheme = scheme
            property var surfaces: [Theme.window, Theme.surface, Theme.raised, Theme.hover, Theme.selection]
            property var texts: [Theme.text, Theme.mutedText]
            property var signs: [Theme.good, Theme.busy, Theme.bad, Theme.accent]
            property var marks: Theme.streamColors
            property color control: Theme.controlLine
            property color accent: Theme.accent
            property color accentText: Theme.accentText
            property color surface: Theme.surface
            property color raised: Theme.raised
        })");
    QVERIFY(root);
    root->setProperty("scheme", scheme);
    const auto colors = [&root](const char *name) {
        QList<QColor> list;
        for (const QVariant &value : root->property(name).toList())
            list.append(value.value<QColor>());
        return list;
    };
    const auto color = [&root](const char *name) { return root->property(name).value<QColor>(); };
    const auto check = [](const QColor &front, const QColor &back, double least) {
        const double ratio = contrastOf(front, back);
        QVERIFY2(ratio >= least, qPrintable(QStringLiteral("%1 on %2: %3").arg(front.name(), back.name()).arg(ratio)));
    };
    for (const QColor &surface : colors("surfaces")) {
        for (const QColor &text : colors("texts"))
            check(text, surface, 4.5);
    }
    for (const QColor &sign : colors("signs")) {
        check(sign, color("surface"), 4.5);
        check(sign, color("raised"), 4.5);
    }
    check(color("accentText"), color("accent"), 4.5);
    check(color("control"), color("surface"), 3);
    const QList<QColor> marks = colors("marks");
    QCOMPARE(marks.size(), 8);
    for (const QColor &mark : marks)
        check(mark, color("surface"), 3);
}

void tst_QmlComponents::streamColors()
{
    QmlFixture qml;
    const auto root = qml.create(R"(
        QtObject {
            property var counts: {
                const counts = {};
                for (let i = 0; i < 800; ++i) {
                    const color = Theme.streamColor("stream:" + i).toString();
                    counts[color] = (counts[color] ?? 0) + 1;
                }
                return Object.values(counts);
            }
            property bool stable: Qt.colorEqual(Theme.streamColor("host:cpu"), Theme.streamColor("host:cpu"))
        })");
    QVERIFY(root);
    QVERIFY(root->property("stable").toBool());
    const QVariantList counts = root->property("counts").toList();
    QCOMPARE(counts.size(), 8);
    for (const QVariant &count : counts)
        QVERIFY2(count.toInt() > 50 && count.toInt() < 150, qPrintable(count.toString()));
}

void tst_QmlComponents::coloursOfWhatIsShownTogether()
{
    QmlFixture qml;
    const auto root = qml.create(R"(
        QtObject {
            // Nine names of one colour: the first keeps it, each other gets a free one, the ninth has to share.
            function names(): var {
                const found = [];
                for (let i = 0; found.length < 9; ++i) {
                    if (Theme.colorIndex("s" + i) === 3)
                        found.push("s" + i);
                }
                return found;
            }
            function index(name: string): int { return Theme.streamColors.findIndex(color => Qt.colorEqual(color, Theme.streamColor(name))); }
            property var apart: []
            property var shared: []
            property var kept: []
            Component.onCompleted: {
                const all = names();
                Theme.distinctStreams = all.slice(0, 8);
                apart = all.slice(0, 8).map(index);
                Theme.distinctStreams = all;
                shared = all.map(index);
                Theme.distinctStreams = [all[5], all[6]];
                kept = [index(all[5]), index(all[6]), index(all[1])];
            }
        })");
    QVERIFY(root);
    const auto numbers = [&root](const char *name) {
        QList<int> list;
        for (const QVariant &number : root->property(name).toList())
            list.append(number.toInt());
        return list;
    };
    const QList<int> apart = numbers("apart");
    QCOMPARE(apart.value(0), 3);
    QCOMPARE(QSet<int>(apart.begin(), apart.end()).size(), 8);
    QCOMPARE(numbers("shared").first(8), apart);
    QCOMPARE(numbers("shared").value(8), 3);
    // Those that stay keep theirs; the others have their own again.
    QCOMPARE(numbers("kept"), (QList<int>{apart[5], apart[6], 3}));
    QCOMPARE(qml.warnings, QStringList());
}

void tst_QmlComponents::formats()
{
    QmlFixture qml;
    const auto root = qml.create(R"(
        QtObject {
            property var texts: [Format.count(12430), Format.rate(2), Format.rate(12430.4), Format.bytes(999),
                                 Format.bytes(1600000), Format.duration(200), Format.duration(14000),
                                 Format.duration(200000), Format.duration(7500000),
                                 Format.plural(1, "entry", "entries"), Format.plural(0, "entry", "entries")]
        })");
    QVERIFY(root);
    QCOMPARE(root->property("texts").toStringList().join(u'|'),
             QStringLiteral("12,430|2.0|12,430|999 B|1.6 MB|0.2 s|14 s|3 min 20 s|2 h 5 min|1 entry|0 entries"));
}

void tst_QmlComponents::tableFollowsAndHolds()
{
    QmlFixture qml;
    StreamModel model;
    model.setMaximumRows(200);
    const auto root = qml.create(R"(
        Window {
            id: window
            width: 600; height: 400; visible: true
            property alias table: table
            property alias following: table.following
            property real newCount: table.newCount
            StreamTable { id: table; anchors.fill: parent; model: entries }
            function up() { table.scrollTo(0); }
            function follow() { table.follow(); }
        })", {{QStringLiteral("entries"), QVariant::fromValue(&model)}});
    QVERIFY(root);
    auto *view = root->findChild<QQuickItem *>(QStringLiteral("rows"));
    QVERIFY(view);
    QVERIFY(QTest::qWaitForWindowExposed(qobject_cast<QQuickWindow *>(root.get())));
    const auto atEnd = [view] {
        const double end = view->property("rows").toInt() * 28 - view->height();
        return std::abs(view->property("contentY").toDouble() - qMax(0.0, end)) < 1;
    };
    model.append(entries(1, 100));
    QTRY_COMPARE(view->property("rows").toInt(), 100);
    QTRY_VERIFY(atEnd());
    model.append(entries(101, 300)); // more than the ring has room for
    QTRY_COMPARE(view->property("rows").toInt(), 200);
    QTRY_VERIFY(atEnd());

    QVERIFY(QMetaObject::invokeMethod(root.get(), "up"));
    QCOMPARE(root->property("following").toBool(), false);
    model.append(entries(401, 50));
    QTRY_COMPARE(root->property("newCount").toInt(), 50);
    QCOMPARE(view->property("contentY").toDouble(), 0.0);
    QCOMPARE(model.entryAt(0).id(), StreamId(201, 0));

    QVERIFY(QMetaObject::invokeMethod(root.get(), "follow"));
    QTRY_COMPARE(root->property("newCount").toInt(), 0);
    QTRY_VERIFY(atEnd());
    QCOMPARE(model.entryAt(199).id(), StreamId(450, 0));
    QCOMPARE(qml.warnings, QStringList());
}

void tst_QmlComponents::tableRemembersTheCurrentRow()
{
    QmlFixture qml;
    StreamModel model;
    model.setMaximumRows(20);
    model.append(entries(1, 20));
    model.flush();
    const auto root = qml.create(R"(
        Window {
            width: 600; height: 400; visible: true
            property int current: table.currentRow
            StreamTable { id: table; anchors.fill: parent; model: entries }
            function select(row) { table.select(row); }
        })", {{QStringLiteral("entries"), QVariant::fromValue(&model)}});
    QVERIFY(root);
    QVERIFY(QMetaObject::invokeMethod(root.get(), "select", Q_ARG(QVariant, 10)));
    QCOMPARE(root->property("current").toInt(), 10);
    model.append(entries(21, 4));
    model.flush();
    QTRY_COMPARE(root->property("current").toInt(), 6);
    model.append(entries(25, 20));
    model.flush();
    QTRY_COMPARE(root->property("current").toInt(), -1);
    QCOMPARE(qml.warnings, QStringList());
}

void tst_QmlComponents::rowIsTakenOutOfTheSelection()
{
    QmlFixture qml;
    StreamModel model;
    model.append(entries(1, 5));
    model.flush();
    const auto root = qml.create(R"(
        Window {
            width: 600; height: 400; visible: true
            property int chosen: table.selection.count
            StreamTable { id: table; objectName: "table"; anchors.fill: parent; model: entries; focus: true }
        })", {{QStringLiteral("entries"), QVariant::fromValue(&model)}});
    QVERIFY(root);
    auto *window = qobject_cast<QQuickWindow *>(root.get());
    QVERIFY(QTest::qWaitForWindowExposed(window));
    auto *view = root->findChild<QQuickItem *>(QStringLiteral("rows"));
    QTRY_COMPARE(view->property("rows").toInt(), 5);
    const auto click = [&](int row, Qt::KeyboardModifiers modifiers) {
        const QPoint place = placeAtRest(window, [&] { return std::optional(view->mapToScene({60, row * 28 + 14 - view->property("contentY").toReal()})); });
        QTest::mouseClick(window, Qt::LeftButton, modifiers, place);
    };
    click(1, {});
    click(3, Qt::ControlModifier);
    QCOMPARE(root->property("chosen").toInt(), 2);
    // A column that comes later is no part of what was chosen.
    const int columns = model.columnCount();
    model.append(QList<StreamEntry> {StreamEntry("s", StreamId(6, 0), {{"another", "1"}})});
    model.flush();
    QCOMPARE(model.columnCount(), columns + 1);
    click(3, Qt::ControlModifier);
    QCOMPARE(root->property("chosen").toInt(), 1);
    click(3, Qt::ControlModifier);
    QCOMPARE(root->property("chosen").toInt(), 2);
    QCOMPARE(qml.warnings, QStringList());
}

void tst_QmlComponents::whatAReaderSays()
{
    QmlFixture qml;
    StreamModel model;
    StreamFields fields {{"first", "value"}, {"long", QByteArray(1'000'000, 'x')}, {"bytes", QByteArray("\xff\xfe")}};
    for (int i = 0; i < 20; ++i)
        fields.append({"f" + QByteArray::number(i), "v"});
    model.append({StreamEntry("s", StreamId(1, 0), fields)});
    model.flush();
    ComponentWindow view;
    QVERIFY(view.show(qml, "StreamTable { objectName: \"table\"; anchors.fill: parent; model: entries }", {{QStringLiteral("entries"), QVariant::fromValue(&model)}}));
    const auto said = [&view] { return QAccessible::queryAccessibleInterface(view.item("table"))->text(QAccessible::Description); };
    QAccessible::setActive(false);
    view.settle(); // the row is there
    view.click(view.item("rows")->mapToScene({60, 14}).toPoint());
    QCOMPARE(said(), QString()); // to nobody
    QAccessible::setActive(true);
    QTRY_VERIFY(!said().isEmpty());
    QVERIFY2(said().startsWith(QStringLiteral("Current: 1-0 of s, first value, long xxx")), qPrintable(said().left(100)));
    QVERIFY(said().contains(QStringLiteral("x\u2026, bytes 2 bytes that are no text")));
    QVERIFY(said().endsWith(QStringLiteral("13 more fields")));
    QVERIFY(said().size() < 1000);
    // Cells with the title of their column.
    view.settle();
    QStringList names;
    const std::function<void(QQuickItem *)> collect = [&](QQuickItem *parent) {
        for (QQuickItem *item : parent->childItems()) {
            const QAccessibleInterface *cell = item->inherits("QQuickItem") ? QAccessible::queryAccessibleInterface(item) : nullptr;
            if (cell && cell->role() == QAccessible::Cell)
                names.append(cell->text(QAccessible::Name));
            collect(item);
        }
    };
    collect(view.item("rows"));
    QVERIFY2(names.contains(QStringLiteral("first: value")), qPrintable(names.join(u'|')));
    QAccessible::setActive(false);
}

void tst_QmlComponents::markupIsNone()
{
    QmlFixture qml;
    ComponentWindow view;
    QVERIFY(view.show(qml, "TableNote { objectName: \"note\"; title: \"<b>bold</b>\"; hint: \"<i>slanted</i>\" }\n"
                           "ActionButton { objectName: \"button\"; x: 300; y: 200; text: \"press\"; hoverEnabled: true; hint: \"<u>name</u>\" }"));
    const QPoint over = view.center("button");
    QTest::mouseMove(view.window(), over - QPoint(0, 60));
    QTest::mouseMove(view.window(), over);
    QTRY_VERIFY(view.item("button")->property("hovered").toBool());
    const std::function<QList<QQuickItem *>(QQuickItem *)> texts = [&](QQuickItem *parent) {
        QList<QQuickItem *> found;
        for (QQuickItem *child : parent->childItems()) {
            if (child->property("textFormat").isValid() && !child->property("text").toString().isEmpty())
                found.append(child);
            found += texts(child);
        }
        return found;
    };
    QTRY_VERIFY(isRead(view.window()->contentItem(), QStringLiteral("<u>name</u>"))); // the tooltip
    const QList<QQuickItem *> all = texts(view.window()->contentItem());
    QVERIFY(all.size() >= 4);
    for (const QQuickItem *text : all)
        QVERIFY2(text->property("textFormat").toInt() == 0, qPrintable(text->property("text").toString()));
}

void tst_QmlComponents::sparkline()
{
    QmlFixture qml;
    ComponentWindow view;
    QVERIFY(view.show(qml, R"(
        color: "white"
        RateSparkline { objectName: "spark"; width: 100; height: 40; capacity: 11; color: "#0000ff"; lineWidth: 2 })", {}, {100, 40}));
    const auto isBlue = [&view](int x, int y) {
        const QImage image = view.window()->grabWindow();
        return qBlue(image.pixel(x, y)) - qRed(image.pixel(x, y)) > 120;
    };
    view.settle();
    QVERIFY(!isBlue(95, 20));
    // From the right; the largest at the top, zero at the bottom, each value a tenth of the width.
    view.item("spark")->setProperty("values", QVariantList {0, 10, 10, 0, 0});
    view.settle();
    QVERIFY(isBlue(75, 2));
    QVERIFY(isBlue(95, 37));
    QVERIFY(isBlue(65, 20));
    QVERIFY(!isBlue(95, 2));
    QVERIFY(!isBlue(75, 37));
    for (int y = 0; y < 40; ++y)
        QVERIFY(!isBlue(50, y));
    // More than there is room for: the newest.
    QVariantList values {1000};
    for (int i = 0; i < 11; ++i)
        values.append(i == 0 ? 5 : 0);
    QVERIFY(view.item("spark")->setProperty("values", values));
    view.settle();
    QVERIFY(isBlue(1, 5));
    QVERIFY(isBlue(50, 37));
    // As a model's role gives them.
    QVERIFY(view.item("spark")->setProperty("values", QVariant::fromValue(QList<double> {0, 10, 10, 0, 0})));
    view.settle();
    QVERIFY(isBlue(75, 2));
    QVERIFY(!isBlue(50, 37));
    QCOMPARE(qml.warnings, QStringList());
}

void tst_QmlComponents::sparklinesStayInTheirList()
{
    // Above its edges, over them, and below; ListView keeps such delegates for scrolling.
    QmlFixture qml;
    ComponentWindow view;
    QVERIFY(view.show(qml, R"(
        color: "white"
        Item {
            objectName: "list"
            x: 40; y: 40; width: 120; height: 60
            clip: true
            Repeater {
                model: [-40, -12, 20, 48, 70]
                RateSparkline {
                    required property int modelData
                    x: -20; y: modelData; width: 160; height: 24
                    color: "black"
                    capacity: 20
                    values: [1, 9, 3, 7, 1, 9, 0, 9, 2, 8, 1, 9, 3, 7, 1, 9, 0, 9, 2, 8]
                }
            }
        })", {}, {200, 140}));
    const auto look = [&view] {
        view.settle();
        const QImage image = view.window()->grabWindow();
        int inside = 0;
        QStringList outside;
        for (int y = 0; y < image.height(); ++y) {
            for (int x = 0; x < image.width(); ++x) {
                if (qGray(image.pixel(x, y)) > 200)
                    continue;
                if (QRect(40, 40, 120, 60).contains(x, y))
                    ++inside;
                else
                    outside.append(QStringLiteral("%1,%2").arg(x).arg(y));
            }
        }
        return std::pair(inside, outside);
    };
    QVERIFY(look().first > 200);
    QCOMPARE(look().second, QStringList());
    // Also where only the parent moves.
    view.item("list")->setY(36);
    view.item("list")->setHeight(68);
    view.settle();
    view.item("list")->setY(40);
    view.item("list")->setHeight(60);
    QCOMPARE(look().second, QStringList());
    QCOMPARE(qml.warnings, QStringList());
}

QTEST_MAIN(tst_QmlComponents)
#include "tst_qmlcomponents.moc"
