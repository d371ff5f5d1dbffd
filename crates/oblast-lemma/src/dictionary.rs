//! The dictionary: forms with their lemmas.

use std::sync::LazyLock;

use fst::{Automaton, IntoStreamer as _, Map, Streamer as _};
use levenshtein_automata::{DFA, Distance, LevenshteinAutomatonBuilder, SINK_STATE};

static FORMS: LazyLock<Map<&'static [u8]>> = LazyLock::new(|| {
    match Map::new(&include_bytes!("../data/uk.fst")[..]) {
        Ok(map) => map,
        // The file is part of the program and read by its tests.
        Err(error) => unreachable!("the dictionary: {error}"),
    }
});
static RULES: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| include_str!("../data/uk.lemmas").lines().collect());

/// Two letters exchanged count as one mistake.
static MISTAKES: LazyLock<[LevenshteinAutomatonBuilder; 2]> =
    LazyLock::new(|| [1, 2].map(|mistakes| LevenshteinAutomatonBuilder::new(mistakes, true)));

/// Words within a distance, for the search in the automaton of forms. (The one that comes with `fst` finds no
/// words outside ASCII.)
struct Within(DFA);

impl Automaton for Within {
    type State = u32;

    fn start(&self) -> u32 {
        self.0.initial_state()
    }

    fn is_match(&self, state: &u32) -> bool {
        matches!(self.0.distance(*state), Distance::Exact(_))
    }

    fn can_match(&self, state: &u32) -> bool {
        *state != SINK_STATE
    }

    fn accept(&self, state: &u32, byte: u8) -> u32 {
        self.0.transition(*state, byte)
    }
}

/// The longest token that is looked up for its spelling, in characters: nobody misspells more at once.
const LONGEST: usize = 32;
/// How many forms of a distance are looked at.
const MOST: usize = 400;

/// Every lemma that a form can come from, sorted; the token itself where the dictionary does not know it.
pub fn lemmas(token: &str) -> Vec<String> {
    match FORMS.get(token) {
        Some(number) => rule_lemmas(token, number),
        None => vec![adjective(token).unwrap_or_else(|| token.to_owned())],
    }
}

/// Endings of an adjective.
const ENDINGS: [&str; 13] = ["ого", "ому", "ими", "ої", "ій", "ою", "ий", "им", "ім", "их", "а", "у", "е"];

/// Names of streets, places and people that no dictionary lists are mostly adjectives in -ський, -цький,
/// -зький: their lemma is guessed from the ending.
fn adjective(token: &str) -> Option<String> {
    let stem = ENDINGS.iter().chain(&["і"]).find_map(|ending| token.strip_suffix(ending))?;
    let named = ["ськ", "цьк", "зьк"].iter().any(|suffix| stem.ends_with(suffix));
    named.then(|| format!("{stem}ий"))
}

fn rule_lemmas(form: &str, number: u64) -> Vec<String> {
    let rules = usize::try_from(number).ok().and_then(|number| RULES.get(number)).copied().unwrap_or("0");
    rules.split('|').filter_map(|rule| apply(form, rule)).collect()
}

/// «2ія» takes two letters off and puts «ія» on.
fn apply(form: &str, rule: &str) -> Option<String> {
    let digits = rule.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(rule.len());
    let (strip, add) = rule.split_at(digits);
    let kept = form.chars().count().checked_sub(strip.parse().ok()?)?;
    Some(form.chars().take(kept).chain(add.chars()).collect())
}

/// Known forms like a token, the most alike first: one letter more, less, other or exchanged; two in words from
/// five letters.
pub fn similar(token: &str) -> Vec<String> {
    let length = token.chars().count();
    if !(3..=LONGEST).contains(&length) {
        return Vec::new();
    }
    let mut found: Vec<String> = Vec::new();
    for mistakes in MISTAKES.iter().take(if length < 5 { 1 } else { 2 }) {
        let mut stream = FORMS.search(Within(mistakes.build_dfa(token))).into_stream();
        let mut here = Vec::new();
        while let Some((form, _)) = stream.next() {
            if let Ok(form) = std::str::from_utf8(form)
                && form != token
                && !found.iter().any(|known| known == form)
            {
                here.push(form.to_owned());
            }
            if here.len() == MOST {
                break;
            }
        }
        here.sort_by_key(|form| std::cmp::Reverse(shared(form, token)));
        found.extend(here);
    }
    found
}

/// How many letters stand alike from the beginning: people misspell endings and middles more than beginnings.
fn shared(one: &str, other: &str) -> usize {
    one.chars().zip(other.chars()).take_while(|(a, b)| a == b).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_gives_every_lemma_it_can_come_from() {
        assert_eq!(lemmas("петицій"), ["петиція"]);
        assert!(lemmas("дітей").contains(&"дитина".to_owned()), "{:?}", lemmas("дітей"));
        assert_eq!(lemmas("щось-невідоме7"), ["щось-невідоме7"]);
        let several = lemmas("мати");
        assert!(several.contains(&"мати".to_owned()));
    }

    #[test]
    fn names_that_no_dictionary_has_are_found_in_every_form() {
        for form in ["м'ясницька", "м'ясницької", "м'ясницькою", "м'ясницькій", "м'ясницьку"]
        {
            assert_eq!(lemmas(form), ["м'ясницький"], "{form}");
        }
        assert_eq!(lemmas("ъськ"), ["ъськ"]);
    }

    #[test]
    fn a_misspelt_word_leads_to_the_right_one() {
        for (wrong, right) in [("довдку", "довідку"), ("рекламма", "реклама"), ("петецію", "петицію")]
        {
            assert!(
                similar(wrong).iter().take(20).any(|form| form == right),
                "{wrong}: {:?}",
                similar(wrong)
            );
        }
        assert!(!similar("реклама").contains(&"реклама".to_owned()), "a word is not like itself");
        assert!(similar("їх").is_empty());
    }

    #[test]
    fn rules_are_applied_to_letters_not_bytes() {
        assert_eq!(apply("петицій", "1я").as_deref(), Some("петиція"));
        assert_eq!(apply("я", "5"), None);
    }
}
