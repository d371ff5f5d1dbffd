#!/usr/bin/env bash
# What is built into the binary: its licences, bans and sources by deny.toml; with --sbom FOLDER also its bills of materials (CycloneDX),
# of the crates and of what browsers get.
source "$(dirname "$0")/lib.sh"

tools="$ROOT/target/tools"
export PATH="$tools/bin:$PATH"

# A tool of a pinned version, built where it lacks: need_tool NAME VERSION
need_tool() {
  [ -x "$tools/bin/$1" ] && return
  say "installing $1 $2"
  cargo install -q "$1" --version "$2" --locked --root "$tools" --target-dir "$ROOT/target/tools-build"
  rm -rf "$ROOT/target/tools-build"
}

need_tool cargo-deny 0.20.2
cargo deny --log-level error check licenses bans sources

if [ "${1:-}" = "--sbom" ]; then
  folder="$2"
  mkdir -p "$folder"
  need_tool cargo-cyclonedx 0.5.9
  cargo cyclonedx -q --manifest-path crates/oblast/Cargo.toml --format json --override-filename oblast.cdx >/dev/null
  mv crates/oblast/oblast.cdx.json "$folder/"
  find crates -name oblast.cdx.json -delete
  need_npm web
  (cd web && npm sbom --omit=dev --sbom-format cyclonedx) >"$folder/web.cdx.json"
  grep -q '"rusqlite"' "$folder/oblast.cdx.json" && grep -q '"maplibre-gl"' "$folder/web.cdx.json"
  echo "$folder/oblast.cdx.json $folder/web.cdx.json"
fi
