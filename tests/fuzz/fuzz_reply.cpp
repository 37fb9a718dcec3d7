// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

// Any bytes as replies: no crash, the same values and the same end however the bytes are cut, and every command can
// be asked to decode every value.
#include "fuzzing.h"
#include "resp/replytreedecoder_p.h"
#include "streamcommands.h"

#include <bit>

using namespace RedisStreams;
using namespace RedisStreams::Fuzz;
using namespace RedisStreams::Internal;

namespace {

struct Result
{
    QByteArrayList values;
    ReplyDecoder::Status last = ReplyDecoder::Status::NeedMore;
    RedisError::Code error = RedisError::Code::NoError;
    bool operator==(const Result &) const = default;
};

/// All that can be told of a value, attributes too.
void describe(const RespValue &value, QByteArray &out)
{
    out += char('a' + int(value.type()));
    out += QByteArray::number(std::bit_cast<quint64>(value.toDouble().value_or(0)), 16) + value.bytes() + '/' + value.format();
    if (!value.attributes().isNull())
        describe(value.attributes(), out);
    out += '(';
    for (const RespValue &item : value.items())
        describe(item, out);
    out += ')';
}

Result decode(const QByteArrayList &pieces, QList<RespValue> *values)
{
    RespInput input(smallLimits());
    ReplyTreeDecoder decoder;
    Result result;
    for (const QByteArray &piece : pieces) {
        input.append(piece);
        while ((result.last = decoder.consume(input)) == ReplyDecoder::Status::Done) {
            const RespValue value = decoder.take();
            QByteArray text;
            describe(value, text);
            result.values.append(text);
            if (values)
                values->append(value);
        }
        if (result.last == ReplyDecoder::Status::Error)
            break;
    }
    result.error = decoder.error().code();
    return result;
}

template <typename... Commands>
void decodeAll(const RespValue &value)
{
    const auto one = [&](const auto &command) {
        const auto decoded = command.decode(value);
        require(!decoded.error || !decoded.error.message().isEmpty(), "an error without a message");
    };
    (one(Commands {}), ...);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2)
        return 0;
    const QByteArray bytes(reinterpret_cast<const char *>(data + 2), qsizetype(size - 2));
    QList<RespValue> values;
    const Result whole = decode({bytes}, &values);
    const Result pieces = decode(cut(bytes, data[0], data[1]), nullptr);
    // Of bytes that end in an error all whole replies before it come out in both ways.
    require(bytes.isEmpty() || whole == pieces, "a reply depends on how it arrived");
    for (const RespValue &value : std::as_const(values)) {
        decodeAll<Ping, ScanStreams, ClientUnblock, Xadd, Xtrim, Xdel, Xdelex, Xsetid, Xcfgset, Xlen, Xrange, Xread, Xreadgroup, Xack, Xackdel, Xnack,
                  Xclaim, XclaimJustId, Xautoclaim, XautoclaimJustId, XpendingSummary, XpendingRange, XgroupCreate, XgroupSetId, XgroupDestroy,
                  XgroupCreateConsumer, XgroupDeleteConsumer, XinfoStream, XinfoStreamFull, XinfoGroups, XinfoConsumers>(value);
        value.toVariant();
        if (value.isError())
            require(RedisError::fromReply(value.bytes()).isError(), "an error reply that is no error");
    }
    return 0;
}
