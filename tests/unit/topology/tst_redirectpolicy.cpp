// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "topology/redirectpolicy_p.h"

#include <QtTest/QTest>

using namespace RedisStreams;
using namespace RedisStreams::Internal;
using Action = ClusterStep::Action;
using Code = RedisError::Code;
using namespace std::chrono_literals;

namespace {

const Endpoint a{QStringLiteral("a"), 1, {}};
const Endpoint b{QStringLiteral("b"), 2, {}};
const Endpoint c{QStringLiteral("c"), 3, {}};

constexpr RedirectTrail::TimeLeft forEver;

} // namespace

class tst_RedirectPolicy : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void movedIsFollowedAtOnce();
    void askIsFollowedOnce();
    void redirectsWithoutName();
    void waitsThere_data();
    void waitsThere();
    void delaysGrow();
    void jitter();
    void goingBackWaits();
    void askAfterTryAgain();
    void circlesEnd();
    void circlesWithoutLimit();
    void timeRunsOut();
    void noTimeForARedirect();
    void endsAtOnce_data();
    void endsAtOnce();
    void crossSlotSaysWhatToDo();
    void nonsenseIsNotFollowed();
    void unreachable_data();
    void unreachable();
    void lostWrites();
    void resetBeginsAnew();
};

void tst_RedirectPolicy::movedIsFollowedAtOnce()
{
    RedirectTrail trail;
    const ClusterStep step = trail.refused("MOVED 7 b:2", a, 10s, 0.0);
    QCOMPARE(step.action, Action::SendTo);
    QCOMPARE(step.target, b);
    QCOMPARE(step.delay, 0ms);
    QVERIFY(step.refreshMap);
    QVERIFY(step.learn);
    QCOMPARE(step.learn->slot, 7);
    QCOMPARE(*step.learn->endpoint, b);
    QVERIFY(!step.error);
    // On to a third node, at once as well.
    const ClusterStep next = trail.refused("MOVED 7 c:3", b, 10s, 0.0);
    QCOMPARE(next.target, c);
    QCOMPARE(next.delay, 0ms);
    QCOMPARE(trail.redirects(), 2);
}

void tst_RedirectPolicy::askIsFollowedOnce()
{
    RedirectTrail trail;
    const ClusterStep step = trail.refused("ASK 7 b:2", a, 10s, 0.0);
    QCOMPARE(step.action, Action::SendAsking);
    QCOMPARE(step.target, b);
    QCOMPARE(step.delay, 0ms);
    QVERIFY(!step.learn); // the slot is still served by a
    QVERIFY(!step.refreshMap);
}

void tst_RedirectPolicy::redirectsWithoutName()
{
    for (const QByteArray text : {"MOVED 7 ?:2", "ASK 7 ?:2"}) {
        RedirectTrail trail;
        const ClusterStep step = trail.refused(text, a, 10s, 0.0);
        QCOMPARE(step.action, Action::SendByMap);
        QCOMPARE(step.delay, 20ms);
        QVERIFY(step.refreshMap);
        QVERIFY(!step.learn);
        QCOMPARE(trail.redirects(), 1);
    }
    RedirectTrail trail;
    QCOMPARE(trail.refused("MOVED 7 :9", a, 10s, 0.0).target.toString(), QStringLiteral("a:9"));
}

void tst_RedirectPolicy::waitsThere_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("refresh");
    for (const char *text : {"CLUSTERDOWN The cluster is down", "CLUSTERDOWN Hash slot not served",
             "LOADING Redis is loading the dataset in memory",
             "MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.",
             "READONLY You can't write against a read only replica.",
             "UNBLOCKED force unblock from blocking operation, instance state changed (master -> replica?)"})
        QTest::newRow(text) << QByteArray(text) << true;
    QTest::newRow("TRYAGAIN") << QByteArray("TRYAGAIN Multiple keys request during rehashing of slot") << false;
}

void tst_RedirectPolicy::waitsThere()
{
    QFETCH(QByteArray, text);
    RedirectTrail trail;
    const ClusterStep step = trail.refused(text, a, 10s, 0.0);
    QCOMPARE(step.action, Action::SendByMap);
    QCOMPARE(step.delay, 20ms);
    QTEST(step.refreshMap, "refresh");
    QVERIFY(!step.learn);
    QVERIFY(!step.error);
    QCOMPARE(trail.redirects(), 0);
}

void tst_RedirectPolicy::delaysGrow()
{
    RedirectTrail trail;
    QList<int> delays;
    for (int i = 0; i < 8; ++i)
        delays.append(int(trail.refused("CLUSTERDOWN x", a, forEver, 0.0).delay.count()));
    QCOMPARE(delays, QList<int>({20, 40, 80, 160, 320, 500, 500, 500}));
    for (int i = 0; i < 10'000; ++i) // no overflow, no end
        QCOMPARE(trail.refused("CLUSTERDOWN x", a, forEver, 0.0).delay, 500ms);
}

void tst_RedirectPolicy::jitter()
{
    RedirectLimits limits;
    limits.initialDelay = 100ms;
    limits.jitter = 0.3;
    QCOMPARE(RedirectTrail(limits).refused("TRYAGAIN x", a, forEver, 0.0).delay, 100ms);
    QCOMPARE(RedirectTrail(limits).refused("TRYAGAIN x", a, forEver, 0.5).delay, 85ms);
    const auto shortest = RedirectTrail(limits).refused("TRYAGAIN x", a, forEver, 0.9999).delay;
    QVERIFY(shortest >= 70ms && shortest < 72ms);
    limits.initialDelay = 1ms;
    limits.jitter = 1.0;
    QCOMPARE(RedirectTrail(limits).refused("TRYAGAIN x", a, forEver, 0.9999).delay, 1ms); // never hot
}

void tst_RedirectPolicy::goingBackWaits()
{
    RedirectTrail trail;
    QCOMPARE(trail.refused("MOVED 7 b:2", a, 10s, 0.0).delay, 0ms);
    const ClusterStep back = trail.refused("MOVED 7 a:1", b, 10s, 0.0);
    QCOMPARE(back.action, Action::SendTo);
    QCOMPARE(back.target, a);
    QCOMPARE(back.delay, 20ms);
    QVERIFY(back.refreshMap);
    QCOMPARE(trail.refused("MOVED 7 b:2", a, 10s, 0.0).delay, 40ms); // b was asked just before the pause
    // A node that names itself is the shortest circle.
    RedirectTrail itself;
    QCOMPARE(itself.refused("MOVED 7 a:1", a, 10s, 0.0).delay, 20ms);
}

void tst_RedirectPolicy::askAfterTryAgain()
{
    // Keys on both sides of a move: the source says ASK, the target TRYAGAIN, until all keys are there.
    RedirectTrail trail;
    QCOMPARE(trail.refused("ASK 7 b:2", a, 10s, 0.0).delay, 0ms);
    const ClusterStep later = trail.refused("TRYAGAIN x", b, 10s, 0.0);
    QCOMPARE(later.action, Action::SendByMap);
    QCOMPARE(later.delay, 20ms);
    const ClusterStep again = trail.refused("ASK 7 b:2", a, 10s, 0.0);
    QCOMPARE(again.action, Action::SendAsking);
    QCOMPARE(again.delay, 0ms); // the pause was just now
    QCOMPARE(trail.refused("TRYAGAIN x", b, 10s, 0.0).delay, 40ms);
}

void tst_RedirectPolicy::circlesEnd()
{
    RedirectTrail trail;
    ClusterStep step;
    for (int i = 0; i < 16; ++i) {
        step = trail.refused(i % 2 ? "MOVED 3999 a:1" : "MOVED 3999 b:2", i % 2 ? b : a, 100s, 0.0);
        QCOMPARE(step.action, Action::SendTo);
    }
    step = trail.refused("MOVED 3999 b:2", a, 100s, 0.0);
    QCOMPARE(step.action, Action::GiveUp);
    QCOMPARE(step.error.code(), Code::Moved);
    QCOMPARE(step.error.serverCode(), QStringLiteral("MOVED"));
    QCOMPARE(step.error.endpoint(), QStringLiteral("a:1"));
    for (const char *part : {"redirected 17 times", "b:2 -> a:1 -> b:2 -> a:1", "slot 3999", "CLUSTER SLOTS"})
        QVERIFY2(step.error.message().contains(QLatin1StringView(part)), qPrintable(step.error.message()));
    QVERIFY(step.error.message().size() < 400);
}

void tst_RedirectPolicy::circlesWithoutLimit()
{
    RedirectLimits limits;
    limits.redirects = 0;
    RedirectTrail trail(limits);
    trail.refused("MOVED 1 b:2", a, forEver, 0.0);
    for (int i = 0; i < 1000; ++i) {
        const ClusterStep step = trail.refused(i % 2 ? "MOVED 1 b:2" : "MOVED 1 a:1", i % 2 ? a : b, forEver, 0.0);
        QCOMPARE(step.action, Action::SendTo);
        QVERIFY(step.delay > 0ms);
    }
}

void tst_RedirectPolicy::timeRunsOut()
{
    RedirectTrail trail;
    QCOMPARE(trail.refused("CLUSTERDOWN Hash slot not served", a, 100ms, 0.0).action, Action::SendByMap);
    const ClusterStep step
        = trail.refused("CLUSTERDOWN Hash slot not served", a, 40ms, 0.0); // the pause would be 40 ms
    QCOMPARE(step.action, Action::GiveUp);
    QCOMPARE(step.error.code(), Code::ClusterDown);
    QCOMPARE(step.error.message(), QStringLiteral("CLUSTERDOWN Hash slot not served; given up after 2 tries"));
    QCOMPARE(step.error.endpoint(), QStringLiteral("a:1"));
    QVERIFY(step.refreshMap); // of use to the next command
    // What the server wrote stays as it is.
    QCOMPARE(RedirectTrail().refused("LOADING %1 %2 %3", a, 1ms, 0.0).error.message(),
        QStringLiteral("LOADING %1 %2 %3; given up after 1 tries"));
}

void tst_RedirectPolicy::noTimeForARedirect()
{
    RedirectTrail trail;
    const ClusterStep step = trail.refused("MOVED 7 b:2", a, 0ms, 0.0);
    QCOMPARE(step.action, Action::GiveUp);
    QCOMPARE(step.error.code(), Code::Moved);
    RedirectTrail circle;
    circle.refused("MOVED 7 b:2", a, 30ms, 0.0);
    const ClusterStep back = circle.refused("MOVED 7 a:1", b, 20ms, 0.0);
    QCOMPARE(back.action, Action::GiveUp);
    QVERIFY2(back.error.message().contains(QStringLiteral("a:1 -> b:2")), qPrintable(back.error.message()));
}

void tst_RedirectPolicy::endsAtOnce_data()
{
    QTest::addColumn<QByteArray>("text");
    for (const char *text : {"WRONGTYPE Operation against a key holding the wrong kind of value", "NOGROUP No such key",
             "NOPERM no", "ERR syntax error", "OOM command not allowed when used memory > 'maxmemory'.", "MISCONF x",
             "NOREPLICAS x", "BUSY x", "EXECABORT x", "", "UNBLOCKED client unblocked via CLIENT UNBLOCK",
             "UNBLOCKED the stream key no longer exists"})
        QTest::newRow(text) << QByteArray(text);
}

void tst_RedirectPolicy::endsAtOnce()
{
    QFETCH(QByteArray, text);
    RedirectTrail trail;
    const ClusterStep step = trail.refused(text, a, forEver, 0.0);
    QCOMPARE(step.action, Action::GiveUp);
    QCOMPARE(step.error, RedisError::fromReply(text).withEndpoint(QStringLiteral("a:1")));
    QVERIFY(!step.refreshMap);
    QVERIFY(!step.learn);
}

void tst_RedirectPolicy::crossSlotSaysWhatToDo()
{
    RedirectTrail trail;
    const ClusterStep step = trail.refused("CROSSSLOT Keys in request don't hash to the same slot", a, forEver, 0.0);
    QCOMPARE(step.action, Action::GiveUp);
    QCOMPARE(step.error.code(), Code::CrossSlot);
    QVERIFY(step.error.message().startsWith(QStringLiteral("CROSSSLOT Keys in request don't hash to the same slot")));
    QVERIFY(step.error.message().contains(QStringLiteral("hash tag")));
}

void tst_RedirectPolicy::nonsenseIsNotFollowed()
{
    for (const QByteArray text : {"MOVED", "MOVED 99999 b:2", "ASK 7 b:0", "ASK 7"}) {
        RedirectTrail trail;
        const ClusterStep step = trail.refused(text, a, forEver, 0.0);
        QCOMPARE(step.action, Action::GiveUp);
        QVERIFY(step.error.message().startsWith(QString::fromLatin1(text)));
        QVERIFY(step.error.message().contains(QStringLiteral("makes no sense")));
    }
}

void tst_RedirectPolicy::unreachable_data()
{
    QTest::addColumn<Code>("code");
    QTest::addColumn<bool>("onlyRepeatable");
    QTest::newRow("HostNotFound") << Code::HostNotFound << false;
    QTest::newRow("ConnectionRefused") << Code::ConnectionRefused << false;
    QTest::newRow("ConnectTimeout") << Code::ConnectTimeout << false;
    QTest::newRow("ConnectionLost") << Code::ConnectionLost << true;
    QTest::newRow("ReplyTimeout") << Code::ReplyTimeout << true;
}

void tst_RedirectPolicy::unreachable()
{
    QFETCH(Code, code);
    QFETCH(bool, onlyRepeatable);
    const RedisError error(code, QStringLiteral("gone"));
    RedirectTrail trail;
    const ClusterStep step = trail.failed(error, a, onlyRepeatable, 10s, 0.0);
    QCOMPARE(step.action, Action::SendByMap);
    QCOMPARE(step.delay, 20ms);
    QVERIFY(step.refreshMap);
    QCOMPARE(trail.failed(error, a, onlyRepeatable, 10s, 0.0).delay, 40ms);
    const ClusterStep last = trail.failed(error, a, onlyRepeatable, 80ms, 0.0);
    QCOMPARE(last.action, Action::GiveUp);
    QCOMPARE(last.error.code(), code);
    QCOMPARE(last.error.message(), QStringLiteral("gone; given up after 3 tries"));
}

void tst_RedirectPolicy::lostWrites()
{
    // It may have been executed: not sent again, but the map is worth a look.
    RedirectTrail trail;
    const RedisError error
        = RedisError(Code::ConnectionLost, QStringLiteral("gone")).withEndpoint(QStringLiteral("elsewhere:1"));
    const ClusterStep step = trail.failed(error, a, false, forEver, 0.0);
    QCOMPARE(step.action, Action::GiveUp);
    QCOMPARE(step.error, error);
    QVERIFY(step.refreshMap);
    // Nothing that another node could cure.
    const ClusterStep tls
        = trail.failed(RedisError(Code::TlsError, QStringLiteral("certificate")), a, true, forEver, 0.0);
    QCOMPARE(tls.action, Action::GiveUp);
    QCOMPARE(tls.error.endpoint(), QStringLiteral("a:1"));
    QVERIFY(!tls.refreshMap);
}

void tst_RedirectPolicy::resetBeginsAnew()
{
    RedirectLimits limits;
    limits.initialDelay = 7ms;
    RedirectTrail trail(limits);
    trail.refused("MOVED 7 b:2", a, forEver, 0.0);
    QCOMPARE(trail.refused("MOVED 7 a:1", b, forEver, 0.0).delay, 7ms);
    QCOMPARE(trail.refused("CLUSTERDOWN x", a, forEver, 0.0).delay, 14ms);
    trail.reset();
    QCOMPARE(trail.redirects(), 0);
    QCOMPARE(trail.refused("MOVED 7 b:2", a, forEver, 0.0).delay, 0ms);
    QCOMPARE(trail.refused("CLUSTERDOWN x", b, forEver, 0.0).delay, 7ms);
}

QTEST_APPLESS_MAIN(tst_RedirectPolicy)
#include "tst_redirectpolicy.moc"
