// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "groupoptions.h"

#include <RedisStreams/streamid.h>

#include <QtCore/QByteArrayList>
#include <QtCore/QHash>
#include <QtCore/QString>

#include <optional>

namespace StreamTail {

enum class Format { Text, Json, Raw };
enum class From { Latest, Beginning, Id };

/// What the command line asks for, checked as far as that can be done without a server.
struct Options
{
    QString url = QStringLiteral("redis://localhost");
    From from = From::Latest;
    RedisStreams::StreamId fromId; ///< with From::Id
    QHash<QByteArray, RedisStreams::StreamId> streamIds; ///< --from-stream
    std::optional<qint64> count;
    bool drain = false;
    int blockTimeout = 0;
    int bufferSize = -1;
    bool retry = false;
    QString caFile;
    QString certificateFile;
    QString keyFile;
    Format format = Format::Text;
    bool stats = false;
    bool quiet = false;
    std::optional<GroupOptions> group; ///< --group
    QByteArrayList streams; ///< exact bytes, each once
};

struct ParseResult
{
    enum class Outcome { Run, Help, BadUsage };
    Outcome outcome = Outcome::Run;
    Options options;
    QString text; ///< the help, or the one-line reason
};

/// \a arguments as main() got them, the program's name first: bytes, because a stream may have any name.
/// Needs a QCoreApplication.
ParseResult parseArguments(const QByteArrayList &arguments);

} // namespace StreamTail
