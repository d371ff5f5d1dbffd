#!/usr/bin/env bash
# The parsers of outside bytes under libFuzzer with the address sanitiser: fuzz.sh [SECONDS [TARGET...]]; 600 seconds each where nothing is said.
# What is found new is kept beside the corpus only where it reaches new code and is small; a crash stops and stays in fuzz/artifacts.
source "$(dirname "$0")/lib.sh"
need_toolchain

seconds="${1:-600}"
[ $# -gt 0 ] && shift
tools="$ROOT/target/tools"
if [ ! -x "$tools/bin/cargo-fuzz" ]; then
  say "installing cargo-fuzz 0.13.2"
  cargo install -q cargo-fuzz --version 0.13.2 --locked --root "$tools" --target-dir "$ROOT/target/tools-build"
  rm -rf "$ROOT/target/tools-build"
fi
export PATH="$tools/bin:$PATH"
# The sanitiser is a flag that stable compilers hide.
export RUSTC_BOOTSTRAP=1

run() {
  local folder="$1" target="$2" work="$ROOT/target/fuzz/$2"
  mkdir -p "$work"
  say "$target, $seconds seconds"
  cargo fuzz run --fuzz-dir "$folder" "$target" "$work" "$folder/corpus/$target" -- \
    -max_total_time="$seconds" -timeout=20 -rss_limit_mb=4096 -max_len=65536 -print_final_stats=1 2>&1 |
    grep -E 'stat::|Test unit|ERROR|SUMMARY|panicked' || true
  [ "${PIPESTATUS[0]}" -eq 0 ] || { echo "FAILED: $target"; exit 1; }
}

wanted=" $* "
for folder in fuzz crates/dstu/fuzz; do
  for source in "$folder"/targets/*.rs; do
    target="$(basename "$source" .rs)"
    [ "$wanted" = "  " ] || [[ "$wanted" == *" $target "* ]] || continue
    run "$folder" "$target"
  done
done
