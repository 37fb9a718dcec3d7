// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "consumers/continuity_p.h"

#include <QtTest/QTest>

using RedisStreams::StreamId;
using RedisStreams::Internal::Continuity;
using RedisStreams::Internal::StreamLook;

using Kind = Continuity::Kind;

namespace {
StreamId id(quint64 milliseconds)
{
    return StreamId(milliseconds, 0);
}

/// A stream that got the entries 1-0 ... added-0, of which first-0 ... are left.
StreamLook stream(qint64 added, qint64 first, bool counts = true)
{
    StreamLook look;
    look.exists = true;
    look.length = qMax<qint64>(0, added - first + 1);
    look.lastGeneratedId = id(quint64(added));
    if (look.length > 0)
        look.firstId = id(quint64(first));
    if (counts)
        look.entriesAdded = added;
    return look;
}
} // namespace

#define VERIFY_WHOLE(verdict) QCOMPARE(int((verdict).kind), int(Kind::Whole))
#define VERIFY_SHRUNK(verdict) QCOMPARE(int((verdict).kind), int(Kind::Shrunk))
#define VERIFY_GAP(verdict, start, end, count)                                                                         \
    do {                                                                                                               \
        const Continuity::Verdict is = verdict;                                                                        \
        QCOMPARE(int(is.kind), int(Kind::Gap));                                                                        \
        QCOMPARE(is.from, id(start));                                                                                  \
        QCOMPARE(is.to, id(end));                                                                                      \
        QCOMPARE(is.lostAtLeast, qint64(count));                                                                       \
    } while (false)

class tst_Continuity : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void trimmedBehindTheReader();
    void trimmedPastTheReader();
    void trimmedToNothing();
    void removedAndMissedBetweenLooks();
    void saidOnce();
    void deletedInTheMiddle();
    void beginningOfATrimmedStream();
    void savedPosition();
    void serverThatDoesNotCount();
    void startAheadOfTheStream();
    void missingStream();
    void lastEntriesLost();
    void madeAnewWithHigherIds();
    void evidence();
};

void tst_Continuity::trimmedBehindTheReader()
{
    Continuity reader;
    reader.startAtEnd(stream(10, 1));
    VERIFY_WHOLE(reader.look(stream(10, 1)));
    reader.received(id(11), id(20), 10);
    VERIFY_WHOLE(reader.look(stream(20, 16)));
    reader.received(id(21), id(30), 10);
    VERIFY_WHOLE(reader.look(stream(40, 31))); // 31 is next
    reader.received(id(31), id(40), 10);
    VERIFY_WHOLE(reader.look(stream(40, 41))); // all gone, all read
}

void tst_Continuity::trimmedPastTheReader()
{
    Continuity reader;
    reader.startAtEnd(stream(10, 1));
    VERIFY_GAP(reader.look(stream(50, 31)), 10, 31, 20);
    reader.received(id(31), id(50), 20);
    VERIFY_WHOLE(reader.look(stream(50, 31)));
}

void tst_Continuity::trimmedToNothing()
{
    Continuity reader;
    reader.startAtEnd(stream(10, 1));
    VERIFY_GAP(reader.look(stream(15, 16)), 10, 15, 5);
    VERIFY_WHOLE(reader.look(stream(15, 16)));
}

void tst_Continuity::removedAndMissedBetweenLooks()
{
    // Five were added and trimmed before five others were read: only their number tells.
    Continuity reader;
    reader.startAtEnd(stream(10, 1));
    reader.received(id(16), id(20), 5);
    VERIFY_GAP(reader.look(stream(20, 20)), 10, 20, 5);
    reader.received(id(21), id(21), 1);
    VERIFY_WHOLE(reader.look(stream(21, 20)));
}

void tst_Continuity::saidOnce()
{
    Continuity reader;
    reader.startAtEnd(stream(10, 1));
    VERIFY_GAP(reader.look(stream(50, 31)), 10, 31, 20);
    VERIFY_WHOLE(reader.look(stream(60, 31)));
    VERIFY_GAP(reader.look(stream(60, 41)), 10, 41, 10); // trimmed once more before it was read
}

void tst_Continuity::deletedInTheMiddle()
{
    // 13 and 14 were deleted before they were read; 12 is where we are.
    Continuity reader;
    reader.startAtEnd(stream(10, 1));
    reader.received(id(11), id(12), 2);
    StreamLook look = stream(20, 1);
    look.length -= 2;
    VERIFY_WHOLE(reader.look(look)); // not to be told yet
    reader.received(id(15), id(20), 6);
    VERIFY_GAP(reader.look(look), 10, 20, 2);
    // Deleting what was read is no loss.
    look.length -= 5;
    VERIFY_WHOLE(reader.look(look));
}

void tst_Continuity::beginningOfATrimmedStream()
{
    Continuity reader;
    reader.startAt(StreamId());
    VERIFY_WHOLE(reader.look(stream(100, 51)));
    reader.received(id(51), id(60), 10);
    VERIFY_WHOLE(reader.look(stream(100, 51)));
    VERIFY_GAP(reader.look(stream(100, 81)), 0, 81, 20);
}

void tst_Continuity::savedPosition()
{
    Continuity there;
    there.startAtEntry(id(5));
    VERIFY_WHOLE(there.look(stream(20, 5)));
    there.received(id(6), id(20), 15);
    VERIFY_WHOLE(there.look(stream(20, 5)));
    Continuity gone;
    gone.startAtEntry(id(5));
    VERIFY_GAP(gone.look(stream(20, 11)), 5, 11, 0);
    VERIFY_WHOLE(gone.look(stream(20, 11)));
    VERIFY_GAP(gone.look(stream(20, 13)), 5, 13, 2); // now it can be counted
    Continuity never; // an id that nobody gave, in a stream that is whole
    never.startAtEntry(id(5));
    StreamLook whole = stream(20, 11);
    whole.entriesAdded = whole.length;
    VERIFY_WHOLE(never.look(whole));
}

void tst_Continuity::serverThatDoesNotCount()
{
    Continuity reader;
    reader.startAtEnd(stream(10, 1, false));
    VERIFY_WHOLE(reader.look(stream(20, 5, false)));
    reader.received(id(11), id(20), 10);
    VERIFY_WHOLE(reader.look(stream(20, 30, false)));
    VERIFY_GAP(reader.look(stream(50, 31, false)), 20, 31, 0);
    VERIFY_WHOLE(reader.look(stream(50, 41, false))); // said already
    reader.received(id(41), id(50), 10);
    VERIFY_WHOLE(reader.look(stream(50, 41, false)));
    VERIFY_SHRUNK(reader.look(stream(45, 41, false)));
}

void tst_Continuity::startAheadOfTheStream()
{
    Continuity reader;
    reader.startAtEntry(id(100));
    VERIFY_WHOLE(reader.look(stream(20, 1)));
    VERIFY_WHOLE(reader.look(StreamLook()));
    reader.received(id(101), id(101), 1);
    VERIFY_SHRUNK(reader.look(stream(20, 1)));
}

void tst_Continuity::missingStream()
{
    Continuity reader;
    reader.startAtEnd(StreamLook());
    QCOMPARE(reader.position(), StreamId());
    VERIFY_WHOLE(reader.look(StreamLook()));
    VERIFY_WHOLE(reader.look(stream(5, 1)));
    reader.received(id(1), id(5), 5);
    VERIFY_SHRUNK(reader.look(StreamLook()));
    Continuity late; // made and trimmed before the first look
    late.startAtEnd(StreamLook());
    VERIFY_GAP(late.look(stream(5, 4)), 0, 4, 3);
}

void tst_Continuity::lastEntriesLost()
{
    Continuity reader;
    reader.startAtEnd(stream(10, 1));
    reader.received(id(11), id(20), 10);
    VERIFY_SHRUNK(reader.look(stream(15, 1)));
    Continuity resumed;
    resumed.resumeAt(id(20));
    VERIFY_SHRUNK(resumed.look(stream(15, 1)));
}

void tst_Continuity::madeAnewWithHigherIds()
{
    Continuity reader;
    reader.startAtEnd(stream(10, 1));
    StreamLook anew = stream(20, 16);
    anew.entriesAdded = 5;
    VERIFY_SHRUNK(reader.look(anew)); // ten had been added, now none is missing
    reader.received(id(16), id(20), 5);
    VERIFY_SHRUNK(reader.look(anew));
    QVERIFY(reader.began(id(16)));
    QVERIFY(!reader.began(id(17)));
}

void tst_Continuity::evidence()
{
    Continuity reader;
    reader.startAtEnd(stream(10, 3));
    for (quint64 i = 11; i < 1000; ++i) {
        reader.received(id(i), id(i), 1);
        reader.look(stream(qint64(i), 3));
    }
    const std::vector<StreamId> ids = reader.evidence(id(990));
    QVERIFY(!ids.empty());
    QVERIFY(ids.size() <= 16);
    QCOMPARE(ids.front(), id(990));
    QVERIFY(std::is_sorted(ids.rbegin(), ids.rend()));
    QVERIFY(ids.back() < id(600));
    QVERIFY(reader.evidence(id(2)).empty());
}

QTEST_APPLESS_MAIN(tst_Continuity)
#include "tst_continuity.moc"
