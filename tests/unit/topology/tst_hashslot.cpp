// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "topology/hashslot_p.h"

#include <QtCore/QRandomGenerator>
#include <QtTest/QTest>

using namespace RedisStreams::Internal;

class tst_HashSlot : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void knownSlots_data();
    void knownSlots();
    void tags_data();
    void tags();
    void tagDecides();
    void sameAsBitByBit();
};

void tst_HashSlot::knownSlots_data()
{
    QTest::addColumn<QByteArray>("key");
    QTest::addColumn<int>("slot");
    const auto row
        = [](const QByteArray &key, int slot) { QTest::newRow(key.toPercentEncoding().constData()) << key << slot; };
    row("123456789", 0x31c3); // the check value of this CRC
    // What CLUSTER KEYSLOT of a server says.
    row("", 0);
    row("foo", 12182);
    row("bar", 5061);
    row("somekey", 11058);
    row("foo{hash_tag}", 2515);
    row("bar{hash_tag}", 2515);
    row("{user1000}.following", 3443);
    row("{user1000}.followers", 3443);
    row("foo{}{bar}", 8363);
    row("foo{{bar}}zap", 4015);
    row("foo{bar}{zap}", 5061);
    row("{}", 15257);
    row("{", 4092);
    row("}", 12090);
    row("}{", 12793);
    row("{a", 10276);
    row("a}b{c}", 7365);
    row(QByteArray("\0", 1), 0);
    row(QByteArray("\xff\xfe\x00{\r\n}\x80", 8), 5910);
    row(QByteArray(1000, '{'), 1521);
}

void tst_HashSlot::knownSlots()
{
    QFETCH(QByteArray, key);
    QTEST(int(hashSlot(key)), "slot");
}

void tst_HashSlot::tags_data()
{
    QTest::addColumn<QByteArray>("key");
    QTest::addColumn<QByteArray>("tag");
    const auto row = [](const char *key, const char *tag) { QTest::newRow(key) << QByteArray(key) << QByteArray(tag); };
    row("plain", "plain");
    row("{a}", "a");
    row("x{a}y", "a");
    row("x{a}{b}", "a");
    row("x{}y", "x{}y"); // empty: the whole key
    row("x{}{b}", "x{}{b}"); // the first brace counts, and only that
    row("{{a}}", "{a");
    row("{a}}", "a");
    row("}{a}", "a");
    row("x{a", "x{a");
    row("x}a{", "x}a{");
    row("{ }", " ");
}

void tst_HashSlot::tags()
{
    QFETCH(QByteArray, key);
    QTEST(hashTag(key).toByteArray(), "tag");
}

void tst_HashSlot::tagDecides()
{
    for (int i = 0; i < 1000; ++i) {
        const QByteArray tag = "tag" + QByteArray::number(i);
        QCOMPARE(hashSlot("before{" + tag + "}behind"), hashSlot(tag));
        QVERIFY(hashSlot(tag) < hashSlotCount);
    }
}

void tst_HashSlot::sameAsBitByBit()
{
    // The definition of the CRC, one bit after the other, over bytes that hold no tag.
    const auto slow = [](const QByteArray &bytes) {
        unsigned crc = 0;
        for (const char byte : bytes) {
            for (int bit = 7; bit >= 0; --bit) {
                const bool top = ((crc >> 15) & 1u) != ((uchar(byte) >> bit) & 1u);
                crc = ((crc << 1) & 0xffffu) ^ (top ? 0x1021u : 0u);
            }
        }
        return int(crc % 16384u);
    };
    QRandomGenerator random(20260101);
    for (int i = 0; i < 2000; ++i) {
        QByteArray key;
        for (int left = int(random.bounded(40)); left > 0; --left)
            key.append(char(random.bounded(256)));
        key.replace('{', '(');
        QCOMPARE(int(hashSlot(key)), slow(key));
    }
}

QTEST_APPLESS_MAIN(tst_HashSlot)
#include "tst_hashslot.moc"
