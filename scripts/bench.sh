#!/usr/bin/env bash
# Measures acts a second through the API on both databases, beside Strapi where it is installed:
# OBLAST_PEERS is the folder of the peers (default /tmp/peers), OBLAST_PEER_SCRIPTS that of their scripts.
source "$(dirname "$0")/lib.sh"
need_toolchain
need_packages wrk postgresql curl
SECONDS_EACH="${SECONDS_EACH:-6}"
PEERS="${OBLAST_PEERS:-/tmp/peers}"
SCRIPTS="${OBLAST_PEER_SCRIPTS:-../shared/bench/scripts}"
WORK="$(mktemp -d /tmp/oblast-bench.XXXXXX)"
chmod 755 "$WORK"
SERVER=""
finish() {
  [ -n "$SERVER" ] && kill "$SERVER" 2>/dev/null || true
  stop_postgres
  rm -rf "$WORK"
}
trap finish EXIT

cargo build --release -q -p oblast
start_postgres "$WORK/postgres"
psql -q "$POSTGRES_URL/postgres" -c 'create database bench'

# One wrk run as a line of the results: record WHO DATABASE CONNECTIONS LINE
record() {
  node -e 'const [who, database, connections, line] = process.argv.slice(1); const l = JSON.parse(line);
    if ((l.errors ?? l.err_status) > 0) { console.error("errors in the run, thrown away:", line); process.exit(0); }
    console.log(JSON.stringify({ who, database, connections: Number(connections), ...l }))' "$@" | tee -a "$WORK/results.jsonl"
}

ours() {
  local database="$1" port; shift
  port="$(free_port)"
  OBLAST_DEMO_PASSWORD=bench target/release/oblast demo --data "$WORK/$database" --systems bench/systems --listen "127.0.0.1:$port" "$@" >"$WORK/out" 2>&1 &
  SERVER=$!
  wait_for "http://127.0.0.1:$port/readyz" "$SERVER"
  export TOKEN
  TOKEN="$(target/release/oblast token issue --account admin --data "$WORK/$database" --systems bench/systems "$@")"
  wrk -t1 -c8 -d2s -s bench/create.lua "http://127.0.0.1:$port" >/dev/null
  for connections in 1 32; do
    for _ in 1 2 3; do
      record oblast "$database" "$connections" "$(wrk -t1 -c"$connections" -d"${SECONDS_EACH}s" -s bench/create.lua "http://127.0.0.1:$port" | grep '^{')"
    done
  done
  kill "$SERVER" && wait "$SERVER" || true
  SERVER=""
  target/release/oblast verify --data "$WORK/$database" --systems bench/systems "$@"
}

peer() {
  local database="$1" url=http://127.0.0.1:1337
  PEERS="$PEERS" bash "$SCRIPTS/strapi_srv.sh" start "$database"
  export TOKEN MODE=create
  TOKEN="$(cat "$PEERS/strapi.token.$database")"
  wrk -t1 -c8 -d3s --timeout 30s -s "$SCRIPTS/bench.lua" "$url" >/dev/null
  for connections in 1 32; do
    for _ in 1 2 3; do
      record strapi "$database" "$connections" "$(wrk -t1 -c"$connections" -d"${SECONDS_EACH}s" --timeout 30s -s "$SCRIPTS/bench.lua" "$url" | grep '^{')"
    done
  done
  PEERS="$PEERS" bash "$SCRIPTS/strapi_srv.sh" stop
}

say "oblast"
ours sqlite
ours postgres --database "$POSTGRES_URL/bench"
if [ -d "$PEERS/strapi/node_modules" ] && [ -d "$SCRIPTS" ]; then
  say "Strapi"
  PEERS="$PEERS" bash "$SCRIPTS/pg_srv.sh" start || true
  peer sqlite
  peer postgres
else
  say "Strapi is not installed in $PEERS: measured without it"
fi
node bench/report.mjs "$WORK/results.jsonl" docs/benchmarks.md "$(git rev-parse --short HEAD)" "$(date -u +%Y-%m-%d)"
cat docs/benchmarks.md
