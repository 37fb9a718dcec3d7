// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "resp/respinput_p.h"
#include "respvalue.h"

namespace RedisStreams::Internal {

/// Builds one reply as a tree of values. Can be used again after take().
class ReplyTreeDecoder final : public ReplyDecoder
{
public:
    Status consume(RespInput &input) override;
    RespValue take();

private:
    struct Frame
    {
        RespType type;
        qint64 left;
        QList<RespValue> items;
        RespValue attributes;
    };

    RespValue scalar(const RespToken &token, const RespInput &input) const;
    /// Puts a finished value where it belongs; true when the reply is complete.
    bool place(RespValue value);

    std::vector<Frame> m_frames;
    RespValue m_nextAttributes; ///< belong to the value that begins next
    RespValue m_result;
};

} // namespace RedisStreams::Internal
