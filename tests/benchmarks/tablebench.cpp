// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

// A flood shown live in the StreamTable of a window of 1000 x 800, painted in software: how long the event loop is away,
// how long a key waits for its answer, whether all is counted. Beside it, in turn: the same window with nothing to do,
// and a ListModel that is appended to from onEntryReceived.
//   bench_table [--rates 50,100,200,300] [--seconds 5] [--rounds 5] [--no-naive]
//   bench_table --memory MILLIONS [--rates 200]: the memory of the window as so many million entries go through it
#include "rounds.h"
#include "tableview.h"

#include "support/redisserver.h"

#include <QtCore/QCommandLineParser>
#include <QtCore/QHash>
#include <QtCore/QProcess>
#include <QtGui/QGuiApplication>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>

using namespace RedisStreams::Test;
using namespace Qt::StringLiterals;

namespace {

using Figures = QHash<QByteArray, double>;

/// One window and, where there is a rate, one writer; what the window printed.
QByteArray runWindow(RedisServer &server, const QString &kind, qint64 rate, qint64 entries, int milliseconds)
{
    server.admin().command({"FLUSHALL"});
    QProcess window;
    window.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    window.start(QCoreApplication::applicationFilePath(),
        {u"--view"_s, kind, QString::number(server.port()), QString::number(entries), QString::number(milliseconds)});
    while (!window.canReadLine() && window.waitForReadyRead(30'000)) { }
    if (window.readLine() != "ready\n")
        qFatal("the window does not come up");
    QProcess writer;
    writer.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    if (entries > 0)
        writer.start(QCoreApplication::applicationFilePath(),
            {u"--write"_s, QString::number(server.port()), QString::number(entries), QString::number(rate)});
    QByteArray output;
    while (window.state() != QProcess::NotRunning || window.bytesAvailable() > 0) {
        window.waitForReadyRead(1000);
        const QByteArray some = window.readAll();
        output += some;
        if (milliseconds == 0) {
            std::fputs(some.constData(), stdout);
            std::fflush(stdout);
        }
    }
    if (entries > 0) {
        writer.kill(); // a window that has given up does not wait for it
        writer.waitForFinished();
    }
    return output;
}

Figures measure(RedisServer &server, const QString &kind, qint64 rate, int seconds)
{
    // A second to warm up, and one to spare: the writer goes on until the measuring has ended.
    const qint64 entries = rate * (seconds + 2);
    const QList<QByteArray> words = runWindow(server, kind, rate, entries, seconds * 1000).simplified().split(' ');
    Figures figures;
    for (qsizetype i = 0; i + 1 < words.size(); i += 2)
        figures.insert(words.at(i), words.at(i + 1).toDouble());
    return figures;
}

void memory(RedisServer &server, qint64 rate, qint64 millions)
{
    std::printf("The StreamTable at %lld entries/s:\n", rate);
    runWindow(server, u"table"_s, rate, millions * 1'000'000, 0);
}

} // namespace

int main(int argc, char *argv[])
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    qputenv("QT_QUICK_BACKEND", "software");
    QGuiApplication application(argc, argv);
    QStringList arguments = application.arguments();
    if (arguments.value(1) == "--view"_L1)
        return Bench::view(arguments.mid(2));
    if (arguments.value(1) == "--write"_L1)
        return Bench::write(arguments.mid(2));

    const int rounds = Bench::takeRounds(arguments);
    QCommandLineParser parser;
    parser.addHelpOption();
    parser.addOptions({{u"rates"_s, u"Thousands of entries per second."_s, u"list"_s, u"50,100,200,300"_s},
        {u"seconds"_s, u"How long each window is measured."_s, u"n"_s, u"5"_s}, {u"no-naive"_s, u"Without the naive window."_s},
        {u"memory"_s, u"The memory over so many million entries."_s, u"millions"_s}});
    parser.process(arguments);
    QList<qint64> rates;
    for (const QString &rate : parser.value(u"rates"_s).split(u','))
        rates.append(rate.toLongLong() * 1000);
    RedisServer server;
    if (!server.start())
        qFatal("%s", qPrintable(server.errorString()));
    if (parser.isSet(u"memory"_s)) {
        memory(server, parser.isSet(u"rates"_s) ? rates.first() : 200'000, parser.value(u"memory"_s).toLongLong());
        return 0;
    }

    const int seconds = qMax(1, parser.value(u"seconds"_s).toInt());
    struct Row
    {
        QString kind;
        qint64 rate;
        std::map<QByteArray, std::vector<double>> figures {};
    };
    QList<Row> rows {{u"idle"_s, 0}};
    for (const qint64 rate : std::as_const(rates)) {
        rows.append({u"table"_s, rate});
        if (!parser.isSet(u"no-naive"_s))
            rows.append({u"naive"_s, rate});
    }
    for (int round = 0; round < rounds; ++round) {
        for (Row &row : rows) {
            const Figures figures = measure(server, row.kind, row.rate, seconds);
            for (auto it = figures.cbegin(); it != figures.cend(); ++it)
                row.figures[it.key()].push_back(it.value());
            std::fprintf(stderr, "round %d: %s at %lld/s: stalls p95 %.2f ms, key p95 %.1f ms\n", round + 1, qPrintable(row.kind), row.rate,
                figures.value("p95"), figures.value("key95"));
        }
    }
    std::printf("Medians of %d rounds of %d s. Stalls in ms: between turns of the event loop; \"long\" is the part of the time in\n"
                "stalls over 16.7 ms. Keys in ms: until what they changed is painted. Missing: entries not\ncounted in the end, the most of all rounds.\n\n"
                "| window | written/s | shown/s | stalls p95 | p99 | longest | long | keys p95 | longest | keys | frames/s | MiB | missing |\n"
                "|---|---|---|---|---|---|---|---|---|---|---|---|---|\n", rounds, seconds);
    for (Row &row : rows) {
        // A window that printed nothing is not one that did well.
        const auto of = [&row, rounds](const char *name) {
            const std::vector<double> &values = row.figures[name];
            return int(values.size()) == rounds ? Bench::median(values) : std::nan("");
        };
        const std::vector<double> &missing = row.figures["missing"];
        const double mostMissing = int(missing.size()) == rounds ? *std::max_element(missing.begin(), missing.end()) : std::nan("");
        std::printf("| %s | %lld | %.0f | %.2f | %.2f | %.1f | %.1f %% | %.1f | %.1f | %.0f | %.0f | %.0f | %.0f |\n", qPrintable(row.kind),
            row.rate, of("rate"), of("p95"), of("p99"), of("max"), of("share") * 100, of("key95"), of("keymax"), of("keys"), of("fps"),
            of("rss") / 1024, mostMissing);
    }
    return 0;
}
