// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "support/respbytes.h"

#include <RedisStreams/streamcommands.h>

#include "resp/replytreedecoder_p.h"

#include <QtTest/QTest>

/// What the tests of command values share.
namespace RedisStreams::Test {

/// "XACK one group-a 1-0" as its words.
inline QByteArrayList words(const char *line)
{
    return QByteArray(line).split(' ');
}

/// The tree of a reply's bytes.
inline RespValue parsed(const QByteArray &bytes)
{
    Internal::RespInput input;
    Internal::ReplyTreeDecoder decoder;
    input.append(bytes);
    if (decoder.consume(input) != Internal::ReplyDecoder::Status::Done)
        return RespValue::makeText(RespValue::Type::Error, "the test's bytes are no complete reply: " + bytes);
    return decoder.take();
}

/// "id name=value name=value", "id tombstone"; with idle time and delivery count where the server sent them.
inline QByteArray described(const StreamEntry &entry)
{
    QByteArray text = entry.id().toByteArray();
    if (entry.isDeleted())
        text += " tombstone";
    for (const auto &[name, value] : entry.fields())
        text += ' ' + name + '=' + value;
    if (entry.idle() != -1 || entry.deliveryCount() != -1)
        text += " idle " + QByteArray::number(entry.idle()) + " deliveries " + QByteArray::number(entry.deliveryCount());
    return text;
}

inline QByteArrayList described(const StreamEntries &entries)
{
    QByteArrayList list;
    for (const StreamEntry &entry : entries)
        list.append(entry.streamKey() + ' ' + described(entry));
    return list;
}

inline QByteArrayList described(const QList<StreamEntries> &batches)
{
    QByteArrayList list;
    for (const StreamEntries &batch : batches)
        list.append(described(batch));
    return list;
}

inline QByteArrayList described(const QList<StreamId> &ids)
{
    QByteArrayList list;
    for (const StreamId id : ids)
        list.append(id.toByteArray());
    return list;
}

} // namespace RedisStreams::Test

/// The exact bytes of a command, and the keys it names.
#define COMPARE_COMMAND(value, line, keyList)                                                                          \
    do {                                                                                                               \
        const auto encoded = RedisStreams::EncodedCommand::from(value);                                                \
        QCOMPARE((value).validate(), RedisStreams::RedisError());                                                      \
        QCOMPARE(encoded.bytes, RedisStreams::Test::command(RedisStreams::Test::words(line)));                         \
        QCOMPARE(encoded.keys, QByteArrayList(keyList));                                                               \
    } while (false)
