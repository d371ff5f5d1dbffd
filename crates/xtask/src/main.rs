//! Checks of the project's shape: `cargo run -p xtask -- check`; the reference of field kinds: `... reference`; the
//! dictionary of the search: `cargo run --release -p xtask -- lemmas [DIR]`.

mod layers;
mod lemmas;
mod proofs;
mod readme;
mod reference;
mod texts;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

fn main() -> ExitCode {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let problems = match std::env::args().nth(1).as_deref() {
        Some("check") => {
            let mut problems = layers::check(&root);
            problems.extend(texts::check(&root));
            problems.extend(readme::check(&root));
            problems.extend(reference::check(&root));
            problems.extend(proofs::check(&root));
            problems
        }
        Some("reference") => match reference::write(&root) {
            Ok(()) => return ExitCode::SUCCESS,
            Err(problem) => vec![problem],
        },
        Some("lemmas") => {
            let folder = std::env::args().nth(2).unwrap_or_else(|| "/usr/share/hunspell".into());
            match lemmas::generate(Path::new(&folder), &root) {
                Ok(made) => {
                    println!("{made}");
                    return ExitCode::SUCCESS;
                }
                Err(problem) => vec![problem],
            }
        }
        _ => {
            eprintln!("usage: cargo run -p xtask -- check | reference | lemmas [DIR]");
            return ExitCode::FAILURE;
        }
    };
    for problem in &problems {
        println!("{problem}");
    }
    println!("layers, texts and commands: {} problems", problems.len());
    if problems.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// All files under a folder with this extension, sorted; build outputs left out.
fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let Ok(entries) = std::fs::read_dir(folder) else { return found };
    for entry in entries.flatten() {
        let path = entry.path();
        let name = entry.file_name();
        if path.is_dir() && name != "target" && name != "node_modules" {
            found.extend(files(&path, extension));
        } else if path.extension().is_some_and(|own| own == extension) {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_default()
}
