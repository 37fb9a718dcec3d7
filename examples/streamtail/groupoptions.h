// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/QByteArrayList>
#include <QtCore/QString>

#include <optional>

namespace StreamTail {

class CommandLine;

/// What becomes of the entries that were printed.
enum class Ack {
    After, ///< acknowledged when written out
    Manual, ///< left pending
    None, ///< never pending (NOACK)
};

/// --group, and what needs it.
struct GroupOptions
{
    QString group;
    QString consumer; ///< host-pid unless the command line says something else
    Ack ack = Ack::After;
    bool backlog = false;
    bool create = true;
    int claimIdle = 0; ///< ms; 0 = nothing is claimed
    int maxDeliveries = 0; ///< 0 = nothing goes to the dead letters
    QString deadLetterStream;
    QString start; ///< where a group begins that is created: an id, or "$"
};

void addGroupOptions(CommandLine &commandLine);

/// \a group stays empty without --group. Gives the reason why the command line is refused, or nothing.
QString readGroupOptions(
    const CommandLine &commandLine, const QByteArrayList &streams, std::optional<GroupOptions> *group);

} // namespace StreamTail
