//! Builds the stylesheet, script and fonts of `web/` with npm and esbuild where they are missing or older
//! than their sources, so that `cargo run` alone works.

use std::path::Path;
use std::process::Command;
use std::time::SystemTime;

const SOURCES: &[&str] = &[
    "src/oblast.css",
    "src/oblast.ts",
    "src/icon.svg",
    "src/map.css",
    "src/map.ts",
    "src/passkey.ts",
    "src/sign.ts",
    "wasm/dstu.js",
    "wasm/dstu_bg.wasm",
    "build.mjs",
    "package.json",
    "package-lock.json",
];
const RESULTS: &[&str] = &[
    "oblast.css",
    "oblast.js",
    "map.css",
    "map.js.gz",
    "map-worker.js.gz",
    "land.json.gz",
    "passkey.js",
    "work.js",
    "sign.js",
    "dstu.wasm.gz",
    "icon.svg",
    "onest-cyrillic.woff2",
    "onest-latin.woff2",
];

fn main() {
    let web = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../web");
    for source in SOURCES {
        println!("cargo:rerun-if-changed={}", web.join(source).display());
    }
    let newest = SOURCES.iter().filter_map(|source| modified(&web.join(source))).max();
    let oldest = RESULTS.iter().map(|result| modified(&web.join("dist").join(result))).min().flatten();
    if oldest.is_none() || oldest < newest {
        if !web.join("node_modules/maplibre-gl").exists() {
            run(&web, "npm", &["ci", "--no-audit", "--no-fund", "--loglevel=error"]);
        }
        run(&web, "node", &["build.mjs"]);
    }
}

fn modified(path: &Path) -> Option<SystemTime> {
    path.metadata().and_then(|meta| meta.modified()).ok()
}

fn run(web: &Path, program: &str, arguments: &[&str]) {
    let status = Command::new(program).args(arguments).current_dir(web).status();
    assert!(
        status.as_ref().is_ok_and(std::process::ExitStatus::success),
        "`{program} {}` in web/ failed ({status:?}); Node.js 20 or newer is needed",
        arguments.join(" ")
    );
}
