// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "commandlist.h"

#include <QtCore/QDirIterator>
#include <QtCore/QFile>
#include <QtTest/QTest>

using namespace RedisStreams;
using namespace Qt::StringLiterals;

/// That docs/commands.md says of each command and option what the code says.
class tst_CommandTable : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void everyTypeIsInTheList();
    void everyCommandHasItsRow();
    void everyOptionHasItsRow();

private:
    /// The rows of the table under a heading, cell by cell.
    QList<QStringList> table(const QString &heading) const;

    QString m_page;
};

namespace {

QString text(const ServerVersion &version)
{
    return u"%1.%2"_s.arg(version.majorNumber).arg(version.minorNumber);
}

QString text(const std::optional<ServerVersion> &version)
{
    return version ? text(*version) : u"-"_s;
}

QString code(const QString &cell)
{
    return u'`' + cell + u'`';
}

/// Each command with all the options it can have, so that it names all that are newer than it.
QList<EncodedCommand> withAllOptions()
{
    Xadd add {"s", {{"a", "1"}}};
    add.options.createStream = false;
    add.options.trim = StreamTrim::toId({1, 0});
    add.options.trim.limit = 1;
    add.options.trim.references = ReferencePolicy::KeepReferences;
    add.options.idempotence = XaddIdempotence {"p", "m"};
    Xadd automatic = add;
    automatic.options.idMode = XaddOptions::IdMode::AutomaticSequence;
    automatic.options.idempotence = XaddIdempotence {"p"};
    automatic.options.trim.references = ReferencePolicy::DeleteReferences;
    Xadd acked = add;
    acked.options.trim.references = ReferencePolicy::Acknowledged;
    Xtrim trim {"s", add.options.trim};
    Xtrim trimDeleting {"s", automatic.options.trim};
    Xtrim trimAcked {"s", acked.options.trim};
    Xrange range;
    range.excludeFirst = true;
    Xread read {{{"s", {}, true}}, {1, {}, 1, 1}};
    Xreadgroup group {"g", "c", {{"s", {}}}};
    group.options.maxCount = group.options.maxSize = 1;
    group.options.claimMinIdle = std::chrono::milliseconds(1);
    XpendingRange pending {"s", "g"};
    pending.excludeLast = true;
    pending.minIdle = std::chrono::milliseconds(1);
    return {EncodedCommand::from(add), EncodedCommand::from(automatic), EncodedCommand::from(acked), EncodedCommand::from(trim),
            EncodedCommand::from(trimDeleting), EncodedCommand::from(trimAcked), EncodedCommand::from(Xsetid {"s", {}, 1, StreamId()}),
            EncodedCommand::from(range), EncodedCommand::from(read), EncodedCommand::from(group), EncodedCommand::from(pending),
            EncodedCommand::from(XgroupCreate {"s", "g", {}, false, 1}), EncodedCommand::from(XgroupSetId {"s", "g", {}, 1}),
            EncodedCommand::from(ScanStreams())};
}

} // namespace

void tst_CommandTable::initTestCase()
{
    QFile file(QStringLiteral(COMMAND_TABLE));
    QVERIFY2(file.open(QIODevice::ReadOnly), COMMAND_TABLE);
    m_page = QString::fromUtf8(file.readAll());
}

QList<QStringList> tst_CommandTable::table(const QString &heading) const
{
    QList<QStringList> rows;
    const qsizetype from = m_page.indexOf(u"\n## "_s + heading + u'\n');
    const QString section = from < 0 ? QString() : m_page.mid(from + 1, m_page.indexOf(u"\n## "_s, from + 1) - from - 1);
    for (const QString &line : section.split(u'\n')) {
        if (!line.startsWith(u"| "))
            continue;
        QStringList cells = line.split(u'|');
        cells.removeFirst();
        cells.removeLast();
        for (QString &cell : cells)
            cell = cell.trimmed();
        rows.append(cells);
    }
    return rows.mid(2); // without the head and the line below it
}

void tst_CommandTable::everyTypeIsInTheList()
{
    int declared = 0;
    for (QDirIterator it(QStringLiteral(PUBLIC_HEADERS), {u"*.h"_s}, QDir::Files); it.hasNext();) {
        QFile header(it.next());
        QVERIFY(header.open(QIODevice::ReadOnly));
        declared += int(header.readAll().count("static constexpr const char *Name ="));
    }
    int listed = 0;
#define COUNT_COMMAND(type, reply) ++listed;
    REDISSTREAMS_COMMANDS(COUNT_COMMAND)
#undef COUNT_COMMAND
    QCOMPARE(listed, declared);
}

void tst_CommandTable::everyCommandHasItsRow()
{
    QList<QStringList> expected;
#define EXPECT_COMMAND(type, reply)                                                                                    \
    expected.append({QString::fromLatin1(type::Name), text(type::Since.redis), text(type::Since.valkey), code(QStringLiteral(#type)), code(QStringLiteral(#reply))});
    REDISSTREAMS_COMMANDS(EXPECT_COMMAND)
#undef EXPECT_COMMAND
    const QList<QStringList> rows = table(u"Commands"_s);
    QCOMPARE(rows.size(), expected.size());
    for (qsizetype i = 0; i < expected.size(); ++i)
        QCOMPARE(rows[i].first(5), expected[i]);
}

void tst_CommandTable::everyOptionHasItsRow()
{
    QList<QStringList> expected;
    for (const EncodedCommand &command : withAllOptions()) {
        for (const CommandFeature &option : command.newerOptions) {
            const QStringList row {QString::fromUtf8(command.name), code(QString::fromLatin1(option.name)), text(option.redis), text(option.valkey)};
            if (!expected.contains(row))
                expected.append(row);
        }
    }
    QList<QStringList> rows = table(u"Options that came later"_s);
    std::sort(rows.begin(), rows.end());
    std::sort(expected.begin(), expected.end());
    QCOMPARE(rows, expected);
}

QTEST_GUILESS_MAIN(tst_CommandTable)
#include "tst_commandtable.moc"
