// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "values/entrychunk_p.h"

namespace RedisStreams::Internal {

void EntryChunk::clear() noexcept
{
    bytes.setSize(0);
    spans.clear();
    records.clear();
    labels.clear();
}

quint32 EntryChunk::addLabel(const StreamLabelPtr &label)
{
    if (labels.empty() || labels.back() != label)
        labels.push_back(label);
    return quint32(labels.size() - 1);
}

void EntryChunk::appendBytes(QByteArrayView view)
{
    bytes.reserve(1); // an empty value lies somewhere too: a null view means that there is none
    spans.push_back({quint32(bytes.size()), quint32(view.size())});
    bytes.append(view);
}

void EntryChunk::appendEntry(const StreamLabelPtr &label, StreamId id, const StreamFields &fields)
{
    EntryRecord record;
    record.id = id;
    record.label = addLabel(label);
    record.firstSpan = quint32(spans.size());
    record.spanCount = quint32(fields.size() * 2);
    for (const auto &[name, value] : fields) {
        appendBytes(name);
        appendBytes(value);
    }
    records.push_back(record);
}

void EntryChunk::appendCopy(const EntryChunk &other, const EntryRecord &record)
{
    EntryRecord copy = record;
    copy.label = addLabel(other.labels[record.label]);
    copy.firstSpan = quint32(spans.size());
    for (quint32 i = 0; i < record.spanCount; ++i)
        appendBytes(other.view(other.spans[record.firstSpan + i]));
    records.push_back(copy);
}

void EntryChunk::appendCopy(const StreamEntry &entry, const StreamLabelPtr &label)
{
    const EntryRecord &record = entry.d->records[entry.m_index];
    const quint32 own = addLabel(label);
    appendCopy(*entry.d, record);
    // The same stream under the label that its consumer knows it by.
    labels.resize(own + 1);
    records.back().label = own;
}

} // namespace RedisStreams::Internal
