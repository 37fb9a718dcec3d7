// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "commandserver.h"

#include <RedisStreams/rangepager.h>
#include <RedisStreams/streamproducer.h>

#include <QtCore/QFile>
#include <QtTest/QSignalSpy>

using namespace RedisStreams;
using namespace RedisStreams::Test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

/// The C++ code of docs/guide-commands.md: it stands here word for word, so it compiles, and it is run.
class TestCommandGuide : public ServerTest
{
    Q_OBJECT

private Q_SLOTS:
    void isInTheGuide();
    void oneCommand();
    void options();
    void pages();
    void manyEntries();

private:
    QString m_said;
};

namespace {

/// Keeps what is said with qInfo() and qWarning() while it lives.
class Listener
{
public:
    Listener()
    {
        s_said.clear();
        m_before = qInstallMessageHandler([](QtMsgType, const QMessageLogContext &, const QString &text) { s_said.append(text); });
    }
    ~Listener() { qInstallMessageHandler(m_before); }
    static QStringList said() { return s_said; }
    static bool waitFor(const QString &text)
    {
        return QTest::qWaitFor([&] { return s_said.join(u'\n').contains(text); }, 60'000);
    }

private:
    QtMessageHandler m_before;
    static inline QStringList s_said;
};

struct Sampler
{
    bool hasNext() const { return left > 0; }
    StreamFields next() { return {{"n", QByteArray::number(left--)}}; }
    int left = 5000;
};

QString text(const char *path)
{
    QFile file(QString::fromUtf8(path));
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

} // namespace

void TestCommandGuide::isInTheGuide()
{
    const QString here = text(GUIDE_TEST).simplified();
    const QStringList parts = text(GUIDE).split(u"```cpp\n"_s);
    QCOMPARE(parts.size(), 5);
    for (qsizetype i = 1; i < parts.size(); ++i) {
        const QString code = parts[i].section(u"```"_s, 0, 0).simplified();
        QVERIFY2(here.contains(code), qPrintable(code));
    }
}

void TestCommandGuide::oneCommand()
{
    const QString url = m_server.url();
    const Listener listener;
    RedisClient client(url);

    client.xadd(u"host:cpu"_s, {{"user", "12.5"}, {"system", "3.1"}})
        .then(this, [](StreamId id) { qInfo() << "added" << id; })
        .onFailed(this, [](const RedisError &error) { qWarning() << error.message(); });

    Xrange newest;
    newest.stream = "host:cpu";
    newest.reverse = true;
    newest.count = 10;
    client.run(newest, this,
               [](const StreamEntries &entries) {
                   for (const StreamEntry &entry : entries)
                       qInfo() << entry.id() << entry.text("user");
               },
               [](const RedisError &error) { qWarning() << error.message(); });

    client.command({"OBJECT", "ENCODING", "host:cpu"}).then(this, [](const RespValue &reply) { qInfo() << reply.bytes(); });

    QVERIFY(Listener::waitFor(u"stream"_s));
    QCOMPARE(Listener::said().size(), 3);
    QVERIFY(Listener::said()[0].startsWith(u"added"));
    QVERIFY(Listener::said()[1].contains(u"12.5"));
}

void TestCommandGuide::options()
{
    RedisClient &client = *m_client;
    const StreamId id {1, 0};
    QSignalSpy errors(&client, &RedisClient::errorOccurred);
    XaddOptions options;
    options.trim = StreamTrim::toLength(100'000); // about so many entries are kept
    options.createStream = false;
    client.xadd(u"host:cpu"_s, {{"user", "12.5"}}, options);

    XclaimOptions quietly;
    quietly.retryCount = 1;
    client.xclaim(u"jobs"_s, u"workers"_s, u"me"_s, 30s, {id}, quietly);

    // There is neither: the first is nothing, the second an error that reaches errorOccurred, as nobody looks at it.
    QTRY_COMPARE(errors.size(), 1);
    QCOMPARE(errors[0][0].value<RedisError>().code(), RedisError::Code::NoGroup);
    QCOMPARE(m_server.admin().integer({"EXISTS", "host:cpu"}), 0);
}

void TestCommandGuide::pages()
{
    RedisClient &client = *m_client;
    for (int i = 0; i < 250; ++i)
        m_server.admin().xadd("host:cpu", "*", {"n", QByteArray::number(i)});
    const Listener listener;
    auto pager = std::make_shared<RangePager>(&client, u"host:cpu"_s, RangePager::Direction::NewestFirst);
    pager->setTimeRange(QDateTime::currentDateTimeUtc().addSecs(-3600), {});
    pager->setPageSize(200);
    pager->next().then(this, [pager](const StreamEntries &page) { qInfo() << page.size() << "entries," << (pager->atEnd() ? "all" : "more to come"); });
    QVERIFY(Listener::waitFor(u"more to come"_s));
    pager->next().then(this, [pager](const StreamEntries &page) { qInfo() << page.size() << "entries," << (pager->atEnd() ? "all" : "more to come"); });
    QVERIFY(Listener::waitFor(u"50 entries, all"_s));
}

void TestCommandGuide::manyEntries()
{
    RedisClient &client = *m_client;
    Sampler sampler;
    StreamProducer producer(&client);
    producer.setMaxInFlight(1000);
    producer.setTrim(StreamTrim::toLength(1'000'000));
    const auto fill = [&] {
        while (producer.isReady() && sampler.hasNext())
            producer.publish(u"samples"_s, sampler.next());
    };
    connect(&producer, &StreamProducer::readyChanged, this, fill);
    connect(&producer, &StreamProducer::errorOccurred, this, [](const RedisError &error) { qWarning() << error.message(); });
    fill();

    QTRY_COMPARE(producer.published(), 5000);
    QCOMPARE(m_server.admin().integer({"XLEN", "samples"}), 5000);
    disconnect(&producer, nullptr, this, nullptr);
}

QTEST_GUILESS_MAIN(TestCommandGuide)
#include "tst_commandguide.moc"
