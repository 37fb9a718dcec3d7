// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include <RedisStreams/streammodel.h>

#include <QtCore/QStringList>

namespace ModelEntries {

using RedisStreams::StreamEntry;
using RedisStreams::StreamId;
using RedisStreams::StreamModel;

inline StreamEntry makeEntry(int number, const QByteArray &stream = "s")
{
    return StreamEntry(stream, StreamId(quint64(number), 0), {{"n", QByteArray::number(number)}});
}

inline QList<StreamEntry> makeEntries(int first, int count, const QByteArray &stream = "s")
{
    QList<StreamEntry> entries;
    for (int i = 0; i < count; ++i)
        entries.append(makeEntry(first + i, stream));
    return entries;
}

inline QStringList ids(const StreamModel &model)
{
    QStringList list;
    for (int row = 0; row < model.rowCount(); ++row)
        list.append(model.entryAt(row).idText());
    return list;
}

inline QStringList idsOf(const QList<int> &numbers)
{
    QStringList list;
    for (const int number : numbers)
        list.append(QString::number(number) + QLatin1String("-0"));
    return list;
}

inline QStringList headers(const StreamModel &model)
{
    QStringList list;
    for (int section = 0; section < model.columnCount(); ++section)
        list.append(model.headerData(section, Qt::Horizontal).toString());
    return list;
}

} // namespace ModelEntries
