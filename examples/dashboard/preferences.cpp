// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "preferences.h"

#include "serverurl.h"

#include <QtCore/QMetaProperty>

#include <cmath>

using namespace Qt::StringLiterals;

namespace {

QString settingsFile;

/// Every property that can be set is stored under its name.
template <typename Function>
void forEachStored(const QMetaObject *type, Function function)
{
    for (int i = type->propertyOffset(); i < type->propertyCount(); ++i) {
        if (const QMetaProperty property = type->property(i); property.isWritable())
            function(property);
    }
}

} // namespace

void Preferences::setFile(const QString &file) { settingsFile = file; }

Preferences::Preferences(QObject *parent)
    : QObject(parent)
    , m_settings(settingsFile.isEmpty() ? QSettings().fileName() : settingsFile,
                 settingsFile.isEmpty() ? QSettings::NativeFormat : QSettings::IniFormat)
{
    load();
    m_saving.setSingleShot(true);
    m_saving.setInterval(500);
    connect(&m_saving, &QTimer::timeout, this, &Preferences::save);
    const auto saveSoon = [this] { m_saving.start(); };
    connect(this, &Preferences::changed, this, saveSoon);
    connect(this, &Preferences::recentServersChanged, this, saveSoon);
}

Preferences::~Preferences()
{
    if (m_saving.isActive())
        save();
}

void Preferences::load()
{
    forEachStored(metaObject(), [this](const QMetaProperty &property) {
        QVariant value = m_settings.value(QLatin1StringView(property.name()));
        // A file is edited by hand, or was another version's: what does not fit is left out.
        if (value.isValid() && value.convert(property.metaType()))
            property.write(this, value);
    });
    mend();
    forEachStored(metaObject(), [this](const QMetaProperty &property) { m_stored.insert(QLatin1StringView(property.name()), property.read(this)); });
    m_servers = storedServers();
}

void Preferences::mend()
{
    if (m_page < 0 || m_page > 2)
        m_page = 0;
    if (m_exportFormat < 0 || m_exportFormat > 1)
        m_exportFormat = 0;
    if (!std::isfinite(m_chartSpan) || m_chartSpan <= 0)
        m_chartSpan = 60000;
    constexpr int LargestScreen = 10'000;
    if (m_windowWidth <= 0 || m_windowWidth > LargestScreen)
        m_windowWidth = 1280;
    if (m_windowHeight <= 0 || m_windowHeight > LargestScreen)
        m_windowHeight = 800;
    if (!QStringList {u"system"_s, u"light"_s, u"dark"_s}.contains(m_scheme))
        m_scheme = u"system"_s;
}

QList<Preferences::Server> Preferences::storedServers()
{
    QList<Server> servers;
    const int count = m_settings.beginReadArray("servers"_L1);
    for (int i = 0; i < qMin(count, MostServers); ++i) {
        m_settings.setArrayIndex(i);
        const QString url = ServerUrl::withoutPassword(m_settings.value("url"_L1).toString());
        if (ServerUrl::problem(url).isEmpty())
            servers.append({url, m_settings.value("needsPassword"_L1).toBool(), m_settings.value("streams"_L1).toStringList()});
    }
    m_settings.endArray();
    return servers;
}

void Preferences::save()
{
    // Other windows write here as well: what was not changed in this one stays as they left it.
    m_settings.sync();
    forEachStored(metaObject(), [this](const QMetaProperty &property) {
        const QString name = QLatin1StringView(property.name());
        const QVariant value = property.read(this);
        if (m_stored.value(name) == value)
            return;
        m_stored.insert(name, value);
        m_settings.setValue(name, value);
    });
    const QList<Server> stored = storedServers();
    for (const Server &server : stored) {
        if (m_servers.size() < MostServers && indexOf(server.url) < 0 && !m_forgotten.contains(server.url))
            m_servers.append(server);
    }
    m_settings.remove("servers"_L1);
    m_settings.beginWriteArray("servers"_L1, int(m_servers.size()));
    for (qsizetype i = 0; i < m_servers.size(); ++i) {
        m_settings.setArrayIndex(int(i));
        m_settings.setValue("url"_L1, m_servers[i].url);
        m_settings.setValue("needsPassword"_L1, m_servers[i].needsPassword);
        m_settings.setValue("streams"_L1, m_servers[i].streams);
    }
    m_settings.endArray();
    m_settings.sync();
}

qsizetype Preferences::indexOf(const QString &url) const
{
    const QString wanted = ServerUrl::withoutPassword(url);
    for (qsizetype i = 0; i < m_servers.size(); ++i) {
        if (m_servers[i].url == wanted)
            return i;
    }
    return -1;
}

QVariantList Preferences::recentServers() const
{
    QVariantList list;
    for (const Server &server : m_servers)
        list.append(QVariantMap{{u"url"_s, server.url}, {u"display"_s, ServerUrl::display(server.url)}, {u"needsPassword"_s, server.needsPassword}});
    return list;
}

void Preferences::rememberServer(const QString &url)
{
    if (!ServerUrl::problem(url).isEmpty())
        return;
    Server server{ServerUrl::withoutPassword(url), false, {}};
    if (const qsizetype index = indexOf(url); index >= 0)
        server = m_servers.takeAt(index);
    server.needsPassword = ServerUrl::hasPassword(url);
    m_forgotten.removeAll(server.url);
    m_servers.prepend(server);
    while (m_servers.size() > MostServers)
        m_servers.removeLast();
    Q_EMIT recentServersChanged();
}

void Preferences::forgetServer(const QString &url)
{
    const qsizetype index = indexOf(url);
    if (index < 0)
        return;
    m_forgotten.append(m_servers.takeAt(index).url);
    Q_EMIT recentServersChanged();
}

QStringList Preferences::streamsOf(const QString &url) const
{
    const qsizetype index = indexOf(url);
    return index < 0 ? QStringList() : m_servers[index].streams;
}

void Preferences::setStreamsOf(const QString &url, const QStringList &streams)
{
    const qsizetype index = indexOf(url);
    if (index < 0 || m_servers[index].streams == streams)
        return;
    m_servers[index].streams = streams;
    m_saving.start();
}
