// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "streamid.h"

#include <QtCore/QExplicitlySharedDataPointer>
#include <QtCore/QList>
#include <QtCore/QPair>
#include <QtCore/QVariantMap>

namespace RedisStreams {

namespace Internal {
class EntryChunk;
}

/// Field and value pairs in order; both are bytes, and names may repeat.
using StreamFields = QList<QPair<QByteArray, QByteArray>>;

/// One entry of a stream, as it was received.
///
/// Entries of a batch share the received bytes and one index of them: a copy costs a reference, and keeps those
/// bytes (up to some hundred KiB) alive. What is kept for long, such as rows of a model, is better kept as detached().
/// The bytes never change, so copies may go to other threads.
class REDISSTREAMS_EXPORT StreamEntry
{
    Q_GADGET
    Q_PROPERTY(QString id READ idText CONSTANT FINAL)
    Q_PROPERTY(QDateTime timestamp READ timestamp CONSTANT FINAL)
    Q_PROPERTY(QString stream READ stream CONSTANT FINAL)
    Q_PROPERTY(QVariantMap fields READ toVariantMap CONSTANT FINAL)
    Q_PROPERTY(qsizetype fieldCount READ fieldCount CONSTANT FINAL)
    Q_PROPERTY(bool deleted READ isDeleted CONSTANT FINAL)
    Q_PROPERTY(qint64 deliveryCount READ deliveryCount CONSTANT FINAL)
    Q_PROPERTY(qint64 idle READ idle CONSTANT FINAL)

public:
    /// An invalid entry: id 0-0, no fields.
    StreamEntry() noexcept;
    /// An entry made by hand, for tests and for models fed from elsewhere.
    StreamEntry(const QByteArray &streamKey, StreamId id, const StreamFields &fields);
    StreamEntry(const StreamEntry &other) noexcept;
    StreamEntry(StreamEntry &&other) noexcept;
    StreamEntry &operator=(const StreamEntry &other) noexcept;
    StreamEntry &operator=(StreamEntry &&other) noexcept;
    ~StreamEntry();

    bool isValid() const noexcept { return d != nullptr; }

    StreamId id() const noexcept;
    QString idText() const;
    /// The id's milliseconds as UTC time; invalid where QDateTime cannot hold them.
    QDateTime timestamp() const;

    /// The stream's key as it is (bytes), and as text for people (UTF-8).
    QByteArray streamKey() const;
    QString stream() const;

    /// The number of field/value pairs; a repeated name counts each time.
    qsizetype fieldCount() const noexcept;
    /// Views into the received bytes: valid while this entry, or a copy of it, lives. 0 <= \a index < fieldCount().
    QByteArrayView nameAt(qsizetype index) const noexcept;
    QByteArrayView valueAt(qsizetype index) const noexcept;

    /// Whether there is a field \a name.
    bool contains(QByteArrayView name) const noexcept { return lastIndexOf(name) >= 0; }
    /// The value of the field \a name, of the last one when the name repeats; null when there is none.
    QByteArrayView valueView(QByteArrayView name) const noexcept;
    QByteArray value(QByteArrayView name) const { return valueView(name).toByteArray(); }
    QByteArray value(const QByteArray &name) const { return value(QByteArrayView(name)); }
    QByteArray value(const char *name) const { return value(QByteArrayView(name)); }
    Q_INVOKABLE QByteArray value(const QString &name) const { return value(QByteArrayView(name.toUtf8())); }
    /// The value as text (UTF-8; bytes that are not become replacement characters).
    QString text(QByteArrayView name) const { return QString::fromUtf8(valueView(name)); }
    QString text(const QByteArray &name) const { return text(QByteArrayView(name)); }
    QString text(const char *name) const { return text(QByteArrayView(name)); }
    Q_INVOKABLE QString text(const QString &name) const { return text(QByteArrayView(name.toUtf8())); }

    StreamFields fields() const;
    /// Names and values as text; of a repeated name the last value, of text that is not UTF-8 an approximation.
    QVariantMap toVariantMap() const;

    /// A tombstone: pending for this consumer, but deleted from the stream. It has an id and no fields.
    bool isDeleted() const noexcept;
    /// How often the group delivered this entry; -1 where the server did not say. From GroupConsumer this delivery included;
    /// from Xreadgroup with CLAIM without it, as the server says it.
    qint64 deliveryCount() const noexcept;
    /// Milliseconds since its last delivery when it was claimed; -1 where the server did not say.
    qint64 idle() const noexcept;

    /// The bytes of all names and values together.
    qint64 byteCount() const noexcept;

    /// The same entry in memory of its own, independent of the batch it came with.
    StreamEntry detached() const;

    /// Equal stream, id and fields (in order, byte by byte).
    friend REDISSTREAMS_EXPORT bool operator==(const StreamEntry &a, const StreamEntry &b) noexcept;

private:
    friend class StreamEntries;
    friend class Internal::EntryChunk;
    StreamEntry(Internal::EntryChunk *chunk, quint32 index) noexcept;
    qsizetype lastIndexOf(QByteArrayView name) const noexcept;

    QExplicitlySharedDataPointer<Internal::EntryChunk> d;
    quint32 m_index = 0;
};

/// A batch of entries of one stream, oldest first, in the order of the stream. Implicitly shared.
class REDISSTREAMS_EXPORT StreamEntries
{
    Q_GADGET
    Q_PROPERTY(qsizetype count READ count CONSTANT FINAL)

public:
    class const_iterator
    {
    public:
        using iterator_category = std::input_iterator_tag;
        using value_type = StreamEntry;
        using difference_type = qsizetype;
        using pointer = void;
        using reference = StreamEntry;

        StreamEntry operator*() const { return m_batch->at(m_index); }
        const_iterator &operator++() noexcept { ++m_index; return *this; }
        const_iterator operator++(int) noexcept { const_iterator old = *this; ++m_index; return old; }
        friend bool operator==(const const_iterator &a, const const_iterator &b) noexcept { return a.m_index == b.m_index; }

    private:
        friend class StreamEntries;
        const_iterator(const StreamEntries *batch, qsizetype index) noexcept : m_batch(batch), m_index(index) {}
        const StreamEntries *m_batch;
        qsizetype m_index;
    };

    StreamEntries() noexcept;
    StreamEntries(const StreamEntries &other) noexcept;
    StreamEntries(StreamEntries &&other) noexcept;
    StreamEntries &operator=(const StreamEntries &other) noexcept;
    StreamEntries &operator=(StreamEntries &&other) noexcept;
    ~StreamEntries();

    qsizetype count() const noexcept { return m_count; }
    qsizetype size() const noexcept { return m_count; }
    bool isEmpty() const noexcept { return m_count == 0; }
    /// 0 <= \a index < count().
    Q_INVOKABLE RedisStreams::StreamEntry at(qsizetype index) const;
    StreamEntry first() const { return at(0); }
    StreamEntry last() const { return at(m_count - 1); }
    StreamEntries mid(qsizetype first, qsizetype count) const;

    const_iterator begin() const noexcept { return {this, 0}; }
    const_iterator end() const noexcept { return {this, m_count}; }

private:
    friend class Internal::EntryChunk;
    StreamEntries(Internal::EntryChunk *chunk, quint32 first, quint32 count) noexcept;

    QExplicitlySharedDataPointer<Internal::EntryChunk> d;
    quint32 m_first = 0;
    quint32 m_count = 0;
};

REDISSTREAMS_EXPORT QDebug operator<<(QDebug debug, const StreamEntry &entry);

} // namespace RedisStreams

Q_DECLARE_METATYPE(RedisStreams::StreamEntry)
Q_DECLARE_METATYPE(RedisStreams::StreamEntries)
