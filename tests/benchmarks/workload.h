// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QList>

#include <chrono>
#include <cstdint>

/// What is read: the same bytes for every client. Ids count up from a fixed number, so that a client that only
/// discards bytes knows them, and all entries of a work have the same size on the wire.
namespace Bench {

constexpr qint64 firstId = 1700000000000;

struct Work
{
    const char *name;
    qint64 entries;
    qint64 count; ///< COUNT of a request
    int fields;
    int valueSize;
};

/// Many small entries, and fewer large ones.
constexpr Work workA {"A", 1'000'000, 1000, 4, 10};
constexpr Work workB {"B", 100'000, 1000, 1, 1024};

inline const Work &workByName(const QByteArray &name)
{
    return name == "B" ? workB : workA;
}

/// Names and values of an entry: f0, f1 ... with digits that change from entry to entry.
inline QList<QByteArray> fieldsOf(const Work &work, qint64 index)
{
    QList<QByteArray> words;
    for (int i = 0; i < work.fields; ++i) {
        words.append("field" + QByteArray::number(i));
        words.append(QByteArray::number(index * (i + 7)).rightJustified(work.valueSize, '0', true));
    }
    return words;
}

inline std::uint64_t byteSum(const char *data, qsizetype size)
{
    std::uint64_t sum = 0;
    for (qsizetype i = 0; i < size; ++i)
        sum += static_cast<unsigned char>(data[i]);
    return sum;
}

inline qint64 nowNs()
{
    return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

} // namespace Bench
