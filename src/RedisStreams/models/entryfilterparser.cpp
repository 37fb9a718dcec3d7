// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "models/entryfilterparser_p.h"

#include <algorithm>

namespace RedisStreams::Internal {

namespace {

using Operator = FilterTerm::Operator;

constexpr QStringView StreamPrefix = u"stream:";

bool isSpace(QChar c) { return c.isSpace(); }

} // namespace

EntryFilter::Parsed EntryFilterParser::parse()
{
    if (!tokenize() || m_tokens.isEmpty())
        return m_result;
    EntryFilter filter;
    const Tokens all(m_tokens.constData(), size_t(m_tokens.size()));
    for (size_t from = 0; from <= all.size();) {
        size_t to = from;
        while (to < all.size() && all[to].kind != Token::Or)
            ++to;
        QList<FilterTerm> terms;
        if (from == to) {
            fail(QStringLiteral("Something to look for is missing beside \"or\""), all[qMin(to, all.size() - 1)].begin);
            return m_result;
        }
        if (!parseConjunction(all.subspan(from, to - from), &terms))
            return m_result;
        filter.m_alternatives.append(terms);
        from = to + 1;
    }
    m_result.filter = filter;
    return m_result;
}

bool EntryFilterParser::fail(const QString &error, qsizetype position)
{
    m_result.error = QStringLiteral("%1 (character %2)").arg(error).arg(position + 1);
    m_result.position = position;
    return false;
}

bool EntryFilterParser::isOperatorAt(qsizetype at) const noexcept
{
    const QChar c = m_expression[at];
    if (c == u'=' || c == u'<' || c == u'>' || c == u'~')
        return true;
    return c == u'!' && at + 1 < m_expression.size() && (m_expression[at + 1] == u'=' || m_expression[at + 1] == u'~');
}

bool EntryFilterParser::tokenize()
{
    for (qsizetype at = 0; at < m_expression.size();) {
        if (isSpace(m_expression[at]))
            ++at;
        else if (m_expression[at] == u'"') {
            if (!takeQuoted(&at))
                return false;
        } else if (isOperatorAt(at))
            takeOperator(&at);
        else
            takeWord(&at);
    }
    return true;
}

bool EntryFilterParser::takeQuoted(qsizetype *at)
{
    Token token{Token::Quoted, *at, 0, {}, {}};
    for (qsizetype i = *at + 1; i < m_expression.size(); ++i) {
        QChar c = m_expression[i];
        if (c == u'"') {
            token.end = *at = i + 1;
            m_tokens.append(token);
            return true;
        }
        if (c == u'\\' && i + 1 < m_expression.size() && (m_expression[i + 1] == u'"' || m_expression[i + 1] == u'\\'))
            c = m_expression[++i];
        token.text.append(c);
    }
    return fail(QStringLiteral("The quotation mark is not closed"), *at);
}

void EntryFilterParser::takeOperator(qsizetype *at)
{
    const QChar c = m_expression[*at];
    const bool withEqual = *at + 1 < m_expression.size() && m_expression[*at + 1] == u'=';
    Token token{Token::Operator, *at, *at + 1, {}, Operator::Equal};
    if (c == u'!') {
        token.op = withEqual ? Operator::NotEqual : Operator::ContainsNot;
        ++token.end;
    } else if (c == u'~') {
        token.op = Operator::Contains;
    } else {
        if (c == u'>')
            token.op = withEqual ? Operator::GreaterOrEqual : Operator::Greater;
        else if (c == u'<')
            token.op = withEqual ? Operator::LessOrEqual : Operator::Less;
        token.end += withEqual ? 1 : 0;
    }
    *at = token.end;
    m_tokens.append(token);
}

void EntryFilterParser::takeWord(qsizetype *at)
{
    Token token{Token::Word, *at, *at, {}, {}};
    const auto isWordAt = [this](qsizetype i) {
        return i < m_expression.size() && !isSpace(m_expression[i]) && m_expression[i] != u'"' && !isOperatorAt(i);
    };
    while (isWordAt(token.end))
        ++token.end;
    token.text = typed(token);
    if (token.text.compare(u"and", Qt::CaseInsensitive) == 0)
        token.kind = Token::And;
    else if (token.text.compare(u"or", Qt::CaseInsensitive) == 0)
        token.kind = Token::Or;
    *at = token.end;
    m_tokens.append(token);
}

bool EntryFilterParser::parseConjunction(Tokens tokens, QList<FilterTerm> *terms)
{
    for (size_t from = 0; from <= tokens.size();) {
        size_t to = from;
        while (to < tokens.size() && tokens[to].kind != Token::And)
            ++to;
        if (from == to)
            return fail(QStringLiteral("Something to look for is missing beside \"and\""),
                tokens[qMin(to, tokens.size() - 1)].begin);
        if (!parseTerm(tokens.subspan(from, to - from), terms))
            return false;
        from = to + 1;
    }
    return true;
}

bool EntryFilterParser::parseTerm(Tokens tokens, QList<FilterTerm> *terms)
{
    const Token &first = tokens.front();
    if (first.kind == Token::Word && first.text.startsWith(StreamPrefix, Qt::CaseInsensitive)) {
        QString name = first.text.sliced(StreamPrefix.size());
        size_t used = 1;
        if (name.isEmpty() && tokens.size() > 1 && tokens[1].kind == Token::Quoted && tokens[1].begin == first.end) {
            name = tokens[1].text;
            used = 2;
        }
        if (name.isEmpty())
            return fail(QStringLiteral("The name of a stream is missing after \"stream:\""), first.end);
        terms->append(FilterTerm::stream(name));
        return used == tokens.size() || parseTerm(tokens.subspan(used), terms);
    }
    const auto op
        = std::find_if(tokens.begin(), tokens.end(), [](const Token &t) { return t.kind == Token::Operator; });
    if (op != tokens.end())
        return parseComparison(tokens, op - tokens.begin(), terms);
    terms->append(FilterTerm::text(joined(tokens)));
    return true;
}

bool EntryFilterParser::parseComparison(Tokens tokens, qsizetype operatorAt, QList<FilterTerm> *terms)
{
    const Token &op = tokens[size_t(operatorAt)];
    const QString sign = typed(op);
    const Tokens value = tokens.subspan(size_t(operatorAt) + 1);
    if (operatorAt == 0)
        return fail(QStringLiteral("The name of a field is missing before \"%1\"; to look for \"%1\" itself, put it in "
                                   "quotation marks")
                        .arg(sign),
            op.begin);
    if (operatorAt > 1)
        return fail(QStringLiteral("The name of a field that has spaces needs quotation marks"), tokens[0].begin);
    if (value.empty())
        return fail(
            QStringLiteral("A value is missing after \"%1\"; nothing at all is written \"\"").arg(sign), op.end);
    const auto second
        = std::find_if(value.begin(), value.end(), [](const Token &t) { return t.kind == Token::Operator; });
    if (second != value.end())
        return fail(
            QStringLiteral("Two comparisons need \"and\" or \"or\" between them; \"%1\" as part of a value needs "
                           "quotation marks")
                .arg(typed(*second)),
            second->begin);
    const QString text = joined(value);
    if (FilterTerm::isOrder(op.op) && !FilterNumber::parse(text.toUtf8()))
        return fail(
            QStringLiteral("\"%1\" compares with a number, and \"%2\" is none").arg(sign, text), value[0].begin);
    terms->append(FilterTerm::comparison(tokens[0].text, op.op, text));
    return true;
}

QString EntryFilterParser::joined(Tokens tokens) const
{
    if (std::all_of(tokens.begin(), tokens.end(), [](const Token &t) { return t.kind == Token::Word; }))
        return m_expression.sliced(tokens.front().begin, tokens.back().end - tokens.front().begin).toString();
    QStringList words;
    for (const Token &token : tokens)
        words.append(token.text);
    return words.join(u' ');
}

} // namespace RedisStreams::Internal
