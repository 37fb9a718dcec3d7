// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "programrun.h"

#include "support/redisserver.h"

#include <QtCore/QTemporaryDir>
#include <QtGui/QImage>
#include <QtTest/QTest>

using namespace Qt::StringLiterals;
using namespace RedisStreams::Test;

/// The example of Qt Widgets, without a screen: what its window acknowledges is what the server knows.
class TestWidgets : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();

    void acknowledgesWhatWasChosen();
    void severalStreams();
    void entriesThatComeLater();
    void picture();

private:
    QStringList arguments(const QStringList &more) const
    {
        return QStringList{u"-platform"_s, u"offscreen"_s, u"--url"_s, m_server.url(), u"--consumer"_s, u"anna"_s} + more;
    }
    AdminClient &admin() { return m_server.admin(); }
    void add(const QByteArray &stream, int first, int last)
    {
        for (int i = first; i <= last; ++i)
            admin().xadd(stream, QByteArray::number(i) + "-0", {"order", QByteArray::number(1000 + i), "amount", QByteArray::number(i * 12.5)});
    }
    /// The ids that are pending for anna.
    QByteArrayList pending(const QByteArray &stream)
    {
        QByteArrayList ids;
        const QVariantList entries = admin().command({"XPENDING", stream, "desk", "-", "+", "1000", "anna"}).toList();
        for (const QVariant &entry : entries)
            ids.append(entry.toList().value(0).toByteArray());
        return ids;
    }
    qint64 length(const QByteArray &stream) { return admin().integer({"XLEN", stream}); }

    RedisServer m_server;
};

void TestWidgets::initTestCase()
{
    REDISSTREAMS_REQUIRE_SERVER();
    QVERIFY2(m_server.start(), qPrintable(m_server.errorString()));
}

void TestWidgets::init() { QVERIFY(!isError(admin().command({"FLUSHALL"}))); }

void TestWidgets::acknowledgesWhatWasChosen()
{
    add("jobs", 1, 5);
    ProgramRun first(QStringLiteral(WIDGETS_PATH), arguments({u"--acknowledge"_s, u"3"_s}));
    QCOMPARE(first.waitForEnd(), 0);
    QCOMPARE(pending("jobs"), QByteArrayList({"4-0", "5-0"}));
    QCOMPARE(length("jobs"), 5);
    // What was left open is there again.
    ProgramRun second(QStringLiteral(WIDGETS_PATH), arguments({u"--acknowledge"_s, u"2"_s}));
    QCOMPARE(second.waitForEnd(), 0);
    QCOMPARE(pending("jobs"), QByteArrayList());
    QCOMPARE(length("jobs"), 5);
    QByteArrayList messages = (first.messages() + second.messages()).trimmed().split('\n');
    messages.removeIf([](const QByteArray &line) { // of a platform without a screen
        return line.startsWith("QStandardPaths: XDG_RUNTIME_DIR") || line.startsWith("This plugin does not support");
    });
    QCOMPARE(messages.join('\n'), QByteArray());
}

void TestWidgets::severalStreams()
{
    add("one", 1, 3);
    add("two", 1, 2);
    ProgramRun run(QStringLiteral(WIDGETS_PATH), arguments({u"--acknowledge"_s, u"5"_s, u"one"_s, u"two"_s}));
    QCOMPARE(run.waitForEnd(), 0);
    QCOMPARE(pending("one") + pending("two"), QByteArrayList());
    QCOMPARE(admin().integer({"EXISTS", "jobs"}), 0); // which was not asked for
    QCOMPARE(length("one") + length("two"), 5);
}

void TestWidgets::entriesThatComeLater()
{
    add("jobs", 1, 1);
    ProgramRun run(QStringLiteral(WIDGETS_PATH), arguments({u"--acknowledge"_s, u"4"_s}));
    QTRY_COMPARE(pending("jobs").size(), 1);
    add("jobs", 2, 4);
    QCOMPARE(run.waitForEnd(), 0);
    QCOMPARE(pending("jobs"), QByteArrayList());
}

void TestWidgets::picture()
{
    QTemporaryDir directory;
    const QString file = qEnvironmentVariable("REDISSTREAMS_PICTURES", directory.path()) + u"/widgets.png"_s;
    add("jobs", 1, 12);
    ProgramRun run(QStringLiteral(WIDGETS_PATH), arguments({u"--acknowledge"_s, u"4"_s, u"--screenshot"_s, file}));
    QCOMPARE(run.waitForEnd(), 0);
    const QImage image(file);
    QCOMPARE(image.size(), QSize(900, 500));
    // The chosen rows are marked: a colour that the empty part of the table does not have.
    const QColor chosen = image.pixelColor(880, 90);
    QVERIFY2(chosen != image.pixelColor(880, 440), qPrintable(chosen.name()));
}

QTEST_GUILESS_MAIN(TestWidgets)
#include "tst_widgets.moc"
