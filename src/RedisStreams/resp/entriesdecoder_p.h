// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "resp/respinput_p.h"

namespace RedisStreams::Internal {

/// Where decoded entries go.
class EntrySink
{
public:
    virtual ~EntrySink() = default;
    /// The label of the stream \a key, or null when it was not asked for.
    virtual StreamLabelPtr labelFor(QByteArrayView key) = 0;
    /// Complete entries, in the order received; there is at least one.
    virtual void entriesDecoded(const EntryChunkPtr &chunk) = 0;
};

/// Decodes a reply of XREAD or XREADGROUP, in RESP2 or RESP3, into chunks of entries while it arrives: an entry is
/// given on with the bytes that complete it, whatever the length of the reply. Nothing is allocated for a field.
///
/// The shapes it takes: `[[key, entries] ...]` or `{key: entries ...}`, null for nothing; an entry is `[id, [name,
/// value ...]]`, `[id, null]` (deleted but pending) or `[id, fields, idle, deliveries]` (a claimed one, Redis 8.4+).
class EntriesDecoder final : public ReplyDecoder
{
public:
    explicit EntriesDecoder(EntrySink *sink) : m_sink(sink) {}

    Status consume(RespInput &input) override;

    /// The error reply that came instead of entries; NoError otherwise.
    const RedisError &serverError() const noexcept { return m_serverError; }
    qint64 entryCount() const noexcept { return m_entries; }
    /// The most entries that one stream brought.
    qint64 largestStream() const noexcept { return m_largest; }
    /// Whether anything at all was listed: a stream with an empty list is an answer, null is none.
    qint64 streamCount() const noexcept { return m_streams; }

private:
    enum class Expect : quint8 { Reply, Pair, Key, Entries, Entry, Id, Fields, Text, Idle, Deliveries };

    Status step(RespInput &input, const RespToken &token);
    RespInput::Status takeTexts(RespInput &input, RespToken &token);
    Status takeEntryId(RespInput &input, const RespToken &token);
    void entryElementDone(RespInput &input);
    void entryDone(RespInput &input);
    void streamDone();
    void giveOn(RespInput &input);
    Status unexpected(const RespToken &token, const char *expected);
    static std::optional<qint64> number(const RespInput &input, const RespToken &token);

    EntrySink *m_sink;
    Expect m_expect = Expect::Reply;
    bool m_map = false; ///< RESP3: keys and lists in turn instead of pairs
    bool m_done = false;
    qint64 m_streamsLeft = 0;
    qint64 m_entriesLeft = 0;
    qint64 m_elementsLeft = 0; ///< of the present entry
    qint64 m_textsLeft = 0; ///< names and values of the present entry
    qint64 m_skipLeft = 0; ///< elements of an attribute, which nobody asked for
    StreamLabelPtr m_label;
    EntryRecord m_record;
    qsizetype m_boundary = 0; ///< end of the last complete entry in the buffer
    qint64 m_entries = 0;
    qint64 m_ofStream = 0;
    qint64 m_largest = 0;
    qint64 m_streams = 0;
    RedisError m_serverError;
};

} // namespace RedisStreams::Internal
