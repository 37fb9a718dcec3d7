// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "topology/hashslot_p.h"

#include <array>

namespace RedisStreams::Internal {

namespace {

/// CRC-16/XMODEM: polynomial 0x1021, start 0, nothing reflected, nothing added at the end.
constexpr std::array<quint16, 256> makeCrcTable()
{
    std::array<quint16, 256> table{};
    for (unsigned byte = 0; byte < 256; ++byte) {
        unsigned crc = byte << 8;
        for (int bit = 0; bit < 8; ++bit)
            crc = (crc & 0x8000u) ? (crc << 1) ^ 0x1021u : crc << 1;
        table[byte] = quint16(crc & 0xffffu);
    }
    return table;
}

constexpr std::array<quint16, 256> crcTable = makeCrcTable();

} // namespace

QByteArrayView hashTag(QByteArrayView key) noexcept
{
    const qsizetype open = key.indexOf('{');
    if (open < 0)
        return key;
    const qsizetype close = key.indexOf('}', open + 1);
    return close <= open + 1 ? key : key.sliced(open + 1, close - open - 1);
}

quint16 hashSlot(QByteArrayView key) noexcept
{
    unsigned crc = 0;
    for (const char byte : hashTag(key))
        crc = ((crc << 8) & 0xffffu) ^ crcTable[((crc >> 8) ^ uchar(byte)) & 0xffu];
    return quint16(crc % unsigned(hashSlotCount));
}

} // namespace RedisStreams::Internal
