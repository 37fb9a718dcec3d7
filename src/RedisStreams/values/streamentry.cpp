// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "streamentry.h"

#include "values/entrychunk_p.h"

#include <QtCore/QDebug>

namespace RedisStreams {

using Internal::EntryChunk;
using Internal::EntryRecord;
using Internal::StreamLabel;
using Internal::StreamLabelPtr;

StreamEntry::StreamEntry() noexcept = default;
StreamEntry::StreamEntry(const StreamEntry &) noexcept = default;
StreamEntry::StreamEntry(StreamEntry &&) noexcept = default;
StreamEntry &StreamEntry::operator=(const StreamEntry &) noexcept = default;
StreamEntry &StreamEntry::operator=(StreamEntry &&) noexcept = default;
StreamEntry::~StreamEntry() = default;

StreamEntry::StreamEntry(EntryChunk *chunk, quint32 index) noexcept
    : d(chunk)
    , m_index(index)
{
}

StreamEntry::StreamEntry(const QByteArray &streamKey, StreamId id, const StreamFields &fields)
    : d(new EntryChunk)
{
    d->appendEntry(StreamLabelPtr(new StreamLabel(streamKey)), id, fields);
}

StreamId StreamEntry::id() const noexcept
{
    return d ? d->records[m_index].id : StreamId();
}

QString StreamEntry::idText() const
{
    return d ? id().toString() : QString();
}

QDateTime StreamEntry::timestamp() const
{
    return d ? id().timestamp() : QDateTime();
}

QByteArray StreamEntry::streamKey() const
{
    return d ? d->labelOf(d->records[m_index]).key : QByteArray();
}

QString StreamEntry::stream() const
{
    return d ? d->labelOf(d->records[m_index]).name : QString();
}

qsizetype StreamEntry::fieldCount() const noexcept
{
    return d ? qsizetype(d->records[m_index].spanCount / 2) : 0;
}

QByteArrayView StreamEntry::nameAt(qsizetype index) const noexcept
{
    Q_ASSERT(index >= 0 && index < fieldCount());
    return d->view(d->spans[d->records[m_index].firstSpan + size_t(index) * 2]);
}

QByteArrayView StreamEntry::valueAt(qsizetype index) const noexcept
{
    Q_ASSERT(index >= 0 && index < fieldCount());
    return d->view(d->spans[d->records[m_index].firstSpan + size_t(index) * 2 + 1]);
}

qsizetype StreamEntry::lastIndexOf(QByteArrayView name) const noexcept
{
    for (qsizetype i = fieldCount() - 1; i >= 0; --i) {
        if (nameAt(i) == name)
            return i;
    }
    return -1;
}

QByteArrayView StreamEntry::valueView(QByteArrayView name) const noexcept
{
    const qsizetype index = lastIndexOf(name);
    return index < 0 ? QByteArrayView() : valueAt(index);
}

StreamFields StreamEntry::fields() const
{
    StreamFields result;
    result.reserve(fieldCount());
    for (qsizetype i = 0; i < fieldCount(); ++i)
        result.append({nameAt(i).toByteArray(), valueAt(i).toByteArray()});
    return result;
}

QVariantMap StreamEntry::toVariantMap() const
{
    QVariantMap result;
    for (qsizetype i = 0; i < fieldCount(); ++i)
        result.insert(QString::fromUtf8(nameAt(i)), QString::fromUtf8(valueAt(i)));
    return result;
}

bool StreamEntry::isDeleted() const noexcept
{
    return d && d->records[m_index].deleted;
}

qint64 StreamEntry::deliveryCount() const noexcept
{
    return d ? d->records[m_index].deliveryCount : -1;
}

qint64 StreamEntry::idle() const noexcept
{
    return d ? d->records[m_index].idle : -1;
}

qint64 StreamEntry::byteCount() const noexcept
{
    qint64 sum = 0;
    if (d) {
        const EntryRecord &record = d->records[m_index];
        for (quint32 i = 0; i < record.spanCount; ++i)
            sum += d->spans[record.firstSpan + i].length;
    }
    return sum;
}

StreamEntry StreamEntry::detached() const
{
    if (!d)
        return {};
    const EntryRecord &record = d->records[m_index];
    auto chunk = std::make_unique<EntryChunk>();
    chunk->bytes.reserve(size_t(byteCount()));
    chunk->spans.reserve(record.spanCount);
    chunk->records.reserve(1);
    chunk->appendCopy(*d, record);
    return StreamEntry(chunk.release(), 0);
}

bool operator==(const StreamEntry &a, const StreamEntry &b) noexcept
{
    if (a.d == b.d && a.m_index == b.m_index)
        return true;
    if (!a.d || !b.d || a.id() != b.id() || a.isDeleted() != b.isDeleted() || a.fieldCount() != b.fieldCount()
        || a.d->labelOf(a.d->records[a.m_index]).key != b.d->labelOf(b.d->records[b.m_index]).key)
        return false;
    for (qsizetype i = 0; i < a.fieldCount(); ++i) {
        if (a.nameAt(i) != b.nameAt(i) || a.valueAt(i) != b.valueAt(i))
            return false;
    }
    return true;
}

StreamEntries::StreamEntries() noexcept = default;
StreamEntries::StreamEntries(const StreamEntries &) noexcept = default;
StreamEntries::StreamEntries(StreamEntries &&) noexcept = default;
StreamEntries &StreamEntries::operator=(const StreamEntries &) noexcept = default;
StreamEntries &StreamEntries::operator=(StreamEntries &&) noexcept = default;
StreamEntries::~StreamEntries() = default;

StreamEntries::StreamEntries(EntryChunk *chunk, quint32 first, quint32 count) noexcept
    : d(chunk)
    , m_first(first)
    , m_count(count)
{
}

StreamEntry StreamEntries::at(qsizetype index) const
{
    if (index < 0 || index >= count())
        return {};
    return StreamEntry(d.data(), m_first + quint32(index));
}

StreamEntries StreamEntries::mid(qsizetype first, qsizetype count) const
{
    first = qBound(qsizetype(0), first, this->count());
    count = qBound(qsizetype(0), count, this->count() - first);
    return StreamEntries(d.data(), m_first + quint32(first), quint32(count));
}

QDebug operator<<(QDebug debug, const StreamEntry &entry)
{
    const QDebugStateSaver saver(debug);
    debug.noquote().nospace() << "StreamEntry(" << entry.stream() << ' ' << entry.idText();
    if (entry.isDeleted())
        debug << " deleted";
    for (qsizetype i = 0; i < entry.fieldCount(); ++i)
        debug << ' ' << QString::fromUtf8(entry.nameAt(i)) << '=' << QString::fromUtf8(entry.valueAt(i));
    debug << ')';
    return debug;
}

} // namespace RedisStreams
