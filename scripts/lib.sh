# What several scripts need. Sourced, not run.
set -euo pipefail
ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
cd "$ROOT"

say() { printf '\n== %s\n' "$*"; }

# Installs Debian packages that are missing; needs root or sudo for that, and says so.
need_packages() {
  local missing=() package
  for package in "$@"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return
  say "installing ${missing[*]}"
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || { echo "these Debian packages are needed: ${missing[*]}" >&2; exit 1; }
    as_root=(sudo)
  fi
  "${as_root[@]}" apt-get update -q >/dev/null
  DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -q --no-install-recommends "${missing[@]}" >/dev/null
}

need_command() {
  command -v "$1" >/dev/null || { echo "$1 is needed: $2" >&2; exit 1; }
}

# Installs the packages of an npm folder where its lock file changed.
need_npm() {
  local folder="$1" stamp="$1/node_modules/.oblast-lock"
  if ! cmp -s "$folder/package-lock.json" "$stamp"; then
    (cd "$folder" && PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --no-audit --no-fund --loglevel=error)
    cp "$folder/package-lock.json" "$stamp"
  fi
}

need_toolchain() {
  need_command cargo "install Rust 1.90 or newer"
  need_command node "install Node.js 20 or newer"
  need_command npm "install Node.js 20 or newer"
  need_command cc "install a C compiler"
}

# A port of the loopback address that nobody listens on.
free_port() {
  node -e 'const s = require("net").createServer(); s.listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })'
}

# A throwaway PostgreSQL on loopback: start_postgres FOLDER [OPTION...]; sets POSTGRES_URL.
# PostgreSQL refuses to run as root, so root starts it as the user that Debian's package made.
start_postgres() {
  local folder="$1" bin port; shift
  bin="$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1)"
  port="$(free_port)"
  rm -rf "$folder" && mkdir -p "$folder"
  POSTGRES_RUN=()
  if [ "$(id -u)" -eq 0 ]; then
    chown postgres "$folder"
    POSTGRES_RUN=(runuser -u postgres --)
  fi
  POSTGRES_DATA="$folder/data" POSTGRES_BIN="$bin"
  (cd / && "${POSTGRES_RUN[@]}" "$bin/initdb" -D "$folder/data" -U oblast -A trust -E UTF8 --locale=C.UTF-8 >/dev/null)
  (cd / && "${POSTGRES_RUN[@]}" "$bin/pg_ctl" -D "$folder/data" -l "$folder/log" -w \
    -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$folder $*" start >/dev/null)
  POSTGRES_URL="postgres://oblast@127.0.0.1:$port"
}

stop_postgres() {
  [ -n "${POSTGRES_DATA:-}" ] && (cd / && "${POSTGRES_RUN[@]}" "$POSTGRES_BIN/pg_ctl" -D "$POSTGRES_DATA" -m immediate stop >/dev/null) || true
}

# Waits until an address answers: wait_for URL PID
wait_for() {
  for _ in $(seq 600); do
    curl -sf -o /dev/null "$1" && return
    kill -0 "$2" 2>/dev/null || { echo "the server stopped" >&2; return 1; }
    sleep 0.1
  done
  echo "$1 did not answer" >&2
  return 1
}
