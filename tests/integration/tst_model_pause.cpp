// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "modelhistorytest.h"

using namespace Qt::StringLiterals;
using namespace RedisStreams;
using namespace RedisStreams::Test;

/// A pause, and a walk into the past during it: what is new is counted, what was there is not.
class TestModelPause : public ModelHistoryTest
{
    Q_OBJECT

private Q_SLOTS:
    void onlyNewEntriesCount();
    void rowsBeforeThePauseComeBack_data();
    void rowsBeforeThePauseComeBack();
    void walkPastThePause();
    void filterComesAndGoes();
    void filterAfterTheWalk();

private:
    /// Rows 901 to 1000 of a thousand, then a pause in which 30 more arrive.
    void pauseAtThousand(int pageSize)
    {
        addNumbered(m_server.admin(), "s", 1000);
        history()->setPageSize(pageSize);
        history()->setMaximumRows(200);
        m_model->setMaximumRows(100);
        followLast({"s"}, 100);
        m_model->setPaused(true);
        addNumbered(m_server.admin(), "s", 30, 1001);
        QTRY_COMPARE(m_model->pausedCount(), 30);
    }
    void walkBackTo(int first)
    {
        while (history()->canFetchOlder() && m_model->entryAt(0).id().ms > quint64(first))
            QVERIFY(fetchOlder() > 0);
        QVERIFY(history()->isDetached());
    }
    void walkForward()
    {
        for (int pages = 0; history()->canFetchNewer(); ++pages) {
            QVERIFY(fetchNewer() >= 0);
            QVERIFY(pages < 100);
        }
    }
};

void TestModelPause::onlyNewEntriesCount()
{
    pauseAtThousand(100);
    walkBackTo(601);
    QCOMPARE(rows(), numbered("s", 601, 900));
    QCOMPARE(m_model->pausedCount(), 30);
    addNumbered(m_server.admin(), "s", 5, 1031);
    QTRY_COMPARE(m_model->pausedCount(), 35);
    walkBackTo(1);
    QCOMPARE(m_model->pausedCount(), 35);
    // Without the pause the rows are still elsewhere.
    m_model->setPaused(false);
    QCOMPARE(m_model->pausedCount(), 35);
    history()->follow();
    QCOMPARE(m_model->pausedCount(), 0);
    QCOMPARE(rows(), numbered("s", 936, 1035));
}

void TestModelPause::rowsBeforeThePauseComeBack_data()
{
    QTest::addColumn<int>("pageSize");
    // On the way back up, what is held is met before the pause, or behind it.
    QTest::newRow("large pages") << 100;
    QTest::newRow("small pages") << 30;
}

void TestModelPause::rowsBeforeThePauseComeBack()
{
    QFETCH(int, pageSize);
    pauseAtThousand(100);
    walkBackTo(601);
    history()->setPageSize(pageSize);
    walkForward();
    QCOMPARE(rows().last(), u"s 1000-0"_s);
    QCOMPARE(m_model->pausedCount(), 30);
    addNumbered(m_server.admin(), "s", 5, 1031);
    QTRY_COMPARE(m_model->pausedCount(), 35);
    QCOMPARE(rows().last(), u"s 1000-0"_s);
    m_model->setPaused(false);
    QCOMPARE(rows(), numbered("s", 1036 - m_model->rowCount(), 1035));
    QCOMPARE(m_model->pausedCount(), 0);
}

void TestModelPause::walkPastThePause()
{
    // What was fetched is no longer new, though it came after the pause began.
    pauseAtThousand(70);
    addNumbered(m_server.admin(), "s", 150, 1031); // more than is held
    QTRY_COMPARE(m_model->pausedCount(), 180);
    QCOMPARE(fetchOlder(), 70);
    QVERIFY(history()->isDetached());
    QCOMPARE(m_model->pausedCount(), 180);
    walkForward();
    const int last = int(m_model->entryAt(m_model->rowCount() - 1).id().ms);
    QVERIFY2(last > 1030, qPrintable(QString::number(last)));
    QCOMPARE(m_model->pausedCount(), 1180 - last);
    addNumbered(m_server.admin(), "s", 5, 1181);
    QTRY_COMPARE(m_model->pausedCount(), 1185 - last);
    m_model->setPaused(false);
    QCOMPARE(rows(), numbered("s", 1186 - m_model->rowCount(), 1185));
}

void TestModelPause::filterComesAndGoes()
{
    pauseAtThousand(100);
    walkBackTo(601);
    history()->setPageSize(10); // so that what is looked for anew does not reach the pause
    QSignalSpy jumped(history(), &StreamHistory::jumped);
    m_model->setFilter(u"n ~ 7"_s);
    QTRY_COMPARE(jumped.size(), 1);
    QCOMPARE(m_model->pausedCount(), 3); // 1007, 1017, 1027
    m_model->setFilter({});
    QTRY_COMPARE(jumped.size(), 2);
    QCOMPARE(m_model->pausedCount(), 30);
    addNumbered(m_server.admin(), "s", 5, 1031);
    QTRY_COMPARE(m_model->pausedCount(), 35);
    m_model->setPaused(false);
    history()->follow();
    QCOMPARE(rows(), numbered("s", 936, 1035));
}

void TestModelPause::filterAfterTheWalk()
{
    // What was let go in the pause and fetched since is not new again when a filter comes and goes.
    pauseAtThousand(70);
    addNumbered(m_server.admin(), "s", 150, 1031); // more than is held
    QTRY_COMPARE(m_model->pausedCount(), 180);
    fetchOlder();
    walkForward();
    QVERIFY(!history()->isDetached());
    const qint64 left = m_model->pausedCount();
    QVERIFY2(left < 180, qPrintable(QString::number(left)));
    m_model->setFilter(u"n ~ 7"_s);
    m_model->setFilter({});
    QCOMPARE(m_model->pausedCount(), left);
    addNumbered(m_server.admin(), "s", 5, 1181);
    QTRY_COMPARE(m_model->pausedCount(), left + 5);
    m_model->setPaused(false);
    QCOMPARE(rows(), numbered("s", 1186 - m_model->rowCount(), 1185));
}

QTEST_GUILESS_MAIN(TestModelPause)
#include "tst_model_pause.moc"
