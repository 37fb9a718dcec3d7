// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/QSettings>
#include <QtCore/QTimer>
#include <QtCore/QVariantMap>
#include <QtQml/qqml.h>

/// What the dashboard keeps between starts. Passwords are never among it.
class Preferences : public QObject
{
    Q_OBJECT
    Q_PROPERTY(QString scheme MEMBER m_scheme NOTIFY changed FINAL)
    Q_PROPERTY(int windowWidth MEMBER m_windowWidth NOTIFY changed FINAL)
    Q_PROPERTY(int windowHeight MEMBER m_windowHeight NOTIFY changed FINAL)
    Q_PROPERTY(int page MEMBER m_page NOTIFY changed FINAL)
    Q_PROPERTY(int sidebarWidth MEMBER m_sidebarWidth NOTIFY changed FINAL)
    Q_PROPERTY(int inspectorHeight MEMBER m_inspectorHeight NOTIFY changed FINAL)
    Q_PROPERTY(QString inspectorForm MEMBER m_inspectorForm NOTIFY changed FINAL)
    Q_PROPERTY(QStringList columnOrder MEMBER m_columnOrder NOTIFY changed FINAL)
    Q_PROPERTY(QStringList hiddenColumns MEMBER m_hiddenColumns NOTIFY changed FINAL)
    Q_PROPERTY(QVariantMap columnWidths MEMBER m_columnWidths NOTIFY changed FINAL)
    Q_PROPERTY(bool relativeTimes MEMBER m_relativeTimes NOTIFY changed FINAL)
    Q_PROPERTY(double chartSpan MEMBER m_chartSpan NOTIFY changed FINAL)
    Q_PROPERTY(int exportFormat MEMBER m_exportFormat NOTIFY changed FINAL)
    Q_PROPERTY(QString exportFolder MEMBER m_exportFolder NOTIFY changed FINAL)
    /// The newest first: {url (without a password), display, needsPassword}.
    Q_PROPERTY(QVariantList recentServers READ recentServers NOTIFY recentServersChanged FINAL)
    QML_ELEMENT
    QML_SINGLETON

public:
    static constexpr int MostServers = 10;

    /// To be called before there is an engine; without it the platform's place is used.
    static void setFile(const QString &file);

    explicit Preferences(QObject *parent = nullptr);
    ~Preferences() override;

    QVariantList recentServers() const;
    /// Puts a server first, without its password; whether it had one is kept.
    Q_INVOKABLE void rememberServer(const QString &url);
    Q_INVOKABLE void forgetServer(const QString &url);
    /// The streams that were followed there.
    Q_INVOKABLE QStringList streamsOf(const QString &url) const;
    Q_INVOKABLE void setStreamsOf(const QString &url, const QStringList &streams);

    /// Writes what has changed; it comes to that by itself.
    Q_INVOKABLE void save();

Q_SIGNALS:
    void changed();
    void recentServersChanged();

private:
    struct Server
    {
        QString url;
        bool needsPassword = false;
        QStringList streams;
    };
    void load();
    /// What cannot be, because a file was edited by hand, becomes what it is at first.
    void mend();
    QList<Server> storedServers();
    qsizetype indexOf(const QString &url) const;

    QSettings m_settings;
    QTimer m_saving;
    QString m_scheme = QStringLiteral("system");
    int m_windowWidth = 1280;
    int m_windowHeight = 800;
    int m_page = 0;
    int m_sidebarWidth = 260;
    int m_inspectorHeight = 240;
    QString m_inspectorForm = QStringLiteral("fields");
    QStringList m_columnOrder;
    QStringList m_hiddenColumns;
    QVariantMap m_columnWidths;
    bool m_relativeTimes = false;
    double m_chartSpan = 60000; // ms
    int m_exportFormat = 0;
    QString m_exportFolder;
    QList<Server> m_servers;
    QStringList m_forgotten; // here, so that they do not come back from the file
    QVariantMap m_stored; // by name, as the file has it
};
