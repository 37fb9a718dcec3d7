// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

// ConnectionOptions::fromUrl(): apart from the options themselves, as URLs are a language of their own.
#include "connectionoptions.h"

#include "values/decimal_p.h"

#include <QtCore/QFile>
#include <QtCore/QUrl>
#include <QtCore/QUrlQuery>
#include <QtNetwork/QSslCertificate>
#include <QtNetwork/QSslKey>

#include <algorithm>
#include <optional>

namespace RedisStreams {

namespace {

using std::chrono::milliseconds;

RedisError invalid(const QString &reason)
{
    return RedisError(RedisError::Code::InvalidUrl, QStringLiteral("The URL cannot be used: ") + reason);
}

QString decoded(QStringView text)
{
    return QUrl::fromPercentEncoding(text.toUtf8());
}

std::optional<qint64> wholeNumber(const QString &text, qint64 minimum, qint64 maximum)
{
    // Digits and nothing else: QString::toLongLong() would take signs and spaces.
    const std::optional<quint64> value = Internal::parseDecimal<quint64>(text.toUtf8());
    return value && *value <= quint64(maximum) && qint64(*value) >= minimum ? std::optional(qint64(*value)) : std::nullopt;
}

std::optional<bool> yesOrNo(const QString &text)
{
    if (text == QLatin1StringView("yes") || text == QLatin1StringView("true") || text == QLatin1StringView("1"))
        return true;
    if (text == QLatin1StringView("no") || text == QLatin1StringView("false") || text == QLatin1StringView("0"))
        return false;
    return std::nullopt;
}

/// All that readQuery() takes.
constexpr auto optionNames = "db, user, password, client_name, protocol, connect_timeout, reply_timeout, command_timeout, block_limit, "
                             "keep_alive, reconnect, reconnect_initial, reconnect_max, ca, cert, key, verify, read_from";

/// One host of the list: "name", "name:port", "[v6]", "[v6]:port".
RedisError readHost(QStringView text, quint16 defaultPort, Endpoint &endpoint)
{
    endpoint = {QStringLiteral("localhost"), defaultPort, {}};
    QStringView host = text;
    QStringView port;
    bool hasPort = false;
    if (text.startsWith(QLatin1Char('['))) {
        const qsizetype close = text.indexOf(QLatin1Char(']'));
        if (close < 0)
            return invalid(QStringLiteral("the host \"%1\" lacks its closing bracket").arg(text));
        host = text.mid(1, close - 1);
        if (host.isEmpty())
            return invalid(QStringLiteral("there is no address between the brackets"));
        const QStringView rest = text.mid(close + 1);
        hasPort = rest.startsWith(QLatin1Char(':'));
        port = hasPort ? rest.mid(1) : QStringView();
        if (!rest.isEmpty() && !hasPort)
            return invalid(QStringLiteral("unexpected text \"%1\" behind the host").arg(rest));
    } else if (const qsizetype colon = text.indexOf(QLatin1Char(':')); colon >= 0) {
        if (text.indexOf(QLatin1Char(':'), colon + 1) >= 0)
            return invalid(QStringLiteral("an IPv6 address belongs in brackets: [%1]").arg(text));
        host = text.first(colon);
        port = text.mid(colon + 1);
        hasPort = true;
    }
    if (!host.isEmpty()) {
        endpoint.host = decoded(host);
        const auto fits = [](QChar c) { // of what is not ASCII, names may hold nearly everything
            return c.unicode() >= 0x80 ? !c.isSpace() : c.isLetterOrNumber() || QStringView(u"-._:%").contains(c);
        };
        const auto bad = std::find_if_not(endpoint.host.cbegin(), endpoint.host.cend(), fits);
        if (bad != endpoint.host.cend()) {
            return invalid(QStringLiteral("the host \"%1\" holds a character that is in no name (%2); hosts are separated by commas alone")
                               .arg(host.trimmed(), bad->isPrint() ? QString(*bad) : QStringLiteral("not printable")));
        }
    }
    if (hasPort) {
        const std::optional<qint64> number = wholeNumber(port.toString(), 1, 65535);
        if (!number)
            return invalid(QStringLiteral("the port \"%1\" is not a number from 1 to 65535").arg(port));
        endpoint.port = quint16(*number);
    }
    return {};
}

RedisError readPemFiles(const QString &ca, const QString &certificate, const QString &key, ConnectionOptions &options)
{
    QSslConfiguration ssl = options.sslConfiguration();
    const auto open = [](QFile &file, const char *what) -> RedisError {
        if (file.open(QIODevice::ReadOnly))
            return {};
        return invalid(QStringLiteral("the %1 file %2 cannot be read: %3")
                           .arg(QLatin1StringView(what), file.fileName(), file.errorString()));
    };
    if (!ca.isEmpty()) {
        QFile file(ca);
        if (const RedisError error = open(file, "CA"))
            return error;
        const QList<QSslCertificate> certificates = QSslCertificate::fromDevice(&file);
        if (certificates.isEmpty())
            return invalid(QStringLiteral("the CA file %1 holds no certificate in PEM form").arg(ca));
        ssl.setCaCertificates(certificates);
    }
    if (certificate.isEmpty() != key.isEmpty())
        return invalid(QStringLiteral("the options cert and key go together"));
    if (!certificate.isEmpty()) {
        QFile certificateFile(certificate);
        QFile keyFile(key);
        if (const RedisError error = open(certificateFile, "certificate"))
            return error;
        if (const RedisError error = open(keyFile, "key"))
            return error;
        const QList<QSslCertificate> chain = QSslCertificate::fromDevice(&certificateFile);
        if (chain.isEmpty())
            return invalid(QStringLiteral("the file %1 holds no certificate in PEM form").arg(certificate));
        const QByteArray pem = keyFile.readAll();
        QSslKey privateKey(pem, QSsl::Rsa);
        if (privateKey.isNull())
            privateKey = QSslKey(pem, QSsl::Ec);
        if (privateKey.isNull())
            return invalid(QStringLiteral("the file %1 holds no RSA or EC private key in PEM form without a passphrase").arg(key));
        ssl.setLocalCertificateChain(chain);
        ssl.setPrivateKey(privateKey);
    }
    options.setSslConfiguration(ssl);
    return {};
}

RedisError readQuery(const QString &text, ConnectionOptions &options)
{
    QString ca;
    QString certificate;
    QString key;
    const QUrlQuery query(text);
    for (const auto &[rawName, rawValue] : query.queryItems(QUrl::PrettyDecoded)) {
        const QString name = rawName;
        const QString value = decoded(rawValue);
        const auto bad = [&name](const char *wanted) {
            return invalid(QStringLiteral("the option %1 must be %2").arg(name, QLatin1StringView(wanted)));
        };
        const auto time = [&](auto setter, qint64 minimum, qint64 maximum = 86'400'000) -> RedisError {
            const std::optional<qint64> ms = wholeNumber(value, minimum, maximum);
            if (!ms) {
                return invalid(QStringLiteral("the option %1 must be milliseconds from %2 to %3")
                                   .arg(name).arg(minimum).arg(maximum));
            }
            setter(milliseconds(*ms));
            return {};
        };
        RedisError error;
        ReconnectPolicy policy = options.reconnectPolicy();
        if (name == QLatin1StringView("db")) {
            const std::optional<qint64> number = wholeNumber(value, 0, std::numeric_limits<int>::max());
            if (!number)
                return bad("a database number, 0 or above");
            options.setDatabase(int(*number));
        } else if (name == QLatin1StringView("user")) {
            options.setCredentials(value, options.password());
        } else if (name == QLatin1StringView("password")) {
            options.setCredentials(options.user(), value);
        } else if (name == QLatin1StringView("client_name")) {
            if (value.contains(QLatin1Char(' ')) || value.contains(QLatin1Char('\n')))
                return bad("a name without spaces");
            options.setClientName(value);
        } else if (name == QLatin1StringView("protocol")) {
            if (value == QLatin1StringView("2"))
                options.setProtocol(ConnectionOptions::Protocol::Resp2);
            else if (value == QLatin1StringView("3"))
                options.setProtocol(ConnectionOptions::Protocol::Resp3);
            else if (value != QLatin1StringView("auto"))
                return bad("2, 3 or auto");
        } else if (name == QLatin1StringView("read_from")) {
            if (value == QLatin1StringView("replica"))
                options.setReadFrom(ConnectionOptions::ReadFrom::Replica);
            else if (value != QLatin1StringView("master"))
                return bad("master or replica");
            if (options.deployment() != ConnectionOptions::Deployment::Cluster)
                return invalid(QStringLiteral("the option read_from needs redis+cluster://"));
        } else if (name == QLatin1StringView("connect_timeout")) {
            error = time([&](milliseconds ms) { options.setConnectTimeout(ms); }, 1);
        } else if (name == QLatin1StringView("reply_timeout")) {
            error = time([&](milliseconds ms) { options.setReplyTimeout(ms); }, 1);
        } else if (name == QLatin1StringView("command_timeout")) {
            error = time([&](milliseconds ms) { options.setCommandTimeout(ms); }, 1);
        } else if (name == QLatin1StringView("block_limit")) {
            error = time([&](milliseconds ms) { options.setBlockLimit(ms); }, 1, 5000);
        } else if (name == QLatin1StringView("keep_alive")) {
            error = time([&](milliseconds ms) { options.setKeepAlive(ms); }, 0);
        } else if (name == QLatin1StringView("reconnect_initial")) {
            error = time([&](milliseconds ms) { policy.initialDelay = ms; options.setReconnectPolicy(policy); }, 1);
        } else if (name == QLatin1StringView("reconnect_max")) {
            error = time([&](milliseconds ms) { policy.maximumDelay = ms; options.setReconnectPolicy(policy); }, 1);
        } else if (name == QLatin1StringView("reconnect")) {
            const std::optional<bool> on = yesOrNo(value);
            if (!on)
                return bad("yes or no");
            policy.enabled = *on;
            options.setReconnectPolicy(policy);
        } else if (name == QLatin1StringView("verify")) {
            const std::optional<bool> on = yesOrNo(value);
            if (!on)
                return bad("yes or no");
            QSslConfiguration ssl = options.sslConfiguration();
            ssl.setPeerVerifyMode(*on ? QSslSocket::VerifyPeer : QSslSocket::VerifyNone);
            options.setSslConfiguration(ssl);
        } else if (name == QLatin1StringView("ca")) {
            ca = value;
        } else if (name == QLatin1StringView("cert")) {
            certificate = value;
        } else if (name == QLatin1StringView("key")) {
            key = value;
        } else {
            // Behind a password it may be the rest of that, with an unencoded "&", and is not quoted.
            if (query.hasQueryItem(QStringLiteral("password")))
                return invalid(QStringLiteral("an option is unknown; if the password holds an \"&\", write that as %26"));
            return invalid(QStringLiteral("there is no option \"%1\"; there are %2").arg(name, QLatin1StringView(optionNames)));
        }
        if (error)
            return error;
    }
    return readPemFiles(ca, certificate, key, options);
}

RedisError readUrl(const QString &url, ConnectionOptions &options)
{
    const qsizetype colon = url.indexOf(QLatin1Char(':'));
    const QString scheme = url.left(qMax(colon, qsizetype(0))).toLower();
    const bool tls = scheme.startsWith(QLatin1StringView("rediss"));
    const QString kind = scheme.mid(tls ? 6 : 5);
    const bool local = scheme == QLatin1StringView("unix") || scheme == QLatin1StringView("redis+unix");
    const bool redis = scheme.startsWith(QLatin1StringView("redis"))
        && (kind.isEmpty() || kind == QLatin1StringView("+sentinel") || kind == QLatin1StringView("+cluster"));
    if (!local && !redis) {
        // Quoted only when it is a scheme for certain, and not the beginning of a password without one.
        const bool known = colon > 0 && QStringView(url).mid(colon).startsWith(QLatin1StringView("://"));
        return invalid(QStringLiteral("it must begin with redis://, rediss://, unix:// or redis+cluster://%1")
                           .arg(known ? QStringLiteral(", not with \"%1://\"").arg(scheme) : QString()));
    }
    QStringView rest = QStringView(url).mid(colon + 1);
    if (rest.startsWith(QLatin1StringView("//")))
        rest = rest.mid(2);
    else if (!local)
        return invalid(QStringLiteral("\"//\" is missing behind \"%1:\"").arg(scheme));

    QString query;
    if (const qsizetype mark = rest.indexOf(QLatin1Char('?')); mark >= 0) {
        query = rest.mid(mark + 1).toString();
        rest = rest.first(mark);
    }
    const qsizetype slash = rest.indexOf(QLatin1Char('/'));
    QStringView authority = slash < 0 ? rest : rest.first(slash);
    const QStringView path = slash < 0 ? QStringView() : rest.mid(slash);

    if (const qsizetype at = authority.lastIndexOf(QLatin1Char('@')); at >= 0) {
        const QStringView userInfo = authority.first(at);
        const qsizetype separator = userInfo.indexOf(QLatin1Char(':'));
        options.setCredentials(decoded(separator < 0 ? userInfo : userInfo.first(separator)),
                               separator < 0 ? QString() : decoded(userInfo.mid(separator + 1)));
        authority = authority.mid(at + 1);
    }
    options.setTls(tls);

    if (local) {
        if (path.size() < 2 || !authority.isEmpty())
            return invalid(QStringLiteral("unix:// needs the absolute path of a socket, as in unix:///run/redis.sock"));
        options.setEndpoint({{}, 0, decoded(path)});
        return readQuery(query, options);
    }

    const quint16 defaultPort = kind == QLatin1StringView("+sentinel") ? 26379 : 6379;
    QList<Endpoint> endpoints;
    const QList<QStringView> hosts = authority.split(QLatin1Char(','));
    for (const QStringView host : hosts) {
        Endpoint endpoint;
        if (host.isEmpty() && hosts.size() > 1)
            return invalid(QStringLiteral("a host in the list is empty"));
        if (const RedisError error = readHost(host, defaultPort, endpoint))
            return error;
        endpoints.append(endpoint);
    }
    if (kind.isEmpty() && endpoints.size() > 1)
        return invalid(QStringLiteral("several hosts need redis+cluster://"));
    options.setEndpoints(endpoints);

    QList<QStringView> parts = path.split(QLatin1Char('/'), Qt::SkipEmptyParts);
    QString master;
    if (kind == QLatin1StringView("+sentinel")) {
        if (parts.isEmpty())
            return invalid(QStringLiteral("redis+sentinel:// needs the master's name: redis+sentinel://host/master"));
        master = decoded(parts.takeFirst());
        options.setDeployment(ConnectionOptions::Deployment::Sentinel, master);
    } else if (kind == QLatin1StringView("+cluster")) {
        options.setDeployment(ConnectionOptions::Deployment::Cluster);
    }
    if (!parts.isEmpty()) {
        const QString text = decoded(parts.takeFirst());
        const std::optional<qint64> database = wholeNumber(text, 0, std::numeric_limits<int>::max());
        if (!database || !parts.isEmpty())
            return invalid(QStringLiteral("the path must be a database number, not \"%1\"").arg(text));
        options.setDatabase(int(*database));
    }
    return readQuery(query, options);
}

/// A password with an unencoded slash or question mark ends the authority early. What then is taken for a port, path or
/// option is a part of the password, and must not be quoted.
bool credentialsAreCutOff(const QString &url)
{
    const qsizetype slashes = url.indexOf(QLatin1StringView("//"));
    const qsizetype start = slashes < 0 ? 0 : slashes + 2;
    const qsizetype at = url.indexOf(QLatin1Char('@'), start);
    const auto endsBefore = [&](char mark) {
        const qsizetype end = url.indexOf(QLatin1Char(mark), start);
        return end >= 0 && end < at;
    };
    return endsBefore('/') || endsBefore('?');
}

} // namespace

ConnectionOptions ConnectionOptions::fromUrl(const QString &url, RedisError *error)
{
    ConnectionOptions options;
    RedisError problem = readUrl(url.trimmed(), options);
    if (problem && credentialsAreCutOff(url)) {
        problem = invalid(QStringLiteral("there is an \"@\" behind the first \"/\" or \"?\"; if these belong to the user name or "
                                         "password, write them as %2F and %3F"));
    }
    if (error)
        *error = problem;
    return problem ? ConnectionOptions() : options;
}

} // namespace RedisStreams
