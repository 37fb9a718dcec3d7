// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

// Batches of entries, and entries as parts of a batch.
#include "samplechunk.h"
#include "streamentry.h"

#include <QtCore/QThread>
#include <QtTest/QTest>

using namespace RedisStreams;
using namespace RedisStreams::Test;

class tst_StreamEntries : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void copiesOutliveTheBatch();
    void chunkIsFreedWithItsLastEntry();
    void detached();
    void tombstoneAndDelivery();
    void batchAccess();
    void batchIteration();
    void batchMid();
    void copyAndMove();
    void acrossThreads();
};

void tst_StreamEntries::copiesOutliveTheBatch()
{
    StreamEntry kept;
    {
        const StreamEntries batch = allOf(makeChunk());
        kept = batch.at(3);
    }
    QCOMPARE(kept.value("x"), binary);
    QCOMPARE(kept.stream(), QStringLiteral("two"));
    const QByteArrayView view = kept.valueView("x");
    const StreamEntry copy = kept;
    kept = {};
    QCOMPARE(view, QByteArrayView(binary)); // the copy keeps the bytes where they are
    QCOMPARE(copy.valueView("x").data(), view.data());
}

void tst_StreamEntries::chunkIsFreedWithItsLastEntry()
{
    EntryChunkPtr chunk = makeChunk();
    StreamEntries batch = allOf(chunk);
    StreamEntry entry = batch.at(1);
    QCOMPARE(chunk->ref.loadRelaxed(), 3);
    StreamEntry another = entry;
    QCOMPARE(chunk->ref.loadRelaxed(), 4);
    another = {};
    batch = {};
    QCOMPARE(chunk->ref.loadRelaxed(), 2);
    const StreamEntry detached = entry.detached();
    entry = {};
    QCOMPARE(chunk->ref.loadRelaxed(), 1);
    QCOMPARE(detached.value("temperature"), QByteArray("21"));
}

void tst_StreamEntries::detached()
{
    const StreamEntries batch = allOf(makeChunk());
    for (const StreamEntry &entry : batch) {
        const StreamEntry copy = entry.detached();
        QCOMPARE(copy, entry);
        QCOMPARE(copy.isDeleted(), entry.isDeleted());
        QCOMPARE(copy.deliveryCount(), entry.deliveryCount());
        QCOMPARE(copy.idle(), entry.idle());
        QCOMPARE(copy.byteCount(), entry.byteCount());
        if (entry.fieldCount() > 0)
            QVERIFY(copy.nameAt(0).data() != entry.nameAt(0).data());
    }
}

void tst_StreamEntries::tombstoneAndDelivery()
{
    const StreamEntries batch = allOf(makeChunk());
    QVERIFY(!batch.at(1).isDeleted());
    QVERIFY(batch.at(2).isDeleted());
    QVERIFY(batch.at(2).isValid());
    QCOMPARE(batch.at(2).id(), StreamId(2, 0));
    QCOMPARE(batch.at(2).fieldCount(), 0);
    QCOMPARE(batch.at(3).deliveryCount(), 4);
    QCOMPARE(batch.at(3).idle(), 1500);
    QCOMPARE(batch.at(0).deliveryCount(), -1);
}

void tst_StreamEntries::batchAccess()
{
    const StreamEntries batch = allOf(makeChunk());
    QCOMPARE(batch.count(), 4);
    QCOMPARE(batch.size(), 4);
    QVERIFY(!batch.isEmpty());
    QCOMPARE(batch.first().id(), StreamId(1, 0));
    QCOMPARE(batch.last().id(), StreamId(3, 0));
    QVERIFY(!batch.at(-1).isValid());
    QVERIFY(!batch.at(4).isValid());
    const StreamEntries none;
    QVERIFY(none.isEmpty());
    QVERIFY(!none.first().isValid());
    QVERIFY(!none.last().isValid());
    QVERIFY(none.begin() == none.end());
}

void tst_StreamEntries::batchIteration()
{
    const EntryChunkPtr chunk = makeChunk();
    QList<StreamId> ids;
    for (const StreamEntry &entry : EntryChunk::batch(chunk.data(), 1, 2))
        ids.append(entry.id());
    QCOMPARE(ids, QList<StreamId>({{1, 1}, {2, 0}}));
    const StreamEntries batch = allOf(chunk);
    auto it = batch.begin();
    QCOMPARE((*it++).id(), StreamId(1, 0));
    QCOMPARE((*it).id(), StreamId(1, 1));
    QCOMPARE((*++it).id(), StreamId(2, 0));
    QCOMPARE(std::distance(batch.begin(), batch.end()), 4);
}

void tst_StreamEntries::batchMid()
{
    const StreamEntries batch = allOf(makeChunk());
    QCOMPARE(batch.mid(1, 2).count(), 2);
    QCOMPARE(batch.mid(1, 2).first().id(), StreamId(1, 1));
    QCOMPARE(batch.mid(1, 2).mid(1, 1).first().id(), StreamId(2, 0));
    QCOMPARE(batch.mid(3, 100).count(), 1);
    QCOMPARE(batch.mid(-5, 2).first().id(), StreamId(1, 0));
    QVERIFY(batch.mid(4, 1).isEmpty());
    QVERIFY(batch.mid(0, -1).isEmpty());
    QVERIFY(batch.mid(100, 1).isEmpty());
}

void tst_StreamEntries::copyAndMove()
{
    StreamEntry entry("s", {1, 0}, {{"a", "1"}});
    const StreamEntry copy(entry);
    const StreamEntry moved(std::move(entry));
    QCOMPARE(copy, moved);
    StreamEntry assigned;
    assigned = copy;
    StreamEntry target("t", {2, 0}, {});
    target = std::move(assigned);
    QCOMPARE(target, copy);
    StreamEntries batch = allOf(makeChunk());
    const StreamEntries same(batch);
    const StreamEntries movedBatch(std::move(batch));
    QCOMPARE(movedBatch.count(), same.count());
    QCOMPARE(movedBatch.at(0), same.at(0));
}

void tst_StreamEntries::acrossThreads()
{
    StreamEntries batch = allOf(makeChunk());
    QByteArray seen;
    const std::unique_ptr<QThread> thread(QThread::create([entries = batch, &seen] {
        for (const StreamEntry &entry : entries)
            seen += entry.detached().value("temperature");
    }));
    thread->start();
    batch = {};
    QVERIFY(thread->wait(30000));
    QCOMPARE(seen, QByteArray("2021"));
}

QTEST_APPLESS_MAIN(tst_StreamEntries)
#include "tst_streamentries.moc"
