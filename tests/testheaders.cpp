// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

// Precompiled headers have to belong to a program; this one is for nothing else.
int main()
{
    return 0;
}
