// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "options.h"

#include <QtCore/QCommandLineParser>
#include <QtCore/QFile>

#include <array>
#include <limits>

using namespace Qt::StringLiterals;
using RedisStreams::StreamId;

namespace StreamTail {
namespace {

// QCommandLineParser takes text, and stream names are bytes that need not be UTF-8. Read as Latin-1, each byte is one
// character and comes back unchanged; what is text is decoded after parsing.
QString wrap(const QByteArray &bytes) { return QString::fromLatin1(bytes); }

QByteArray unwrap(const QString &wrapped) { return wrapped.toLatin1(); }

QString text(const QString &wrapped) { return QString::fromUtf8(unwrap(wrapped)); }

constexpr std::array GroupOptions{
    "consumer", "ack", "backlog", "no-create", "claim-idle", "max-deliveries", "dead-letter", "group-start"};

class Parser
{
public:
    Parser() { declare(); }

    ParseResult run(const QByteArrayList &arguments);

private:
    void declare();
    void add(const char *name, const char *valueName, const char *description);
    bool isSet(const char *name) const { return m_parser.isSet(QLatin1StringView(name)); }
    QString value(const char *name) const { return m_parser.value(QLatin1StringView(name)); }

    // Each gives the reason why the command line is refused, or nothing.
    QString readStreams();
    QString readStart();
    QString readReading();
    QString readOutput();
    QString readTls();
    QString checkGroup() const;
    QString readNumber(const char *name, qint64 least, qint64 most, qint64 *number) const;
    QString checkPair(const char *one, const char *other) const;

    QCommandLineParser m_parser;
    Options m_options;
};

void Parser::add(const char *name, const char *valueName, const char *description)
{
    QCommandLineOption option(QString::fromLatin1(name), QString::fromUtf8(description));
    if (valueName)
        option.setValueName(QString::fromLatin1(valueName));
    m_parser.addOption(option);
}

void Parser::declare()
{
    m_parser.setApplicationDescription(uR"(Prints what is added to Redis streams, as tail -f does for files.

Formats: text is for people: stream, id, name=value ..., in quotes where that is needed, with \n, \xff for what cannot
be printed. json is a line per entry: {"stream":"one","id":"1-0","fields":[["name","value"]]}, what is not UTF-8 as
{"base64":"..."}. raw is each value as it is stored, without its name, followed by a line feed.

When the URL has no password, the environment variable REDISCLI_AUTH gives it.
Consumer groups (--group and what needs it) are not in this build yet.
Exit status: 0 done; 1 refused or unreachable, failed while running, or standard output closed; 2 bad usage.)"_s);
    // Not addHelpOption(): that adds --help-all, which here has nothing to show.
    m_parser.addOption({{u"h"_s, u"help"_s}, u"Show this help."_s});
    add("url", "URL",
        "The server: redis://, rediss:// (TLS), unix://, redis+sentinel://, redis+cluster://. Default: "
        "redis://localhost");
    add("from", "latest|beginning|ID",
        "Where reading begins: with what comes now (default), with the oldest entry, or after an id.");
    add("from-stream", "STREAM=ID", "Begin after this id on this stream; may be repeated.");
    add("count", "N", "Stop after N entries.");
    add("drain", nullptr, "Stop when there is nothing more to read.");
    add("block", "MS", "How long --drain waits for more before it stops; 0 (default) = not at all.");
    add("buffer", "N", "Ask for N + 1 entries of each stream at a time; -1 (default) = as fits.");
    add("retry", nullptr, "Go on trying when the server cannot be reached at the start.");
    add("group", "GROUP", "Read as a member of a consumer group.");
    add("consumer", "NAME", "The member's name in the group. Default: host-pid");
    add("ack", "manual|after|none",
        "What becomes of printed entries: left pending, acknowledged (default), or never pending.");
    add("backlog", nullptr, "Begin with this consumer's own pending entries.");
    add("no-create", nullptr, "Do not create a missing group.");
    add("claim-idle", "MS", "Take over entries that others left pending so long.");
    add("max-deliveries", "N", "Move entries delivered more often to the dead-letter stream.");
    add("dead-letter", "STREAM", "The dead-letter stream.");
    add("group-start", "latest|beginning|ID", "Where a group that is created begins.");
    add("ca", "FILE", "Trust these certificate authorities (PEM) instead of the system's; needs rediss://.");
    add("cert", "FILE", "This client's certificate (PEM), with --key.");
    add("key", "FILE", "This client's private key (PEM), with --cert.");
    add("format", "text|json|raw", "How entries are printed. Default: text");
    add("stats", nullptr, "A line per second on standard error: entries/s, MB/s.");
    add("quiet", nullptr, "Print no entries; at the end their number and the sum of all bytes of names and values.");
    m_parser.addPositionalArgument(u"STREAM"_s, u"The streams to read."_s, u"STREAM..."_s);
}

QString Parser::readNumber(const char *name, qint64 least, qint64 most, qint64 *number) const
{
    if (!isSet(name))
        return {};
    bool ok = false;
    const QString given = value(name);
    *number = given.toLongLong(&ok);
    if (ok && *number >= least && *number <= most)
        return {};
    return u"--%1 takes a number from %2 to %3, not '%4'"_s.arg(QLatin1StringView(name))
        .arg(least)
        .arg(most)
        .arg(text(given));
}

QString Parser::checkPair(const char *one, const char *other) const
{
    if (isSet(one) == isSet(other))
        return {};
    return u"--%1 needs --%2"_s.arg(
        QLatin1StringView(isSet(one) ? one : other), QLatin1StringView(isSet(one) ? other : one));
}

QString Parser::readStreams()
{
    const QStringList names = m_parser.positionalArguments();
    for (const QString &name : names) {
        const QByteArray key = unwrap(name);
        if (!m_options.streams.contains(key))
            m_options.streams.append(key);
    }
    return m_options.streams.isEmpty() ? u"no stream is named"_s : QString();
}

QString Parser::readStart()
{
    const QString from = value("from");
    if (from == "beginning"_L1) {
        m_options.from = From::Beginning;
    } else if (isSet("from") && from != "latest"_L1) {
        const auto id = StreamId::parse(from);
        if (!id)
            return u"--from takes latest, beginning or an id such as 1700000000000-0, not '%1'"_s.arg(text(from));
        m_options.from = From::Id;
        m_options.fromId = *id;
    }
    const QStringList pairs = m_parser.values(u"from-stream"_s);
    for (const QString &pair : pairs) {
        // The last '=': a name may contain one, an id cannot.
        const qsizetype split = pair.lastIndexOf(u'=');
        const auto id = StreamId::parse(pair.mid(split + 1));
        if (split < 0 || !id)
            return u"--from-stream takes STREAM=ID, such as orders=1700000000000-0, not '%1'"_s.arg(text(pair));
        const QByteArray stream = unwrap(pair.left(split));
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
    if (const QString reason = readNumber("count", 1, std::numeric_limits<qint64>::max(), &count); !reason.isEmpty())
        return reason;
    if (const QString reason = readNumber("block", -1, std::numeric_limits<int>::max(), &block); !reason.isEmpty())
        return reason;
    if (const QString reason = readNumber("buffer", -1, std::numeric_limits<int>::max() - 1, &buffer);
        !reason.isEmpty())
        return reason;
    if (isSet("count"))
        m_options.count = count;
    m_options.blockTimeout = int(block);
    m_options.bufferSize = int(buffer);
    m_options.drain = isSet("drain");
    m_options.retry = isSet("retry");
    if (m_options.drain && block < 0)
        return u"--drain would never end with --block -1"_s;
    return {};
}

QString Parser::readOutput()
{
    m_options.stats = isSet("stats");
    m_options.quiet = isSet("quiet");
    if (!isSet("format"))
        return {};
    const QString format = value("format");
    if (format == "text"_L1)
        m_options.format = Format::Text;
    else if (format == "json"_L1)
        m_options.format = Format::Json;
    else if (format == "raw"_L1)
        m_options.format = Format::Raw;
    else
        return u"--format takes text, json or raw, not '%1'"_s.arg(text(format));
    return {};
}

QString Parser::readTls()
{
    m_options.caFile = QFile::decodeName(unwrap(value("ca")));
    m_options.certificateFile = QFile::decodeName(unwrap(value("cert")));
    m_options.keyFile = QFile::decodeName(unwrap(value("key")));
    return checkPair("cert", "key");
}

QString Parser::checkGroup() const
{
    if (!isSet("group")) {
        for (const char *option : GroupOptions) {
            if (isSet(option))
                return u"--%1 needs --group"_s.arg(QLatin1StringView(option));
        }
        return {};
    }
    if (const QString reason = checkPair("max-deliveries", "dead-letter"); !reason.isEmpty())
        return reason;
    return u"--group: this build does not have consumer groups yet"_s;
}

ParseResult Parser::run(const QByteArrayList &arguments)
{
    QStringList wrapped;
    wrapped.reserve(arguments.size());
    for (const QByteArray &argument : arguments)
        wrapped.append(wrap(argument));
    const auto refuse = [](const QString &reason) { return ParseResult{ParseResult::Outcome::BadUsage, {}, reason}; };
    if (!m_parser.parse(wrapped)) {
        QString reason = text(m_parser.errorText());
        if (reason.endsWith(u'.'))
            reason.chop(1);
        return refuse(reason);
    }
    if (isSet("help"))
        return {ParseResult::Outcome::Help, {}, m_parser.helpText()};
    if (isSet("url"))
        m_options.url = text(value("url"));
    using Step = QString (Parser::*)();
    for (const Step step :
        {&Parser::readStreams, &Parser::readStart, &Parser::readReading, &Parser::readOutput, &Parser::readTls}) {
        if (const QString reason = (this->*step)(); !reason.isEmpty())
            return refuse(reason);
    }
    if (const QString reason = checkGroup(); !reason.isEmpty())
        return refuse(reason);
    return {ParseResult::Outcome::Run, m_options, {}};
}

} // namespace

ParseResult parseArguments(const QByteArrayList &arguments) { return Parser().run(arguments); }

} // namespace StreamTail
