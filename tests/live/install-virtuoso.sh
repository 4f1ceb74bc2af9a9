#!/bin/sh
# Installs the program of Virtuoso from Debian or Ubuntu; elsewhere, or without the right to, it says what to do.
set -eu
if ! command -v apt-get >/dev/null || [ "$(id -u)" != 0 ]; then
    echo "make test needs the program virtuoso-t (Virtuoso 7) in the PATH." >&2
    echo "On Debian or Ubuntu: sudo apt-get install --no-install-recommends virtuoso-opensource-7-bin" >&2
    exit 1
fi
apt-get update --quiet
DEBIAN_FRONTEND=noninteractive apt-get install --yes --quiet --no-install-recommends virtuoso-opensource-7-bin
