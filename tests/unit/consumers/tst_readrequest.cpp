// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "consumers/readrequest_p.h"
#include "support/respbytes.h"
#include "xread.h"
#include "xreadgroup.h"

#include <QtTest/QTest>

using namespace RedisStreams;
using namespace RedisStreams::Internal;
using namespace RedisStreams::Test;

namespace {

StreamCursorPtr cursor(const QByteArray &key, StreamId after = {})
{
    const auto result = std::make_shared<StreamCursor>(key);
    result->startAt(after);
    return result;
}

} // namespace

class tst_ReadRequest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void plain();
    void block_data();
    void block();
    void idsFollowTheCursors();
    void group();
    void backToPlain();
    void manyStreams();
    void sameAsTheCommand();
};

void tst_ReadRequest::plain()
{
    const QByteArray binary("b\0\r\n\xff", 5);
    ReadRequest request;
    request.setCursors({cursor("one", {1, 2}), cursor(binary), cursor("STREAMS", StreamId::maximum())});
    QCOMPARE(request.encode(10, 0),
             command({"XREAD", "COUNT", "10", "STREAMS", "one", binary, "STREAMS", "1-2", "0-0", "18446744073709551615-18446744073709551615"}));
    QCOMPARE(request.cursors().size(), size_t(3));
}

void tst_ReadRequest::block_data()
{
    QTest::addColumn<qint64>("count");
    QTest::addColumn<qint64>("milliseconds");
    QTest::newRow("none") << qint64(1) << qint64(0);
    QTest::newRow("negative is none") << qint64(1) << qint64(-1);
    QTest::newRow("one") << qint64(1) << qint64(1);
    QTest::newRow("usual") << qint64(16384) << qint64(5000);
}

void tst_ReadRequest::block()
{
    QFETCH(qint64, count);
    QFETCH(qint64, milliseconds);
    ReadRequest request;
    request.setCursors({cursor("one", {1, 2})});
    QByteArrayList words {"XREAD", "COUNT", QByteArray::number(count)};
    if (milliseconds > 0)
        words << "BLOCK" << QByteArray::number(milliseconds);
    words << "STREAMS" << "one" << "1-2";
    QCOMPARE(request.encode(count, milliseconds), command(words));
}

void tst_ReadRequest::idsFollowTheCursors()
{
    // The same request again and again: only the ids change, and with them its length.
    const StreamCursorPtr one = cursor("one", {9, 0});
    const StreamCursorPtr two = cursor("two", {1, 0});
    ReadRequest request;
    request.setCursors({one, two});
    QCOMPARE(request.encode(1, 0), command({"XREAD", "COUNT", "1", "STREAMS", "one", "two", "9-0", "1-0"}));
    one->readAfter = {1700000000000, 12};
    QCOMPARE(request.encode(1, 0), command({"XREAD", "COUNT", "1", "STREAMS", "one", "two", "1700000000000-12", "1-0"}));
    // What was handed over does not count, only what was read.
    one->position = {5, 5};
    QCOMPARE(request.encode(1, 0), command({"XREAD", "COUNT", "1", "STREAMS", "one", "two", "1700000000000-12", "1-0"}));
    request.setCursors({two});
    QCOMPARE(request.encode(1, 0), command({"XREAD", "COUNT", "1", "STREAMS", "two", "1-0"}));
}

void tst_ReadRequest::group()
{
    ReadRequest request;
    request.setCursors({cursor("one", {1, 2}), cursor("two")});
    request.setGroup("g", "c", false);
    QCOMPARE(request.encode(5, 100), command({"XREADGROUP", "GROUP", "g", "c", "COUNT", "5", "BLOCK", "100", "STREAMS", "one", "two", ">", ">"}));
    request.setGroup("STREAMS", QByteArray("c\0\r\n", 4), true);
    QCOMPARE(request.encode(5, 0), command({"XREADGROUP", "GROUP", "STREAMS", QByteArray("c\0\r\n", 4), "NOACK", "COUNT", "5", "STREAMS", "one", "two", ">", ">"}));
}

void tst_ReadRequest::backToPlain()
{
    ReadRequest request;
    request.setGroup("g", "c", true);
    request.setPlain();
    request.setCursors({cursor("one", {1, 2})});
    QCOMPARE(request.encode(5, 0), command({"XREAD", "COUNT", "5", "STREAMS", "one", "1-2"}));
}

void tst_ReadRequest::manyStreams()
{
    std::vector<StreamCursorPtr> cursors;
    QByteArrayList words {"XREAD", "COUNT", "1", "STREAMS"};
    for (int i = 0; i < 1000; ++i) {
        cursors.push_back(cursor("stream" + QByteArray::number(i), {quint64(i), 1}));
        words.append(cursors.back()->key());
    }
    for (const StreamCursorPtr &each : cursors)
        words.append(each->readAfter.toByteArray());
    ReadRequest request;
    request.setCursors(std::move(cursors));
    QCOMPARE(request.encode(1, 0), command(words));
}

void tst_ReadRequest::sameAsTheCommand()
{
    // Two ways to the same bytes.
    ReadRequest request;
    request.setCursors({cursor("one", {1, 2}), cursor("two", {3, 4})});
    const Xread read {{{"one", {1, 2}}, {"two", {3, 4}}}, {7, std::chrono::milliseconds(500)}};
    QCOMPARE(request.encode(7, 500), EncodedCommand::from(read).bytes);
    request.setGroup("g", "c", true);
    Xreadgroup groupRead;
    groupRead.group = "g";
    groupRead.consumer = "c";
    groupRead.positions = {{"one", std::nullopt}, {"two", std::nullopt}};
    groupRead.options.noAck = true;
    // The options come in another order, which is the same to a server.
    QByteArrayList words {"XREADGROUP", "GROUP", "g", "c", "NOACK", "STREAMS", "one", "two", ">", ">"};
    QCOMPARE(EncodedCommand::from(groupRead).bytes, command(words));
    words.insert(5, "7");
    words.insert(5, "COUNT");
    QCOMPARE(request.encode(7, 0), command(words));
}

QTEST_APPLESS_MAIN(tst_ReadRequest)
#include "tst_readrequest.moc"
