// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

// streamtail: `tail -f` for Redis streams, and an example of a console program with StreamConsumer.
//
//   streamtail --url redis://localhost orders payments
//   streamtail --from beginning --drain --format json orders | jq .fields
//
// `streamtail --help` describes every option. Where to look:
//   options        the command line -> Options (no server, no I/O); groupoptions: its part about groups
//   serveroptions  URL, password and TLS files -> ConnectionOptions
//   entryformat    an entry -> a line of text, JSON or raw values
//   outputwriter   writes to a pipe that may be full, without blocking
//   groupreading   Options -> GroupConsumer
//   acknowledger   acknowledges what outputwriter has written
//   tail           joins them: consumer in, output out, back-pressure between

#include "options.h"
#include "report.h"
#include "serveroptions.h"
#include "signalwatcher.h"
#include "tail.h"

#include <QtCore/QCoreApplication>

#include <csignal>
#include <cstdio>
#include <fcntl.h>

using namespace Qt::StringLiterals;

namespace {

enum ExitStatus { Done = 0, BadUsage = 2 };

/// A closed standard descriptor would be given to the next socket, which would then get our output. Opened for the
/// wrong direction, it only gives an error.
void occupyStandardDescriptors()
{
    for (int descriptor = 0; descriptor <= 2; ++descriptor) {
        if (::fcntl(descriptor, F_GETFD) < 0)
            ::open("/dev/null", descriptor == 0 ? O_WRONLY : O_RDONLY);
    }
}

int refuse(const QString &reason)
{
    StreamTail::report(reason + u" (see streamtail --help)"_s);
    return BadUsage;
}

} // namespace

int main(int argc, char *argv[])
{
    occupyStandardDescriptors();
    std::signal(SIGPIPE, SIG_IGN); // a closed pipe is seen where it is written to
    // Qt's own event dispatcher answers faster than that of GLib, which a program without windows does not need.
    qputenv("QT_NO_GLIB", "1");
    const QByteArrayList arguments(argv, argv + argc);
    QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(u"streamtail"_s);

    const StreamTail::ParseResult parsed = StreamTail::parseArguments(arguments);
    switch (parsed.outcome) {
    case StreamTail::ParseResult::Outcome::BadUsage:
        return refuse(parsed.text);
    case StreamTail::ParseResult::Outcome::Help:
        std::fputs(parsed.text.toUtf8().constData(), stdout);
        return Done;
    case StreamTail::ParseResult::Outcome::Run:
        break;
    }
    QString reason;
    const auto server = StreamTail::serverOptions(parsed.options, qEnvironmentVariable("REDISCLI_AUTH"), &reason);
    if (!reason.isEmpty())
        return refuse(reason);

    StreamTail::SignalWatcher signalWatcher;
    StreamTail::Tail tail(parsed.options, server);
    QObject::connect(
        &signalWatcher, &StreamTail::SignalWatcher::terminationRequested, &tail, &StreamTail::Tail::requestStop);
    QObject::connect(&tail, &StreamTail::Tail::finished, &application, &QCoreApplication::exit, Qt::QueuedConnection);
    QMetaObject::invokeMethod(&tail, &StreamTail::Tail::start, Qt::QueuedConnection);
    return QCoreApplication::exec();
}
