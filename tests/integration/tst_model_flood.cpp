// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "modelhistorytest.h"

#include <atomic>
#include <thread>

using namespace Qt::StringLiterals;
using namespace RedisStreams;
using namespace RedisStreams::Test;

namespace {

/// Adds numbered entries to streams in turn, as fast as the server takes them, from a thread of its own.
class Flood
{
public:
    Flood(const QString &url, const QByteArrayList &streams, const QByteArrayList &trim = {})
        : m_thread([this, url, streams, trim] { run(url, streams, trim); })
    {
    }
    ~Flood() { stop(); }
    Q_DISABLE_COPY_MOVE(Flood)

    void stop()
    {
        m_stopped = true;
        if (m_thread.joinable())
            m_thread.join();
    }
    qint64 added() const { return m_added; }
    /// From now on it does not get far ahead of the entry with this number.
    void waitForReaderOf(qint64 number) { m_read = number; }

private:
    static constexpr qint64 mostAhead = 500;

    void run(const QString &url, const QByteArrayList &streams, const QByteArrayList &trim)
    {
        AdminClient client(url);
        QList<QByteArrayList> commands;
        for (qint64 number = 1; !m_stopped; number += 500) {
            while (!m_stopped && m_read >= 0 && number - m_read > mostAhead)
                std::this_thread::sleep_for(std::chrono::milliseconds(1));
            if (m_stopped)
                break;
            commands.clear();
            for (const QByteArray &stream : streams) {
                for (qint64 i = number; i < number + 500; ++i)
                    commands.append(QByteArrayList{"XADD", stream} + trim + QByteArrayList{"*", "n", QByteArray::number(i)});
            }
            client.pipeline(commands);
            m_added += commands.size();
        }
    }

    std::atomic<bool> m_stopped = false;
    std::atomic<qint64> m_added = 0;
    std::atomic<qint64> m_read = -1; ///< -1: it waits for nobody
    std::thread m_thread;
};

} // namespace

/// StreamHistory while a writer adds entries at full speed: every entry once, in order, none left out.
class TestModelFlood : public ModelHistoryTest
{
    Q_OBJECT

private Q_SLOTS:
    void pagesJoinTheTail_data();
    void pagesJoinTheTail();
    void olderComesThoughTheRingIsFull();
    void walkToTheBeginningAndBack();
    void pausedLongBeforeThePast();
    void jumpsAndBack();
    void trimmedBehindTheRows();
    void filteredWhileItGoesOn();

private:
    qint64 numberAt(int row) const { return m_model->entryAt(row).value(u"n"_s).toLongLong(); }
    /// What is wrong with the rows; empty when every stream's numbers count up by one.
    QByteArray flaw() const
    {
        QHash<QString, qint64> last;
        for (int row = 0; row < m_model->rowCount(); ++row) {
            const StreamEntry entry = m_model->entryAt(row);
            const qint64 number = entry.value(u"n"_s).toLongLong();
            const qint64 before = std::exchange(last[entry.stream()], number);
            if (before != 0 && number != before + 1)
                return QStringLiteral("row %1 of %2: %3 %4 comes after %5").arg(row).arg(m_model->rowCount())
                    .arg(entry.stream()).arg(number).arg(before).toUtf8();
        }
        return {};
    }
    bool waitForTotal(qint64 more)
    {
        const qint64 wanted = m_model->totalCount() + more;
        return QTest::qWaitFor([this, wanted] { return m_model->totalCount() >= wanted; }, 60'000);
    }
};

void TestModelFlood::pagesJoinTheTail_data()
{
    QTest::addColumn<QByteArrayList>("streams");
    QTest::addColumn<int>("maximumRows");
    QTest::addRow("one stream") << QByteArrayList{"a"} << 300;
    QTest::addRow("three streams") << QByteArrayList{"a", "b", "c"} << 300;
    QTest::addRow("many rows") << QByteArrayList{"a", "b"} << 5000;
}

void TestModelFlood::pagesJoinTheTail()
{
    QFETCH(QByteArrayList, streams);
    QFETCH(int, maximumRows);
    Flood flood(m_server.url(), streams);
    QTRY_VERIFY(flood.added() > 10'000);
    m_model->setMaximumRows(maximumRows);
    history()->setPageSize(150);
    history()->setMaximumRows(1500);
    follow(streams, StreamConsumer::StartFrom::Latest);
    QVERIFY(waitForTotal(5000));
    for (int page = 0; page < 25; ++page) {
        QVERIFY(fetchOlder() > 0);
        QCOMPARE(flaw(), QByteArray());
        QVERIFY(m_model->rowCount() <= maximumRows + 1500);
        QVERIFY(waitForTotal(page % 5 == 0 ? 3000 : 1));
        QCOMPARE(flaw(), QByteArray());
    }
    history()->follow();
    QCOMPARE(flaw(), QByteArray());
    QVERIFY(!history()->isDetached());
    flood.stop();
    // The newest of all are there.
    QTRY_COMPARE_WITH_TIMEOUT(numberAt(m_model->rowCount() - 1), flood.added() / streams.size(), 60'000);
    QCOMPARE(flaw(), QByteArray());
    QVERIFY(m_model->rowCount() >= maximumRows || m_model->rowCount() >= m_model->totalCount());
    QVERIFY(m_resets.isEmpty());
}

void TestModelFlood::olderComesThoughTheRingIsFull()
{
    Flood flood(m_server.url(), {"a"});
    QTRY_VERIFY(flood.added() > 20'000);
    m_model->setMaximumRows(100);
    history()->setPageSize(100);
    history()->setMaximumRows(200);
    follow({"a"}, StreamConsumer::StartFrom::Latest);
    QVERIFY(waitForTotal(1000));
    QVERIFY(fetchOlder() > 0);
    QVERIFY(waitForTotal(3000)); // whatever was fetched is gone by now, or the rows stand still
    const qint64 oldest = numberAt(0);
    QCOMPARE(fetchOlder(), 100);
    QVERIFY(numberAt(0) >= oldest - 100);
    QVERIFY(history()->isDetached());
    QCOMPARE(flaw(), QByteArray());
    const qint64 first = numberAt(0);
    QVERIFY(waitForTotal(3000));
    QCOMPARE(numberAt(0), first); // nothing moves under who looks at the past
    QCOMPARE(fetchOlder(), 100);
    QCOMPARE(numberAt(0), first - 100);
    QCOMPARE(flaw(), QByteArray());
}

void TestModelFlood::walkToTheBeginningAndBack()
{
    auto flood = std::make_unique<Flood>(m_server.url(), QByteArrayList{"a", "b"});
    QTRY_VERIFY(flood->added() > 10'000);
    m_model->setMaximumRows(400);
    history()->setPageSize(2000);
    history()->setMaximumRows(6000);
    follow({"a", "b"}, StreamConsumer::StartFrom::Latest);
    for (int page = 0; history()->canFetchOlder(); ++page) {
        QVERIFY(page < 500);
        QVERIFY(fetchOlder() >= 0);
        QCOMPARE(flaw(), QByteArray());
    }
    QCOMPARE(numberAt(0), 1);
    // Towards the tail, which is caught up with once the writer rests.
    for (int page = 0; page < 5; ++page) {
        QVERIFY(fetchNewer() > 0);
        QCOMPARE(flaw(), QByteArray());
    }
    flood->stop();
    for (int page = 0; history()->canFetchNewer(); ++page) {
        QVERIFY(page < 2000);
        QVERIFY(fetchNewer() >= 0);
        if (page % 10 == 0)
            QCOMPARE(flaw(), QByteArray());
    }
    QTRY_COMPARE_WITH_TIMEOUT(numberAt(m_model->rowCount() - 1), flood->added() / 2, 60'000);
    QCOMPARE(flaw(), QByteArray());
}

void TestModelFlood::pausedLongBeforeThePast()
{
    Flood flood(m_server.url(), {"a"});
    QTRY_VERIFY(flood.added() > 10'000);
    m_model->setMaximumRows(200);
    history()->setPageSize(100);
    follow({"a"}, StreamConsumer::StartFrom::Latest);
    QVERIFY(waitForTotal(500));
    m_model->setPaused(true);
    const qint64 newest = numberAt(m_model->rowCount() - 1);
    QVERIFY(waitForTotal(2000)); // more than is held
    QCOMPARE(fetchOlder(), 100);
    QCOMPARE(numberAt(m_model->rowCount() - 1), newest);
    QVERIFY(history()->isDetached()); // there is a gap behind the rows
    QCOMPARE(flaw(), QByteArray());
    m_model->setPaused(false);
    QCOMPARE(numberAt(m_model->rowCount() - 1), newest);
    QCOMPARE(fetchNewer(), 100);
    QCOMPARE(numberAt(m_model->rowCount() - 1), newest + 100);
    QCOMPARE(flaw(), QByteArray());
    history()->follow();
    QCOMPARE(flaw(), QByteArray());
    QVERIFY(numberAt(0) > newest);
}

void TestModelFlood::jumpsAndBack()
{
    Flood flood(m_server.url(), {"a", "b"});
    QTRY_VERIFY(flood.added() > 20'000);
    m_model->setMaximumRows(1000);
    history()->setPageSize(300);
    const QDateTime began = QDateTime::currentDateTimeUtc();
    follow({"a", "b"}, StreamConsumer::StartFrom::LastEntries, 100);
    for (int round = 0; round < 10; ++round) {
        QVERIFY(waitForTotal(1000));
        QSignalSpy jumped(history(), &StreamHistory::jumped);
        history()->jumpTo(began.addMSecs(round * 7));
        QTRY_COMPARE_WITH_TIMEOUT(jumped.count(), 1, 60'000);
        QCOMPARE(flaw(), QByteArray());
        const int row = jumped.first().at(0).toInt();
        QVERIFY(row >= 0 && m_model->entryAt(row).timestamp() >= began.addMSecs(round * 7));
        QVERIFY(fetchNewer() >= 0);
        QVERIFY(fetchOlder() >= 0);
        QCOMPARE(flaw(), QByteArray());
        history()->follow();
        QCOMPARE(flaw(), QByteArray());
    }
    flood.stop();
    QTRY_COMPARE_WITH_TIMEOUT(numberAt(m_model->rowCount() - 1), flood.added() / 2, 60'000);
    QCOMPARE(flaw(), QByteArray());
    QCOMPARE(m_model->rowCount(), 1000);
}

void TestModelFlood::trimmedBehindTheRows()
{
    // What is older than the rows goes while it is asked for: the past ends where it begins.
    Flood flood(m_server.url(), {"a"}, {"MAXLEN", "~", "3000"});
    QTRY_VERIFY(flood.added() > 20'000);
    m_model->setMaximumRows(500);
    history()->setPageSize(100);
    // A reader that is a trim behind misses entries, as it should; that is not what this is about.
    flood.waitForReaderOf(flood.added());
    follow({"a"}, StreamConsumer::StartFrom::Latest);
    QObject reader;
    connect(m_consumer.get(), &StreamConsumer::entriesReceived, &reader,
        [&flood](const QString &, const StreamEntries &batch) { flood.waitForReaderOf(batch.last().value("n").toLongLong()); });
    flood.waitForReaderOf(flood.added());
    QVERIFY(waitForTotal(500));
    m_model->setPaused(true);
    int pages = 0;
    while (history()->canFetchOlder()) {
        QVERIFY(++pages < 100);
        QVERIFY(fetchOlder() >= 0);
        QCOMPARE(flaw(), QByteArray());
    }
    QVERIFY(numberAt(0) > 1);
    m_model->setPaused(false);
    history()->follow();
    flood.stop();
    QTRY_COMPARE_WITH_TIMEOUT(numberAt(m_model->rowCount() - 1), flood.added(), 60'000);
    QCOMPARE(flaw(), QByteArray());
}

void TestModelFlood::filteredWhileItGoesOn()
{
    Flood flood(m_server.url(), {"a"});
    QTRY_VERIFY(flood.added() > 10'000);
    m_model->setMaximumRows(200);
    history()->setPageSize(50);
    m_model->setFilter(u"n ~ 77"_s);
    follow({"a"}, StreamConsumer::StartFrom::Latest);
    QVERIFY(waitForTotal(3000));
    for (int page = 0; page < 3; ++page)
        QCOMPARE(fetchOlder(), 50);
    // Every number with a 77 in it between the first and the last row.
    qint64 row = 0;
    for (qint64 number = numberAt(0); row < m_model->rowCount(); ++number) {
        if (QByteArray::number(number).contains("77"))
            QCOMPARE(numberAt(int(row++)), number);
    }
    m_model->setFilter({});
    QTRY_VERIFY(!history()->isFetching()); // a detached model looks again
    QCOMPARE(flaw(), QByteArray());
    QVERIFY(fetchOlder() > 0);
    QCOMPARE(flaw(), QByteArray());
}

QTEST_GUILESS_MAIN(TestModelFlood)
#include "tst_model_flood.moc"
