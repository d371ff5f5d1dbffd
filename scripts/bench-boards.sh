#!/usr/bin/env bash
# Measures pages with a hundred indicators of a hundred communities over ten years, on both databases.
source "$(dirname "$0")/lib.sh"
need_toolchain
need_packages wrk postgresql curl
WORK="$(mktemp -d /tmp/oblast-boards.XXXXXX)"
chmod 755 "$WORK"
SERVER=""
finish() {
  [ -n "$SERVER" ] && kill "$SERVER" 2>/dev/null || true
  stop_postgres
  rm -rf "$WORK"
}
trap finish EXIT
BIN="${OBLAST_BIN:-target/release/oblast}"
[ -n "${OBLAST_BIN:-}" ] || cargo build --release -q -p oblast
start_postgres "$WORK/postgres"
psql -q "$POSTGRES_URL/postgres" -c "create database boards"
node bench/boards.mjs "$WORK"
all="$(for n in 0 1 2 3 4 5 6 7 8 9; do for i in 0 1 2 3 4 5 6 7 8 9; do printf 'i=board-%s/i-%s&' "$n" "$i"; done; done)"

# boards DATABASE [OPTION...]
boards() {
  local database="$1" port url; shift
  port="$(free_port)"
  url="http://127.0.0.1:$port"
  OBLAST_DEMO_PASSWORD=bench "$BIN" demo --data "$WORK/$database" --systems "$WORK/systems" --listen "127.0.0.1:$port" "$@" >"$WORK/out" 2>&1 &
  SERVER=$!
  wait_for "$url/readyz" "$SERVER"
  "$BIN" classifier load "$WORK/territories.csv" --whole --data "$WORK/$database" --systems "$WORK/systems" "$@" >/dev/null
  TOKEN="$("$BIN" token issue --account admin --data "$WORK/$database" --systems "$WORK/systems" "$@")"
  export TOKEN
  for n in 0 1 2 3 4 5 6 7 8 9; do node bench/import.mjs "$url" "$WORK/board-$n.csv" 20000 "board-$n" >/dev/null; done
  # The values are made half a minute after the last import.
  until curl -sf "$url/dashboard/territories/UA98100100000091010" | grep -q 'Показник 9-9\|Indicator 9-9'; do sleep 2; done
  sleep 5
  for community in 01 02 03 04 05 06 07 08 09 10; do echo "/dashboard/territories/UA98${community}00100000$((90000 + 10#$community * 100 + 1))"; done >"$WORK/territories.txt"
  echo "/dashboard/board?$all" >"$WORK/board.txt"
  for pages in territories board; do
    PAGES="$WORK/$pages.txt" wrk -t1 -c1 -d2s -s bench/pages.lua "$url" >/dev/null
    for connections in 1 8; do
      echo "$database $pages $connections $(PAGES="$WORK/$pages.txt" wrk -t1 -c"$connections" -d"${SECONDS_EACH:-6}s" -s bench/pages.lua "$url" | grep '^{')"
    done
  done
  kill "$SERVER" && wait "$SERVER" || true
  SERVER=""
}

boards sqlite
boards postgres --database "$POSTGRES_URL/boards"
