//! Ukrainian collation as a key that any database sorts by bytes.

/// The Ukrainian alphabet in its order.
const ALPHABET: &str = "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя";

/// A key whose byte order is the Ukrainian order of the text: letter case, apostrophes and stress marks
/// do not count, other letters of Cyrillic and Latin follow in their code order, numbers come first.
pub fn sort_key(text: &str) -> String {
    let mut key = String::with_capacity(text.len());
    for letter in text.chars().flat_map(char::to_lowercase) {
        match letter {
            '\'' | '’' | 'ʼ' | '\u{301}' => {}
            letter if letter.is_whitespace() || letter.is_ascii_punctuation() => {
                if !key.is_empty() && !key.ends_with(' ') {
                    key.push(' ');
                }
            }
            letter => match ALPHABET.chars().position(|other| other == letter) {
                // U+0431.. are consecutive, so position in the alphabet becomes position by bytes.
                Some(position) => key.push(char::from_u32(0x0431 + position as u32).unwrap_or(letter)),
                None => key.push(letter),
            },
        }
    }
    key.truncate(key.trim_end().len());
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ukrainian_letters_stand_in_their_places() {
        let mut words =
            vec!["Яр", "їжак", "Йосип", "ґанок", "гай", "Єва", "ель", "жук", "Іва", "12", "м'ята", "мята"];
        words.sort_by_key(|word| sort_key(word));
        assert_eq!(
            words,
            ["12", "гай", "ґанок", "ель", "Єва", "жук", "Іва", "їжак", "Йосип", "м'ята", "мята", "Яр"]
        );
    }
}
