// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "resp/respinput_p.h"

#include <QtTest/QTest>

using namespace RedisStreams;
using namespace RedisStreams::Internal;
using Status = RespInput::Status;

class tst_RespInput : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void appendAndRead();
    void prepareGivesRoom();
    void roomFollowsWhatCame();
    void roomEndsWithTheBulk();
    void peek();
    void discardKeepsWhatIsNotDealtWith();
    void discardSomeMovesLittle();
    void discardShrinksALargeBuffer();
    void detachOfLittleCopies();
    void detachOfMuchGivesTheBuffer();
    void detachKeepsSpans();
    void givenChunksComeBack();
    void keptChunksStayAsTheyAre();
    void bytesReceived();
    void reset();
};

void tst_RespInput::appendAndRead()
{
    RespInput input;
    RespToken token;
    QCOMPARE(input.next(token), Status::NeedMore);
    input.append("$3\r\nfo");
    QCOMPARE(input.next(token), Status::NeedMore);
    input.append("");
    QCOMPARE(input.next(token), Status::NeedMore);
    input.append("o\r\n:1\r\n");
    QCOMPARE(input.next(token), Status::Token);
    QCOMPARE(input.text(token), QByteArrayView("foo"));
    QCOMPARE(input.next(token), Status::Token);
    QCOMPARE(token.number, 1);
    QCOMPARE(input.position(), 13);
}

void tst_RespInput::prepareGivesRoom()
{
    RespInput input;
    for (int i = 0; i < 100; ++i) {
        qsizetype room = 0;
        char *const to = input.prepare(room);
        QVERIFY(room >= RespInput::ReadSize);
        std::memset(to, 'x', size_t(RespInput::ReadSize)); // the room is really there (seen by AddressSanitizer)
        input.commit(RespInput::ReadSize);
    }
    QCOMPARE(input.chunk().bytes.size(), size_t(100 * RespInput::ReadSize));
}

void tst_RespInput::roomFollowsWhatCame()
{
    // A head that announces the most there may be does not get the memory for it.
    RespInput input;
    RespToken token;
    input.append("$536870912\r\n");
    QCOMPARE(input.next(token), Status::NeedMore);
    qsizetype room = 0;
    input.prepare(room);
    QVERIFY(input.chunk().bytes.capacity() <= 1024 * 1024);
    const size_t before = input.chunk().bytes.capacity();
    input.append(QByteArray(qsizetype(before), 'x'));
    QVERIFY(input.chunk().bytes.capacity() <= 4 * before);
}

void tst_RespInput::roomEndsWithTheBulk()
{
    // The buffer of a large value is not twice as large as the value.
    RespInput input;
    RespToken token;
    constexpr qsizetype size = 9 * 1024 * 1024;
    input.append("$" + QByteArray::number(size) + "\r\n");
    for (qsizetype sent = 0; sent < size; sent += RespInput::ReadSize) {
        QCOMPARE(input.next(token), Status::NeedMore);
        qsizetype room = 0;
        char *const to = input.prepare(room);
        std::memset(to, 'x', size_t(RespInput::ReadSize));
        input.commit(RespInput::ReadSize);
    }
    input.append("\r\n");
    QCOMPARE(input.next(token), Status::Token);
    QCOMPARE(token.length, size);
    QVERIFY(input.chunk().bytes.capacity() < size_t(size + size / 2));
}

void tst_RespInput::peek()
{
    RespInput input;
    QCOMPARE(input.peek(), '\0');
    input.append(">0\r\n:5\r\n");
    QCOMPARE(input.peek(), '>');
    RespToken token;
    QCOMPARE(input.next(token), Status::Token);
    QCOMPARE(input.peek(), ':');
    QCOMPARE(input.next(token), Status::Token);
    QCOMPARE(input.peek(), '\0');
}

void tst_RespInput::discardKeepsWhatIsNotDealtWith()
{
    RespInput input;
    RespToken token;
    input.append("+one\r\n$5\r\nhel");
    QCOMPARE(input.next(token), Status::Token);
    QCOMPARE(input.next(token), Status::NeedMore);
    input.discard();
    QCOMPARE(input.position(), 0);
    QCOMPARE(input.chunk().bytes.size(), size_t(3));
    input.discard(); // nothing more to forget
    input.append("lo\r\n");
    QCOMPARE(input.next(token), Status::Token);
    QCOMPARE(input.text(token), QByteArrayView("hello"));
}

void tst_RespInput::discardSomeMovesLittle()
{
    RespInput input;
    RespToken token;
    for (int i = 0; i < 10; ++i)
        input.append(":1\r\n");
    for (int i = 1; i <= 4; ++i) {
        QCOMPARE(input.next(token), Status::Token);
        input.discardSome();
        QCOMPARE(input.position(), 4 * i); // more lies behind it than before it
    }
    QCOMPARE(input.next(token), Status::Token);
    input.discardSome();
    QCOMPARE(input.position(), 0);
    QCOMPARE(input.bytesReceived(), 40);
    QCOMPARE(input.next(token), Status::Token);
    QCOMPARE(token.number, 1);
}

void tst_RespInput::discardShrinksALargeBuffer()
{
    RespInput input;
    RespToken token;
    input.append("$2000000\r\n" + QByteArray(2000000, 'x') + "\r\n+next");
    QCOMPARE(input.next(token), Status::Token);
    QCOMPARE(input.next(token), Status::NeedMore);
    input.discard();
    QVERIFY(input.chunk().bytes.capacity() < 1000000);
    input.append("\r\n");
    QCOMPARE(input.next(token), Status::Token);
    QCOMPARE(input.text(token), QByteArrayView("next"));
}

void tst_RespInput::detachOfLittleCopies()
{
    // An entry kept for long must not keep a large buffer with it.
    RespInput input;
    RespToken token;
    qsizetype room = 0;
    input.prepare(room);
    input.append("+small\r\n+rest\r\n");
    QCOMPARE(input.next(token), Status::Token);
    const EntryChunkPtr full = input.detach(input.position(), 0);
    QVERIFY(full->bytes.capacity() < 100);
    QCOMPARE(QByteArrayView(full->bytes.data(), qsizetype(full->bytes.size())), QByteArrayView("+small\r\n"));
    QCOMPARE(input.next(token), Status::Token);
    QCOMPARE(input.text(token), QByteArrayView("rest"));
}

void tst_RespInput::detachOfMuchGivesTheBuffer()
{
    RespInput input;
    RespToken token;
    const QByteArray much(100000, 'm');
    input.append("+" + much.first(60000) + "\r\n$40000\r\n" + much.first(40000) + "\r\n+rest\r\n");
    const char *const data = input.chunk().bytes.data();
    QCOMPARE(input.next(token), Status::Token);
    QCOMPARE(input.next(token), Status::Token);
    const EntryChunkPtr full = input.detach(input.position(), 0);
    QCOMPARE(full->bytes.data(), data);
    QCOMPARE(input.next(token), Status::Token);
    QCOMPARE(input.text(token), QByteArrayView("rest"));
}

void tst_RespInput::detachKeepsSpans()
{
    // Names and values of an entry that goes on behind the boundary move with their bytes, whichever way is taken.
    for (const qsizetype size : {10, 60000}) {
        RespInput input;
        RespToken token;
        input.append("$" + QByteArray::number(size) + "\r\n" + QByteArray(size, 'a') + "\r\n");
        QCOMPARE(input.next(token), Status::Token);
        input.chunk().spans.push_back({quint32(token.offset), quint32(token.length)});
        const qsizetype boundary = input.position();
        input.append("$4\r\nkept\r\n$3\r\nne");
        QCOMPARE(input.next(token), Status::Token);
        input.chunk().spans.push_back({quint32(token.offset), quint32(token.length)});
        QCOMPARE(input.next(token), Status::NeedMore);
        const EntryChunkPtr full = input.detach(boundary, 1);
        QCOMPARE(full->spans.size(), size_t(1));
        QCOMPARE(full->view(full->spans[0]), QByteArrayView(QByteArray(size, 'a')));
        QCOMPARE(input.chunk().spans.size(), size_t(1));
        QCOMPARE(input.chunk().view(input.chunk().spans[0]), QByteArrayView("kept"));
        input.append("w\r\n");
        QCOMPARE(input.next(token), Status::Token);
        QCOMPARE(input.text(token), QByteArrayView("new"));
    }
}

void tst_RespInput::givenChunksComeBack()
{
    // Nobody keeps the chunks: in the long run no new buffer is made.
    RespInput input;
    QSet<const void *> buffers;
    for (int i = 0; i < 100; ++i) {
        RespToken token;
        input.append("$100000\r\n" + QByteArray(100000, 'x') + "\r\n");
        QCOMPARE(input.next(token), Status::Token);
        buffers.insert(input.chunk().bytes.data());
        input.detach(input.position(), 0);
    }
    QVERIFY2(buffers.size() <= 3, qPrintable(QString::number(buffers.size())));
}

void tst_RespInput::keptChunksStayAsTheyAre()
{
    RespInput input;
    QList<EntryChunkPtr> kept;
    QByteArrayList expected;
    for (int i = 0; i < 50; ++i) {
        RespToken token;
        const QByteArray bytes = "$100000\r\n" + QByteArray(100000, char('A' + i)) + "\r\n";
        input.append(bytes);
        QCOMPARE(input.next(token), Status::Token);
        const EntryChunkPtr full = input.detach(input.position(), 0);
        if (i % 2 == 0) { // every other one is dropped and used again
            kept.append(full);
            expected.append(bytes);
        }
    }
    for (qsizetype i = 0; i < kept.size(); ++i)
        QCOMPARE(QByteArray(kept[i]->bytes.data(), qsizetype(kept[i]->bytes.size())), expected[i]);
}

void tst_RespInput::bytesReceived()
{
    RespInput input;
    RespToken token;
    qint64 sent = 0;
    for (int i = 0; i < 10; ++i) {
        const QByteArray bytes = "+line\r\n$50000\r\n" + QByteArray(50000, 'x') + "\r\n";
        input.append(bytes);
        sent += bytes.size();
        QCOMPARE(input.bytesReceived(), sent);
        QCOMPARE(input.next(token), Status::Token);
        if (i % 2)
            input.discard();
        QCOMPARE(input.next(token), Status::Token);
        input.detach(input.position(), 0);
        QCOMPARE(input.bytesReceived(), sent);
    }
    input.append("half");
    input.reset();
    QCOMPARE(input.bytesReceived(), sent + 4); // the count goes on over connections
}

void tst_RespInput::reset()
{
    RespInput input;
    RespToken token;
    input.append("$100\r\nold connection");
    QCOMPARE(input.next(token), Status::NeedMore);
    input.reset();
    QCOMPARE(input.peek(), '\0');
    input.append("+new\r\n");
    QCOMPARE(input.next(token), Status::Token);
    QCOMPARE(input.text(token), QByteArrayView("new"));
}

QTEST_APPLESS_MAIN(tst_RespInput)
#include "tst_respinput.moc"
