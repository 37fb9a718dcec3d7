// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "preferences.h"
#include "screenshot.h"
#include "serverurl.h"

#include <QtCore/QCommandLineParser>
#include <QtCore/QDir>
#include <QtCore/QRegularExpression>
#include <QtCore/QTemporaryDir>
#include <QtGui/QGuiApplication>
#include <QtQml/QQmlApplicationEngine>
#include <QtQuick/QQuickWindow>

#include <cstdio>
#include <memory>
#include <optional>

#include <QtQml/QQmlExtensionPlugin>
Q_IMPORT_QML_PLUGIN(RedisStreamsDashboardPlugin)
#ifdef DASHBOARD_STATIC_QML
Q_IMPORT_QML_PLUGIN(RedisStreamsPlugin)
#endif

namespace {

constexpr int BadUsage = 2;

struct Options
{
    QString url;
    QStringList streams;
    QString screenshot;
    std::optional<QSize> size;
    QString theme;
    int page = -1;
    QString settings;
};

std::optional<QSize> parseSize(const QString &text)
{
    static const QRegularExpression pattern(QStringLiteral("^([0-9]{2,5})x([0-9]{2,5})$"));
    const QRegularExpressionMatch match = pattern.match(text);
    if (!match.hasMatch())
        return std::nullopt;
    return QSize(match.captured(1).toInt(), match.captured(2).toInt());
}

int fail(const QString &message, int code)
{
    std::fprintf(stderr, "dashboard: %s\n", qPrintable(message));
    return code;
}

// Ends the program itself for --help; nullopt after a message for bad usage.
std::optional<Options> parseOptions(const QStringList &arguments)
{
    const auto bad = [](const QString &message) {
        fail(message, BadUsage);
        return std::nullopt;
    };
    QCommandLineParser parser;
    parser.setApplicationDescription(QStringLiteral("Watches the streams of a Redis server as they grow."));
    const QCommandLineOption helpOption = parser.addHelpOption();
    const QCommandLineOption urlOption(QStringLiteral("url"), QStringLiteral("The server, e.g. redis://localhost:6379; default: the last one"),
                                       QStringLiteral("URL"));
    const QCommandLineOption streamsOption(QStringLiteral("streams"), QStringLiteral("The streams to follow, with commas"),
                                           QStringLiteral("a,b"));
    const QCommandLineOption screenshotOption(QStringLiteral("screenshot"),
                                              QStringLiteral("Write a picture of the window with data to FILE and end"),
                                              QStringLiteral("FILE"));
    const QCommandLineOption sizeOption(QStringLiteral("size"), QStringLiteral("The size of the window; default: the last one"),
                                        QStringLiteral("WxH"));
    const QCommandLineOption themeOption(QStringLiteral("theme"), QStringLiteral("system, light or dark; default: the last one"),
                                         QStringLiteral("THEME"));
    const QCommandLineOption pageOption(QStringLiteral("page"), QStringLiteral("live, charts or groups; default: the last one"),
                                        QStringLiteral("PAGE"));
    const QCommandLineOption settingsOption(QStringLiteral("settings"), QStringLiteral("Where to keep what is kept between starts"),
                                            QStringLiteral("FILE"));
    parser.addOptions({urlOption, streamsOption, screenshotOption, sizeOption, themeOption, pageOption, settingsOption});

    if (!parser.parse(arguments))
        return bad(parser.errorText());
    if (parser.isSet(helpOption))
        parser.showHelp();
    if (!parser.positionalArguments().isEmpty())
        return bad(QStringLiteral("unexpected argument: ") + parser.positionalArguments().constFirst());
    const std::optional<QSize> size = parseSize(parser.value(sizeOption));
    if (parser.isSet(sizeOption) && !size)
        return bad(QStringLiteral("--size wants WIDTHxHEIGHT, e.g. 1280x800"));
    const QString theme = parser.value(themeOption);
    if (parser.isSet(themeOption) && !QStringList({QStringLiteral("system"), QStringLiteral("light"), QStringLiteral("dark")}).contains(theme))
        return bad(QStringLiteral("--theme wants system, light or dark"));
    const int page = int(QStringList({QStringLiteral("live"), QStringLiteral("charts"), QStringLiteral("groups")}).indexOf(parser.value(pageOption)));
    if (parser.isSet(pageOption) && page < 0)
        return bad(QStringLiteral("--page wants live, charts or groups"));
    return Options {parser.value(urlOption), parser.value(streamsOption).split(u',', Qt::SkipEmptyParts),
                    parser.value(screenshotOption), size, theme, page, parser.value(settingsOption)};
}

// A picture is made without a display where there is none.
void prepareForPicture()
{
    if (qEnvironmentVariableIsSet("DISPLAY") || qEnvironmentVariableIsSet("WAYLAND_DISPLAY"))
        return;
    if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    if (!qEnvironmentVariableIsSet("QT_QUICK_BACKEND"))
        qputenv("QT_QUICK_BACKEND", "software");
}

} // namespace

int main(int argc, char **argv)
{
    std::optional<Options> options;
    {
        // Before there is a window system: help and bad usage need none, and a picture chooses its own.
        const QCoreApplication application(argc, argv);
        options = parseOptions(QCoreApplication::arguments());
    }
    if (!options)
        return BadUsage;
    if (!options->screenshot.isEmpty())
        prepareForPicture();

    QGuiApplication application(argc, argv);
    QGuiApplication::setApplicationName(QStringLiteral("dashboard"));
    QGuiApplication::setApplicationDisplayName(QStringLiteral("Redis Streams"));

    QGuiApplication::setOrganizationName(QStringLiteral("RedisStreams"));

    // A picture is of what the command line says, whatever was chosen the last time; nor is it the last time.
    QTemporaryDir forgotten;
    if (!options->settings.isEmpty())
        Preferences::setFile(options->settings);
    else if (!options->screenshot.isEmpty())
        Preferences::setFile(forgotten.filePath(QStringLiteral("settings.ini")));

    QQmlApplicationEngine engine;
    const QDir programs(QGuiApplication::applicationDirPath());
    engine.addImportPath(QStringLiteral("qrc:/qt/qml"));
    engine.addImportPath(programs.filePath(QStringLiteral(DASHBOARD_INSTALLED_QML)));
    engine.addImportPath(programs.filePath(QStringLiteral("../qml"))); // in the build tree
    QVariantMap properties{
        {QStringLiteral("startUrl"), options->url},
        // A password is better not on a command line, where others can read it.
        {QStringLiteral("startPassword"), qEnvironmentVariable("REDISCLI_AUTH")},
        {QStringLiteral("startStreams"), options->streams},
        {QStringLiteral("startPage"), options->page},
        {QStringLiteral("scheme"), options->theme},
    };
    if (options->size) {
        properties.insert(QStringLiteral("startWidth"), options->size->width());
        properties.insert(QStringLiteral("startHeight"), options->size->height());
    }
    engine.setInitialProperties(properties);
    engine.load(QUrl(QStringLiteral("qrc:/qt/qml/RedisStreamsDashboard/Main.qml")));
    auto *window = engine.rootObjects().isEmpty() ? nullptr : qobject_cast<QQuickWindow *>(engine.rootObjects().constFirst());
    if (!window)
        return fail(QStringLiteral("the user interface cannot be loaded (is the QML module RedisStreams installed?)"), 1);

    std::unique_ptr<Screenshot> screenshot;
    if (!options->screenshot.isEmpty())
        screenshot = std::make_unique<Screenshot>(window, options->screenshot);
    return QGuiApplication::exec();
}
