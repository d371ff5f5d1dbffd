//! kernel <- register <- store <- web <- systems-* <- oblast, and systems never import each other.

use std::path::Path;

use toml::Table;

use crate::{files, read};

/// What each crate may depend on, of ours.
const LAYERS: &[(&str, &[&str])] = &[
    ("dstu", &[]),
    ("dstu-wasm", &["dstu"]),
    ("oblast-kernel", &[]),
    ("oblast-document", &[]),
    ("oblast-lemma", &[]),
    ("oblast-tables", &[]),
    ("oblast-register", &["oblast-kernel"]),
    ("oblast-store", &["oblast-kernel", "oblast-lemma", "oblast-register", "oblast-tables"]),
    ("oblast-web", &["dstu", "oblast-document", "oblast-kernel", "oblast-register", "oblast-store"]),
    (
        "oblast-testkit",
        &[
            "oblast-kernel",
            "oblast-register",
            "oblast-store",
            "oblast-web",
            "systems-office",
            "systems-governance",
            "systems-participation",
            "systems-territory",
        ],
    ),
    // It writes the reference of what declarations know.
    ("xtask", &["oblast-register"]),
];
const SYSTEM: &[&str] = &["oblast-kernel", "oblast-register", "oblast-store", "oblast-tables", "oblast-web"];

/// Crates without I/O.
const PURE: &[&str] =
    &["dstu", "oblast-document", "oblast-kernel", "oblast-lemma", "oblast-register", "oblast-tables"];
const IO: &[&str] = &["std::fs", "std::net", "std::env", "std::process", "tokio::"];

/// The largest file of ours, in lines: beyond it a file is a hall.
const HALL: usize = 600;

/// Checks dependencies, I/O in pure crates, slices that import each other, and the length of files.
pub fn check(root: &Path) -> Vec<String> {
    let mut problems = Vec::new();
    let crates = std::fs::read_dir(root.join("crates")).into_iter().flatten().flatten();
    for entry in crates {
        let name = entry.file_name().to_string_lossy().into_owned();
        let manifest = entry.path().join("Cargo.toml");
        let Ok(table) = read(&manifest).parse::<Table>() else {
            problems.push(format!("crates/{name}/Cargo.toml: cannot be read"));
            continue;
        };
        let depends: Vec<&String> = table
            .get("dependencies")
            .and_then(|table| table.as_table())
            .into_iter()
            .flat_map(Table::keys)
            .collect();
        let allowed = LAYERS.iter().find(|(known, _)| *known == name).map(|(_, allowed)| *allowed);
        let allowed = match (allowed, name.starts_with("systems-")) {
            (Some(allowed), _) => Some(allowed),
            (None, true) => Some(SYSTEM),
            (None, false) => None,
        };
        for other in depends {
            let ours = other.starts_with("oblast") || other.starts_with("systems-") || other == "dstu";
            if ours && allowed.is_some_and(|allowed| !allowed.contains(&other.as_str())) {
                problems.push(format!("crates/{name}/Cargo.toml: {name} must not depend on {other}"));
            }
            if other == "oblast-testkit" {
                problems.push(format!("crates/{name}/Cargo.toml: oblast-testkit is a dev-dependency only"));
            }
        }
        for file in files(&entry.path().join("src"), "rs") {
            let text = read(&file);
            let shown = file.strip_prefix(root).unwrap_or(&file).display().to_string();
            if PURE.contains(&name.as_str()) {
                for word in IO.iter().filter(|word| text.contains(**word)) {
                    problems.push(format!("{shown}: `{word}` in a crate without I/O"));
                }
            }
            if text.lines().count() > HALL {
                problems.push(format!("{shown}: over {HALL} lines"));
            }
            if name.starts_with("systems-") {
                problems.extend(foreign_slice(&entry.path().join("src"), &file, &text, &shown));
            }
        }
    }
    problems
}

/// A slice that names another slice of its crate.
fn foreign_slice(src: &Path, file: &Path, text: &str, shown: &str) -> Option<String> {
    let own = file.strip_prefix(src).ok()?.components().next()?.as_os_str().to_string_lossy().into_owned();
    if own == "lib.rs" {
        return None;
    }
    let foreign = text.split("crate::").skip(1).find(|rest| !rest.starts_with(&own))?;
    Some(format!("{shown}: `crate::{}` belongs to another slice", foreign.split(['{', ';', ':']).next()?))
}
