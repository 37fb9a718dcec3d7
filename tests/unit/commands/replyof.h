// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "resp/replytreedecoder_p.h"
#include "streamentry.h"

#include <QtCore/QByteArrayList>

/// Replies as a server sends them, and what commands make of them.
namespace RedisStreams::Test {

/// The value that \a bytes are; they hold exactly one.
inline RespValue valueOf(const QByteArray &bytes)
{
    Internal::RespInput input;
    Internal::ReplyTreeDecoder decoder;
    input.append(bytes);
    if (decoder.consume(input) != Internal::ReplyDecoder::Status::Done || input.peek() != '\0')
        qFatal("not one reply: %s", bytes.constData());
    return decoder.take();
}

/// "stream id name=value ..." of each entry.
inline QByteArrayList shown(const StreamEntries &entries)
{
    QByteArrayList texts;
    for (const StreamEntry &entry : entries) {
        QByteArray text = entry.streamKey() + ' ' + entry.id().toByteArray();
        if (entry.isDeleted())
            text += " deleted";
        for (qsizetype i = 0; i < entry.fieldCount(); ++i)
            text += ' ' + entry.nameAt(i).toByteArray() + '=' + entry.valueAt(i).toByteArray();
        if (entry.idle() != -1 || entry.deliveryCount() != -1)
            text += " idle " + QByteArray::number(entry.idle()) + " delivered " + QByteArray::number(entry.deliveryCount());
        texts.append(text);
    }
    return texts;
}

inline QByteArrayList shown(const QList<StreamEntries> &batches)
{
    QByteArrayList texts;
    for (const StreamEntries &batch : batches)
        texts += shown(batch);
    return texts;
}

} // namespace RedisStreams::Test
