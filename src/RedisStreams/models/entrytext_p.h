// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "streamentry.h"

#include <QtCore/QByteArrayList>
#include <QtCore/QSet>

#include <optional>

namespace RedisStreams::Internal {

/// Appends a JSON string, or {"base64":"..."} for what is not UTF-8.
void appendJson(QByteArray *out, QByteArrayView bytes);
/// Appends a line {"stream":"one","id":"1-0","fields":[["id","1"]]}: all pairs in order, repeated names too; with
/// "deliveries" and "idle" where they are known.
void appendJsonLine(QByteArray *out, const StreamEntry &entry);

/// Entries as lines of values with a separator in between (CSV by RFC 4180 with a comma, or with tabs). A value with
/// the separator, quotation marks or line ends in it is put in quotation marks, an empty one too: a field that is
/// missing is nothing at all. What is not UTF-8 is {"base64":"..."}; times are ISO 8601 in UTC.
class TableText
{
public:
    enum class Kind { Time, Stream, Id, Field };
    struct Column
    {
        Kind kind = Kind::Field;
        QByteArray name; ///< of the field; of other columns their title
    };

    TableText(char separator, QByteArrayView lineEnd, const QList<Column> &columns)
        : m_separator(separator)
        , m_lineEnd(lineEnd.toByteArray())
        , m_columns(columns)
    {
    }
    /// A last column for fields that are none of \a known, as JSON: [["name","value"]].
    void setOtherFields(const QByteArrayList &known) { m_known = QSet<QByteArray>(known.begin(), known.end()); }

    void appendHeader(QByteArray *out) const;
    void appendRow(QByteArray *out, const StreamEntry &entry) const;

private:
    void appendCell(QByteArray *out, QByteArrayView bytes) const;
    void appendOthers(QByteArray *out, const StreamEntry &entry) const;

    char m_separator;
    QByteArray m_lineEnd;
    QList<Column> m_columns;
    std::optional<QSet<QByteArray>> m_known;
};

} // namespace RedisStreams::Internal
