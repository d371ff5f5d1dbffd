//! Commands and files that the documents name exist.

use std::path::Path;

use crate::{files, read};

const DOCUMENTS: &[&str] = &["README.md", "CONTRIBUTING.md", "docs"];

/// Checks `make TARGET` and relative links in the documents.
pub fn check(root: &Path) -> Vec<String> {
    let makefile = read(&root.join("Makefile"));
    let mut problems = Vec::new();
    let documents = DOCUMENTS.iter().flat_map(|name| {
        let path = root.join(name);
        if path.is_dir() { files(&path, "md") } else { vec![path] }
    });
    for document in documents {
        let text = read(&document);
        let shown = document.strip_prefix(root).unwrap_or(&document).display().to_string();
        if text.is_empty() {
            problems.push(format!("{shown}: missing or empty"));
        }
        for rest in text.split("`make ").skip(1) {
            let target: String = rest.chars().take_while(|c| c.is_ascii_lowercase() || *c == '-').collect();
            if !makefile.lines().any(|line| line.starts_with(&format!("{target}:"))) {
                problems.push(format!("{shown}: the Makefile has no `{target}`"));
            }
        }
        for rest in text.split("](").skip(1) {
            let link = rest.split([')', '#']).next().unwrap_or_default();
            let local = !link.is_empty() && !link.contains("://");
            let place = document.parent().unwrap_or(root).join(link);
            if local && !place.exists() {
                problems.push(format!("{shown}: `{link}` does not exist"));
            }
        }
    }
    problems
}
