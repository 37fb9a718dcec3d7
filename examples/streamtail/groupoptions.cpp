// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "groupoptions.h"

#include "commandline.h"

#include <RedisStreams/streamid.h>

#include <QtCore/QCoreApplication>
#include <QtCore/QSysInfo>

#include <array>
#include <limits>

using namespace Qt::StringLiterals;
using RedisStreams::StreamId;

namespace StreamTail {
namespace {

constexpr std::array NeedGroup{
    "consumer", "ack", "backlog", "no-create", "claim-idle", "max-deliveries", "dead-letter", "group-start"};

QString defaultConsumer()
{
    const QString host = QSysInfo::machineHostName();
    return u"%1-%2"_s.arg(host.isEmpty() ? u"localhost"_s : host).arg(QCoreApplication::applicationPid());
}

QString readAck(const CommandLine &commandLine, GroupOptions *options)
{
    const QString ack = commandLine.text("ack");
    if (ack == "none"_L1)
        options->ack = Ack::None;
    else if (ack == "manual"_L1)
        options->ack = Ack::Manual;
    else if (commandLine.isSet("ack") && ack != "after"_L1)
        return u"--ack takes manual, after or none, not '%1'"_s.arg(ack);
    return {};
}

QString readStart(const CommandLine &commandLine, GroupOptions *options)
{
    // Without a word on the group's start, --from says it as it does when there is no group.
    const bool given = commandLine.isSet("group-start");
    const QString start = commandLine.text(given ? "group-start" : "from");
    if (start == "beginning"_L1)
        options->start = u"0"_s;
    else if (!given || start == "latest"_L1)
        options->start = u"$"_s;
    else if (const auto id = StreamId::parse(start))
        options->start = id->toString();
    else
        return u"--group-start takes latest, beginning or an id such as 1700000000000-0, not '%1'"_s.arg(start);
    return {};
}

QString readNumbers(const CommandLine &commandLine, GroupOptions *options)
{
    constexpr int Most = std::numeric_limits<int>::max();
    qint64 claimIdle = 0;
    qint64 maxDeliveries = 0;
    if (const QString reason = commandLine.readNumber("claim-idle", 1, Most, &claimIdle); !reason.isEmpty())
        return reason;
    if (const QString reason = commandLine.readNumber("max-deliveries", 1, Most, &maxDeliveries); !reason.isEmpty())
        return reason;
    options->claimIdle = int(claimIdle);
    options->maxDeliveries = int(maxDeliveries);
    return {};
}

/// NOACK leaves nothing pending; these are about what is.
QString checkNoAck(const CommandLine &commandLine)
{
    for (const char *option : {"backlog", "claim-idle", "max-deliveries", "from-stream"}) {
        if (commandLine.isSet(option))
            return u"--%1 is about pending entries, and --ack none leaves none"_s.arg(QLatin1StringView(option));
    }
    if (StreamId::parse(commandLine.text("from")))
        return u"--from with an id is about pending entries when there is a group, and --ack none leaves none"_s;
    return {};
}

} // namespace

void addGroupOptions(CommandLine &commandLine)
{
    commandLine.add("group", "GROUP", "Read as a member of a consumer group, which is created where it is missing.");
    commandLine.add("consumer", "NAME", "The member's name in the group. Default: host-pid");
    commandLine.add("ack", "manual|after|none",
        "What becomes of entries: left pending; acknowledged after they were written out, with --quiet after they were "
        "counted (default); or never pending, so that what is lost on the way is lost (NOACK).");
    commandLine.add("backlog", nullptr, "Begin with this consumer's own pending entries.");
    commandLine.add("no-create", nullptr, "Do not create a missing group: end with status 1.");
    commandLine.add("claim-idle", "MS", "Take over entries that any consumer left pending so long.");
    commandLine.add("max-deliveries", "N",
        "Move entries of the backlog or of others that were delivered more often than N times to the dead letters.");
    commandLine.add("dead-letter", "STREAM", "The stream of dead letters.");
    commandLine.add("group-start", "latest|beginning|ID",
        "Where a group begins that is created: with what comes now, with the oldest entry, or after an id. "
        "Default: latest; with --from beginning, beginning.");
}

QString readGroupOptions(
    const CommandLine &commandLine, const QByteArrayList &streams, std::optional<GroupOptions> *group)
{
    if (!commandLine.isSet("group")) {
        for (const char *option : NeedGroup) {
            if (commandLine.isSet(option))
                return u"--%1 needs --group"_s.arg(QLatin1StringView(option));
        }
        return {};
    }
    GroupOptions options;
    options.consumer = defaultConsumer();
    options.backlog = commandLine.isSet("backlog");
    options.create = !commandLine.isSet("no-create");
    QString reason = commandLine.readName("group", &options.group);
    if (reason.isEmpty())
        reason = commandLine.readName("consumer", &options.consumer);
    if (reason.isEmpty())
        reason = commandLine.checkPair("max-deliveries", "dead-letter");
    if (reason.isEmpty())
        reason = commandLine.readName("dead-letter", &options.deadLetterStream);
    if (reason.isEmpty() && streams.contains(options.deadLetterStream.toUtf8()))
        reason = u"--dead-letter '%1' is one of the streams that are read"_s.arg(options.deadLetterStream);
    if (reason.isEmpty())
        reason = readNumbers(commandLine, &options);
    if (reason.isEmpty())
        reason = readStart(commandLine, &options);
    if (reason.isEmpty())
        reason = readAck(commandLine, &options);
    if (reason.isEmpty() && options.ack == Ack::None)
        reason = checkNoAck(commandLine);
    if (reason.isEmpty())
        *group = options;
    return reason;
}

} // namespace StreamTail
