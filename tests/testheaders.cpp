// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

// The program that precompiled headers belong to; it is never linked.
int main()
{
    return 0;
}
