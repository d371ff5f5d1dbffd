#!/usr/bin/env bash
# Builds what is needed and serves the demonstration region.
source "$(dirname "$0")/lib.sh"
need_packages build-essential curl
need_toolchain
[ -x target/debug/oblast ] || say "building; the first time takes some minutes"
cargo build -q -p oblast
exec target/debug/oblast demo "$@"
