// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "modelentries.h"

#include "models/entrytext_p.h"

#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>
#include <QtCore/QRandomGenerator>
#include <QtTest/QTest>

using namespace RedisStreams;
using namespace RedisStreams::Internal;
using namespace ModelEntries;

class tst_EntryText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void json_data();
    void json();
    void jsonLine();
    void csv();
    void csvCells_data();
    void csvCells();
    void otherFields();
    void anyBytesComeBack();
    void copyRows();
};

namespace {

/// What is written in \a json, as bytes again.
QByteArray bytesOf(const QJsonValue &json)
{
    return json.isObject() ? QByteArray::fromBase64(json.toObject().value(QStringLiteral("base64")).toString().toLatin1())
                           : json.toString().toUtf8();
}

/// Reads what RFC 4180 describes.
QList<QByteArrayList> parseCsv(const QByteArray &text, char separator, const QByteArray &lineEnd)
{
    QList<QByteArrayList> lines;
    QByteArrayList line;
    QByteArray cell;
    for (qsizetype i = 0; i < text.size();) {
        if (text.at(i) == '"') {
            for (++i; i < text.size(); ++i) {
                if (text.at(i) != '"')
                    cell.append(text.at(i));
                else if (i + 1 < text.size() && text.at(i + 1) == '"')
                    cell.append(text.at(++i));
                else
                    break;
            }
            ++i;
        } else if (text.at(i) == separator) {
            line.append(std::exchange(cell, {}));
            ++i;
        } else if (text.mid(i, lineEnd.size()) == lineEnd) {
            line.append(std::exchange(cell, {}));
            lines.append(std::exchange(line, {}));
            i += lineEnd.size();
        } else {
            cell.append(text.at(i++));
        }
    }
    return lines;
}

} // namespace

void tst_EntryText::json_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("json");
    QTest::newRow("empty") << QByteArray() << QByteArray("\"\"");
    QTest::newRow("plain") << QByteArray("plain") << QByteArray("\"plain\"");
    QTest::newRow("quoted") << QByteArray("a\"b\\c") << QByteArray("\"a\\\"b\\\\c\"");
    QTest::newRow("control") << QByteArray("\n\r\t\x01\x1f\x7f") << QByteArray("\"\\n\\r\\t\\u0001\\u001f\\u007f\"");
    QTest::newRow("nul") << QByteArray("a\0b", 3) << QByteArray("\"a\\u0000b\"");
    QTest::newRow("utf-8") << QByteArray("\xc3\xa9\xf0\x9f\x98\x80") << QByteArray("\"\xc3\xa9\xf0\x9f\x98\x80\"");
    QTest::newRow("not utf-8") << QByteArray("\xff\xfe") << QByteArray("{\"base64\":\"//4=\"}");
    QTest::newRow("cut utf-8") << QByteArray("a\xc3") << QByteArray("{\"base64\":\"YcM=\"}");
}

void tst_EntryText::json()
{
    QFETCH(QByteArray, bytes);
    QByteArray text("x");
    appendJson(&text, bytes);
    QTEST(text.mid(1), "json");
}

void tst_EntryText::jsonLine()
{
    QByteArray line;
    appendJsonLine(&line, StreamEntry("one", StreamId(1, 0), {{"id", "1"}, {"id", "2"}, {"raw", "\xff"}}));
    QCOMPARE(line, "{\"stream\":\"one\",\"id\":\"1-0\",\"fields\":[[\"id\",\"1\"],[\"id\",\"2\"],[\"raw\",{\"base64\":\"/w==\"}]]}\n");
    line.clear();
    appendJsonLine(&line, StreamEntry("\xff", StreamId::maximum(), {}));
    QCOMPARE(line, "{\"stream\":{\"base64\":\"/w==\"},\"id\":\"18446744073709551615-18446744073709551615\",\"fields\":[]}\n");
}

void tst_EntryText::csv()
{
    using Kind = TableText::Kind;
    const TableText table(',', "\r\n", {{Kind::Time, "time"}, {Kind::Id, "id"}, {Kind::Field, "a"}, {Kind::Stream, "stream"}, {Kind::Field, "b,c"}});
    QByteArray text;
    table.appendHeader(&text);
    table.appendRow(&text, StreamEntry("s", StreamId(1700000000512, 7), {{"a", "1"}, {"b,c", "say \"hi\"\r\n"}, {"x", "no column"}, {"a", "2"}}));
    table.appendRow(&text, StreamEntry("s", StreamId::maximum(), {{"a", ""}}));
    QCOMPARE(text, "time,id,a,stream,\"b,c\"\r\n"
                   "2023-11-14T22:13:20.512Z,1700000000512-7,2,s,\"say \"\"hi\"\"\r\n\"\r\n"
                   ",18446744073709551615-18446744073709551615,\"\",s,\r\n");
}

void tst_EntryText::csvCells_data()
{
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<QByteArray>("comma");
    QTest::addColumn<QByteArray>("tab");
    const auto row = [](const char *name, const QByteArray &value, const QByteArray &comma, const QByteArray &tab) {
        QTest::newRow(name) << value << comma << tab;
    };
    row("plain", "a b", "a b", "a b");
    row("comma", "a,b", "\"a,b\"", "a,b");
    row("tab", "a\tb", "a\tb", "\"a\tb\"");
    row("quote", "\"", "\"\"\"\"", "\"\"\"\"");
    row("line feed", "a\nb", "\"a\nb\"", "\"a\nb\"");
    row("return", "a\rb", "\"a\rb\"", "\"a\rb\"");
    row("empty", "", "\"\"", "\"\"");
    row("binary", "\xff", "\"{\"\"base64\"\":\"\"/w==\"\"}\"", "\"{\"\"base64\"\":\"\"/w==\"\"}\"");
    row("utf-8", "\xc3\xa9", "\xc3\xa9", "\xc3\xa9");
}

void tst_EntryText::csvCells()
{
    QFETCH(QByteArray, value);
    const StreamEntry entry("s", StreamId(1, 0), {{"v", value}});
    QByteArray comma;
    TableText(',', "", {{TableText::Kind::Field, "v"}}).appendRow(&comma, entry);
    QTEST(comma, "comma");
    QByteArray tab;
    TableText('\t', "", {{TableText::Kind::Field, "v"}}).appendRow(&tab, entry);
    QTEST(tab, "tab");
}

void tst_EntryText::otherFields()
{
    TableText table(',', "\r\n", {{TableText::Kind::Field, "a"}});
    table.setOtherFields({"a", "hidden"});
    QByteArray text;
    table.appendHeader(&text);
    table.appendRow(&text, StreamEntry("s", StreamId(1, 0), {{"a", "1"}, {"hidden", "2"}}));
    table.appendRow(&text, StreamEntry("s", StreamId(2, 0), {{"new", "1"}, {"new", "\xff"}}));
    QCOMPARE(text, "a,other fields\r\n1,\r\n,\"[[\"\"new\"\",\"\"1\"\"],[\"\"new\"\",{\"\"base64\"\":\"\"/w==\"\"}]]\"\r\n");
}

void tst_EntryText::anyBytesComeBack()
{
    QRandomGenerator random(20260103);
    const QByteArray pieces[] = {"a", ",", "\t", "\"", "\\", "\n", "\r", "\xc3\xa9", "\xff", QByteArray(1, '\0'), "{\"base64\":\"eA==\"}"};
    const auto someBytes = [&] {
        QByteArray bytes;
        for (int i = random.bounded(6); i > 0; --i)
            bytes += pieces[random.bounded(11)];
        return bytes;
    };
    for (int round = 0; round < 500; ++round) {
        StreamFields fields;
        for (int i = random.bounded(5); i > 0; --i)
            fields.append({someBytes(), someBytes()});
        const StreamEntry entry(someBytes(), StreamId(quint64(round), 1), fields);
        QByteArray line;
        appendJsonLine(&line, entry);
        const QJsonObject object = QJsonDocument::fromJson(line).object();
        QCOMPARE(bytesOf(object.value(QStringLiteral("stream"))), entry.streamKey());
        StreamFields read;
        for (const QJsonValue &pair : object.value(QStringLiteral("fields")).toArray())
            read.append({bytesOf(pair.toArray().at(0)), bytesOf(pair.toArray().at(1))});
        QCOMPARE(read, fields);
        QCOMPARE(line.count('\n'), 1);

        // As a table: text comes back, what is none as its JSON.
        const auto asText = [](const QByteArray &bytes) {
            QByteArray json;
            appendJson(&json, bytes);
            return bytes.isValidUtf8() ? bytes : json;
        };
        const QByteArray value = someBytes();
        const QByteArray other = someBytes();
        for (const auto &[separator, end] : {std::pair(',', QByteArray("\r\n")), std::pair('\t', QByteArray("\n"))}) {
            const TableText table(separator, end, {{TableText::Kind::Field, "v"}, {TableText::Kind::Field, "w"}});
            QByteArray text;
            table.appendRow(&text, StreamEntry("s", StreamId(1, 0), {{"v", value}, {"w", other}}));
            table.appendRow(&text, StreamEntry("s", StreamId(1, 0), {{"w", value}}));
            QCOMPARE(parseCsv(text, separator, end),
                QList<QByteArrayList>({{asText(value), asText(other)}, {QByteArray(), asText(value)}}));
        }
    }
}

void tst_EntryText::copyRows()
{
    StreamModel model;
    model.append(QList<StreamEntry>{StreamEntry("a", StreamId(1, 0), {{"x", "1"}, {"y", QByteArray(1000, 'z')}}),
        StreamEntry("b", StreamId(2, 0), {{"x", "tab\there"}, {"raw", "\xff"}}), StreamEntry("b", StreamId(3, 0), {{"x", ""}})});
    model.flush();
    model.columns()->setHidden({QStringLiteral("@time"), QStringLiteral("@stream")});
    model.columns()->move(5, 2);
    QCOMPARE(model.copyRows({}), QString());
    QCOMPARE(model.copyRows({7, -1}), QString());
    QCOMPARE(model.copyRows({1, 0, 1, 9}), QStringLiteral("raw\tid\tx\ty\n\t1-0\t1\t%1\n\"{\"\"base64\"\":\"\"/w==\"\"}\"\t2-0\t\"tab\there\"\t\n")
                                               .arg(QString(1000, u'z')));
    QCOMPARE(model.copyRows({2}, StreamModel::Csv), QStringLiteral("raw,id,x,y\r\n,3-0,\"\",\r\n"));
    QCOMPARE(model.copyRows({2}, StreamModel::JsonLines), QStringLiteral("{\"stream\":\"b\",\"id\":\"3-0\",\"fields\":[[\"x\",\"\"]]}\n"));
    model.setRelativeTimes(true);
    model.setNewestFirst(true);
    model.columns()->setHidden({QStringLiteral("raw"), QStringLiteral("y")});
    QCOMPARE(model.copyRows({0, 2}), QStringLiteral("time\tstream\tid\tx\n1970-01-01T00:00:00.003Z\tb\t3-0\t\"\"\n"
                                                    "1970-01-01T00:00:00.001Z\ta\t1-0\t1\n"));
}

QTEST_GUILESS_MAIN(tst_EntryText)
#include "tst_entrytext.moc"
