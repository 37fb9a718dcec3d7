// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

// How a StreamListModel comes to know its streams: one SCAN, then a question for each stream that is shown.
#include "streamlistmodel.h"

#include <RedisStreams/streamcommands.h>

#include <QtCore/QSet>

#include <utility>

namespace RedisStreams {

namespace {

// XINFO STREAM alone tells how many entries were ever added, but sends the first and the last entry whole.
constexpr qint64 LargeEntryBytes = 16 * 1024;

// Two looks closer together than this say little about a rate.
constexpr qint64 ShortestInterval = 250; // ms

} // namespace

void StreamListModel::refresh()
{
    // A client that gave up would only repeat its error; it is looked at again when it is connected.
    if (!m_complete || !m_client || m_open > 0 || m_client->state() == RedisClient::State::Failed)
        return;
    m_timer.stop();
    m_open = 1;
    const quint64 round = ++m_round;
    m_client->streams(m_pattern)
        .then(this,
              [this, round](const QByteArrayList &keys) {
                  if (round != m_round)
                      return;
                  setKeys(keys);
                  askLengths();
                  asked(round);
              })
        .onFailed(this, [this, round](const RedisError &error) {
            if (round == m_round)
                finish(error);
        });
}

void StreamListModel::setKeys(const QByteArrayList &keys)
{
    const QSet<QByteArray> found(keys.cbegin(), keys.cend());
    for (const QByteArray &key : keys) {
        Item &item = m_items[key];
        if (item.name.isEmpty())
            item.name = QString::fromUtf8(key);
    }
    for (auto &[key, item] : m_items) {
        if (std::exchange(item.exists, found.contains(key)) != item.exists)
            changed(key, {ExistsRole});
    }
    std::erase_if(m_items, [this](const auto &item) { return !item.second.exists && !m_selected.contains(item.first); });
    updateShown();
    Q_EMIT countChanged();
    if (!m_loaded) {
        m_loaded = true;
        Q_EMIT loadedChanged();
    }
}

void StreamListModel::askLengths()
{
    const QByteArrayList keys = m_shown.mid(0, MaximumAsked);
    for (const QByteArray &key : keys)
        ask(key);
}

void StreamListModel::ask(const QByteArray &key)
{
    ++m_open;
    const quint64 round = m_round;
    const auto failed = [this, key, round](const RedisError &) {
        if (round != m_round)
            return;
        // Deleted since the list came, or not permitted: the name stays, its figures are not known.
        setLength(key, -1, -1);
        asked(round);
    };
    if (m_items[key].large) {
        m_client->run(Xlen {key})
            .then(this,
                  [this, key, round](qint64 length) {
                      if (round != m_round)
                          return;
                      setLength(key, length, -1);
                      asked(round);
                  })
            .onFailed(this, failed);
        return;
    }
    m_client->run(XinfoStream {key})
        .then(this,
              [this, key, round](const StreamInfo &info) {
                  if (round != m_round)
                      return;
                  const qint64 bytes = (info.firstEntry ? info.firstEntry->byteCount() : 0)
                      + (info.lastEntry ? info.lastEntry->byteCount() : 0);
                  if (const auto item = m_items.find(key); item != m_items.end())
                      item->second.large = bytes > LargeEntryBytes;
                  setLength(key, info.length, info.entriesAdded.value_or(-1));
                  asked(round);
              })
        .onFailed(this, failed);
}

void StreamListModel::setLength(const QByteArray &key, qint64 length, qint64 added)
{
    const auto found = m_items.find(key);
    if (found == m_items.end())
        return;
    Item &item = found->second;
    const qint64 now = m_clock.elapsed();
    const qint64 elapsed = now - item.time;
    if (length >= 0 && item.time >= 0 && elapsed < ShortestInterval)
        return;
    // The growth of the length misses what was trimmed meanwhile; it is the best an older server can tell.
    double rate = -1;
    if (item.time >= 0 && length >= 0) {
        if (added >= 0 && item.added >= 0)
            rate = double(added - item.added) * 1000.0 / double(elapsed);
        else if (item.length >= 0)
            rate = double(length - item.length) * 1000.0 / double(elapsed);
        rate = qMax(0.0, rate);
    }
    item.length = length;
    item.added = added;
    item.time = length >= 0 ? now : -1;
    item.rate = rate;
    if (rate >= 0) {
        item.rates.append(rate);
        if (item.rates.size() > RatesKept)
            item.rates.removeFirst();
    }
    changed(key, {LengthRole, RateRole, RatesRole});
}

void StreamListModel::asked(quint64 round)
{
    if (round == m_round && --m_open == 0)
        finish({});
}

void StreamListModel::finish(const RedisError &error)
{
    m_open = 0;
    ++m_round; // late replies of this round do not count
    m_timer.start(m_interval);
    if (m_error == error)
        return;
    m_error = error;
    Q_EMIT errorChanged();
}

} // namespace RedisStreams
