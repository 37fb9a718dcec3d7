// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

// Any bytes as a server's part of a handshake: no crash, the same verdict and the same bytes sent however they are
// cut, an error with every failure, and no password in it.
#include "connection/handshake_p.h"
#include "fuzzing.h"
#include "resp/replytreedecoder_p.h"

using namespace RedisStreams;
using namespace RedisStreams::Fuzz;
using namespace RedisStreams::Internal;

namespace {

const QString password = QStringLiteral("S3cr3tMarker");

/// Bits of \a choice: what is asked for.
ConnectionOptions options(quint8 choice)
{
    ConnectionOptions result;
    if (choice & 1)
        result.setCredentials(choice & 2 ? QStringLiteral("user") : QString(), password);
    if (choice & 4)
        result.setDatabase(7);
    if (choice & 8)
        result.setClientName(QStringLiteral("fuzz"));
    if (choice & 16)
        result.setProtocol(choice & 32 ? ConnectionOptions::Protocol::Resp2 : ConnectionOptions::Protocol::Resp3);
    return result;
}

struct Result
{
    QByteArray sent;
    Handshake::Verdict verdict = Handshake::Verdict::Continue;
    RedisError error;
    bool final = false;
    int replies = 0;
    qint64 clientId = 0;
};

Result play(const ConnectionOptions &wanted, const QByteArrayList &pieces)
{
    Handshake handshake(wanted);
    RespInput input(smallLimits());
    ReplyTreeDecoder decoder;
    Result result;
    result.sent = handshake.start();
    auto status = ReplyDecoder::Status::NeedMore;
    for (const QByteArray &piece : pieces) {
        input.append(piece);
        while (result.verdict == Handshake::Verdict::Continue && (status = decoder.consume(input)) == ReplyDecoder::Status::Done) {
            result.verdict = handshake.reply(decoder.take());
            result.sent += handshake.outgoing();
            ++result.replies;
        }
        if (status == ReplyDecoder::Status::Error)
            break; // the connection ends there
    }
    result.error = handshake.error();
    result.final = handshake.isFinal();
    result.clientId = handshake.server().clientId;
    return result;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 3)
        return 0;
    const ConnectionOptions wanted = options(data[2]);
    const QByteArray bytes(reinterpret_cast<const char *>(data + 3), qsizetype(size - 3));
    const Result whole = play(wanted, {bytes});
    const Result pieces = play(wanted, cut(bytes, data[0], data[1]));
    require(whole.verdict == pieces.verdict && whole.sent == pieces.sent && whole.error == pieces.error && whole.final == pieces.final
                && whole.clientId == pieces.clientId,
            "a handshake depends on how the bytes arrived");
    // HELLO, AUTH, CLIENT SETNAME, CLIENT ID and SELECT are all that is ever asked.
    require(whole.replies <= 5, "a handshake without end");
    require((whole.verdict == Handshake::Verdict::Failed) == whole.error.isError(), "a failure without an error, or the other way");
    require(!whole.error.message().contains(password), "a password is shown");
    return 0;
}
