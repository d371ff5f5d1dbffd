#!/usr/bin/env bash
# Everything that must hold: formatting, lints, tests on both databases, the browser. The last line counts.
source "$(dirname "$0")/lib.sh"

# A checkout built for the first time gains nothing from incremental builds, and they take more disk than all else.
[ -d target/debug ] || export CARGO_INCREMENTAL=0

need_toolchain
need_packages postgresql chromium curl clamav-daemon python3-venv openssl default-jdk-headless libbcprov-java
need_npm web
need_npm e2e

WORK="$(mktemp -d /tmp/oblast-test.XXXXXX)"
chmod 755 "$WORK"
PASSED=0 FAILED=0 SKIPPED=0
SERVER=""
finish() {
  [ -n "$SERVER" ] && kill "$SERVER" 2>/dev/null || true
  stop_postgres
  rm -rf "$WORK"
}
trap finish EXIT

# A step that is one check: it passes or fails.
step() {
  local name="$1"; shift
  say "$name"
  if "$@"; then PASSED=$((PASSED + 1)); else FAILED=$((FAILED + 1)); echo "FAILED: $name"; fi
}

# Adds up the numbers that a pattern finds in a log: sum PATTERN LOG
sum() { { grep -oE "$1" "$2" || true; } | awk '{ total += $1 } END { print total + 0 }'; }

cargo_tests() {
  say "tests on SQLite and PostgreSQL"
  OBLAST_TEST_POSTGRES="$POSTGRES_URL" cargo test --workspace --no-fail-fast 2>&1 | tee "$WORK/cargo.log" | grep -vE '^test .* ok$|^$' || true
  grep -q '^test result' "$WORK/cargo.log" || { echo "the tests did not build"; FAILED=$((FAILED + 1)); }
  PASSED=$((PASSED + $(sum '[0-9]+ passed' "$WORK/cargo.log")))
  FAILED=$((FAILED + $(sum '[0-9]+ failed' "$WORK/cargo.log")))
  SKIPPED=$((SKIPPED + $(sum '[0-9]+ ignored' "$WORK/cargo.log")))
}

# The browser against the real binary: browser NAME [OPTION...]
browser() {
  local name="$1" port log; shift
  port="$(free_port)"
  log="$WORK/browser-$name.log"
  say "browser on $name"
  OBLAST_DEMO_PASSWORD=demo target/debug/oblast demo --data "$WORK/$name" --listen "127.0.0.1:$port" "$@" >"$WORK/$name.out" 2>&1 &
  SERVER=$!
  if wait_for "http://127.0.0.1:$port/readyz" "$SERVER"; then
    # A story that begins with an empty folder has a server of its own, and where it must a database of its own.
    if [ "$name" = postgres ]; then
      export OBLAST_STORY_DESKTOP="$POSTGRES_URL/story_desktop" OBLAST_STORY_PHONE="$POSTGRES_URL/story_phone"
    fi
    (cd e2e && OBLAST_URL="http://127.0.0.1:$port" OBLAST_DEMO_PASSWORD=demo npx playwright test 2>&1) | tee "$log" | grep -v nodedir || true
    grep -qE '[0-9]+ passed' "$log" || FAILED=$((FAILED + 1))
    PASSED=$((PASSED + $(sum '^ +[0-9]+ passed' "$log")))
    FAILED=$((FAILED + $(sum '^ +[0-9]+ failed' "$log")))
    SKIPPED=$((SKIPPED + $(sum '^ +[0-9]+ skipped' "$log")))
  else
    cat "$WORK/$name.out"
    FAILED=$((FAILED + 1))
  fi
  if [ "$name" = sqlite ]; then
    step "the API against its own description" contract "http://127.0.0.1:$port" "$WORK/$name"
  fi
  kill "$SERVER" && wait "$SERVER" || true
  SERVER=""
  step "the journal after the browser, $name" target/debug/oblast verify --data "$WORK/$name" "$@"
}

# Schemathesis reads the OpenAPI document and tries to break what it says: contract URL DATA. One check is left out:
# that whatever fits the schema is accepted. Check digits, cursors and cross-field rules cannot be said in a schema.
contract() {
  local tools=target/schemathesis token
  if [ ! -x "$tools/bin/schemathesis" ]; then
    python3 -m venv "$tools" && "$tools/bin/pip" install -q --disable-pip-version-check schemathesis==4.32.5 || return 1
  fi
  token="$(target/debug/oblast token issue --account admin --data "$2")"
  (cd "$WORK" && "$ROOT/$tools/bin/schemathesis" run "$1/api/openapi.json" --header "Authorization: Bearer $token" \
    --max-examples 20 --seed 1 --exclude-checks positive_data_acceptance >"$WORK/contract.log" 2>&1) || { cat "$WORK/contract.log"; return 1; }
  grep -E 'generated|operations' "$WORK/contract.log" || true
}

start_postgres "$WORK/postgres" -c fsync=off
for name in browser story_desktop story_phone; do psql -q "$POSTGRES_URL/postgres" -c "create database $name"; done

step "formatting" cargo fmt --all --check
step "types of the scripts" bash -c 'cd web && npx --no-install tsc --noEmit'
step "lints, warnings are errors" cargo clippy --workspace --all-targets --quiet -- -D warnings
step "layers, texts, commands of the documents" cargo run -q -p xtask -- check
step "licences, bans and sources of what is built in" scripts/audit.sh
step "the module that signs in the browser is that of its sources" scripts/wasm.sh --check
cargo_tests
cargo build -q -p oblast
browser sqlite
browser postgres --database "$POSTGRES_URL/browser"

echo
echo "$PASSED passed, $FAILED failed, $SKIPPED skipped"
[ "$FAILED" -eq 0 ]
