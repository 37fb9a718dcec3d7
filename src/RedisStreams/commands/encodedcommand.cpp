// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "command.h"

#include "values/decimal_p.h"

#include <algorithm>
#include <array>

namespace RedisStreams {

namespace {

using std::chrono::milliseconds;

struct KnownCommand
{
    const char *name;
    CommandFlags flags;
    int firstKey; ///< index of its (first) key among the words; 0 = none
};

/// Commands that block, and those of streams that only read: anything else is taken as one that writes, which is
/// the careful side (it is not repeated).
const std::array knownCommands {
    KnownCommand {"PING", CommandFlag::ReadOnly, 0},
    KnownCommand {"XLEN", CommandFlag::ReadOnly, 1},
    KnownCommand {"XRANGE", CommandFlag::ReadOnly, 1},
    KnownCommand {"XREVRANGE", CommandFlag::ReadOnly, 1},
    KnownCommand {"XPENDING", CommandFlag::ReadOnly, 1},
    KnownCommand {"XINFO", CommandFlag::ReadOnly, 2},
    KnownCommand {"XREAD", CommandFlag::ReadOnly, 0},
    KnownCommand {"XREADGROUP", CommandFlag::None, 0},
    KnownCommand {"XGROUP", CommandFlag::None, 2},
    KnownCommand {"XADD", CommandFlag::None, 1},
    KnownCommand {"XTRIM", CommandFlag::None, 1},
    KnownCommand {"XDEL", CommandFlag::None, 1},
    KnownCommand {"XACK", CommandFlag::None, 1},
    KnownCommand {"XCLAIM", CommandFlag::None, 1},
    KnownCommand {"XAUTOCLAIM", CommandFlag::None, 1},
    KnownCommand {"XSETID", CommandFlag::None, 1},
    KnownCommand {"XACKDEL", CommandFlag::None, 1},
    KnownCommand {"XDELEX", CommandFlag::None, 1},
    KnownCommand {"XNACK", CommandFlag::None, 1},
    KnownCommand {"XCFGSET", CommandFlag::None, 1},
    KnownCommand {"XIDMPRECORD", CommandFlag::None, 1},
    KnownCommand {"TYPE", CommandFlag::ReadOnly, 1},
    KnownCommand {"EXISTS", CommandFlag::ReadOnly, 1},
    KnownCommand {"SCAN", CommandFlag::ReadOnly, 0},
    KnownCommand {"INFO", CommandFlag::ReadOnly, 0},
    KnownCommand {"TIME", CommandFlag::ReadOnly, 0},
    KnownCommand {"BLPOP", CommandFlag::Blocking, 1},
    KnownCommand {"BRPOP", CommandFlag::Blocking, 1},
    KnownCommand {"BRPOPLPUSH", CommandFlag::Blocking, 1},
    KnownCommand {"BLMOVE", CommandFlag::Blocking, 1},
    KnownCommand {"BLMPOP", CommandFlag::Blocking, 0},
    KnownCommand {"BZPOPMIN", CommandFlag::Blocking, 1},
    KnownCommand {"BZPOPMAX", CommandFlag::Blocking, 1},
    KnownCommand {"BZMPOP", CommandFlag::Blocking, 0},
};

bool isScript(const QByteArray &name)
{
    return name == "EVAL" || name == "EVALSHA" || name == "FCALL";
}

/// EVAL script numkeys key ... argument ...; BLMPOP timeout numkeys key ... option ...
QByteArrayList countedKeys(const QByteArrayList &words)
{
    const std::optional<qint64> count = words.size() > 2 ? Internal::parseDecimal<qint64>(words[2]) : std::nullopt;
    return count && *count > 0 && *count <= words.size() - 3 ? words.mid(3, *count) : QByteArrayList();
}

/// XREAD and XREADGROUP: a BLOCK option, and the keys behind STREAMS. Options are looked at in order, as a stream
/// or group may be called "STREAMS" or "BLOCK".
void readStreamOptions(const QByteArrayList &words, EncodedCommand &command)
{
    for (qsizetype i = 1; i < words.size(); ++i) {
        const QByteArray option = words[i].toUpper();
        if (option == "STREAMS") {
            const qsizetype count = (words.size() - i - 1) / 2;
            command.keys = words.mid(i + 1, count);
            // "From now on" means another place when it is sent again.
            if (words.mid(i + 1 + count).contains("$"))
                command.flags &= ~CommandFlags(CommandFlag::ReadOnly);
            return;
        }
        if (option == "GROUP") {
            i += 2;
        } else if (option == "BLOCK" && i + 1 < words.size()) {
            const std::optional<qint64> ms = Internal::parseDecimal<qint64>(words[++i]);
            command.flags |= CommandFlag::Blocking;
            command.blockTime = ms && *ms > 0 ? std::optional(milliseconds(*ms)) : std::nullopt;
        } else if (option != "NOACK") {
            ++i;
        }
    }
}

} // namespace

EncodedCommand EncodedCommand::fromWords(const QByteArrayList &words)
{
    EncodedCommand command;
    CommandWriter writer(command.bytes);
    for (const QByteArray &word : words)
        writer.word(word);
    writer.finish();
    command.name = words.value(0).toUpper();
    if (isScript(command.name)) {
        command.keys = countedKeys(words);
        return command;
    }
    if (command.name == "WAIT" || command.name == "WAITAOF") {
        // About the writes of the connection that it is sent over: it has to be the shared one, however long it takes.
        command.blockTime = milliseconds(Internal::parseDecimal<qint64>(words.constLast()).value_or(0));
        return command;
    }
    const auto known = std::find_if(knownCommands.begin(), knownCommands.end(),
                                    [&](const KnownCommand &k) { return command.name == k.name; });
    if (known == knownCommands.end())
        return command;
    command.flags = known->flags;
    if (command.name == "BLMPOP" || command.name == "BZMPOP")
        command.keys = countedKeys(words);
    else if (known->firstKey > 0 && known->firstKey < words.size())
        command.keys = {words[known->firstKey]};
    if (command.name == "XREAD" || command.name == "XREADGROUP")
        readStreamOptions(words, command);
    else if (command.flags & CommandFlag::Blocking)
        command.blockTime = std::nullopt;
    return command;
}

} // namespace RedisStreams
