// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "resp/resptokenizer_p.h"
#include "values/entrychunk_p.h"

#include <vector>

namespace RedisStreams::Internal {

/// The receiving end of a connection: the bytes that came and were not dealt with, and the tokenizer on them.
///
/// The bytes lie in a chunk from the start, so that entries decoded in place take it over without a copy. Chunks that
/// nobody kept are used again.
class RespInput
{
public:
    using Status = RespTokenizer::Status;

    explicit RespInput(const RespLimits &limits = {});

    /// Room for at least \a minimum bytes behind what is there; more when a large element is on its way.
    char *prepare(qsizetype &room, qsizetype minimum = ReadSize);
    /// \a bytes were written to what prepare() gave.
    void commit(qsizetype bytes) { m_chunk->bytes.setSize(m_chunk->bytes.size() + size_t(bytes)); }
    void append(QByteArrayView bytes);

    Status next(RespToken &token)
    {
        return m_tokenizer.next(m_chunk->bytes.data(), qsizetype(m_chunk->bytes.size()), token);
    }
    bool hasData() const noexcept { return m_tokenizer.position() < qsizetype(m_chunk->bytes.size()); }
    /// The first byte of what is not dealt with, which tells its type; 0 when nothing is there.
    char peek() const noexcept;
    QByteArrayView text(const RespToken &token) const noexcept
    {
        return {m_chunk->bytes.data() + token.offset, token.length};
    }

    EntryChunk &chunk() noexcept { return *m_chunk; }
    qsizetype position() const noexcept { return m_tokenizer.position(); }
    /// Cuts off the first \a boundary bytes with the index built so far, as a chunk to be handed over. Spans from
    /// \a keepSpansFrom on belong to an entry that goes on behind the boundary and stay.
    EntryChunkPtr detach(qsizetype boundary, quint32 keepSpansFrom);
    /// Forgets the bytes before the position: no entry refers to them.
    void discard();
    /// The same, but only when no more bytes are to be moved for it than are forgotten: with many small replies in the
    /// buffer each would else move all those behind it.
    void discardSome();
    /// Forgets everything, for a new connection.
    void reset();

    const RedisError &error() const noexcept { return m_tokenizer.error(); }
    const RespLimits &limits() const noexcept { return m_tokenizer.limits(); }
    qint64 bytesReceived() const noexcept { return m_received + qint64(m_chunk->bytes.size()); }

    static constexpr qsizetype ReadSize = 64 * 1024;

private:
    EntryChunkPtr freshChunk(size_t capacity);

    RespTokenizer m_tokenizer;
    EntryChunkPtr m_chunk;
    std::vector<EntryChunkPtr> m_given; ///< given away; those with no other owner are free
    qint64 m_received = 0; ///< bytes that have left the buffer
};

/// Takes the elements of one reply as they arrive.
class ReplyDecoder
{
public:
    enum class Status { NeedMore, Done, Error };

    virtual ~ReplyDecoder() = default;
    /// Goes on with what \a input holds. After Done the decoder can be asked for its result.
    virtual Status consume(RespInput &input) = 0;
    /// Why the bytes are not the reply that was expected.
    RedisError error() const { return m_error; }

protected:
    Status fail(const RedisError &error)
    {
        m_error = error;
        return Status::Error;
    }

private:
    RedisError m_error;
};

} // namespace RedisStreams::Internal
