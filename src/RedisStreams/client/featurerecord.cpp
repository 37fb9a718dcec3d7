// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "client/featurerecord_p.h"

#include "connection/connection_p.h"

#include <algorithm>
#include <array>

namespace RedisStreams::Internal {

using Code = RedisError::Code;

namespace {

/// How servers say that they do not understand an option. Which one depends on where the option stands: before Redis
/// 8.2, for one, the first word of XADD that is no option is taken for the id.
constexpr std::array optionTexts {
    "syntax error", "invalid stream id", "unknown subcommand", "wrong number of arguments", "unrecognized", "invalid start id", "invalid end id",
};
constexpr std::array commandTexts {"unknown command", "unknown subcommand"};

template <size_t Size>
bool containsAny(const QString &message, const std::array<const char *, Size> &texts)
{
    return std::any_of(texts.begin(), texts.end(), [&](const char *text) {
        return message.contains(QLatin1StringView(text), Qt::CaseInsensitive);
    });
}

std::optional<ServerVersion> versionOf(const ServerInfo &server)
{
    const QByteArrayList parts = server.version.split('.');
    bool majorOk = false;
    bool minorOk = false;
    const ServerVersion version {parts.value(0).toInt(&majorOk), parts.value(1).toInt(&minorOk)};
    return majorOk && minorOk ? std::optional(version) : std::nullopt;
}

bool isValkey(const ServerInfo &server)
{
    return server.name == "valkey";
}

/// Nothing is known of a server that was greeted in RESP2: it may lack anything.
bool mayLack(const ServerInfo &server, const CommandFeature &feature)
{
    const std::optional<ServerVersion> version = versionOf(server);
    if (!version)
        return true;
    if (!isValkey(server))
        return *version < feature.redis;
    return !feature.valkey || *version < *feature.valkey;
}

QByteArray serverKey(const Connection &connection)
{
    const ServerInfo &server = connection.server();
    // Without a version any new connection may be to another one.
    const QByteArray identity = server.version.isEmpty() ? QByteArray::number(server.clientId) : server.name + ' ' + server.version;
    return connection.endpoint().toString().toUtf8() + ' ' + identity;
}

QByteArray featureKey(const EncodedCommand &command, const CommandFeature &feature)
{
    return command.since == &feature ? command.name : command.name + ' ' + feature.name;
}

QString text(const ServerVersion &version)
{
    return QStringLiteral("%1.%2").arg(version.majorNumber).arg(version.minorNumber);
}

RedisError notSupported(const EncodedCommand &command, const CommandFeature &feature, const ServerInfo &server)
{
    const QString what = command.since == &feature ? QStringLiteral("the command")
                                                   : QStringLiteral("the option %1").arg(QLatin1StringView(feature.name));
    const QString valkey = feature.valkey ? QStringLiteral("Valkey %1 or newer").arg(text(*feature.valkey))
                                          : QStringLiteral("no version of Valkey has it yet");
    const QString here = server.version.isEmpty() ? QStringLiteral("this server does not have it")
                                                  : QStringLiteral("this is %1 %2").arg(QString::fromUtf8(server.name), QString::fromUtf8(server.version));
    return RedisError(Code::NotSupported, QStringLiteral("%1 needs Redis %2 or newer (%3); %4").arg(what, text(feature.redis), valkey, here));
}

/// The one of several that came last: a server that lacks any lacks this one.
const CommandFeature *newest(const QList<const CommandFeature *> &features)
{
    const auto found = std::max_element(features.begin(), features.end(), [](const CommandFeature *a, const CommandFeature *b) {
        return a->redis < b->redis;
    });
    return found == features.end() ? nullptr : *found;
}

} // namespace

std::optional<RedisError> FeatureRecord::check(const EncodedCommand &command, const Connection &connection) const
{
    // Of a server that is being connected to nothing is known yet, whatever the last one was.
    if (m_lacking.isEmpty() || (!command.since && command.newerOptions.isEmpty()) || !connection.isReady())
        return std::nullopt;
    const QSet<QByteArray> lacking = m_lacking.value(serverKey(connection));
    const auto refusal = [&](const CommandFeature &feature) -> std::optional<RedisError> {
        if (!lacking.contains(featureKey(command, feature)))
            return std::nullopt;
        const RedisError error = notSupported(command, feature, connection.server());
        return error.withMessage(QStringLiteral("%1: %2").arg(QString::fromUtf8(command.name), error.message()))
            .withEndpoint(connection.endpoint().toString())
            .withStream(command.keys.size() == 1 ? QString::fromUtf8(command.keys.constFirst()) : QString());
    };
    if (command.since) {
        if (const auto error = refusal(*command.since))
            return error;
    }
    for (const CommandFeature &feature : command.newerOptions) {
        if (const auto error = refusal(feature))
            return error;
    }
    return std::nullopt;
}

RedisError FeatureRecord::judge(const EncodedCommand &command, const RedisError &problem, const Connection &connection)
{
    if (problem.code() != Code::ServerError && problem.code() != Code::NotSupported)
        return problem;
    QList<const CommandFeature *> candidates;
    const ServerInfo &server = connection.server();
    if (command.since && containsAny(problem.message(), commandTexts)) {
        candidates.append(command.since); // whatever version it says it is: it has just said that it lacks this
    } else if (containsAny(problem.message(), optionTexts)) {
        for (const CommandFeature &feature : command.newerOptions) {
            if (mayLack(server, feature))
                candidates.append(&feature);
        }
        // The forms of a command, such as XINFO STREAM FULL, are refused like options.
        if (candidates.isEmpty() && command.since && mayLack(server, *command.since))
            candidates.append(command.since);
    }
    const CommandFeature *feature = newest(candidates);
    if (!feature)
        return problem;
    m_lacking[serverKey(connection)].insert(featureKey(command, *feature));
    const RedisError error = notSupported(command, *feature, server);
    return error.withMessage(QStringLiteral("%1 (%2)").arg(error.message(), problem.message()));
}

} // namespace RedisStreams::Internal
