// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "streamentry.h"

#include <QtCore/QSharedData>

#include <cstdlib>
#include <new>
#include <vector>

namespace RedisStreams::Internal {

/// A name or value: where it lies in its chunk's bytes.
struct Span
{
    quint32 offset = 0;
    quint32 length = 0;
};

/// A stream's key and its text form, made once and shared by all its entries.
struct StreamLabel : QSharedData
{
    explicit StreamLabel(const QByteArray &streamKey)
        : key(streamKey)
        , name(QString::fromUtf8(streamKey))
    {
    }
    const QByteArray key;
    const QString name;
};
using StreamLabelPtr = QExplicitlySharedDataPointer<const StreamLabel>;

struct EntryRecord
{
    StreamId id;
    quint32 firstSpan = 0;
    quint32 spanCount = 0; ///< two for each pair
    quint32 label = 0;
    bool deleted = false;
    qint64 deliveryCount = -1;
    qint64 idle = -1;
};

/// Growable bytes that are not zeroed when they grow: a socket writes into them.
class ByteBuffer
{
public:
    ByteBuffer() noexcept = default;
    ~ByteBuffer() { std::free(m_data); }
    Q_DISABLE_COPY_MOVE(ByteBuffer)

    char *data() noexcept { return m_data; }
    const char *data() const noexcept { return m_data; }
    size_t size() const noexcept { return m_size; }
    size_t capacity() const noexcept { return m_capacity; }
    size_t room() const noexcept { return m_capacity - m_size; }
    void setSize(size_t size) noexcept { m_size = size; }
    void reserve(size_t capacity)
    {
        if (capacity <= m_capacity)
            return;
        void *grown = std::realloc(m_data, capacity);
        Q_CHECK_PTR(grown);
        m_data = static_cast<char *>(grown);
        m_capacity = capacity;
    }
    void append(QByteArrayView bytes)
    {
        if (bytes.isEmpty())
            return;
        if (room() < size_t(bytes.size()))
            reserve(qMax(m_capacity * 2, m_size + size_t(bytes.size())));
        std::memcpy(m_data + m_size, bytes.data(), size_t(bytes.size()));
        m_size += size_t(bytes.size());
    }

private:
    char *m_data = nullptr;
    size_t m_size = 0;
    size_t m_capacity = 0;
};

/// The bytes of some entries and the index into them: what the entries of a batch share. Offsets are 32-bit, which
/// halves the index; a chunk is far smaller unless one entry is not, and limits keep an entry below 4 GiB.
class EntryChunk : public QSharedData
{
public:
    ByteBuffer bytes;
    std::vector<Span> spans;
    std::vector<EntryRecord> records;
    std::vector<StreamLabelPtr> labels;

    QByteArrayView view(Span span) const noexcept { return {bytes.data() + span.offset, qsizetype(span.length)}; }
    const StreamLabel &labelOf(const EntryRecord &record) const noexcept { return *labels[record.label]; }

    void clear() noexcept;
    /// Adds a label unless it is the newest already, and returns its number.
    quint32 addLabel(const StreamLabelPtr &label);
    /// Appends an entry made of bytes that are not in this chunk yet.
    void appendEntry(const StreamLabelPtr &label, StreamId id, const StreamFields &fields);
    void appendBytes(QByteArrayView bytes);
    /// Copies a record of another chunk with its names and values.
    void appendCopy(const EntryChunk &other, const EntryRecord &record);
    void appendCopy(const StreamEntry &entry, const StreamLabelPtr &label);

    static StreamEntry entry(EntryChunk *chunk, quint32 index) { return StreamEntry(chunk, index); }
    static StreamEntries batch(EntryChunk *chunk, quint32 first, quint32 count) { return StreamEntries(chunk, first, count); }
    static QExplicitlySharedDataPointer<EntryChunk> of(const StreamEntries &entries) { return entries.d; }
};
using EntryChunkPtr = QExplicitlySharedDataPointer<EntryChunk>;

} // namespace RedisStreams::Internal
