// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include <RedisStreams/redisclient.h>

#include <QtCore/QAbstractListModel>
#include <QtCore/QElapsedTimer>
#include <QtCore/QPointer>
#include <QtCore/QTimer>
#include <QtQml/QQmlParserStatus>
#include <QtQml/qqml.h>

#include <map>
#include <optional>
#include <set>

namespace RedisStreams {

/// The streams of a server, found by SCAN and looked at again every `interval`: name, length, entries per second.
/// Some of them are `selected`, by name: a stream keeps its mark while the list changes around it, and a selected
/// stream that is not there (yet) is listed all the same.
class StreamListModel : public QAbstractListModel, public QQmlParserStatus
{
    Q_OBJECT
    Q_INTERFACES(QQmlParserStatus)
    Q_PROPERTY(RedisStreams::RedisClient *client READ client WRITE setClient NOTIFY clientChanged FINAL)
    Q_PROPERTY(QString pattern READ pattern WRITE setPattern NOTIFY patternChanged FINAL)
    Q_PROPERTY(QString search READ search WRITE setSearch NOTIFY searchChanged FINAL)
    Q_PROPERTY(int interval READ interval WRITE setInterval NOTIFY intervalChanged FINAL)
    Q_PROPERTY(QStringList selected READ selected WRITE setSelected NOTIFY selectedChanged FINAL)
    Q_PROPERTY(int count READ count NOTIFY countChanged FINAL)
    Q_PROPERTY(int streamCount READ streamCount NOTIFY countChanged FINAL)
    Q_PROPERTY(bool loaded READ isLoaded NOTIFY loadedChanged FINAL)
    Q_PROPERTY(RedisStreams::RedisError error READ error NOTIFY errorChanged FINAL)
    QML_ELEMENT

public:
    /// In QML: name, length (-1 = not known), rate (entries per second, -1 = not known), rates (the last minute's
    /// rates, oldest first), selected, exists.
    enum Role { NameRole = Qt::UserRole + 1, LengthRole, RateRole, RatesRole, SelectedRole, ExistsRole };
    Q_ENUM(Role)

    /// Lengths are asked for at most so many streams at a time; the rest is listed by name.
    static constexpr int MaximumAsked = 500;
    static constexpr int RatesKept = 30;

    explicit StreamListModel(QObject *parent = nullptr);
    ~StreamListModel() override;

    RedisClient *client() const { return m_client; }
    void setClient(RedisClient *client);
    /// Glob-style, for SCAN; default "*".
    QString pattern() const { return m_pattern; }
    void setPattern(const QString &pattern);
    /// Shows only names that contain this text, in any case; default empty: all.
    QString search() const { return m_search; }
    void setSearch(const QString &search);
    /// Milliseconds between the end of one look and the next, >= 100; default 2000.
    int interval() const { return m_interval; }
    void setInterval(int milliseconds);
    /// Sorted by name.
    QStringList selected() const;
    void setSelected(const QStringList &streams);

    int count() const { return int(m_shown.size()); }
    int streamCount() const { return int(m_items.size()); }
    /// Whether the server's list came at least once.
    bool isLoaded() const { return m_loaded; }
    RedisError error() const { return m_error; }

    Q_INVOKABLE void setStreamSelected(const QString &stream, bool selected);
    /// Selects the first \a count streams that match the glob-style \a pattern, or of all when none does.
    Q_INVOKABLE void selectFirst(int count, const QString &pattern);
    /// Forgets all streams and the selection, e.g. before another server is looked at.
    Q_INVOKABLE void reset();
    /// Looks now.
    Q_INVOKABLE void refresh();

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    /// Only `selected` can be set.
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;
    QHash<int, QByteArray> roleNames() const override;

    void classBegin() override { m_complete = false; }
    void componentComplete() override;

Q_SIGNALS:
    void clientChanged();
    void patternChanged();
    void searchChanged();
    void intervalChanged();
    void selectedChanged();
    void countChanged();
    void loadedChanged();
    void errorChanged();

private:
    struct Item
    {
        QString name;
        bool exists = false;
        bool large = false; // its entries are too large to have two of them sent with every look
        qint64 length = -1;
        qint64 added = -1; // entries ever added, where the server tells
        qint64 time = -1; // of the last look
        double rate = -1;
        QList<double> rates;
    };

    void setKeys(const QByteArrayList &keys);
    void askLengths();
    void ask(const QByteArray &key);
    void setLength(const QByteArray &key, qint64 length, qint64 added);
    void asked(quint64 round);
    void finish(const RedisError &error);
    void updateShown();
    void changed(const QByteArray &key, const QList<int> &roles);
    void clientStateChanged(RedisClient::State state);

    QPointer<RedisClient> m_client;
    QString m_pattern = QStringLiteral("*");
    QString m_search;
    int m_interval = 2000;
    bool m_complete = true;
    bool m_loaded = false;
    RedisError m_error;

    std::map<QByteArray, Item> m_items; // all
    QByteArrayList m_shown; // in the order of m_items
    std::set<QByteArray> m_selected;

    QTimer m_timer;
    QElapsedTimer m_clock;
    quint64 m_round = 0; // replies to an older one do not count
    int m_open = 0; // replies of this round that are still to come
};

} // namespace RedisStreams
