#!/usr/bin/env bash
# Builds what signs in the browser: crates/dstu-wasm as WebAssembly, into web/wasm, where it is kept in the repository so that nobody
# needs this toolchain to build the rest. Needs Debian's rustc-web, rust-web-src and lld. `--check` only compares the sources.
source "$(dirname "$0")/lib.sh"

# Every source that goes into the module.
sources() {
  find crates/dstu/src crates/dstu/Cargo.toml crates/dstu-wasm/src crates/dstu-wasm/Cargo.toml -type f | LC_ALL=C sort |
    xargs sha256sum | sha256sum | cut -d ' ' -f 1
}

if [ "${1:-}" = --check ]; then
  [ "$(sources)" = "$(cat web/wasm/SOURCES.sha256)" ] && exit
  echo "web/wasm is older than crates/dstu or crates/dstu-wasm: run scripts/wasm.sh" >&2
  exit 1
fi

need_toolchain
need_packages rustc-web rust-web-src lld
VERSION=0.2.130
tools="$ROOT/target/tools"
if [ ! -x "$tools/bin/wasm-bindgen" ]; then
  say "installing wasm-bindgen $VERSION"
  cargo install -q wasm-bindgen-cli --version "$VERSION" --root "$tools" --target-dir "$ROOT/target/tools-build"
  rm -rf "$ROOT/target/tools-build"
fi
say "building the module"
# Debian's compiler has no standard library for this target: it is built along. Paths of this machine stay out of the module.
RUSTC=/usr/bin/rustc RUSTC_BOOTSTRAP=1 CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER=wasm-ld \
  RUSTFLAGS="--remap-path-prefix=$ROOT=. --remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}=cargo" \
  cargo build -q -Zbuild-std=std,panic_abort --target wasm32-unknown-unknown --profile wasm -p dstu-wasm \
  --target-dir target/wasm
mkdir -p web/wasm
"$tools/bin/wasm-bindgen" --target web --out-dir web/wasm --out-name dstu \
  target/wasm/wasm32-unknown-unknown/wasm/dstu_wasm.wasm
sources > web/wasm/SOURCES.sha256
ls -l web/wasm
