// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

// worker: several processes share a stream of jobs. When one of them is killed the others take over what it had in
// work; jobs that nobody can do are put aside; in the end each job was done or put aside, and none is missing.
//
//   worker --demo                                        the whole story in about ten seconds, on a server of its own
//   worker --url URL --jobs jobs --consumer me           one member of the group
//   worker --url URL --jobs jobs --produce 1000          adds jobs
//   worker --url URL --jobs jobs --produce 1000 --workers 4    adds them, runs four members, keeps the account
//
// Where to look: jobworker (the member: GroupConsumer with its settings, and the order of "done" and "acknowledged"),
// crew (the processes), tally (the account, kept by a StreamConsumer), privateserver (for the demo).

#include "crew.h"
#include "jobworker.h"
#include "privateserver.h"
#include "termination.h"

#include <QtCore/QCommandLineParser>
#include <QtCore/QCoreApplication>

using namespace Qt::StringLiterals;
using namespace Worker;

namespace {

class CommandLine
{
public:
    CommandLine()
    {
        m_parser.setApplicationDescription(u"Processes that share a stream of jobs, as a consumer group."_s);
        m_parser.addOption({{u"h"_s, u"help"_s}, u"Show this help."_s});
        m_parser.addOptions({
            {u"url"_s, u"The server. Default: redis://localhost"_s, u"URL"_s},
            {u"jobs"_s,
                u"The stream of jobs; what is done is noted in STREAM:done, what nobody can do goes to STREAM:dead. Default: jobs"_s,
                u"STREAM"_s},
            {u"group"_s, u"The consumer group. Default: workers"_s, u"GROUP"_s},
            {u"consumer"_s, u"This member's name in the group: be a worker."_s, u"NAME"_s},
            {u"produce"_s, u"Add N jobs."_s, u"N"_s},
            {u"poison"_s, u"Of these, N that nobody can do."_s, u"N"_s},
            {u"workers"_s, u"Start N worker processes, and end when all jobs are done."_s, u"N"_s},
            {u"kill-one"_s, u"Kill one of them when half of the jobs are done."_s},
            {u"work"_s, u"Milliseconds a job takes. Default: 20"_s, u"MS"_s},
            {u"in-flight"_s, u"Jobs a worker has at a time. Default: 10"_s, u"N"_s},
            {u"claim-idle"_s, u"Milliseconds after which an unfinished job is taken over. Default: 1500"_s, u"MS"_s},
            {u"max-deliveries"_s, u"Tries before a job is put aside. Default: 3"_s, u"N"_s},
            {u"demo"_s, u"Show all of it, with --url or on a server of its own (needs redis-server)."_s},
        });
    }

    /// Why the command line is refused; empty when it is fine.
    QString read(const QStringList &arguments, Settings *settings)
    {
        if (!m_parser.parse(arguments))
            return m_parser.errorText();
        if (m_parser.isSet(u"help"_s))
            return {};
        if (!m_parser.positionalArguments().isEmpty())
            return u"unexpected argument '%1'"_s.arg(m_parser.positionalArguments().constFirst());
        for (const auto &[name, target] : {std::pair{"url", &settings->url}, std::pair{"jobs", &settings->jobs},
                 std::pair{"group", &settings->group}, std::pair{"consumer", &settings->consumer}}) {
            if (!m_parser.isSet(QLatin1StringView(name)))
                continue;
            *target = m_parser.value(QLatin1StringView(name));
            if (target->isEmpty())
                return u"--%1 must not be empty"_s.arg(QLatin1StringView(name));
        }
        if (isDemo()) {
            settings->produce = 300;
            settings->poison = 5;
            settings->workers = 3;
            settings->killOne = true;
        }
        settings->killOne |= m_parser.isSet(u"kill-one"_s);
        for (const auto &[name, least, target] :
            {std::tuple{"produce", 1, &settings->produce}, std::tuple{"poison", 0, &settings->poison},
                std::tuple{"workers", 1, &settings->workers}, std::tuple{"work", 0, &settings->work},
                std::tuple{"in-flight", 1, &settings->inFlight}, std::tuple{"claim-idle", 10, &settings->claimIdle},
                std::tuple{"max-deliveries", 1, &settings->maxDeliveries}}) {
            if (const QString reason = readNumber(QLatin1StringView(name), least, target); !reason.isEmpty())
                return reason;
        }
        return check(*settings);
    }

    bool wantsHelp() const { return m_parser.isSet(u"help"_s); }
    bool isDemo() const { return m_parser.isSet(u"demo"_s); }
    bool namesServer() const { return m_parser.isSet(u"url"_s); }
    QString help() const { return m_parser.helpText(); }

private:
    QString readNumber(QLatin1StringView name, int least, int *number) const
    {
        if (!m_parser.isSet(name))
            return {};
        bool ok = false;
        *number = m_parser.value(name).toInt(&ok);
        return ok && *number >= least
            ? QString()
            : u"--%1 takes a number from %2 up, not '%3'"_s.arg(name).arg(least).arg(m_parser.value(name));
    }

    QString check(const Settings &settings) const
    {
        if (settings.consumer.isEmpty() && settings.produce == 0 && settings.workers == 0)
            return u"nothing to do: give --consumer, --produce, --workers or --demo"_s;
        if (!settings.consumer.isEmpty() && (settings.produce > 0 || settings.workers > 0))
            return u"--consumer is for a worker; --produce and --workers are for who employs it"_s;
        if (settings.poison > settings.produce)
            return u"--poison cannot be more than --produce"_s;
        if (settings.killOne && (settings.workers < 2 || settings.produce == 0))
            return u"--kill-one needs two --workers or more, and --produce"_s;
        RedisStreams::RedisError error;
        RedisStreams::ConnectionOptions::fromUrl(settings.url, &error);
        return error.message();
    }

    QCommandLineParser m_parser;
};

/// Part: a Crew or a JobWorker. \a server is to be started first, if any.
template <typename Part>
int run(const Settings &settings, PrivateServer *server)
{
    Part part(settings);
    // Queued: it may end before the event loop has begun.
    QObject::connect(&part, &Part::ended, qApp, &QCoreApplication::exit, Qt::QueuedConnection);
    onTermination(&part, [&part] { part.stop(); });
    QString reason;
    if (server && !server->start(&reason)) {
        complain(reason);
        return Failed;
    }
    part.start();
    return QCoreApplication::exec();
}

} // namespace

int main(int argc, char *argv[])
{
    QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(u"worker"_s);

    CommandLine commandLine;
    Settings settings;
    if (const QString reason = commandLine.read(application.arguments(), &settings); !reason.isEmpty()) {
        complain(reason + u" (see worker --help)"_s);
        return BadUsage;
    }
    if (commandLine.wantsHelp()) {
        std::fputs(commandLine.help().toUtf8().constData(), stdout);
        return Done;
    }
    if (!settings.consumer.isEmpty())
        return run<JobWorker>(settings, nullptr);
    if (!commandLine.isDemo() || commandLine.namesServer())
        return run<Crew>(settings, nullptr);
    PrivateServer server;
    settings.url = server.url();
    return run<Crew>(settings, &server);
}
