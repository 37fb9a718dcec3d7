// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "models/columnlayout_p.h"

#include "models/celltext_p.h"

#include <algorithm>

namespace RedisStreams::Internal {

ColumnLayout::ColumnLayout()
{
    m_columns = {{timeKey(), Time, false, true}, {streamKey(), Stream, false, true}, {idKey(), Id, false, true}};
    countSections();
}

QString ColumnLayout::keyOf(QByteArrayView fieldName)
{
    const QString name = QString::fromUtf8(fieldName);
    // Text is what decodes without loss: a byte order mark (files of some spreadsheets begin with one) does not.
    if (isBinary(fieldName) || name.toUtf8() != fieldName)
        return QLatin1String("@0x") + QString::fromLatin1(fieldName.toByteArray().toHex());
    return name.startsWith(u'@') ? u'@' + name : name;
}

int ColumnLayout::indexOf(const QString &key) const noexcept
{
    const auto it = std::find_if(m_columns.begin(), m_columns.end(), [&](const Column &c) { return c.key == key; });
    return it == m_columns.end() ? -1 : int(it - m_columns.begin());
}

int ColumnLayout::indexOfSource(int source) const noexcept
{
    const auto it
        = std::find_if(m_columns.begin(), m_columns.end(), [source](const Column &c) { return c.source == source; });
    return it == m_columns.end() ? -1 : int(it - m_columns.begin());
}

int ColumnLayout::indexAtPlace(int place) const noexcept
{
    for (int index = 0; index < count(); ++index) {
        if (m_columns.at(index).isThere() && place-- == 0)
            return index;
    }
    return count();
}

int ColumnLayout::sectionOf(int index) const noexcept
{
    return int(
        std::count_if(m_columns.begin(), m_columns.begin() + index, [](const Column &c) { return c.isShown(); }));
}

int ColumnLayout::placeOf(int index) const noexcept
{
    return int(
        std::count_if(m_columns.begin(), m_columns.begin() + index, [](const Column &c) { return c.isThere(); }));
}

int ColumnLayout::know(const QString &key)
{
    if (const int index = indexOf(key); index >= 0)
        return index;
    m_columns.append({key, NotThere, false, false});
    return count() - 1;
}

void ColumnLayout::setSource(int index, int source)
{
    m_columns[index].source = source;
    countSections();
}

void ColumnLayout::setHidden(int index, bool hidden)
{
    m_columns[index].hidden = hidden;
    m_columns[index].remembered = true;
    countSections();
}

void ColumnLayout::move(int index, int to)
{
    m_columns.move(index, to);
    rememberAll();
    countSections();
}

void ColumnLayout::removeSource(int source)
{
    const int index = indexOfSource(source);
    if (m_columns.at(index).remembered)
        m_columns[index].source = NotThere;
    else
        m_columns.removeAt(index);
    for (Column &column : m_columns) {
        if (column.source > source)
            --column.source;
    }
    countSections();
}

QStringList ColumnLayout::order() const
{
    QStringList keys;
    for (const Column &column : m_columns)
        keys.append(column.key);
    return keys;
}

QStringList ColumnLayout::hiddenKeys() const
{
    QStringList keys;
    for (const Column &column : m_columns) {
        if (column.hidden)
            keys.append(column.key);
    }
    return keys;
}

void ColumnLayout::rememberAll()
{
    for (Column &column : m_columns)
        column.remembered = true;
}

void ColumnLayout::countSections()
{
    m_sections.clear();
    for (int index = 0; index < count(); ++index) {
        if (m_columns.at(index).isShown())
            m_sections.append(index);
    }
}

} // namespace RedisStreams::Internal
