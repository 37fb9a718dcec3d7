// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "samplechunk.h"
#include "streamentry.h"

#include <QtTest/QTest>

using namespace RedisStreams;
using namespace RedisStreams::Test;

class tst_StreamEntry : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void invalid();
    void byHand();
    void binaryNamesAndValues();
    void repeatedNames();
    void emptyNameAndValue();
    void noFields();
    void streamKeys();
    void lookupsByEveryTextType();
    void variantMap();
    void equality();
    void gadget();
    void debug();
};

void tst_StreamEntry::invalid()
{
    const StreamEntry entry;
    QVERIFY(!entry.isValid());
    QVERIFY(entry.id().isNull());
    QVERIFY(entry.idText().isEmpty());
    QVERIFY(!entry.timestamp().isValid());
    QCOMPARE(entry.fieldCount(), 0);
    QCOMPARE(entry.byteCount(), 0);
    QVERIFY(entry.streamKey().isNull());
    QVERIFY(entry.stream().isEmpty());
    QVERIFY(!entry.contains("x"));
    QVERIFY(entry.valueView("x").isNull());
    QVERIFY(entry.fields().isEmpty());
    QVERIFY(entry.toVariantMap().isEmpty());
    QVERIFY(!entry.isDeleted());
    QCOMPARE(entry.deliveryCount(), -1);
    QCOMPARE(entry.idle(), -1);
    QVERIFY(!entry.detached().isValid());
    QCOMPARE(entry, StreamEntry());
}

void tst_StreamEntry::byHand()
{
    const StreamFields fields {{"temperature", "20.5"}, {"unit", "C"}};
    const StreamEntry entry("weather", {1700000000123, 4}, fields);
    QVERIFY(entry.isValid());
    QCOMPARE(entry.id(), StreamId(1700000000123, 4));
    QCOMPARE(entry.idText(), QStringLiteral("1700000000123-4"));
    QCOMPARE(entry.timestamp().toMSecsSinceEpoch(), 1700000000123);
    QCOMPARE(entry.streamKey(), QByteArray("weather"));
    QCOMPARE(entry.stream(), QStringLiteral("weather"));
    QCOMPARE(entry.fieldCount(), 2);
    QCOMPARE(entry.nameAt(0), QByteArrayView("temperature"));
    QCOMPARE(entry.valueAt(1), QByteArrayView("C"));
    QCOMPARE(entry.fields(), fields);
    QCOMPARE(entry.byteCount(), 20);
    QCOMPARE(entry.deliveryCount(), -1);
    QCOMPARE(entry.idle(), -1);
}

void tst_StreamEntry::binaryNamesAndValues()
{
    const StreamEntry entry("s", {1, 0}, {{binary, binary + "2"}});
    QCOMPARE(entry.nameAt(0), QByteArrayView(binary));
    QCOMPARE(entry.valueAt(0), QByteArrayView(binary + "2"));
    QCOMPARE(entry.value(binary), binary + "2");
    QVERIFY(entry.contains(binary));
    // Nothing ends at a NUL byte.
    QVERIFY(!entry.contains("a"));
    QVERIFY(!entry.contains(binary.first(2)));
}

void tst_StreamEntry::repeatedNames()
{
    const StreamFields fields {{"tag", "a"}, {"x", "1"}, {"tag", "b"}, {"tag", "c"}};
    const StreamEntry entry("s", {1, 0}, fields);
    QCOMPARE(entry.fieldCount(), 4);
    QCOMPARE(entry.fields(), fields);
    QCOMPARE(entry.value("tag"), QByteArray("c"));
    QCOMPARE(entry.toVariantMap().value(QStringLiteral("tag")).toString(), QStringLiteral("c"));
    QCOMPARE(entry.toVariantMap().size(), 2);
}

void tst_StreamEntry::emptyNameAndValue()
{
    const StreamEntry entry("s", {1, 0}, {{"", "unnamed"}, {"empty", ""}});
    QCOMPARE(entry.value(""), QByteArray("unnamed"));
    QVERIFY(entry.contains("empty"));
    QCOMPARE(entry.valueView("empty").size(), 0);
    // An empty value is there, a missing one is null.
    QVERIFY(!entry.valueView("empty").isNull());
    QVERIFY(entry.valueView("missing").isNull());
    QVERIFY(!entry.contains("missing"));
    QCOMPARE(entry.text("missing"), QString());
    // Also when no field has any byte.
    const StreamEntry blank("s", {1, 0}, {{"", ""}});
    QVERIFY(!blank.valueView("").isNull());
    QVERIFY(!blank.detached().valueView("").isNull());
}

void tst_StreamEntry::noFields()
{
    const StreamEntry entry("s", {1, 0}, {});
    QVERIFY(entry.isValid());
    QVERIFY(!entry.isDeleted());
    QCOMPARE(entry.fieldCount(), 0);
    QVERIFY(!entry.contains(""));
    QCOMPARE(entry.detached(), entry);
}

void tst_StreamEntry::streamKeys()
{
    QCOMPARE(StreamEntry(binary, {1, 0}, {}).streamKey(), binary);
    QCOMPARE(StreamEntry("caf\xc3\xa9", {1, 0}, {}).stream(), QStringLiteral("caf\u00e9"));
    const StreamEntry notUtf8("\xff", {1, 0}, {});
    QCOMPARE(notUtf8.streamKey(), QByteArray("\xff"));
    QCOMPARE(notUtf8.stream(), QString(QChar(QChar::ReplacementCharacter)));
}

void tst_StreamEntry::lookupsByEveryTextType()
{
    const StreamEntry entry("s", {1, 0}, {{"caf\xc3\xa9", "cr\xc3\xa8me"}, {"n", "1"}});
    const QString name = QStringLiteral("caf\u00e9");
    QCOMPARE(entry.value(name), QByteArray("cr\xc3\xa8me"));
    QCOMPARE(entry.value(name.toUtf8()), QByteArray("cr\xc3\xa8me"));
    QCOMPARE(entry.text(name), QStringLiteral("cr\u00e8me"));
    QCOMPARE(entry.text(name.toUtf8()), QStringLiteral("cr\u00e8me"));
    QCOMPARE(entry.text("n"), QStringLiteral("1"));
    QCOMPARE(entry.text(QByteArrayView("n")), QStringLiteral("1"));
    QCOMPARE(entry.valueView("n"), QByteArrayView("1"));
}

void tst_StreamEntry::variantMap()
{
    const StreamEntry entry("s", {1, 0}, {{"a", "1"}, {"b", "\xff"}, {"caf\xc3\xa9", "x"}});
    const QVariantMap map = entry.toVariantMap();
    QCOMPARE(map.size(), 3);
    QCOMPARE(map.value(QStringLiteral("a")).toString(), QStringLiteral("1"));
    QCOMPARE(map.value(QStringLiteral("b")).toString(), QString(QChar(QChar::ReplacementCharacter)));
    QCOMPARE(map.value(QStringLiteral("caf\u00e9")).toString(), QStringLiteral("x"));
}

void tst_StreamEntry::equality()
{
    const StreamFields fields {{"a", "1"}, {"b", "2"}};
    const StreamEntry entry("s", {1, 0}, fields);
    QCOMPARE(entry, StreamEntry("s", {1, 0}, fields));
    QVERIFY(!(entry == StreamEntry("t", {1, 0}, fields)));
    QVERIFY(!(entry == StreamEntry("s", {1, 1}, fields)));
    QVERIFY(!(entry == StreamEntry("s", {1, 0}, {{"a", "1"}})));
    QVERIFY(!(entry == StreamEntry("s", {1, 0}, {{"b", "2"}, {"a", "1"}})));
    QVERIFY(!(entry == StreamEntry("s", {1, 0}, {{"a", "1"}, {"b", "3"}})));
    QVERIFY(!(entry == StreamEntry("s", {1, 0}, {{"a", "1"}, {"c", "2"}})));
    // The same bytes cut in another place are other fields.
    QVERIFY(!(StreamEntry("s", {1, 0}, {{"ab", "c"}}) == StreamEntry("s", {1, 0}, {{"a", "bc"}})));
    QVERIFY(!(entry == StreamEntry()));
    QVERIFY(!(StreamEntry() == entry));
    const StreamEntries batch = allOf(makeChunk());
    QVERIFY(!(batch.at(0) == batch.at(1)));
    QVERIFY(!(batch.at(2) == StreamEntry("one", {2, 0}, {}))); // a tombstone is no entry without fields
}

void tst_StreamEntry::gadget()
{
    const StreamEntry entry("one", {5, 6}, {{"a", "1"}, {"a", "2"}});
    const QMetaObject &meta = StreamEntry::staticMetaObject;
    const auto property = [&](const char *name) { return meta.property(meta.indexOfProperty(name)).readOnGadget(&entry); };
    QCOMPARE(property("id").toString(), QStringLiteral("5-6"));
    QCOMPARE(property("stream").toString(), QStringLiteral("one"));
    QCOMPARE(property("timestamp").toDateTime().toMSecsSinceEpoch(), 5);
    QCOMPARE(property("fields").toMap().value(QStringLiteral("a")).toString(), QStringLiteral("2"));
    QCOMPARE(property("fieldCount").toInt(), 2);
    QCOMPARE(property("deleted").toBool(), false);
    QCOMPARE(property("deliveryCount").toInt(), -1);
    QCOMPARE(QVariant::fromValue(entry).value<StreamEntry>(), entry);
}

void tst_StreamEntry::debug()
{
    QString shown;
    QDebug(&shown) << allOf(makeChunk()).at(0) << allOf(makeChunk()).at(2);
    for (const char *part : {"one", "1-0", "temperature=20", "2-0 deleted"})
        QVERIFY2(shown.contains(QLatin1StringView(part)), qPrintable(shown));
}

QTEST_APPLESS_MAIN(tst_StreamEntry)
#include "tst_streamentry.moc"
