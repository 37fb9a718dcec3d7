// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QByteArrayList>
#include <QtTest/QTest>

/// The ways in which bytes can arrive.
namespace RedisStreams::Test {

/// One piece for each byte.
inline QByteArrayList byteByByte(const QByteArray &bytes)
{
    QByteArrayList pieces;
    pieces.reserve(bytes.size());
    for (const char byte : bytes)
        pieces.append(QByteArray(1, byte));
    return pieces;
}

/// Pieces of \a size bytes; the last may be shorter.
inline QByteArrayList inPieces(const QByteArray &bytes, qsizetype size)
{
    QByteArrayList pieces;
    for (qsizetype at = 0; at < bytes.size(); at += size)
        pieces.append(bytes.mid(at, size));
    return pieces;
}

/// Calls \a check with \a bytes whole, cut in two at every place, and byte by byte; says which of these failed.
template <typename Check>
void forEverySplit(const QByteArray &bytes, Check &&check)
{
    const auto failed = [](const char *how, qsizetype at) {
        if (QTest::currentTestFailed())
            qInfo("the bytes were cut %s %lld", how, qlonglong(at));
        return QTest::currentTestFailed();
    };
    check(QByteArrayList {bytes});
    if (failed("not at all", 0))
        return;
    for (qsizetype at = 1; at < bytes.size(); ++at) {
        check(QByteArrayList {bytes.first(at), bytes.sliced(at)});
        if (failed("at byte", at))
            return;
    }
    check(byteByByte(bytes));
    failed("after each byte", 1);
}

} // namespace RedisStreams::Test
