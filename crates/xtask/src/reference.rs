//! The generated reference stands as the code says.

use std::path::Path;

use oblast_register::reference::kinds;

use crate::read;

const KINDS: &str = "docs/reference/kinds.md";

/// Writes the reference.
pub fn write(root: &Path) -> Result<(), String> {
    let place = root.join(KINDS);
    if let Some(folder) = place.parent() {
        std::fs::create_dir_all(folder).map_err(|error| format!("{KINDS}: {error}"))?;
    }
    std::fs::write(place, kinds()).map_err(|error| format!("{KINDS}: {error}"))
}

/// Is it up to date?
pub fn check(root: &Path) -> Vec<String> {
    if read(&root.join(KINDS)) == kinds() {
        return Vec::new();
    }
    vec![format!("{KINDS}: not as the code says; run `cargo run -p xtask -- reference`")]
}
