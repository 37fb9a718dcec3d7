// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "localfiles.h"
#include "preferences.h"
#include "serverurl.h"

#include <QtCore/QFile>
#include <QtCore/QTemporaryDir>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace Qt::StringLiterals;

/// What the dashboard does with URLs and with what it keeps; above all: no password is kept.
class tst_DashboardParts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void passwords_data();
    void passwords();
    void tls();
    void problems();
    void preferences();
    void servers();
    void anotherWindowWrites();
    void damagedFile();
    void impossibleValues();
    void paths();

private:
    /// Settings as a hand or another version wrote them.
    static bool isStored(const QTemporaryDir &folder, const QByteArray &settings)
    {
        QFile file(folder.filePath(u"settings.ini"_s));
        Preferences::setFile(file.fileName());
        return file.open(QIODevice::WriteOnly) && file.write(settings) == settings.size();
    }
};

void tst_DashboardParts::passwords_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<QString>("without");
    QTest::newRow("none") << u"redis://localhost:6379/2"_s << u"redis://localhost:6379/2"_s;
    QTest::newRow("password") << u"redis://:hush@localhost"_s << u"redis://localhost"_s;
    QTest::newRow("user") << u"redis://me:hush@localhost:7000/1?client_name=x"_s << u"redis://me@localhost:7000/1?client_name=x"_s;
    QTest::newRow("encoded") << u"rediss://me:h%2Fhush%40@localhost"_s << u"rediss://me@localhost"_s;
    QTest::newRow("at") << u"redis://me:h@hush@localhost"_s << u"redis://me@localhost"_s;
    QTest::newRow("option") << u"redis://localhost?password=hush&db=1"_s << u"redis://localhost?db=1"_s;
    QTest::newRow("socket") << u"unix:///run/redis.sock?password=hush"_s << u"unix:///run/redis.sock"_s;
    QTest::newRow("cluster") << u"redis+cluster://:hush@a:1,b:2/"_s << u"redis+cluster://a:1,b:2/"_s;
    QTest::newRow("sentinel") << u"redis+sentinel://u:hush@a,b/master/3"_s << u"redis+sentinel://u@a,b/master/3"_s;
}

void tst_DashboardParts::passwords()
{
    QFETCH(QString, url);
    QFETCH(QString, without);
    QCOMPARE(ServerUrl::withoutPassword(url), without);
    QCOMPARE(ServerUrl::hasPassword(url), url != without);
    QVERIFY(!ServerUrl::hasPassword(without));
    QVERIFY(!ServerUrl::display(url).contains(u"hush"));
    // What is put in comes out, whatever is in it.
    QCOMPARE(ServerUrl::withPassword(u"unix:/run/redis.sock"_s, u"hush"_s), ServerUrl::withPassword(u"unix:///run/redis.sock"_s, u"hush"_s));
    const QString again = ServerUrl::withPassword(without, u"a/b?c@d:e&f %"_s);
    QVERIFY(ServerUrl::hasPassword(again));
    QCOMPARE(ServerUrl::problem(again), QString());
    QCOMPARE(ServerUrl::withoutPassword(again), without);
}

void tst_DashboardParts::tls()
{
    QVERIFY(!ServerUrl::isTls(u"redis://a"_s));
    QCOMPARE(ServerUrl::withTls(u"redis://a:1/2"_s, true), u"rediss://a:1/2"_s);
    QCOMPARE(ServerUrl::withTls(u"redis+cluster://a,b"_s, true), u"rediss+cluster://a,b"_s);
    QCOMPARE(ServerUrl::withCaFile(u"rediss://a"_s, u"/etc/my ca.pem"_s), u"rediss://a?ca=/etc/my%20ca.pem"_s);
    QCOMPARE(ServerUrl::caFile(u"rediss://a?db=1&ca=/etc/my%20ca.pem"_s), u"/etc/my ca.pem"_s);
    QCOMPARE(ServerUrl::withCaFile(u"rediss://a?db=1&ca=/x.pem"_s, {}), u"rediss://a?db=1"_s);
    QCOMPARE(ServerUrl::withTls(u"rediss://a?ca=/x.pem"_s, false), u"redis://a"_s);
    QCOMPARE(ServerUrl::withTls(u"unix:///x"_s, true), u"unix:///x"_s);
}

void tst_DashboardParts::problems()
{
    QCOMPARE(ServerUrl::problem(u"redis://localhost"_s), QString());
    QVERIFY(!ServerUrl::problem(u"http://localhost"_s).isEmpty());
    QVERIFY(ServerUrl::problem(u"rediss://a?ca=/no/such/file.pem"_s).contains(u"/no/such/file.pem"));
}

void tst_DashboardParts::preferences()
{
    const QTemporaryDir folder;
    Preferences::setFile(folder.filePath(u"settings.ini"_s));
    {
        Preferences first;
        QCOMPARE(first.property("page").toInt(), 0);
        const QSignalSpy changed(&first, &Preferences::changed);
        first.setProperty("page", 2);
        first.setProperty("columnOrder", QStringList{u"b"_s, u"a"_s});
        first.setProperty("columnWidths", QVariantMap{{u"b"_s, 120}});
        first.setProperty("page", 2);
        QCOMPARE(changed.count(), 3);
    }
    Preferences second;
    QCOMPARE(second.property("page").toInt(), 2);
    QCOMPARE(second.property("columnOrder").toStringList(), QStringList({u"b"_s, u"a"_s}));
    QCOMPARE(second.property("columnWidths").toMap().value(u"b"_s).toInt(), 120);
}

void tst_DashboardParts::servers()
{
    const QTemporaryDir folder;
    const QString file = folder.filePath(u"settings.ini"_s);
    Preferences::setFile(file);
    {
        Preferences first;
        first.rememberServer(u"redis://me:hush@one"_s);
        first.setStreamsOf(u"redis://me:hush@one"_s, {u"a,b"_s, u"c"_s});
        first.rememberServer(u"redis://two"_s);
        first.rememberServer(u"not a server"_s);
        for (int i = 0; i < 3; ++i)
            first.rememberServer(u"redis://me:hush@one"_s);
    }
    Preferences second;
    const QVariantList list = second.recentServers();
    QCOMPARE(list.size(), 2);
    QCOMPARE(list[0].toMap().value(u"url"_s).toString(), u"redis://me@one"_s);
    QVERIFY(list[0].toMap().value(u"needsPassword"_s).toBool());
    QVERIFY(!list[1].toMap().value(u"needsPassword"_s).toBool());
    QCOMPARE(second.streamsOf(u"redis://me:other@one"_s), QStringList({u"a,b"_s, u"c"_s}));
    QFile stored(file);
    QVERIFY(stored.open(QIODevice::ReadOnly));
    QVERIFY(!stored.readAll().contains("hush"));

    for (int i = 0; i < 2 * Preferences::MostServers; ++i)
        second.rememberServer(u"redis://many%1"_s.arg(i));
    QCOMPARE(second.recentServers().size(), Preferences::MostServers);
    second.forgetServer(u"redis://many19"_s);
    QCOMPARE(second.recentServers().constFirst().toMap().value(u"url"_s).toString(), u"redis://many18"_s);
}

void tst_DashboardParts::anotherWindowWrites()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"settings.ini"_s);
    Preferences::setFile(path);
    Preferences here;
    here.rememberServer(u"redis://here"_s);
    here.save();
    // As another process leaves it.
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("[General]\npage=1\n[servers]\n1\\url=redis://there\n1\\streams=a, b\n2\\url=redis://gone\nsize=2\n");
    file.close();
    here.setProperty("columnOrder", QStringList {u"b"_s});
    here.save();
    {
        const Preferences next;
        QCOMPARE(next.property("page").toInt(), 1);
        QCOMPARE(next.property("columnOrder").toStringList(), QStringList({u"b"_s}));
        QCOMPARE(next.recentServers().size(), 3);
        QCOMPARE(next.streamsOf(u"redis://there"_s), QStringList({u"a"_s, u"b"_s}));
    }
    here.forgetServer(u"redis://gone"_s);
    here.save();
    const Preferences last;
    QCOMPARE(last.recentServers().size(), 2);
}

void tst_DashboardParts::damagedFile()
{
    const QTemporaryDir folder;
    QVERIFY(isStored(folder, "[General]\npage=nonsense\nscheme=dark\n[servers]\n1\\url=rubbish\n2\\url=redis://:hush@kept\nsize=2\n"));
    const Preferences preferences;
    QCOMPARE(preferences.property("page").toInt(), 0);
    QCOMPARE(preferences.property("scheme").toString(), u"dark"_s);
    QCOMPARE(preferences.recentServers().size(), 1);
    QCOMPARE(preferences.recentServers().constFirst().toMap().value(u"url"_s).toString(), u"redis://kept"_s);
}

void tst_DashboardParts::impossibleValues()
{
    const QTemporaryDir folder;
    QVERIFY(isStored(folder, "[General]\npage=7\nexportFormat=-1\nchartSpan=nan\nwindowWidth=100000\nwindowHeight=0\nscheme=pink\n"));
    const Preferences preferences;
    QCOMPARE(preferences.property("page").toInt(), 0);
    QCOMPARE(preferences.property("exportFormat").toInt(), 0);
    QCOMPARE(preferences.property("chartSpan").toDouble(), 60000.0);
    QCOMPARE(preferences.property("windowWidth").toInt(), 1280);
    QCOMPARE(preferences.property("windowHeight").toInt(), 800);
    QCOMPARE(preferences.property("scheme").toString(), u"system"_s);
}

void tst_DashboardParts::paths()
{
    QCOMPARE(LocalFiles::absolute(u" ~/a.csv "_s), QDir::homePath() + u"/a.csv"_s);
    QCOMPARE(LocalFiles::absolute(u"/tmp/../tmp/a.csv"_s), u"/tmp/a.csv"_s);
    QCOMPARE(LocalFiles::absolute(u"a.csv"_s), QDir(LocalFiles::documents()).absoluteFilePath(u"a.csv"_s));
    QCOMPARE(LocalFiles::absolute(u"  "_s), QString());
    QVERIFY(LocalFiles::exists(QDir::tempPath()));
    QVERIFY(!LocalFiles::exists(u"/no/such/file"_s));
}

QTEST_GUILESS_MAIN(tst_DashboardParts)
#include "tst_dashboardparts.moc"
