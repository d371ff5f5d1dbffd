#!/usr/bin/env bash
# The parsers of outside bytes under libFuzzer with the address sanitiser: fuzz.sh [SECONDS [TARGET...]]; 600 seconds of
# processor time each where nothing is said: beside other work a target runs until it has had them.
# A crash stops and stays in fuzz/artifacts. `fuzz.sh keep [TARGET...]` takes of what was found the few small inputs that reach most new code
# into the corpus, which the tests read.
source "$(dirname "$0")/lib.sh"
need_toolchain

keep=""
if [ "${1:-}" = keep ]; then
  keep=yes
  shift
  seconds=0
else
  seconds="${1:-600}"
  [ $# -gt 0 ] && shift
fi
# How many found inputs of a target are kept, and how long one may be.
KEPT=24
LONGEST=2048
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

# The smallest set of inputs that reaches what all reach; of it the short ones that are not seeds.
keep_found() {
  local folder="$1" target="$2" cover known file sum count
  local binary="$folder/target/x86_64-unknown-linux-gnu/release/$target"
  cover="$(mktemp -d)"
  "$binary" -set_cover_merge=1 "$cover" "$folder/corpus/$target" "$ROOT/target/fuzz/$target" >/dev/null 2>&1
  known="$(sha256sum "$folder/corpus/$target"/* | cut -c1-64)"
  count="$(find "$folder/corpus/$target" -name 'found-*' | wc -l)"
  while [ "$count" -lt "$KEPT" ] && read -r file; do
    sum="$(sha256sum <"$file" | cut -c1-64)"
    [[ "$known" == *"$sum"* ]] && continue
    cp "$file" "$folder/corpus/$target/found-${sum:0:12}"
    count=$((count + 1))
  done < <(find "$cover" -type f -size -"$((LONGEST + 1))"c | sort | shuf --random-source=<(yes))
  rm -rf "$cover"
  say "$target: $(find "$folder/corpus/$target" -type f | wc -l) inputs"
}

wanted=" $* "
for folder in fuzz crates/dstu/fuzz; do
  for source in "$folder"/targets/*.rs; do
    target="$(basename "$source" .rs)"
    [ "$wanted" = "  " ] || [[ "$wanted" == *" $target "* ]] || continue
    if [ -n "$keep" ]; then keep_found "$folder" "$target"; else run "$folder" "$target"; fi
  done
done
