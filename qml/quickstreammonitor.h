// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include <RedisStreams/streammonitor.h>

#include <QtQml/QJSValue>
#include <QtQml/QQmlParserStatus>
#include <QtQml/qqml.h>

namespace RedisStreams {

class QuickCallback;

/// StreamMonitor as a QML element: `active` takes effect when the element is complete. Actions are as in C++, with
/// `callback(reply, error)` in place of a future and, if wanted, the item that the callback is about: the callback is
/// dropped with it. Ids are lists of texts. Names are those that the lists show.
class QuickStreamMonitor : public RedisStreams::StreamMonitor, public QQmlParserStatus
{
    Q_OBJECT
    Q_INTERFACES(QQmlParserStatus)
    Q_PROPERTY(bool active READ isWantedActive WRITE setWantedActive NOTIFY wantedActiveChanged)
    Q_PROPERTY(QString currentGroup READ currentGroup WRITE chooseGroup NOTIFY currentGroupChanged)
    QML_NAMED_ELEMENT(StreamMonitor)

public:
    explicit QuickStreamMonitor(QObject *parent = nullptr);
    ~QuickStreamMonitor() override;

    bool isWantedActive() const { return m_active; }
    void setWantedActive(bool active);

    /// While the element is being made the stream may be set after the group, which alone means no group.
    void chooseGroup(const QString &group);

    /// Sets currentStream and currentGroup at once.
    Q_INVOKABLE void show(const QString &stream, const QString &group = {});

    // The reply is the number of entries, unless said otherwise.
    Q_INVOKABLE void acknowledge(const QString &stream, const QString &group, const QStringList &ids, const QJSValue &callback = {},
                                 QObject *context = nullptr);
    /// The reply is the list of the ids that changed hands. \a minIdle in milliseconds.
    Q_INVOKABLE void claim(const QString &stream, const QString &group, const QString &consumer, const QStringList &ids, double minIdle = 0,
                           const QJSValue &callback = {}, QObject *context = nullptr);
    Q_INVOKABLE void release(const QString &stream, const QString &group, const QStringList &ids, const QJSValue &callback = {},
                             QObject *context = nullptr);
    Q_INVOKABLE void deadLetter(const QString &stream, const QString &group, const QStringList &ids, const QString &deadLetters,
                                const QJSValue &callback = {}, QObject *context = nullptr);
    /// \a after: "beginning", "latest" or an id. The reply is true.
    Q_INVOKABLE void createGroup(const QString &stream, const QString &group, const QString &after, bool makeStream = false,
                                 const QJSValue &callback = {}, QObject *context = nullptr);
    Q_INVOKABLE void removeGroup(const QString &stream, const QString &group, bool evenWithPending = false, const QJSValue &callback = {},
                                 QObject *context = nullptr);
    Q_INVOKABLE void removeConsumer(const QString &stream, const QString &group, const QString &consumer, const QString &heir = {},
                                    const QJSValue &callback = {}, QObject *context = nullptr);
    /// The reply is a list of {id, originStream, originGroup, originConsumer, originId, deliveries, entry}.
    Q_INVOKABLE void deadLetters(const QString &stream, const QString &after, int count, const QJSValue &callback, QObject *context = nullptr);
    Q_INVOKABLE void replay(const QString &deadLetters, const QStringList &ids, const QJSValue &callback = {}, QObject *context = nullptr);
    Q_INVOKABLE void discard(const QString &deadLetters, const QStringList &ids, const QJSValue &callback = {}, QObject *context = nullptr);
    /// The reply is {entries, complete, groupsBehind}: of trimToLength() and trimBefore().
    Q_INVOKABLE void previewTrimToLength(const QString &stream, double length, const QJSValue &callback, QObject *context = nullptr);
    Q_INVOKABLE void previewTrimBefore(const QString &stream, const QString &id, const QJSValue &callback, QObject *context = nullptr);
    /// Exactly, not by whole nodes.
    Q_INVOKABLE void trimToLength(const QString &stream, double length, const QJSValue &callback = {}, QObject *context = nullptr);
    Q_INVOKABLE void trimBefore(const QString &stream, const QString &id, const QJSValue &callback = {}, QObject *context = nullptr);

    void classBegin() override { m_complete = false; }
    void componentComplete() override;

Q_SIGNALS:
    void wantedActiveChanged();

private:
    BinaryName streamName(const QString &text) const;
    BinaryName groupName(const QString &stream, const QString &text) const;
    BinaryName consumerName(const QString &text) const;
    QuickCallback callbackFor(const QJSValue &function, QObject *context);
    /// False after the callback was given an error.
    bool readIds(const QStringList &texts, QList<StreamId> *ids, const QuickCallback &callback);
    void failText(const QString &text, const QuickCallback &callback);

    bool m_complete = true; // until classBegin(): made from C++
    QString m_group; // until completion
    bool m_active = false;
    QObject m_life; // of callbacks
};

} // namespace RedisStreams
