#!/bin/sh
# Installs programs that the tests need from Debian or Ubuntu, by the names of their packages; elsewhere, or without the
# right to, it says what to do.
set -eu
if ! command -v apt-get >/dev/null || [ "$(id -u)" != 0 ]; then
    echo "make test needs the programs of these packages of Debian in the PATH: $*" >&2
    echo "On Debian or Ubuntu: sudo apt-get install --no-install-recommends $*" >&2
    exit 1
fi
apt-get update --quiet
DEBIAN_FRONTEND=noninteractive apt-get install --yes --quiet --no-install-recommends "$@"
