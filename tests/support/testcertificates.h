// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/QString>

namespace RedisStreams::Test {

/// Makes ca.crt, ca.key, server.crt and server.key in a directory by running openssl: a certificate authority of its
/// own, and a certificate for 127.0.0.1, ::1 and localhost that serves servers and clients. False, with a reason, when
/// that fails.
bool makeTestCertificates(const QString &directory, QString *reason);

} // namespace RedisStreams::Test
