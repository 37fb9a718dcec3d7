// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "resp/entriesdecoder_p.h"

#include <QtCore/QByteArrayList>

namespace RedisStreams::Test {

/// An entry as text, with everything that a reply tells of it.
inline QByteArray shown(const StreamEntry &entry)
{
    QByteArray text = entry.streamKey() + ' ' + entry.id().toByteArray();
    if (entry.isDeleted())
        text += " deleted";
    for (qsizetype i = 0; i < entry.fieldCount(); ++i)
        text += ' ' + entry.nameAt(i).toByteArray() + '=' + entry.valueAt(i).toByteArray();
    if (entry.idle() != -1 || entry.deliveryCount() != -1)
        text += " idle " + QByteArray::number(entry.idle()) + " delivered " + QByteArray::number(entry.deliveryCount());
    return text;
}

/// Keeps all entries that are decoded; knows the streams it was made with.
class CollectingSink final : public Internal::EntrySink
{
public:
    explicit CollectingSink(const QByteArrayList &streams)
    {
        for (const QByteArray &stream : streams)
            m_labels.append(Internal::StreamLabelPtr(new Internal::StreamLabel(stream)));
    }

    Internal::StreamLabelPtr labelFor(QByteArrayView key) override
    {
        for (const Internal::StreamLabelPtr &label : m_labels) {
            if (key == label->key)
                return label;
        }
        return {};
    }

    void entriesDecoded(const Internal::EntryChunkPtr &chunk) override
    {
        ++calls;
        if (chunk->records.empty())
            ++emptyCalls;
        entriesOf.append(qsizetype(chunk->records.size()));
        largestChunk = qMax(largestChunk, chunk->bytes.capacity());
        for (const StreamEntry &entry : Internal::EntryChunk::batch(chunk.data(), 0, quint32(chunk->records.size()))) {
            texts.append(shown(entry));
            if (keep)
                entries.append(entry);
        }
    }

    bool keep = true;
    int calls = 0;
    int emptyCalls = 0; ///< a promise broken: chunks hold at least one entry
    QByteArrayList texts; ///< as they were when they came
    QList<StreamEntry> entries; ///< kept, so their bytes must not change
    QList<qsizetype> entriesOf; ///< each call
    size_t largestChunk = 0; ///< what an entry kept for long keeps with it

private:
    QList<Internal::StreamLabelPtr> m_labels;
};

/// What came of one reply.
struct DecodedReply
{
    QByteArrayList texts;
    Internal::ReplyDecoder::Status last = Internal::ReplyDecoder::Status::NeedMore;
    RedisError error;
    RedisError serverError;
    qint64 entries = 0;
    qint64 largest = 0;
    qint64 streams = 0;
    bool stable = true; ///< the kept entries still read as when they came
    QByteArray rest; ///< bytes behind the reply, not touched
};

/// Decodes one reply that arrives in \a pieces; \a streams were asked for.
inline DecodedReply decodeEntries(const QByteArrayList &pieces, const QByteArrayList &streams = {"one", "two", "three"},
                                  const Internal::RespLimits &limits = {})
{
    using Status = Internal::ReplyDecoder::Status;
    Internal::RespInput input(limits);
    CollectingSink sink(streams);
    Internal::EntriesDecoder decoder(&sink);
    DecodedReply result;
    for (const QByteArray &piece : pieces) {
        input.append(piece);
        if (result.last == Status::NeedMore)
            result.last = decoder.consume(input);
    }
    result.texts = sink.texts;
    result.error = decoder.error();
    result.serverError = decoder.serverError();
    result.entries = decoder.entryCount();
    result.largest = decoder.largestStream();
    result.streams = decoder.streamCount();
    for (qsizetype i = 0; i < sink.entries.size(); ++i)
        result.stable = result.stable && shown(sink.entries[i]) == sink.texts[i];
    result.stable = result.stable && sink.emptyCalls == 0;
    const qsizetype position = input.position();
    result.rest = QByteArray(input.chunk().bytes.data() + position, qsizetype(input.chunk().bytes.size()) - position);
    return result;
}

} // namespace RedisStreams::Test
