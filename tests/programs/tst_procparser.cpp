// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "hostsample.h"

#include <QtTest/QTest>

using namespace HostStats;
using RedisStreams::StreamFields;

class TestProcParser : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void stat();
    void meminfo();
    void diskstats();
    void netDev();
    void loadavg();
    void refusesOtherText();
    void makesSamples();
    void survivesCountersThatStartAgain();
    void readsThisMachine();

private:
    static QByteArray value(const QList<Sample> &samples, const QByteArray &stream, const QByteArray &field);
};

QByteArray TestProcParser::value(const QList<Sample> &samples, const QByteArray &stream, const QByteArray &field)
{
    for (const Sample &sample : samples) {
        if (sample.name != stream)
            continue;
        for (const auto &[name, content] : sample.fields) {
            if (name == field)
                return content;
        }
    }
    return "missing";
}

void TestProcParser::stat()
{
    const auto figures = parseStat("cpu  100 20 30 400 50 6 7 8 9 0\n"
                                   "cpu0 60 10 20 200 25 3 4 5 0 0\n"
                                   "cpu1 40 10 10 200 25 3 3 3 9 0\n"
                                   "intr 123 0 0\nctxt 5\nbtime 1700000000\nprocs_running 1\n");
    QVERIFY(figures);
    QCOMPARE(figures->machine, (CpuTimes{120, 43, 50, 400, 8}));
    QCOMPARE(figures->cores.size(), 2);
    QCOMPARE(figures->cores.at(1), (CpuTimes{50, 16, 25, 200, 3}));

    const auto old = parseStat("cpu  1 2 3 4\n"); // kernels before 2.6 have no more columns
    QVERIFY(old);
    QCOMPARE(old->machine, (CpuTimes{3, 3, 0, 4, 0}));
}

void TestProcParser::meminfo()
{
    const auto figures
        = parseMeminfo("MemTotal:       16316412 kB\nMemFree:         1000000 kB\nMemAvailable:    8000000 kB\n"
                       "Buffers:          200000 kB\nCached:          3000000 kB\nSwapCached:            5 kB\n"
                       "SwapTotal:       2097148 kB\nSwapFree:        2000000 kB\nHugePages_Total:       0\n");
    QVERIFY(figures);
    QCOMPARE(figures->total, 16316412u);
    QCOMPARE(figures->available, 8000000u);
    QCOMPARE(figures->cached, 3200000u);
    QCOMPARE(figures->swapTotal, 2097148u);
    QCOMPARE(figures->swapFree, 2000000u);
}

void TestProcParser::diskstats()
{
    const auto figures
        = parseDiskstats("   7       0 loop0 99 0 99 0 99 0 99 0 0 0 0\n"
                         "   8       0 sda 100 5 2048 10 50 5 4096 10 0 20 20 0 0 0 0\n"
                         "   8       1 sda1 90 5 2000 10 50 5 4096 10 0 20 20 0 0 0 0\n"
                         " 259       0 nvme0n1 10 0 8 1 20 0 16 1 0 1 1\n"
                         " 259       1 nvme0n1p1 10 0 8 1 20 0 16 1 0 1 1\n"
                         " 259       2 nvme0n10 1 0 1 1 1 0 1 1 0 1 1\n"
                         " 253       0 dm-0 77 0 77 0 77 0 77 0 0 0 0\n"
                         " 202       1 xvda1 3 0 2 1 4 0 4 1 0 1 1\n"); // a part whose whole is not shown
    QVERIFY(figures);
    QCOMPARE(figures->operations, 100u + 50 + 10 + 20 + 1 + 1 + 3 + 4);
    QCOMPARE(figures->readSectors, 2048u + 8 + 1 + 2);
    QCOMPARE(figures->writtenSectors, 4096u + 16 + 1 + 4);
    QVERIFY(parseDiskstats("")); // a machine without disks
}

void TestProcParser::netDev()
{
    const auto figures = parseNetDev("Inter-|   Receive                                                |  Transmit\n"
                                     " face |bytes    packets errs drop fifo frame compressed multicast|bytes    "
                                     "packets errs drop fifo colls carrier compressed\n"
                                     "    lo: 1000     10    0    0    0     0          0         0     1000     10    "
                                     "0    0    0     0       0          0\n"
                                     "  eth0:123456789012 20  0    0    0     0          0         0     2000     30   "
                                     " 0    0    0     0       0          0\n"
                                     "docker0: 500      5    0    0    0     0          0         0      500      5    "
                                     "0    0    0     0       0          0\n"
                                     " wlan0: 1       2    0    0    0     0          0         0     3      4    0    "
                                     "0    0     0       0          0\n");
    QVERIFY(figures);
    QCOMPARE(figures->receivedBytes, 123456789013u);
    QCOMPARE(figures->sentBytes, 2003u);
    QCOMPARE(figures->packets, 56u);
}

void TestProcParser::loadavg()
{
    const auto figures = parseLoadavg("0.20 1.18 10.12 3/805 11206\n");
    QVERIFY(figures);
    QCOMPARE(figures->oneMinute, 0.20);
    QCOMPARE(figures->fiveMinutes, 1.18);
    QCOMPARE(figures->fifteenMinutes, 10.12);
    QCOMPARE(figures->running, 3);
    QCOMPARE(figures->processes, 805);
}

void TestProcParser::refusesOtherText()
{
    for (const QByteArray &text : {QByteArray(), QByteArray("\n\n"), QByteArray("hello world"), QByteArray("cpu 1")}) {
        QVERIFY(!parseStat(text));
        QVERIFY(!parseMeminfo(text));
        QVERIFY(!parseNetDev(text));
        QVERIFY(!parseLoadavg(text));
    }
    QVERIFY(!parseDiskstats("hello world"));
    QVERIFY(!parseNetDev("| |\neth0: 1 2 3\n"));
    QVERIFY(!parseLoadavg("a b c 1/2 3"));
}

void TestProcParser::makesSamples()
{
    HostReading before;
    before.cpu = CpuFigures{{100, 100, 0, 800, 0}, {{0, 0, 0, 0, 0}, {0, 0, 0, 0, 0}}};
    before.disk = DiskFigures{0, 2048, 10};
    before.network = NetworkFigures{1024, 0, 0};
    HostReading now;
    now.cpu = CpuFigures{{125, 112, 3, 860, 0}, {{50, 0, 0, 50, 0}, {0, 0, 33, 66, 1}}};
    now.memory = MemoryFigures{4096, 1024, 512, 2048, 1024};
    now.disk = DiskFigures{4096, 2048, 40};
    now.network = NetworkFigures{3072, 512, 7};
    now.load = LoadFigures{0.5, 1.25, 2, 3, 400};

    const QList<Sample> result = samples(before, now, 2.0);
    QCOMPARE(value(result, "cpu", "user"), QByteArray("25.0"));
    QCOMPARE(value(result, "cpu", "system"), QByteArray("12.0"));
    QCOMPARE(value(result, "cpu", "iowait"), QByteArray("3.0"));
    QCOMPARE(value(result, "cpu", "idle"), QByteArray("60.0"));
    QCOMPARE(value(result, "cpu", "core0"), QByteArray("50.0"));
    QCOMPARE(value(result, "cpu", "core1"), QByteArray("1.0"));
    QCOMPARE(value(result, "memory", "used"), QByteArray("3.0"));
    QCOMPARE(value(result, "memory", "used_percent"), QByteArray("75.0"));
    QCOMPARE(value(result, "memory", "swap_used"), QByteArray("1.0"));
    QCOMPARE(value(result, "disk", "read"), QByteArray("1.00"));
    QCOMPARE(value(result, "disk", "write"), QByteArray("0.00"));
    QCOMPARE(value(result, "disk", "iops"), QByteArray("15.0"));
    QCOMPARE(value(result, "network", "rx"), QByteArray("1.00"));
    QCOMPARE(value(result, "network", "tx"), QByteArray("0.25"));
    QCOMPARE(value(result, "network", "packets"), QByteArray("3.5"));
    QCOMPARE(value(result, "load", "load5"), QByteArray("1.25"));
    QCOMPARE(value(result, "load", "processes"), QByteArray("400"));
    QVERIFY(samples(before, now, 0).isEmpty());
}

void TestProcParser::survivesCountersThatStartAgain()
{
    HostReading before;
    before.cpu = CpuFigures{{100, 100, 0, 800, 0}, {{9, 9, 9, 9, 9}}};
    before.network = NetworkFigures{5000, 5000, 5000};
    HostReading now;
    now.cpu = CpuFigures{{1, 1, 0, 8, 0}, {}};
    now.network = NetworkFigures{10, 10, 10};
    const QList<Sample> result = samples(before, now, 1.0);
    QCOMPARE(value(result, "cpu", "user"), QByteArray("0.0"));
    QCOMPARE(value(result, "cpu", "core0"), QByteArray("missing"));
    QCOMPARE(value(result, "network", "rx"), QByteArray("0.00"));
    QCOMPARE(value(result, "disk", "read"), QByteArray("missing"));
}

void TestProcParser::readsThisMachine()
{
#ifdef Q_OS_LINUX
    const HostReading reading = HostReading::now();
    QVERIFY(reading.cpu && reading.memory && reading.load);
    QVERIFY(!reading.cpu->cores.isEmpty());
    QVERIFY(reading.cpu->machine.total() > 0);
    QVERIFY(reading.memory->available <= reading.memory->total);
#else
    QSKIP("/proc is a thing of Linux");
#endif
}

QTEST_APPLESS_MAIN(TestProcParser)
#include "tst_procparser.moc"
