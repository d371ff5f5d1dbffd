//! A test that a document names as its proof is there.

use std::collections::BTreeSet;
use std::path::Path;

use crate::{files, read};

const DOCUMENT: &str = "docs/security.md";

/// The names of tests in a document: words in code, joined by at least three underscores.
fn named(text: &str) -> BTreeSet<&str> {
    let is_letter = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_';
    text.split('`')
        .skip(1)
        .step_by(2)
        .filter(|code| code.chars().all(is_letter) && code.matches('_').count() >= 3)
        .collect()
}

/// The names that no function has.
pub fn check(root: &Path) -> Vec<String> {
    let text = read(&root.join(DOCUMENT));
    let sources: Vec<String> = files(&root.join("crates"), "rs").iter().map(|path| read(path)).collect();
    let is_there = |name: &str| {
        let declared = format!("fn {name}(");
        sources.iter().any(|source| source.contains(&declared))
    };
    let missing = named(&text).into_iter().filter(|name| !is_there(name));
    missing.map(|name| format!("{DOCUMENT}: there is no test `{name}`")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_tests_are_told_from_other_code() {
        let text = "| `a_test_that_holds` | `make test`, `no-store`, `max_age`, `and_another_one_too` |";
        assert_eq!(named(text).into_iter().collect::<Vec<_>>(), ["a_test_that_holds", "and_another_one_too"]);
    }
}
