// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "support/patience.h"

#include <QtCore/QStringList>
#include <QtQml/QQmlComponent>
#include <QtQml/QQmlContext>
#include <QtQml/QQmlEngine>
#include <QtTest/QTest>

#include <memory>

/// An engine that knows the module of this build, and objects made from QML text in it. A warning of the engine, such
/// as a binding that cannot be evaluated, is kept for the test to look at.
class QmlFixture
{
public:
    QmlFixture()
    {
        engine.addImportPath(QStringLiteral(QML_IMPORT_DIR));
        engine.setOutputWarningsToStandardError(true);
        QObject::connect(&engine, &QQmlEngine::warnings, &engine, [this](const QList<QQmlError> &errors) {
            for (const QQmlError &error : errors)
                warnings.append(error.toString());
        });
    }

    /// Null, with a warning, when the text is not right. It can use what is in \a context by name.
    std::unique_ptr<QObject> create(const QByteArray &text, const QVariantMap &context = {})
    {
        for (auto it = context.cbegin(); it != context.cend(); ++it)
            engine.rootContext()->setContextProperty(it.key(), it.value());
        QQmlComponent component(&engine);
        component.setData("import QtQuick\nimport RedisStreams\n" + text, QUrl(QStringLiteral("test.qml")));
        std::unique_ptr<QObject> object(component.create());
        if (!object)
            qWarning().noquote() << component.errorString();
        return object;
    }

    QQmlEngine engine;
    QStringList warnings;
};
