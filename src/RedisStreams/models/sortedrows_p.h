// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/QList>
#include <QtCore/QPointer>

#include <vector>

namespace RedisStreams::Internal {

/// The rows of a list model, sorted by a key. They are made to be other rows by insertions, removals and changes of
/// what differs, never by a reset, so that views keep their place and selection.
///
/// A Row has key(), ordered and unique, and differences(other): the roles that are not the same in both.
template <typename Row, typename Model>
class SortedRows
{
public:
    explicit SortedRows(Model *model)
        : m_model(model)
    {
    }

    int size() const noexcept { return int(m_rows.size()); }
    bool isEmpty() const noexcept { return m_rows.empty(); }
    const Row &at(int index) const { return m_rows[size_t(index)]; }
    const std::vector<Row> &all() const noexcept { return m_rows; }

    /// -1 when there is no such row.
    template <typename Key>
    int indexOf(const Key &key) const
    {
        const auto found = std::lower_bound(m_rows.begin(), m_rows.end(), key, [](const Row &row, const Key &k) { return row.key() < k; });
        return found != m_rows.end() && found->key() == key ? int(found - m_rows.begin()) : -1;
    }

    /// False when a slot deleted the model, and so this, meanwhile.
    bool assign(std::vector<Row> target)
    {
        const QPointer<Model> guard(m_model);
        const quint64 version = ++m_version;
        const size_t before = m_rows.size();
        // Signals may lead to another assignment, which is the newer one then.
        const auto outdated = [&] { return !guard || version != m_version; };
        m_changes.clear();
        size_t row = 0;
        for (size_t next = 0; next < target.size();) {
            size_t end = row;
            while (end < m_rows.size() && m_rows[end].key() < target[next].key())
                ++end;
            if (end > row) {
                remove(row, end);
                if (outdated())
                    return !guard.isNull();
            }
            if (row < m_rows.size() && m_rows[row].key() == target[next].key()) {
                change(row, std::move(target[next]));
                ++row;
                ++next;
                continue;
            }
            size_t last = next + 1;
            while (last < target.size() && (row == m_rows.size() || target[last].key() < m_rows[row].key()))
                ++last;
            m_model->beginInsertRows({}, int(row), int(row + last - next) - 1);
            m_rows.insert(m_rows.begin() + qsizetype(row), std::make_move_iterator(target.begin() + qsizetype(next)),
                          std::make_move_iterator(target.begin() + qsizetype(last)));
            m_model->endInsertRows();
            if (outdated())
                return !guard.isNull();
            row += last - next;
            next = last;
        }
        if (row < m_rows.size()) {
            remove(row, m_rows.size());
            if (outdated())
                return !guard.isNull();
        }
        const std::vector<Change> changes = std::exchange(m_changes, {});
        for (const Change &changed : changes) {
            Q_EMIT m_model->dataChanged(m_model->index(changed.first), m_model->index(changed.last), changed.roles);
            if (outdated())
                return !guard.isNull();
        }
        if (m_rows.size() != before)
            Q_EMIT m_model->countChanged();
        return !guard.isNull();
    }

    /// Replaces one row by one with the same key. False as with assign().
    bool replace(int index, Row row)
    {
        m_changes.clear();
        change(size_t(index), std::move(row));
        const QPointer<Model> guard(m_model);
        for (const Change &changed : std::exchange(m_changes, {}))
            Q_EMIT m_model->dataChanged(m_model->index(changed.first), m_model->index(changed.last), changed.roles);
        return !guard.isNull();
    }

private:
    struct Change
    {
        int first;
        int last;
        QList<int> roles;
    };

    void remove(size_t first, size_t end)
    {
        m_model->beginRemoveRows({}, int(first), int(end) - 1);
        m_rows.erase(m_rows.begin() + qsizetype(first), m_rows.begin() + qsizetype(end));
        m_model->endRemoveRows();
    }

    void change(size_t index, Row row)
    {
        const QList<int> roles = m_rows[index].differences(row);
        if (roles.isEmpty())
            return;
        m_rows[index] = std::move(row);
        // Rows before this one do not move any more.
        if (!m_changes.empty() && m_changes.back().last == int(index) - 1 && m_changes.back().roles == roles)
            m_changes.back().last = int(index);
        else
            m_changes.push_back({int(index), int(index), roles});
    }

    Model *m_model;
    std::vector<Row> m_rows;
    std::vector<Change> m_changes;
    quint64 m_version = 0;
};

} // namespace RedisStreams::Internal
