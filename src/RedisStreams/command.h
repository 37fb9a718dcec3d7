// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "commandfeature.h"
#include "commandwriter.h"
#include "connectionoptions.h"
#include "export.h"
#include "rediserror.h"
#include "respvalue.h"

#include <QtCore/QByteArray>
#include <QtCore/QByteArrayList>
#include <QtCore/QFlags>
#include <QtCore/QList>

#include <chrono>
#include <concepts>
#include <optional>

namespace RedisStreams {

/// What the library must know about a command to send it in the right way.
enum class CommandFlag {
    None = 0x0,
    ReadOnly = 0x1, ///< changes nothing: it is repeated when the connection is lost before its reply
    Blocking = 0x2, ///< may wait in the server: it gets a connection of its own
};
Q_DECLARE_FLAGS(CommandFlags, CommandFlag)
Q_DECLARE_OPERATORS_FOR_FLAGS(CommandFlags)

/// A decoded reply, or why it is not what the command's reply should look like.
template <typename T>
struct Decoded
{
    T value {};
    RedisError error {};
};

/// A command as a value: it checks itself, encodes itself (and so names its keys), and decodes its reply.
template <typename T>
concept RedisCommand = std::copy_constructible<T>
    && requires(const T &command, CommandWriter &writer, const RespValue &reply) {
           typename T::Reply;
           { T::Name } -> std::convertible_to<const char *>;
           { command.flags() } -> std::same_as<CommandFlags>;
           { command.validate() } -> std::same_as<RedisError>;
           { command.encode(writer) };
           { command.decode(reply) } -> std::same_as<Decoded<typename T::Reply>>;
       };

/// A command ready to be sent.
struct REDISSTREAMS_EXPORT EncodedCommand
{
    QByteArray name;
    QByteArray bytes;
    QByteArrayList keys;
    CommandFlags flags;
    /// How long the command may rightly keep the server silent (its BLOCK); nullopt = for ever.
    std::optional<std::chrono::milliseconds> blockTime = std::chrono::milliseconds {0};
    /// The server it is for, when that does not follow from the keys.
    std::optional<Endpoint> node {};
    /// How many replies the bytes bring; more than one for a transaction, whose reply is then the list of them.
    int replies = 1;
    /// What not every server has: the command itself (nullptr when all have it), and options it was given.
    const CommandFeature *since = nullptr;
    QList<CommandFeature> newerOptions {};

    template <RedisCommand Command>
    static EncodedCommand from(const Command &command)
    {
        EncodedCommand encoded;
        encoded.name = QByteArray::fromRawData(Command::Name, qsizetype(qstrlen(Command::Name)));
        CommandWriter writer(encoded.bytes);
        command.encode(writer);
        writer.finish();
        encoded.keys = writer.keys();
        encoded.flags = command.flags();
        if constexpr (requires { command.blockTime(); })
            encoded.blockTime = command.blockTime();
        if constexpr (requires { Command::Since; }) {
            if (Command::Since.redis > ServerVersion {5, 0})
                encoded.since = &Command::Since;
        }
        if constexpr (requires { command.newerOptions(); })
            encoded.newerOptions = command.newerOptions();
        if constexpr (requires { command.node; })
            encoded.node = command.node;
        return encoded;
    }

    /// From words: finds out what blocks and what only reads for the commands it knows, and takes any other as one
    /// that writes. Keys are found for stream commands.
    static EncodedCommand fromWords(const QByteArrayList &words);
};

} // namespace RedisStreams
