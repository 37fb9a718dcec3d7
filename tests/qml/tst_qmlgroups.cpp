// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "componenttest.h"

#include "support/redisserver.h"

#include <RedisStreams/redisclient.h>
#include <RedisStreams/streammonitor.h>

#include <QtTest/QSignalSpy>

using namespace RedisStreams;
using namespace RedisStreams::Test;

/// GroupPanel, PendingTable and ConsumerTable, used with mouse and keys, against a real server.
class tst_QmlGroups : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();

    void cards();
    void cardsAreChosen();
    void noGroups();
    void entriesAreChosen();
    void acknowledge();
    void cancel();
    void claim();
    void releaseIsNotSupported();
    void deadLetter();
    void othersWereQuicker();
    void otherGroupOtherQuestion();
    void consumerFilters();
    void consumerIsRemoved();

private:
    QVariant ask(const QByteArrayList &words) { return m_server.admin().command(words); }
    void addGroup(const QByteArray &stream, const QByteArray &group, int entries, int toAlice, int toBob)
    {
        for (int i = 1; i <= entries; ++i)
            ask({"XADD", stream, QByteArray::number(i) + "-0", "n", "1"});
        ask({"XGROUP", "CREATE", stream, group, "0"});
        if (toAlice > 0)
            ask({"XREADGROUP", "GROUP", group, "alice", "COUNT", QByteArray::number(toAlice), "STREAMS", stream, ">"});
        if (toBob > 0)
            ask({"XREADGROUP", "GROUP", group, "bob", "COUNT", QByteArray::number(toBob), "STREAMS", stream, ">"});
    }
    QByteArrayList pending(const QByteArray &consumer = {})
    {
        QByteArrayList words {"XPENDING", "orders", "g", "-", "+", "100"};
        if (!consumer.isEmpty())
            words.append(consumer);
        QByteArrayList ids;
        for (const QVariant &entry : ask(words).toList())
            ids.append(entry.toList().value(0).toByteArray());
        return ids;
    }
    /// The item under test is called "it".
    bool show(const QByteArray &type)
    {
        const QByteArray text = "StreamMonitor { id: monitor; objectName: \"monitor\"; client: RedisClient { url: server }\n"
                                "    active: true; allGroups: true; refreshInterval: 300 }\n"
            + type + " { objectName: \"it\"; anchors.fill: parent; monitor: monitor; focus: true }";
        m_view = std::make_unique<ComponentWindow>();
        if (!m_view->show(*m_qml, text, {{QStringLiteral("server"), m_server.url()}}))
            return false;
        m_it = m_view->item("it");
        m_monitor = qobject_cast<StreamMonitor *>(m_view->object("monitor"));
        return m_it && m_monitor;
    }
    bool showPending(const QByteArray &type = "PendingTable")
    {
        if (!show(type))
            return false;
        m_monitor->setCurrent("orders", "g");
        return QTest::qWaitFor([this] { return m_monitor->pendingList()->count() > 0 && m_monitor->consumerList()->count() > 0; }, Patience);
    }
    QPoint row(int index) const
    {
        m_view->center("rows"); // which waits until they keep their place
        const QQuickItem *rows = m_view->item("rows");
        return rows->mapToScene({100, 28.0 * index + 14}).toPoint();
    }
    QStringList chosen() const { return m_it->property("selectedIds").toStringList(); }
    QString question() const { m_view->settle(); return m_view->item("question") ? m_view->item("question")->property("question").toString() : QString(); }
    QString result() const { return m_view->item("question") ? m_view->item("question")->property("result").toString() : QString(); }

    RedisServer m_server;
    std::unique_ptr<QmlFixture> m_qml;
    std::unique_ptr<ComponentWindow> m_view;
    QQuickItem *m_it = nullptr;
    StreamMonitor *m_monitor = nullptr;
};

void tst_QmlGroups::initTestCase()
{
    REDISSTREAMS_REQUIRE_SERVER();
    QVERIFY2(m_server.start(), qPrintable(m_server.errorString()));
}

void tst_QmlGroups::init()
{
    ask({"FLUSHALL"});
    m_qml = std::make_unique<QmlFixture>();
}

void tst_QmlGroups::cleanup()
{
    if (!QTest::currentTestFailed())
        QCOMPARE(m_qml->warnings, QStringList());
    m_view.reset();
}

void tst_QmlGroups::cards()
{
    addGroup("orders", "g", 10, 3, 1);
    ask({"XGROUP", "CREATE", "orders", "middle", "5-0"});
    QVERIFY(show("GroupPanel"));
    QTRY_VERIFY(m_view->reads(QStringLiteral("4 pending, oldest")));
    QVERIFY(m_view->reads(QStringLiteral("orders")));
    QVERIFY(m_view->reads(QStringLiteral("2 consumers")));
    QVERIFY(m_view->reads(QStringLiteral("behind")));
    QVERIFY(m_view->reads(QStringLiteral("unknown"))); // the server cannot say
    QVERIFY(m_view->reads(QStringLiteral("nothing pending")));
    QVERIFY(m_view->reads(QStringLiteral("0 consumers")));
}

void tst_QmlGroups::cardsAreChosen()
{
    addGroup("orders", "a", 1, 0, 0);
    ask({"XGROUP", "CREATE", "orders", "b", "0"});
    ask({"XGROUP", "CREATE", "orders", "c", "0"});
    ask({"XGROUP", "CREATE", "orders", "d", "0"});
    QVERIFY(show("GroupPanel"));
    QTRY_COMPARE(m_monitor->groupList()->count(), 4);
    QSignalSpy activated(m_it, SIGNAL(groupActivated(QString, QString)));
    const QQuickItem *grid = m_view->item("groups");
    m_view->center("groups"); // which waits until they keep their place
    const double cell = grid->property("cellWidth").toDouble();
    m_view->click(grid->mapToScene({cell * 1.5, 60}).toPoint());
    QCOMPARE(m_monitor->currentGroup(), QStringLiteral("b"));
    QCOMPARE(m_monitor->currentStream(), QStringLiteral("orders"));
    m_view->key(Qt::Key_Right);
    QCOMPARE(m_monitor->currentGroup(), QStringLiteral("c"));
    m_view->key(Qt::Key_Down); // a row of three below
    QCOMPARE(m_monitor->currentGroup(), QStringLiteral("d"));
    m_view->key(Qt::Key_Right);
    QCOMPARE(m_monitor->currentGroup(), QStringLiteral("d"));
    m_view->key(Qt::Key_Up);
    QCOMPARE(m_monitor->currentGroup(), QStringLiteral("a"));
    m_view->key(Qt::Key_Return);
    QCOMPARE(activated.count(), 1);
    QCOMPARE(activated.constFirst(), (QVariantList {QStringLiteral("orders"), QStringLiteral("a")}));
}

void tst_QmlGroups::noGroups()
{
    QVERIFY(show("GroupPanel"));
    QTRY_VERIFY(m_view->reads(QStringLiteral("No consumer groups")));
    QVERIFY(show("PendingTable"));
    QTRY_VERIFY(m_view->reads(QStringLiteral("No group chosen")));
    QVERIFY(show("ConsumerTable"));
    QTRY_VERIFY(m_view->reads(QStringLiteral("Choose a group")));
    addGroup("orders", "g", 1, 0, 0);
    QVERIFY(show("PendingTable"));
    m_monitor->setCurrent("orders", "g");
    QTRY_VERIFY(m_view->reads(QStringLiteral("Nothing pending")));
}

void tst_QmlGroups::entriesAreChosen()
{
    addGroup("orders", "g", 5, 5, 0);
    QVERIFY(showPending());
    QVERIFY(m_view->reads(QStringLiteral("5 entries listed")));
    m_view->click(row(1));
    QCOMPARE(chosen(), QStringList {QStringLiteral("2-0")});
    m_view->click(row(3), Qt::ControlModifier);
    QCOMPARE(chosen(), (QStringList {QStringLiteral("2-0"), QStringLiteral("4-0")}));
    m_view->click(row(1), Qt::ControlModifier);
    QCOMPARE(chosen(), QStringList {QStringLiteral("4-0")});
    m_view->click(row(2));
    m_view->click(row(4), Qt::ShiftModifier);
    QCOMPARE(chosen(), (QStringList {QStringLiteral("3-0"), QStringLiteral("4-0"), QStringLiteral("5-0")}));
    QVERIFY(m_view->reads(QStringLiteral("3 entries chosen")));
    m_view->key(Qt::Key_Home);
    QCOMPARE(chosen(), QStringList {QStringLiteral("1-0")});
    m_view->key(Qt::Key_Down);
    m_view->key(Qt::Key_Down, Qt::ShiftModifier);
    QCOMPARE(chosen(), (QStringList {QStringLiteral("2-0"), QStringLiteral("3-0")}));
    m_view->key(Qt::Key_A, Qt::ControlModifier);
    QCOMPARE(chosen().size(), 5);
    m_view->key(Qt::Key_Space);
    QCOMPARE(chosen().size(), 4);
    m_view->key(Qt::Key_Escape);
    QCOMPARE(chosen().size(), 0);
    // What is finished meanwhile is no longer chosen.
    m_view->key(Qt::Key_A, Qt::ControlModifier);
    ask({"XACK", "orders", "g", "2-0"});
    QTRY_COMPARE(chosen().size(), 4);
    QSignalSpy activated(m_it, SIGNAL(entryActivated(QString, QString)));
    m_view->key(Qt::Key_Home);
    m_view->key(Qt::Key_Return);
    QCOMPARE(activated.value(0), (QVariantList {QStringLiteral("orders"), QStringLiteral("1-0")}));
}

void tst_QmlGroups::acknowledge()
{
    addGroup("orders", "g", 5, 5, 0);
    QVERIFY(showPending());
    QVERIFY(!m_view->item("acknowledge")->isEnabled());
    m_view->click(row(0));
    m_view->click(row(1), Qt::ControlModifier);
    m_view->click("acknowledge");
    QVERIFY2(question().contains(QStringLiteral("2 entries will be acknowledged")), qPrintable(question()));
    QCOMPARE(pending().size(), 5); // asked first
    m_view->click("confirm");
    QTRY_COMPARE(result(), QStringLiteral("2 entries acknowledged."));
    QCOMPARE(pending(), (QByteArrayList {"3-0", "4-0", "5-0"}));
    QTRY_COMPARE(m_monitor->pendingList()->count(), 3);
    QCOMPARE(chosen().size(), 0);
    m_view->click("dismiss");
    QVERIFY(!m_view->item("question"));
    // The same with keys: Tab to the button is Qt's, Enter confirms.
    m_view->click(row(0));
    m_view->click("acknowledge");
    m_view->key(Qt::Key_Return);
    QTRY_COMPARE(pending(), (QByteArrayList {"4-0", "5-0"}));
}

void tst_QmlGroups::cancel()
{
    addGroup("orders", "g", 2, 2, 0);
    QVERIFY(showPending());
    m_view->click(row(0));
    m_view->click("acknowledge");
    QVERIFY(!question().isEmpty());
    m_view->click("cancel");
    QVERIFY(question().isEmpty());
    m_view->click("acknowledge");
    m_view->key(Qt::Key_Escape);
    QVERIFY(question().isEmpty());
    QCOMPARE(chosen().size(), 1); // still
    QTest::qWait(100);
    QCOMPARE(pending().size(), 2);
}

void tst_QmlGroups::claim()
{
    addGroup("orders", "g", 4, 2, 2);
    QVERIFY(showPending());
    m_view->click(row(0));
    m_view->click("claim");
    QVERIFY(question().contains(QStringLiteral("another consumer")));
    m_view->item("consumer")->setProperty("editText", QString());
    QVERIFY(!m_view->item("confirm")->isEnabled());
    m_view->item("consumer")->setProperty("editText", QStringLiteral("bob"));
    m_view->click("confirm");
    QTRY_COMPARE(result(), QStringLiteral("1 entry given to bob."));
    QCOMPARE(pending("bob"), (QByteArrayList {"1-0", "3-0", "4-0"}));
    QCOMPARE(pending("alice"), QByteArrayList {"2-0"});
}

void tst_QmlGroups::releaseIsNotSupported()
{
    if (!ask({"COMMAND", "INFO", "xnack"}).toList().value(0).isNull())
        QSKIP("this server has XNACK");
    addGroup("orders", "g", 1, 1, 0);
    QVERIFY(showPending());
    m_view->click(row(0));
    m_view->click("release");
    QVERIFY(question().contains(QStringLiteral("nobody's")));
    m_view->click("confirm");
    QTRY_VERIFY2(result().contains(QStringLiteral("8.8")), qPrintable(result()));
    QCOMPARE(m_view->item("question")->property("resultIsError").toBool(), true);
    QCOMPARE(pending().size(), 1);
    QCOMPARE(chosen().size(), 1); // something else can be tried
}

void tst_QmlGroups::deadLetter()
{
    addGroup("orders", "g", 3, 3, 0);
    QVERIFY(showPending());
    m_view->click(row(1));
    m_view->click("deadLetter");
    QVERIFY(question().contains(QStringLiteral("copied to another stream")));
    QCOMPARE(m_view->item("deadLetters")->property("text").toString(), QStringLiteral("orders:dead"));
    m_view->item("deadLetters")->setProperty("text", QStringLiteral("orders"));
    QVERIFY(!m_view->item("confirm")->isEnabled());
    m_view->item("deadLetters")->setProperty("text", QStringLiteral("dead"));
    m_view->click("confirm");
    QTRY_COMPARE(result(), QStringLiteral("1 entry put aside in dead."));
    QCOMPARE(pending(), (QByteArrayList {"1-0", "3-0"}));
    QCOMPARE(m_server.admin().integer({"XLEN", "dead"}), 1);
}

void tst_QmlGroups::othersWereQuicker()
{
    addGroup("orders", "g", 3, 3, 0);
    QVERIFY(showPending());
    // No look from now on.
    QSignalSpy looked(m_monitor, &StreamMonitor::refreshed);
    QVERIFY(looked.wait(Patience));
    m_monitor->setRefreshInterval(60'000);
    m_view->settle(); // the view has counted its rows
    m_view->key(Qt::Key_A, Qt::ControlModifier);
    m_view->click("acknowledge");
    ask({"XACK", "orders", "g", "1-0"});
    m_view->click("confirm");
    QTRY_VERIFY2(result().startsWith(QStringLiteral("2 of 3 entries acknowledged")), qPrintable(result()));
}

void tst_QmlGroups::otherGroupOtherQuestion()
{
    addGroup("orders", "g", 3, 3, 0);
    QVERIFY(showPending());
    m_view->click(row(0));
    m_view->click("acknowledge");
    QVERIFY(!question().isEmpty());
    m_monitor->setCurrentGroup("other");
    QVERIFY(question().isEmpty());
    QCOMPARE(chosen().size(), 0);
}

void tst_QmlGroups::consumerFilters()
{
    addGroup("orders", "g", 4, 1, 3);
    QVERIFY(showPending("ConsumerTable"));
    QCOMPARE(m_monitor->pendingList()->count(), 4);
    m_view->click(row(1));
    QTRY_COMPARE(m_monitor->pendingList()->count(), 3);
    QCOMPARE(m_monitor->pendingList()->consumer(), QStringLiteral("bob"));
    m_view->click(row(1));
    QTRY_COMPARE(m_monitor->pendingList()->count(), 4);
    m_view->key(Qt::Key_Up);
    m_view->key(Qt::Key_Space);
    QTRY_COMPARE(m_monitor->pendingList()->count(), 1);
}

void tst_QmlGroups::consumerIsRemoved()
{
    addGroup("orders", "g", 4, 1, 3);
    QVERIFY(showPending("ConsumerTable"));
    m_it->forceActiveFocus();
    m_view->key(Qt::Key_Down);
    m_view->key(Qt::Key_Delete);
    QVERIFY2(question().startsWith(QStringLiteral("alice will be removed")), qPrintable(question()));
    QCOMPARE(m_view->item("heir")->property("editText").toString(), QStringLiteral("bob"));
    m_view->item("heir")->setProperty("editText", QStringLiteral("alice"));
    QVERIFY(!m_view->item("confirm")->isEnabled());
    m_view->item("heir")->setProperty("editText", QStringLiteral("bob"));
    m_view->click("confirm");
    QTRY_COMPARE(result(), QStringLiteral("alice is removed; 1 entry given to bob."));
    QTRY_COMPARE(m_monitor->consumerList()->names(), QStringList {QStringLiteral("bob")});
    QCOMPARE(pending("bob").size(), 4);
    // Nothing pending: no heir is asked for.
    ask({"XACK", "orders", "g", "1-0", "2-0", "3-0", "4-0"});
    QTRY_COMPARE(m_monitor->pendingList()->count(), 0);
    QTRY_COMPARE(m_monitor->consumerList()->at(0).pending, 0);
    m_it->forceActiveFocus();
    m_it->setProperty("currentRow", 0);
    m_view->key(Qt::Key_Delete);
    QVERIFY(question().contains(QStringLiteral("nothing pending")));
    m_view->key(Qt::Key_Return);
    QTRY_COMPARE(result(), QStringLiteral("bob is removed."));
}

QTEST_MAIN(tst_QmlGroups)
#include "tst_qmlgroups.moc"
