#!/usr/bin/env bash
# Measures signatures beside jkurwa and BouncyCastle, on the same files in the same run; writes docs/benchmarks-signatures.md.
source "$(dirname "$0")/lib.sh"
need_toolchain
need_packages libbcprov-java default-jdk-headless
need_npm e2e
SECONDS_EACH="${SECONDS_EACH:-4}"
WORK="$(mktemp -d /tmp/oblast-signatures.XXXXXX)"
trap 'rm -rf "$WORK"' EXIT

cargo build --release -q -p dstu --example bench
for run in 1 2 3; do
  say "run $run of 3"
  target/release/examples/bench "$WORK" "$SECONDS_EACH" | tee -a "$WORK/results.jsonl"
  node bench/signatures/jkurwa.cjs "$WORK" "$SECONDS_EACH" | tee -a "$WORK/results.jsonl"
  for degree in 257 431; do
    java -cp /usr/share/java/bcprov.jar bench/signatures/Bouncy.java "$WORK/raw-$degree.txt" "$SECONDS_EACH" | tee -a "$WORK/results.jsonl"
  done
done
node bench/signatures/table.mjs "$WORK/results.jsonl" "$SECONDS_EACH" >docs/benchmarks-signatures.md
say "docs/benchmarks-signatures.md is written"
