//! Ukrainian words for the search: text into tokens, tokens into lemmas, a misspelt word into what it may
//! have been. No I/O; the dictionary is part of the program (see `data/README.md`).

mod dictionary;
mod token;

pub use dictionary::{lemmas, similar};
pub use token::tokens;

/// The terms under which a text is found: of each token every lemma, and those of the parts of a hyphenated
/// word. In the order of the text; repeated ones once.
pub fn terms(text: &str) -> Vec<String> {
    let mut terms: Vec<String> = Vec::new();
    for token in tokens(text) {
        for term in token_terms(&token) {
            if !terms.contains(&term) {
                terms.push(term);
            }
        }
    }
    terms
}

/// The terms of one token.
pub fn token_terms(token: &str) -> Vec<String> {
    let mut terms = lemmas(token);
    if token.contains('-') {
        for part in token.split('-').filter(|part| !part.is_empty()) {
            terms.extend(lemmas(part));
        }
    }
    terms.sort();
    terms.dedup();
    terms
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_a_word_has_a_term_in_common_with_the_others() {
        for (one, other) in [
            ("петицій", "петиція"),
            ("м’ясо", "м'ясом"),
            ("МʼЯСА", "м'ясо"),
            ("довідку", "довідка"),
            ("дозволів", "дозвіл"),
            ("рекламою", "реклама"),
            ("місцем проживання", "місце проживання"),
            ("соціальних виплат", "соціальна виплата"),
            ("людей", "людина"),
        ] {
            let (one, other) = (terms(one), terms(other));
            assert!(one.iter().any(|term| other.contains(term)), "{one:?} {other:?}");
        }
    }

    #[test]
    fn parts_of_a_hyphenated_word_are_found_too() {
        let terms = terms("е-петиції");
        assert!(terms.contains(&"петиція".to_owned()), "{terms:?}");
    }
}
