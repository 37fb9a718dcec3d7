// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/QObject>

#include <functional>

namespace Worker {

/// Calls back from the event loop when the process is asked to end: SIGINT, SIGTERM, SIGHUP (the terminal was closed).
/// When it is asked again, more than a second later, the event loop ends at once. Once in a program.
void onTermination(QObject *context, std::function<void()> callback);

/// To be called in a new process: it is asked to end when the one that started it is gone, however that went. (On
/// Linux; elsewhere nothing happens.)
void endWithParent();

} // namespace Worker
