// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "streamentry.h"

#include <optional>

namespace RedisStreams::Internal {

/// A number as it is compared: whole numbers of 64 bits exactly, all others as doubles.
struct FilterNumber
{
    double real = 0;
    qint64 whole = 0;
    bool isWhole = false;

    /// nullopt when \a bytes are not one decimal number.
    static std::optional<FilterNumber> parse(QByteArrayView bytes);
    /// Below, equal to or above \a other: -1, 0, 1.
    int compare(const FilterNumber &other) const noexcept;
};

/// Something to look for, without regard to upper and lower case.
class FilterText
{
public:
    FilterText() = default;
    explicit FilterText(const QString &text);
    bool isIn(QByteArrayView bytes) const;
    /// Whether an id can contain it at all.
    bool mayBeInId() const noexcept { return m_idCharactersOnly; }

private:
    QString m_text;
    QByteArray m_folded; // ASCII in lower case: searched for in the bytes as they are
    bool m_ascii = true;
    bool m_idCharactersOnly = false;
};

/// One condition of a filter.
class FilterTerm
{
public:
    enum class Operator { Equal, NotEqual, Greater, GreaterOrEqual, Less, LessOrEqual, Contains, ContainsNot };

    /// Any value, the stream's name or the id contains \a text.
    static FilterTerm text(const QString &text);
    /// The stream's name is \a pattern, where '*' stands for anything.
    static FilterTerm stream(const QString &pattern);
    /// The entry has the field, and its (last) value compares so. Greater and the like need a number as \a value.
    static FilterTerm comparison(const QString &field, Operator op, const QString &value);

    static bool isOrder(Operator op) noexcept { return op >= Operator::Greater && op <= Operator::LessOrEqual; }

    bool matches(const StreamEntry &entry) const;

private:
    enum class Kind { Text, Stream, Comparison };

    bool matchesText(const StreamEntry &entry) const;
    bool matchesStream(const QByteArray &key) const;
    bool matchesValue(QByteArrayView value) const;

    Kind m_kind = Kind::Text;
    Operator m_operator = Operator::Equal;
    QByteArray m_field;
    QByteArray m_value;
    std::optional<FilterNumber> m_number;
    FilterText m_text;
    QList<QByteArray> m_parts; // of a stream's pattern, between the stars
};

} // namespace RedisStreams::Internal
