// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "models/entryfilter_p.h"

#include <span>

namespace RedisStreams::Internal {

/// Reads a filter expression:
///
///     expression  = conjunction { "or" conjunction }
///     conjunction = term { "and" term }
///     term        = "stream:" name | name operator words | words
///     operator    = "=" | "==" | "!=" | ">" | ">=" | "<" | "<=" | "~" | "!~"
///
/// Words stand side by side as they are typed, or in double quotes with \" and \\ in them. After "stream:name" the
/// "and" may be left out.
class EntryFilterParser
{
public:
    explicit EntryFilterParser(QStringView expression)
        : m_expression(expression)
    {
    }
    EntryFilter::Parsed parse();

private:
    struct Token
    {
        enum Kind { Word, Quoted, Operator, And, Or } kind = Word;
        qsizetype begin = 0; // in the expression
        qsizetype end = 0;
        QString text; // of a word; without its quotes
        FilterTerm::Operator op = FilterTerm::Operator::Equal;
    };
    using Tokens = std::span<const Token>;

    bool tokenize();
    bool takeQuoted(qsizetype *at);
    void takeOperator(qsizetype *at);
    void takeWord(qsizetype *at);
    bool isOperatorAt(qsizetype at) const noexcept;

    bool parseConjunction(Tokens tokens, QList<FilterTerm> *terms);
    bool parseTerm(Tokens tokens, QList<FilterTerm> *terms);
    bool parseComparison(Tokens tokens, qsizetype operatorAt, QList<FilterTerm> *terms);
    /// The words as one text: as typed, or joined by single spaces when some are in quotes.
    QString joined(Tokens tokens) const;
    QString typed(const Token &token) const
    {
        return m_expression.sliced(token.begin, token.end - token.begin).toString();
    }
    bool fail(const QString &error, qsizetype position);

    QStringView m_expression;
    QList<Token> m_tokens;
    EntryFilter::Parsed m_result;
};

} // namespace RedisStreams::Internal
