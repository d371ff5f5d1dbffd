//! Where published samples lie beside the project; a test without them says so and passes.

use std::path::{Path, PathBuf};

/// The folder with samples.
pub fn folder() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/kep-samples");
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("{} is not there: published samples were not tried", folder.display());
    None
}
