//! Where published samples lie beside the project; a test without them says so and passes. It lies here because the crate itself
//! reads no files.

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

/// A file in a folder.
pub fn read(folder: &Path, name: &str) -> Vec<u8> {
    std::fs::read(folder.join(name)).unwrap()
}

/// A text in a folder.
pub fn text(folder: &Path, name: &str) -> String {
    std::fs::read_to_string(folder.join(name)).unwrap()
}

/// The files in a folder whose names hold some words, in the order of their names.
pub fn all(folder: &Path, words: &[&str]) -> Vec<Vec<u8>> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let named =
        |path: &PathBuf| words.iter().all(|word| path.file_name().unwrap().to_string_lossy().contains(word));
    let mut paths: Vec<PathBuf> = entries.filter(named).collect();
    paths.sort();
    paths.into_iter().map(|path| std::fs::read(path).unwrap()).collect()
}
