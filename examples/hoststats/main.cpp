// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

// hoststats: writes what this machine is doing to Redis streams, and is an example of pipelined, typed commands.
//
//   hoststats --url redis://localhost --interval 500
//
// Streams (with the default prefix) and their fields:
//   host:cpu      user, system, iowait, idle: percent of the whole machine; core0, core1 ...: percent busy
//   host:memory   used, available, cached, swap_used: MiB; used_percent
//   host:disk     read, write: MiB/s; iops
//   host:network  rx, tx: KiB/s; packets: per second
//   host:load     load1, load5, load15; running, processes: tasks
//
// Where to look: procparser (text of /proc -> figures), hostsample (two readings -> fields), publisher (fields
// -> XADD).

#include "publisher.h"

#include <QtCore/QCommandLineParser>
#include <QtCore/QCoreApplication>

#include <cstdio>

using namespace Qt::StringLiterals;

namespace {

enum ExitStatus { Done = 0, BadUsage = 2 };

class CommandLine
{
public:
    CommandLine()
    {
        m_parser.setApplicationDescription(
            u"Writes processor, memory, disk, network and load figures of this machine to Redis streams.\n"
            "When the URL has no password, the environment variable REDISCLI_AUTH gives it."_s);
        m_parser.addOption({{u"h"_s, u"help"_s}, u"Show this help."_s});
        m_parser.addOptions({
            {u"url"_s, u"The server. Default: redis://localhost"_s, u"URL"_s, u"redis://localhost"_s},
            {u"interval"_s, u"Milliseconds between samples, 10 or more. Default: 500"_s, u"MS"_s, u"500"_s},
            {u"prefix"_s, u"What the streams' names begin with. Default: host"_s, u"NAME"_s, u"host"_s},
            {u"maxlen"_s, u"About how many entries each stream keeps. Default: 10000"_s, u"N"_s, u"10000"_s},
            {u"count"_s, u"Stop when N samples have been written."_s, u"N"_s},
        });
    }

    /// Why the command line is refused; empty when it is fine.
    QString read(const QStringList &arguments, HostStats::Settings *settings)
    {
        if (!m_parser.parse(arguments))
            return m_parser.errorText();
        if (m_parser.isSet(u"help"_s))
            return {};
        if (!m_parser.positionalArguments().isEmpty())
            return u"unexpected argument '%1'"_s.arg(m_parser.positionalArguments().constFirst());
        qint64 interval = 0;
        for (const auto &[name, least, target] :
            {std::tuple{"interval", qint64(10), &interval}, std::tuple{"maxlen", qint64(1), &settings->maximumLength},
                std::tuple{"count", qint64(1), &settings->count}}) {
            if (const QString reason = readNumber(QLatin1StringView(name), least, target); !reason.isEmpty())
                return reason;
        }
        settings->interval = std::chrono::milliseconds(interval);
        settings->prefix = m_parser.value(u"prefix"_s).toUtf8();
        return readServer(settings);
    }

    bool wantsHelp() const { return m_parser.isSet(u"help"_s); }
    QString help() const { return m_parser.helpText(); }

private:
    QString readNumber(QLatin1StringView name, qint64 least, qint64 *number) const
    {
        const QString given = m_parser.value(name);
        if (given.isEmpty() && !m_parser.isSet(name))
            return {};
        bool ok = false;
        const qint64 value = given.toLongLong(&ok);
        // The interval is kept in an int by QTimer.
        if (!ok || value < least || value > std::numeric_limits<int>::max())
            return u"--%1 takes a number from %2 up, not '%3'"_s.arg(name).arg(least).arg(given);
        *number = value;
        return {};
    }

    QString readServer(HostStats::Settings *settings) const
    {
        RedisStreams::RedisError error;
        settings->server = RedisStreams::ConnectionOptions::fromUrl(m_parser.value(u"url"_s), &error);
        const QString password = qEnvironmentVariable("REDISCLI_AUTH");
        if (settings->server.password().isEmpty() && !password.isEmpty())
            settings->server.setCredentials(settings->server.user(), password);
        return error.message();
    }

    QCommandLineParser m_parser;
};

} // namespace

int main(int argc, char *argv[])
{
    QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(u"hoststats"_s);

    CommandLine commandLine;
    HostStats::Settings settings;
    if (const QString reason = commandLine.read(application.arguments(), &settings); !reason.isEmpty()) {
        HostStats::report(reason + u" (see hoststats --help)"_s);
        return BadUsage;
    }
    if (commandLine.wantsHelp()) {
        std::fputs(commandLine.help().toUtf8().constData(), stdout);
        return Done;
    }
    HostStats::Publisher publisher(settings);
    QObject::connect(
        &publisher, &HostStats::Publisher::finished, &application, &QCoreApplication::exit, Qt::QueuedConnection);
    QMetaObject::invokeMethod(&publisher, &HostStats::Publisher::start, Qt::QueuedConnection);
    return QCoreApplication::exec();
}
