// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "models/fieldcolumns_p.h"

#include "models/celltext_p.h"

#include <vector>

namespace RedisStreams::Internal {

int FieldColumns::indexOf(QByteArrayView name) const
{
    // Without a copy: this runs for every field of every row.
    return m_index.value(QByteArray::fromRawData(name.data(), name.size()), -1);
}

int FieldColumns::find(QByteArrayView name)
{
    int index = indexOf(name);
    if (index < 0 && m_columns.size() < m_limit) {
        index = int(m_columns.size());
        Column column;
        column.name = name.toByteArray();
        column.title = cellText(name);
        m_index.insert(column.name, index);
        m_columns.append(std::move(column));
    }
    return index;
}

bool FieldColumns::scan(const StreamEntry &entry)
{
    bool changed = false;
    const qsizetype count = entry.fieldCount();
    for (qsizetype i = 0; i < count; ++i) {
        const int index = find(entry.nameAt(i));
        if (index < 0)
            continue;
        Column &column = m_columns[index];
        const QByteArrayView value = entry.valueAt(i);
        if (column.numeric && !value.isEmpty() && !isNumber(value)) {
            column.numeric = false;
            changed = changed || index < m_published;
        }
        if (value.size() > column.characters && column.characters < MaximumCharacters) {
            column.characters = int(qMin<qsizetype>(value.size(), MaximumCharacters));
            changed = changed || index < m_published;
        }
    }
    return changed;
}

QStringList FieldColumns::titles() const
{
    QStringList titles;
    titles.reserve(m_published);
    for (int i = 0; i < m_published; ++i)
        titles.append(m_columns.at(i).title);
    return titles;
}

QByteArrayList FieldColumns::names() const
{
    QByteArrayList names;
    names.reserve(m_published);
    for (int i = 0; i < m_published; ++i)
        names.append(m_columns.at(i).name);
    return names;
}

QList<int> FieldColumns::unused(const ModelRows &rows) const
{
    std::vector<bool> used(size_t(m_columns.size()), false);
    for (const ModelRow &row : rows) {
        for (qsizetype i = 0; i < row.entry.fieldCount(); ++i) {
            if (const int index = indexOf(row.entry.nameAt(i)); index >= 0)
                used[size_t(index)] = true;
        }
    }
    QList<int> columns;
    for (int i = m_published - 1; i >= 0; --i) {
        if (!used[size_t(i)])
            columns.append(i);
    }
    return columns;
}

void FieldColumns::remove(int column)
{
    m_columns.removeAt(column);
    --m_published;
    m_index.clear();
    for (int i = 0; i < int(m_columns.size()); ++i)
        m_index.insert(m_columns.at(i).name, i);
}

} // namespace RedisStreams::Internal
