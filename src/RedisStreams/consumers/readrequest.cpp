// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "consumers/readrequest_p.h"

#include "values/decimal_p.h"

namespace RedisStreams::Internal {

namespace {

void appendHead(QByteArray &out, char type, qint64 number)
{
    char head[24];
    char *end = head;
    *end++ = type;
    end = writeDecimal(end, number);
    *end++ = '\r';
    *end++ = '\n';
    out.append(head, end - head);
}

void appendWord(QByteArray &out, QByteArrayView word)
{
    appendHead(out, '$', word.size());
    out.append(word.data(), word.size());
    out.append("\r\n", 2);
}

void appendNumber(QByteArray &out, qint64 number)
{
    char digits[20];
    appendWord(out, QByteArrayView(digits, writeDecimal(digits, number) - digits));
}

} // namespace

void ReadRequest::setCursors(std::vector<StreamCursorPtr> cursors)
{
    m_cursors = std::move(cursors);
    m_keys.clear();
    for (const StreamCursorPtr &cursor : m_cursors)
        appendWord(m_keys, cursor->key());
}

QByteArray ReadRequest::encode(qint64 count, qint64 block) const
{
    QByteArray out;
    const auto streams = qsizetype(m_cursors.size());
    out.reserve(m_keys.size() + streams * (StreamId::MaximumTextLength + 6) + 96);
    appendHead(out, '*', 4 + (block > 0 ? 2 : 0) + 2 * streams);
    out.append("$5\r\nXREAD\r\n$5\r\nCOUNT\r\n");
    appendNumber(out, count);
    if (block > 0) {
        out.append("$5\r\nBLOCK\r\n");
        appendNumber(out, block);
    }
    out.append("$7\r\nSTREAMS\r\n");
    out.append(m_keys);
    for (const StreamCursorPtr &cursor : m_cursors) {
        char id[StreamId::MaximumTextLength];
        appendWord(out, QByteArrayView(id, cursor->readAfter.write(id)));
    }
    return out;
}

} // namespace RedisStreams::Internal
