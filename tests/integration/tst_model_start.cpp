// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "modelhistorytest.h"

#include <QtCore/QPersistentModelIndex>

using namespace Qt::StringLiterals;
using namespace RedisStreams;
using namespace RedisStreams::Test;

/// What the rows show first, when several streams begin with their newest entries; and that rows keep their entries.
class TestModelStart : public ModelHistoryTest
{
    Q_OBJECT

private Q_SLOTS:
    void lastEntriesAreMerged_data();
    void lastEntriesAreMerged();
    void streamAddedLater();
    void rateIsOfWhatIsNew();
    void liveEntriesStayInOrderOfArrival();
    void selectionStaysOnItsEntry();
    void filterAfterFollowLeavesNoGap();
    void filterKeepsWhatWasFetched();
    void timesOfAStreamMadeAnew();

private:
    /// Streams s0, s1 ... with an entry each millisecond, in turn.
    static QStringList fill(AdminClient &admin, int streams, int entries)
    {
        QList<QByteArrayList> commands;
        QStringList expected;
        for (int i = 1; i <= entries; ++i) {
            const QByteArray stream = "s" + QByteArray::number(i % streams);
            commands.append({"XADD", stream, QByteArray::number(i) + "-0", "n", QByteArray::number(i)});
            expected.append(QString::fromLatin1(stream) + u" %1-0"_s.arg(i));
        }
        admin.pipeline(commands);
        return expected;
    }
};

void TestModelStart::lastEntriesAreMerged_data()
{
    QTest::addColumn<int>("streams");
    QTest::addColumn<int>("startCount");
    QTest::addColumn<int>("maximumRows");
    QTest::addColumn<int>("bufferSize");
    QTest::addRow("two") << 2 << 50 << 1000 << -1;
    QTest::addRow("in many replies") << 3 << 200 << 1000 << 9;
    QTest::addRow("more than rows") << 10 << 100 << 250 << -1;
    QTest::addRow("more than rows, many replies") << 10 << 100 << 250 << 9;
    QTest::addRow("many streams") << 40 << 25 << 2000 << -1;
    QTest::addRow("more than there are") << 5 << 5000 << 10'000 << -1;
}

void TestModelStart::lastEntriesAreMerged()
{
    QFETCH(int, streams);
    QFETCH(int, startCount);
    QFETCH(int, maximumRows);
    QFETCH(int, bufferSize);
    const QStringList all = fill(m_server.admin(), streams, 4000);
    const QStringList expected = all.last(qMin(4000, qMin(streams * startCount, maximumRows)));
    m_model->setMaximumRows(maximumRows);
    QStringList names;
    for (int i = 0; i < streams; ++i)
        names.append(u"s%1"_s.arg(i));
    m_consumer = std::make_unique<StreamConsumer>(m_client.get(), names);
    m_consumer->setStartFrom(StreamConsumer::StartFrom::LastEntries);
    m_consumer->setStartCount(startCount);
    m_consumer->setBufferSize(bufferSize);
    m_model->setConsumer(m_consumer.get());
    m_consumer->start();
    QTRY_COMPARE(m_model->totalCount(), qMin(4000, streams * startCount));
    QTRY_COMPARE(rows(), expected);
    // And it goes on before them without gap.
    history()->setPageSize(100);
    const int older = int(qMin<qsizetype>(100, all.size() - expected.size()));
    QCOMPARE(fetchOlder(), older);
    QCOMPARE(rows(), all.last(expected.size() + older));
}

void TestModelStart::rateIsOfWhatIsNew()
{
    // What was there before is no rate of anything; not at the start, nor when another stream comes in.
    fill(m_server.admin(), 4, 4000);
    m_consumer = std::make_unique<StreamConsumer>(m_client.get(), QStringList{u"s0"_s, u"s1"_s, u"s2"_s, u"none"_s});
    m_consumer->setStartFrom(StreamConsumer::StartFrom::LastEntries);
    m_consumer->setStartCount(2000);
    m_model->setConsumer(m_consumer.get());
    double highest = 0;
    connect(m_model.get(), &StreamModel::entriesPerSecondChanged, this, [&] { highest = qMax(highest, m_model->entriesPerSecond()); });
    m_consumer->start();
    QTRY_COMPARE(m_model->totalCount(), 3000);
    // What comes to a stream that had nothing, or less than was asked for, is new.
    for (int i = 1; i <= 30; ++i)
        m_server.admin().command({"XADD", i % 2 ? "none" : "s1", "*", "n", QByteArray::number(i)});
    QTRY_COMPARE(m_model->totalCount(), 3030);
    QTRY_VERIFY(highest > 0);
    m_consumer->addStream(u"s3"_s);
    QTRY_COMPARE(m_model->totalCount(), 4030);
    QTRY_COMPARE_WITH_TIMEOUT(m_model->entriesPerSecond(), 0.0, Patience); // the three seconds are over
    // Thirty entries within half a second at least, which is how often the rate is taken.
    QVERIFY2(highest <= 30 / 0.4, qPrintable(QString::number(highest)));
}

void TestModelStart::streamAddedLater()
{
    const QStringList all = fill(m_server.admin(), 2, 400);
    followLast({"s0"}, 100);
    m_consumer->addStream(u"s1"_s);
    QTRY_COMPARE(m_model->rowCount(), 200);
    QCOMPARE(rows(), all.last(200));
}

void TestModelStart::liveEntriesStayInOrderOfArrival()
{
    m_server.admin().xadd("a", "1000-0", {"n", "1"});
    m_server.admin().xadd("b", "1-0", {"n", "1"});
    follow({"a", "b"}, StreamConsumer::StartFrom::Latest);
    m_server.admin().xadd("a", "1001-0", {"n", "1"});
    QTRY_COMPARE(m_model->rowCount(), 1);
    m_server.admin().xadd("b", "2-0", {"n", "1"});
    QTRY_COMPARE(rows(), QStringList({u"a 1001-0"_s, u"b 2-0"_s}));
}

void TestModelStart::selectionStaysOnItsEntry()
{
    const QStringList all = fill(m_server.admin(), 2, 2000);
    m_model->setMaximumRows(300);
    history()->setPageSize(100);
    followLast({"s0", "s1"}, 100);
    const QPersistentModelIndex current(m_model->index(50, 0));
    const auto entry = [&current, this] { return current.isValid() ? rows().at(current.row()) : QString(); };
    const QString before = entry();
    QCOMPARE(before, u"s1 1851-0"_s);
    fetchOlder();
    QCOMPARE(entry(), before);
    m_server.admin().xadd("s0", "2001-0", {"n", "2001"});
    QTRY_COMPARE(m_model->rowCount(), 301);
    QCOMPARE(entry(), before);
    m_model->setNewestFirst(true);
    QCOMPARE(entry(), before);
    m_model->setNewestFirst(false);
    // To a time whose entries overlap the rows, and back.
    QSignalSpy jumped(history(), &StreamHistory::jumped);
    history()->jumpTo(QDateTime::fromMSecsSinceEpoch(1701, Qt::UTC));
    history()->jumpTo(QDateTime::fromMSecsSinceEpoch(1690, Qt::UTC));
    QTRY_VERIFY(!history()->isFetching());
    QVERIFY(jumped.count() >= 1);
    QCOMPARE(rows(), all.mid(1589, 200));
    QCOMPARE(entry(), QString()); // it is not among these
    const QPersistentModelIndex other(m_model->index(150, 0)); // 1740
    history()->jumpTo(QDateTime::fromMSecsSinceEpoch(1800, Qt::UTC));
    QTRY_VERIFY(!history()->isFetching());
    QCOMPARE(rows(), all.mid(1699) + QStringList{u"s0 2001-0"_s}); // the live rows join on
    QVERIFY(!history()->isDetached());
    QVERIFY(other.isValid());
    QCOMPARE(rows().at(other.row()), u"s0 1740-0"_s);
    const QPersistentModelIndex newer(m_model->index(180, 0)); // 1880: among the live rows as well
    history()->follow();
    QCOMPARE(rows(), all.last(299) + QStringList{u"s0 2001-0"_s});
    QVERIFY(newer.isValid());
    QCOMPARE(rows().at(newer.row()), u"s0 1880-0"_s);
    QVERIFY(m_resets.isEmpty());
}

void TestModelStart::filterAfterFollowLeavesNoGap()
{
    const QStringList all = fill(m_server.admin(), 1, 3000);
    history()->setPageSize(50);
    followLast({"s0"}, 20);
    QSignalSpy jumped(history(), &StreamHistory::jumped);
    history()->jumpTo(QDateTime::fromMSecsSinceEpoch(1000, Qt::UTC));
    QTRY_COMPARE(jumped.count(), 1);
    m_model->setFilter(u"n ~ 9"_s);
    QTRY_COMPARE(jumped.count(), 2);
    history()->follow();
    m_model->setFilter(u"n ~ 29"_s);
    const QStringList expected = all.filter(QRegularExpression(u" .*29.*-"_s));
    QCOMPARE(rows(), expected.last(m_model->rowCount()));
    fetchToTheBeginning();
    QCOMPARE(rows(), expected);
}

void TestModelStart::filterKeepsWhatWasFetched()
{
    // Rows of the past between live ones: a stream that was added while the other was read.
    const QStringList all = fill(m_server.admin(), 2, 1000);
    m_model->setMaximumRows(200);
    history()->setPageSize(150);
    followLast({"s0"}, 100);
    fetchOlder();
    m_consumer->addStream(u"s1"_s, u"1000-0"_s);
    QTRY_VERIFY(m_consumer->position("s1").has_value());
    fetchOlder();
    const QStringList before = rows();
    QCOMPARE(before.size(), 400);
    QStringList sorted = before;
    std::sort(sorted.begin(), sorted.end());
    QCOMPARE(std::unique(sorted.begin(), sorted.end()), sorted.end());
    // It is clicked, under a filter, to see what is around it.
    m_model->setFilter(u"n ~ 5"_s);
    QCOMPARE(rows(), before.filter(QRegularExpression(u" .*5.*-"_s)));
    const QPersistentModelIndex fetched(m_model->index(int(rows().indexOf(u"s1 965-0"_s)), 0));
    const QPersistentModelIndex live(m_model->index(int(rows().indexOf(u"s0 950-0"_s)), 0));
    QVERIFY(fetched.isValid() && live.isValid());
    m_model->setFilter({});
    QCOMPARE(rows(), before.last(200));
    QVERIFY(fetched.isValid() && live.isValid());
    QCOMPARE(rows().at(fetched.row()), u"s1 965-0"_s);
    QCOMPARE(rows().at(live.row()), u"s0 950-0"_s);
    // From one filter to another.
    m_model->setFilter(u"n ~ 5"_s);
    m_model->setFilter(u"n ~ 65"_s);
    QCOMPARE(rows(), before.last(200).filter(QRegularExpression(u" .*65.*-"_s)));
    fetchToTheBeginning();
    QStringList found = rows();
    QStringList expected = all.filter(QRegularExpression(u" .*65.*-"_s));
    QCOMPARE(found, expected);
    QVERIFY(m_resets.isEmpty());
}

void TestModelStart::timesOfAStreamMadeAnew()
{
    m_model->setRelativeTimes(true);
    m_server.admin().xadd("s", "9999999999999-0", {"n", "1"});
    follow({"s"}, StreamConsumer::StartFrom::Beginning);
    QTRY_COMPARE(m_model->rowCount(), 1);
    m_server.admin().command({"DEL", "s"});
    m_server.admin().xadd("s", "*", {"n", "1"});
    QTRY_COMPARE(m_model->rowCount(), 2);
    const QString time = m_model->index(1, m_model->columns()->section(u"@time"_s)).data().toString();
    QVERIFY2(time.endsWith(u" s ago"_s), qPrintable(time));
}

QTEST_GUILESS_MAIN(TestModelStart)
#include "tst_model_start.moc"
