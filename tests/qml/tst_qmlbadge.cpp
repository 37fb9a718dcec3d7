// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "componenttest.h"

#include "support/redisserver.h"

#include <QtCore/QElapsedTimer>
#include <QtCore/QTimer>
#include <QtGui/QAccessible>
#include <QtQml/QJSValue>

using namespace Qt::StringLiterals;
using namespace RedisStreams::Test;

/// What ConnectionBadge says, to the eye and to a screen reader, while a server comes and goes.
class tst_QmlBadge : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { REDISSTREAMS_REQUIRE_SERVER(); }
    void withoutClient();
    void countsDown();
    void countsOnlyWhileItIsSeen();
    void shortWaitsAreNotCounted();
    void saysWhyAndWhatToDo();
    void doesNotPromiseAnotherTry();
    void namesTheCertificate();

private:
    bool show(QmlFixture &qml, const QString &url)
    {
        return m_view.show(qml, R"(
            RedisClient { id: redis; objectName: "client"; url: address }
            ConnectionBadge {
                property var labels: []
                objectName: "badge"
                client: redis
                onLabelChanged: labels.push(label)
            }
            Component.onCompleted: redis.open())", {{u"address"_s, url}});
    }
    QString says(const char *property) const { return m_view.object("badge")->property(property).toString(); }
    QObject *countdown() const
    {
        for (QObject *child : m_view.object("badge")->findChildren<QObject *>()) {
            if (child->inherits("QQmlTimer"))
                return child;
        }
        return nullptr;
    }
    QString read(QAccessible::Text what) const { return QAccessible::queryAccessibleInterface(m_view.object("badge"))->text(what); }

    ComponentWindow m_view;
};

void tst_QmlBadge::withoutClient()
{
    QmlFixture qml;
    const auto root = qml.create("ConnectionBadge { }");
    QVERIFY(root);
    QCOMPARE(root->property("status").toString(), u"idle"_s);
    QCOMPARE(root->property("label").toString(), u"not connected"_s);
    QCOMPARE(root->property("details").toString(), QString());
    QCOMPARE(qml.warnings, QStringList());
}

void tst_QmlBadge::countsDown()
{
    RedisServer server;
    QVERIFY2(server.start(), qPrintable(server.errorString()));
    QmlFixture qml;
    QVERIFY(show(qml, server.url() + u"?reconnect_initial=4000"_s));
    QTRY_COMPARE(says("label"), u"connected"_s);
    QVERIFY(!countdown()->property("running").toBool());
    // How long this thread stands still at most: a second that passes meanwhile is told by nobody.
    QElapsedTimer sinceBeat;
    qint64 stoodStill = 0;
    QTimer heart;
    heart.callOnTimeout(&heart, [&] { stoodStill = qMax(stoodStill, sinceBeat.restart()); });
    sinceBeat.start();
    heart.start(20);
    server.admin().killClients({});
    QTRY_VERIFY2(says("label").startsWith(u"reconnecting in "), qPrintable(says("label")));
    QVERIFY(isRead(m_view.window()->contentItem(), says("label")));
    // The connection comes back; until then each second is told once, from whichever the jitter made it begin.
    QTRY_COMPARE(says("label"), u"connected"_s);
    heart.stop();
    QVERIFY(!countdown()->property("running").toBool());
    QStringList labels = m_view.object("badge")->property("labels").value<QJSValue>().toVariant().toStringList();
    labels = labels.mid(labels.lastIndexOf(u"connected"_s, -2) + 1);
    labels.removeAll(u"reconnecting"_s); // before the count, and behind it
    QStringList expected {u"reconnecting in 4 s"_s, u"reconnecting in 3 s"_s, u"reconnecting in 2 s"_s,
                          u"reconnecting in 1 s"_s, u"connected"_s};
    expected.remove(0, qMax(qsizetype(0), expected.indexOf(labels.constFirst())));
    if (stoodStill > 400)
        expected.removeIf([&labels](const QString &label) { return !labels.contains(label); });
    QCOMPARE(labels, expected);
    QCOMPARE(qml.warnings, QStringList());
}

void tst_QmlBadge::countsOnlyWhileItIsSeen()
{
    QmlFixture qml;
    QVERIFY(show(qml, u"redis://127.0.0.1:1?reconnect_initial=60000"_s));
    QTRY_VERIFY(countdown()->property("running").toBool());
    QTRY_VERIFY(says("label").endsWith(u" s"));
    m_view.item("badge")->setVisible(false);
    QVERIFY(!countdown()->property("running").toBool());
    qobject_cast<QQuickItem *>(m_view.object("badge"))->setVisible(true);
    QVERIFY(countdown()->property("running").toBool());
    m_view.window()->hide();
    QTRY_VERIFY(!countdown()->property("running").toBool());
}

void tst_QmlBadge::shortWaitsAreNotCounted()
{
    QmlFixture qml;
    QVERIFY(show(qml, u"redis://127.0.0.1:1?reconnect_initial=100&reconnect_max=400"_s));
    QTRY_COMPARE(says("label"), u"refused"_s);
    QSignalSpy attempts(m_view.object("client"), SIGNAL(nextAttemptChanged()));
    QVERIFY(attempts.isValid());
    QSignalSpy labels(m_view.object("badge"), SIGNAL(labelChanged()));
    QTRY_VERIFY(attempts.size() >= 6);
    QCOMPARE(labels.size(), 0);
}

void tst_QmlBadge::saysWhyAndWhatToDo()
{
    QmlFixture qml;
    QVERIFY(show(qml, u"redis://127.0.0.1:1?reconnect_initial=60000"_s));
    QTRY_COMPARE(says("status"), u"refused"_s);
    QTRY_VERIFY2(says("label").startsWith(u"refused, again in "), qPrintable(says("label")));
    const QString label = says("label");
    QVERIFY2(says("reason").contains(u"127.0.0.1:1"), qPrintable(says("reason")));
    QVERIFY2(says("advice").contains(u"start the server"), qPrintable(says("advice")));
    QCOMPARE(says("details"), says("reason") + u'\n' + says("advice"));

    // Heard once, with the time of the next try: not anew each second.
    QCOMPARE(read(QAccessible::Name), u"Connection: refused"_s);
    const QString description = read(QAccessible::Description);
    QVERIFY2(description.contains(says("reason")) && description.contains(says("advice")), qPrintable(description));
    const QString time = m_view.object("client")->property("nextAttempt").toDateTime().toLocalTime().toString(u"HH:mm:ss"_s);
    QVERIFY2(description.contains(time), qPrintable(description));
    QTRY_VERIFY(says("label") != label);
    QCOMPARE(read(QAccessible::Description), description);
    QCOMPARE(qml.warnings, QStringList());
}

void tst_QmlBadge::doesNotPromiseAnotherTry()
{
    RedisServer server({.requirePass = u"secret"_s});
    QVERIFY2(server.start(), qPrintable(server.errorString()));
    QmlFixture qml;
    QVERIFY(show(qml, QString(server.url()).replace(u"redis://"_s, u"redis://:wrong@"_s)));
    QTRY_COMPARE(says("status"), u"failed"_s);
    QVERIFY(!says("reason").isEmpty());
    QVERIFY2(says("advice").contains(u"not tried again"), qPrintable(says("advice")));
    QCOMPARE(says("label"), u"failed"_s);

    QVERIFY(show(qml, u"redis://127.0.0.1:1?reconnect=no"_s));
    QTRY_COMPARE(says("status"), u"refused"_s);
    QTRY_VERIFY2(says("advice").contains(u"not tried again"), qPrintable(says("advice")));
    QCOMPARE(says("label"), u"refused"_s);
}

void tst_QmlBadge::namesTheCertificate()
{
    REDISSTREAMS_REQUIRE_PROGRAM(u"openssl"_s);
    RedisServer server({.tls = true});
    QVERIFY2(server.start(), qPrintable(server.errorString()));
    QmlFixture qml;
    QVERIFY(show(qml, server.url() + u"?reconnect_initial=60000&ca="_s + server.caFile()));
    QTRY_COMPARE(says("status"), u"connected"_s);
    QCOMPARE(says("certificate"), u"TLS, certificate of CN=localhost"_s);
    QCOMPARE(says("details"), says("certificate"));
    QVERIFY(read(QAccessible::Description).contains(says("certificate")));

    QTest::mouseMove(m_view.window(), m_view.center("badge"));
    QTRY_VERIFY(m_view.reads(says("certificate")));

    server.kill();
    QTRY_COMPARE(says("certificate"), QString());
    QVERIFY(!says("reason").isEmpty());
    QCOMPARE(qml.warnings, QStringList());
}

QTEST_MAIN(tst_QmlBadge)
#include "tst_qmlbadge.moc"
