// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "axisticks.h"

#include <QtCore/QDateTime>
#include <QtCore/QLocale>

#include <array>
#include <cmath>

namespace RedisStreams {

namespace {

constexpr double Second = 1000;
constexpr double Minute = 60 * Second;
constexpr double Hour = 60 * Minute;
constexpr double Day = 24 * Hour;
constexpr std::array timeSteps {
    1.0,         2.0,         5.0,         10.0,        20.0,         50.0,         100.0,        200.0,        500.0,    Second,    2 * Second,
    5 * Second,  10 * Second, 15 * Second, 30 * Second, Minute,       2 * Minute,   5 * Minute,   10 * Minute,  15 * Minute,
    30 * Minute, Hour,        2 * Hour,    3 * Hour,    6 * Hour,     12 * Hour,    Day,          2 * Day,      7 * Day,
    14 * Day,    30 * Day,    90 * Day,    365 * Day,
};

// The texts around the figures are English, so the figures are as well.
const QLocale &numberLocale()
{
    static const QLocale locale(QLocale::English, QLocale::UnitedStates);
    return locale;
}

double valueStep(double width, int most)
{
    const double least = width / qMax(1, most - 1);
    const double magnitude = std::pow(10.0, std::floor(std::log10(least)));
    for (const double step : {1.0, 2.0, 5.0}) {
        if (step * magnitude >= least * (1 - 1e-9))
            return step * magnitude;
    }
    return 10 * magnitude;
}

int decimalsOf(double step) { return qBound(0, int(std::ceil(-std::log10(step) - 1e-9)), 12); }

/// Beyond this digits say less than a power of ten.
constexpr double LargestInFull = 1e15;
constexpr double SmallestStepInFull = 1e-9;

/// With as many digits as tell \a value from its neighbours \a step away.
QString scientific(double value, double step)
{
    const double digits = value != 0 && step > 0 ? std::ceil(std::log10(std::abs(value) / step)) + 1 : 1;
    return numberLocale().toString(value, 'g', int(qBound(1.0, digits, 15.0)));
}

/// Thousands and more are said in short where nothing is lost by it.
QString tickText(double value, double step)
{
    if (std::abs(value) >= LargestInFull || step < SmallestStepInFull || step >= LargestInFull)
        return value == 0 ? QStringLiteral("0") : scientific(value, step);
    struct Unit
    {
        double factor;
        const char *name;
    };
    for (const Unit unit : {Unit {1e9, " G"}, Unit {1e6, " M"}}) {
        if (std::abs(value) >= unit.factor && step >= unit.factor / 100)
            return numberLocale().toString(value / unit.factor, 'f', decimalsOf(step / unit.factor)) + QLatin1StringView(unit.name);
    }
    return numberLocale().toString(value, 'f', decimalsOf(step));
}

double timeStep(double width, int most)
{
    const double least = width / qMax(1, most - 1);
    for (const double step : timeSteps) {
        if (step >= least)
            return step;
    }
    return std::ceil(least / (365 * Day)) * 365 * Day;
}

QString timeFormat(double step)
{
    if (step < Second)
        return QStringLiteral("HH:mm:ss.zzz");
    if (step < Minute)
        return QStringLiteral("HH:mm:ss");
    if (step < Day)
        return QStringLiteral("HH:mm");
    return QStringLiteral("d MMM yyyy");
}

QString momentText(double time, const QString &format)
{
    return numberLocale().toString(QDateTime::fromMSecsSinceEpoch(qint64(time)), format);
}

} // namespace

AxisRange niceRange(double least, double most, int mostTicks)
{
    if (!(least <= most))
        return {0, 1};
    // So that no difference overflows.
    constexpr double Largest = 1e300;
    least = qBound(-Largest, least, Largest);
    most = qBound(-Largest, most, Largest);
    if (least >= 0 && least <= most / 2)
        least = 0;
    else if (most <= 0 && most >= least / 2)
        most = 0;
    if (most <= least) {
        // A level line stands in the middle; one at zero at the bottom.
        const double around = least != 0 ? std::abs(least) * 0.1 : 1;
        least = least != 0 ? least - around : 0;
        most += around;
    }
    const double step = valueStep(most - least, mostTicks);
    return {std::floor(least / step + 1e-9) * step, std::ceil(most / step - 1e-9) * step};
}

QList<AxisTick> valueTicks(const AxisRange &range, int most)
{
    QList<AxisTick> ticks;
    if (!(range.from < range.to))
        return ticks;
    const double step = valueStep(range.to - range.from, most);
    const double first = std::ceil(range.from / step - 1e-9);
    for (int i = 0; i <= most; ++i) {
        const double value = (first + i) * step;
        if (value > range.to + step * 1e-6)
            break;
        ticks.append({value == 0 ? 0.0 : value, tickText(value == 0 ? 0.0 : value, step)});
    }
    return ticks;
}

QList<AxisTick> timeTicks(const AxisRange &range, int most)
{
    QList<AxisTick> ticks;
    if (!(range.from < range.to))
        return ticks;
    const double step = timeStep(range.to - range.from, most);
    const QString format = timeFormat(step);
    // Round in local time: hours of offset are no round number of days.
    const double offset = 1000.0 * QDateTime::fromMSecsSinceEpoch(qint64(range.from)).offsetFromUtc();
    for (double time = std::ceil((range.from + offset) / step) * step - offset; time <= range.to && ticks.size() < most; time += step)
        ticks.append({time, momentText(time, format)});
    return ticks;
}

QString valueText(double value, const AxisRange &range)
{
    const double width = range.to - range.from;
    const double step = width > 0 ? width / 1000 : qMax(1e-9, std::abs(value) / 1000);
    if (std::abs(value) >= LargestInFull || step < SmallestStepInFull)
        return value == 0 ? QStringLiteral("0") : scientific(value, step);
    // Without trailing zeros: "12.4", not "12.400".
    QString text = numberLocale().toString(value, 'f', decimalsOf(step));
    if (text.contains(u'.')) {
        while (text.endsWith(u'0'))
            text.chop(1);
        if (text.endsWith(u'.'))
            text.chop(1);
    }
    return text == QLatin1StringView("-0") ? QStringLiteral("0") : text;
}

QString timeText(double time, const AxisRange &range)
{
    const double width = range.to - range.from;
    if (width < 10 * Minute)
        return momentText(time, QStringLiteral("HH:mm:ss.zzz"));
    return momentText(time, width < Day ? QStringLiteral("HH:mm:ss") : QStringLiteral("d MMM HH:mm:ss"));
}

} // namespace RedisStreams
