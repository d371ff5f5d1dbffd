//! What codes stand for: territories, bodies and officials, told by the store, asked by the kinds of fields. All fields of a
//! catalogue share them, and what is loaded later is known to all at once.

use std::collections::HashMap;
use std::sync::{Arc, RwLock};

use oblast_kernel::{Lang, Text};

/// One entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The code.
    pub code: String,
    /// The title, as it stands alone.
    pub title: Text,
    /// Does it stand in the classifier no more? Then nothing new refers to it.
    pub ended: bool,
}

/// All entries.
#[derive(Debug, Default)]
pub struct Entries {
    ordered: Vec<Entry>,
    codes: HashMap<String, usize>,
    names: HashMap<String, Vec<usize>>,
}

/// A name without what is written differently: letter case, apostrophes, spaces.
fn plain(name: &str) -> String {
    let letters: String = name
        .to_lowercase()
        .chars()
        .map(|letter| if matches!(letter, '\'' | '’' | 'ʼ' | '`') { '\'' } else { letter })
        .collect();
    letters.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl Entries {
    /// Entries in the order of their codes.
    pub fn new(mut entries: Vec<Entry>) -> Self {
        entries.sort_by(|a, b| a.code.cmp(&b.code));
        let mut all = Entries::default();
        for (place, entry) in entries.iter().enumerate() {
            all.codes.insert(entry.code.clone(), place);
            for name in [plain(&entry.title.uk), plain(&entry.title.en)] {
                let places = all.names.entry(name).or_default();
                if places.last() != Some(&place) {
                    places.push(place);
                }
            }
        }
        all.ordered = entries;
        all
    }

    /// The entry of a code.
    pub fn get(&self, code: &str) -> Option<&Entry> {
        self.codes.get(code).and_then(|place| self.ordered.get(*place))
    }

    /// The entries of a name, however it is written.
    pub fn named(&self, name: &str) -> Vec<&Entry> {
        let places = self.names.get(&plain(name)).map_or(&[][..], Vec::as_slice);
        places.iter().filter_map(|place| self.ordered.get(*place)).filter(|entry| !entry.ended).collect()
    }

    /// All entries, by code.
    pub fn iter(&self) -> impl Iterator<Item = &Entry> {
        self.ordered.iter()
    }

    /// The territory whose code begins so, and the noughts after it: the five digits at the end follow from nothing.
    pub fn beginning(&self, structure: &str) -> Option<&Entry> {
        let place = self.ordered.partition_point(|entry| entry.code.as_str() < structure);
        self.ordered.get(place).filter(|entry| entry.code.starts_with(structure))
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.ordered.len()
    }

    /// Are there none?
    pub fn is_empty(&self) -> bool {
        self.ordered.is_empty()
    }
}

/// Entries that can be exchanged while fields ask them. Cheap to clone.
#[derive(Clone, Default)]
pub struct Directory(Arc<RwLock<Arc<Entries>>>);

impl Directory {
    /// The entries as they are now.
    pub fn entries(&self) -> Arc<Entries> {
        self.0.read().map(|entries| Arc::clone(&entries)).unwrap_or_default()
    }

    /// Exchanges them.
    pub fn replace(&self, entries: Entries) {
        if let Ok(mut own) = self.0.write() {
            *own = Arc::new(entries);
        }
    }

    /// The title of a code; the code itself where it is not known.
    pub fn title(&self, code: &str, lang: Lang) -> String {
        self.entries().get(code).map_or_else(|| code.to_owned(), |entry| entry.title.get(lang).to_owned())
    }
}

impl std::fmt::Debug for Directory {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Directory({})", self.entries().len())
    }
}

/// Which directory a kind asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// Territories by KATOTTH code.
    Territories,
    /// Bodies by their codes.
    Bodies,
    /// Officials by the ids of their accounts.
    Accounts,
}

/// The directories of a catalogue.
#[derive(Clone, Debug, Default)]
pub struct Directories {
    /// Territories by KATOTTH code.
    pub territories: Directory,
    /// Bodies by their codes.
    pub bodies: Directory,
    /// Officials by the ids of their accounts.
    pub accounts: Directory,
}

impl Directories {
    /// One of them.
    pub fn of(&self, which: Which) -> &Directory {
        match which {
            Which::Territories => &self.territories,
            Which::Bodies => &self.bodies,
            Which::Accounts => &self.accounts,
        }
    }
}
