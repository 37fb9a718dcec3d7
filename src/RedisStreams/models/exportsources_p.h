// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "models/mergedpager_p.h"

namespace RedisStreams {

/// Where the entries of an export come from.
class ExportSource
{
public:
    virtual ~ExportSource() = default;
    /// Some more entries; none when none are there at the moment.
    virtual QList<StreamEntry> take() = 0;
    virtual bool atEnd() const = 0;
    /// Has more fetched; calls back once, from the event loop, not after this is gone.
    virtual void fetch(const Internal::MergedPager::Done &done) = 0;
    /// How many there will be in all, as far as that is known.
    virtual qint64 expected() const = 0;
};

/// Entries that are there already. They are references: a copy of a model's rows needs no memory of its own.
class RowsSource : public ExportSource
{
public:
    explicit RowsSource(const QList<StreamEntry> &rows)
        : m_rows(rows)
    {
    }
    QList<StreamEntry> take() override;
    bool atEnd() const override { return m_next >= m_rows.size(); }
    void fetch(const Internal::MergedPager::Done &) override { }
    qint64 expected() const override { return m_rows.size(); }

private:
    QList<StreamEntry> m_rows;
    qsizetype m_next = 0;
};

/// All entries of streams, from the oldest to the newest there is when it begins.
class StreamsSource : public ExportSource
{
public:
    StreamsSource(RedisClient *client, const QList<QByteArray> &streams);
    QList<StreamEntry> take() override;
    bool atEnd() const override;
    void fetch(const Internal::MergedPager::Done &done) override;
    qint64 expected() const override { return m_expected; }

private:
    void findEnds(const Internal::MergedPager::Done &done);
    void finishOne();

    QPointer<RedisClient> m_client;
    const QList<QByteArray> m_streams;
    QList<Internal::MergedPager::Range> m_ranges;
    qint64 m_expected = 0;
    std::unique_ptr<Internal::MergedPager> m_pager; // once the ends are known
    int m_underWay = 0;
    RedisError m_error;
    Internal::MergedPager::Done m_done;
    QObject m_life; // of callbacks
};

} // namespace RedisStreams
