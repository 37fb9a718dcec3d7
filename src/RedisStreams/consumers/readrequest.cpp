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

void ReadRequest::setPlain()
{
    m_head = QByteArrayLiteral("$5\r\nXREAD\r\n");
    m_headWords = 1;
    m_groupHead.reset();
}

void ReadRequest::setGroup(const QByteArray &group, const QByteArray &consumer, bool noAcknowledge)
{
    m_head = QByteArrayLiteral("$10\r\nXREADGROUP\r\n$5\r\nGROUP\r\n");
    appendWord(m_head, group);
    appendWord(m_head, consumer);
    if (noAcknowledge)
        appendWord(m_head, "NOACK");
    m_headWords = noAcknowledge ? 5 : 4;
    m_groupHead = {group, consumer, noAcknowledge};
}

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
    out.reserve(m_head.size() + m_keys.size() + streams * (StreamId::MaximumTextLength + 6) + 96);
    appendHead(out, '*', m_headWords + 3 + (block > 0 ? 2 : 0) + 2 * streams);
    out.append(m_head);
    out.append("$5\r\nCOUNT\r\n");
    appendNumber(out, count);
    if (block > 0) {
        out.append("$5\r\nBLOCK\r\n");
        appendNumber(out, block);
    }
    out.append("$7\r\nSTREAMS\r\n");
    out.append(m_keys);
    for (const StreamCursorPtr &cursor : m_cursors) {
        if (m_groupHead) {
            out.append("$1\r\n>\r\n");
            continue;
        }
        char id[StreamId::MaximumTextLength];
        appendWord(out, QByteArrayView(id, cursor->readAfter.write(id)));
    }
    return out;
}

Xread ReadRequest::plainCommand(qint64 count) const
{
    Xread command;
    for (const StreamCursorPtr &cursor : m_cursors)
        command.positions.append({cursor->key(), cursor->readAfter});
    command.options.count = count;
    return command;
}

Xreadgroup ReadRequest::groupCommand(qint64 count) const
{
    Xreadgroup command;
    command.group = m_groupHead->group;
    command.consumer = m_groupHead->consumer;
    command.options.noAck = m_groupHead->noAcknowledge;
    for (const StreamCursorPtr &cursor : m_cursors)
        command.positions.append({cursor->key(), std::nullopt});
    command.options.count = count;
    return command;
}

} // namespace RedisStreams::Internal
