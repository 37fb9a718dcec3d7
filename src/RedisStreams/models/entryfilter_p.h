// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "models/entryfilterterm_p.h"

#include <QtCore/QStringView>

namespace RedisStreams::Internal {

/// Which entries to show, from an expression as a user types it (StreamModel::filter documents the language).
class EntryFilter
{
public:
    struct Parsed;
    /// An empty expression (or only spaces) is the empty filter.
    static Parsed parse(QStringView expression);

    /// Whether everything matches because nothing was asked for.
    bool isEmpty() const noexcept { return m_alternatives.isEmpty(); }
    bool matches(const StreamEntry &entry) const;

private:
    friend class EntryFilterParser;
    /// One of these lists must hold in all its terms.
    QList<QList<FilterTerm>> m_alternatives;
};

struct EntryFilter::Parsed
{
    EntryFilter filter; ///< empty when there is an error
    QString error; ///< what is wrong and where, in one sentence; empty when nothing is
    qsizetype position = -1; ///< the character it is about, from 0
};

} // namespace RedisStreams::Internal
