// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "consumers/entryqueue_p.h"

#include <QtCore/QRandomGenerator>
#include <QtTest/QTest>

using namespace RedisStreams;
using namespace RedisStreams::Internal;

namespace {

StreamCursorPtr cursor(const QByteArray &key) { return std::make_shared<StreamCursor>(key); }

/// Entries \a first-0 to (\a first + \a count - 1)-0 of a stream, as one chunk.
EntryChunkPtr chunk(const StreamCursorPtr &of, quint64 first, int count)
{
    const EntryChunkPtr result(new EntryChunk);
    for (int i = 0; i < count; ++i)
        result->appendEntry(of->label, {first + quint64(i), 0}, {{"a", "1"}});
    return result;
}

void push(EntryQueue &queue, const StreamCursorPtr &to, quint64 first, int count, qint64 bytes, qint64 receivedAt = 0)
{
    queue.push(to, chunk(to, first, count), 0, quint32(count), bytes, receivedAt);
}

/// "key:first-last" of a batch, by milliseconds.
QByteArray shown(const EntryQueue::Batch &batch)
{
    return batch.cursor->key() + ':' + QByteArray::number(batch.entries.first().id().ms) + '-' + QByteArray::number(batch.entries.last().id().ms);
}

} // namespace

class tst_EntryQueue : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void empty();
    void orderWithinAStream();
    void streamsTakeTurns();
    void aBusyStreamDoesNotKeepOthersWaiting();
    void batchesAreCutAtTheMost();
    void partOfAChunk();
    void countsAndBytesAreExact();
    void drop();
    void clear();
    void receivedAt();
    void randomUse();
};

void tst_EntryQueue::empty()
{
    const EntryQueue queue;
    QVERIFY(queue.isEmpty());
    QCOMPARE(queue.entryCount(), 0);
    QCOMPARE(queue.byteCount(), 0);
}

void tst_EntryQueue::orderWithinAStream()
{
    EntryQueue queue;
    const StreamCursorPtr one = cursor("one");
    push(queue, one, 1, 3, 30);
    push(queue, one, 4, 2, 20);
    push(queue, one, 6, 1, 10);
    QByteArrayList batches;
    while (!queue.isEmpty())
        batches.append(shown(queue.take(100)));
    QCOMPARE(batches, QByteArrayList({"one:1-3", "one:4-5", "one:6-6"}));
}

void tst_EntryQueue::streamsTakeTurns()
{
    EntryQueue queue;
    const StreamCursorPtr one = cursor("one");
    const StreamCursorPtr two = cursor("two");
    const StreamCursorPtr three = cursor("three");
    push(queue, one, 1, 4, 40);
    push(queue, two, 1, 2, 20);
    push(queue, three, 1, 1, 10);
    QByteArrayList batches;
    while (!queue.isEmpty())
        batches.append(shown(queue.take(1)));
    QCOMPARE(batches, QByteArrayList({"one:1-1", "two:1-1", "three:1-1", "one:2-2", "two:2-2", "one:3-3", "one:4-4"}));
}

void tst_EntryQueue::aBusyStreamDoesNotKeepOthersWaiting()
{
    EntryQueue queue;
    const StreamCursorPtr busy = cursor("busy");
    const StreamCursorPtr quiet = cursor("quiet");
    for (quint64 i = 0; i < 100; ++i)
        push(queue, busy, 1 + i * 10, 10, 100);
    push(queue, quiet, 1, 1, 10);
    QCOMPARE(shown(queue.take(5)), QByteArray("busy:1-5"));
    push(queue, busy, 2000, 10, 100);
    QCOMPARE(shown(queue.take(5)), QByteArray("quiet:1-1"));
    // Coming back it is at the end of the round, which is of two only.
    QCOMPARE(shown(queue.take(5)), QByteArray("busy:6-10"));
    push(queue, quiet, 2, 1, 10);
    QCOMPARE(shown(queue.take(5)), QByteArray("busy:11-15"));
    QCOMPARE(shown(queue.take(5)), QByteArray("quiet:2-2"));
}

void tst_EntryQueue::batchesAreCutAtTheMost()
{
    EntryQueue queue;
    const StreamCursorPtr one = cursor("one");
    push(queue, one, 1, 10, 100);
    QCOMPARE(shown(queue.take(4)), QByteArray("one:1-4"));
    QCOMPARE(shown(queue.take(4)), QByteArray("one:5-8"));
    // A batch is of one chunk: what comes next is not joined to it.
    push(queue, one, 11, 10, 100);
    QCOMPARE(shown(queue.take(4)), QByteArray("one:9-10"));
    QCOMPARE(shown(queue.take(10)), QByteArray("one:11-20"));
    QVERIFY(queue.isEmpty());
}

void tst_EntryQueue::partOfAChunk()
{
    // One chunk may hold entries of several streams: each gets its part.
    EntryQueue queue;
    const StreamCursorPtr one = cursor("one");
    const StreamCursorPtr two = cursor("two");
    const EntryChunkPtr both(new EntryChunk);
    both->appendEntry(one->label, {1, 0}, {{"a", "1"}});
    both->appendEntry(one->label, {2, 0}, {{"a", "2"}});
    both->appendEntry(two->label, {7, 0}, {{"a", "3"}});
    queue.push(one, both, 0, 2, 20);
    queue.push(two, both, 2, 1, 10);
    QCOMPARE(shown(queue.take(10)), QByteArray("one:1-2"));
    const EntryQueue::Batch second = queue.take(10);
    QCOMPARE(shown(second), QByteArray("two:7-7"));
    QCOMPARE(second.entries.first().streamKey(), QByteArray("two"));
}

void tst_EntryQueue::countsAndBytesAreExact()
{
    // Bytes do not divide evenly among entries: nothing may be left over at the end.
    for (const quint32 most : {1U, 2U, 3U, 5U, 100U}) {
        EntryQueue queue;
        const StreamCursorPtr one = cursor("one");
        const StreamCursorPtr two = cursor("two");
        push(queue, one, 1, 7, 1000003);
        push(queue, two, 1, 3, 11);
        push(queue, one, 8, 6, 0);
        QCOMPARE(queue.entryCount(), 16);
        QCOMPARE(queue.byteCount(), 1000014);
        qint64 entries = 16;
        qint64 bytes = queue.byteCount();
        while (!queue.isEmpty()) {
            entries -= queue.take(most).entries.count();
            QCOMPARE(queue.entryCount(), entries);
            QVERIFY(queue.byteCount() <= bytes && queue.byteCount() >= 0);
            bytes = queue.byteCount();
        }
        QCOMPARE(entries, 0);
        QCOMPARE(bytes, 0);
    }
}

void tst_EntryQueue::drop()
{
    EntryQueue queue;
    const StreamCursorPtr one = cursor("one");
    const StreamCursorPtr two = cursor("two");
    push(queue, one, 1, 5, 50);
    push(queue, two, 1, 5, 51);
    push(queue, one, 6, 5, 52);
    queue.take(2); // of one, which then waits behind two
    queue.drop(one);
    QCOMPARE(queue.entryCount(), 5);
    QCOMPARE(queue.byteCount(), 51);
    QCOMPARE(shown(queue.take(10)), QByteArray("two:1-5"));
    QVERIFY(queue.isEmpty());
    queue.drop(two); // nothing there
    queue.drop(cursor("never seen"));
    QCOMPARE(queue.byteCount(), 0);
    push(queue, one, 11, 1, 1); // it may come back
    QCOMPARE(shown(queue.take(10)), QByteArray("one:11-11"));
}

void tst_EntryQueue::clear()
{
    EntryQueue queue;
    const StreamCursorPtr one = cursor("one");
    const StreamCursorPtr two = cursor("two");
    push(queue, one, 1, 5, 50);
    push(queue, two, 1, 5, 50);
    queue.take(1);
    queue.clear();
    QVERIFY(queue.isEmpty());
    QCOMPARE(queue.entryCount(), 0);
    QCOMPARE(queue.byteCount(), 0);
    QVERIFY(one->queue.empty() && two->queue.empty());
    push(queue, two, 9, 1, 10);
    QCOMPARE(shown(queue.take(10)), QByteArray("two:9-9"));
}

void tst_EntryQueue::receivedAt()
{
    EntryQueue queue;
    const StreamCursorPtr one = cursor("one");
    push(queue, one, 1, 2, 20, 1000);
    push(queue, one, 3, 1, 10, 2000);
    QCOMPARE(queue.take(1).receivedAt, 1000);
    QCOMPARE(queue.take(5).receivedAt, 1000);
    QCOMPARE(queue.take(5).receivedAt, 2000);
}

void tst_EntryQueue::randomUse()
{
    // Against a plain model: no entry lost, none twice, order kept, sums right, whatever is done.
    QRandomGenerator random(42);
    EntryQueue queue;
    QList<StreamCursorPtr> cursors {cursor("a"), cursor("b"), cursor("c"), cursor("d")};
    QHash<QByteArray, QList<quint64>> expected;
    QHash<QByteArray, quint64> next;
    for (int i = 0; i < 20000; ++i) {
        const StreamCursorPtr of = cursors[random.bounded(4)];
        const int action = random.bounded(20);
        if (action < 10) {
            const int count = random.bounded(1, 6);
            const quint64 first = next[of->key()] + 1;
            push(queue, of, first, count, random.bounded(1000));
            for (int n = 0; n < count; ++n)
                expected[of->key()].append(first + quint64(n));
            next[of->key()] += quint64(count);
        } else if (action == 10) {
            queue.drop(of);
            expected[of->key()].clear();
        } else if (!queue.isEmpty()) {
            const EntryQueue::Batch batch = queue.take(quint32(random.bounded(1, 8)));
            for (const StreamEntry &entry : batch.entries)
                QCOMPARE(entry.id().ms, expected[batch.cursor->key()].takeFirst());
        }
        qint64 left = 0;
        for (const QList<quint64> &ids : std::as_const(expected))
            left += ids.size();
        QCOMPARE(queue.entryCount(), left);
        QCOMPARE(queue.isEmpty(), left == 0);
        if (left == 0)
            QCOMPARE(queue.byteCount(), 0);
    }
}

QTEST_APPLESS_MAIN(tst_EntryQueue)
#include "tst_entryqueue.moc"
