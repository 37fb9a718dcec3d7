// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include <RedisStreams/streamcommands.h>

#include <type_traits>

/// All command types of the library, each with its reply, in the order of docs/commands.md.
#define REDISSTREAMS_COMMANDS(X)                                                                                       \
    X(Xadd, StreamId)                                                                                                  \
    X(Xtrim, qint64)                                                                                                   \
    X(Xdel, qint64)                                                                                                    \
    X(Xdelex, QList<EntryRemoval>)                                                                                     \
    X(Xsetid, bool)                                                                                                    \
    X(Xcfgset, bool)                                                                                                   \
    X(Xlen, qint64)                                                                                                    \
    X(Xrange, StreamEntries)                                                                                           \
    X(Xread, QList<StreamEntries>)                                                                                     \
    X(Xreadgroup, QList<StreamEntries>)                                                                                \
    X(Xack, qint64)                                                                                                    \
    X(Xackdel, QList<EntryRemoval>)                                                                                    \
    X(Xnack, qint64)                                                                                                   \
    X(XpendingSummary, PendingSummary)                                                                                 \
    X(XpendingRange, QList<PendingEntry>)                                                                              \
    X(Xclaim, StreamEntries)                                                                                           \
    X(XclaimJustId, QList<StreamId>)                                                                                   \
    X(Xautoclaim, AutoclaimPage)                                                                                       \
    X(XautoclaimJustId, AutoclaimIdPage)                                                                               \
    X(XgroupCreate, bool)                                                                                              \
    X(XgroupSetId, bool)                                                                                               \
    X(XgroupDestroy, bool)                                                                                             \
    X(XgroupCreateConsumer, bool)                                                                                      \
    X(XgroupDeleteConsumer, qint64)                                                                                    \
    X(XinfoStream, StreamInfo)                                                                                         \
    X(XinfoStreamFull, StreamFullInfo)                                                                                 \
    X(XinfoGroups, QList<GroupInfo>)                                                                                   \
    X(XinfoConsumers, QList<ConsumerInfo>)                                                                             \
    X(Ping, QByteArray)                                                                                                \
    X(ScanStreams, ScanPage)                                                                                           \
    X(ClientUnblock, bool)

namespace RedisStreams::Test {

#define CHECK_COMMAND(type, reply)                                                                                     \
    static_assert(RedisCommand<type>);                                                                                 \
    static_assert(std::is_same_v<type::Reply, reply>);
REDISSTREAMS_COMMANDS(CHECK_COMMAND)
#undef CHECK_COMMAND

} // namespace RedisStreams::Test
