// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "models/entryfilter_p.h"

#include "models/entryfilterparser_p.h"

#include <algorithm>

namespace RedisStreams::Internal {

EntryFilter::Parsed EntryFilter::parse(QStringView expression) { return EntryFilterParser(expression).parse(); }

bool EntryFilter::matches(const StreamEntry &entry) const
{
    const auto holds = [&entry](const FilterTerm &term) { return term.matches(entry); };
    return isEmpty() || std::any_of(m_alternatives.begin(), m_alternatives.end(), [&](const QList<FilterTerm> &terms) {
        return std::all_of(terms.begin(), terms.end(), holds);
    });
}

} // namespace RedisStreams::Internal
