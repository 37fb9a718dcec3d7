// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "models/entryfilterterm_p.h"

#include "models/celltext_p.h"

#include <algorithm>

namespace RedisStreams::Internal {

namespace {

constexpr char folded(char c) noexcept { return c >= 'A' && c <= 'Z' ? char(c | 0x20) : c; }

bool containsFolded(QByteArrayView bytes, QByteArrayView needle) noexcept
{
    const auto sameFolded = [](char a, char b) { return folded(a) == b; };
    return std::search(bytes.begin(), bytes.end(), needle.begin(), needle.end(), sameFolded) != bytes.end()
        || needle.isEmpty();
}

} // namespace

std::optional<FilterNumber> FilterNumber::parse(QByteArrayView bytes)
{
    if (!isNumber(bytes))
        return std::nullopt;
    // Numbers are short; toDouble() wants bytes of its own.
    const QByteArray text = bytes.toByteArray();
    FilterNumber number;
    number.whole = text.toLongLong(&number.isWhole);
    number.real = text.toDouble();
    return number;
}

int FilterNumber::compare(const FilterNumber &other) const noexcept
{
    if (isWhole && other.isWhole)
        return whole < other.whole ? -1 : int(whole > other.whole);
    return real < other.real ? -1 : int(real > other.real);
}

FilterText::FilterText(const QString &text)
    : m_text(text)
    , m_folded(text.toUtf8())
{
    std::transform(m_folded.begin(), m_folded.end(), m_folded.begin(), folded);
    m_ascii = std::all_of(text.begin(), text.end(), [](QChar c) { return c.unicode() < 0x80; });
    m_idCharactersOnly
        = std::all_of(text.begin(), text.end(), [](QChar c) { return (c >= u'0' && c <= u'9') || c == u'-'; });
}

bool FilterText::isIn(QByteArrayView bytes) const
{
    if (m_ascii)
        return containsFolded(bytes, m_folded);
    return QString::fromUtf8(bytes).contains(m_text, Qt::CaseInsensitive);
}

FilterTerm FilterTerm::text(const QString &text)
{
    FilterTerm term;
    term.m_kind = Kind::Text;
    term.m_text = FilterText(text);
    term.m_value = text.toUtf8();
    return term;
}

FilterTerm FilterTerm::stream(const QString &pattern)
{
    FilterTerm term;
    term.m_kind = Kind::Stream;
    term.m_parts = pattern.toUtf8().split('*');
    return term;
}

FilterTerm FilterTerm::comparison(const QString &field, Operator op, const QString &value)
{
    FilterTerm term;
    term.m_kind = Kind::Comparison;
    term.m_operator = op;
    term.m_field = field.toUtf8();
    term.m_value = value.toUtf8();
    term.m_number = FilterNumber::parse(term.m_value);
    term.m_text = FilterText(value);
    return term;
}

bool FilterTerm::matches(const StreamEntry &entry) const
{
    switch (m_kind) {
    case Kind::Text:
        return matchesText(entry);
    case Kind::Stream:
        return matchesStream(entry.streamKey());
    case Kind::Comparison:
        break;
    }
    for (qsizetype i = entry.fieldCount() - 1; i >= 0; --i) {
        if (entry.nameAt(i) == m_field)
            return matchesValue(entry.valueAt(i));
    }
    return false;
}

bool FilterTerm::matchesText(const StreamEntry &entry) const
{
    const qsizetype count = entry.fieldCount();
    for (qsizetype i = 0; i < count; ++i) {
        if (m_text.isIn(entry.valueAt(i)))
            return true;
    }
    if (m_text.isIn(entry.streamKey()))
        return true;
    if (!m_text.mayBeInId())
        return false;
    char id[StreamId::MaximumTextLength];
    const QByteArrayView idText(id, entry.id().write(id));
    return idText.indexOf(m_value) >= 0;
}

bool FilterTerm::matchesStream(const QByteArray &key) const
{
    if (m_parts.size() == 1)
        return key == m_parts.first();
    const QByteArray &first = m_parts.first();
    const QByteArray &last = m_parts.last();
    if (key.size() < first.size() + last.size() || !key.startsWith(first) || !key.endsWith(last))
        return false;
    // What lies between two stars is best found as early as possible.
    qsizetype from = first.size();
    const qsizetype end = key.size() - last.size();
    for (qsizetype i = 1; i + 1 < m_parts.size(); ++i) {
        const qsizetype found = key.indexOf(m_parts.at(i), from);
        if (found < 0 || found + m_parts.at(i).size() > end)
            return false;
        from = found + m_parts.at(i).size();
    }
    return true;
}

bool FilterTerm::matchesValue(QByteArrayView value) const
{
    switch (m_operator) {
    case Operator::Contains:
        return m_text.isIn(value);
    case Operator::ContainsNot:
        return !m_text.isIn(value);
    case Operator::Equal:
    case Operator::NotEqual: {
        bool equal = value == QByteArrayView(m_value);
        if (!equal && m_number) {
            const std::optional<FilterNumber> number = FilterNumber::parse(value);
            equal = number && number->compare(*m_number) == 0;
        }
        return equal == (m_operator == Operator::Equal);
    }
    default:
        break;
    }
    const std::optional<FilterNumber> number = FilterNumber::parse(value);
    if (!number || !m_number)
        return false;
    const int order = number->compare(*m_number);
    switch (m_operator) {
    case Operator::Greater:
        return order > 0;
    case Operator::GreaterOrEqual:
        return order >= 0;
    case Operator::Less:
        return order < 0;
    default:
        return order <= 0;
    }
}

} // namespace RedisStreams::Internal
