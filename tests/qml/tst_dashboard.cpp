// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "support/redisserver.h"

#include <QtCore/QProcess>
#include <QtCore/QSet>
#include <QtCore/QTemporaryDir>
#include <QtGui/QImage>
#include <QtTest/QTest>

using namespace RedisStreams::Test;

/// The program as a user starts it, judged by its exit code, its messages and the pictures it makes.
class tst_Dashboard : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void badUsage_data();
    void badUsage();
    void picture_data();
    void picture();
    void noStreams();
    void refused();

private:
    int run(const QStringList &arguments, int milliseconds = 80000);
    QString file(const QString &name) const { return m_directory.filePath(name); }

    QTemporaryDir m_directory;
    RedisServer m_server;
    QByteArray m_errors;
};

void tst_Dashboard::initTestCase()
{
    REDISSTREAMS_REQUIRE_SERVER();
    QVERIFY2(m_server.start(), qPrintable(m_server.errorString()));
}

int tst_Dashboard::run(const QStringList &arguments, int milliseconds)
{
    QProcess process;
    process.start(QStringLiteral(DASHBOARD_PROGRAM), arguments);
    if (!process.waitForFinished(milliseconds)) {
        process.kill();
        process.waitForFinished();
        return -1;
    }
    m_errors = process.readAllStandardError();
    return process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -2;
}

void tst_Dashboard::badUsage_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::newRow("size") << QStringList {QStringLiteral("--size"), QStringLiteral("big")};
    QTest::newRow("theme") << QStringList {QStringLiteral("--theme"), QStringLiteral("pink")};
    QTest::newRow("positional") << QStringList {QStringLiteral("what")};
}

void tst_Dashboard::badUsage()
{
    QFETCH(QStringList, arguments);
    QCOMPARE(run(arguments), 2);
    QVERIFY(m_errors.startsWith("dashboard: "));
}

void tst_Dashboard::picture_data()
{
    QTest::addColumn<QString>("theme");
    QTest::addColumn<QSize>("size");
    QTest::newRow("light") << QStringLiteral("light") << QSize(1000, 640);
    QTest::newRow("dark") << QStringLiteral("dark") << QSize(1280, 800);
}

void tst_Dashboard::picture()
{
    QFETCH(QString, theme);
    QFETCH(QSize, size);
    m_server.admin().command({"FLUSHALL"});
    for (int i = 0; i < 40; ++i)
        m_server.admin().xadd("host:cpu", "*", {"user", QByteArray::number(i), "system", "3.1"});

    const QString picture = file(theme + QStringLiteral(".png"));
    const QString sizeText = QStringLiteral("%1x%2").arg(size.width()).arg(size.height());
    QCOMPARE(run({QStringLiteral("--url"), m_server.url(), QStringLiteral("--screenshot"), picture, QStringLiteral("--size"),
                  sizeText, QStringLiteral("--theme"), theme}),
             0);
    QVERIFY2(!m_errors.contains(".qml"), m_errors.constData());
    const QImage image(picture);
    QCOMPARE(image.size(), size);
    QSet<QRgb> colors;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x)
            colors.insert(image.pixel(x, y));
    }
    QVERIFY2(colors.size() > 50, QByteArray::number(colors.size()).constData());
    const bool dark = qGray(image.pixel(size.width() / 2, size.height() - 60)) < 128;
    QCOMPARE(dark, theme == QStringLiteral("dark"));
}

void tst_Dashboard::noStreams()
{
    m_server.admin().command({"FLUSHALL"});
    const QString picture = file(QStringLiteral("none.png"));
    QCOMPARE(run({QStringLiteral("--url"), m_server.url(), QStringLiteral("--screenshot"), picture}), 1);
    QVERIFY2(m_errors.contains("no entry"), m_errors.constData());
    QCOMPARE(QImage(picture).size(), QSize(1280, 800));
}

void tst_Dashboard::refused()
{
    const QString picture = file(QStringLiteral("refused.png"));
    QCOMPARE(run({QStringLiteral("--url"), QStringLiteral("redis://:secret@127.0.0.1:1"), QStringLiteral("--screenshot"), picture}), 1);
    QVERIFY(!m_errors.contains("secret"));
    QCOMPARE(QImage(picture).size(), QSize(1280, 800));
}

QTEST_GUILESS_MAIN(tst_Dashboard)
#include "tst_dashboard.moc"
