// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

// What a StreamListModel's rows are made of: names that were found, figures that were asked for.
#include "models/streamlistmodel_p.h"

#include <QtCore/QRegularExpression>

#include <algorithm>

namespace RedisStreams {

namespace {

// Two looks closer together than this say little about a rate.
constexpr qint64 ShortestInterval = 250; // ms

/// -1: not known.
double rateBetween(const Internal::StreamRow &before, const Internal::StreamFigures &now, qint64 elapsed)
{
    const double perSecond = 1000.0 / double(elapsed);
    if (now.entriesAdded && before.sampledAdded >= 0)
        return *now.entriesAdded >= before.sampledAdded ? double(*now.entriesAdded - before.sampledAdded) * perSecond : -1;
    // Older servers: without a new id there is no new entry; how many came when some did, the length tells only as long
    // as nothing is trimmed.
    if (now.lastGeneratedId && before.sampledId && *now.lastGeneratedId == *before.sampledId)
        return 0;
    const qint64 more = now.length - before.sampledLength;
    return before.sampledLength >= 0 && now.length >= 0 && more > 0 ? double(more) * perSecond : -1;
}

} // namespace

QList<int> Internal::StreamRow::differences(const StreamRow &other) const
{
    using Model = StreamListModel;
    QList<int> roles;
    const auto compare = [&roles](bool same, std::initializer_list<int> of) {
        if (!same)
            roles.append(QList<int>(of));
    };
    compare(exists == other.exists, {Model::ExistsRole});
    compare(checked == other.checked, {Model::CheckedRole});
    compare(length == other.length, {Model::LengthRole});
    compare(firstId == other.firstId, {Model::FirstIdRole});
    compare(lastId == other.lastId, {Model::LastIdRole});
    compare(lastGeneratedId == other.lastGeneratedId, {Model::LastGeneratedIdRole});
    compare(entriesAdded == other.entriesAdded, {Model::EntriesAddedRole});
    compare(sampledAt == other.sampledAt, {Model::RateRole, Model::RatesRole});
    compare(memory == other.memory, {Model::MemoryRole});
    compare(groups == other.groups, {Model::GroupsRole});
    compare(deadLetters == other.deadLetters, {Model::DeadLettersRole});
    compare(error == other.error, {Model::ErrorRole, Model::ErrorStringRole});
    return roles;
}

Internal::StreamRow &StreamListModelPrivate::make(const QByteArray &key)
{
    Row &row = rows[key];
    if (row.streamKey.isEmpty()) {
        row.streamKey = key;
        row.name = QString::fromUtf8(key);
        row.checked = checked.contains(key);
    }
    return row;
}

const Internal::StreamRow *StreamListModelPrivate::find(const QByteArray &key) const
{
    const auto found = rows.find(key);
    return found == rows.end() ? nullptr : &found->second;
}

const Internal::StreamRow *StreamListModelPrivate::find(const QString &name) const
{
    if (const Row *row = find(name.toUtf8()))
        return row;
    // A name that is not UTF-8 is known by the text it is shown as.
    if (!name.contains(QChar::ReplacementCharacter))
        return nullptr;
    const auto found = std::find_if(rows.begin(), rows.end(), [&name](const auto &row) { return row.second.name == name; });
    return found == rows.end() ? nullptr : &found->second;
}

void StreamListModelPrivate::dropUnwanted()
{
    std::erase_if(rows, [this](const auto &row) { return !keeps(row.second); });
}

void StreamListModelPrivate::addFound(const QByteArrayList &keys)
{
    for (const QByteArray &key : keys) {
        if (!key.isEmpty())
            make(key).exists = true;
    }
}

void StreamListModelPrivate::setFound(const std::set<QByteArray> &keys)
{
    for (auto &[key, row] : rows) {
        if (row.exists && !row.wanted && !keys.contains(key))
            setMissing(key);
    }
    dropUnwanted();
}

void StreamListModelPrivate::setWanted(const QByteArrayList &keys)
{
    for (auto &[key, row] : rows)
        row.wanted = false;
    for (const QByteArray &key : keys) {
        if (!key.isEmpty())
            make(key).wanted = true;
    }
    dropUnwanted();
}

void StreamListModelPrivate::forgetAll()
{
    for (auto &[key, row] : rows) {
        Row empty;
        empty.streamKey = row.streamKey;
        empty.name = row.name;
        empty.wanted = row.wanted;
        empty.checked = row.checked;
        row = empty;
    }
    dropUnwanted();
}

void StreamListModelPrivate::setFigures(const QByteArray &key, const Internal::StreamFigures &figures, qint64 now)
{
    const auto found = rows.find(key);
    if (found == rows.end())
        return;
    Row &row = found->second;
    row.exists = true;
    row.error = {};
    row.length = figures.length;
    row.firstId = figures.firstId;
    row.lastId = figures.lastId;
    row.lastGeneratedId = figures.lastGeneratedId;
    row.entriesAdded = figures.entriesAdded.value_or(-1);
    row.groups = figures.groups;
    row.deadLetters = figures.deadLetters;
    row.large = figures.large;
    const qint64 elapsed = now - row.sampledAt;
    if (row.sampledAt >= 0 && elapsed < ShortestInterval)
        return;
    if (row.sampledAt >= 0) {
        row.rate = rateBetween(row, figures, elapsed);
        if (row.rate >= 0)
            row.rates.append(row.rate);
        if (row.rates.size() > StreamListModel::RatesKept)
            row.rates.removeFirst();
    }
    row.sampledAt = now;
    row.sampledAdded = row.entriesAdded;
    row.sampledLength = row.length;
    row.sampledId = row.lastGeneratedId;
}

void StreamListModelPrivate::setMissing(const QByteArray &key)
{
    const auto found = rows.find(key);
    if (found == rows.end())
        return;
    Row &row = found->second;
    Row gone;
    gone.streamKey = row.streamKey;
    gone.name = row.name;
    gone.wanted = row.wanted;
    gone.checked = row.checked;
    row = gone;
}

void StreamListModelPrivate::setError(const QByteArray &key, const RedisError &error)
{
    const auto found = rows.find(key);
    if (found == rows.end())
        return;
    setMissing(key); // figures from before would be taken for those of now
    found->second.exists = true;
    found->second.error = error;
}

void StreamListModelPrivate::setMemory(const QByteArray &key, qint64 bytes, qint64 now)
{
    const auto found = rows.find(key);
    if (found == rows.end())
        return;
    found->second.memory = bytes;
    found->second.memoryAt = now;
}

void StreamListModelPrivate::show()
{
    std::vector<Row> target;
    target.reserve(rows.size());
    const bool isPattern = search.contains(QLatin1Char('*')) || search.contains(QLatin1Char('?'));
    // Not wildcardToRegularExpression(), for which a slash is not a character as any other.
    const QString wildcards = QRegularExpression::escape(search).replace(QLatin1StringView("\\*"), QLatin1StringView(".*")).replace(QLatin1StringView("\\?"), QLatin1StringView("."));
    const QRegularExpression glob(QRegularExpression::anchoredPattern(wildcards), QRegularExpression::CaseInsensitiveOption);
    for (const auto &[key, row] : rows) {
        if (search.isEmpty() || (isPattern ? glob.match(row.name).hasMatch() : row.name.contains(search, Qt::CaseInsensitive)))
            target.push_back(row);
    }
    if (!shown.assign(std::move(target)))
        return;
    const QPointer<StreamListModel> guard(q);
    QStringList letters;
    for (const auto &[key, row] : rows) {
        if (row.deadLetters)
            letters.append(row.name);
    }
    const bool otherLetters = std::exchange(deadLetters, letters) != letters;
    if (std::exchange(notifiedCount, int(rows.size())) != int(rows.size()))
        Q_EMIT q->streamCountChanged();
    if (guard && otherLetters)
        Q_EMIT q->deadLetterStreamsChanged();
}

QByteArrayList StreamListModelPrivate::next(const QByteArray &current, int most)
{
    QByteArrayList keys;
    std::set<QByteArray> taken;
    const auto add = [&](const QByteArray &key) {
        if (keys.size() < most && taken.insert(key).second)
            keys.append(key);
    };
    if (rows.contains(current))
        add(current);
    for (const auto &[key, row] : rows) {
        if (row.wanted || row.checked)
            add(key);
    }
    // The others in turn, beginning behind the last one of the time before: those that a search leaves in sight for half
    // of what is left, and then all, since groups and dead letters are shown whatever is searched for.
    if (!search.isEmpty()) {
        const qsizetype end = keys.size() + (most - keys.size() + 1) / 2;
        const std::vector<Row> &others = shown.all();
        const auto behind = std::upper_bound(others.begin(), others.end(), lastInSight, [](const QByteArray &key, const Row &row) { return key < row.streamKey; });
        const size_t start = size_t(behind - others.begin());
        for (size_t i = 0; i < others.size() && keys.size() < end; ++i)
            add(lastInSight = others[(start + i) % others.size()].streamKey);
    }
    auto other = rows.upper_bound(lastInTurn);
    for (size_t i = 0; i < rows.size() && keys.size() < most; ++i, ++other) {
        if (other == rows.end())
            other = rows.begin();
        add(lastInTurn = other->first);
    }
    return keys;
}

} // namespace RedisStreams
