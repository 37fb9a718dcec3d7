// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "resp/resplimits_p.h"

#include <QtCore/QByteArray>
#include <QtCore/QByteArrayList>

#include <cstdio>
#include <cstdlib>

/// What the fuzz programs have in common: an input is a head, which says how the bytes arrive, and the bytes.
namespace RedisStreams::Fuzz {

/// Ends the program with what differs; libFuzzer keeps the input.
inline void require(bool condition, const char *what)
{
    if (condition)
        return;
    std::fprintf(stderr, "broken promise: %s\n", what);
    std::abort();
}

/// Small limits, so that inputs of some hundred bytes reach them.
inline Internal::RespLimits smallLimits()
{
    Internal::RespLimits limits;
    limits.bulkLength = 1024;
    limits.lineLength = 64;
    limits.elements = 512;
    limits.depth = 8;
    return limits;
}

/// Cuts \a bytes into pieces of 1 to \a most bytes, in a way that \a seed determines.
inline QByteArrayList cut(const QByteArray &bytes, quint8 seed, quint8 most)
{
    QByteArrayList pieces;
    quint32 state = seed + 1U;
    for (qsizetype at = 0; at < bytes.size();) {
        state = state * 1664525 + 1013904223;
        const qsizetype size = 1 + qsizetype(state >> 24) % (most + 1);
        pieces.append(bytes.mid(at, size));
        at += size;
    }
    return pieces;
}

} // namespace RedisStreams::Fuzz
