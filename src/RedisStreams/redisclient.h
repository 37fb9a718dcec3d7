// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "command.h"
#include "connectionoptions.h"
#include "respvalue.h"
#include "streamcommands.h"
#include "transaction.h"

#include <QtCore/QDateTime>
#include <QtCore/QFuture>
#include <QtCore/QObject>
#include <QtCore/QPointer>
#include <QtCore/QPromise>
#include <QtNetwork/QSslCertificate>

#include <concepts>
#include <functional>
#include <memory>

namespace RedisStreams {

namespace Internal {
class Topology;
}
class RedisClientPrivate;

/// A server, as seen by an application: one shared connection on which commands are pipelined, and dedicated ones
/// for what blocks. It connects by itself with the first command or consumer, and goes on trying for ever.
///
/// An answer is a QFuture: use `.then(context, ...)` and `.onFailed(context, [](const RedisError &) {...})`, or
/// co_await. Never `result()` in a GUI thread: it blocks, and throws the error. Each future ends exactly once, also
/// when the client is destroyed (RedisError Aborted). A failure also reaches errorOccurred().
///
/// A command waits up to commandTimeout for a connection. When the connection is lost before the reply came, a
/// command that only reads is sent again; one that may write fails with ConnectionLost, its outcome unknown.
///
/// Belongs to one thread, as all classes here do; results are values and may go anywhere.
class REDISSTREAMS_EXPORT RedisClient : public QObject
{
    Q_OBJECT
    Q_PROPERTY(QString url READ url WRITE setUrl NOTIFY urlChanged FINAL)
    Q_PROPERTY(QString displayUrl READ displayUrl NOTIFY urlChanged FINAL)
    Q_PROPERTY(RedisStreams::RedisClient::State state READ state NOTIFY stateChanged FINAL)
    Q_PROPERTY(bool connected READ isConnected NOTIFY stateChanged FINAL)
    Q_PROPERTY(RedisStreams::RedisError error READ error NOTIFY errorChanged FINAL)
    Q_PROPERTY(QString errorString READ errorString NOTIFY errorChanged FINAL)
    Q_PROPERTY(QDateTime nextAttempt READ nextAttempt NOTIFY nextAttemptChanged FINAL)
    Q_PROPERTY(QString peerCertificateSubject READ peerCertificateSubject NOTIFY peerCertificateChanged FINAL)
    Q_PROPERTY(QString serverName READ serverName NOTIFY serverChanged FINAL)
    Q_PROPERTY(QString serverVersion READ serverVersion NOTIFY serverChanged FINAL)
    Q_PROPERTY(int protocolVersion READ protocolVersion NOTIFY serverChanged FINAL)

public:
    enum class State {
        Disconnected, ///< not opened yet, or closed
        Connecting, ///< the first connection is being made
        Connected, ///< commands are answered
        Reconnecting, ///< the connection was lost or refused; the next try comes by itself
        Failed, ///< no try will help before something changes (password, certificate, URL); see error
    };
    Q_ENUM(State)

    explicit RedisClient(QObject *parent = nullptr);
    explicit RedisClient(const QString &url, QObject *parent = nullptr);
    explicit RedisClient(const ConnectionOptions &options, QObject *parent = nullptr);
    ~RedisClient() override;

    /// The URL as it was set (it may hold a password: show displayUrl instead). A change closes the present
    /// connection; consumers reconnect to the new server. A URL that cannot be understood makes the state Failed.
    QString url() const;
    void setUrl(const QString &url);
    QString displayUrl() const;
    ConnectionOptions options() const;
    void setOptions(const ConnectionOptions &options);

    State state() const;
    bool isConnected() const { return state() == State::Connected; }
    /// The newest error; NoError again once connected.
    RedisError error() const;
    QString errorString() const { return error().message(); }

    /// When the next try to connect begins; invalid while none is to be made. In a cluster the earliest of all nodes
    /// whose shared connection is away, also while others answer.
    QDateTime nextAttempt() const;
    /// What the server showed of itself; null without TLS, or while not connected. Of a cluster that of one node.
    QSslCertificate peerCertificate() const;
    /// Its subject, as "CN=redis.example.org, O=Example".
    QString peerCertificateSubject() const;

    /// "redis" or "valkey", and its version; empty before the first connection. Of a cluster that of one node: others may
    /// be older or newer.
    QString serverName() const;
    QString serverVersion() const;
    /// 2 or 3; 0 before the first connection.
    int protocolVersion() const;

    /// Connects now, or tries again at once when waiting or Failed.
    Q_INVOKABLE void open();
    /// Closes; commands under way fail with Aborted. The next command opens again, and so does a consumer that needs it:
    /// what runs goes on.
    Q_INVOKABLE void close();

    /// Whether a failure of a command also reaches errorOccurred().
    enum class Reporting {
        Everywhere,
        FutureOnly, ///< for commands whose failure is an expected answer, e.g. "no such key"
    };

    /// Runs a typed command. Bad arguments fail at once with InvalidArgument, nothing is sent.
    template <RedisCommand Command>
    QFuture<typename Command::Reply> run(const Command &command, Reporting reporting = Reporting::Everywhere);

    /// The same without a future: calls \a onReply(const Command::Reply &) or \a onError(const RedisError &), once, and
    /// neither when \a context is gone by then. (A future's `.then(context, ...)` has that too, but debug builds of Qt
    /// before 6.7 stop the program when the context ends first.)
    template <RedisCommand Command, std::invocable<const typename Command::Reply &> OnReply,
        std::invocable<const RedisError &> OnError>
    void run(const Command &command, QObject *context, OnReply onReply, OnError onError,
        Reporting reporting = Reporting::Everywhere);

    /// Runs several commands as one unit (MULTI/EXEC).
    QFuture<TransactionResult> exec(const Transaction &transaction);

    /// Any command by its words, e.g. `{"OBJECT", "FREQ", "key"}`. An error reply fails the future. Refused with
    /// InvalidArgument is what would change the connection that all commands share, or put it out of step: MULTI (see
    /// exec()), SELECT, AUTH, SUBSCRIBE, MONITOR, CLIENT REPLY and the like. WAIT and WAITAOF hold up all other commands
    /// until they end, as they are about what was written over their own connection.
    QFuture<RespValue> command(const QByteArrayList &words);
    /// The same with callbacks, as run() has them.
    template <std::invocable<const RespValue &> OnReply, std::invocable<const RedisError &> OnError>
    void command(const QByteArrayList &words, QObject *context, OnReply onReply, OnError onError,
        Reporting reporting = Reporting::Everywhere);

    // Conveniences, each the same as run() with the command value of that name, which has the documentation. Names
    // are text here; run() takes any bytes.
    QFuture<StreamId> xadd(const QString &stream, const StreamFields &fields, const XaddOptions &options = {});
    QFuture<qint64> xtrim(const QString &stream, const StreamTrim &trim);
    QFuture<qint64> xdel(const QString &stream, const QList<StreamId> &ids);
    QFuture<QList<EntryRemoval>> xdelex(const QString &stream, const QList<StreamId> &ids,
                                        ReferencePolicy policy = ReferencePolicy::KeepReferences);
    QFuture<bool> xsetid(const QString &stream, StreamId lastId, std::optional<qint64> entriesAdded = {},
                         std::optional<StreamId> maxDeletedId = {});
    QFuture<bool> xcfgset(const QString &stream, std::optional<std::chrono::seconds> idmpDuration,
                          std::optional<qint64> idmpMaxSize = {});
    QFuture<qint64> xlen(const QString &stream);
    QFuture<StreamEntries> xrange(const QString &stream, StreamId first = StreamId::minimum(),
                                  StreamId last = StreamId::maximum(), qint64 count = -1);
    QFuture<StreamEntries> xrevrange(const QString &stream, StreamId last = StreamId::maximum(),
                                     StreamId first = StreamId::minimum(), qint64 count = -1);
    QFuture<QList<StreamEntries>> xread(const QList<StreamPosition> &positions, const XreadOptions &options = {});
    QFuture<QList<StreamEntries>> xreadgroup(const QString &group, const QString &consumer,
                                             const QList<GroupPosition> &positions, const XreadgroupOptions &options = {});
    QFuture<qint64> xack(const QString &stream, const QString &group, const QList<StreamId> &ids);
    QFuture<QList<EntryRemoval>> xackdel(const QString &stream, const QString &group, const QList<StreamId> &ids,
                                         ReferencePolicy policy = ReferencePolicy::KeepReferences);
    QFuture<qint64> xnack(const QString &stream, const QString &group, const QList<StreamId> &ids,
                          Xnack::Mode mode = Xnack::Mode::Fail);
    QFuture<PendingSummary> xpending(const QString &stream, const QString &group);
    QFuture<QList<PendingEntry>> xpendingRange(const QString &stream, const QString &group, qint64 count,
                                               StreamId first = StreamId::minimum(), StreamId last = StreamId::maximum(),
                                               const QString &consumer = {}, std::optional<std::chrono::milliseconds> minIdle = {});
    QFuture<StreamEntries> xclaim(const QString &stream, const QString &group, const QString &consumer,
                                  std::chrono::milliseconds minIdle, const QList<StreamId> &ids, const XclaimOptions &options = {});
    QFuture<QList<StreamId>> xclaimJustId(const QString &stream, const QString &group, const QString &consumer,
                                          std::chrono::milliseconds minIdle, const QList<StreamId> &ids,
                                          const XclaimOptions &options = {});
    QFuture<AutoclaimPage> xautoclaim(const QString &stream, const QString &group, const QString &consumer,
                                      std::chrono::milliseconds minIdle, StreamId start = {}, qint64 count = 100);
    QFuture<AutoclaimIdPage> xautoclaimJustId(const QString &stream, const QString &group, const QString &consumer,
                                              std::chrono::milliseconds minIdle, StreamId start = {}, qint64 count = 100);
    /// \a id nullopt is "$": only what is added from now on.
    QFuture<bool> xgroupCreate(const QString &stream, const QString &group, std::optional<StreamId> id = std::nullopt,
                               bool makeStream = false, std::optional<qint64> entriesRead = {});
    QFuture<bool> xgroupSetId(const QString &stream, const QString &group, std::optional<StreamId> id,
                              std::optional<qint64> entriesRead = {});
    QFuture<bool> xgroupDestroy(const QString &stream, const QString &group);
    QFuture<bool> xgroupCreateConsumer(const QString &stream, const QString &group, const QString &consumer);
    QFuture<qint64> xgroupDeleteConsumer(const QString &stream, const QString &group, const QString &consumer);
    QFuture<StreamInfo> xinfoStream(const QString &stream);
    QFuture<StreamFullInfo> xinfoStreamFull(const QString &stream, qint64 count = 10);
    QFuture<QList<GroupInfo>> xinfoGroups(const QString &stream);
    QFuture<QList<ConsumerInfo>> xinfoConsumers(const QString &stream, const QString &group);
    /// The keys of all streams whose name matches the glob-style \a pattern, sorted; SCAN to its end (Redis 6.0+). In a
    /// cluster on all masters; it fails when one of them does not answer.
    QFuture<QByteArrayList> streams(const QString &pattern = QStringLiteral("*"));
    QFuture<QByteArray> ping();

    /// For the layers above: where consumers get their connections from.
    Internal::Topology *topology() const;

Q_SIGNALS:
    void urlChanged();
    void stateChanged(RedisStreams::RedisClient::State state);
    void errorChanged();
    void serverChanged();
    void nextAttemptChanged();
    void peerCertificateChanged();
    /// Every failure: of the connection, and of each command (also when its future is handled).
    void errorOccurred(const RedisStreams::RedisError &error);
    /// The options changed: connections made from the old ones are to be replaced.
    void optionsChanged();

private:
    using ReplyHandler = std::function<void(const RespValue &reply, const RedisError &error)>;
    void execute(EncodedCommand command, Reporting reporting, ReplyHandler handler);
    void executeWords(const QByteArrayList &words, Reporting reporting, ReplyHandler handler);
    template <RedisCommand Command, typename Done>
    void perform(const Command &command, Reporting reporting, Done done);
    void report(const RedisError &error);

    friend class RedisClientPrivate;
    std::unique_ptr<RedisClientPrivate> d;
};

/// Calls \a done with a Decoded<Command::Reply>, once.
template <RedisCommand Command, typename Done>
void RedisClient::perform(const Command &command, Reporting reporting, Done done)
{
    using Result = Decoded<typename Command::Reply>;
    if (const RedisError invalid = command.validate()) {
        if (reporting == Reporting::Everywhere)
            report(invalid);
        done(Result{{}, invalid});
        return;
    }
    execute(EncodedCommand::from(command), reporting,
        [done, command, reporting, guard = QPointer<RedisClient>(this)](
            const RespValue &reply, const RedisError &error) {
            Result result = error ? Result{{}, error} : command.decode(reply);
            if (!error && result.error && guard && reporting == Reporting::Everywhere)
                guard->report(result.error);
            done(std::move(result));
        });
}

template <RedisCommand Command>
QFuture<typename Command::Reply> RedisClient::run(const Command &command, Reporting reporting)
{
    using Reply = typename Command::Reply;
    // std::function wants copyable closures, QPromise is move-only.
    auto promise = std::make_shared<QPromise<Reply>>();
    promise->start();
    QFuture<Reply> future = promise->future();
    perform(command, reporting, [promise](Decoded<Reply> result) {
        if (result.error)
            promise->setException(result.error);
        else
            promise->addResult(std::move(result.value));
        promise->finish();
    });
    return future;
}

template <RedisCommand Command, std::invocable<const typename Command::Reply &> OnReply,
    std::invocable<const RedisError &> OnError>
void RedisClient::run(const Command &command, QObject *context, OnReply onReply, OnError onError, Reporting reporting)
{
    perform(command, reporting,
        [context = QPointer<QObject>(context), onReply = std::move(onReply), onError = std::move(onError)](
            const Decoded<typename Command::Reply> &result) {
            if (!context)
                return;
            if (result.error)
                std::invoke(onError, result.error);
            else
                std::invoke(onReply, result.value);
        });
}

template <std::invocable<const RespValue &> OnReply, std::invocable<const RedisError &> OnError>
void RedisClient::command(
    const QByteArrayList &words, QObject *context, OnReply onReply, OnError onError, Reporting reporting)
{
    executeWords(words, reporting,
        [context = QPointer<QObject>(context), onReply = std::move(onReply), onError = std::move(onError)](
            const RespValue &reply, const RedisError &error) {
            if (!context)
                return;
            if (error)
                std::invoke(onError, error);
            else
                std::invoke(onReply, reply);
        });
}

} // namespace RedisStreams
