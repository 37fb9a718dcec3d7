// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "models/modelrow_p.h"

#include <QtCore/QByteArrayList>
#include <QtCore/QHash>
#include <QtCore/QStringList>

namespace RedisStreams::Internal {

/// The field names seen, in order of appearance, with what a view wants to know of each column. A name is first
/// found, and becomes a column with publish(), so that a model can announce it in between.
class FieldColumns
{
public:
    static constexpr int MaximumCharacters = 64;

    explicit FieldColumns(int limit) : m_limit(limit) { }

    /// Looks at all fields of \a entry; gives whether isNumeric() or characters() of a published column changed.
    bool scan(const StreamEntry &entry);
    /// Names found and not published yet.
    int foundCount() const noexcept { return int(m_columns.size()) - m_published; }
    void publish() noexcept { m_published = int(m_columns.size()); }

    int count() const noexcept { return m_published; }
    const QByteArray &name(int column) const { return m_columns.at(column).name; }
    const QString &title(int column) const { return m_columns.at(column).title; }
    QStringList titles() const;
    QByteArrayList names() const;
    bool isNumeric(int column) const { return m_columns.at(column).numeric; }
    int characters(int column) const { return m_columns.at(column).characters; }

    /// Published columns that none of \a rows has a value for, in descending order.
    QList<int> unused(const ModelRows &rows) const;
    void remove(int column);

private:
    struct Column
    {
        QByteArray name;
        QString title;
        int characters = 0;
        bool numeric = true; // until a value says otherwise
    };

    int indexOf(QByteArrayView name) const;
    int find(QByteArrayView name);

    QList<Column> m_columns;
    QHash<QByteArray, int> m_index;
    int m_published = 0;
    int m_limit;
};

} // namespace RedisStreams::Internal
