# SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2154 # $started is set by start()

# A private Redis Cluster. To be sourced, by bash, after lib.sh; the script that sources this has a function start, which
# runs a command beside it as the process $started.

cluster_pids=() # what has been started, to be ended by stop_cluster
cluster_ports=()

# start_cluster_node FOLDER: a server in cluster mode on a port that was free, as was its bus port (10000 above).
start_cluster_node() {
    local -r folder=$1
    local attempt wait port
    mkdir -p "$folder"
    for ((attempt = 0; attempt < 20; attempt++)); do
        # Below the ports that the system gives to outgoing connections, and so is the bus port.
        port=$((15000 + RANDOM % 7500))
        start redis-server --bind 127.0.0.1 --port "$port" --dir "$folder" --save '' --appendonly no --daemonize no \
            --cluster-enabled yes --cluster-config-file nodes.conf --cluster-node-timeout 2000 \
            --cluster-announce-ip 127.0.0.1 --repl-diskless-sync-delay 0 --logfile "$folder/redis.log"
        cluster_pids+=("$started") # at once: from now on it has to be ended
        for ((wait = 0; wait < 300; wait++)); do
            # Who answers must be this process, and not another one that had the port before.
            if redis-cli -p "$port" info server 2>/dev/null | grep "^process_id:$started" >/dev/null; then
                cluster_ports+=("$port")
                return
            fi
            kill -0 "$started" 2>/dev/null || break
            sleep 0.1
        done
        kill -KILL "$started" 2>/dev/null || true
        unset 'cluster_pids[-1]'
        grep -q 'Address already in use' "$folder/redis.log" || break
    done
    cat "$folder/redis.log" >&2 || true
    die 'a node of the private cluster did not start'
}

# start_cluster FOLDER: three masters, each with a replica. Returns when all of them say that the cluster works.
start_cluster() {
    local -r folder=$1
    local node port attempt
    for node in 1 2 3 4 5 6; do
        start_cluster_node "$folder/node$node"
    done
    if ! redis-cli --cluster create "${cluster_ports[@]/#/127.0.0.1:}" --cluster-replicas 1 --cluster-yes \
        >"$folder/create.log" 2>&1; then
        cat "$folder/create.log" >&2
        die 'the private cluster could not be put together'
    fi
    for port in "${cluster_ports[@]}"; do
        for ((attempt = 0; attempt < 300; attempt++)); do
            redis-cli -p "$port" cluster info 2>/dev/null | grep '^cluster_state:ok' >/dev/null && continue 2
            sleep 0.1
        done
        die "the node on port $port does not say that the cluster works"
    done
}

# Nothing in there is worth saving, and a master that ends in order waits for its replicas.
# shellcheck disable=SC2317 # called by a trap
stop_cluster() {
    local pid
    for pid in "${cluster_pids[@]}"; do
        kill -KILL "$pid" 2>/dev/null || true
    done
    for pid in "${cluster_pids[@]}"; do
        wait "$pid" 2>/dev/null || true
    done
    cluster_pids=()
}
