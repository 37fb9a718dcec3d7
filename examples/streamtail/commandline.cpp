// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "commandline.h"

using namespace Qt::StringLiterals;

namespace StreamTail {
namespace {

// QCommandLineParser takes text, and stream names are bytes that need not be UTF-8. Read as Latin-1, each byte is one
// character and comes back unchanged; what is text is decoded after parsing.
QString wrap(const QByteArray &bytes) { return QString::fromLatin1(bytes); }

QByteArray unwrap(const QString &wrapped) { return wrapped.toLatin1(); }

QByteArrayList unwrapAll(const QStringList &wrapped)
{
    QByteArrayList all;
    all.reserve(wrapped.size());
    for (const QString &one : wrapped)
        all.append(unwrap(one));
    return all;
}

} // namespace

CommandLine::CommandLine(const QString &description)
{
    m_parser.setApplicationDescription(description);
    // Not addHelpOption(): that adds --help-all, which here has nothing to show.
    m_parser.addOption({{u"h"_s, u"help"_s}, u"Show this help."_s});
}

void CommandLine::add(const char *name, const char *valueName, const char *description)
{
    QCommandLineOption option(QString::fromLatin1(name), QString::fromUtf8(description));
    if (valueName)
        option.setValueName(QString::fromLatin1(valueName));
    m_parser.addOption(option);
}

void CommandLine::addArgument(const QString &name, const QString &description, const QString &syntax)
{
    m_parser.addPositionalArgument(name, description, syntax);
}

QString CommandLine::parse(const QByteArrayList &arguments)
{
    QStringList wrapped;
    wrapped.reserve(arguments.size());
    for (const QByteArray &argument : arguments)
        wrapped.append(wrap(argument));
    if (m_parser.parse(wrapped))
        return {};
    QString reason = QString::fromUtf8(unwrap(m_parser.errorText()));
    if (reason.endsWith(u'.'))
        reason.chop(1);
    return reason;
}

QByteArray CommandLine::bytes(const char *name) const { return unwrap(m_parser.value(QLatin1StringView(name))); }

QString CommandLine::text(const char *name) const { return QString::fromUtf8(bytes(name)); }

QByteArrayList CommandLine::allBytes(const char *name) const
{
    return unwrapAll(m_parser.values(QLatin1StringView(name)));
}

QByteArrayList CommandLine::arguments() const { return unwrapAll(m_parser.positionalArguments()); }

QString CommandLine::readNumber(const char *name, qint64 least, qint64 most, qint64 *number) const
{
    if (!isSet(name))
        return {};
    bool ok = false;
    *number = text(name).toLongLong(&ok);
    if (ok && *number >= least && *number <= most)
        return {};
    return u"--%1 takes a number from %2 to %3, not '%4'"_s.arg(QLatin1StringView(name))
        .arg(least)
        .arg(most)
        .arg(text(name));
}

QString CommandLine::readName(const char *name, QString *text) const
{
    if (!isSet(name))
        return {};
    const QByteArray given = bytes(name);
    if (given.isEmpty())
        return u"--%1 needs a name"_s.arg(QLatin1StringView(name));
    if (!QByteArrayView(given).isValidUtf8())
        return u"--%1 takes text (UTF-8), not any bytes"_s.arg(QLatin1StringView(name));
    *text = QString::fromUtf8(given);
    return {};
}

QString CommandLine::checkPair(const char *one, const char *other) const
{
    if (isSet(one) == isSet(other))
        return {};
    return u"--%1 needs --%2"_s.arg(
        QLatin1StringView(isSet(one) ? one : other), QLatin1StringView(isSet(one) ? other : one));
}

} // namespace StreamTail
