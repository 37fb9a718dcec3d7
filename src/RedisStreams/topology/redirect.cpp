// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "topology/redirect_p.h"

#include "topology/hashslot_p.h"
#include "values/decimal_p.h"

#include <algorithm>

namespace RedisStreams::Internal {

namespace {

/// Takes the text up to the next space off \a rest.
QByteArrayView takeWord(QByteArrayView &rest)
{
    const qsizetype space = rest.indexOf(' ');
    const QByteArrayView word = space < 0 ? rest : rest.first(space);
    rest = space < 0 ? QByteArrayView() : rest.sliced(space + 1);
    return word;
}

} // namespace

std::optional<QString> announcedHost(QByteArrayView text)
{
    if (text.size() > 2 && text.front() == '[' && text.back() == ']')
        text = text.sliced(1, text.size() - 2);
    constexpr qsizetype longestName = 255;
    const bool printable = std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7f; });
    if (text.isEmpty() || text.size() > longestName || !printable)
        return std::nullopt;
    return QString::fromLatin1(text);
}

std::optional<Redirect> parseRedirect(QByteArrayView text, const Endpoint &asked)
{
    Redirect redirect;
    QByteArrayView rest = text.trimmed();
    const QByteArrayView word = takeWord(rest);
    if (word == "ASK")
        redirect.kind = Redirect::Kind::Ask;
    else if (word != "MOVED")
        return std::nullopt;

    const std::optional<quint16> slot = parseDecimal<quint16>(takeWord(rest));
    const QByteArrayView address = takeWord(rest);
    // An IPv6 address comes without brackets, so that only the last colon is the one before the port.
    const qsizetype colon = address.lastIndexOf(':');
    if (!slot || *slot >= hashSlotCount || colon < 0 || !rest.isEmpty())
        return std::nullopt;
    redirect.slot = *slot;

    const std::optional<quint16> port = parseDecimal<quint16>(address.sliced(colon + 1));
    if (!port || *port == 0)
        return std::nullopt;
    const QByteArrayView host = address.first(colon);
    if (host == "?")
        return redirect;
    if (host.isEmpty()) {
        if (!asked.host.isEmpty())
            redirect.endpoint = Endpoint{asked.host, *port, {}};
        return redirect;
    }
    const std::optional<QString> name = announcedHost(host);
    if (!name)
        return std::nullopt;
    redirect.endpoint = Endpoint{*name, *port, {}};
    return redirect;
}

} // namespace RedisStreams::Internal
