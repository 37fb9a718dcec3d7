# SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2034 # the lists are used by the scripts that source this

# What the scripts of this folder share. To be sourced, by bash.

# Debian 12 and Ubuntu 24.04 have all of these under the same names.
packages_to_build=(
    g++ cmake ninja-build
    qt6-base-dev qt6-declarative-dev qt6-declarative-dev-tools libgl-dev
)
packages_to_run=(
    qml6-module-qtqml qml6-module-qtqml-models qml6-module-qtqml-workerscript
    qml6-module-qtquick qml6-module-qtquick-controls qml6-module-qtquick-layouts
    qml6-module-qtquick-templates qml6-module-qtquick-window
    fonts-dejavu-core redis-server
)
packages_to_test=(qml-qt6 openssl mold)

say() {
    printf '%s: %s\n' "${0##*/}" "$*" >&2
}

die() {
    say "$*"
    exit 1
}

is_installed() {
    [[ $(dpkg-query --show --showformat='${db:Status-Status}' "$1" 2>/dev/null) == installed ]]
}

as_root() {
    if ((EUID == 0)); then
        "$@"
    else
        sudo "$@"
    fi
}

# The package starts a server of its own when it is installed. We need only the program: where systemd runs, the service
# is held back until the next start of the machine, and nothing else about it is changed.
apt_install() {
    local -r service=redis-server.service
    local held_back=no status=0
    if [[ " $* " == *' redis-server '* && -d /run/systemd/system ]]; then
        as_root systemctl mask --runtime --quiet "$service" && held_back=yes
        say "the package redis-server brings a service; it is not started now." \
            "To keep it from starting with the machine: systemctl disable $service"
    fi
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install --yes --quiet --no-install-recommends "$@" >&2 || status=$?
    if [[ $held_back == yes ]]; then
        as_root systemctl unmask --runtime --quiet "$service" || true
    fi
    return "$status"
}

# install_packages PACKAGE...: sees to it that they are there, on Debian, Ubuntu and what comes from them. Elsewhere it
# says what is needed and goes on, if the most needed programs can be found. REDISSTREAMS_NO_INSTALL=1: installs nothing.
install_packages() {
    if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
        say "this system has no apt-get. Needed are: a C++20 compiler, CMake 3.23, Ninja, Qt 6.4 or newer" \
            "(Core, Network, Qml, Quick, Quick Controls, Test), redis-server, openssl"
        require_programs
        return 0
    fi
    local package
    local -a missing=()
    for package in "$@"; do
        is_installed "$package" || missing+=("$package")
    done
    if ((${#missing[@]} == 0)); then
        return 0
    fi
    say "not installed: ${missing[*]}"
    if [[ ${REDISSTREAMS_NO_INSTALL:-} == 1 ]]; then
        say 'nothing is installed, as REDISSTREAMS_NO_INSTALL=1 asks for'
        require_programs
        return 0
    fi
    if ((EUID != 0)) && ! command -v sudo >/dev/null; then
        say 'they cannot be installed: this is not root, and there is no sudo'
        require_programs
        return 0
    fi
    say 'installing them with apt-get'
    as_root apt-get update --quiet >&2 || say 'the package lists could not be brought up to date; trying with what is there'
    apt_install "${missing[@]}" || die "apt-get could not install: ${missing[*]}"
}

require_programs() {
    local program
    local -a missing=()
    for program in c++ cmake ninja redis-server; do
        command -v "$program" >/dev/null || missing+=("$program")
    done
    if ((${#missing[@]} > 0)); then
        die "cannot go on without: ${missing[*]}"
    fi
}

processors() {
    getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2
}

# How many compilers may run at once: one for each processor, but no more than memory has room for (1 GiB for each).
build_jobs() {
    local jobs available
    jobs=$(processors)
    if [[ -r /proc/meminfo ]]; then
        available=$(awk '/^MemAvailable:/ { print int($2 / 1048576) }' /proc/meminfo)
        if ((available < jobs)); then
            jobs=$((available > 0 ? available : 1))
        fi
    fi
    echo "$jobs"
}
