// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

// Any text as a URL: no crash, either an error or options that can be shown and read again, and no password in
// either.
#include "connectionoptions.h"
#include "fuzzing.h"

#include <QtCore/QLoggingCategory>

using namespace RedisStreams;
using namespace RedisStreams::Fuzz;

namespace {

const QString marker = QStringLiteral("S3cr3tMarker");

void check(const QString &url, bool secret)
{
    RedisError error;
    const ConnectionOptions options = ConnectionOptions::fromUrl(url, &error);
    const QString shown = options.displayUrl();
    if (error) {
        require(error.code() == RedisError::Code::InvalidUrl && !error.message().isEmpty(), "a URL is refused without a reason");
        require(options.password().isEmpty() && options.endpoint() == ConnectionOptions().endpoint(), "a refused URL is used in part");
    } else {
        require(!options.endpoints().isEmpty(), "no endpoint");
        for (const Endpoint &endpoint : options.endpoints())
            require(endpoint.isLocal() || (!endpoint.host.isEmpty() && endpoint.port > 0), "an endpoint that is none");
        require(options.connectTimeout().count() > 0 && options.blockLimit().count() > 0, "a time without end");
    }
    if (secret)
        require(!error.message().contains(marker) && !shown.contains(marker), "a password is shown");
}

} // namespace

extern "C" int LLVMFuzzerInitialize(int *, char ***)
{
    // Qt says where it looks for certificates; that is of no interest here.
    QLoggingCategory::setFilterRules(QStringLiteral("*=false"));
    return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const QString text = QString::fromUtf8(reinterpret_cast<const char *>(data), qsizetype(size));
    // Reading certificates from whatever file the fuzzer comes upon (/dev/zero ...) tells nothing about URLs.
    for (const char *option : {"ca=", "cert=", "key=", "%"}) {
        if (text.contains(QLatin1StringView(option)) && text.contains(QLatin1Char('?')))
            return 0;
    }
    check(text, false);
    check(QStringLiteral("redis://user:") + marker + QLatin1Char('@') + text, true);
    check(QStringLiteral("redis+cluster://:") + marker + QLatin1Char('@') + text, true);
    check(QStringLiteral("redis://host?password=") + marker + QLatin1Char('&') + text, true);
    return 0;
}
