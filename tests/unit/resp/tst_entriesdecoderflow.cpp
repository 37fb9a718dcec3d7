// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

// EntriesDecoder: when entries are given on, and what happens to memory meanwhile.
#include "collectingsink.h"
#include "splitting.h"
#include "support/respbytes.h"

#include <QtTest/QTest>

using namespace RedisStreams;
using namespace RedisStreams::Internal;
using namespace RedisStreams::Test;
using Status = ReplyDecoder::Status;

namespace {

/// A reply of \a count entries of one stream, each with a value of \a size bytes, different in each.
QByteArray manyEntries(int count, qsizetype size)
{
    QByteArray bytes = "*1\r\n*2\r\n$3\r\none\r\n*" + QByteArray::number(count) + "\r\n";
    for (int i = 0; i < count; ++i)
        bytes += entry(QByteArray::number(i + 1) + "-0", {{"n", QByteArray::number(i)}, {"value", QByteArray(size, char('a' + i % 26))}});
    return bytes;
}

/// Gives \a bytes to the decoder as a socket does: into the buffer itself.
Status feed(RespInput &input, EntriesDecoder &decoder, QByteArrayView bytes)
{
    qsizetype room = 0;
    char *const to = input.prepare(room);
    Q_ASSERT(room >= bytes.size());
    std::memcpy(to, bytes.data(), size_t(bytes.size()));
    input.commit(bytes.size());
    return decoder.consume(input);
}

} // namespace

class tst_EntriesDecoderFlow : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void entriesComeAsTheyComplete();
    void entriesOfOneReadComeTogether();
    void largeValueInPieces();
    void manyFields();
    void longReply_data();
    void longReply();
    void keptEntriesStay();
    void someKeptSomeDropped();
    void buffersAreUsedAgain();
    void memoryOfALongReplyIsBounded();
    void smallEntryKeepsLittle();
    void bulkByteByByteIsLinear();
    void copiedBytesAreLinear();
    void decodersOneAfterTheOther();
};

void tst_EntriesDecoderFlow::entriesComeAsTheyComplete()
{
    // Each entry is there with the byte that completes it, long before the reply ends.
    const QByteArray bytes = manyEntries(20, 5);
    RespInput input;
    CollectingSink sink({"one"});
    EntriesDecoder decoder(&sink);
    int complete = 0;
    qsizetype nextEnd = bytes.indexOf("*2\r\n$3\r\n1-0");
    const auto endOf = [&](int number) {
        const qsizetype next = bytes.indexOf("-0\r\n*4", bytes.indexOf("-0\r\n*4", nextEnd) + 1);
        Q_UNUSED(number)
        // Before the next id lie its heads "*2\r\n$<n>\r\n" and its digits.
        return next < 0 ? bytes.size() : bytes.lastIndexOf("*2\r\n", next);
    };
    nextEnd = endOf(0);
    for (qsizetype i = 0; i < bytes.size(); ++i) {
        const Status status = feed(input, decoder, QByteArrayView(bytes).sliced(i, 1));
        QCOMPARE(status, i + 1 == bytes.size() ? Status::Done : Status::NeedMore);
        if (i + 1 == nextEnd) {
            ++complete;
            nextEnd = endOf(complete);
        }
        QCOMPARE(sink.texts.size(), complete);
    }
    QCOMPARE(complete, 20);
    QCOMPARE(sink.calls, 20);
}

void tst_EntriesDecoderFlow::entriesOfOneReadComeTogether()
{
    const QByteArray bytes = manyEntries(1000, 20);
    RespInput input;
    CollectingSink sink({"one"});
    EntriesDecoder decoder(&sink);
    QCOMPARE(feed(input, decoder, bytes), Status::Done);
    QCOMPARE(sink.entriesOf, QList<qsizetype> {1000});
}

void tst_EntriesDecoderFlow::largeValueInPieces()
{
    constexpr qsizetype size = 16 * 1024 * 1024;
    QByteArray value(size, '\0');
    quint32 state = 1;
    for (char &byte : value)
        byte = char((state = state * 1664525 + 1013904223) >> 24);
    const QByteArray bytes = array({array({bulk("one"), array({entry("1-0", {{"small", "1"}}), entry("2-0", {{"large", value}, {"after", "x"}}), entry("3-0", {{"a", "b"}})})})});
    RespInput input;
    CollectingSink sink({"one"});
    EntriesDecoder decoder(&sink);
    Status status = Status::NeedMore;
    size_t capacity = 0;
    for (qsizetype at = 0; at < bytes.size(); at += 65536) {
        status = feed(input, decoder, QByteArrayView(bytes).sliced(at, qMin(qsizetype(65536), bytes.size() - at)));
        capacity = qMax(capacity, input.chunk().bytes.capacity());
        QCOMPARE(sink.entries.isEmpty(), false); // the first came with the first piece
    }
    QCOMPARE(status, Status::Done);
    QCOMPARE(sink.entries.size(), 3);
    QCOMPARE(sink.entries[1].value("large"), value);
    QCOMPARE(sink.entries[1].value("after"), QByteArray("x"));
    QCOMPARE(sink.entries[2].value("a"), QByteArray("b"));
    QVERIFY(capacity < size_t(size + size / 2));
}

void tst_EntriesDecoderFlow::manyFields()
{
    QList<std::pair<QByteArray, QByteArray>> fields;
    for (int i = 0; i < 10000; ++i)
        fields.append({"field" + QByteArray::number(i), QByteArray::number(i * 7)});
    const QByteArray bytes = array({array({bulk("one"), array({entry("1-0", fields), entry("2-0", {{"a", "1"}})})})});
    for (const qsizetype piece : {qsizetype(1), qsizetype(1000), bytes.size()}) {
        RespInput input;
        CollectingSink sink({"one"});
        EntriesDecoder decoder(&sink);
        Status status = Status::NeedMore;
        for (const QByteArray &part : inPieces(bytes, piece)) {
            input.append(part);
            status = decoder.consume(input);
        }
        QCOMPARE(status, Status::Done);
        QCOMPARE(sink.entries.size(), 2);
        QCOMPARE(sink.entries[0].fieldCount(), 10000);
        for (int i = 0; i < 10000; ++i) {
            QCOMPARE(sink.entries[0].nameAt(i), QByteArrayView(fields[i].first));
            QCOMPARE(sink.entries[0].valueAt(i), QByteArrayView(fields[i].second));
        }
    }
}

void tst_EntriesDecoderFlow::longReply_data()
{
    QTest::addColumn<qsizetype>("piece");
    for (const int piece : {1, 13, 997, 4096, 65536, 10000000})
        QTest::addRow("pieces of %d", piece) << qsizetype(piece);
}

void tst_EntriesDecoderFlow::longReply()
{
    QFETCH(qsizetype, piece);
    const QByteArray bytes = manyEntries(3000, 100);
    const DecodedReply whole = decodeEntries({bytes}, {"one"});
    QCOMPARE(whole.entries, 3000);
    const DecodedReply cut = decodeEntries(inPieces(bytes, piece), {"one"});
    QCOMPARE(cut.last, Status::Done);
    QVERIFY(cut.texts == whole.texts);
    QVERIFY(cut.stable);
    QVERIFY(whole.stable);
}

void tst_EntriesDecoderFlow::keptEntriesStay()
{
    // Bytes of entries that the application keeps do not change and do not move while later data arrives.
    const QByteArray bytes = manyEntries(5000, 100);
    RespInput input;
    CollectingSink sink({"one"});
    EntriesDecoder decoder(&sink);
    QList<const char *> places;
    for (qsizetype at = 0; at < bytes.size(); at += 30000) {
        feed(input, decoder, QByteArrayView(bytes).sliced(at, qMin(qsizetype(30000), bytes.size() - at)));
        while (places.size() < sink.entries.size())
            places.append(sink.entries[places.size()].valueAt(1).data());
    }
    QCOMPARE(sink.entries.size(), 5000);
    for (int i = 0; i < 5000; ++i) {
        QVERIFY(sink.entries[i].valueAt(1).data() == places[i]); // QCOMPARE would compare texts
        QCOMPARE(sink.entries[i].value("n"), QByteArray::number(i));
        QCOMPARE(sink.entries[i].value("value"), QByteArray(100, char('a' + i % 26)));
    }
}

void tst_EntriesDecoderFlow::someKeptSomeDropped()
{
    const QByteArray bytes = manyEntries(5000, 100);
    RespInput input;
    CollectingSink sink({"one"});
    EntriesDecoder decoder(&sink);
    QList<StreamEntry> kept;
    for (qsizetype at = 0; at < bytes.size(); at += 30000) {
        feed(input, decoder, QByteArrayView(bytes).sliced(at, qMin(qsizetype(30000), bytes.size() - at)));
        if (at / 30000 % 3 == 0)
            kept.append(sink.entries.last());
        sink.entries.clear();
    }
    QVERIFY(kept.size() > 5);
    for (const StreamEntry &entry : std::as_const(kept)) {
        const int number = int(entry.id().ms) - 1;
        QCOMPARE(shown(entry), "one " + entry.id().toByteArray() + " n=" + QByteArray::number(number) + " value=" + QByteArray(100, char('a' + number % 26)));
    }
}

void tst_EntriesDecoderFlow::buffersAreUsedAgain()
{
    const QByteArray bytes = manyEntries(20000, 100);
    RespInput input;
    CollectingSink sink({"one"});
    sink.keep = false;
    EntriesDecoder decoder(&sink);
    QSet<const void *> buffers;
    int reads = 0;
    for (qsizetype at = 0; at < bytes.size(); at += 65536, ++reads) {
        feed(input, decoder, QByteArrayView(bytes).sliced(at, qMin(qsizetype(65536), bytes.size() - at)));
        buffers.insert(input.chunk().bytes.data());
    }
    QVERIFY(reads > 30);
    QVERIFY2(buffers.size() <= 4, qPrintable(QString::number(buffers.size())));
}

void tst_EntriesDecoderFlow::memoryOfALongReplyIsBounded()
{
    // A reply of many times the buffer's size, of which nothing is kept, needs no more than the buffer.
    const QByteArray bytes = manyEntries(20000, 500);
    RespInput input;
    CollectingSink sink({"one"});
    sink.keep = false;
    EntriesDecoder decoder(&sink);
    size_t most = 0;
    for (qsizetype at = 0; at < bytes.size(); at += 65536) {
        feed(input, decoder, QByteArrayView(bytes).sliced(at, qMin(qsizetype(65536), bytes.size() - at)));
        sink.texts.clear();
        most = qMax(most, input.chunk().bytes.capacity());
        QVERIFY(input.chunk().spans.size() <= 4);
        QVERIFY(input.chunk().records.empty());
    }
    QVERIFY(most <= 512 * 1024);
}

void tst_EntriesDecoderFlow::smallEntryKeepsLittle()
{
    // At the tail of a stream entries come one by one: a kept one must not hold a whole read buffer.
    RespInput input;
    CollectingSink sink({"one"});
    for (int i = 0; i < 100; ++i) {
        EntriesDecoder decoder(&sink);
        QCOMPARE(feed(input, decoder, manyEntries(1, 10)), Status::Done);
    }
    QCOMPARE(sink.texts.size(), 100);
    QVERIFY2(sink.largestChunk < 200, qPrintable(QString::number(sink.largestChunk)));
}

void tst_EntriesDecoderFlow::bulkByteByByteIsLinear()
{
    // One byte at a time: while the bulk grows the decoder asks the tokenizer once for a byte and goes nowhere. That
    // the tokenizer itself looks at no byte twice is shown in tst_resptokenizerbounds.
    constexpr qsizetype size = 1024 * 1024;
    const QByteArray bytes = array({array({bulk("one"), array({entry("1-0", {{"v", QByteArray(size, 'x')}})})})});
    const qsizetype start = bytes.indexOf("xxx");
    RespInput input;
    CollectingSink sink({"one"});
    EntriesDecoder decoder(&sink);
    QCOMPARE(feed(input, decoder, QByteArrayView(bytes).first(start)), Status::NeedMore);
    const qsizetype position = input.position();
    size_t spans = input.chunk().spans.size();
    int growths = 0;
    size_t capacity = input.chunk().bytes.capacity();
    for (qsizetype i = start; i < start + size + 1; ++i) {
        input.append(QByteArrayView(bytes).sliced(i, 1));
        if (decoder.consume(input) != Status::NeedMore || input.position() != position || input.chunk().spans.size() != spans)
            QFAIL("something happened inside the bulk");
        if (input.chunk().bytes.capacity() != capacity) {
            capacity = input.chunk().bytes.capacity();
            ++growths; // each copies what is there
        }
    }
    QVERIFY2(growths < 12, qPrintable(QString::number(growths)));
    input.append("\n");
    QCOMPARE(decoder.consume(input), Status::Done);
    QCOMPARE(sink.entries.first().value("v").size(), size);
}

void tst_EntriesDecoderFlow::copiedBytesAreLinear()
{
    // However small the pieces are, what is left of an unfinished entry is moved at most once for each entry given on.
    const QByteArray bytes = manyEntries(2000, 30);
    RespInput input;
    CollectingSink sink({"one"});
    sink.keep = false;
    EntriesDecoder decoder(&sink);
    for (const char &byte : bytes)
        feed(input, decoder, QByteArrayView(&byte, 1));
    QCOMPARE(sink.texts.size(), 2000);
    QCOMPARE(sink.calls, 2000);
    QCOMPARE(input.bytesReceived(), bytes.size());
}

void tst_EntriesDecoderFlow::decodersOneAfterTheOther()
{
    // Replies on one connection: each decoder stops where its reply ends, and the next goes on there.
    const QByteArray bytes = manyEntries(3, 10) + nilArray2() + manyEntries(1, 100000) + error("ERR x") + manyEntries(2, 5);
    for (const qsizetype piece : {1, 100, 65536}) {
        RespInput input;
        CollectingSink sink({"one"});
        std::unique_ptr<EntriesDecoder> decoder = std::make_unique<EntriesDecoder>(&sink);
        QList<qint64> counts;
        for (const QByteArray &part : inPieces(bytes, piece)) {
            input.append(part);
            while (input.peek() != '\0' && decoder->consume(input) == Status::Done) {
                counts.append(decoder->serverError() ? -1 : decoder->entryCount());
                decoder = std::make_unique<EntriesDecoder>(&sink);
            }
        }
        QCOMPARE(counts, QList<qint64>({3, 0, 1, -1, 2}));
        QCOMPARE(sink.texts.size(), 6);
        for (qsizetype i = 0; i < sink.entries.size(); ++i)
            QCOMPARE(shown(sink.entries[i]), sink.texts[i]);
    }
}

QTEST_APPLESS_MAIN(tst_EntriesDecoderFlow)
#include "tst_entriesdecoderflow.moc"
