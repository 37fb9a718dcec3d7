// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "dashboardwindow.h"

#include "support/redisserver.h"

#include <RedisStreams/rediserror.h>
#include <RedisStreams/streamconsumer.h>
#include <RedisStreams/streamhistory.h>
#include <RedisStreams/streamseries.h>

#include <QtCore/QDir>
#include <QtCore/QFile>

using namespace Qt::StringLiterals;
using namespace RedisStreams;
using namespace RedisStreams::Test;

/// What the dashboard keeps, forgets and tells when streams and servers are changed; and what can be done in it without
/// a mouse.
class tst_DashboardSession : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();

    void chartsForgetStreams();
    void otherServer();
    void sameServerOnceMore();
    void wrongPasswords();
    void whatIsTypedStays();
    void gapsAreTold();
    void pauseCounts();
    void namesThatAreNoText();
    void tooManyStreams();
    void groupsWhileSearching();
    void lettersStayWhenGroupsCome();
    void passwordIsAskedFor();
    void passwordOfTheEnvironment();
    void looksOnlyWhileShown();
    void replacingAFile();
    void filesAreChosen();
    void withoutAMouse();
    void schemes();
    void entryInAWindow();

private:
    QVariant ask(const QByteArrayList &words) { return m_server.admin().command(words); }
    void fill(const QByteArray &stream, int count)
    {
        QList<QByteArrayList> commands;
        for (int i = 1; i <= count; ++i)
            commands.append({"XADD", stream, "*", "n", QByteArray::number(i)});
        m_server.admin().pipeline(commands);
    }
    bool open(const QStringList &streams = {u"one"_s}, int page = 0)
    {
        return m_window->open(m_server.url(), streams, settings(), {{u"startWidth"_s, 1280}, {u"startHeight"_s, 800}, {u"startPage"_s, page}});
    }
    QString settings() const { return m_folder->filePath(u"settings.ini"_s); }
    void connectTo(const QString &url, const QStringList &streams = {})
    {
        QMetaObject::invokeMethod(m_window->session(), "connectTo", Q_ARG(QString, url), Q_ARG(QVariant, streams));
    }
    StreamSeries *series(const char *name) const { return m_window->part<StreamSeries>(name); }
    StreamConsumer *consumer() const { return m_window->part<StreamConsumer>("consumer"); }

    RedisServer m_server;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<DashboardWindow> m_window;
};

void tst_DashboardSession::initTestCase()
{
    REDISSTREAMS_REQUIRE_SERVER();
    QVERIFY2(m_server.start(), qPrintable(m_server.errorString()));
}

void tst_DashboardSession::init()
{
    ask({"FLUSHALL"});
    m_folder = std::make_unique<QTemporaryDir>();
    m_window = std::make_unique<DashboardWindow>();
}

void tst_DashboardSession::cleanup()
{
    if (!QTest::currentTestFailed())
        QCOMPARE(m_window->warnings, QStringList());
    m_window->close();
    m_window.reset();
}

void tst_DashboardSession::chartsForgetStreams()
{
    fill("one", 3);
    fill("two", 3);
    QVERIFY(open({u"one"_s, u"two"_s}));
    QTRY_COMPARE(series("rates")->count(), 2);
    QTRY_COMPARE(series("values")->count(), 2);
    QTRY_COMPARE(m_window->monitor()->streamList()->count(), 2);
    m_window->click(m_window->at("streams", 100, 22)); // one
    QTRY_COMPARE(m_window->followed(), QStringList({u"two"_s}));
    QCOMPARE(series("rates")->count(), 1);
    QCOMPARE(series("values")->count(), 1);
    QCOMPARE(series("rates")->stream(0), u"two"_s);
}

void tst_DashboardSession::otherServer()
{
    RedisServer other;
    QVERIFY2(other.start(), qPrintable(other.errorString()));
    other.admin().xadd("elsewhere", "*", {"n", "1"});
    fill("one", 3);
    QVERIFY(open());
    QTRY_COMPARE(series("rates")->count(), 1);
    connectTo(other.url(), {u"elsewhere"_s});
    QCOMPARE(series("rates")->count(), 0);
    QCOMPARE(series("values")->count(), 0);
    QTRY_COMPARE(series("rates")->count(), 1);
    QCOMPARE(series("rates")->stream(0), u"elsewhere"_s);
    // What went wrong with the one server is not said of the other.
    other.kill();
    QTRY_VERIFY(m_window->client()->error().isError());
    connectTo(m_server.url(), {u"one"_s});
    QVERIFY(!m_window->client()->error().isError());
    QTRY_VERIFY(m_window->client()->isConnected());
}

void tst_DashboardSession::sameServerOnceMore()
{
    fill("one", 3);
    fill("two", 3);
    QVERIFY(open());
    QTRY_COMPARE(m_window->entries()->count(), 3);
    QTRY_COMPARE(m_window->monitor()->streamList()->count(), 2);
    connectTo(m_server.url());
    QTRY_COMPARE(m_window->entries()->count(), 3);
    m_window->click(m_window->at("streams", 100, 44 + 22)); // two
    QTRY_COMPARE(m_window->followed(), QStringList({u"one"_s, u"two"_s}));
    m_window->close();
    QVERIFY(m_window->open({}, {}, settings()));
    QTRY_COMPARE(m_window->followed(), QStringList({u"one"_s, u"two"_s}));
}

void tst_DashboardSession::wrongPasswords()
{
    RedisServer guarded({.requirePass = u"hush"_s});
    QVERIFY2(guarded.start(), qPrintable(guarded.errorString()));
    guarded.admin().xadd("one", "1-0", {"n", "1"});
    QVERIFY(m_window->open(guarded.url(), {u"one"_s}, settings()));
    // Each of them, the same twice as well.
    for (const char *password : {"wrong", "wrong", "false", "hush"}) {
        QTRY_VERIFY(m_window->item("password"));
        QTRY_VERIFY(m_window->item("password")->hasActiveFocus());
        m_window->type(QString::fromLatin1(password));
        m_window->key(Qt::Key_Return);
    }
    QTRY_VERIFY(m_window->client()->isConnected());
    QTRY_VERIFY(!m_window->item("password"));
}

void tst_DashboardSession::whatIsTypedStays()
{
    RedisServer guarded({.requirePass = u"hush"_s});
    QVERIFY2(guarded.start(), qPrintable(guarded.errorString()));
    QVERIFY(open());
    QTRY_VERIFY(m_window->client()->isConnected());
    m_window->key(Qt::Key_O, Qt::ControlModifier);
    QTRY_VERIFY(m_window->item("url"));
    m_window->item("url")->setProperty("text", u"redis://elsewhere:1"_s);
    // Refused while another server is chosen, as it happens at a start.
    connectTo(guarded.url());
    QTRY_COMPARE(m_window->client()->error().code(), RedisError::Code::AuthenticationFailed);
    m_window->settle();
    QVERIFY(m_window->item("url"));
    QCOMPARE(m_window->item("url")->property("text").toString(), u"redis://elsewhere:1"_s);
}

void tst_DashboardSession::gapsAreTold()
{
    fill("one", 3);
    QVERIFY(open());
    QTRY_COMPARE(m_window->entries()->count(), 3);
    QVERIFY(!m_window->item("notices"));
    consumer()->setPaused(true);
    fill("one", 1500);
    ask({"XTRIM", "one", "MAXLEN", "2"});
    consumer()->setPaused(false);
    QTRY_VERIFY(m_window->item("notices"));
    QTRY_VERIFY(m_window->reads(u"one: at least 1,4"_s));
    QVERIFY(m_window->reads(u"entries were trimmed before they were read"_s));
    ask({"DEL", "one"});
    fill("one", 1);
    // Noticed when the blocked read ends.
    QTRY_VERIFY_WITH_TIMEOUT(m_window->reads(u"one: the stream was deleted and made anew"_s), 30000);
    QVERIFY(m_window->click("notices.dismissNotice"));
    QTRY_VERIFY(!m_window->reads(u"made anew"_s));
    QVERIFY(m_window->reads(u"one: at least"_s));
    QVERIFY(m_window->click("notices.dismissNotice"));
    QTRY_VERIFY(!m_window->item("notices"));
}

void tst_DashboardSession::pauseCounts()
{
    fill("one", 3);
    QVERIFY(open());
    QTRY_COMPARE(m_window->entries()->count(), 3);
    m_window->key(Qt::Key_Space);
    QTRY_COMPARE(m_window->item("pause")->property("text").toString(), u"Resume"_s);
    fill("one", 1214);
    QTRY_COMPARE(m_window->item("pause")->property("text").toString(), u"Resume (1,214 new)"_s);
    QCOMPARE(m_window->item("table")->property("following").toBool(), true);
    QVERIFY(m_window->click("pause"));
    QTRY_COMPARE(m_window->item("pause")->property("text").toString(), u"Pause"_s);
}

void tst_DashboardSession::namesThatAreNoText()
{
    fill("one", 1);
    fill("caf\xe9", 2);
    QVERIFY(open());
    QTRY_COMPARE(m_window->monitor()->streamList()->count(), 2);
    QTRY_VERIFY(m_window->reads(u"its name is not UTF-8: it cannot be followed"_s));
    m_window->click(m_window->at("streams", 100, 22)); // the first
    m_window->settle();
    QCOMPARE(m_window->followed(), QStringList({u"one"_s}));
    QCOMPARE(m_window->monitor()->streamList()->checkedStreams(), QStringList({u"one"_s}));
}

void tst_DashboardSession::tooManyStreams()
{
    QList<QByteArrayList> commands;
    for (int i = 0; i <= StreamMonitor::MaximumStreams; ++i)
        commands.append({"XADD", "sensor:" + QByteArray::number(i), "*", "n", "1"});
    commands.append({"XADD", "Zulu", "*", "n", "1"});
    m_server.admin().pipeline(commands);
    QVERIFY(open({u"sensor:1"_s}));
    QTRY_VERIFY(m_window->item("incomplete"));
    QVERIFY(m_window->reads(u"More than 10,00"_s));
    // The server looks for what is not in the list, in any case.
    m_window->key(Qt::Key_L, Qt::ControlModifier);
    m_window->type(u"zul"_s);
    StreamMonitor *monitor = m_window->monitor();
    QTRY_COMPARE(monitor->pattern(), u"*[zZ][uU][lL]*"_s);
    QTRY_VERIFY(monitor->streamList()->indexOf(u"Zulu"_s) >= 0);
    QTRY_VERIFY(!m_window->item("incomplete"));
    m_window->key(Qt::Key_Escape);
    QTRY_VERIFY(m_window->item("incomplete"));
    QCOMPARE(m_window->followed(), QStringList({u"sensor:1"_s}));
}

void tst_DashboardSession::groupsWhileSearching()
{
    fill("orders", 5);
    ask({"XGROUP", "CREATE", "orders", "billing", "0"});
    ask({"XADD", "orders:dead", "*", "origin-stream", "orders", "origin-group", "billing", "origin-id", "1-0", "n", "1"});
    fill("one", 1);
    QVERIFY(open({u"one"_s}, 2));
    QTRY_COMPARE(m_window->monitor()->groupList()->count(), 1);
    QTRY_VERIFY(m_window->item("letters:orders:dead"));
    m_window->key(Qt::Key_L, Qt::ControlModifier);
    m_window->type(u"one"_s);
    QTRY_COMPARE(m_window->monitor()->streamList()->count(), 1);
    // What does not match is looked at all the same.
    m_window->monitor()->setCurrentStream(u"one"_s);
    ask({"XREADGROUP", "GROUP", "billing", "alice", "COUNT", "2", "STREAMS", "orders", ">"});
    QTRY_COMPARE(m_window->monitor()->groupList()->at(0).pending, 2);
    QVERIFY(m_window->item("letters:orders:dead"));
    QVERIFY(m_window->click("letters:orders:dead"));
    QTRY_VERIFY(m_window->reads(u"1 letter listed"_s));
    ask({"XADD", "orders:dead", "*", "origin-stream", "orders", "origin-group", "billing", "origin-id", "2-0", "n", "1"});
    QTRY_VERIFY(m_window->reads(u"2 letters listed"_s));
}

void tst_DashboardSession::passwordIsAskedFor()
{
    RedisServer guarded({.requirePass = u"hush"_s});
    QVERIFY2(guarded.start(), qPrintable(guarded.errorString()));
    guarded.admin().xadd("one", "1-0", {"n", "1"});
    for (int start = 0; start < 2; ++start) {
        QVERIFY(m_window->open(start == 0 ? guarded.url() : QString(), {}, settings()));
        QTRY_VERIFY(m_window->item("password"));
        QTRY_VERIFY(m_window->item("password")->hasActiveFocus());
        m_window->type(u"hush"_s);
        m_window->key(Qt::Key_Return);
        QTRY_VERIFY(m_window->client()->isConnected());
        QTRY_VERIFY(!m_window->item("password"));
        QTRY_COMPARE(m_window->entries()->count(), 1);
        m_window->close();
        QFile kept(settings());
        QVERIFY(kept.open(QIODevice::ReadOnly));
        const QByteArray text = kept.readAll();
        QVERIFY(text.contains("127.0.0.1"));
        QVERIFY(!text.contains("hush"));
    }
}

void tst_DashboardSession::passwordOfTheEnvironment()
{
    // Which main() hands over: also for the server of the last time.
    RedisServer guarded({.requirePass = u"hush"_s});
    QVERIFY2(guarded.start(), qPrintable(guarded.errorString()));
    QFile file(settings());
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("[servers]\n1\\url=" + guarded.url().toUtf8() + "\nsize=1\n");
    file.close();
    QVERIFY(m_window->open({}, {u"one"_s}, settings(), {{u"startPassword"_s, u"hush"_s}}));
    QTRY_VERIFY(m_window->client()->isConnected());
    QVERIFY(!m_window->item("password"));
    m_window->close();
    QVERIFY(file.open(QIODevice::ReadOnly));
    QVERIFY(!file.readAll().contains("hush"));
}

void tst_DashboardSession::lettersStayWhenGroupsCome()
{
    fill("orders", 5);
    ask({"XADD", "orders:dead", "*", "origin-stream", "orders", "origin-group", "billing", "origin-id", "1-0", "n", "1"});
    QVERIFY(open({u"orders"_s}, 2));
    QTRY_VERIFY(m_window->item("letters:orders:dead"));
    QVERIFY(m_window->click("letters:orders:dead"));
    QTRY_VERIFY(m_window->reads(u"1 letter listed"_s));
    ask({"XGROUP", "CREATE", "orders", "billing", "0"});
    QTRY_COMPARE(m_window->monitor()->groupList()->count(), 1);
    m_window->settle();
    QVERIFY(m_window->reads(u"Dead letters in orders:dead"_s));
    // Without them there is something to see at once.
    QVERIFY(m_window->click("backToGroup"));
    QTRY_COMPARE(m_window->monitor()->currentGroup(), u"billing"_s);
    QVERIFY(!m_window->reads(u"Dead letters in"_s));
}

void tst_DashboardSession::looksOnlyWhileShown()
{
    fill("orders", 5);
    ask({"XGROUP", "CREATE", "orders", "billing", "0"});
    QVERIFY(open({u"orders"_s}));
    QTRY_COMPARE(m_window->monitor()->streamList()->count(), 1);
    QVERIFY(!m_window->monitor()->isAllGroups());
    m_window->key(Qt::Key_3, Qt::ControlModifier);
    QTRY_COMPARE(m_window->monitor()->groupList()->count(), 1);
    QTRY_COMPARE(m_window->monitor()->currentGroup(), u"billing"_s);
    m_window->window()->showMinimized();
    QTRY_VERIFY(!m_window->monitor()->isActive());
    m_window->window()->showNormal();
    QTRY_VERIFY(m_window->monitor()->isActive());
}

void tst_DashboardSession::replacingAFile()
{
    fill("one", 3);
    QVERIFY(open());
    QTRY_COMPARE(m_window->entries()->count(), 3);
    m_window->key(Qt::Key_E, Qt::ControlModifier);
    QTRY_VERIFY(m_window->item("file"));
    const QString file = m_folder->filePath(u"rows.csv"_s);
    m_window->item("file")->setProperty("text", file);
    const auto button = [this] { return m_window->item("startExport")->property("text").toString(); };
    QCOMPARE(button(), u"Export"_s);
    m_window->key(Qt::Key_Return);
    QTRY_VERIFY(m_window->reads(u"3 entries written to "_s + file));
    // From now on that is a file that would be lost.
    QTRY_COMPARE(button(), u"Replace"_s);
    QVERIFY(m_window->reads(u"Exporting once more replaces the file."_s));
    // Another one that is there, after an outcome.
    const QString precious = m_folder->filePath(u"precious.csv"_s);
    QFile there(precious);
    QVERIFY(there.open(QIODevice::WriteOnly));
    there.close();
    m_window->item("file")->setProperty("text", precious);
    QTRY_VERIFY(m_window->reads(u"There is a file of this name. It will be replaced."_s));
    QCOMPARE(button(), u"Replace"_s);
    QVERIFY(!m_window->item("outcome"));
    m_window->item("file")->setProperty("text", m_folder->filePath(u"new.csv"_s));
    QTRY_COMPARE(button(), u"Export"_s);
    QVERIFY(!m_window->item("overwrites"));
}

/// A module in place of Qt's, which need not be installed.
void tst_DashboardSession::filesAreChosen()
{
    const QString module = m_folder->filePath(u"QtQuick/Dialogs"_s);
    QVERIFY(QDir().mkpath(module));
    const auto write = [&module](const QString &name, const QByteArray &text) {
        QFile file(module + u'/' + name);
        return file.open(QIODevice::WriteOnly) && file.write(text) == text.size();
    };
    QVERIFY(write(u"qmldir"_s, "module QtQuick.Dialogs\nFileDialog 1.0 FileDialog.qml\n"));
    QVERIFY(write(u"FileDialog.qml"_s, "import QtQml\nQtObject { enum Mode { OpenFile, OpenFiles, SaveFile }\n"
                                       "property int fileMode; property url currentFolder; property url selectedFile\n"
                                       "signal accepted; function open() { selectedFile = currentFolder + \"/chosen.csv\"; accepted(); } }\n"));
    fill("one", 3);
    m_window->importPath = m_folder->path();
    QVERIFY(open());
    QTRY_COMPARE(m_window->entries()->count(), 3);
    m_window->key(Qt::Key_E, Qt::ControlModifier);
    QTRY_VERIFY(m_window->item("file"));
    m_window->item("file")->setProperty("text", m_folder->filePath(u"typed.csv"_s));
    QVERIFY(m_window->click("chooseFile"));
    QCOMPARE(m_window->item("file")->property("text").toString(), m_folder->filePath(u"chosen.csv"_s));
    QVERIFY(m_window->click("startExport"));
    QTRY_VERIFY(QFile::exists(m_folder->filePath(u"chosen.csv"_s)));
}

void tst_DashboardSession::withoutAMouse()
{
    fill("one", 3);
    QVERIFY(open());
    QTRY_COMPARE(m_window->entries()->count(), 3);
    QVERIFY(m_window->click("columns"));
    QTRY_VERIFY(m_window->item("columnChooser"));
    m_window->settle();
    const auto width = [this] { return m_window->item("table.header")->property("widths").toList().value(0).toReal(); };
    const qreal before = width();
    m_window->key(Qt::Key_Right);
    QTRY_COMPARE(width(), before + 16);
    m_window->key(Qt::Key_Left);
    m_window->key(Qt::Key_Left);
    QTRY_COMPARE(width(), before - 16);
    m_window->key(Qt::Key_Backspace);
    QTRY_COMPARE(width(), before);
    QQuickItem *relative = m_window->item("relativeTimes");
    QVERIFY(relative);
    relative->forceActiveFocus(Qt::TabFocusReason);
    m_window->key(Qt::Key_Space);
    QTRY_VERIFY(m_window->entries()->hasRelativeTimes());
    m_window->key(Qt::Key_Escape);

    // The border beside the list of streams.
    QQuickItem *list = m_window->item("streams");
    QQuickItem *border = m_window->item("splitHandle");
    QVERIFY(border);
    const qreal listWidth = list->width();
    border->forceActiveFocus(Qt::TabFocusReason);
    m_window->key(Qt::Key_Right);
    QTRY_COMPARE(list->width(), listWidth + 16);
    m_window->key(Qt::Key_Left);
    m_window->key(Qt::Key_Left);
    QTRY_COMPARE(list->width(), listWidth - 16);
    m_window->close();
    QVERIFY(open());
    QTRY_VERIFY(m_window->item("streams"));
    QTRY_COMPARE(m_window->item("streams")->width(), listWidth - 16);
}

void tst_DashboardSession::schemes()
{
    QVERIFY(open());
    const auto text = [this] { return m_window->item("scheme")->property("text").toString(); };
    const QColor system = m_window->window()->color();
    QCOMPARE(text(), u"System"_s);
    QVERIFY(m_window->click("scheme"));
    QVERIFY(m_window->window()->color() != system);
    const QString other = text();
    QVERIFY(m_window->click("scheme"));
    QCOMPARE(m_window->window()->color(), system);
    QVERIFY(text() != other && text() != u"System"_s);
    QVERIFY(m_window->click("scheme"));
    QCOMPARE(text(), u"System"_s);
    QCOMPARE(m_window->window()->color(), system);
}

void tst_DashboardSession::entryInAWindow()
{
    fill("one", 3);
    QVERIFY(open());
    QTRY_COMPARE(m_window->entries()->count(), 3);
    m_window->settle();
    m_window->key(Qt::Key_Up);
    QTRY_VERIFY(m_window->item("inspector"));
    const qsizetype before = QGuiApplication::topLevelWindows().size();
    QVERIFY(m_window->click("inspector.open"));
    QTRY_COMPARE(QGuiApplication::topLevelWindows().size(), before + 1);
    QQuickWindow *opened = nullptr;
    for (QWindow *window : QGuiApplication::topLevelWindows()) {
        if (window->title().startsWith(u"Entry "_s))
            opened = qobject_cast<QQuickWindow *>(window);
    }
    QVERIFY(opened && opened->isVisible());
    QTRY_VERIFY(isRead(opened->contentItem(), u"Fields"_s));
    const QString title = opened->title();
    // It stays with its entry.
    m_window->window()->requestActivate();
    m_window->key(Qt::Key_Up);
    QCOMPARE(opened->title(), title);
    opened->close();
    QTRY_COMPARE(QGuiApplication::topLevelWindows().size(), before);
}

QTEST_MAIN(tst_DashboardSession)
#include "tst_dashboardsession.moc"
