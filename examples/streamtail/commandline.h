// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/QByteArrayList>
#include <QtCore/QCommandLineParser>

namespace StreamTail {

/// A command line of bytes: stream names need not be text. Needs a QCoreApplication.
class CommandLine
{
public:
    explicit CommandLine(const QString &description);

    /// \a valueName is null for an option without a value.
    void add(const char *name, const char *valueName, const char *description);
    void addArgument(const QString &name, const QString &description, const QString &syntax);

    /// The one-line reason why \a arguments (the program's name first) are refused, or nothing.
    QString parse(const QByteArrayList &arguments);

    bool isSet(const char *name) const { return m_parser.isSet(QLatin1StringView(name)); }
    QByteArray bytes(const char *name) const;
    QString text(const char *name) const;
    QByteArrayList allBytes(const char *name) const;
    QByteArrayList arguments() const;
    QString help() const { return m_parser.helpText(); }

    // Each gives the reason why the command line is refused, or nothing.
    QString readNumber(const char *name, qint64 least, qint64 most, qint64 *number) const;
    /// A name that must be text: the library takes it as such. Not empty.
    QString readName(const char *name, QString *text) const;
    QString checkPair(const char *one, const char *other) const;

private:
    QCommandLineParser m_parser;
};

} // namespace StreamTail
