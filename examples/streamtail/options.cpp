// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "options.h"

#include "commandline.h"

#include <QtCore/QFile>

#include <limits>

using namespace Qt::StringLiterals;
using RedisStreams::StreamId;

namespace StreamTail {
namespace {

constexpr char16_t Description[] = uR"(Prints what is added to Redis streams, as tail -f does for files.

Formats: text is for people: stream, id, name=value ..., in quotes where that is needed, with \n, \xff for what cannot
be printed. json is a line per entry: {"stream":"one","id":"1-0","fields":[["name","value"]]}, what is not UTF-8 as
{"base64":"..."}; with "deliveries" and "idle" (ms) where the server tells them. raw is each value as it is stored,
without its name, followed by a line feed.

As a member of a group (--group and the options that need it) it shares the streams with the group's other members:
each entry goes to one of them. At least once: what was not acknowledged comes again, to the same name with --backlog,
to others with --claim-idle. There --from with an id, and --from-stream, begin with this consumer's own pending entries
after that id. --count takes no more from the group than it prints. Pending entries that were deleted from the stream
are acknowledged and reported on standard error.

When the URL has no password, the environment variable REDISCLI_AUTH gives it.
SIGINT and SIGTERM: all that was received is printed, and acknowledged where that is asked for; then it ends.
Exit status: 0 done; 1 refused or unreachable, failed while running, or standard output closed; 2 bad usage.)";

class Parser
{
public:
    Parser();

    ParseResult run(const QByteArrayList &arguments);

private:
    // Each gives the reason why the command line is refused, or nothing.
    QString readStreams();
    QString readStart();
    QString readReading();
    QString readOutput();
    QString readTls();
    QString readGroup() { return readGroupOptions(m_line, m_options.streams, &m_options.group); }

    CommandLine m_line;
    Options m_options;
};

Parser::Parser()
    : m_line(QString::fromUtf16(Description))
{
    m_line.add("url", "URL",
        "The server: redis://, rediss:// (TLS), unix://, redis+cluster://, rediss+cluster://. Default: "
        "redis://localhost");
    m_line.add("from", "latest|beginning|ID",
        "Where reading begins: with what comes now (default), with the oldest entry, or after an id.");
    m_line.add("from-stream", "STREAM=ID", "Begin after this id on this stream; may be repeated.");
    m_line.add("count", "N", "Stop after N entries.");
    m_line.add("drain", nullptr, "Stop when there is nothing more to read.");
    m_line.add("block", "MS", "How long --drain waits for more before it stops; 0 (default) = not at all.");
    m_line.add("buffer", "N", "Ask for N + 1 entries of each stream at a time; -1 (default) = as fits.");
    m_line.add("retry", nullptr, "Go on trying when the server cannot be reached at the start.");
    addGroupOptions(m_line);
    m_line.add("ca", "FILE", "Trust these certificate authorities (PEM) instead of the system's; needs rediss://.");
    m_line.add("cert", "FILE", "This client's certificate (PEM), with --key.");
    m_line.add("key", "FILE", "This client's private key (PEM), with --cert.");
    m_line.add("format", "text|json|raw", "How entries are printed. Default: text");
    m_line.add("stats", nullptr, "A line per second on standard error: entries/s, MB/s.");
    m_line.add(
        "quiet", nullptr, "Print no entries; at the end their number and the sum of all bytes of names and values.");
    m_line.addArgument(u"STREAM"_s, u"The streams to read."_s, u"STREAM..."_s);
}

QString Parser::readStreams()
{
    for (const QByteArray &key : m_line.arguments()) {
        if (key.isEmpty())
            return u"a stream's name is empty; is a variable of the shell not set?"_s;
        if (!m_options.streams.contains(key))
            m_options.streams.append(key);
    }
    return m_options.streams.isEmpty() ? u"no stream is named"_s : QString();
}

QString Parser::readStart()
{
    const QString from = m_line.text("from");
    if (from == "beginning"_L1) {
        m_options.from = From::Beginning;
    } else if (m_line.isSet("from") && from != "latest"_L1) {
        const auto id = StreamId::parse(from);
        if (!id)
            return u"--from takes latest, beginning or an id such as 1700000000000-0, not '%1'"_s.arg(from);
        m_options.from = From::Id;
        m_options.fromId = *id;
    }
    for (const QByteArray &pair : m_line.allBytes("from-stream")) {
        // The last '=': a name may contain one, an id cannot.
        const qsizetype split = pair.lastIndexOf('=');
        const auto id = StreamId::parse(QByteArrayView(pair).sliced(split + 1));
        if (split < 0 || !id)
            return u"--from-stream takes STREAM=ID, such as orders=1700000000000-0, not '%1'"_s.arg(
                QString::fromUtf8(pair));
        const QByteArray stream = pair.left(split);
        if (!m_options.streams.contains(stream))
            return u"--from-stream names '%1', which is not among the streams"_s.arg(QString::fromUtf8(stream));
        m_options.streamIds.insert(stream, *id);
    }
    return {};
}

QString Parser::readReading()
{
    qint64 count = 0;
    qint64 block = m_options.blockTimeout;
    qint64 buffer = m_options.bufferSize;
    if (const QString reason = m_line.readNumber("count", 1, std::numeric_limits<qint64>::max(), &count);
        !reason.isEmpty())
        return reason;
    if (const QString reason = m_line.readNumber("block", -1, std::numeric_limits<int>::max(), &block);
        !reason.isEmpty())
        return reason;
    if (const QString reason = m_line.readNumber("buffer", -1, std::numeric_limits<int>::max() - 1, &buffer);
        !reason.isEmpty())
        return reason;
    if (m_line.isSet("count"))
        m_options.count = count;
    m_options.blockTimeout = int(block);
    m_options.bufferSize = int(buffer);
    m_options.drain = m_line.isSet("drain");
    m_options.retry = m_line.isSet("retry");
    if (m_options.drain && block < 0)
        return u"--drain would never end with --block -1"_s;
    return {};
}

QString Parser::readOutput()
{
    m_options.stats = m_line.isSet("stats");
    m_options.quiet = m_line.isSet("quiet");
    if (!m_line.isSet("format"))
        return {};
    const QString format = m_line.text("format");
    if (format == "text"_L1)
        m_options.format = Format::Text;
    else if (format == "json"_L1)
        m_options.format = Format::Json;
    else if (format == "raw"_L1)
        m_options.format = Format::Raw;
    else
        return u"--format takes text, json or raw, not '%1'"_s.arg(format);
    return {};
}

QString Parser::readTls()
{
    m_options.caFile = QFile::decodeName(m_line.bytes("ca"));
    m_options.certificateFile = QFile::decodeName(m_line.bytes("cert"));
    m_options.keyFile = QFile::decodeName(m_line.bytes("key"));
    return m_line.checkPair("cert", "key");
}

ParseResult Parser::run(const QByteArrayList &arguments)
{
    const auto refuse = [](const QString &reason) { return ParseResult{ParseResult::Outcome::BadUsage, {}, reason}; };
    if (const QString reason = m_line.parse(arguments); !reason.isEmpty())
        return refuse(reason);
    if (m_line.isSet("help"))
        return {ParseResult::Outcome::Help, {}, m_line.help()};
    if (m_line.isSet("url"))
        m_options.url = m_line.text("url");
    using Step = QString (Parser::*)();
    for (const Step step : {&Parser::readStreams, &Parser::readStart, &Parser::readReading, &Parser::readOutput,
             &Parser::readTls, &Parser::readGroup}) {
        if (const QString reason = (this->*step)(); !reason.isEmpty())
            return refuse(reason);
    }
    return {ParseResult::Outcome::Run, m_options, {}};
}

} // namespace

ParseResult parseArguments(const QByteArrayList &arguments) { return Parser().run(arguments); }

} // namespace StreamTail
