// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "models/entrytext_p.h"

#include <algorithm>

namespace RedisStreams::Internal {

namespace {

void appendEscaped(QByteArray *out, char byte)
{
    switch (byte) {
    case '"':
    case '\\':
        out->append('\\').append(byte);
        break;
    case '\n':
        out->append("\\n");
        break;
    case '\r':
        out->append("\\r");
        break;
    case '\t':
        out->append("\\t");
        break;
    default:
        out->append("\\u00").append(QByteArray::number(quint8(byte), 16).rightJustified(2, '0'));
    }
}

} // namespace

void appendJson(QByteArray *out, QByteArrayView bytes)
{
    if (!bytes.isValidUtf8()) {
        out->append("{\"base64\":\"").append(bytes.toByteArray().toBase64()).append("\"}");
        return;
    }
    out->append('"');
    auto from = bytes.begin();
    const auto isSpecial = [](char byte) { return quint8(byte) < 0x20 || byte == '"' || byte == '\\' || byte == 0x7f; };
    while (from != bytes.end()) {
        const auto to = std::find_if(from, bytes.end(), isSpecial);
        out->append(QByteArrayView(from, to));
        from = to;
        if (from != bytes.end())
            appendEscaped(out, *from++);
    }
    out->append('"');
}

void appendJsonLine(QByteArray *out, const StreamEntry &entry)
{
    out->append("{\"stream\":");
    appendJson(out, entry.streamKey());
    out->append(",\"id\":\"").append(entry.id().toByteArray()).append("\",\"fields\":[");
    const qsizetype count = entry.fieldCount();
    for (qsizetype i = 0; i < count; ++i) {
        out->append(i == 0 ? "[" : ",[");
        appendJson(out, entry.nameAt(i));
        out->append(',');
        appendJson(out, entry.valueAt(i));
        out->append(']');
    }
    out->append(']');
    if (const qint64 deliveries = entry.deliveryCount(); deliveries >= 0)
        out->append(",\"deliveries\":").append(QByteArray::number(deliveries));
    if (const qint64 idle = entry.idle(); idle >= 0)
        out->append(",\"idle\":").append(QByteArray::number(idle));
    out->append("}\n");
}

void TableText::appendCell(QByteArray *out, QByteArrayView bytes) const
{
    QByteArray json;
    if (!bytes.isValidUtf8()) {
        appendJson(&json, bytes);
        bytes = json;
    }
    const auto needsQuotes = [this](char c) { return c == m_separator || c == '"' || c == '\n' || c == '\r'; };
    if (!bytes.isEmpty() && std::none_of(bytes.begin(), bytes.end(), needsQuotes)) {
        out->append(bytes);
        return;
    }
    out->append('"');
    for (const char c : bytes) {
        if (c == '"')
            out->append(c);
        out->append(c);
    }
    out->append('"');
}

void TableText::appendOthers(QByteArray *out, const StreamEntry &entry) const
{
    QByteArray json;
    for (qsizetype i = 0; i < entry.fieldCount(); ++i) {
        const QByteArrayView name = entry.nameAt(i);
        if (m_known->contains(QByteArray::fromRawData(name.data(), name.size())))
            continue;
        json.append(json.isEmpty() ? "[[" : ",[");
        appendJson(&json, name);
        json.append(',');
        appendJson(&json, entry.valueAt(i));
        json.append(']');
    }
    if (!json.isEmpty())
        appendCell(out, json.append(']'));
}

void TableText::appendHeader(QByteArray *out) const
{
    for (qsizetype i = 0; i < m_columns.size(); ++i) {
        if (i > 0)
            out->append(m_separator);
        appendCell(out, m_columns.at(i).name);
    }
    if (m_known) {
        out->append(m_separator);
        appendCell(out, "other fields");
    }
    out->append(m_lineEnd);
}

void TableText::appendRow(QByteArray *out, const StreamEntry &entry) const
{
    for (qsizetype i = 0; i < m_columns.size(); ++i) {
        if (i > 0)
            out->append(m_separator);
        const Column &column = m_columns.at(i);
        switch (column.kind) {
        case Kind::Time:
            if (const QDateTime time = entry.timestamp(); time.isValid())
                out->append(time.toString(Qt::ISODateWithMs).toLatin1());
            break;
        case Kind::Stream:
            appendCell(out, entry.streamKey());
            break;
        case Kind::Id:
            out->append(entry.id().toByteArray());
            break;
        case Kind::Field:
            if (entry.contains(column.name))
                appendCell(out, entry.valueView(column.name));
            break;
        }
    }
    if (m_known) {
        out->append(m_separator);
        appendOthers(out, entry);
    }
    out->append(m_lineEnd);
}

} // namespace RedisStreams::Internal
