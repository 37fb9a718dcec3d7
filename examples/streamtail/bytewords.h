// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/QByteArrayView>
#include <QtCore/QtEndian>

#include <cstring>

/// Eight bytes at a time: field names and values are mostly shorter than what a compiler's vector loop pays off for.
namespace StreamTail {

constexpr quint64 everyByte(quint8 value) { return 0x0101010101010101u * value; }

inline quint64 loadWord(const char *bytes) noexcept
{
    quint64 word;
    std::memcpy(&word, bytes, sizeof word);
    return qFromLittleEndian(word);
}

/// The \a size (0 to 7) bytes as the low bytes of a word, zeros above; reads nothing beyond them. The loads overlap;
/// an overlapped byte lands twice in the same place.
inline quint64 loadPartialWord(const char *bytes, qsizetype size) noexcept
{
    if (size >= 4) {
        quint32 low;
        quint32 high;
        std::memcpy(&low, bytes, sizeof low);
        std::memcpy(&high, bytes + size - 4, sizeof high);
        return qFromLittleEndian(low) | quint64(qFromLittleEndian(high)) << (8 * (size - 4));
    }
    if (size == 0)
        return 0;
    const auto at = [bytes](qsizetype index) { return quint64(quint8(bytes[index])) << (8 * index); };
    return at(0) | at(size / 2) | at(size - 1);
}

/// The sum of all bytes, for --quiet: two readers agree on the sum only when both saw every byte.
inline quint64 sumOfBytes(QByteArrayView bytes) noexcept
{
    constexpr quint64 EvenBytes = 0x00ff00ff00ff00ffu;
    constexpr qsizetype WordsPerRound = 128; // 128 x 2 x 255 is what a 16-bit lane holds
    const char *at = bytes.data();
    qsizetype left = bytes.size();
    quint64 sum = 0;
    const auto addLanes = [&sum](quint64 lanes) {
        sum += (lanes & 0xffff) + (lanes >> 16 & 0xffff) + (lanes >> 32 & 0xffff) + (lanes >> 48);
    };
    while (left >= 8) {
        const qsizetype words = qMin(left / 8, WordsPerRound);
        quint64 lanes = 0;
        for (qsizetype i = 0; i < words; ++i) {
            const quint64 word = loadWord(at + 8 * i);
            lanes += (word & EvenBytes) + (word >> 8 & EvenBytes);
        }
        addLanes(lanes);
        at += 8 * words;
        left -= 8 * words;
    }
    const quint64 rest = loadPartialWord(at, left);
    addLanes((rest & EvenBytes) + (rest >> 8 & EvenBytes));
    return sum;
}

} // namespace StreamTail
