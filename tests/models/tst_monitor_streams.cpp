// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "monitortest.h"

#include <RedisStreams/streammonitor.h>

using namespace RedisStreams;
using namespace RedisStreams::Test;

/// The list of streams and their figures.
class tst_Monitor_Streams : public MonitorTest
{
    Q_OBJECT

private Q_SLOTS:
    void figures();
    void emptyStream();
    void roles();
    void pattern();
    void comingAndGoing();
    void namedStreams();
    void wrongTypeAndNoPermission();
    void rates();
    void ratesOfStreamsMadeAnew();
    void largeEntries();
    void searching();
    void checkedStreams();
    void binaryNames();
    void manyStreams();
    void tooManyStreams();
    void hiddenStreams();
    void otherServer();
};

namespace {

qint64 bytesSent(AdminClient &admin)
{
    const QByteArray stats = admin.command({"INFO", "stats"}).toByteArray();
    const qsizetype at = stats.indexOf("total_net_output_bytes:") + 23;
    return stats.mid(at, stats.indexOf('\r', at) - at).toLongLong();
}

} // namespace

void tst_Monitor_Streams::figures()
{
    addNumbered(admin(), "one", 5);
    ask({"XDEL", "one", "1-0", "5-0"});
    ask({"XGROUP", "CREATE", "one", "g", "0"});
    ask({"SET", "text", "1"});
    QVERIFY(look());
    QVERIFY(m_monitor->isLoaded());
    QVERIFY(!m_monitor->error());
    QCOMPARE(streamNames(), QStringList({QStringLiteral("one")}));
    const StreamStatus one = stream(QStringLiteral("one"));
    QVERIFY(one.exists);
    QVERIFY(!one.error);
    QCOMPARE(one.length, 3);
    QCOMPARE(one.firstId, StreamId(2, 0));
    QCOMPARE(one.lastId, StreamId(4, 0));
    QCOMPARE(one.lastGeneratedId, StreamId(5, 0));
    QCOMPARE(one.entriesAdded, 5);
    QCOMPARE(one.groups, 1);
    QCOMPARE(one.rate, -1.0);
    QVERIFY(one.rates.isEmpty());
    QCOMPARE(one.memory, ask({"MEMORY", "USAGE", "one"}).toLongLong());
    QVERIFY(!one.deadLetters);
}

void tst_Monitor_Streams::emptyStream()
{
    ask({"XGROUP", "CREATE", "empty", "g", "$", "MKSTREAM"});
    QVERIFY(look());
    const StreamStatus empty = stream(QStringLiteral("empty"));
    QCOMPARE(empty.length, 0);
    QVERIFY(!empty.firstId);
    QVERIFY(!empty.lastId);
    QCOMPARE(empty.lastGeneratedId, StreamId());
}

void tst_Monitor_Streams::roles()
{
    addNumbered(admin(), "one", 2);
    QVERIFY(look());
    const StreamListModel *list = m_monitor->streamList();
    const auto value = [list](const char *role) { return list->data(list->index(0), list->roleNames().key(role)); };
    QCOMPARE(value("name").toString(), QStringLiteral("one"));
    QCOMPARE(value("streamKey").toByteArray(), QByteArray("one"));
    QCOMPARE(value("exists").toBool(), true);
    QCOMPARE(value("checked").toBool(), false);
    QCOMPARE(value("length").toLongLong(), 2);
    QCOMPARE(value("firstId").toString(), QStringLiteral("1-0"));
    QCOMPARE(value("lastId").toString(), QStringLiteral("2-0"));
    QCOMPARE(value("lastGeneratedId").toString(), QStringLiteral("2-0"));
    QCOMPARE(value("entriesAdded").toLongLong(), 2);
    QCOMPARE(value("rate").toDouble(), -1.0);
    QVERIFY(value("rates").value<QList<double>>().isEmpty());
    QVERIFY(value("memory").toLongLong() > 0);
    QCOMPARE(value("groups").toLongLong(), 0);
    QCOMPARE(value("deadLetters").toBool(), false);
    QVERIFY(!value("error").value<RedisError>());
    QCOMPARE(value("errorString").toString(), QString());
    const QHash<int, QByteArray> names = list->roleNames();
    for (auto it = names.cbegin(); it != names.cend(); ++it)
        QVERIFY2(list->data(list->index(0), it.key()).isValid(), it.value().constData());
    QCOMPARE(list->at(1).length, -1);
    QCOMPARE(list->at(-1).name, QString());
}

void tst_Monitor_Streams::pattern()
{
    for (const char *name : {"host:cpu", "host:net", "orders"})
        addNumbered(admin(), name, 1);
    m_monitor->setPattern(QStringLiteral("host:*"));
    QVERIFY(look());
    QCOMPARE(streamNames(), QStringList({QStringLiteral("host:cpu"), QStringLiteral("host:net")}));
    m_monitor->setPattern(QStringLiteral("ord*"));
    QCOMPARE(streamNames(), QStringList());
    QVERIFY(!m_monitor->isLoaded());
    QVERIFY(look());
    QCOMPARE(streamNames(), QStringList({QStringLiteral("orders")}));
}

void tst_Monitor_Streams::comingAndGoing()
{
    for (const char *name : {"b", "d"})
        addNumbered(admin(), name, 1);
    QVERIFY(look());
    const QPersistentModelIndex d(m_monitor->streamList()->index(1));
    QSignalSpy count(m_monitor->streamList(), &StreamListModel::countChanged);
    for (const char *name : {"a", "c", "e"})
        addNumbered(admin(), name, 1);
    ask({"DEL", "b"});
    QVERIFY(look());
    QCOMPARE(streamNames().join(u' '), QStringLiteral("a c d e"));
    QCOMPARE(d.row(), 2);
    QVERIFY(count.count() > 0);
    ask({"FLUSHALL"});
    QVERIFY(look());
    QCOMPARE(streamNames(), QStringList());
    QVERIFY(!d.isValid());
    QVERIFY(!m_monitor->error());
}

void tst_Monitor_Streams::namedStreams()
{
    addNumbered(admin(), "one", 2);
    addNumbered(admin(), "two", 2);
    m_monitor->setStreams({QStringLiteral("two"), QStringLiteral("three")});
    QVERIFY(look());
    QCOMPARE(streamNames().join(u' '), QStringLiteral("three two"));
    QVERIFY(stream(QStringLiteral("two")).exists);
    QCOMPARE(stream(QStringLiteral("two")).length, 2);
    QVERIFY(!stream(QStringLiteral("three")).exists);
    QCOMPARE(stream(QStringLiteral("three")).length, -1);
    QVERIFY(!stream(QStringLiteral("three")).error);
    QCOMPARE(admin().commandCalls().value("scan"), 0);
    addNumbered(admin(), "three", 3);
    ask({"DEL", "two"});
    QVERIFY(look());
    QCOMPARE(stream(QStringLiteral("three")).length, 3);
    QVERIFY(!stream(QStringLiteral("two")).exists);
    QCOMPARE(stream(QStringLiteral("two")).length, -1);
    m_monitor->setStreams({});
    QVERIFY(look());
    QCOMPARE(streamNames().join(u' '), QStringLiteral("one three"));
}

void tst_Monitor_Streams::wrongTypeAndNoPermission()
{
    addNumbered(admin(), "good", 1);
    addNumbered(admin(), "secret", 1);
    ask({"SET", "text", "1"});
    ask({"ACL", "SETUSER", "limited", "on", ">pw", "+@all", "~good", "~text"});
    QString url = m_server.url();
    url.replace(QStringLiteral("redis://"), QStringLiteral("redis://limited:pw@"));
    m_client->setUrl(quick(url));
    QSignalSpy clientErrors(m_client.get(), &RedisClient::errorOccurred);
    m_monitor->setStreams({QStringLiteral("good"), QStringLiteral("secret"), QStringLiteral("text")});
    QVERIFY(look());
    QVERIFY(!m_monitor->error());
    QCOMPARE(stream(QStringLiteral("good")).length, 1);
    QVERIFY(!stream(QStringLiteral("good")).error);
    const StreamStatus secret = stream(QStringLiteral("secret"));
    QCOMPARE(secret.error.code(), RedisError::Code::PermissionDenied);
    QCOMPARE(secret.error.stream(), QStringLiteral("secret"));
    QCOMPARE(secret.length, -1);
    const StreamStatus text = stream(QStringLiteral("text"));
    QCOMPARE(text.error.code(), RedisError::Code::WrongType);
    QCOMPARE(text.error.stream(), QStringLiteral("text"));
    QCOMPARE(clientErrors.count(), 0); // it stands with the stream, and is no news with each look

    // No MEMORY command at all: asked once, then not any more.
    ask({"ACL", "SETUSER", "limited", "-memory"});
    m_monitor->reset();
    ask({"CONFIG", "RESETSTAT"});
    QVERIFY(look());
    QVERIFY(look());
    QCOMPARE(stream(QStringLiteral("good")).length, 1);
    QCOMPARE(stream(QStringLiteral("good")).memory, -1);
    QVERIFY(!stream(QStringLiteral("good")).error);
    ask({"ACL", "DELUSER", "limited"});
}

void tst_Monitor_Streams::rates()
{
    addNumbered(admin(), "s", 10);
    addNumbered(admin(), "still", 10);
    m_monitor->setRefreshInterval(300);
    m_monitor->setActive(true);
    QTRY_COMPARE(stream(QStringLiteral("s")).length, 10);
    QElapsedTimer time;
    time.start();
    QSignalSpy refreshed(m_monitor.get(), &StreamMonitor::refreshed);
    QVERIFY(refreshed.wait(Patience));
    // At once, so that they fall between two looks; one look only has the rate.
    StreamStatus s;
    connect(m_monitor.get(), &StreamMonitor::refreshed, this, [&] {
        if (s.rate <= 0)
            s = stream(QStringLiteral("s"));
    });
    const QByteArray script = "for i = 11, 510 do redis.call('XADD', KEYS[1], i .. '-0', 'n', i) end return redis.call('XTRIM', KEYS[1], 'MAXLEN', 1)";
    ask({"EVAL", script, "1", "s"}); // what was added counts, not what is left
    QTRY_VERIFY(s.rate > 0);
    QCOMPARE(s.length, 1);
    QVERIFY2(s.rate <= 500.0 * 1000 / 250, qPrintable(QString::number(s.rate)));
    QVERIFY2(s.rate >= 500.0 * 1000 / double(time.elapsed()), qPrintable(QString::number(s.rate)));
    QVERIFY(!s.rates.isEmpty());
    QCOMPARE(s.rates.last(), s.rate);
    QTRY_COMPARE(stream(QStringLiteral("s")).rate, 0.0);
    QCOMPARE(stream(QStringLiteral("still")).rate, 0.0);
    QTRY_VERIFY(stream(QStringLiteral("still")).rates.size() >= 4);
}

void tst_Monitor_Streams::ratesOfStreamsMadeAnew()
{
    addNumbered(admin(), "s", 100);
    m_monitor->setStreams({QStringLiteral("s")});
    m_monitor->setRefreshInterval(300);
    m_monitor->setActive(true);
    QTRY_COMPARE(stream(QStringLiteral("s")).rate, 0.0);
    ask({"MULTI"});
    ask({"DEL", "s"});
    ask({"XADD", "s", "1-0", "n", "1"});
    ask({"EXEC"});
    QTRY_COMPARE(stream(QStringLiteral("s")).length, 1);
    // Fewer than before were ever added: no rate, and above all no negative one.
    for (const double rate : stream(QStringLiteral("s")).rates)
        QVERIFY(rate >= 0);
    QTRY_COMPARE(stream(QStringLiteral("s")).rate, 0.0);
}

void tst_Monitor_Streams::largeEntries()
{
    const QByteArray large(100'000, 'x');
    admin().xadd("s", "1-0", {"value", large});
    admin().xadd("s", "2-0", {"value", large});
    admin().xadd("dead", "1-0", {"origin-stream", "s", "origin-group", "g", "origin-id", "7-0", "value", large});
    QVERIFY(look());
    QCOMPARE(stream(QStringLiteral("s")).lastId, StreamId(2, 0));
    const qint64 before = bytesSent(admin());
    ask({"XADD", "s", "3-0", "value", large});
    for (int i = 0; i < 5; ++i)
        QVERIFY(look());
    const qint64 after = bytesSent(admin());
    QVERIFY2(after - before < 50'000, QByteArray::number(after - before).constData());
    const StreamStatus s = stream(QStringLiteral("s"));
    QCOMPARE(s.length, 3);
    QCOMPARE(s.firstId, StreamId(1, 0));
    QCOMPARE(s.lastId, StreamId(3, 0));
    QCOMPARE(s.lastGeneratedId, StreamId(3, 0));
    QCOMPARE(s.entriesAdded, 3);
    QCOMPARE(s.groups, 0);
    QVERIFY(!s.deadLetters);
    QVERIFY(stream(QStringLiteral("dead")).deadLetters);
    ask({"DEL", "s"});
    ask({"SET", "s", "1"});
    m_monitor->setStreams({QStringLiteral("s")});
    QVERIFY(look());
    QCOMPARE(stream(QStringLiteral("s")).error.code(), RedisError::Code::WrongType);
}

void tst_Monitor_Streams::searching()
{
    for (const char *name : {"host:cpu", "host:net", "orders"})
        addNumbered(admin(), name, 1);
    QVERIFY(look());
    m_monitor->streamList()->setSearch(QStringLiteral("CPU"));
    QCOMPARE(streamNames(), QStringList({QStringLiteral("host:cpu")}));
    QCOMPARE(m_monitor->streamList()->streamCount(), 3);
    addNumbered(admin(), "cpu2", 1);
    QVERIFY(look());
    QCOMPARE(streamNames(), QStringList({QStringLiteral("cpu2"), QStringLiteral("host:cpu")}));
    m_monitor->streamList()->setSearch({});
    QCOMPARE(streamNames().size(), 4);
}

void tst_Monitor_Streams::checkedStreams()
{
    StreamListModel *list = m_monitor->streamList();
    for (const char *name : {"host:cpu", "host:net", "orders"})
        addNumbered(admin(), name, 1);
    list->setCheckedStreams({QStringLiteral("later")});
    QCOMPARE(streamNames(), QStringList({QStringLiteral("later")}));
    QVERIFY(look());
    QCOMPARE(streamNames().join(u' '), QStringLiteral("host:cpu host:net later orders"));
    QVERIFY(!stream(QStringLiteral("later")).exists);
    QVERIFY(stream(QStringLiteral("later")).checked);
    QVERIFY(list->setData(list->index(0), true, StreamListModel::CheckedRole));
    QCOMPARE(list->checkedStreams().join(u' '), QStringLiteral("host:cpu later"));
    addNumbered(admin(), "later", 2);
    ask({"DEL", "host:cpu"});
    QVERIFY(look());
    QVERIFY(!stream(QStringLiteral("host:cpu")).exists);
    QVERIFY(stream(QStringLiteral("later")).exists);
    QCOMPARE(stream(QStringLiteral("later")).length, 2);
    list->setChecked(QStringLiteral("host:cpu"), false);
    QCOMPARE(streamNames().join(u' '), QStringLiteral("host:net later orders"));
    list->checkFirst(2, QStringLiteral("host:*"));
    QCOMPARE(list->checkedStreams(), QStringList({QStringLiteral("host:net")}));
    list->checkFirst(2, QStringLiteral("nothing*"));
    QCOMPARE(list->checkedStreams(), QStringList({QStringLiteral("host:net"), QStringLiteral("later")}));
}

void tst_Monitor_Streams::binaryNames()
{
    const QByteArray name("s\xff\x00" "x", 4);
    admin().xadd(name, "1-0", {"n", "1"});
    QVERIFY(look());
    const StreamStatus status = m_monitor->streamList()->at(0);
    QCOMPARE(status.streamKey, name);
    QCOMPARE(status.length, 1);
    QCOMPARE(m_monitor->streamList()->indexOf(status.name), 0);
    m_monitor->streamList()->setChecked(status.name, true);
    QVERIFY(m_monitor->streamList()->at(0).checked);
    QCOMPARE(m_monitor->streamList()->count(), 1);
}

void tst_Monitor_Streams::manyStreams()
{
    constexpr int Count = 1200; // more than are looked at with one look
    QList<QByteArrayList> commands;
    for (int i = 0; i < Count; ++i)
        commands.append({"XADD", "stream:" + QByteArray::number(i), "1-0", "n", "1"});
    admin().pipeline(commands);
    ask({"CONFIG", "RESETSTAT"});
    QElapsedTimer time;
    time.start();
    QVERIFY(look());
    qInfo("the first look at %d of %d streams: %lld ms", StreamMonitor::StreamsPerLook, Count, time.elapsed());
    QCOMPARE(m_monitor->streamList()->count(), Count);
    QCOMPARE(admin().commandCalls().value("xinfo|stream"), StreamMonitor::StreamsPerLook);
    QVERIFY(look());
    QVERIFY(look());
    // Each has had its turn.
    for (int row = 0; row < Count; ++row)
        QCOMPARE(m_monitor->streamList()->at(row).length, 1);
    // What is shown and what is checked comes first.
    m_monitor->streamList()->setCheckedStreams({QStringLiteral("stream:7")});
    ask({"XADD", "stream:7", "2-0", "n", "1"});
    QVERIFY(look());
    QCOMPARE(stream(QStringLiteral("stream:7")).length, 2);
    m_monitor->streamList()->setSearch(QStringLiteral("stream:11"));
    ask({"XADD", "stream:1199", "2-0", "n", "1"});
    QVERIFY(look());
    QCOMPARE(stream(QStringLiteral("stream:1199")).length, 2);
}

void tst_Monitor_Streams::tooManyStreams()
{
    withoutTesters(); // they look at every row
    QList<QByteArrayList> commands;
    for (int i = 0; i <= StreamMonitor::MaximumStreams; ++i)
        commands.append({"XADD", "stream:" + QByteArray::number(i), "1-0", "n", "1"});
    admin().pipeline(commands);
    QSignalSpy complete(m_monitor.get(), &StreamMonitor::completeChanged);
    QVERIFY(m_monitor->isComplete());
    QVERIFY(look());
    QCOMPARE(m_monitor->streamList()->count(), StreamMonitor::MaximumStreams);
    QVERIFY(!m_monitor->isComplete());
    QCOMPARE(complete.count(), 1);
    m_monitor->setPattern(QStringLiteral("stream:77*"));
    QVERIFY(look());
    QCOMPARE(m_monitor->streamList()->count(), 111);
    QVERIFY(m_monitor->isComplete());
}

/// What a search hides is looked at all the same, and can be asked for by name.
void tst_Monitor_Streams::hiddenStreams()
{
    StreamListModel *list = m_monitor->streamList();
    addNumbered(admin(), "orders", 3);
    addNumbered(admin(), "one", 1);
    const QByteArray binary("bin\xff");
    addNumbered(admin(), binary, 2);
    ask({"XADD", "orders:dead", "1-0", "origin-stream", "orders", "origin-group", "g", "origin-id", "1-0", "n", "1"});
    QSignalSpy letters(list, &StreamListModel::deadLetterStreamsChanged);
    QVERIFY(look());
    QCOMPARE(list->deadLetterStreams(), QStringList({QStringLiteral("orders:dead")}));
    QCOMPARE(letters.count(), 1);
    list->setSearch(QStringLiteral("one"));
    QCOMPARE(streamNames(), QStringList({QStringLiteral("one")}));
    QCOMPARE(list->deadLetterStreams(), QStringList({QStringLiteral("orders:dead")}));
    ask({"XADD", "orders", "9-0", "n", "1"});
    QVERIFY(look());
    QCOMPARE(list->figure(QStringLiteral("orders"), StreamListModel::LengthRole).toInt(), 4);
    QVERIFY(!list->figure(QStringLiteral("nowhere"), StreamListModel::LengthRole).isValid());
    // A name that is no text is found under the one that it is shown by, and checked as what it is.
    const QString shown = QString::fromUtf8(binary);
    QCOMPARE(list->figure(shown, StreamListModel::KeyRole).toByteArray(), binary);
    list->setCheckedStreams({shown});
    list->setSearch({});
    QCOMPARE(list->count(), 4);
    QVERIFY(stream(shown).exists);
    QVERIFY(list->data(list->index(list->indexOf(shown), 0), StreamListModel::CheckedRole).toBool());
    ask({"DEL", "orders:dead"});
    QVERIFY(look());
    QCOMPARE(list->deadLetterStreams(), QStringList());
    QCOMPARE(letters.count(), 2);
}

void tst_Monitor_Streams::otherServer()
{
    addNumbered(admin(), "here", 1);
    RedisServer other;
    QVERIFY2(other.start(), qPrintable(other.errorString()));
    addNumbered(other.admin(), "there", 1);
    QVERIFY(look());
    QCOMPARE(streamNames(), QStringList({QStringLiteral("here")}));
    m_client->setUrl(other.url());
    QCOMPARE(streamNames(), QStringList());
    QVERIFY(!m_monitor->isLoaded());
    QVERIFY(look());
    QCOMPARE(streamNames(), QStringList({QStringLiteral("there")}));
    RedisClient third(m_server.url());
    m_monitor->setClient(&third);
    QVERIFY(look());
    QCOMPARE(streamNames(), QStringList({QStringLiteral("here")}));
    m_monitor->setClient(nullptr);
    QCOMPARE(streamNames(), QStringList());
}

QTEST_GUILESS_MAIN(tst_Monitor_Streams)
#include "tst_monitor_streams.moc"
