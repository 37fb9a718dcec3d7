// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/QByteArrayView>
#include <QtCore/QList>
#include <QtCore/QStringList>

namespace RedisStreams::Internal {

/// The order of columns and which of them are shown. A column is known by its key, also before anything with it was
/// seen: an order or a choice that was stored earlier waits for its columns.
///
/// An index counts all columns known, a section those that are there and shown (as a table's views see them), a
/// place those that are there, shown or not (as a list to choose from has them).
class ColumnLayout
{
public:
    /// What a column shows: a field by its number, or one of these.
    enum Source { NotThere = -4, Time = -3, Stream = -2, Id = -1 };

    struct Column
    {
        QString key;
        int source = NotThere;
        bool hidden = false;
        bool remembered = false; ///< the user arranged it: it keeps its index while it is not there
        bool isThere() const noexcept { return source != NotThere; }
        bool isShown() const noexcept { return isThere() && !hidden; }
    };

    /// The columns that are always there: time, stream, id.
    ColumnLayout();

    /// A key for each field name, distinct from those of other names and of the columns that are no fields: the name
    /// itself where it is text without '@' in front.
    static QString keyOf(QByteArrayView fieldName);
    static QString timeKey() { return QStringLiteral("@time"); }
    static QString streamKey() { return QStringLiteral("@stream"); }
    static QString idKey() { return QStringLiteral("@id"); }

    int count() const noexcept { return int(m_columns.size()); }
    const Column &at(int index) const { return m_columns.at(index); }
    int indexOf(const QString &key) const noexcept;
    int indexOfSource(int source) const noexcept;

    int sectionCount() const noexcept { return int(m_sections.size()); }
    int indexAtSection(int section) const { return m_sections.at(section); }
    int placeCount() const noexcept { return placeOf(count()); }
    int indexAtPlace(int place) const noexcept;
    /// The section or place that the column has, or would have; count() gives the end.
    int sectionOf(int index) const noexcept;
    int placeOf(int index) const noexcept;

    /// Makes room for a column unless it is known, and gives its index; it is not there before setSource().
    int know(const QString &key);
    void setSource(int index, int source);
    void setHidden(int index, bool hidden);
    /// \a to is the index it has afterwards. All columns known then keep the order they have.
    void move(int index, int to);
    /// A field's column goes; the numbers of later fields become one less. Remembered columns are only not there.
    void removeSource(int source);

    QStringList order() const;
    QStringList hiddenKeys() const;
    void rememberAll();

private:
    void countSections();

    QList<Column> m_columns;
    QList<int> m_sections; // the index of each
};

} // namespace RedisStreams::Internal
