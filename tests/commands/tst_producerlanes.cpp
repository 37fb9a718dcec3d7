// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "consumers/streamproducerlanes_p.h"

#include <QtTest/QTest>

using namespace RedisStreams;
using namespace RedisStreams::Internal;
using Code = RedisError::Code;

/// The order and the pauses in which entries are tried again that a server refused for now.
class tst_ProducerLanes : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void firstAloneThenTheOthers();
    void pausesGrow();
    void burstIsOneRefusal();
    void publishedLaterWaitsBehind();
    void streamsAreApart();
    void expiry();
    void probeThatFailsForGood();
    void waitsForThoseUnderWay();
    void atOnce();
    void behindThoseOfAnotherNode();
    void expiryOfOneThatWaits();
    void everythingTaken();

private:
    ProducerEntryPtr entry(quint64 number, const QByteArray &stream = "s", qint64 giveUpAt = 100'000)
    {
        auto made = std::make_shared<ProducerEntry>();
        made->number = number;
        made->key = stream;
        made->giveUpAt = giveUpAt;
        return made;
    }
    static QList<quint64> numbers(const std::vector<ProducerEntryPtr> &entries)
    {
        QList<quint64> list;
        for (const ProducerEntryPtr &one : entries)
            list.append(one->number);
        return list;
    }

    const RedisError m_refusal {Code::OutOfMemory, QStringLiteral("OOM")};
    static constexpr qint64 pause = ProducerLanes::FirstPause;
};

void tst_ProducerLanes::firstAloneThenTheOthers()
{
    ProducerLanes lanes;
    QVERIFY(!lanes.holds("s"));
    QVERIFY(!lanes.due());
    const auto first = entry(1);
    lanes.refused(first, m_refusal, 1000, 1);
    lanes.refused(entry(2), m_refusal, 1000, 0);
    lanes.append(entry(3));
    QVERIFY(lanes.holds("s"));
    QCOMPARE(lanes.due(), std::optional<qint64>(1000 + pause));
    QCOMPARE(numbers(lanes.takeDue(1000 + pause - 1)), QList<quint64>());
    QCOMPARE(numbers(lanes.takeDue(1000 + pause)), QList<quint64> {1});
    // While it is tried nothing else is, however late it gets.
    QCOMPARE(numbers(lanes.takeDue(50'000)), QList<quint64>());
    QVERIFY(lanes.holds("s"));
    QCOMPARE(numbers(lanes.settled(*first)), QList<quint64>({2, 3}));
    QVERIFY(!lanes.holds("s"));
    QVERIFY(!lanes.due());
}

void tst_ProducerLanes::pausesGrow()
{
    ProducerLanes lanes;
    const auto probe = entry(1);
    qint64 now = 0;
    lanes.refused(probe, m_refusal, now, 0);
    for (qint64 expected = pause; expected <= 4 * ProducerLanes::LongestPause; expected *= 2) {
        const qint64 wait = qMin(expected, ProducerLanes::LongestPause);
        QCOMPARE(lanes.due(), std::optional<qint64>(now + wait));
        now += wait;
        QCOMPARE(numbers(lanes.takeDue(now)), QList<quint64> {1});
        lanes.refused(probe, m_refusal, now, 0);
    }
    // Once it got through, the next refusal begins anew.
    now = *lanes.due();
    QCOMPARE(lanes.takeDue(now).size(), size_t(1));
    lanes.settled(*probe);
    lanes.refused(entry(2), m_refusal, now, 0);
    QCOMPARE(lanes.due(), std::optional<qint64>(now + pause));
}

void tst_ProducerLanes::burstIsOneRefusal()
{
    // All that was under way is refused one after the other: that is no reason to wait longer.
    ProducerLanes lanes;
    for (quint64 number = 1; number <= 100; ++number)
        lanes.refused(entry(number), m_refusal, 10 + qint64(number), 99);
    QCOMPARE(lanes.due(), std::optional<qint64>(11 + pause));
}

void tst_ProducerLanes::publishedLaterWaitsBehind()
{
    // 4 was published after the first refusal was known, 2 and 3 were under way then.
    ProducerLanes lanes;
    const auto first = entry(1);
    lanes.refused(first, m_refusal, 0, 2);
    lanes.append(entry(4));
    lanes.refused(entry(2), m_refusal, 1, 0);
    lanes.refused(entry(3), m_refusal, 1, 0);
    QCOMPARE(numbers(lanes.takeDue(pause)), QList<quint64> {1});
    QCOMPARE(numbers(lanes.settled(*first)), QList<quint64>({2, 3, 4}));
}

void tst_ProducerLanes::streamsAreApart()
{
    ProducerLanes lanes;
    const auto ofS = entry(1, "s");
    lanes.refused(ofS, m_refusal, 0, 0);
    lanes.refused(entry(2, "t"), m_refusal, 30, 0);
    QVERIFY(lanes.holds("t") && !lanes.holds("u"));
    QCOMPARE(numbers(lanes.takeDue(pause)), QList<quint64> {1});
    QCOMPARE(lanes.due(), std::optional<qint64>(30 + pause));
    QVERIFY(lanes.settled(*ofS).empty());
    QVERIFY(lanes.holds("t"));
}

void tst_ProducerLanes::expiry()
{
    ProducerLanes lanes;
    lanes.refused(entry(1, "s", 40), m_refusal, 0, 0);
    lanes.append(entry(2, "s", 60));
    QCOMPARE(lanes.due(), std::optional<qint64>(40));
    QVERIFY(lanes.takeExpired(39).empty());
    auto expired = lanes.takeExpired(40);
    QCOMPARE(expired.size(), size_t(1));
    QCOMPARE(expired[0].first->number, 1u);
    // The one that waited behind fails with what it waited for.
    expired = lanes.takeExpired(60);
    QCOMPARE(expired.size(), size_t(1));
    QCOMPARE(expired[0].first->number, 2u);
    QCOMPARE(expired[0].second.code(), Code::OutOfMemory);
    QVERIFY(!lanes.holds("s"));
}

void tst_ProducerLanes::probeThatFailsForGood()
{
    // Any report of the one that was tried sets the others free.
    ProducerLanes lanes;
    const auto probe = entry(1);
    lanes.refused(probe, m_refusal, 0, 0);
    lanes.append(entry(2));
    QCOMPARE(numbers(lanes.takeDue(pause)), QList<quint64> {1});
    QCOMPARE(numbers(lanes.settled(*probe)), QList<quint64> {2});
}

void tst_ProducerLanes::waitsForThoseUnderWay()
{
    // 2 is refused, while 1 and 3 were sent to the same node and are not back: tried before them, 2 might overtake 1.
    ProducerLanes lanes;
    const auto older = entry(1);
    const auto refused = entry(2);
    const auto younger = entry(3);
    lanes.refused(refused, m_refusal, 0, 2);
    lanes.append(entry(4));
    QVERIFY(lanes.takeDue(10 * pause).empty());
    QCOMPARE(lanes.due(), std::optional<qint64>(100'000)); // nothing but the deadline
    QVERIFY(lanes.settled(*older).empty());
    QVERIFY(lanes.takeDue(10 * pause).empty());
    lanes.refused(younger, m_refusal, 5, 0);
    QCOMPARE(numbers(lanes.takeDue(10 * pause)), QList<quint64> {2});
    QCOMPARE(numbers(lanes.settled(*refused)), QList<quint64>({3, 4}));
    QVERIFY(!lanes.holds("s"));
}

void tst_ProducerLanes::atOnce()
{
    // Another node serves the stream: there is nothing to wait for, until that one refuses as well.
    ProducerLanes lanes;
    const auto moved = entry(1);
    lanes.refused(moved, m_refusal, 1000, 0, true);
    QCOMPARE(lanes.due(), std::optional<qint64>(1000));
    QCOMPARE(numbers(lanes.takeDue(1000)), QList<quint64> {1});
    lanes.refused(moved, m_refusal, 1001, 0, true);
    QCOMPARE(lanes.due(), std::optional<qint64>(1001 + pause));
}

void tst_ProducerLanes::behindThoseOfAnotherNode()
{
    ProducerLanes lanes;
    const auto before = entry(1);
    const auto next = entry(2, "s", 500);
    lanes.open("s", 1, 100);
    lanes.append(next);
    QVERIFY(lanes.holds("s"));
    QVERIFY(lanes.takeDue(100).empty());
    QVERIFY(lanes.settled(*before).empty());
    QCOMPARE(numbers(lanes.takeDue(100)), QList<quint64> {2}); // at once
    QVERIFY(lanes.settled(*next).empty());
    QVERIFY(!lanes.holds("s"));
    // It has a reason also when it never comes to that.
    lanes.open("s", 1, 100);
    lanes.append(entry(3, "s", 500));
    const auto expired = lanes.takeExpired(500);
    QCOMPARE(expired.size(), size_t(1));
    QVERIFY(expired[0].second.isError());
}

void tst_ProducerLanes::expiryOfOneThatWaits()
{
    // It was under way when it was refused, but is not any more: its report must not count twice.
    ProducerLanes lanes;
    const auto older = entry(1, "s", 40);
    const auto younger = entry(2, "s", 100);
    lanes.refused(younger, m_refusal, 0, 1);
    lanes.refused(older, m_refusal, 1, 0);
    QCOMPARE(lanes.takeExpired(40).size(), size_t(1));
    QVERIFY(lanes.settled(*older).empty());
    QCOMPARE(numbers(lanes.takeDue(pause)), QList<quint64> {2});
    QVERIFY(lanes.settled(*younger).empty());
    QVERIFY(!lanes.holds("s"));
}

void tst_ProducerLanes::everythingTaken()
{
    ProducerLanes lanes;
    lanes.refused(entry(1, "s"), m_refusal, 0, 0);
    lanes.append(entry(2, "s"));
    lanes.refused(entry(3, "t"), m_refusal, 0, 0);
    QCOMPARE(lanes.takeAll().size(), size_t(3));
    QVERIFY(!lanes.holds("s") && !lanes.holds("t") && !lanes.due());
}

QTEST_GUILESS_MAIN(tst_ProducerLanes)
#include "tst_producerlanes.moc"
