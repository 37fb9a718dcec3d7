// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "programs/programrun.h"
#include "support/redisserver.h"

#include <QtCore/QFile>
#include <QtCore/QRegularExpression>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

using namespace Qt::StringLiterals;
using namespace RedisStreams::Test;

/// The QML of the README in Qt's own run time, the program `qml`, which knows nothing of us but where the module lies.
class TestQmlProgram : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void exampleOfTheReadme();
};

void TestQmlProgram::exampleOfTheReadme()
{
    REDISSTREAMS_REQUIRE_SERVER();
    RedisServer server;
    QVERIFY2(server.start(), qPrintable(server.errorString()));
    QFile readme(QStringLiteral(README));
    QVERIFY(readme.open(QIODevice::ReadOnly));
    static const QRegularExpression block(u"```qml\n(.*?)```"_s, QRegularExpression::DotMatchesEverythingOption);
    QString text = block.match(QString::fromUtf8(readme.readAll())).captured(1);
    QVERIFY(text.contains(u"redis://localhost"_s));
    text.replace(u"redis://localhost"_s, server.url());
    QTemporaryDir folder;
    QFile file(folder.filePath(u"Example.qml"_s));
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(text.toUtf8()) == text.toUtf8().size());
    file.close();

    ProgramRun run(QStringLiteral(QML_PROGRAM), {u"-I"_s, QStringLiteral(QML_IMPORT_DIR), file.fileName()}, ProgramRun::Output::Read,
                   {u"QT_QPA_PLATFORM=offscreen"_s, u"QT_QUICK_BACKEND=software"_s, u"QT_FORCE_STDERR_LOGGING=1"_s, u"XDG_RUNTIME_DIR="_s + folder.path()});
    // It follows from when it was opened on: what is added until then is not shown.
    const auto isShown = [&] {
        server.admin().command({"XADD", "host:cpu", "*", "user", "12.5"});
        return run.messages().contains("12.5") || !run.isRunning();
    };
    QTRY_VERIFY_WITH_TIMEOUT(isShown(), 60'000);
    QVERIFY2(run.isRunning(), run.messages().constData());
    static const QRegularExpression line(u"host:cpu \\d+-\\d+ 12\\.5"_s);
    QVERIFY2(line.match(QString::fromUtf8(run.messages())).hasMatch(), run.messages().constData());
    // Nothing but what it logs: no warning of the engine.
    const QList<QByteArray> lines = run.messages().split('\n');
    for (const QByteArray &message : lines)
        QVERIFY2(message.isEmpty() || message.contains("12.5"), message.constData());
}

QTEST_GUILESS_MAIN(TestQmlProgram)
#include "tst_qmlprogram.moc"
