// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "componenttest.h"

#include "support/redisserver.h"

#include <RedisStreams/redisclient.h>
#include <RedisStreams/streammonitor.h>

using namespace Qt::StringLiterals;
using namespace RedisStreams;
using namespace RedisStreams::Test;

/// GroupActions, DeadLetterTable, and what stays as it is in PendingTable and ConsumerTable while the server's lists
/// change under the user.
class tst_QmlGroupActions : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();

    void createGroup();
    void createGroupThatIsThere();
    void removeGroup();
    void trim();
    void consumersComeWhileAsking();
    void heirsComeWhileAsking();
    void rowsGoAboveTheCurrentOne();
    void consumersGoAboveTheCurrentOne();
    void lettersComeInPages();
    void lettersAreDiscarded();

private:
    QVariant ask(const QByteArrayList &words) { return m_server.admin().command(words); }
    void addEntries(const QByteArray &stream, int entries)
    {
        for (int i = 1; i <= entries; ++i)
            ask({"XADD", stream, QByteArray::number(i) + "-0", "n", "1"});
    }
    void addLetters(int first, int count)
    {
        QList<QByteArrayList> commands;
        for (int i = first; i < first + count; ++i) {
            const QByteArray number = QByteArray::number(i);
            commands.append({"XADD", "orders:dead", number + "-0", "origin-stream", "orders", "origin-group", "g", "origin-consumer", "alice",
                             "origin-id", number + "-0", "origin-deliveries", "3", "n", number});
        }
        m_server.admin().pipeline(commands);
    }
    bool show(const QByteArray &type)
    {
        const QByteArray text = "StreamMonitor { id: monitor; objectName: \"monitor\"; client: RedisClient { url: server }\n"
                                "    active: true; allGroups: true; refreshInterval: 300 }\n"
            + type;
        m_view = std::make_unique<ComponentWindow>();
        if (!m_view->show(*m_qml, text, {{u"server"_s, m_server.url()}}, {1000, 400}))
            return false;
        m_it = m_view->item("it");
        m_monitor = qobject_cast<StreamMonitor *>(m_view->object("monitor"));
        return m_it && m_monitor && QTest::qWaitFor([this] { return m_monitor->isLoaded(); }, Patience);
    }
    bool showActions() { return show("GroupActions { objectName: \"it\"; width: parent.width; monitor: monitor; focus: true }"); }
    bool showGroup(const QByteArray &type)
    {
        if (!show(type + " { objectName: \"it\"; anchors.fill: parent; monitor: monitor; focus: true }"))
            return false;
        m_monitor->setCurrent("orders", "g");
        return QTest::qWaitFor([this] { return m_monitor->pendingList()->count() > 0 && m_monitor->consumerList()->count() > 0; }, Patience);
    }
    QPoint row(int index) const
    {
        m_view->center("rows"); // which waits until they keep their place
        return m_view->item("rows")->mapToScene({100, 28.0 * index + 14}).toPoint();
    }
    QString asked(const char *property) const
    {
        m_view->settle();
        return m_view->item("question") ? m_view->item("question")->property(property).toString() : QString();
    }
    QString question() const { return asked("question"); }
    QString result() const { return asked("result"); }
    QString text(const char *item, const char *property = "text") const { return m_view->item(item)->property(property).toString(); }
    void type(const QByteArray &characters) const
    {
        for (const char character : characters)
            QTest::keyClick(m_view->window(), character);
    }

    RedisServer m_server;
    std::unique_ptr<QmlFixture> m_qml;
    std::unique_ptr<ComponentWindow> m_view;
    QQuickItem *m_it = nullptr;
    StreamMonitor *m_monitor = nullptr;
};

void tst_QmlGroupActions::initTestCase()
{
    REDISSTREAMS_REQUIRE_SERVER();
    QVERIFY2(m_server.start(), qPrintable(m_server.errorString()));
}

void tst_QmlGroupActions::init()
{
    ask({"FLUSHALL"});
    m_qml = std::make_unique<QmlFixture>();
}

void tst_QmlGroupActions::cleanup()
{
    if (!QTest::currentTestFailed())
        QCOMPARE(m_qml->warnings, QStringList());
    m_view.reset();
}

void tst_QmlGroupActions::createGroup()
{
    addEntries("orders", 5);
    QVERIFY(showActions());
    m_monitor->setCurrentStream(u"orders"_s);
    m_view->click("createGroup");
    QVERIFY2(question().contains(u"A group will be made"_s), qPrintable(question()));
    QVERIFY(!m_view->item("confirm")->isEnabled()); // it has no name yet
    type("audit");
    QCOMPARE(text("groupName"), u"audit"_s);
    QCOMPARE(text("groupStream", "editText"), u"orders"_s);
    m_view->item("groupStart")->setProperty("editText", u"2-0"_s);
    QVERIFY(ask({"XINFO", "GROUPS", "orders"}).toList().isEmpty()); // asked first
    m_view->click("confirm");
    QTRY_COMPARE(result(), u"The group audit of orders is made; it gets what comes after 2-0."_s);
    const QVariantList entries = ask({"XREADGROUP", "GROUP", "audit", "me", "COUNT", "1", "STREAMS", "orders", ">"}).toList();
    QCOMPARE(entries.value(0).toList().value(1).toList().value(0).toList().value(0).toByteArray(), QByteArray("3-0"));
    QCOMPARE(m_monitor->currentGroup(), u"audit"_s);

    // Of a stream that is not there yet.
    m_view->click("createGroup");
    type("first");
    m_view->item("groupStream")->setProperty("editText", u"invoices"_s);
    QVERIFY2(question().contains(u"the stream invoices with it"_s), qPrintable(question()));
    m_view->key(Qt::Key_Return);
    QTRY_COMPARE(result(), u"The group first of invoices is made; it gets everything that is in the stream."_s);
    QCOMPARE(ask({"EXISTS", "invoices"}).toInt(), 1);
}

void tst_QmlGroupActions::createGroupThatIsThere()
{
    addEntries("orders", 1);
    ask({"XGROUP", "CREATE", "orders", "g", "0"});
    QVERIFY(showActions());
    m_monitor->setCurrent("orders", "g");
    m_view->click("createGroup");
    type("g");
    m_view->click("confirm");
    QTRY_VERIFY2(result().contains(u"already"_s), qPrintable(result()));
    QVERIFY(m_view->item("question")->property("resultIsError").toBool());
}

void tst_QmlGroupActions::removeGroup()
{
    addEntries("orders", 3);
    ask({"XGROUP", "CREATE", "orders", "g", "0"});
    ask({"XREADGROUP", "GROUP", "g", "alice", "COUNT", "2", "STREAMS", "orders", ">"});
    QVERIFY(showActions());
    QVERIFY(!m_view->item("removeGroup")->isEnabled()); // none is chosen
    m_monitor->setCurrent("orders", "g");
    QTRY_VERIFY(m_monitor->groupList()->at(0).pending == 2);
    m_view->click("removeGroup");
    QVERIFY2(question().contains(u"2 entries that it has pending"_s), qPrintable(question()));
    m_view->key(Qt::Key_Escape);
    QVERIFY(question().isEmpty());
    m_view->click("removeGroup");
    m_view->click("confirm");
    QTRY_COMPARE(result(), u"The group g of orders is removed."_s);
    QVERIFY(ask({"XINFO", "GROUPS", "orders"}).toList().isEmpty());
    QCOMPARE(m_server.admin().integer({"XLEN", "orders"}), 3);
}

void tst_QmlGroupActions::trim()
{
    addEntries("orders", 10);
    ask({"XGROUP", "CREATE", "orders", "g", "0"});
    ask({"XREADGROUP", "GROUP", "g", "alice", "COUNT", "2", "STREAMS", "orders", ">"});
    QVERIFY(showActions());
    m_monitor->setCurrent("orders", "g");
    QTRY_VERIFY(m_view->reads(u"10 entries"_s));
    QTRY_VERIFY(m_view->reads(u"kB"_s) || m_view->reads(u" B"_s)); // of memory
    m_view->click("trim");
    QVERIFY2(question().contains(u"orders has 10 entries"_s), qPrintable(question()));
    QVERIFY(!m_view->item("confirm")->isEnabled());
    type("4");
    QTRY_COMPARE(question(), u"6 entries will be removed from orders for good. Not all of them were read by: g"_s);
    QVERIFY(m_view->item("confirm")->isEnabled());
    // Another number is another question.
    type("0");
    QVERIFY(!m_view->item("confirm")->isEnabled());
    QTRY_COMPARE(question(), u"Nothing would be removed from orders."_s);
    m_view->key(Qt::Key_Backspace);
    QTRY_VERIFY(m_view->item("confirm")->isEnabled());
    QCOMPARE(m_server.admin().integer({"XLEN", "orders"}), 10);
    m_view->click("confirm");
    QTRY_COMPARE(result(), u"6 entries removed from orders."_s);
    QCOMPARE(m_server.admin().integer({"XLEN", "orders"}), 4);

    m_view->click("trim");
    m_view->item("trimBy")->setProperty("currentIndex", 1);
    m_view->item("trimTo")->setProperty("text", u"9-0"_s);
    QTRY_VERIFY2(question().startsWith(u"2 entries will be removed"_s), qPrintable(question()));
    m_view->key(Qt::Key_Return);
    QTRY_COMPARE(result(), u"2 entries removed from orders."_s);
}

void tst_QmlGroupActions::consumersComeWhileAsking()
{
    addEntries("orders", 4);
    ask({"XGROUP", "CREATE", "orders", "g", "0"});
    ask({"XREADGROUP", "GROUP", "g", "alice", "COUNT", "2", "STREAMS", "orders", ">"});
    ask({"XREADGROUP", "GROUP", "g", "bob", "COUNT", "2", "STREAMS", "orders", ">"});
    QVERIFY(showGroup("PendingTable"));
    m_view->click(row(0));
    m_view->click("claim");
    m_view->settle();
    QQuickItem *box = m_view->item("consumer");
    QVERIFY(box);
    box->forceActiveFocus();
    m_view->key(Qt::Key_Down); // bob
    QCOMPARE(box->property("editText").toString(), u"bob"_s);
    // One more consumer, at the head of the list; and one in the place of another.
    ask({"XREADGROUP", "GROUP", "g", "aaron", "STREAMS", "orders", ">"});
    ask({"XGROUP", "CREATECONSUMER", "orders", "g", "aaron"});
    QTRY_COMPARE(m_monitor->consumerList()->names(), QStringList({u"aaron"_s, u"alice"_s, u"bob"_s}));
    QCOMPARE(box->property("editText").toString(), u"bob"_s);
    m_view->click("confirm");
    QTRY_COMPARE(result(), u"1 entry given to bob."_s);
    // The next question offers the new one.
    m_view->click(row(1));
    m_view->click("claim");
    QCOMPARE(box->property("count").toInt(), 3);
}

void tst_QmlGroupActions::heirsComeWhileAsking()
{
    addEntries("orders", 4);
    ask({"XGROUP", "CREATE", "orders", "g", "0"});
    ask({"XREADGROUP", "GROUP", "g", "bob", "COUNT", "2", "STREAMS", "orders", ">"});
    ask({"XREADGROUP", "GROUP", "g", "carol", "COUNT", "2", "STREAMS", "orders", ">"});
    ask({"XGROUP", "CREATECONSUMER", "orders", "g", "dave"});
    QVERIFY(showGroup("ConsumerTable"));
    m_it->forceActiveFocus();
    m_view->key(Qt::Key_Down);
    m_view->key(Qt::Key_Delete);
    QQuickItem *heir = m_view->item("heir");
    QCOMPARE(heir->property("editText").toString(), u"carol"_s);
    heir->forceActiveFocus();
    m_view->key(Qt::Key_Down);
    QCOMPARE(heir->property("editText").toString(), u"dave"_s);
    // As many as before, but others.
    QSignalSpy other(m_monitor->consumerList(), &ConsumerListModel::namesChanged);
    ask({"EVAL", "redis.call('XGROUP', 'DELCONSUMER', KEYS[1], 'g', 'carol'); return redis.call('XGROUP', 'CREATECONSUMER', KEYS[1], 'g', 'alice')", "1", "orders"});
    QTRY_COMPARE(m_monitor->consumerList()->names(), QStringList({u"alice"_s, u"bob"_s, u"dave"_s}));
    QVERIFY(other.count() > 0);
    QCOMPARE(heir->property("editText").toString(), u"dave"_s);
    QVERIFY(question().startsWith(u"bob will be removed"_s));
    m_view->click("confirm");
    QTRY_COMPARE(result(), u"bob is removed; 2 entries given to dave."_s);
}

void tst_QmlGroupActions::rowsGoAboveTheCurrentOne()
{
    addEntries("orders", 6);
    ask({"XGROUP", "CREATE", "orders", "g", "0"});
    ask({"XREADGROUP", "GROUP", "g", "alice", "STREAMS", "orders", ">"});
    QVERIFY(showGroup("PendingTable"));
    QSignalSpy activated(m_it, SIGNAL(entryActivated(QString, QString)));
    m_view->click(row(3)); // 4-0
    ask({"XACK", "orders", "g", "1-0", "2-0"});
    QTRY_COMPARE(m_monitor->pendingList()->count(), 4);
    m_view->key(Qt::Key_Return);
    QCOMPARE(activated.value(0).value(1).toString(), u"4-0"_s);
    // A range begins where the first click was, not in the row of that number.
    m_view->click(row(2), Qt::ShiftModifier); // 5-0
    QCOMPARE(m_it->property("selectedIds").toStringList(), QStringList({u"4-0"_s, u"5-0"_s}));
    m_view->key(Qt::Key_Down);
    QCOMPARE(m_it->property("selectedIds").toStringList(), QStringList({u"6-0"_s}));
    // The arrow keys go on from where a row went.
    m_view->click(row(1)); // 4-0
    ask({"XACK", "orders", "g", "4-0"});
    QTRY_COMPARE(m_monitor->pendingList()->count(), 3);
    m_view->key(Qt::Key_Down);
    QCOMPARE(m_it->property("selectedIds").toStringList(), QStringList({u"5-0"_s}));
}

void tst_QmlGroupActions::consumersGoAboveTheCurrentOne()
{
    addEntries("orders", 2);
    ask({"XGROUP", "CREATE", "orders", "g", "0"});
    ask({"XREADGROUP", "GROUP", "g", "bob", "STREAMS", "orders", ">"});
    ask({"XGROUP", "CREATECONSUMER", "orders", "g", "alice"});
    ask({"XGROUP", "CREATECONSUMER", "orders", "g", "carol"});
    QVERIFY(showGroup("ConsumerTable"));
    m_it->forceActiveFocus();
    m_view->key(Qt::Key_Down);
    m_view->key(Qt::Key_Down); // bob
    ask({"XGROUP", "DELCONSUMER", "orders", "g", "alice"});
    QTRY_COMPARE(m_monitor->consumerList()->count(), 2);
    m_view->key(Qt::Key_Delete);
    QVERIFY2(question().startsWith(u"bob will be removed"_s), qPrintable(question()));
}

void tst_QmlGroupActions::lettersComeInPages()
{
    addLetters(1, 145);
    QVERIFY(show("DeadLetterTable { objectName: \"it\"; anchors.fill: parent; monitor: monitor; stream: \"orders:dead\"; pageSize: 20; focus: true }"));
    const auto listed = [this] { return m_it->property("letters").toList().size(); };
    QTRY_VERIFY(m_view->reads(u", there are more"_s));
    QVERIFY(listed() < 145);
    m_view->click(row(2));
    QTRY_COMPARE(m_it->property("selectedIds").toStringList(), QStringList({u"3-0"_s}));
    while (listed() < 145) {
        const qsizetype before = listed();
        m_view->key(Qt::Key_End);
        QTRY_VERIFY(listed() > before);
        QTRY_VERIFY(m_view->item("rows")->property("count").toInt() == listed());
        m_view->settle();
    }
    QCOMPARE(listed(), 145);
    QTRY_VERIFY(!m_view->reads(u", there are more"_s));
    // What comes while one looks at the end leaves the view where it is.
    m_view->key(Qt::Key_End);
    m_view->settle();
    const double y = m_view->item("rows")->property("contentY").toDouble();
    QVERIFY(y > 0);
    addLetters(146, 1);
    QTRY_COMPARE(listed(), 146);
    m_view->settle();
    QCOMPARE(m_view->item("rows")->property("contentY").toDouble(), y);
    QCOMPARE(m_it->property("selectedIds").toStringList(), QStringList({u"145-0"_s}));
}

void tst_QmlGroupActions::lettersAreDiscarded()
{
    addLetters(1, 3);
    QVERIFY(show("DeadLetterTable { objectName: \"it\"; anchors.fill: parent; monitor: monitor; stream: \"orders:dead\"; focus: true }"));
    QTRY_VERIFY(m_view->reads(u"3 letters listed"_s));
    QVERIFY(!m_view->item("discard")->isEnabled());
    m_view->click(row(0));
    m_view->click(row(1), Qt::ShiftModifier);
    m_view->click("discard");
    QVERIFY2(question().startsWith(u"2 letters will be removed from orders:dead for good"_s), qPrintable(question()));
    QCOMPARE(m_server.admin().integer({"XLEN", "orders:dead"}), 3);
    m_view->click("confirm");
    QTRY_COMPARE(result(), u"2 letters discarded."_s);
    QCOMPARE(m_server.admin().integer({"XLEN", "orders:dead"}), 1);
    QTRY_VERIFY(m_view->reads(u"1 letter listed"_s));
}

QTEST_MAIN(tst_QmlGroupActions)
#include "tst_qmlgroupactions.moc"
