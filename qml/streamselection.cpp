// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "streamselection.h"

#include <algorithm>

namespace RedisStreams {

namespace {

// What is listened to is short, and it is made with each step of a selection, however large the entry is.
constexpr qsizetype MostFields = 10;
constexpr qsizetype MostCharacters = 200;

QString spoken(QByteArrayView bytes)
{
    // A character has four bytes at most; of one that was cut through, nothing is left.
    const QByteArrayView beginning = bytes.first(qMin(bytes.size(), 4 * MostCharacters));
    const QString text = QString::fromUtf8(beginning).left(MostCharacters);
    if (text.contains(QChar::ReplacementCharacter))
        return QStringLiteral("%1 bytes that are no text").arg(bytes.size());
    return text.toUtf8().size() < bytes.size() ? text + QChar(0x2026) : text;
}

} // namespace

StreamSelection::StreamSelection(QObject *parent)
    : QItemSelectionModel(nullptr, parent)
{
    connect(this, &QItemSelectionModel::selectionChanged, this, &StreamSelection::updateRows);
}

void StreamSelection::setStreamModel(StreamModel *model)
{
    if (m_model == model)
        return;
    if (m_model)
        disconnect(m_model, nullptr, this, nullptr);
    m_model = model;
    m_current = QPersistentModelIndex();
    m_anchor = QPersistentModelIndex();
    m_entry = {};
    setModel(model);
    if (model) {
        connect(model, &QAbstractItemModel::rowsInserted, this, &StreamSelection::updateRows);
        connect(model, &QAbstractItemModel::rowsRemoved, this, &StreamSelection::updateRows);
        connect(model, &QAbstractItemModel::layoutChanged, this, &StreamSelection::updateRows);
        connect(model, &QAbstractItemModel::columnsAboutToBeRemoved, this, &StreamSelection::columnsGo);
    }
    updateRows();
    Q_EMIT streamModelChanged();
    Q_EMIT entryChanged();
}

QString StreamSelection::description() const
{
    if (!m_entry.isValid())
        return {};
    QStringList parts {QStringLiteral("%1 of %2").arg(m_entry.idText(), m_entry.stream())};
    const qsizetype fields = m_entry.fieldCount();
    for (qsizetype i = 0; i < qMin(fields, MostFields); ++i)
        parts.append(spoken(m_entry.nameAt(i)) + u' ' + spoken(m_entry.valueAt(i)));
    if (fields > MostFields)
        parts.append(QStringLiteral("%1 more fields").arg(fields - MostFields));
    return parts.join(QStringLiteral(", "));
}

int StreamSelection::count() const
{
    int rows = 0;
    for (const QVariant &span : m_spans)
        rows += span.toMap().value(QStringLiteral("count")).toInt();
    return rows;
}

void StreamSelection::choose(int row, How how)
{
    if (!m_model || row < 0 || row >= m_model->rowCount())
        return;
    if (how == Extend && m_anchor.isValid())
        selectRows(qMin(row, m_anchor.row()), qMax(row, m_anchor.row()), ClearAndSelect);
    else
        // Not the base class' Toggle, which would go cell by cell: columns may have come since the row was chosen.
        selectRows(row, row, how != Toggle ? ClearAndSelect : isRowChosen(row) ? Deselect : Select);
    if (how != Extend || !m_anchor.isValid())
        m_anchor = m_model->index(row, 0);
    setCurrent(row);
}

void StreamSelection::chooseAll()
{
    if (m_model && m_model->rowCount() > 0)
        selectRows(0, m_model->rowCount() - 1, ClearAndSelect);
}

void StreamSelection::chooseNone()
{
    m_anchor = QPersistentModelIndex();
    clear();
    setCurrent(-1);
}

bool StreamSelection::isRowChosen(int row) const
{
    return std::any_of(m_spans.begin(), m_spans.end(), [row](const QVariant &span) {
        const QVariantMap range = span.toMap();
        const int first = range.value(QStringLiteral("first")).toInt();
        return row >= first && row < first + range.value(QStringLiteral("count")).toInt();
    });
}

QString StreamSelection::text(StreamModel::TextFormat format) const
{
    QList<int> rows;
    for (const QVariant &span : m_spans) {
        const QVariantMap range = span.toMap();
        const int first = range.value(QStringLiteral("first")).toInt();
        for (int row = first; row < first + range.value(QStringLiteral("count")).toInt(); ++row)
            rows.append(row);
    }
    return m_model ? m_model->copyRows(rows, format) : QString();
}

void StreamSelection::setCurrent(int row)
{
    // The current index of the base class moves on to a neighbour when its row goes; that one was chosen by nobody.
    m_current = row < 0 ? QModelIndex() : m_model->index(row, 0);
    const StreamEntry entry = row < 0 ? StreamEntry() : m_model->entryAt(row);
    const bool changed = entry.isValid() != m_entry.isValid() || !(entry == m_entry);
    m_entry = entry;
    updateRows();
    if (changed)
        Q_EMIT entryChanged();
}

void StreamSelection::columnsGo(const QModelIndex &, int first, int last)
{
    const int other = first > 0 ? first - 1 : last + 1;
    for (QPersistentModelIndex *index : {&m_current, &m_anchor}) {
        if (index->isValid() && index->column() >= first && index->column() <= last)
            *index = m_model->index(index->row(), other);
    }
}

void StreamSelection::selectRows(int first, int last, SelectionFlags flags)
{
    select(QItemSelection(m_model->index(first, 0), m_model->index(last, 0)), flags | Rows);
}

void StreamSelection::updateRows()
{
    // A row may be in several ranges: columns came in between, or moved.
    QList<std::pair<int, int>> ranges;
    const QItemSelection chosen = selection();
    for (const QItemSelectionRange &range : chosen)
        ranges.append({range.top(), range.bottom()});
    std::sort(ranges.begin(), ranges.end());
    QVariantList spans;
    for (auto it = ranges.cbegin(); it != ranges.cend();) {
        const int first = it->first;
        int last = it->second;
        for (++it; it != ranges.cend() && it->first <= last + 1; ++it)
            last = qMax(last, it->second);
        spans.append(QVariantMap{{QStringLiteral("first"), first}, {QStringLiteral("count"), last - first + 1}});
    }
    if (spans == m_spans && row() == m_row)
        return;
    m_spans = spans;
    m_row = row();
    Q_EMIT rowsChanged();
}

} // namespace RedisStreams
