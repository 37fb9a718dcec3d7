// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QFlags>
#include <QtCore/QHash>
#include <QtCore/QList>
#include <QtCore/QMutex>
#include <QtCore/QStringList>

#include <compare>

namespace RedisStreams::Test {

/// Proves that what was added to streams is what a consumer received.
///
/// Entries are counted per stream by their numeric id. Made for a million entries: recording appends, and only
/// problems() sorts. Thread-safe, so that several consumers may report to one ledger.
class EntryLedger
{
public:
    enum Check {
        Lost = 0x1, ///< expected and never seen
        Duplicated = 0x2, ///< seen more than once
        Disordered = 0x4, ///< seen for the first time after an entry with a greater id
        Unexpected = 0x8, ///< seen and never expected
        ExactlyOnce = Lost | Duplicated | Disordered | Unexpected,
        AtLeastOnce = Lost | Unexpected,
    };
    Q_DECLARE_FLAGS(Checks, Check)

    /// An id that is not "<ms>-<seq>" is a problem of its own, whatever is checked.
    void expect(const QByteArray &stream, const QByteArray &id);
    void saw(const QByteArray &stream, const QByteArray &id);

    /// Empty when all is well; at most ten lines, the last of which then says how many more there are.
    QStringList problems(Checks checks = ExactlyOnce) const;

    qint64 expectedCount() const;
    qint64 seenCount() const; ///< duplicates counted each time
    void clear();

private:
    struct Id
    {
        quint64 ms = 0;
        quint64 seq = 0;
        auto operator<=>(const Id &) const = default;
    };
    struct Stream
    {
        QList<Id> expected;
        QList<Id> seen;
    };
    class Report;

    static bool parse(const QByteArray &text, Id *id);
    static void inspect(const QByteArray &name, const Stream &stream, Checks checks, Report &report);
    void record(const QByteArray &stream, const QByteArray &id, QList<Id> Stream::*list);

    mutable QMutex m_mutex;
    QHash<QByteArray, Stream> m_streams;
    QList<QByteArray> m_malformed;
};

Q_DECLARE_OPERATORS_FOR_FLAGS(EntryLedger::Checks)

} // namespace RedisStreams::Test
