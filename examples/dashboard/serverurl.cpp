// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "serverurl.h"

#include <RedisStreams/connectionoptions.h>

#include <QtCore/QUrl>

using namespace Qt::StringLiterals;
using RedisStreams::ConnectionOptions;
using RedisStreams::RedisError;

namespace {

/// scheme:// user:password @ rest ? options. Not a QUrl: there may be several hosts.
struct Parts
{
    QString scheme;
    QString user; // as it is encoded
    QString password;
    QString rest;
    QStringList options;

    explicit Parts(const QString &url)
    {
        QString text = url.trimmed();
        for (const QLatin1StringView local : {"unix:"_L1, "redis+unix:"_L1}) { // the only ones that may do without
            if (text.startsWith(local, Qt::CaseInsensitive) && !text.mid(local.size()).startsWith("//"_L1))
                text.insert(local.size(), "//"_L1);
        }
        const qsizetype slashes = text.indexOf("://"_L1);
        if (slashes < 0) {
            rest = text;
            return;
        }
        scheme = text.left(slashes);
        text.remove(0, slashes + 3);
        if (const qsizetype mark = text.indexOf(u'?'); mark >= 0) {
            options = text.mid(mark + 1).split(u'&', Qt::SkipEmptyParts);
            text.truncate(mark);
        }
        const qsizetype slash = text.indexOf(u'/');
        const qsizetype at = (slash < 0 ? QStringView(text) : QStringView(text).first(slash)).lastIndexOf(u'@');
        if (at >= 0) {
            const QString credentials = text.left(at);
            const qsizetype colon = credentials.indexOf(u':');
            user = colon < 0 ? credentials : credentials.left(colon);
            password = colon < 0 ? QString() : credentials.mid(colon + 1);
            text.remove(0, at + 1);
        }
        rest = text;
    }

    QString option(QLatin1StringView name) const
    {
        for (const QString &option : options) {
            if (option.startsWith(name) && option.mid(name.size()).startsWith(u'='))
                return QUrl::fromPercentEncoding(option.mid(name.size() + 1).toUtf8());
        }
        return {};
    }

    void setOption(QLatin1StringView name, const QString &value)
    {
        options.removeIf([name](const QString &option) { return option.startsWith(name) && option.mid(name.size()).startsWith(u'='); });
        if (!value.isEmpty())
            options.append(name + u'=' + QString::fromLatin1(QUrl::toPercentEncoding(value, "/")));
    }

    QString join() const
    {
        if (scheme.isEmpty())
            return rest;
        QString url = scheme + "://"_L1;
        if (!user.isEmpty() || !password.isEmpty())
            url += (password.isEmpty() ? user : user + u':' + password) + u'@';
        url += rest;
        return options.isEmpty() ? url : url + u'?' + options.join(u'&');
    }
};

} // namespace

QString ServerUrl::problem(const QString &url)
{
    RedisError error;
    ConnectionOptions::fromUrl(url, &error);
    return error.message();
}

QString ServerUrl::display(const QString &url)
{
    RedisError error;
    const ConnectionOptions options = ConnectionOptions::fromUrl(url, &error);
    return error ? QString() : options.displayUrl();
}

bool ServerUrl::hasPassword(const QString &url) { return !ConnectionOptions::fromUrl(url).password().isEmpty(); }

QString ServerUrl::withoutPassword(const QString &url)
{
    Parts parts(url);
    parts.password.clear();
    parts.setOption("password"_L1, {});
    const QString stripped = parts.join();
    // Should anything of it be left, it is rather less than is wanted.
    return hasPassword(stripped) ? display(url) : stripped;
}

QString ServerUrl::withPassword(const QString &url, const QString &password)
{
    Parts parts(url);
    parts.setOption("password"_L1, {});
    parts.password = QString::fromLatin1(QUrl::toPercentEncoding(password));
    // A socket's path has no place for it.
    if (parts.scheme == "unix"_L1 || parts.scheme == "redis+unix"_L1) {
        parts.password.clear();
        parts.setOption("password"_L1, password);
    }
    return parts.join();
}

bool ServerUrl::isTls(const QString &url) { return url.trimmed().startsWith("rediss"_L1, Qt::CaseInsensitive); }

QString ServerUrl::withTls(const QString &url, bool tls)
{
    Parts parts(url);
    const bool network = parts.scheme.startsWith("redis"_L1) && parts.scheme != "redis+unix"_L1;
    if (!network || tls == isTls(url))
        return url;
    parts.scheme = tls ? "rediss"_L1 + parts.scheme.mid(5) : "redis"_L1 + parts.scheme.mid(6);
    if (!tls)
        parts.setOption("ca"_L1, {});
    return parts.join();
}

QString ServerUrl::caFile(const QString &url) { return Parts(url).option("ca"_L1); }

QString ServerUrl::withCaFile(const QString &url, const QString &file)
{
    Parts parts(url);
    if (parts.scheme.isEmpty())
        return url;
    parts.setOption("ca"_L1, file.trimmed());
    return parts.join();
}
