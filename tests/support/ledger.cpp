// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "ledger.h"

#include <QtCore/QMutexLocker>

#include <algorithm>
#include <vector>

using namespace Qt::StringLiterals;

namespace RedisStreams::Test {

namespace {
constexpr qsizetype maximumLines = 10;
}

/// Formats only the lines that will be shown: with a million lost entries, text would cost more than the check.
class EntryLedger::Report
{
public:
    void add(const QByteArray &stream, const Id &id, const char *what)
    {
        ++m_total;
        if (m_lines.size() < maximumLines)
            m_lines.append(QString::fromUtf8(stream) + u' ' + text(id) + u": "_s + QLatin1StringView(what));
    }

    void addDisorder(const QByteArray &stream, const Id &id, const Id &after)
    {
        ++m_total;
        if (m_lines.size() < maximumLines)
            m_lines.append(QString::fromUtf8(stream) + u' ' + text(id) + u": out of order, after "_s + text(after));
    }

    void addMalformed(const QByteArray &text)
    {
        ++m_total;
        if (m_lines.size() < maximumLines)
            m_lines.append(QString::fromUtf8(text) + u": not an entry id"_s);
    }

    QStringList lines() const
    {
        QStringList lines = m_lines;
        if (m_total > lines.size()) {
            lines.removeLast();
            const qsizetype hidden = m_total - lines.size();
            lines.append(u"... and "_s + QString::number(hidden) + u" more"_s);
        }
        return lines;
    }

private:
    static QString text(const Id &id) { return QString::number(id.ms) + u'-' + QString::number(id.seq); }

    QStringList m_lines;
    qsizetype m_total = 0;
};

bool EntryLedger::parse(const QByteArray &text, Id *id)
{
    const qsizetype dash = text.indexOf('-');
    if (dash <= 0)
        return false;
    const QByteArrayView view(text);
    const auto isNumber = [](QByteArrayView part) {
        return !part.isEmpty() && std::all_of(part.begin(), part.end(), [](char c) { return c >= '0' && c <= '9'; });
    };
    const QByteArrayView ms = view.first(dash);
    const QByteArrayView seq = view.sliced(dash + 1);
    bool msFits = false;
    bool seqFits = false;
    id->ms = ms.toULongLong(&msFits);
    id->seq = seq.toULongLong(&seqFits);
    return isNumber(ms) && isNumber(seq) && msFits && seqFits;
}

void EntryLedger::record(const QByteArray &stream, const QByteArray &id, QList<Id> Stream::*list)
{
    Id parsed;
    const bool valid = parse(id, &parsed);
    const QMutexLocker locker(&m_mutex);
    if (valid)
        (m_streams[stream].*list).append(parsed);
    else
        m_malformed.append(QByteArray(stream).append(' ').append(id));
}

void EntryLedger::expect(const QByteArray &stream, const QByteArray &id) { record(stream, id, &Stream::expected); }

void EntryLedger::saw(const QByteArray &stream, const QByteArray &id) { record(stream, id, &Stream::seen); }

void EntryLedger::inspect(const QByteArray &name, const Stream &stream, Checks checks, Report &report)
{
    QList<Id> expected = stream.expected;
    std::sort(expected.begin(), expected.end());
    expected.erase(std::unique(expected.begin(), expected.end()), expected.end());

    // Sorted by id and then by arrival, so that the first of equal ids is its first sighting.
    std::vector<std::pair<Id, qsizetype>> sightings;
    sightings.reserve(size_t(stream.seen.size()));
    for (qsizetype i = 0; i < stream.seen.size(); ++i)
        sightings.emplace_back(stream.seen.at(i), i);
    std::sort(sightings.begin(), sightings.end());

    std::vector<bool> repeated(sightings.size(), false);
    auto wanted = expected.cbegin();
    for (size_t i = 0; i < sightings.size(); ++i) {
        const auto &[id, arrival] = sightings[i];
        if (i > 0 && sightings[i - 1].first == id) {
            repeated[size_t(arrival)] = true;
            if (checks & Duplicated)
                report.add(name, id, "duplicated");
            continue;
        }
        for (; wanted != expected.cend() && *wanted < id; ++wanted) {
            if (checks & Lost)
                report.add(name, *wanted, "lost");
        }
        if (wanted != expected.cend() && *wanted == id)
            ++wanted;
        else if (checks & Unexpected)
            report.add(name, id, "unexpected");
    }
    for (; wanted != expected.cend(); ++wanted) {
        if (checks & Lost)
            report.add(name, *wanted, "lost");
    }

    if (!(checks & Disordered))
        return;
    Id greatest;
    for (qsizetype i = 0; i < stream.seen.size(); ++i) {
        if (repeated[size_t(i)])
            continue;
        const Id &id = stream.seen.at(i);
        if (id < greatest)
            report.addDisorder(name, id, greatest);
        else
            greatest = id;
    }
}

QStringList EntryLedger::problems(Checks checks) const
{
    const QMutexLocker locker(&m_mutex);
    Report report;
    for (const QByteArray &text : m_malformed)
        report.addMalformed(text);
    QList<QByteArray> names = m_streams.keys();
    std::sort(names.begin(), names.end());
    for (const QByteArray &name : std::as_const(names))
        inspect(name, *m_streams.constFind(name), checks, report);
    return report.lines();
}

qint64 EntryLedger::expectedCount() const
{
    const QMutexLocker locker(&m_mutex);
    qint64 count = 0;
    for (const Stream &stream : m_streams)
        count += stream.expected.size();
    return count;
}

qint64 EntryLedger::seenCount() const
{
    const QMutexLocker locker(&m_mutex);
    qint64 count = 0;
    for (const Stream &stream : m_streams)
        count += stream.seen.size();
    return count;
}

void EntryLedger::clear()
{
    const QMutexLocker locker(&m_mutex);
    m_streams.clear();
    m_malformed.clear();
}

} // namespace RedisStreams::Test
