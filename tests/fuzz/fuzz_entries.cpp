// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

// Any bytes as replies to a stream read: no crash, the same entries however the bytes are cut, and entries that were
// given on stay as they were.
#include "fuzzing.h"
#include "resp/entriesdecoder_p.h"

#include <memory>

using namespace RedisStreams;
using namespace RedisStreams::Fuzz;
using namespace RedisStreams::Internal;

namespace {

QByteArray describe(const StreamEntry &entry)
{
    QByteArray text = entry.streamKey() + ' ' + entry.id().toByteArray() + (entry.isDeleted() ? " deleted" : "");
    for (qsizetype i = 0; i < entry.fieldCount(); ++i)
        text += ' ' + entry.nameAt(i).toByteArray() + '=' + entry.valueAt(i).toByteArray();
    return text + ' ' + QByteArray::number(entry.idle()) + ' ' + QByteArray::number(entry.deliveryCount());
}

class Sink final : public EntrySink
{
public:
    StreamLabelPtr labelFor(QByteArrayView key) override
    {
        for (const StreamLabelPtr &label : m_labels) {
            if (key == label->key)
                return label;
        }
        return {};
    }
    void entriesDecoded(const EntryChunkPtr &chunk) override
    {
        require(!chunk->records.empty(), "a chunk without entries");
        for (const StreamEntry &entry : EntryChunk::batch(chunk.data(), 0, quint32(chunk->records.size()))) {
            texts.append(describe(entry));
            // Every other entry is kept, so that some buffers are used again and some are not.
            if (texts.size() % 2)
                kept.append({texts.size() - 1, entry});
        }
    }

    QByteArrayList texts;
    QList<std::pair<qsizetype, StreamEntry>> kept;

private:
    const QList<StreamLabelPtr> m_labels {StreamLabelPtr(new StreamLabel("s")), StreamLabelPtr(new StreamLabel("t"))};
};

struct Result
{
    QByteArrayList texts;
    ReplyDecoder::Status last = ReplyDecoder::Status::NeedMore;
    RedisError error;
    QByteArrayList replies; ///< counts and server error of each
};

Result decode(const QByteArrayList &pieces)
{
    RespInput input(smallLimits());
    Sink sink;
    auto decoder = std::make_unique<EntriesDecoder>(&sink);
    Result result;
    for (const QByteArray &piece : pieces) {
        input.append(piece);
        while ((result.last = decoder->consume(input)) == ReplyDecoder::Status::Done) {
            result.replies.append(QByteArray::number(decoder->entryCount()) + '/' + QByteArray::number(decoder->largestStream()) + '/'
                                  + QByteArray::number(decoder->streamCount()) + decoder->serverError().what());
            decoder = std::make_unique<EntriesDecoder>(&sink);
        }
        if (result.last == ReplyDecoder::Status::Error)
            break;
    }
    result.error = decoder->error();
    result.texts = sink.texts;
    for (const auto &[index, entry] : std::as_const(sink.kept)) {
        require(describe(entry) == sink.texts[index], "an entry changed after it was given on");
        require(entry.detached() == entry, "a detached entry differs");
    }
    return result;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 3)
        return 0;
    const QByteArray bytes(reinterpret_cast<const char *>(data + 2), qsizetype(size - 2));
    const Result whole = decode({bytes});
    const Result pieces = decode(cut(bytes, data[0], data[1]));
    require(whole.last == pieces.last, "the end depends on how the bytes arrived");
    require(whole.error.code() == pieces.error.code(), "the error depends on how the bytes arrived");
    require(whole.replies == pieces.replies, "the counts depend on how the bytes arrived");
    // Entries before nonsense come or do not, but never others than were sent.
    const qsizetype common = qMin(whole.texts.size(), pieces.texts.size());
    require(whole.texts.first(common) == pieces.texts.first(common), "the entries depend on how the bytes arrived");
    require(whole.last == ReplyDecoder::Status::Error || whole.texts.size() == pieces.texts.size(), "entries are missing");
    return 0;
}
