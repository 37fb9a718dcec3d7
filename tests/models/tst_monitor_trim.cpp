// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "monitortest.h"

using namespace RedisStreams;
using namespace RedisStreams::Test;
using Code = RedisError::Code;

/// The preview of a trim says what the trim then does.
class tst_Monitor_Trim : public MonitorTest
{
    Q_OBJECT

private Q_SLOTS:
    void previewIsWhatHappens_data();
    void previewIsWhatHappens();
    void groupsBehind();
    void noStream();
    void wrongType();

private:
    TrimPreview preview(const StreamTrim &trim)
    {
        auto future = m_monitor->trimPreview("s", trim);
        return ends(future) && !failureOf(future) ? future.result() : TrimPreview {-1, false, {}};
    }
};

void tst_Monitor_Trim::previewIsWhatHappens_data()
{
    QTest::addColumn<qint64>("length"); // or
    QTest::addColumn<qint64>("minimumId");
    QTest::addColumn<qint64>("removed");
    QTest::newRow("to 100") << qint64(100) << qint64(-1) << qint64(4900);
    QTest::newRow("to nothing") << qint64(0) << qint64(-1) << qint64(5000);
    QTest::newRow("to more than there are") << qint64(6000) << qint64(-1) << qint64(0);
    QTest::newRow("before 101") << qint64(-1) << qint64(101) << qint64(100);
    QTest::newRow("before 4501: several counts") << qint64(-1) << qint64(4501) << qint64(4500);
    QTest::newRow("before 2001: just one count") << qint64(-1) << qint64(2001) << qint64(2000);
    QTest::newRow("all") << qint64(-1) << qint64(9000) << qint64(5000);
    QTest::newRow("before the first") << qint64(-1) << qint64(1) << qint64(0);
    QTest::newRow("before 0") << qint64(-1) << qint64(0) << qint64(0);
}

void tst_Monitor_Trim::previewIsWhatHappens()
{
    QFETCH(qint64, length);
    QFETCH(qint64, minimumId);
    QFETCH(qint64, removed);
    addNumbered(admin(), "s", 5000);
    const StreamTrim trim = length >= 0 ? StreamTrim::toLength(length, false) : StreamTrim::toId(StreamId(quint64(minimumId), 0), false);
    const TrimPreview seen = preview(trim);
    QCOMPARE(seen.entries, removed);
    QVERIFY(seen.complete);
    QVERIFY(seen.groupsBehind.isEmpty());
    QCOMPARE(admin().integer({"XLEN", "s"}), 5000);
    COMPARE_RESULT(m_monitor->trim("s", trim), removed);
    QCOMPARE(admin().integer({"XLEN", "s"}), 5000 - removed);
}

void tst_Monitor_Trim::groupsBehind()
{
    addNumbered(admin(), "s", 100);
    ask({"XGROUP", "CREATE", "s", "fast", "0"});
    ask({"XGROUP", "CREATE", "s", "slow", "0"});
    deliver("s", "fast", "c", 80);
    deliver("s", "slow", "c", 10);
    QCOMPARE(preview(StreamTrim::toLength(50)).groupsBehind, QList<QByteArray> {"slow"});
    QCOMPARE(preview(StreamTrim::toLength(20)).groupsBehind, QList<QByteArray> {"slow"});
    QCOMPARE(preview(StreamTrim::toLength(19)).groupsBehind, (QList<QByteArray> {"fast", "slow"}));
    QCOMPARE(preview(StreamTrim::toLength(90)).groupsBehind, QList<QByteArray>());
    QCOMPARE(preview(StreamTrim::toId({51, 0})).groupsBehind, QList<QByteArray> {"slow"});
    QCOMPARE(preview(StreamTrim::toId({10, 0})).groupsBehind, QList<QByteArray>());
    QCOMPARE(preview(StreamTrim::toId({90, 0})).groupsBehind, (QList<QByteArray> {"fast", "slow"}));
}

void tst_Monitor_Trim::noStream()
{
    QCOMPARE(preview(StreamTrim::toLength(1)).entries, 0);
    QCOMPARE(preview(StreamTrim::toId({1, 0})).entries, 0);
    COMPARE_RESULT(m_monitor->trim("s", StreamTrim::toLength(1)), 0);
}

void tst_Monitor_Trim::wrongType()
{
    ask({"SET", "s", "1"});
    COMPARE_FAILURE(m_monitor->trimPreview("s", StreamTrim::toLength(1)), Code::WrongType, "");
    COMPARE_FAILURE(m_monitor->trim("s", StreamTrim::toLength(1)), Code::WrongType, "");
}

QTEST_GUILESS_MAIN(tst_Monitor_Trim)
#include "tst_monitor_trim.moc"
