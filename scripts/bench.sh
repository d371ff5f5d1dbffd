#!/usr/bin/env bash
# Measures acts a second, lists of a million rows and their import through the API on both databases, beside Strapi
# where it is installed:
# OBLAST_PEERS is the folder of the peers (default /tmp/peers), OBLAST_PEER_SCRIPTS that of their scripts.
source "$(dirname "$0")/lib.sh"
need_toolchain
need_packages wrk postgresql curl sqlite3
ROWS="${ROWS:-1000000}"
export SECONDS_EACH="${SECONDS_EACH:-6}"
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
for name in bench million; do psql -q "$POSTGRES_URL/postgres" -c "create database $name"; done
node bench/rows.mjs "$ROWS" "$WORK/rows.csv"

# One wrk run as a line of the results: record WHO DATABASE CONNECTIONS LINE
record() {
  node -e 'const [who, database, connections, line] = process.argv.slice(1); const l = JSON.parse(line);
    if ((l.errors ?? l.err_status) > 0) { console.error("errors in the run, thrown away:", line); process.exit(0); }
    console.log(JSON.stringify({ what: process.env.WHAT ?? "acts", who, database, connections: Number(connections), ...l }))' "$@" | tee -a "$WORK/results.jsonl"
}

# Our server over an empty folder: serve FOLDER [OPTION...]; sets URL and TOKEN.
serve() {
  local folder="$1" port; shift
  port="$(free_port)"
  URL="http://127.0.0.1:$port"
  OBLAST_DEMO_PASSWORD=bench target/release/oblast demo --data "$WORK/$folder" --systems bench/systems --listen "127.0.0.1:$port" "$@" >"$WORK/out" 2>&1 &
  SERVER=$!
  wait_for "$URL/readyz" "$SERVER"
  export TOKEN
  TOKEN="$(target/release/oblast token issue --account admin --data "$WORK/$folder" --systems bench/systems "$@")"
}

# A million rows: their import, acts beside another import, lists by two filters and an order.
million() {
  local database="$1"; shift
  serve "million-$database" "$@"
  node bench/import.mjs "$URL" "$WORK/rows.csv" "$ROWS" >"$WORK/import.json"
  node -e 'const [database, rss, line] = process.argv.slice(1);
    console.log(JSON.stringify({ what: "import", who: "oblast", database, rss_mb: Math.round(Number(rss) / 1024), ...JSON.parse(line) }))' \
    "$database" "$(awk '/VmHWM/ { print $2 }' "/proc/$SERVER/status")" "$(cat "$WORK/import.json")" | tee -a "$WORK/results.jsonl"
  wrk -t1 -c4 -d2s -s bench/list.lua "$URL" >/dev/null
  for connections in 1 32; do
    for _ in 1 2 3; do
      WHAT=list record oblast "$database" "$connections" "$(wrk -t1 -c"$connections" -d"${SECONDS_EACH}s" -s bench/list.lua "$URL" | grep '^{')"
    done
  done
  node bench/import.mjs "$URL" "$WORK/rows.csv" "$ROWS" >"$WORK/second.json" &
  local importing=$!
  until psql_or_sqlite "$database" "select count(*) from import_batch b join import_set s on s.id = b.import_set where s.state = 'staging'" | grep -qE '^[1-9]'; do sleep 0.2; done
  WHAT=beside record oblast "$database" 1 "$(wrk -t1 -c1 -d10s -s bench/create.lua "$URL" | grep '^{')"
  wait "$importing" || true
  kill "$SERVER" && wait "$SERVER" || true
  SERVER=""
}

psql_or_sqlite() {
  if [ "$1" = sqlite ]; then sqlite3 "$WORK/million-sqlite/oblast.db" "$2"; else psql -qtA "$POSTGRES_URL/million" -c "$2"; fi
}

ours() {
  local database="$1"; shift
  serve "$database" "$@"
  local port="${URL##*:}"
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

peer_sql() {
  if [ "$1" = sqlite ]; then sqlite3 "$PEERS/strapi/.tmp/data.db" "$2"; else psql -qtA -h 127.0.0.1 -p 5543 -U postgres strapi -c "$2"; fi
}

# The peer with as many rows, loaded past it: its lists as its own client asks for them.
peer_million() {
  local database="$1" url=http://127.0.0.1:1337
  peer_sql "$database" 'delete from objects'
  PEERS="$PEERS" bash "$SCRIPTS/strapi_gen.sh" "$database" 1 "$ROWS" >/dev/null
  PEERS="$PEERS" bash "$SCRIPTS/strapi_srv.sh" start "$database"
  export TOKEN MODE=list URLS="$SCRIPTS/strapi_list.urls"
  TOKEN="$(cat "$PEERS/strapi.token.$database")"
  wrk -t1 -c4 -d3s --timeout 30s -s "$SCRIPTS/bench.lua" "$url" >/dev/null
  for connections in 1 32; do
    for _ in 1 2 3; do
      WHAT=list record strapi "$database" "$connections" "$(wrk -t1 -c"$connections" -d"${SECONDS_EACH}s" --timeout 30s -s "$SCRIPTS/bench.lua" "$url" | grep '^{')"
    done
  done
  PEERS="$PEERS" bash "$SCRIPTS/strapi_srv.sh" stop
}

say "oblast"
ours sqlite
ours postgres --database "$POSTGRES_URL/bench"
million sqlite
million postgres --database "$POSTGRES_URL/million"
if [ -d "$PEERS/strapi/node_modules" ] && [ -d "$SCRIPTS" ]; then
  say "Strapi"
  PEERS="$PEERS" bash "$SCRIPTS/pg_srv.sh" start || true
  peer sqlite
  peer postgres
  peer_million sqlite
  peer_million postgres
else
  say "Strapi is not installed in $PEERS: measured without it"
fi
node bench/report.mjs "$WORK/results.jsonl" docs/benchmarks.md "$(git rev-parse --short HEAD)" "$(date -u +%Y-%m-%d)"
cat docs/benchmarks.md
