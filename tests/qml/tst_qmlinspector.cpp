// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "componenttest.h"

#include <RedisStreams/streamentry.h>

#include <QtGui/QClipboard>
#include <QtGui/QGuiApplication>
#include <QtTest/QSignalSpy>

using namespace RedisStreams;
using namespace RedisStreams::Test;

/// EntryInspector and its EntryDocument.
class tst_QmlInspector : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void nothing();
    void fields();
    void forms();
    void binaryIsSafe();
    void largeValues();
    void copying();
    void keys();
    void otherEntry();
    void tombstone();

private:
    bool show(const StreamEntry &entry)
    {
        m_view = std::make_unique<ComponentWindow>();
        if (!m_view->show(*m_qml, "EntryInspector { objectName: \"it\"; anchors.fill: parent; focus: true; entry: shown }",
                          {{QStringLiteral("shown"), entry.isValid() ? QVariant::fromValue(entry) : QVariant::fromValue(nullptr)}}))
            return false;
        m_it = m_view->item("it");
        return m_it;
    }
    QString body() const { return m_view->item("body") ? m_view->item("body")->property("text").toString() : QString(); }
    static QString clipboard() { return QGuiApplication::clipboard()->text(); }

    std::unique_ptr<QmlFixture> m_qml;
    std::unique_ptr<ComponentWindow> m_view;
    QQuickItem *m_it = nullptr;
};

namespace {

StreamEntry sample()
{
    return StreamEntry("host:cpu", StreamId(1'700'000'000'512, 3),
                       {{"user", "12.4"}, {"host", "web-1"}, {"detail", R"({"cores":[1,2],"big":12345678901234567890})"}, {"blob", QByteArray("\x00\xff\x01", 3)},
                        {"user", "again"}});
}

} // namespace

void tst_QmlInspector::init() { m_qml = std::make_unique<QmlFixture>(); }

void tst_QmlInspector::nothing()
{
    QVERIFY(show({}));
    QVERIFY(m_view->reads(QStringLiteral("Choose an entry")));
    QVERIFY(!m_view->item("copy")->isEnabled());
    QCOMPARE(m_it->property("valid").toBool(), false);
    m_view->key(Qt::Key_C, Qt::ControlModifier);
    m_view->key(Qt::Key_Tab, Qt::ControlModifier);
    QCOMPARE(m_qml->warnings, QStringList());
}

void tst_QmlInspector::fields()
{
    QVERIFY(show(sample()));
    QVERIFY(m_view->reads(QStringLiteral("1700000000512-3")));
    QVERIFY(m_view->reads(QStringLiteral("host:cpu")));
    QVERIFY(m_view->reads(QStringLiteral("5 fields")));
    QTRY_VERIFY(m_view->reads(QStringLiteral("12.4")));
    QVERIFY(m_view->reads(QStringLiteral("again"))); // repeated names are both there
    QVERIFY(m_view->reads(QStringLiteral("12345678901234567890"))); // to the last digit
    QVERIFY(m_view->reads(QStringLiteral("00000000  00 ff 01")));
    QCOMPARE(m_qml->warnings, QStringList());
}

void tst_QmlInspector::forms()
{
    QVERIFY(show(sample()));
    m_view->click("json");
    QCOMPARE(body(), QStringLiteral("{\n"
                                    "  \"user\": \"12.4\",\n"
                                    "  \"host\": \"web-1\",\n"
                                    "  \"detail\": {\n"
                                    "    \"cores\": [\n"
                                    "      1,\n"
                                    "      2\n"
                                    "    ],\n"
                                    "    \"big\": 12345678901234567890\n"
                                    "  },\n"
                                    "  \"blob\": {\"base64\": \"AP8B\"},\n"
                                    "  \"user\": \"again\"\n"
                                    "}"));
    m_view->click("raw");
    QVERIFY(body().startsWith(QStringLiteral("1) \"user\"\n2) \"12.4\"\n3) \"host\"\n")));
    QVERIFY(body().contains(QStringLiteral("8) \"\\x00\\xff\\x01\"")));
    m_view->click("hex");
    QVERIFY(body().startsWith(QStringLiteral("user (4 bytes)\n00000000  31 32 2e 34 ")));
    m_view->click("fields");
    QVERIFY(!m_view->item("body"));
    QCOMPARE(m_qml->warnings, QStringList());
}

void tst_QmlInspector::binaryIsSafe()
{
    QByteArray all;
    for (int i = 0; i < 256; ++i)
        all.append(char(i));
    QVERIFY(show(StreamEntry("s\xff", StreamId(1, 0), {{all, all}})));
    for (const char *form : {"json", "hex", "raw"}) {
        m_view->click(form);
        QVERIFY2(body().size() > 256, form);
    }
    m_view->click("copy");
    QVERIFY(clipboard().contains(QStringLiteral("\\xfe\\xff")));
    QCOMPARE(m_qml->warnings, QStringList());
}

void tst_QmlInspector::largeValues()
{
    const QByteArray large(1'000'000, 'x');
    QVERIFY(show(StreamEntry("s", StreamId(1, 0), {{"small", "1"}, {"large", large}})));
    QVERIFY(m_view->item("moreOfField"));
    QObject *document = m_view->item("fieldList")->property("model").value<QObject *>();
    auto *rows = qobject_cast<QAbstractItemModel *>(document);
    QVERIFY(rows);
    const auto length = [rows] { return rows->data(rows->index(1, 0), rows->roleNames().key("text")).toString().size(); };
    QCOMPARE(length(), 2048);
    // It is below a value that fills the window.
    m_view->item("fieldList")->setProperty("contentY", m_view->item("fieldList")->property("contentHeight").toReal() - m_view->item("fieldList")->height());
    m_view->click("moreOfField");
    QCOMPARE(length(), 256 * 1024);
    m_view->click("json");
    QVERIFY(body().size() < 5000);
    QVERIFY(body().contains(QStringLiteral("more bytes")));
    m_view->click("more");
    QVERIFY(body().size() > 200'000 && body().size() < 300'000);
    QVERIFY(m_view->reads(QStringLiteral("Copy takes all")));
    m_view->click("copy");
    QVERIFY(clipboard().size() > 1'000'000);
    QCOMPARE(m_qml->warnings, QStringList());
}

void tst_QmlInspector::copying()
{
    QVERIFY(show(sample()));
    m_view->click("copy");
    QVERIFY(clipboard().startsWith(QStringLiteral("{\n  \"user\": \"12.4\"")));
    QVERIFY(isRead(m_view->window()->contentItem(), QStringLiteral("Copied"))); // at once: it is said for a moment only
    m_view->click("raw");
    m_view->key(Qt::Key_C, Qt::ControlModifier);
    QVERIFY(clipboard().startsWith(QStringLiteral("1) \"user\"")));
    // One value, as it is.
    QObject *document = nullptr;
    m_view->click("fields");
    document = m_view->item("fieldList")->property("model").value<QObject *>();
    QVERIFY(QMetaObject::invokeMethod(document, "copyField", Q_ARG(int, 2)));
    QCOMPARE(clipboard(), QStringLiteral(R"({"cores":[1,2],"big":12345678901234567890})"));
    QVERIFY(QMetaObject::invokeMethod(document, "copyField", Q_ARG(int, 3)));
    QCOMPARE(clipboard(), QStringLiteral("\"\\x00\\xff\\x01\""));
}

void tst_QmlInspector::keys()
{
    QVERIFY(show(sample()));
    QSignalSpy closed(m_it, SIGNAL(closed()));
    m_view->key(Qt::Key_Tab, Qt::ControlModifier);
    QCOMPARE(m_it->property("form").toString(), QStringLiteral("json"));
    m_view->key(Qt::Key_Tab, Qt::ControlModifier);
    m_view->key(Qt::Key_Tab, Qt::ControlModifier);
    QCOMPARE(m_it->property("form").toString(), QStringLiteral("raw"));
    m_view->key(Qt::Key_Tab, Qt::ControlModifier);
    QCOMPARE(m_it->property("form").toString(), QStringLiteral("fields"));
    m_view->key(Qt::Key_Escape);
    QCOMPARE(closed.count(), 1);
}

void tst_QmlInspector::otherEntry()
{
    QVERIFY(show(sample()));
    m_view->click("json");
    const StreamEntry other("orders", StreamId(5, 0), {{"n", "7"}});
    m_it->setProperty("entry", QVariant::fromValue(other));
    QCOMPARE(body(), QStringLiteral("{\n  \"n\": \"7\"\n}"));
    QVERIFY(m_view->reads(QStringLiteral("5-0")));
    m_it->setProperty("entry", QVariant::fromValue(nullptr));
    QCOMPARE(m_it->property("valid").toBool(), false);
    QCOMPARE(m_qml->warnings, QStringList());
}

void tst_QmlInspector::tombstone()
{
    QVERIFY(show(StreamEntry("s", StreamId(1, 0), {})));
    m_view->click("json");
    QCOMPARE(body(), QStringLiteral("{}"));
    QVERIFY(m_view->reads(QStringLiteral("0 fields")));
    QCOMPARE(m_qml->warnings, QStringList());
}

QTEST_MAIN(tst_QmlInspector)
#include "tst_qmlinspector.moc"
