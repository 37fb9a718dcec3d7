// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "export.h"

#include <QtCore/QByteArray>
#include <QtCore/QByteArrayList>
#include <QtCore/QString>

namespace RedisStreams {

/// Builds the bytes of one command: an array of bulk strings, which every server understands in RESP2 and RESP3.
class REDISSTREAMS_EXPORT CommandWriter
{
public:
    /// Appends to \a out. The number of words is filled in by finish().
    explicit CommandWriter(QByteArray &out);
    CommandWriter &word(QByteArrayView bytes);
    CommandWriter &word(const QByteArray &bytes) { return word(QByteArrayView(bytes)); }
    CommandWriter &word(const char *text) { return word(QByteArrayView(text)); }
    CommandWriter &word(const QString &text) { return word(QByteArrayView(text.toUtf8())); }
    CommandWriter &number(qint64 value);
    /// A word that is one of the command's keys.
    CommandWriter &key(const QByteArray &key);
    CommandWriter &key(QByteArrayView key);
    CommandWriter &key(const char *name) { return key(QByteArrayView(name)); }
    void finish();

    const QByteArrayList &keys() const { return m_keys; }

private:
    QByteArray &m_out;
    qsizetype m_start;
    qint64 m_words = 0;
    QByteArrayList m_keys;
};

} // namespace RedisStreams
