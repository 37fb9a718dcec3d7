// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/QObject>
#include <QtQml/qqml.h>

/// What the connection dialog does with a server's URL. An URL that cannot be understood is given back as it is.
class ServerUrl : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_SINGLETON

public:
    explicit ServerUrl(QObject *parent = nullptr) : QObject(parent) {}

    /// Why it cannot be used; empty when it can.
    Q_INVOKABLE static QString problem(const QString &url);
    /// To be shown: without user, password and options.
    Q_INVOKABLE static QString display(const QString &url);

    Q_INVOKABLE static bool hasPassword(const QString &url);
    /// To be stored: everything but the password.
    Q_INVOKABLE static QString withoutPassword(const QString &url);
    Q_INVOKABLE static QString withPassword(const QString &url, const QString &password);

    Q_INVOKABLE static bool isTls(const QString &url);
    Q_INVOKABLE static QString withTls(const QString &url, bool tls);
    /// The PEM file with the authorities; empty: those of the system.
    Q_INVOKABLE static QString caFile(const QString &url);
    Q_INVOKABLE static QString withCaFile(const QString &url, const QString &file);
};
