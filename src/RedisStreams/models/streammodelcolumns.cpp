// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

// Columns come with fields, go with them, and are arranged by the user: each change is told by the table and by the
// list of its columns.

#include "models/celltext_p.h"
#include "models/streammodel_p.h"

#include <algorithm>

namespace RedisStreams {

QString StreamModelPrivate::columnTitle(int source) const
{
    switch (source) {
    case Internal::ColumnLayout::Time:
        return StreamModel::tr("time");
    case Internal::ColumnLayout::Stream:
        return StreamModel::tr("stream");
    case Internal::ColumnLayout::Id:
        return StreamModel::tr("id");
    default:
        return fields.title(source);
    }
}

int StreamModelPrivate::sourceAt(int section) const { return layout.at(layout.indexAtSection(section)).source; }

void StreamModelPrivate::addFoundColumns()
{
    const int first = fields.count();
    const int found = fields.foundCount();
    if (found == 0)
        return;
    fields.publish();
    struct Place
    {
        int index;
        int field;
    };
    QList<Place> places;
    for (int field = first; field < first + found; ++field)
        places.append({layout.know(Internal::ColumnLayout::keyOf(fields.name(field))), field});
    std::sort(places.begin(), places.end(), [](const Place &a, const Place &b) { return a.index < b.index; });

    // Neighbours come in together: a stream with thirty fields is one change, not thirty.
    for (auto from = places.cbegin(); from != places.cend();) {
        const bool hidden = layout.at(from->index).hidden;
        auto to = from + 1;
        while (to != places.cend() && to->index == (to - 1)->index + 1 && layout.at(to->index).hidden == hidden)
            ++to;
        const int more = int(to - from) - 1;
        const int place = layout.placeOf(from->index);
        const int section = layout.sectionOf(from->index);
        columns->beginInsertRows({}, place, place + more);
        if (!hidden)
            q->beginInsertColumns({}, section, section + more);
        for (; from != to; ++from)
            layout.setSource(from->index, from->field);
        if (!hidden)
            q->endInsertColumns();
        columns->endInsertRows();
    }
    Q_EMIT columns->countChanged();
    Q_EMIT columns->orderChanged();
    Q_EMIT q->fieldNamesChanged();
}

void StreamModelPrivate::removeUnusedColumns()
{
    const QList<int> unused = fields.unused(rows);
    for (const int field : unused) {
        const int index = layout.indexOfSource(field);
        const int place = layout.placeOf(index);
        const int section = layout.sectionOf(index);
        const bool shown = layout.at(index).isShown();
        columns->beginRemoveRows({}, place, place);
        if (shown)
            q->beginRemoveColumns({}, section, section);
        layout.removeSource(field);
        fields.remove(field);
        if (shown)
            q->endRemoveColumns();
        columns->endRemoveRows();
    }
    if (unused.isEmpty())
        return;
    Q_EMIT columns->countChanged();
    Q_EMIT columns->orderChanged();
    Q_EMIT q->fieldNamesChanged();
}

void StreamModelPrivate::setColumnHidden(int index, bool hidden)
{
    if (layout.at(index).hidden == hidden)
        return;
    if (!layout.at(index).isThere()) {
        layout.setHidden(index, hidden);
    } else {
        const int section = layout.sectionOf(index);
        if (hidden)
            q->beginRemoveColumns({}, section, section);
        else
            q->beginInsertColumns({}, section, section);
        layout.setHidden(index, hidden);
        if (hidden)
            q->endRemoveColumns();
        else
            q->endInsertColumns();
        const QModelIndex place = columns->index(layout.placeOf(index));
        Q_EMIT columns->dataChanged(place, place, {StreamColumnModel::ShownRole});
    }
    Q_EMIT columns->hiddenChanged();
}

void StreamModelPrivate::moveColumn(int index, int to)
{
    if (index == to)
        return;
    // Moves name the place before which a column goes, as it was before the move.
    const int before = to > index ? to + 1 : to;
    const int section = layout.sectionOf(index);
    const int place = layout.placeOf(index);
    const bool sectionMoves
        = layout.at(index).isShown() && q->beginMoveColumns({}, section, section, {}, layout.sectionOf(before));
    const bool placeMoves
        = layout.at(index).isThere() && columns->beginMoveRows({}, place, place, {}, layout.placeOf(before));
    layout.move(index, to);
    if (placeMoves)
        columns->endMoveRows();
    if (sectionMoves)
        q->endMoveColumns();
}

void StreamModelPrivate::notifyTimes()
{
    const int index = layout.indexOfSource(Internal::ColumnLayout::Time);
    if (!layout.at(index).isShown() || rows.empty())
        return;
    const int section = layout.sectionOf(index);
    Q_EMIT q->dataChanged(q->index(0, section), q->index(rowCount() - 1, section), {Qt::DisplayRole});
}

Internal::TableText StreamModelPrivate::tableText(StreamModel::TextFormat format) const
{
    using Kind = Internal::TableText::Kind;
    QList<Internal::TableText::Column> shown;
    for (int section = 0; section < layout.sectionCount(); ++section) {
        const int source = sourceAt(section);
        if (source >= 0) {
            shown.append({Kind::Field, fields.name(source)});
            continue;
        }
        const Kind kind = source == Internal::ColumnLayout::Time ? Kind::Time
            : source == Internal::ColumnLayout::Stream           ? Kind::Stream
                                                                 : Kind::Id;
        shown.append({kind, columnTitle(source).toUtf8()});
    }
    return format == StreamModel::Csv ? Internal::TableText(',', "\r\n", shown)
                                      : Internal::TableText('\t', "\n", shown);
}

void StreamModelPrivate::notifyHeaders()
{
    if (const int sections = q->columnCount(); sections > 0)
        Q_EMIT q->headerDataChanged(Qt::Horizontal, 0, sections - 1);
    Q_EMIT columns->dataChanged(
        columns->index(0), columns->index(columns->rowCount() - 1), {StreamColumnModel::NumericRole});
}

} // namespace RedisStreams
