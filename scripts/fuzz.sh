#!/usr/bin/env bash
# The parsers of outside bytes under libFuzzer with the address sanitiser: fuzz.sh [SECONDS [TARGET...]]; 600 seconds of
# processor time each where nothing is said: beside other work a target runs until it has had them.
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

# Sets `spent` to the processor time, in whole seconds, of what this shell has run and waited for. (A subshell would count anew.)
count_time() {
  times >"$ROOT/target/fuzz/times.$$"
  spent="$(awk 'NR == 2 { gsub(/[ms]/, " "); print int($1 * 60 + $2 + $3 * 60 + $4) }' "$ROOT/target/fuzz/times.$$")"
}

run() {
  local folder="$1" target="$2" work="$ROOT/target/fuzz/$2" binary begin left
  mkdir -p "$work" "$folder/artifacts/$target"
  cargo fuzz build --fuzz-dir "$folder" "$target" 2>&1 | grep -E '^(error|warning: unused)' || true
  binary="$folder/target/x86_64-unknown-linux-gnu/release/$target"
  count_time
  begin="$spent"
  left="$seconds"
  while [ "$left" -gt 0 ]; do
    say "$target, $left seconds of processor time"
    "$binary" "$work" "$folder/corpus/$target" -artifact_prefix="$folder/artifacts/$target/" \
      -max_total_time="$left" -timeout=20 -rss_limit_mb=4096 -max_len=65536 -print_final_stats=1 >"$work.log" 2>&1 ||
      { tail -40 "$work.log"; echo "FAILED: $target"; return 1; }
    grep -E 'stat::(number_of_executed_units|new_units_added|peak_rss_mb)|cov:' "$work.log" | tail -4
    count_time
    left=$((seconds - (spent - begin)))
  done
  say "$target had $((spent - begin)) seconds"
}

wanted=" $* "
for folder in fuzz crates/dstu/fuzz; do
  for source in "$folder"/targets/*.rs; do
    target="$(basename "$source" .rs)"
    [ "$wanted" = "  " ] || [[ "$wanted" == *" $target "* ]] || continue
    run "$folder" "$target"
  done
done
