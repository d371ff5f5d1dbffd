//! Expands the Ukrainian dictionary of hunspell into an automaton: every form to its lemmas.
//!
//! Source: Debian's `hunspell-uk` (`uk_UA.aff`, `uk_UA.dic`), used under MPL. Its affix file has suffix rules
//! only, so a form is its lemma with one suffix exchanged.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

/// One line of an affix group: take `strip` off, put `add` on, where the end of the word is as described.
struct Suffix {
    strip: String,
    add: String,
    condition: Vec<Class>,
}

/// One place of a condition.
enum Class {
    Any,
    OneOf(Vec<char>),
    NoneOf(Vec<char>),
}

impl Class {
    fn takes(&self, letter: char) -> bool {
        match self {
            Class::Any => true,
            Class::OneOf(set) => set.contains(&letter),
            Class::NoneOf(set) => !set.contains(&letter),
        }
    }
}

/// Writes `uk.fst` and `uk.lemmas` into the data folder of `oblast-lemma`; returns what was made, in words.
pub fn generate(dictionary: &Path, root: &Path) -> Result<String, String> {
    let affixes = read(&dictionary.join("uk_UA.aff"))?;
    let words = read(&dictionary.join("uk_UA.dic"))?;
    let groups = suffixes(&affixes);
    let mut forms = expand(&words, &groups);
    let folder = root.join("crates/oblast-lemma/data");
    for line in read(&folder.join("irregular.txt"))?.lines().filter(|line| !line.starts_with('#')) {
        let mut words = line.split_whitespace().map(str::to_owned);
        let Some(lemma) = words.next() else { continue };
        for form in words.chain([lemma.clone()]) {
            forms.entry(form).or_default().insert(lemma.clone());
        }
    }
    let (automaton, rules) = encode(&forms)?;
    std::fs::write(folder.join("uk.fst"), &automaton).map_err(|error| error.to_string())?;
    std::fs::write(folder.join("uk.lemmas"), &rules).map_err(|error| error.to_string())?;
    Ok(format!("{} forms, {} rules, {} bytes", forms.len(), rules.lines().count(), automaton.len()))
}

fn read(path: &Path) -> Result<String, String> {
    std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}

fn suffixes(affixes: &str) -> HashMap<char, Vec<Suffix>> {
    let mut groups: HashMap<char, Vec<Suffix>> = HashMap::new();
    for line in affixes.lines() {
        let parts: Vec<&str> = line.split_whitespace().collect();
        let ["SFX", flag, strip, add, condition, ..] = parts[..] else { continue };
        let Some(flag) = flag.chars().next() else { continue };
        let zero = |text: &str| if text == "0" { String::new() } else { text.to_owned() };
        let add = add.split('/').next().unwrap_or_default();
        groups.entry(flag).or_default().push(Suffix {
            strip: zero(strip),
            add: zero(add),
            condition: classes(condition),
        });
    }
    groups
}

fn classes(condition: &str) -> Vec<Class> {
    let mut classes = Vec::new();
    let mut letters = condition.chars();
    while let Some(letter) = letters.next() {
        classes.push(match letter {
            '.' => Class::Any,
            '[' => {
                let set: Vec<char> = letters.by_ref().take_while(|letter| *letter != ']').collect();
                match set.split_first() {
                    Some(('^', rest)) => Class::NoneOf(rest.to_vec()),
                    _ => Class::OneOf(set),
                }
            }
            letter => Class::OneOf(vec![letter]),
        });
    }
    classes
}

impl Suffix {
    fn apply(&self, lemma: &str) -> Option<String> {
        let stem = lemma.strip_suffix(self.strip.as_str())?;
        let mut ending = lemma.chars().rev();
        let fits = self.condition.iter().rev().all(|class| ending.next().is_some_and(|own| class.takes(own)));
        fits.then(|| format!("{stem}{}", self.add))
    }
}

/// Every form, small letters, with the lemmas it can come from.
fn expand(words: &str, groups: &HashMap<char, Vec<Suffix>>) -> BTreeMap<String, BTreeSet<String>> {
    let mut forms: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for line in words.lines().skip(1) {
        let (lemma, flags) = line.split_once('/').unwrap_or((line, ""));
        let lemma = lemma.trim();
        if lemma.is_empty() || !lemma.chars().any(char::is_alphabetic) {
            continue;
        }
        let key = lemma.to_lowercase();
        forms.entry(key.clone()).or_default().insert(key.clone());
        for suffix in flags.chars().filter_map(|flag| groups.get(&flag)).flatten() {
            if let Some(form) = suffix.apply(lemma) {
                forms.entry(form.to_lowercase()).or_default().insert(key.clone());
            }
        }
    }
    forms
}

/// A form's lemmas as rules «take n letters off, put this on»; equal sets of rules share a number.
fn encode(forms: &BTreeMap<String, BTreeSet<String>>) -> Result<(Vec<u8>, String), String> {
    let mut numbers: HashMap<String, u64> = HashMap::new();
    let mut rules = String::new();
    let mut builder = fst::MapBuilder::memory();
    for (form, lemmas) in forms {
        let set: Vec<String> = lemmas.iter().map(|lemma| rule(form, lemma)).collect();
        let set = set.join("|");
        let next = numbers.len() as u64;
        let number = *numbers.entry(set).or_insert_with_key(|set| {
            rules.push_str(set);
            rules.push('\n');
            next
        });
        builder.insert(form, number).map_err(|error| error.to_string())?;
    }
    Ok((builder.into_inner().map_err(|error| error.to_string())?, rules))
}

fn rule(form: &str, lemma: &str) -> String {
    let shared = form.chars().zip(lemma.chars()).take_while(|(a, b)| a == b).count();
    let rest: String = lemma.chars().skip(shared).collect();
    format!("{}{rest}", form.chars().count() - shared)
}
