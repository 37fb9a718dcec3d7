// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "commandserver.h"

using namespace RedisStreams;
using namespace RedisStreams::Test;
using namespace std::chrono_literals;
using Code = RedisError::Code;

/// XADD with IDMP and IDMPAUTO, and XCFGSET (Redis 8.6+), against a real server that has them. The cases are those of
/// Redis' own stream.tcl, as a client sees them.
class TestCommandIdempotence : public CommandServerTest
{
    Q_OBJECT

public:
    using CommandServerTest::CommandServerTest;

private Q_SLOTS:
    void sameMessageIsAddedOnce();
    void messageIds();
    void producersAreApart();
    void byFields();
    void withOtherOptions();
    void missingStream();
    void insideTransaction();
    void settings();
    void settingsRefused();
    void fewerAreRemembered();
    void changedSettingsForget();
    void counters();

private:
    StreamId addOnce(const QByteArray &producer, std::optional<QByteArray> message, const StreamFields &fields = {{"a", "1"}},
                     const StreamTrim &trim = {}, bool create = true)
    {
        XaddOptions options;
        options.idempotence = XaddIdempotence {producer, message};
        options.trim = trim;
        options.createStream = create;
        return ok(Xadd {"s", fields, options});
    }
};

#define REQUIRE_IDMP() REQUIRE_FEATURE({"IDMP", {8, 6}, std::nullopt})

void TestCommandIdempotence::sameMessageIsAddedOnce()
{
    REQUIRE_IDMP();
    const StreamId id = addOnce("p", "payment", {{"amount", "100"}});
    QCOMPARE(addOnce("p", "payment", {{"amount", "200"}}), id);
    QCOMPARE(range("s"), QByteArrayList({"s " + id.toByteArray() + " amount=100"}));
    const StreamId other = addOnce("p", "another");
    QVERIFY(other > id);
    QCOMPARE(ok(Xlen {"s"}), 2);
    // Explicit ids are never idempotent: the library says so, and so does the server.
    const auto words = m_client->command({"XADD", "s", "IDMP", "p", "m", "1-1", "a", "b"});
    QVERIFY(endsSoon(words));
    QVERIFY(failureOf(words).message().contains(QStringLiteral("auto-generated")));
}

void TestCommandIdempotence::messageIds()
{
    REQUIRE_IDMP();
    // Any bytes, those of options among them.
    const QByteArrayList messages {"1", "-", "+", "*", "$", "?", "\\\\", "IDMP", "123-456", "with spaces", QByteArray("\0\1\xff", 3),
                                   "line\nbreak", QByteArray(65'536, 'x')};
    QList<StreamId> ids;
    for (const QByteArray &message : messages)
        ids.append(addOnce("p", message));
    for (qsizetype i = 0; i < messages.size(); ++i)
        QCOMPARE(addOnce("p", messages[i]), ids[i]);
    QCOMPARE(ok(Xlen {"s"}), messages.size());
}

void TestCommandIdempotence::producersAreApart()
{
    REQUIRE_IDMP();
    const QByteArrayList producers {"p", "q", QByteArray("\0\1", 2), QByteArray(1000, 'p')};
    QList<StreamId> ids;
    for (const QByteArray &producer : producers)
        ids.append(addOnce(producer, "m"));
    QCOMPARE(ok(Xlen {"s"}), producers.size());
    for (qsizetype i = 0; i < producers.size(); ++i)
        QCOMPARE(addOnce(producers[i], "m"), ids[i]);
    QCOMPARE(ok(XinfoStream {"s"}).pidsTracked, std::optional<qint64>(producers.size()));
}

void TestCommandIdempotence::byFields()
{
    REQUIRE_IDMP();
    const StreamId id = addOnce("p", std::nullopt, {{"a", "1"}, {"b", "2"}});
    QCOMPARE(addOnce("p", std::nullopt, {{"a", "1"}, {"b", "2"}}), id);
    // In any order; other names, other values and other producers make another message.
    QCOMPARE(addOnce("p", std::nullopt, {{"b", "2"}, {"a", "1"}}), id);
    QVERIFY(addOnce("p", std::nullopt, {{"a", "1"}, {"b", "3"}}) > id);
    QVERIFY(addOnce("p", std::nullopt, {{"a", "1"}, {"c", "2"}}) > id);
    QVERIFY(addOnce("q", std::nullopt, {{"a", "1"}, {"b", "2"}}) > id);
    QCOMPARE(ok(Xlen {"s"}), 4);
}

void TestCommandIdempotence::withOtherOptions()
{
    REQUIRE_IDMP();
    StreamTrim trim = StreamTrim::toLength(1000);
    trim.limit = 10;
    trim.references = ReferencePolicy::KeepReferences;
    const StreamId id = addOnce("p", "m", {{"a", "1"}}, trim);
    QCOMPARE(addOnce("p", "m", {{"a", "2"}}, trim), id);
    QCOMPARE(addOnce("p", "m", {{"a", "2"}}, StreamTrim::toId({1'000'000'000, 0})), id);
    const StreamId byFields = addOnce("p", std::nullopt, {{"a", "1"}}, trim, false);
    QCOMPARE(addOnce("p", std::nullopt, {{"a", "1"}}, trim, false), byFields);
    QCOMPARE(ok(Xlen {"s"}), 2);
}

void TestCommandIdempotence::missingStream()
{
    REQUIRE_IDMP();
    QVERIFY(addOnce("p", "m", {{"a", "1"}}, {}, false).isNull());
    QVERIFY(addOnce("p", std::nullopt, {{"a", "1"}}, {}, false).isNull());
    QCOMPARE(ok(Xlen {"s"}), 0);
    QVERIFY(!addOnce("p", "m").isNull());
}

void TestCommandIdempotence::insideTransaction()
{
    REQUIRE_IDMP();
    Transaction transaction;
    QList<TransactionStep<StreamId>> steps;
    for (const char *message : {"1", "2", "1", "3"}) {
        XaddOptions options;
        options.idempotence = XaddIdempotence {"p", message};
        steps.append(transaction.add(Xadd {"s", {{"a", "b"}}, options}));
    }
    const auto done = m_client->exec(transaction);
    QVERIFY(endsSoon(done));
    QCOMPARE(done.result().value(steps[0]), done.result().value(steps[2]));
    QVERIFY(done.result().value(steps[0]) != done.result().value(steps[1]));
    QCOMPARE(ok(Xlen {"s"}), 3);
}

void TestCommandIdempotence::settings()
{
    REQUIRE_IDMP();
    addOnce("p", "m");
    StreamInfo info = ok(XinfoStream {"s"});
    QCOMPARE(info.idmpDuration, std::optional<qint64>(100));
    QCOMPARE(info.idmpMaxSize, std::optional<qint64>(100));
    QVERIFY(ok(Xcfgset {"s", 300s, 50}));
    info = ok(XinfoStream {"s"});
    QCOMPARE(info.idmpDuration, std::optional<qint64>(300));
    QCOMPARE(info.idmpMaxSize, std::optional<qint64>(50));
    // One of them alone leaves the other.
    QVERIFY(ok(Xcfgset {"s", 600s}));
    QVERIFY(ok(Xcfgset {"s", {}, 10'000}));
    info = ok(XinfoStreamFull {"s"}).summary;
    QCOMPARE(info.idmpDuration, std::optional<qint64>(600));
    QCOMPARE(info.idmpMaxSize, std::optional<qint64>(10'000));
    QVERIFY(ok(Xcfgset {"s", 1s, 1}));
    QVERIFY(ok(Xcfgset {"s", 86'400s, 10'000}));
}

void TestCommandIdempotence::settingsRefused()
{
    REQUIRE_IDMP();
    QCOMPARE(code(Xcfgset {"missing", 5s}), Code::NoSuchKey);
    admin("SET text x");
    QCOMPARE(code(Xcfgset {"text", 5s}), Code::WrongType);
}

void TestCommandIdempotence::fewerAreRemembered()
{
    REQUIRE_IDMP();
    addOnce("p", "first");
    QVERIFY(ok(Xcfgset {"s", 60s, 3}));
    QList<StreamId> ids;
    for (const char *message : {"1", "2", "3"})
        ids.append(addOnce("p", message));
    QCOMPARE(addOnce("p", "1"), ids[0]);
    // A fourth message pushes the first one out; another producer's do not.
    addOnce("q", "4");
    QCOMPARE(addOnce("p", "1"), ids[0]);
    addOnce("p", "4");
    QVERIFY(addOnce("p", "1") > ids[2]);
    QCOMPARE(addOnce("p", "3"), ids[2]);
}

void TestCommandIdempotence::changedSettingsForget()
{
    REQUIRE_IDMP();
    const StreamId id = addOnce("p", "m");
    // What is set already changes nothing.
    QVERIFY(ok(Xcfgset {"s", 100s, 100}));
    QCOMPARE(addOnce("p", "m"), id);
    QVERIFY(ok(Xcfgset {"s", 50s}));
    const StreamId again = addOnce("p", "m");
    QVERIFY(again > id);
    QCOMPARE(addOnce("p", "m"), again);
    QVERIFY(ok(Xcfgset {"s", {}, 99}));
    QVERIFY(addOnce("p", "m") > again);
    QCOMPARE(ok(Xlen {"s"}), 3);
}

void TestCommandIdempotence::counters()
{
    REQUIRE_IDMP();
    ok(Xadd {"s", {{"a", "b"}}});
    const auto expect = [this](qint64 producers, qint64 tracked, qint64 added, qint64 duplicates) {
        for (const StreamInfo &info : {ok(XinfoStream {"s"}), ok(XinfoStreamFull {"s"}).summary}) {
            QCOMPARE(info.pidsTracked, std::optional(producers));
            QCOMPARE(info.iidsTracked, std::optional(tracked));
            QCOMPARE(info.iidsAdded, std::optional(added));
            QCOMPARE(info.iidsDuplicates, std::optional(duplicates));
        }
    };
    expect(0, 0, 0, 0);
    addOnce("p", "1");
    addOnce("p", "2");
    addOnce("q", "1");
    expect(2, 3, 3, 0);
    addOnce("p", "1");
    addOnce("q", "1");
    expect(2, 3, 3, 2);
    // Forgotten is what is tracked, not what was counted.
    ok(Xcfgset {"s", {}, 2});
    expect(0, 0, 3, 2);
    for (const char *message : {"3", "4", "5"})
        addOnce("p", message);
    expect(1, 2, 6, 2);
}

COMMAND_SERVER_MAIN(TestCommandIdempotence)
#include "tst_commandidempotence.moc"
