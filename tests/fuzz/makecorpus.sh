#!/bin/sh
# SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
# SPDX-License-Identifier: MIT

# makecorpus.sh <folder>: a few inputs of each kind to begin with, in <folder>/<program>.
set -eu
folder=$1
mkdir -p "$folder/fuzz_reply" "$folder/fuzz_entries" "$folder/fuzz_url" "$folder/fuzz_handshake"

n=0
# seed <program> <printf text>
seed() {
    n=$((n + 1))
    # shellcheck disable=SC2059
    printf "$2" > "$folder/$1/seed$n"
}

# Two bytes say how the rest is cut.
for text in '+OK\r\n' '-ERR no such key\r\n' ':-42\r\n' ':9223372036854775807\r\n' '$3\r\nfoo\r\n' '$-1\r\n' '*-1\r\n' '_\r\n' \
    ',1.5e3\r\n,-inf\r\n,nan\r\n' '#t\r\n' '(123456789012345678901234567890\r\n' '!5\r\nERR x\r\n' '=8\r\ntxt:Some\r\n' \
    '%%1\r\n+k\r\n*2\r\n:1\r\n_\r\n' '~2\r\n:1\r\n:1\r\n' '>2\r\n+a\r\n+b\r\n' '|1\r\n+ttl\r\n:5\r\n*1\r\n:1\r\n' \
    '*1\r\n*1\r\n*1\r\n*1\r\n:1\r\n' '*3\r\n$3\r\n0-0\r\n*1\r\n*2\r\n$3\r\n1-0\r\n*2\r\n$1\r\na\r\n$1\r\nb\r\n*1\r\n$3\r\n2-0\r\n' \
    '*4\r\n:1\r\n$3\r\n1-0\r\n$3\r\n1-0\r\n*1\r\n*2\r\n$1\r\nc\r\n$1\r\n1\r\n' \
    '%%3\r\n$6\r\nlength\r\n:1\r\n$17\r\nlast-generated-id\r\n$3\r\n1-0\r\n$11\r\nfirst-entry\r\n*2\r\n$3\r\n1-0\r\n*0\r\n'; do
    seed fuzz_reply "ab$text"
done

entry='*2\r\n$3\r\n1-0\r\n*2\r\n$1\r\na\r\n$1\r\nb\r\n'
for text in "*1\r\n*2\r\n\$1\r\ns\r\n*1\r\n$entry" "%%1\r\n\$1\r\ns\r\n*1\r\n$entry" "%%2\r\n\$1\r\ns\r\n*2\r\n$entry$entry\$1\r\nt\r\n*1\r\n$entry" \
    '*1\r\n*2\r\n$1\r\ns\r\n*1\r\n*2\r\n$3\r\n1-0\r\n*-1\r\n' '%%1\r\n$1\r\ns\r\n*1\r\n*2\r\n$3\r\n1-0\r\n_\r\n' \
    '%%1\r\n$1\r\ns\r\n*1\r\n*4\r\n$3\r\n1-0\r\n*0\r\n:5\r\n:1\r\n' '%%1\r\n$1\r\ns\r\n*1\r\n*4\r\n$3\r\n1-0\r\n*0\r\n$1\r\n5\r\n$1\r\n1\r\n' \
    '*1\r\n*2\r\n$1\r\ns\r\n*0\r\n' '*1\r\n*2\r\n$1\r\ns\r\n*2\r\n*-1\r\n$-1\r\n' '*-1\r\n_\r\n*0\r\n%%0\r\n' '-NOGROUP none\r\n' \
    "|1\r\n+a\r\n:1\r\n%%1\r\n\$1\r\ns\r\n*1\r\n$entry"; do
    seed fuzz_entries "ab$text"
done

for text in 'redis://localhost' 'rediss://user:pw@[::1]:6380/2?db=3&verify=no' 'unix:///run/redis.sock?db=1' 'redis+sentinel://a,b:1/master/2' \
    'redis+cluster://a,b,[::2]:7' 'redis://h?client_name=x&protocol=2&connect_timeout=1&reconnect=no&reconnect_max=9&keep_alive=0' 'redis://:a@h:x' '//h' 'h:1'; do
    seed fuzz_url "$text"
done

# A third byte says what is asked for.
hello='%%3\r\n$6\r\nserver\r\n$5\r\nredis\r\n$5\r\nproto\r\n:3\r\n$2\r\nid\r\n:7\r\n'
for text in "a$hello" "\057$hello+OK\r\n" 'o-ERR unknown command\r\n+OK\r\n+OK\r\n:7\r\n+OK\r\n' '\077+OK\r\n+OK\r\n:7\r\n+OK\r\n' 'a-WRONGPASS x\r\n' \
    'a-ERR max number of clients reached\r\n' 'a-NOPROTO x\r\n:7\r\n' 'a-NOPERM x\r\n-NOPERM y\r\n' '\024-NOPROTO x\r\n' 'g-LOADING x\r\n'; do
    seed fuzz_handshake "ab$text"
done
