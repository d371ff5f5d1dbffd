//! Text into tokens.

use unicode_normalization::UnicodeNormalization as _;

/// The combining acute with which a stressed vowel is marked.
const STRESS: char = '\u{301}';

/// All signs that people write for the apostrophe become `'`.
fn apostrophe(letter: char) -> char {
    match letter {
        '\u{2019}' | '\u{2bc}' | '\u{2018}' | '\u{60}' | '\u{b4}' | '\u{2032}' | '\u{201b}' | '\u{ff07}' => {
            '\''
        }
        letter => letter,
    }
}

fn hyphen(letter: char) -> char {
    match letter {
        '\u{2010}' | '\u{2011}' => '-',
        letter => letter,
    }
}

/// The words and numbers of a text in small letters: apostrophes and hyphens made one, marks of stress taken
/// off; an apostrophe or a hyphen stands only inside a word.
pub fn tokens(text: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    let mut token = String::new();
    let plain = text.chars().filter(|letter| *letter != STRESS).nfc().map(apostrophe).map(hyphen);
    for letter in plain.chain([' ']) {
        if letter.is_alphanumeric() || (matches!(letter, '\'' | '-') && !token.is_empty()) {
            token.extend(letter.to_lowercase());
        } else if !token.is_empty() {
            let whole = token.trim_end_matches(['\'', '-']);
            tokens.push(whole.to_owned());
            token.clear();
        }
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn apostrophes_are_one_and_stress_is_gone() {
        assert_eq!(tokens("М’ясо, м'ясо; мʼя\u{301}со!"), ["м'ясо", "м'ясо", "м'ясо"]);
    }

    #[test]
    fn letters_written_with_a_mark_are_the_letters() {
        assert_eq!(tokens("и\u{306} і\u{308}жа"), ["й", "їжа"]);
    }

    #[test]
    fn signs_at_the_edges_do_not_belong_to_a_word() {
        assert_eq!(tokens("«е-петиція» – 'так' № 12/3 -"), ["е-петиція", "так", "12", "3"]);
        assert!(tokens(" \n–…").is_empty());
    }
}
