// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "consumers/readsizer_p.h"

#include <QtCore/QRandomGenerator>
#include <QtTest/QTest>

using RedisStreams::Internal::ReadSizer;

class tst_ReadSizer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void automaticIsTheDefault();
    void fixed_data();
    void fixed();
    void growsWhileBehind();
    void staysWhileHalfFull();
    void fallsBackAtTheTail();
    void bytesBoundTheAutomatic();
    void bytesBoundTheFixed();
    void boundIsForAllStreamsTogether();
    void smallEntriesLiftTheBound();
    void emptyRepliesTellNothing();
    void resetBeginsAnew();
    void alwaysAtLeastOne();
    void tooMuchForTheServer_data() { fixed_data(); }
    void tooMuchForTheServer();
};

void tst_ReadSizer::tooMuchForTheServer()
{
    // Each connection that ends before anything came halves it, also a fixed one, down to single entries.
    QFETCH(int, bufferSize);
    ReadSizer sizer;
    sizer.setBufferSize(bufferSize);
    for (qint64 expected = sizer.count(); expected > 1; expected = sizer.count()) {
        sizer.cutShort();
        QCOMPARE(sizer.count(), expected / 2);
    }
    sizer.cutShort();
    QCOMPARE(sizer.count(), 1);
    // What came tells how large entries really are.
    sizer.replied(1, 1, 64 * 1024, 1);
    QVERIFY(bufferSize == 0 || sizer.count() > 1);
}

void tst_ReadSizer::automaticIsTheDefault()
{
    ReadSizer sizer;
    QCOMPARE(sizer.count(), ReadSizer::SmallestAutomatic);
    sizer.setBufferSize(-1);
    QCOMPARE(sizer.count(), ReadSizer::SmallestAutomatic);
}

void tst_ReadSizer::fixed_data()
{
    QTest::addColumn<int>("bufferSize");
    QTest::addColumn<qint64>("count");
    QTest::newRow("no buffer") << 0 << qint64(1);
    QTest::newRow("one more") << 1 << qint64(2);
    QTest::newRow("many") << 9999 << qint64(10000);
    QTest::newRow("most") << std::numeric_limits<int>::max() << qint64(1LL << 30);
}

void tst_ReadSizer::fixed()
{
    QFETCH(int, bufferSize);
    QFETCH(qint64, count);
    ReadSizer sizer;
    sizer.setBufferSize(bufferSize);
    QCOMPARE(sizer.count(), count);
    // Neither full nor empty replies change it.
    sizer.replied(count, count, count * 10, 1);
    sizer.replied(1, 1, 10, 1);
    QVERIFY(bufferSize > 100000 || sizer.count() == count);
}

void tst_ReadSizer::growsWhileBehind()
{
    ReadSizer sizer;
    QList<qint64> counts;
    for (int i = 0; i < 10; ++i) {
        counts.append(sizer.count());
        sizer.replied(sizer.count(), sizer.count(), sizer.count() * 50, 1);
    }
    QCOMPARE(counts, QList<qint64>({128, 256, 512, 1024, 2048, 4096, 8192, 16384, 16384, 16384}));
}

void tst_ReadSizer::staysWhileHalfFull()
{
    ReadSizer sizer;
    sizer.replied(128, 128, 1280, 1);
    QCOMPARE(sizer.count(), 256);
    for (const qint64 entries : {255, 128, 64})
        sizer.replied(entries, entries, entries * 10, 1);
    QCOMPARE(sizer.count(), 256);
    sizer.replied(63, 63, 630, 1);
    QCOMPARE(sizer.count(), 128);
}

void tst_ReadSizer::fallsBackAtTheTail()
{
    ReadSizer sizer;
    for (int i = 0; i < 10; ++i)
        sizer.replied(sizer.count(), sizer.count(), sizer.count() * 10, 1);
    QCOMPARE(sizer.count(), ReadSizer::LargestAutomatic);
    for (int i = 0; i < 10; ++i)
        sizer.replied(1, 1, 10, 1);
    QCOMPARE(sizer.count(), ReadSizer::SmallestAutomatic);
}

void tst_ReadSizer::bytesBoundTheAutomatic()
{
    // Entries of 64 KiB: sixteen of them make the megabyte.
    ReadSizer sizer;
    sizer.replied(128, 128, 128 * 65536LL, 1);
    QCOMPARE(sizer.count(), ReadSizer::AutomaticBytes / 65536);
    // Entries of 10 MiB: one at a time.
    sizer.replied(16, 16, 16 * 10 * 1024 * 1024LL, 1);
    QCOMPARE(sizer.count(), 1);
}

void tst_ReadSizer::bytesBoundTheFixed()
{
    ReadSizer sizer;
    sizer.setBufferSize(9999);
    sizer.replied(10000, 10000, 10000 * 65536LL, 1);
    QCOMPARE(sizer.count(), ReadSizer::MaximumBytes / 65536);
    // When entries become small again, what was asked for holds again.
    sizer.replied(128, 128, 128 * 100, 1);
    QCOMPARE(sizer.count(), 10000);
}

void tst_ReadSizer::boundIsForAllStreamsTogether()
{
    ReadSizer sizer;
    sizer.replied(128, 512, 512 * 16384LL, 4);
    QCOMPARE(sizer.count(), ReadSizer::AutomaticBytes / 16384 / 4);
}

void tst_ReadSizer::smallEntriesLiftTheBound()
{
    ReadSizer sizer;
    sizer.replied(128, 128, 128 * 1048576LL, 1);
    QCOMPARE(sizer.count(), 1);
    for (int i = 0; i < 20; ++i)
        sizer.replied(sizer.count(), sizer.count(), sizer.count() * 20, 1);
    QCOMPARE(sizer.count(), ReadSizer::LargestAutomatic);
}

void tst_ReadSizer::emptyRepliesTellNothing()
{
    ReadSizer sizer;
    for (int i = 0; i < 3; ++i)
        sizer.replied(sizer.count(), sizer.count(), sizer.count() * 10, 1);
    const qint64 count = sizer.count();
    sizer.replied(0, 0, 5, 0);
    sizer.replied(0, 0, 50, 3);
    QCOMPARE(sizer.count(), count);
}

void tst_ReadSizer::resetBeginsAnew()
{
    ReadSizer sizer;
    for (int i = 0; i < 5; ++i)
        sizer.replied(sizer.count(), sizer.count(), sizer.count() * 10, 1);
    sizer.reset();
    QCOMPARE(sizer.count(), ReadSizer::SmallestAutomatic);
    sizer.setBufferSize(4);
    sizer.replied(5, 5, 5 * 100 * 1024 * 1024LL, 1);
    QCOMPARE(sizer.count(), 1);
    sizer.reset(); // of what was asked for nothing is forgotten
    QCOMPARE(sizer.count(), 5);
}

void tst_ReadSizer::alwaysAtLeastOne()
{
    QRandomGenerator random(7);
    for (const int bufferSize : {-1, 0, 1000}) {
        ReadSizer sizer;
        sizer.setBufferSize(bufferSize);
        for (int i = 0; i < 10000; ++i) {
            const qint64 streams = random.bounded(50);
            const qint64 largest = random.bounded(20000);
            sizer.replied(largest, largest * qMax<qint64>(1, streams), qint64(random.bounded(1 << 30)) * random.bounded(16), streams);
            QVERIFY(sizer.count() >= 1);
            QVERIFY(bufferSize < 0 ? sizer.count() <= ReadSizer::LargestAutomatic : sizer.count() <= bufferSize + 1);
        }
    }
}

QTEST_APPLESS_MAIN(tst_ReadSizer)
#include "tst_readsizer.moc"
