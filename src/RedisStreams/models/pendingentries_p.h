// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "models/modelrow_p.h"

#include <deque>

namespace RedisStreams::Internal {

/// What arrived since the last frame, kept as it came: a batch costs one reference, whatever it holds. Batches that
/// can no longer be among the newest `limit` entries are let go at once, so a flood does not pile up.
class PendingEntries
{
public:
    /// The first of them is arrival number \a serial. \a limit is how many entries the next takeNewest() will ask
    /// for, >= 1.
    void append(const StreamEntries &batch, qint64 serial, qsizetype limit);
    void append(const QList<StreamEntry> &entries, qint64 serial, qsizetype limit);

    bool isEmpty() const noexcept { return m_parts.empty(); }
    void clear();
    /// Lets go what belongs to the stream \a key.
    void removeStream(const QByteArray &key);

    /// The newest \a limit entries, oldest first, each detached from its batch; the rest is dropped.
    QList<ModelRow> takeNewest(qsizetype limit);

private:
    struct Part
    {
        StreamEntries batch; // or, when it is empty:
        QList<StreamEntry> entries;
        qint64 serial = 0; // of the first

        qsizetype size() const noexcept { return batch.isEmpty() ? entries.size() : batch.size(); }
        StreamEntry at(qsizetype index) const { return batch.isEmpty() ? entries.at(index) : batch.at(index); }
    };

    void append(Part part, qsizetype limit);

    std::deque<Part> m_parts;
    qsizetype m_count = 0;
};

} // namespace RedisStreams::Internal
