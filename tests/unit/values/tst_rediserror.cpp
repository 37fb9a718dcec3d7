// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "rediserror.h"

#include <QtCore/QFuture>
#include <QtCore/QMetaEnum>
#include <QtCore/QPromise>
#include <QtTest/QTest>

using namespace RedisStreams;
using Code = RedisError::Code;

class tst_RedisError : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void fromReply_data();
    void fromReply();
    void transient_data();
    void transient();
    void noError();
    void emptyReplies();
    void withParts();
    void copiesDoNotAlias();
    void moves();
    void equality();
    void raiseAndCatch();
    void cloneKeepsAll();
    void throughFuture();
    void onFailedChain();
    void everyCodeHasItsOwnNumber();
    void debugAndGadget();
};

void tst_RedisError::fromReply_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<Code>("code");
    QTest::addColumn<QString>("word");
    const auto row = [](const char *text, Code code, const char *word) {
        QTest::newRow(text) << QByteArray(text) << code << QString::fromLatin1(word);
    };
    row("WRONGTYPE Operation against a key holding the wrong kind of value", Code::WrongType, "WRONGTYPE");
    row("NOGROUP No such key 's' or consumer group 'g' in XREADGROUP with GROUP option", Code::NoGroup, "NOGROUP");
    row("NOGROUP the consumer group this client was blocked on no longer exists", Code::NoGroup, "NOGROUP");
    row("BUSYGROUP Consumer Group name already exists", Code::BusyGroup, "BUSYGROUP");
    row("NOAUTH Authentication required.", Code::AuthenticationFailed, "NOAUTH");
    row("WRONGPASS invalid username-password pair or user is disabled.", Code::AuthenticationFailed, "WRONGPASS");
    row("NOPERM User u has no permissions to run the 'xread' command", Code::PermissionDenied, "NOPERM");
    row("READONLY You can't write against a read only replica.", Code::ReadOnly, "READONLY");
    row("LOADING Redis is loading the dataset in memory", Code::Loading, "LOADING");
    row("OOM command not allowed when used memory > 'maxmemory'.", Code::OutOfMemory, "OOM");
    row("UNBLOCKED client unblocked via CLIENT UNBLOCK", Code::Unblocked, "UNBLOCKED");
    row("UNBLOCKED the stream key no longer exists", Code::Unblocked, "UNBLOCKED");
    row("MOVED 3999 127.0.0.1:6381", Code::Moved, "MOVED");
    row("ASK 3999 127.0.0.1:6381", Code::Ask, "ASK");
    row("TRYAGAIN Multiple keys request during rehashing of slot", Code::TryAgain, "TRYAGAIN");
    row("CROSSSLOT Keys in request don't hash to the same slot", Code::CrossSlot, "CROSSSLOT");
    row("CLUSTERDOWN The cluster is down", Code::ClusterDown, "CLUSTERDOWN");
    row("CLUSTERDOWN Hash slot not served", Code::ClusterDown, "CLUSTERDOWN");
    row("CLUSTERDOWN The cluster is down and only accepts read commands", Code::ClusterDown, "CLUSTERDOWN");
    row("MOVED 3999 ::1:6381", Code::Moved, "MOVED");
    row("MOVED 3999 :6381", Code::Moved, "MOVED");
    row("ASK 3999 ?:6381", Code::Ask, "ASK");
    row("UNBLOCKED force unblock from blocking operation, instance state changed (master -> replica?)", Code::Unblocked, "UNBLOCKED");
    row("MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.", Code::MasterDown, "MASTERDOWN");
    row("MISCONF Redis is configured to save RDB snapshots", Code::Misconfigured, "MISCONF");
    row("NOREPLICAS Not enough good replicas to write.", Code::NoReplicas, "NOREPLICAS");
    row("BUSY Redis is busy running a script.", Code::Busy, "BUSY");
    row("EXECABORT Transaction discarded because of previous errors.", Code::TransactionAborted, "EXECABORT");
    row("NOPROTO unsupported protocol version", Code::NotSupported, "NOPROTO");

    // Told apart by their text.
    row("ERR no such key", Code::NoSuchKey, "ERR");
    row("ERR The XGROUP subcommand requires the key to exist. Note that for CREATE you may want to use the MKSTREAM option to "
        "create an empty stream automatically.",
        Code::NoSuchKey, "ERR");
    row("ERR The ID specified in XSETID is smaller than current max_deleted_entry_id", Code::IdTooSmall, "ERR");
    row("ERR The ID specified in XADD is equal or smaller than the target stream top item", Code::IdTooSmall, "ERR");
    row("ERR The ID specified in XSETID is smaller than the target stream top item", Code::IdTooSmall, "ERR");
    row("ERR The ID specified in XADD must be greater than 0-0", Code::IdTooSmall, "ERR");
    row("ERR The stream has exhausted the last possible ID, unable to add more items", Code::IdsExhausted, "ERR");
    row("ERR unknown command 'XNACK', with args beginning with: ", Code::NotSupported, "ERR");
    row("ERR unknown command `HELLO`, with args beginning with: `3`, ", Code::NotSupported, "ERR");
    row("ERR unknown subcommand 'CREATECONSUMER'. Try XGROUP HELP.", Code::NotSupported, "ERR");
    // The wording of Redis 5 to 6.2.
    row("ERR Unknown subcommand or wrong number of arguments for 'CREATECONSUMER'. Try XGROUP HELP.", Code::NotSupported, "ERR");
    row("ERR invalid password", Code::AuthenticationFailed, "ERR");
    row("ERR This instance has cluster support disabled", Code::NotSupported, "ERR");
    row("ERR SELECT is not allowed in cluster mode", Code::ServerError, "ERR");

    // Without a code of their own: the text and the word are kept.
    row("ERR syntax error", Code::ServerError, "ERR");
    row("ERR Invalid stream ID specified as stream command argument", Code::ServerError, "ERR");
    row("ERR ERR mode must be SILENT, FAIL, or FATAL", Code::ServerError, "ERR");
    row("NOSCRIPT No matching script. Please use EVAL.", Code::ServerError, "NOSCRIPT");
    row("BUSYKEY Target key name already exists.", Code::ServerError, "BUSYKEY");
    row("FUTURE-CODE_2 something new", Code::ServerError, "FUTURE-CODE_2");
    row("WRONGTYPE", Code::WrongType, "WRONGTYPE");
    row("MOVEDX 1 h:1", Code::ServerError, "MOVEDX");

    // No word: text that begins with something else than capitals.
    row("something went wrong", Code::ServerError, "");
    row("wrongtype in small letters", Code::ServerError, "");
    row("Err mixed", Code::ServerError, "");
    row(" WRONGTYPE behind a space", Code::ServerError, "");
}

void tst_RedisError::fromReply()
{
    QFETCH(QByteArray, text);
    const RedisError error = RedisError::fromReply(text);
    QTEST(error.code(), "code");
    QTEST(error.serverCode(), "word");
    QVERIFY(error.isError());
    QVERIFY(error);
    QCOMPARE(error.message(), QString::fromUtf8(text).trimmed());
    QCOMPARE(error.what(), text.trimmed().constData());
    QVERIFY(error.endpoint().isEmpty());
    QVERIFY(error.stream().isEmpty());
}

void tst_RedisError::transient_data()
{
    QTest::addColumn<int>("number");
    QTest::addColumn<bool>("isTransient");
    static constexpr Code passing[] {
        Code::HostNotFound, Code::ConnectionRefused, Code::ConnectTimeout, Code::ConnectionLost, Code::ReplyTimeout,
        Code::ReadOnly, Code::Loading, Code::OutOfMemory, Code::Unblocked, Code::Moved, Code::Ask, Code::TryAgain,
        Code::ClusterDown, Code::MasterDown, Code::Misconfigured, Code::NoReplicas, Code::Busy};
    const auto codes = QMetaEnum::fromType<Code>();
    for (int i = 0; i < codes.keyCount(); ++i) {
        const auto code = Code(codes.value(i));
        QTest::newRow(codes.key(i)) << codes.value(i)
                                    << (std::find(std::begin(passing), std::end(passing), code) != std::end(passing));
    }
}

void tst_RedisError::transient()
{
    QFETCH(int, number);
    QTEST(RedisError(Code(number), QStringLiteral("x")).isTransient(), "isTransient");
}

void tst_RedisError::noError()
{
    const RedisError none;
    QVERIFY(!none.isError());
    QVERIFY(!none);
    QCOMPARE(none.code(), Code::NoError);
    QVERIFY(none.message().isEmpty());
    QCOMPARE(none.what(), "");
    QVERIFY(!none.isTransient());
}

void tst_RedisError::emptyReplies()
{
    // "-\r\n" is an error too, though it says nothing.
    for (const QByteArray &text : {QByteArray(), QByteArray(""), QByteArray(" "), QByteArray("  \t")}) {
        const RedisError error = RedisError::fromReply(text);
        QCOMPARE(error.code(), Code::ServerError);
        QVERIFY(error.serverCode().isEmpty());
        QVERIFY(error.message().isEmpty());
    }
    const RedisError binary = RedisError::fromReply(QByteArray("ERR \xff\x00 end", 10));
    QCOMPARE(binary.code(), Code::ServerError);
    QVERIFY(binary.message().endsWith(QStringLiteral("end")));
}

void tst_RedisError::withParts()
{
    const RedisError plain = RedisError::fromReply("WRONGTYPE Operation");
    const RedisError full = plain.withEndpoint(QStringLiteral("localhost:6379")).withStream(QStringLiteral("one"));
    QCOMPARE(full.code(), Code::WrongType);
    QCOMPARE(full.serverCode(), QStringLiteral("WRONGTYPE"));
    QCOMPARE(full.message(), QStringLiteral("WRONGTYPE Operation"));
    QCOMPARE(full.endpoint(), QStringLiteral("localhost:6379"));
    QCOMPARE(full.stream(), QStringLiteral("one"));
    const RedisError other = full.withMessage(QStringLiteral("caf\u00e9"));
    QCOMPARE(other.message(), QStringLiteral("caf\u00e9"));
    QCOMPARE(other.what(), "caf\xc3\xa9");
    QCOMPARE(other.serverCode(), QStringLiteral("WRONGTYPE"));
    QCOMPARE(other.stream(), QStringLiteral("one"));
}

void tst_RedisError::copiesDoNotAlias()
{
    const RedisError first(Code::Busy, QStringLiteral("first"));
    RedisError second = first;
    second = second.withMessage(QStringLiteral("second")).withStream(QStringLiteral("s"));
    QCOMPARE(first.message(), QStringLiteral("first"));
    QVERIFY(first.stream().isEmpty());
    QCOMPARE(second.message(), QStringLiteral("second"));
    const char *const what = first.what();
    second = RedisError(Code::Moved, QStringLiteral("third"));
    QCOMPARE(first.what(), what); // the same bytes, at the same place
    QCOMPARE(first.code(), Code::Busy);
    RedisError self(Code::Ask, QStringLiteral("self"));
    const RedisError &alias = self;
    self = alias;
    QCOMPARE(self.message(), QStringLiteral("self"));
}

void tst_RedisError::moves()
{
    RedisError source(Code::Busy, QStringLiteral("text"));
    const RedisError moved(std::move(source));
    QCOMPARE(moved.message(), QStringLiteral("text"));
    // A moved-from error is still one that can be read.
    QVERIFY(source.what() != nullptr);
    RedisError target;
    target = RedisError(moved);
    QCOMPARE(target, moved);
    RedisError another(Code::Ask, QStringLiteral("x"));
    target = std::move(another);
    QCOMPARE(target.code(), Code::Ask);
    QVERIFY(another.what() != nullptr);
    another = RedisError(Code::Moved, QStringLiteral("again"));
    QCOMPARE(another.code(), Code::Moved);
    QCOMPARE(target.code(), Code::Ask);
}

void tst_RedisError::equality()
{
    const RedisError error = RedisError::fromReply("ERR text").withEndpoint(QStringLiteral("e")).withStream(QStringLiteral("s"));
    QCOMPARE(error, RedisError::fromReply("ERR text").withEndpoint(QStringLiteral("e")).withStream(QStringLiteral("s")));
    QVERIFY(!(error == error.withStream(QStringLiteral("t"))));
    QVERIFY(!(error == error.withEndpoint(QStringLiteral("f"))));
    QVERIFY(!(error == error.withMessage(QStringLiteral("g"))));
    QVERIFY(!(error == RedisError(Code::ServerError, QStringLiteral("ERR text"))
                           .withEndpoint(QStringLiteral("e")).withStream(QStringLiteral("s")))); // no server code
    QVERIFY(!(RedisError(Code::Ask, {}) == RedisError(Code::Moved, {})));
    QCOMPARE(RedisError(), RedisError());
}

void tst_RedisError::raiseAndCatch()
{
    const RedisError error = RedisError::fromReply("BUSY script").withStream(QStringLiteral("s"));
    bool caught = false;
    try {
        error.raise();
    } catch (const RedisError &raised) {
        caught = true;
        QCOMPARE(raised, error);
    }
    QVERIFY(caught);
    QVERIFY_THROWS_EXCEPTION(QException, error.raise());
    QVERIFY_THROWS_EXCEPTION(std::exception, error.raise());
}

void tst_RedisError::cloneKeepsAll()
{
    const RedisError error = RedisError::fromReply("BUSY script").withEndpoint(QStringLiteral("e"));
    const std::unique_ptr<RedisError> copy(error.clone());
    QCOMPARE(*copy, error);
    QCOMPARE(copy->what(), "BUSY script");
}

void tst_RedisError::throughFuture()
{
    const RedisError error = RedisError::fromReply("NOGROUP none").withStream(QStringLiteral("jobs"));
    QPromise<int> promise;
    promise.start();
    QFuture<int> future = promise.future();
    promise.setException(error);
    promise.finish();
    bool caught = false;
    try {
        future.waitForFinished();
    } catch (const RedisError &raised) {
        caught = true;
        QCOMPARE(raised, error);
    }
    QVERIFY(caught);
}

void tst_RedisError::onFailedChain()
{
    QPromise<int> promise;
    promise.start();
    int results = 0;
    RedisError seen;
    promise.future()
        .then([&](int) { return ++results; })
        .onFailed([&](const RedisError &error) {
            seen = error;
            return -1;
        });
    promise.setException(RedisError(Code::Aborted, QStringLiteral("gone")));
    promise.finish();
    QCOMPARE(results, 0);
    QCOMPARE(seen.code(), Code::Aborted);
    QCOMPARE(seen.message(), QStringLiteral("gone"));
}

void tst_RedisError::everyCodeHasItsOwnNumber()
{
    // The numbers are interface: QML and logs show them.
    const auto codes = QMetaEnum::fromType<Code>();
    QSet<int> seen;
    for (int i = 0; i < codes.keyCount(); ++i) {
        QVERIFY2(!seen.contains(codes.value(i)), codes.key(i));
        seen.insert(codes.value(i));
    }
    QCOMPARE(int(Code::InvalidArgument), 1);
    QCOMPARE(int(Code::HostNotFound), 20);
    QCOMPARE(int(Code::ServerError), 40);
    QCOMPARE(int(Code::TransactionAborted), 63);
}

void tst_RedisError::debugAndGadget()
{
    const RedisError error = RedisError::fromReply("WRONGTYPE x").withEndpoint(QStringLiteral("h:1")).withStream(QStringLiteral("one"));
    QString shown;
    QDebug(&shown) << error;
    for (const QString &part : {QStringLiteral("WrongType"), QStringLiteral("WRONGTYPE x"), QStringLiteral("h:1"), QStringLiteral("one")})
        QVERIFY2(shown.contains(part), qPrintable(shown));

    const QMetaObject &meta = RedisError::staticMetaObject;
    QCOMPARE(meta.property(meta.indexOfProperty("code")).readOnGadget(&error).toInt(), int(Code::WrongType));
    QCOMPARE(meta.property(meta.indexOfProperty("message")).readOnGadget(&error).toString(), error.message());
    QCOMPARE(meta.property(meta.indexOfProperty("serverCode")).readOnGadget(&error).toString(), QStringLiteral("WRONGTYPE"));
    QCOMPARE(meta.property(meta.indexOfProperty("endpoint")).readOnGadget(&error).toString(), QStringLiteral("h:1"));
    QCOMPARE(meta.property(meta.indexOfProperty("stream")).readOnGadget(&error).toString(), QStringLiteral("one"));
    QVERIFY(meta.property(meta.indexOfProperty("isError")).readOnGadget(&error).toBool());
}

QTEST_APPLESS_MAIN(tst_RedisError)
#include "tst_rediserror.moc"
