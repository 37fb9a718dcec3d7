// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

// Touches every layer that a program without QML uses; needs no server.
#include <RedisStreams/redisclient.h>
#include <RedisStreams/streamcommands.h>
#include <RedisStreams/streamconsumer.h>
#include <RedisStreams/streammodel.h>

#include <QtCore/QCoreApplication>

#include <cstdio>

using namespace RedisStreams;

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    RedisError error;
    const ConnectionOptions options = ConnectionOptions::fromUrl(QStringLiteral("redis://user:secret@localhost:1/2"), &error);
    Xadd xadd;
    xadd.stream = "one";
    xadd.fields = {{"id", "1"}};
    const bool values = !error && options.database() == 2 && StreamId::parse(QByteArrayView("5-6")) == StreamId(5, 6)
        && EncodedCommand::from(xadd).bytes == "*5\r\n$4\r\nXADD\r\n$3\r\none\r\n$1\r\n*\r\n$2\r\nid\r\n$1\r\n1\r\n";

    RedisClient client(QStringLiteral("redis://localhost:1"));
    StreamConsumer consumer(&client, {QStringLiteral("one")});
    StreamModel model;
    bool caught = false;
    // Thrown in the library and caught here: the type is the same on both sides.
    try {
        RedisError::fromReply("WRONGTYPE Operation").raise();
    } catch (const RedisError &raised) {
        caught = raised.code() == RedisError::Code::WrongType;
    }
    if (!values || !caught || consumer.state() != StreamConsumer::State::Closed || model.rowCount() != 0)
        return 1;
    std::puts("RedisStreams works");
    return 0;
}
