// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "modelhistorytest.h"

#include <RedisStreams/streamexporter.h>

#include <QtCore/QFile>
#include <QtCore/QTemporaryDir>

using namespace Qt::StringLiterals;
using namespace RedisStreams;
using namespace RedisStreams::Test;

/// The C++ examples of docs/guide-model.md are here, and must be the same there. (The QML ones: tests/qml/tst_guides.)
class TestModelGuide : public ServerTest
{
    Q_OBJECT

private Q_SLOTS:
    void sameText_data();
    void sameText();
    void examples();

private:
    static QString contents(const QString &name)
    {
        QFile file(name);
        return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
    }
    static QStringList lines(const QString &text)
    {
        QStringList list;
        for (const QString &line : text.split(u'\n')) {
            if (!line.trimmed().isEmpty())
                list.append(line.trimmed());
        }
        return list;
    }
};

void TestModelGuide::sameText_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("text");
    static const QRegularExpression block(u"<!-- snippet: (\\w+) -->\n```cpp\n(.*?)```"_s, QRegularExpression::DotMatchesEverythingOption);
    auto matches = block.globalMatch(contents(QStringLiteral(GUIDE)));
    int number = 0;
    for (; matches.hasNext(); ++number) {
        const QRegularExpressionMatch match = matches.next();
        QTest::newRow(qPrintable(match.captured(1))) << match.captured(1) << match.captured(2);
    }
    QCOMPARE(number, 3);
}

void TestModelGuide::sameText()
{
    QFETCH(QString, name);
    QFETCH(QString, text);
    const QRegularExpression part(u"//! \\[%1\\]\n(.*?)//! \\[%1\\]"_s.arg(name), QRegularExpression::DotMatchesEverythingOption);
    const QRegularExpressionMatch found = part.match(contents(QStringLiteral(EXAMPLES)));
    QVERIFY(found.hasMatch());
    QCOMPARE(lines(found.captured(1)), lines(text));
}

void TestModelGuide::examples()
{
    for (int i = 1; i <= 600; ++i)
        m_server.admin().xadd(i % 2 ? "orders" : "payments", QByteArray::number(i) + "-0", {"n", QByteArray::number(i)});
    RedisClient &client = *m_client;
    //! [table]
    StreamConsumer consumer(&client, {u"orders"_s, u"payments"_s});
    consumer.setStartFrom(StreamConsumer::StartFrom::LastEntries);
    consumer.setStartCount(200); // of each stream; the rows show them merged by time

    StreamModel model;
    model.setMaximumRows(5000);
    model.setConsumer(&consumer);
    consumer.start();
    //! [table]
    QTRY_COMPARE(model.rowCount(), 400);
    QCOMPARE(model.entryAt(0).idText(), u"201-0"_s);

    QTest::ignoreMessage(QtInfoMsg, "200 older rows, now 600");
    //! [past]
    StreamHistory *history = model.history();
    QObject::connect(history, &StreamHistory::fetched, &model, [&model](int rows) { qInfo() << rows << "older rows, now" << model.count(); });
    QObject::connect(history, &StreamHistory::jumped, &model, [&model](int row) { qInfo() << "at" << model.entryAt(row).idText(); });
    history->fetchOlder(); // a page (pageSize) before the oldest row, of all streams, by time
    //! [past]
    QTRY_COMPARE(model.rowCount(), 600);
    QTest::ignoreMessage(QtInfoMsg, "at \"333-0\"");
    history->jumpTo(QDateTime::fromMSecsSinceEpoch(333));

    QTemporaryDir directory;
    const QString fileName = directory.filePath(u"entries.csv"_s);
    QTest::ignoreMessage(QtInfoMsg, "600 entries written");
    QTest::ignoreMessage(QtInfoMsg, QRegularExpression(u"^600 1$"_s));
    QTest::ignoreMessage(QtInfoMsg, QRegularExpression(u"^0 0$"_s));
    //! [export]
    StreamExporter exporter;
    exporter.setModel(&model);
    exporter.setScope(StreamExporter::WholeStreams); // all entries that match the filter, fetched page by page
    exporter.setFormat(StreamModel::Csv);
    QObject::connect(&exporter, &StreamExporter::progressChanged, &model, [&exporter] { qInfo() << exporter.exportedCount() << exporter.progress(); });
    QObject::connect(&exporter, &StreamExporter::finished, &model, [](qint64 entries) { qInfo() << entries << "entries written"; });
    QObject::connect(&exporter, &StreamExporter::failed, &model, [](const QString &message) { qWarning() << message; });
    exporter.exportTo(QUrl::fromLocalFile(fileName));
    //! [export]
    QTRY_VERIFY(!exporter.isRunning());
    QCOMPARE(contents(fileName).count(u'\n'), 601);
}

QTEST_GUILESS_MAIN(TestModelGuide)
#include "tst_model_guide.moc"
