//! A mistake in a declaration, with its place.

use std::fmt;

/// A mistake in a declaration. `Display` gives the file, the place, the words, the line itself and, where
/// there is one, a suggestion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The file, as it was named to the parser.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in characters.
    pub column: usize,
    /// What is wrong.
    pub message: String,
    /// What was perhaps meant.
    pub suggestion: Option<String>,
    /// The text of the line.
    pub source: String,
}

impl Problem {
    /// A problem at a byte offset of a source.
    pub fn at(file: &str, source: &str, offset: usize, message: impl Into<String>) -> Self {
        let mut offset = offset.min(source.len());
        while !source.is_char_boundary(offset) {
            offset -= 1;
        }
        let before = &source[..offset];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        Problem {
            file: file.to_owned(),
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
            message: message.into(),
            suggestion: None,
            source: source[line_start..].lines().next().unwrap_or_default().to_owned(),
        }
    }

    /// Adds the closest of the known words, if one is close.
    pub fn suggest<'a>(mut self, wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Self {
        self.suggestion = closest(wrong, known).map(|word| format!("did you mean `{word}`?"));
        self
    }
}

/// The known word that is closest to a wrong one, if any is close enough to be meant.
pub fn closest<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    known
        .into_iter()
        .map(|word| (strsim::jaro_winkler(wrong, word), word))
        .filter(|(likeness, _)| *likeness > 0.75)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, word)| word)
}

impl fmt::Display for Problem {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(out, "{}:{}:{}: {}", self.file, self.line, self.column, self.message)?;
        writeln!(out, "  | {}", self.source)?;
        write!(out, "  | {:>width$}", "^", width = self.column)?;
        if let Some(suggestion) = &self.suggestion {
            write!(out, "\n  = {suggestion}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Problem {}
