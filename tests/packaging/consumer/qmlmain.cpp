// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

// Loads the installed module, and hands it an object of the installed library: both use the same library.
#include <RedisStreams/redisclient.h>

#include <QtGui/QGuiApplication>
#include <QtQml/QQmlComponent>
#include <QtQml/QQmlEngine>

#include <cstdio>

int main(int argc, char **argv)
{
    QGuiApplication app(argc, argv);
    QQmlEngine engine;
    engine.addImportPath(QStringLiteral(QML_DIR));
    QQmlComponent component(&engine);
    component.setData("import RedisStreams\nRedisClient { url: \"redis://localhost:1\" }", {});
    const std::unique_ptr<QObject> object(component.create());
    if (!object) {
        std::fprintf(stderr, "%s\n", qPrintable(component.errorString()));
        return 1;
    }
    if (!qobject_cast<RedisStreams::RedisClient *>(object.get())) {
        std::fprintf(stderr, "the module's RedisClient is not the library's\n");
        return 1;
    }
    std::puts("RedisStreams works");
    return 0;
}
