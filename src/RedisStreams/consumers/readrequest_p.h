// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "consumers/streamcursor_p.h"

#include "xread.h"
#include "xreadgroup.h"

#include <QtCore/QByteArray>

#include <vector>

namespace RedisStreams::Internal {

/// Encodes the same read again and again: of the words only the ids change, so all others are kept as bytes.
class ReadRequest
{
public:
    /// XREAD, from each stream's own position; what a request is without this.
    void setPlain();
    /// XREADGROUP of entries new to the group (">").
    void setGroup(const QByteArray &group, const QByteArray &consumer, bool noAcknowledge);
    /// The streams to read, in this order; there is at least one.
    void setCursors(std::vector<StreamCursorPtr> cursors);
    const std::vector<StreamCursorPtr> &cursors() const { return m_cursors; }

    /// ... COUNT \a count [BLOCK \a block] STREAMS keys... ids...; \a block <= 0: without BLOCK.
    QByteArray encode(qint64 count, qint64 block) const;
    /// The same as commands of the client, without BLOCK: the one for setPlain(), the other for setGroup().
    bool isGroup() const { return m_groupHead.has_value(); }
    Xread plainCommand(qint64 count) const;
    Xreadgroup groupCommand(qint64 count) const;

private:
    QByteArray m_head = QByteArrayLiteral("$5\r\nXREAD\r\n");
    int m_headWords = 1;
    struct GroupHead
    {
        QByteArray group;
        QByteArray consumer;
        bool noAcknowledge = false;
    };
    std::optional<GroupHead> m_groupHead;
    std::vector<StreamCursorPtr> m_cursors;
    QByteArray m_keys;
};

} // namespace RedisStreams::Internal
