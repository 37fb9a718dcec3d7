// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "componenttest.h"

#include <RedisStreams/streamseries.h>

#include <QtGui/QWheelEvent>
#include <QtTest/QSignalSpy>

#include <cmath>

using namespace RedisStreams;
using namespace RedisStreams::Test;

/// SeriesChart and SeriesPlot as they are seen and used.
class tst_QmlChart : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void empty();
    void linesAreDrawn();
    void gapsAreGaps();
    void followsTheNewest();
    void pauseHoldsTheAxis();
    void wheelZoomsAroundThePointer();
    void dragMoves();
    void keys();
    void cursorReads();
    void legendHides();
    void onlyItsField();
    void seriesGoes();
    void notDrawnWhileHidden();

private:
    bool show(const QByteArray &text = "SeriesChart { anchors.fill: parent; objectName: \"chart\"; series: values }")
    {
        m_view = std::make_unique<ComponentWindow>();
        if (!m_view->show(*m_qml, text, {{QStringLiteral("values"), QVariant::fromValue(m_series.get())}}))
            return false;
        m_chart = m_view->item("chart");
        m_plot = m_view->item("plot");
        return m_chart && m_plot;
    }
    double of(const char *name) const { return m_chart->property(name).toDouble(); }
    double plot(const char *name) const { return m_plot->property(name).toDouble(); }
    QPoint at(double x, double y) const { return m_plot->mapToScene({x * m_plot->width(), y * m_plot->height()}).toPoint(); }
    void add(const char *stream, const char *field, qint64 time, double value)
    {
        QVERIFY(m_series->append(QLatin1StringView(stream), QLatin1StringView(field), time, value));
    }
    /// A sine of a minute, up to now.
    void addSine(const char *stream, const char *field = "user", double phase = 0)
    {
        m_now = QDateTime::currentMSecsSinceEpoch();
        for (int second = -120; second <= 0; ++second)
            add(stream, field, m_now + 1000 * second, 50 + 40 * std::sin(second / 9.0 + phase));
    }
    /// How many pixels of the plot have about this colour.
    int pixels(const QColor &color, QRectF part = {0, 0, 1, 1})
    {
        const QImage image = m_view->window()->grabWindow();
        const QRect area(at(part.left(), part.top()), at(part.right(), part.bottom()));
        int count = 0;
        for (int y = area.top(); y < area.bottom(); ++y) {
            for (int x = area.left(); x < area.right(); ++x) {
                const QColor pixel = image.pixelColor(x, y);
                const int difference = std::abs(pixel.red() - color.red()) + std::abs(pixel.green() - color.green()) + std::abs(pixel.blue() - color.blue());
                count += difference < 130 ? 1 : 0; // a line between two rows of pixels is paler in both
            }
        }
        return count;
    }
    QColor colorOf(const char *stream)
    {
        // Of the line, as it is drawn.
        const int count = m_series->count();
        for (int line = 0; line < count; ++line) {
            if (m_series->stream(line) == QLatin1StringView(stream))
                return m_plot->property("lineColors").toList().value(line).value<QColor>();
        }
        return {};
    }

    std::unique_ptr<QmlFixture> m_qml;
    std::unique_ptr<StreamSeries> m_series;
    std::unique_ptr<ComponentWindow> m_view;
    QQuickItem *m_chart = nullptr;
    QQuickItem *m_plot = nullptr;
    qint64 m_now = 0;
};

void tst_QmlChart::init()
{
    m_view.reset();
    m_qml = std::make_unique<QmlFixture>();
    m_series = std::make_unique<StreamSeries>();
}

void tst_QmlChart::empty()
{
    QVERIFY(show());
    QVERIFY(m_chart->property("empty").toBool());
    QVERIFY(m_view->reads(QStringLiteral("No numbers yet")));
    m_view->key(Qt::Key_Home);
    m_view->key(Qt::Key_Left);
    QCOMPARE(m_qml->warnings, QStringList());
    QVERIFY(show("SeriesChart { anchors.fill: parent; objectName: \"chart\" }"));
    QCOMPARE(m_qml->warnings, QStringList());
}

void tst_QmlChart::linesAreDrawn()
{
    addSine("host:cpu");
    addSine("host:memory", "user", 2);
    QVERIFY(show());
    QTRY_VERIFY(!m_chart->property("empty").toBool());
    QCOMPARE(plot("minimum"), 0.0);
    QVERIFY(plot("maximum") >= 90 && plot("maximum") <= 100);
    const QVariantList valueTicks = m_plot->property("valueTicks").toList();
    QVERIFY(valueTicks.size() >= 3);
    QVERIFY(m_plot->property("timeTicks").toList().size() >= 2);
    QVERIFY(m_view->reads(valueTicks.last().toMap().value(QStringLiteral("text")).toString()));
    QVERIFY(m_view->reads(QStringLiteral("host:cpu")));
    QTRY_VERIFY(pixels(colorOf("host:cpu")) > 300);
    QVERIFY(pixels(colorOf("host:memory")) > 300);
    QCOMPARE(m_qml->warnings, QStringList());
}

void tst_QmlChart::gapsAreGaps()
{
    m_now = QDateTime::currentMSecsSinceEpoch();
    for (int second = -60; second <= 0; ++second) {
        if (second < -40 || second > -20)
            add("s", "n", m_now + 1000 * second, 50);
    }
    QVERIFY(show());
    // Parts of the plot by their times, in seconds before the last value: the axis moves on meanwhile.
    const auto between = [this](int first, int last) {
        const auto part = [this](int second) { return qBound(0.0, (double(m_now) + 1000.0 * second - of("from")) / of("span"), 1.0); };
        return QRectF(QPointF(part(first), 0), QPointF(part(last), 1));
    };
    QTRY_VERIFY(pixels(colorOf("s"), between(-58, -42)) > 50);
    QVERIFY(pixels(colorOf("s"), between(-18, -2)) > 50);
    QCOMPARE(pixels(colorOf("s"), between(-36, -24)), 0);
    m_series->setGapAfter(-1);
    QTRY_VERIFY(pixels(colorOf("s"), between(-36, -24)) > 50);
}

void tst_QmlChart::followsTheNewest()
{
    addSine("s");
    QVERIFY(show());
    QTRY_VERIFY(!m_chart->property("empty").toBool());
    QCOMPARE(of("to") - of("from"), 60'000.0);
    QTRY_VERIFY(std::abs(of("to") - double(QDateTime::currentMSecsSinceEpoch())) < 2000);
    // Time goes on without entries.
    const double then = of("to");
    QTRY_VERIFY(of("to") > then + 300);
    QVERIFY(m_chart->property("following").toBool());
    QCOMPARE(m_qml->warnings, QStringList());
}

void tst_QmlChart::pauseHoldsTheAxis()
{
    addSine("s");
    QVERIFY(show());
    QTRY_VERIFY(!m_chart->property("empty").toBool());
    m_chart->setProperty("paused", true);
    const double then = of("to");
    add("s", "user", m_now + 1, 50);
    QTest::qWait(300);
    QCOMPARE(of("to"), then);
    QVERIFY(m_series->lastTime() > m_now); // the series goes on
    QVERIFY(m_view->reads(QStringLiteral("Resume")));
    m_chart->setProperty("paused", false);
    QTRY_VERIFY(of("to") > then);
}

void tst_QmlChart::wheelZoomsAroundThePointer()
{
    addSine("s");
    QVERIFY(show());
    QTRY_VERIFY(!m_chart->property("empty").toBool());
    m_view->settle(); // beside its axis
    m_chart->setProperty("paused", true);
    const double around = of("from") + 0.25 * of("span");
    const QPoint pointer = at(0.25, 0.5);
    const auto wheel = [&](int delta) {
        QWheelEvent event(pointer, m_view->window()->mapToGlobal(pointer), {}, {0, delta}, Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(m_view->window(), &event);
    };
    wheel(120);
    QTRY_COMPARE(of("span"), 48'000.0);
    QVERIFY2(std::abs(of("from") + 0.25 * of("span") - around) < 200, qPrintable(QString::number(of("from") + 0.25 * of("span") - around)));
    wheel(-240);
    QTRY_VERIFY(std::abs(of("span") - 75'000.0) < 1);
    QVERIFY(std::abs(of("from") + 0.25 * of("span") - around) < 300);
    for (int i = 0; i < 100; ++i)
        wheel(120);
    QTRY_COMPARE(of("span"), 100.0); // no closer
    for (int i = 0; i < 200; ++i)
        wheel(-120);
    QTRY_COMPARE(of("span"), 30.0 * 86'400'000);
    QCOMPARE(m_qml->warnings, QStringList());
}

void tst_QmlChart::dragMoves()
{
    addSine("s");
    QVERIFY(show());
    QTRY_VERIFY(!m_chart->property("empty").toBool());
    const double then = of("to");
    QTest::mousePress(m_view->window(), Qt::LeftButton, {}, at(0.3, 0.5));
    for (double x = 0.3; x <= 0.6; x += 0.02)
        QTest::mouseMove(m_view->window(), at(x, 0.5));
    QTest::mouseRelease(m_view->window(), Qt::LeftButton, {}, at(0.6, 0.5));
    QTRY_VERIFY(!m_chart->property("following").toBool());
    QVERIFY2(of("to") < then - 10'000 && of("to") > then - 20'000, qPrintable(QString::number(of("to") - then)));
    const double moved = of("to");
    QTest::qWait(200);
    QCOMPARE(of("to"), moved);
    // The way back.
    QVERIFY(m_view->reads(QStringLiteral("Live")));
    QMetaObject::invokeMethod(m_chart, "follow");
    QTRY_VERIFY(of("to") >= then);
    QVERIFY(m_chart->property("following").toBool());
    QCOMPARE(m_qml->warnings, QStringList());
}

void tst_QmlChart::keys()
{
    addSine("s");
    QVERIFY(show());
    QTRY_VERIFY(!m_chart->property("empty").toBool());
    m_chart->forceActiveFocus();
    const double then = of("to");
    m_view->key(Qt::Key_Left);
    QCOMPARE(m_chart->property("following").toBool(), false);
    QVERIFY(std::abs(of("to") - (then - 6000)) < 1000);
    m_view->key(Qt::Key_Plus);
    QCOMPARE(of("span"), 48'000.0);
    m_view->key(Qt::Key_Minus);
    QCOMPARE(of("span"), 60'000.0);
    m_view->key(Qt::Key_Home);
    QVERIFY(std::abs(of("from") - double(m_now - 120'000)) < 10);
    m_view->key(Qt::Key_Right);
    QVERIFY(std::abs(of("from") - double(m_now - 114'000)) < 10);
    m_view->key(Qt::Key_End);
    QVERIFY(m_chart->property("following").toBool());
    m_view->key(Qt::Key_Space);
    QVERIFY(m_chart->property("paused").toBool());
    m_view->key(Qt::Key_Space);
    QVERIFY(!m_chart->property("paused").toBool());
    m_view->key(Qt::Key_Left, Qt::ShiftModifier);
    QVERIFY(!std::isnan(of("cursorTime")));
    m_view->key(Qt::Key_Escape);
    QVERIFY(std::isnan(of("cursorTime")));
    QCOMPARE(m_qml->warnings, QStringList());
}

void tst_QmlChart::cursorReads()
{
    m_now = QDateTime::currentMSecsSinceEpoch();
    for (int second = -60; second <= 0; ++second) {
        add("one", "n", m_now + 1000 * second, second == -30 ? 87.5 : 10);
        add("two", "n", m_now + 1000 * second, 42);
    }
    QVERIFY(show());
    QTRY_VERIFY(!m_chart->property("empty").toBool());
    m_chart->setProperty("paused", true);
    QVERIFY(!m_view->reads(QStringLiteral("87.5")));
    m_view->settle(); // beside its axis
    double x = 0;
    QMetaObject::invokeMethod(m_plot, "xOf", Q_RETURN_ARG(double, x), Q_ARG(double, double(m_now - 30'000)));
    QTest::mouseMove(m_view->window(), at(0.1, 0.5));
    QTest::mouseMove(m_view->window(), m_plot->mapToScene({x + 1, 50}).toPoint());
    QTRY_VERIFY(m_view->reads(QStringLiteral("87.5")));
    QVERIFY(m_view->reads(QStringLiteral("42")));
    QTest::mouseMove(m_view->window(), {2, 2});
    QTRY_VERIFY(!m_view->reads(QStringLiteral("87.5")));
    QCOMPARE(m_qml->warnings, QStringList());
}

void tst_QmlChart::legendHides()
{
    addSine("one");
    m_now = QDateTime::currentMSecsSinceEpoch();
    for (int second = -60; second <= 0; ++second)
        add("huge", "user", m_now + 1000 * second, 5000);
    QVERIFY(show());
    QTRY_VERIFY(plot("maximum") >= 5000);
    // A click on its name.
    QQuickItem *huge = nullptr;
    const std::function<void(QQuickItem *)> search = [&](QQuickItem *parent) {
        for (QQuickItem *child : parent->childItems()) {
            if (child->property("name").toString().startsWith(QStringLiteral("huge")) && child->property("lineColor").isValid())
                huge = child;
            search(child);
        }
    };
    m_view->settle();
    search(m_chart);
    QVERIFY(huge);
    m_view->click(huge->mapToScene({huge->width() / 2, huge->height() / 2}).toPoint());
    QTRY_VERIFY(plot("maximum") <= 100);
    QCOMPARE(huge->property("checked").toBool(), false);
    m_view->click(huge->mapToScene({huge->width() / 2, huge->height() / 2}).toPoint());
    QTRY_VERIFY(plot("maximum") >= 5000);
    QCOMPARE(m_qml->warnings, QStringList());
}

void tst_QmlChart::onlyItsField()
{
    addSine("one", "user");
    for (int second = -60; second <= 0; ++second)
        add("one", "idle", m_now + 1000 * second, 9000);
    QVERIFY(show("SeriesChart { anchors.fill: parent; objectName: \"chart\"; series: values; field: \"user\" }"));
    QTRY_VERIFY(!m_chart->property("empty").toBool());
    QVERIFY(plot("maximum") <= 100);
    QVERIFY(m_view->reads(QStringLiteral("user"))); // its title
    m_chart->setProperty("field", QStringLiteral("idle"));
    QTRY_VERIFY(plot("maximum") >= 9000);
    m_chart->setProperty("field", QStringLiteral("none"));
    QTRY_VERIFY(m_chart->property("empty").toBool());
    QCOMPARE(m_qml->warnings, QStringList());
}

void tst_QmlChart::seriesGoes()
{
    addSine("one");
    QVERIFY(show());
    QTRY_VERIFY(!m_chart->property("empty").toBool());
    m_series->removeStream(QStringLiteral("one"));
    QTRY_VERIFY(m_chart->property("empty").toBool());
    addSine("two");
    QTRY_VERIFY(!m_chart->property("empty").toBool());
    m_series.reset();
    QTRY_VERIFY(m_chart->property("empty").toBool());
    QTest::qWait(100);
    QCOMPARE(m_qml->warnings, QStringList());
}

void tst_QmlChart::notDrawnWhileHidden()
{
    addSine("one");
    QVERIFY(show());
    QTRY_VERIFY(!m_chart->property("empty").toBool());
    m_chart->setVisible(false);
    const double then = of("to");
    QTest::qWait(200);
    QCOMPARE(of("to"), then);
    m_chart->setVisible(true);
    QTRY_VERIFY(of("to") > then);
}

QTEST_MAIN(tst_QmlChart)
#include "tst_qmlchart.moc"
