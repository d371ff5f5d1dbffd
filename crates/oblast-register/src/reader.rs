//! Reads TOML tables by hand, so that every mistake keeps its place and all of them are found in one run.

use std::cell::RefCell;
use std::collections::BTreeSet;

use oblast_kernel::Text;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::problem::Problem;

/// One file being read and the problems found so far.
pub(crate) struct Source<'s> {
    pub file: &'s str,
    pub text: &'s str,
    problems: RefCell<Vec<Problem>>,
}

impl<'s> Source<'s> {
    pub fn new(file: &'s str, text: &'s str) -> Self {
        Source { file, text, problems: RefCell::new(Vec::new()) }
    }

    /// Parses the file; syntax errors become problems and what could be read is read on.
    pub fn document(&self) -> Spanned<DeTable<'s>> {
        let (table, errors) = DeTable::parse_recoverable(self.text);
        for error in errors {
            let offset = error.span().map_or(0, |span| span.start);
            self.report(offset, error.message().to_owned());
        }
        table
    }

    pub fn report(&self, offset: usize, message: impl Into<String>) {
        self.push(Problem::at(self.file, self.text, offset, message));
    }

    pub fn push(&self, problem: Problem) {
        self.problems.borrow_mut().push(problem);
    }

    pub fn finish<T>(self, value: Option<T>) -> Result<T, Vec<Problem>> {
        let mut problems = self.problems.into_inner();
        problems.sort_by_key(|problem| (problem.line, problem.column));
        match value {
            Some(value) if problems.is_empty() => Ok(value),
            _ => Err(problems),
        }
    }
}

/// A table being read. Keys that nobody asked for are reported by [`Table::finish`].
pub(crate) struct Table<'r, 's> {
    pub source: &'r Source<'s>,
    pub offset: usize,
    table: &'r DeTable<'s>,
    asked: RefCell<BTreeSet<&'static str>>,
}

impl<'r, 's> Table<'r, 's> {
    pub fn new(source: &'r Source<'s>, table: &'r DeTable<'s>, offset: usize) -> Self {
        Table { source, offset, table, asked: RefCell::new(BTreeSet::new()) }
    }

    fn get(&self, key: &'static str) -> Option<&'r Spanned<DeValue<'s>>> {
        self.asked.borrow_mut().insert(key);
        self.table.get(key)
    }

    fn wrong_type(&self, value: &Spanned<DeValue<'_>>, key: &str, expected: &str) {
        let found = value.get_ref().type_str();
        self.source.report(value.span().start, format!("`{key}` must be {expected}, found {found}"));
    }

    /// Is the key there?
    pub fn has(&self, key: &'static str) -> bool {
        self.get(key).is_some()
    }

    /// The place of a key's value, or of the table where it is absent.
    pub fn place(&self, key: &'static str) -> usize {
        self.get(key).map_or(self.offset, |value| value.span().start)
    }

    pub fn report(&self, key: &'static str, message: impl Into<String>) {
        self.source.report(self.place(key), message);
    }

    pub fn missing(&self, key: &str) {
        self.source.report(self.offset, format!("`{key}` is missing"));
    }

    pub fn string(&self, key: &'static str) -> Option<String> {
        let value = self.get(key)?;
        let text = value.get_ref().as_str();
        if text.is_none() {
            self.wrong_type(value, key, "a string");
        }
        text.map(str::to_owned)
    }

    pub fn required_string(&self, key: &'static str) -> Option<String> {
        if !self.has(key) {
            self.missing(key);
        }
        self.string(key)
    }

    /// A name for code: Latin letters, digits and one kind of joint.
    pub fn name(&self, key: &'static str, joint: char) -> Option<String> {
        let name = self.required_string(key)?;
        let fits = name.starts_with(|c: char| c.is_ascii_lowercase())
            && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == joint)
            && name.len() <= 48;
        if !fits {
            self.report(
                key,
                format!("`{name}` is not a name: lower-case Latin letters, digits and `{joint}`, at most 48"),
            );
            return None;
        }
        Some(name)
    }

    pub fn integer(&self, key: &'static str) -> Option<i64> {
        let value = self.get(key)?;
        let number = value.get_ref().as_integer().and_then(|integer| {
            i64::from_str_radix(&integer.as_str().replace('_', ""), integer.radix()).ok()
        });
        if number.is_none() {
            self.wrong_type(value, key, "a whole number");
        }
        number
    }

    pub fn boolean(&self, key: &'static str) -> bool {
        let Some(value) = self.get(key) else { return false };
        value.get_ref().as_bool().unwrap_or_else(|| {
            self.wrong_type(value, key, "true or false");
            false
        })
    }

    /// A text in both languages: `{ uk = "...", en = "..." }`.
    pub fn text(&self, key: &'static str) -> Option<Text> {
        let table = self.table(key)?;
        let text = Text { uk: table.required_string("uk")?, en: table.required_string("en")? };
        table.finish();
        Some(text)
    }

    pub fn required_text(&self, key: &'static str) -> Option<Text> {
        if !self.has(key) {
            self.missing(key);
        }
        self.text(key)
    }

    pub fn table(&self, key: &'static str) -> Option<Table<'r, 's>> {
        let value = self.get(key)?;
        let table = value.get_ref().as_table();
        if table.is_none() {
            self.wrong_type(value, key, "a table");
        }
        table.map(|table| Table::new(self.source, table, value.span().start))
    }

    pub fn required_table(&self, key: &'static str) -> Option<Table<'r, 's>> {
        if !self.has(key) {
            self.missing(key);
        }
        self.table(key)
    }

    /// The tables of an array of tables; empty where the key is absent.
    pub fn tables(&self, key: &'static str) -> Vec<Table<'r, 's>> {
        let Some(value) = self.get(key) else { return Vec::new() };
        let Some(array) = value.get_ref().as_array() else {
            self.wrong_type(value, key, "an array of tables");
            return Vec::new();
        };
        let mut tables = Vec::new();
        for item in array.iter() {
            match item.get_ref().as_table() {
                Some(table) => tables.push(Table::new(self.source, table, item.span().start)),
                None => self.wrong_type(item, key, "an array of tables"),
            }
        }
        tables
    }

    /// Strings of an array with their places; empty where the key is absent.
    pub fn strings(&self, key: &'static str) -> Vec<(String, usize)> {
        let Some(value) = self.get(key) else { return Vec::new() };
        let Some(array) = value.get_ref().as_array() else {
            self.wrong_type(value, key, "an array of strings");
            return Vec::new();
        };
        let mut strings = Vec::new();
        for item in array.iter() {
            match item.get_ref().as_str() {
                Some(text) => strings.push((text.to_owned(), item.span().start)),
                None => self.wrong_type(item, key, "an array of strings"),
            }
        }
        strings
    }

    /// All keys with string values, with their places.
    pub fn pairs(&self) -> Vec<(String, String, usize)> {
        self.table
            .iter()
            .filter_map(|(key, value)| match value.get_ref().as_str() {
                Some(text) => Some((key.get_ref().to_string(), text.to_owned(), value.span().start)),
                None => {
                    self.wrong_type(value, key.get_ref(), "a string");
                    None
                }
            })
            .collect()
    }

    /// One of several words.
    pub fn one_of<T>(
        &self,
        key: &'static str,
        known: &[&str],
        find: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let word = self.string(key)?;
        let found = find(&word);
        if found.is_none() {
            self.source.unknown(self.place(key), &word, known);
        }
        found
    }

    /// Reports every key that nobody asked for.
    pub fn finish(&self) {
        let asked = self.asked.borrow();
        for key in self.table.keys() {
            let name: &str = key.get_ref();
            if !asked.contains(name) {
                let problem = Problem::at(
                    self.source.file,
                    self.source.text,
                    key.span().start,
                    format!("unknown key `{name}`"),
                );
                self.source.push(problem.suggest(name, asked.iter().copied()));
            }
        }
    }
}

impl Source<'_> {
    /// Reports an unknown word with the closest known one.
    pub fn unknown(&self, offset: usize, word: &str, known: &[&str]) {
        let message = format!("unknown `{word}`; known: {}", known.join(", "));
        self.push(Problem::at(self.file, self.text, offset, message).suggest(word, known.iter().copied()));
    }
}
