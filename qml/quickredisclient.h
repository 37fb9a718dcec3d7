// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include <RedisStreams/redisclient.h>

#include <QtQml/QJSValue>
#include <QtQml/QQmlParserStatus>
#include <QtQml/qqml.h>

namespace RedisStreams {

class QuickCallback;

/// RedisClient as a QML element. What is asked for before the element is complete is done at its completion.
class QuickRedisClient : public RedisStreams::RedisClient, public QQmlParserStatus
{
    Q_OBJECT
    Q_INTERFACES(QQmlParserStatus)
    QML_NAMED_ELEMENT(RedisClient)

public:
    /// What became of one entry that xdelex or xackdel was to remove.
    enum Removal {
        NotFound = int(EntryRemoval::NotFound), ///< xdelex: there is no such entry. xackdel: it is not pending in the group.
        Removed = int(EntryRemoval::Removed),
        StillReferenced = int(EntryRemoval::StillReferenced), ///< kept, as another group needs it ("ACKED")
    };
    Q_ENUM(Removal)

    explicit QuickRedisClient(QObject *parent = nullptr);
    ~QuickRedisClient() override;

    Q_INVOKABLE void open();
    /// Runs any command by its words: strings (sent as UTF-8), numbers, ArrayBuffers.
    /// `callback(reply, error)`: error is null, or a redisError and reply is undefined. The callback is dropped when
    /// the client is destroyed, or before that with \a context: give the delegate or dialog that the callback is about.
    Q_INVOKABLE void command(const QVariantList &words, const QJSValue &callback = {}, QObject *context = nullptr);

    // Stream commands, each with `[options], [callback(reply, error)], [context]` behind its own arguments. Ids are
    // text ("5-0", "5") or entries, replies as quickvalues.h says, times milliseconds. An option that is not known, or
    // not of its type, is an error. More about each: the C++ type of its name, e.g. Xadd.

    /// Adds an entry; the reply is its id. \a fields: an object, or a list of [name, value] pairs.
    /// Options: id ("5-0", or "5-*"), createStream (true; else the reply may be null), maximumLength or minimumId with
    /// exact, limit and references ("KEEPREF", "DELREF", "ACKED"), producerId with or without messageId (see Xadd).
    Q_INVOKABLE void xadd(const QString &stream, const QJSValue &fields, const QJSValue &options = {},
                          const QJSValue &callback = {}, const QJSValue &context = {});
    /// The reply is how many there were. \a ids: one id or entry, or a list of them.
    Q_INVOKABLE void xdel(const QString &stream, const QJSValue &ids, const QJSValue &callback = {}, const QJSValue &context = {});
    /// The reply says of each id, in order, what became of it: a list of Removal. Option: references. Redis 8.2.
    Q_INVOKABLE void xdelex(const QString &stream, const QJSValue &ids, const QJSValue &options = {},
                            const QJSValue &callback = {}, const QJSValue &context = {});
    /// Options: maximumLength or minimumId, exact, limit, references.
    Q_INVOKABLE void xtrim(const QString &stream, const QJSValue &options, const QJSValue &callback = {},
                           const QJSValue &context = {});
    /// Sets the last generated id. Options: entriesAdded, maxDeletedId.
    Q_INVOKABLE void xsetid(const QString &stream, const QJSValue &lastId, const QJSValue &options = {},
                            const QJSValue &callback = {}, const QJSValue &context = {});
    /// Sets what is remembered of xadd's messageId. Options, one of them or both: idmpDuration (seconds), idmpMaxSize.
    /// Redis 8.6.
    Q_INVOKABLE void xcfgset(const QString &stream, const QJSValue &options, const QJSValue &callback = {},
                             const QJSValue &context = {});

    Q_INVOKABLE void xlen(const QString &stream, const QJSValue &callback = {}, const QJSValue &context = {});
    /// A list of entries. Options: first, last, excludeFirst, excludeLast, count.
    Q_INVOKABLE void xrange(const QString &stream, const QJSValue &options = {}, const QJSValue &callback = {},
                            const QJSValue &context = {});
    /// The same, newest first.
    Q_INVOKABLE void xrevrange(const QString &stream, const QJSValue &options = {}, const QJSValue &callback = {},
                               const QJSValue &context = {});
    /// What came after given ids: a list of objects with stream and entries, none of a stream that has nothing new.
    /// \a positions: an object of streams and ids, or a list of [stream, id] pairs; "+" in place of an id is the newest
    /// entry there is (Redis 7.4). Options: count (of each stream), block (waits so long, over a connection of its own),
    /// maxCount and maxSize (of all, Redis 8.10). For following streams use StreamConsumer.
    Q_INVOKABLE void xread(const QJSValue &positions, const QJSValue &options = {}, const QJSValue &callback = {},
                           const QJSValue &context = {});
    Q_INVOKABLE void xinfoStream(const QString &stream, const QJSValue &callback = {}, const QJSValue &context = {});
    /// A stream with all that belongs to it: summary (as of xinfoStream), entries, groups with their consumers, and what
    /// is pending. Option: count (10; 0 = all), of entries and of each list of what is pending.
    Q_INVOKABLE void xinfoStreamFull(const QString &stream, const QJSValue &options = {}, const QJSValue &callback = {},
                                     const QJSValue &context = {});
    Q_INVOKABLE void xinfoGroups(const QString &stream, const QJSValue &callback = {}, const QJSValue &context = {});
    Q_INVOKABLE void xinfoConsumers(const QString &stream, const QString &group, const QJSValue &callback = {},
                                    const QJSValue &context = {});
    /// The names of all streams that match the glob-style \a pattern, sorted.
    Q_INVOKABLE void streams(const QString &pattern, const QJSValue &callback = {}, const QJSValue &context = {});
    /// The reply is "PONG".
    Q_INVOKABLE void ping(const QJSValue &callback = {}, const QJSValue &context = {});

    /// Options: id (what is added from now on, if left out; "0" = everything), makeStream, entriesRead.
    Q_INVOKABLE void xgroupCreate(const QString &stream, const QString &group, const QJSValue &options = {},
                                  const QJSValue &callback = {}, const QJSValue &context = {});
    /// Moves a group. \a id: an id, an entry, or "$" for what is added from now on. Option: entriesRead.
    Q_INVOKABLE void xgroupSetId(const QString &stream, const QString &group, const QJSValue &id, const QJSValue &options = {},
                                 const QJSValue &callback = {}, const QJSValue &context = {});
    Q_INVOKABLE void xgroupDestroy(const QString &stream, const QString &group, const QJSValue &callback = {},
                                   const QJSValue &context = {});
    /// The reply is whether it is new.
    Q_INVOKABLE void xgroupCreateConsumer(const QString &stream, const QString &group, const QString &consumer,
                                          const QJSValue &callback = {}, const QJSValue &context = {});
    /// The reply is how many entries it had pending; these are lost for the group.
    Q_INVOKABLE void xgroupDeleteConsumer(const QString &stream, const QString &group, const QString &consumer,
                                          const QJSValue &callback = {}, const QJSValue &context = {});
    /// As xread, as a consumer of a group. In place of an id ">" is what no consumer got yet; an id is what this one has
    /// pending after it. Options: those of xread, noAck, claimMinIdle (also what is pending for so long; Redis 8.4).
    /// For following use GroupConsumer.
    Q_INVOKABLE void xreadgroup(const QString &group, const QString &consumer, const QJSValue &positions,
                                const QJSValue &options = {}, const QJSValue &callback = {}, const QJSValue &context = {});
    /// The reply is how many were pending.
    Q_INVOKABLE void xack(const QString &stream, const QString &group, const QJSValue &ids, const QJSValue &callback = {},
                          const QJSValue &context = {});
    /// The reply says of each id, in order, what became of it: a list of Removal. Option: references. Redis 8.2.
    Q_INVOKABLE void xackdel(const QString &stream, const QString &group, const QJSValue &ids, const QJSValue &options = {},
                             const QJSValue &callback = {}, const QJSValue &context = {});
    /// Gives pending entries back to the group; the reply is how many. Options: mode ("FAIL", or "SILENT", "FATAL"),
    /// retryCount, force. Redis 8.8.
    Q_INVOKABLE void xnack(const QString &stream, const QString &group, const QJSValue &ids, const QJSValue &options = {},
                           const QJSValue &callback = {}, const QJSValue &context = {});
    /// Without options the summary: total, smallestId, greatestId, consumers. With any of them a list of what is
    /// pending, one by one: first, last, excludeFirst, excludeLast, count (100), consumer, minIdle.
    Q_INVOKABLE void xpending(const QString &stream, const QString &group, const QJSValue &options = {},
                              const QJSValue &callback = {}, const QJSValue &context = {});
    /// Makes a consumer the owner of what is pending for \a minIdle; the reply is a list of the entries, or of their ids
    /// with the option justId, which leaves delivery counts as they are. More options: idle or time (since 1970),
    /// retryCount, force, lastId.
    Q_INVOKABLE void xclaim(const QString &stream, const QString &group, const QString &consumer, const QJSValue &minIdle,
                            const QJSValue &ids, const QJSValue &options = {}, const QJSValue &callback = {},
                            const QJSValue &context = {});
    /// The same from id to id. The reply: next (where the next call starts), complete (whether that was the last page),
    /// entries, or ids with the option justId, and deletedIds. More options: start, excludeStart, count (100).
    Q_INVOKABLE void xautoclaim(const QString &stream, const QString &group, const QString &consumer, const QJSValue &minIdle,
                                const QJSValue &options = {}, const QJSValue &callback = {}, const QJSValue &context = {});

    void classBegin() override;
    void componentComplete() override;

private:
    void whenComplete(std::function<void()> action);
    void refuse(const QuickCallback &handler, const RedisError &error);
    void range(const QString &stream, bool reverse, const QJSValue &options, const QJSValue &callback, const QJSValue &context);
    template <typename Command, typename ToVariant>
    void ask(const char *name, const QuickCallback &handler, const RedisError &problem, const Command &command, ToVariant toVariant);

    bool m_complete = true; // until classBegin(): made from C++
    QList<std::function<void()>> m_waiting;
    QObject m_life; // of callbacks
};

} // namespace RedisStreams
