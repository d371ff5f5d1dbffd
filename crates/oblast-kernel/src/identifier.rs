//! National identifiers and their check digits.

use jiff::civil::Date;

/// Why an identifier is not valid. The words are the interface's; here is only what is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IdentifierError {
    /// The number of digits.
    #[error("expected {expected} digits, got {got}")]
    Length {
        /// How many there should be.
        expected: usize,
        /// How many there are.
        got: usize,
    },
    /// Something other than digits.
    #[error("only digits are allowed")]
    NotDigits,
    /// The check digit does not agree.
    #[error("the check digit does not agree")]
    CheckDigit,
    /// The shape is another.
    #[error("the shape is another")]
    Shape,
}

fn digits<const N: usize>(text: &str) -> Result<[i64; N], IdentifierError> {
    if !text.bytes().all(|b| b.is_ascii_digit()) {
        return Err(IdentifierError::NotDigits);
    }
    let bytes: [u8; N] =
        text.as_bytes().try_into().map_err(|_| IdentifierError::Length { expected: N, got: text.len() })?;
    Ok(bytes.map(|b| i64::from(b - b'0')))
}

fn weighted(digits: &[i64], weights: &[i64]) -> i64 {
    digits.iter().zip(weights).map(|(digit, weight)| digit * weight).sum()
}

/// Is each word of a name written in one alphabet? «Гaйдай» with a Latin `a` looks like «Гайдай» and is found by nobody: a slip of
/// the keyboard, or somebody who wants to be taken for another (Unicode TS 39, mixed-script confusables).
pub fn is_of_one_script(name: &str) -> bool {
    let is_cyrillic = |letter: char| matches!(letter, '\u{400}'..='\u{52f}');
    name.split(|letter: char| !letter.is_alphabetic()).all(|word| {
        let cyrillic = word.chars().filter(|letter| is_cyrillic(*letter)).count();
        cyrillic == 0 || cyrillic == word.chars().count()
    })
}

/// Is this a login: 3 to 64 of `a`–`z`, digits, `.`, `_`, `-`, `@`, beginning with a letter or a digit? Of ASCII alone, so that no two
/// look alike by other alphabets.
pub fn is_login(text: &str) -> bool {
    (3..=64).contains(&text.len())
        && text.starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"._-@".contains(&b))
}

/// Checks an EDRPOU (ЄДРПОУ): 8 digits, the last one a check digit over the first seven.
pub fn edrpou(text: &str) -> Result<(), IdentifierError> {
    let code = digits::<8>(text)?;
    let number = code.iter().fold(0, |sum, digit| sum * 10 + digit);
    let base: [i64; 7] = if (30_000_000..=60_000_000).contains(&number) {
        [7, 1, 2, 3, 4, 5, 6]
    } else {
        [1, 2, 3, 4, 5, 6, 7]
    };
    let check = match weighted(&code[..7], &base) % 11 {
        10 => weighted(&code[..7], &base.map(|weight| weight + 2)) % 11 % 10,
        check => check,
    };
    if check == code[7] { Ok(()) } else { Err(IdentifierError::CheckDigit) }
}

/// Checks an RNOKPP (РНОКПП): 10 digits, the last one a check digit over the first nine.
pub fn rnokpp(text: &str) -> Result<(), IdentifierError> {
    let code = digits::<10>(text)?;
    let check = weighted(&code[..9], &[-1, 5, 7, 9, 4, 6, 10, 5, 7]).rem_euclid(11) % 10;
    if check == code[9] { Ok(()) } else { Err(IdentifierError::CheckDigit) }
}

/// Completes nine digits of an RNOKPP with the check digit; for invented people of the demonstration.
pub fn rnokpp_with_check_digit(first_nine: [u8; 9]) -> String {
    let digits = first_nine.map(|digit| i64::from(digit % 10));
    let check = weighted(&digits, &[-1, 5, 7, 9, 4, 6, 10, 5, 7]).rem_euclid(11) % 10;
    digits.iter().chain([&check]).map(ToString::to_string).collect()
}

/// Checks the shape of a KATOTTH code (КАТОТТГ): `UA` and 17 digits. Latin letters only.
pub fn katotth(text: &str) -> Result<(), IdentifierError> {
    let number = text.strip_prefix("UA").ok_or(IdentifierError::Shape)?;
    digits::<17>(number).map(|_| ())
}

/// Checks a UNZR (УНЗР): the date of birth, a dash, four digits and a check digit over the twelve before it.
pub fn unzr(text: &str) -> Result<(), IdentifierError> {
    let (born, rest) = text.split_once('-').ok_or(IdentifierError::Shape)?;
    let (born, rest) = (digits::<8>(born)?, digits::<5>(rest)?);
    let number = |digits: &[i64]| digits.iter().fold(0, |sum, digit| sum * 10 + digit);
    let (Ok(year), Ok(month), Ok(day)) =
        (number(&born[..4]).try_into(), number(&born[4..6]).try_into(), number(&born[6..]).try_into())
    else {
        return Err(IdentifierError::Shape);
    };
    if year < 1800 || Date::new(year, month, day).is_err() || number(&rest[..4]) == 0 {
        return Err(IdentifierError::Shape);
    }
    let code: Vec<i64> = born.iter().chain(&rest[..4]).copied().collect();
    let check = weighted(&code, &[7, 3, 1, 7, 3, 1, 7, 3, 1, 7, 3, 1]) % 10;
    if check == rest[4] { Ok(()) } else { Err(IdentifierError::CheckDigit) }
}

/// Checks a Ukrainian IBAN: `UA`, 2 check digits, 25 digits; ISO 13616, modulo 97.
pub fn iban(text: &str) -> Result<(), IdentifierError> {
    let number = text.strip_prefix("UA").ok_or(IdentifierError::Shape)?;
    let digits = digits::<27>(number)?;
    // The country moves behind the account, U as 30 and A as 10, then the check digits.
    let tail = [3, 0, 1, 0, digits[0], digits[1]];
    let remainder = digits[2..].iter().chain(&tail).fold(0, |sum, digit| (sum * 10 + digit) % 97);
    if remainder == 1 { Ok(()) } else { Err(IdentifierError::CheckDigit) }
}

/// Checks the shape of a cadastral number: `1234567890:12:123:1234`.
pub fn cadastral(text: &str) -> Result<(), IdentifierError> {
    let parts: Vec<&str> = text.split(':').collect();
    let [zone, quarter, block, parcel] = parts[..] else { return Err(IdentifierError::Shape) };
    digits::<10>(zone)?;
    digits::<2>(quarter)?;
    digits::<3>(block)?;
    digits::<4>(parcel).map(|_| ())
}

/// A check of an identifier's text.
pub type Check = fn(&str) -> Result<(), IdentifierError>;

/// Every kind by its name.
pub const KINDS: &[(&str, Check)] = &[
    ("edrpou", edrpou),
    ("rnokpp", rnokpp),
    ("unzr", unzr),
    ("iban", iban),
    ("katotth", katotth),
    ("cadastral", cadastral),
];

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_that_only_look_alike_are_told_apart() {
        for good in ["Гайдай Зоряна", "Нечуй-Левицький", "Мар’яна", "O'Neill", "Ґудзь", "Anna Maria", ""]
        {
            assert!(is_of_one_script(good), "{good}");
        }
        for bad in ["Гaйдай", "Гайдай 3оpяна", "Pомашка", "Ivanеnko"] {
            assert!(!is_of_one_script(bad), "{bad}");
        }
    }

    #[test]
    fn a_login_is_ascii_and_small() {
        for good in ["head", "i.haidai", "zoriana@oblast.gov.ua", "7kab-2"] {
            assert!(is_login(good), "{good}");
        }
        for bad in ["", "ab", "Head", "hеad", "a b c", ".head", "head\n", &"a".repeat(65)] {
            assert!(!is_login(bad), "{bad}");
        }
    }

    #[test]
    fn known_codes_pass() {
        for code in ["00032129", "31316718", "43220851"] {
            assert_eq!(edrpou(code), Ok(()), "{code}");
        }
        assert_eq!(rnokpp("0000100010"), Ok(()));
        assert_eq!(katotth("UA05020030010063857"), Ok(()));
        assert_eq!(iban("UA213223130000026007233566001"), Ok(()));
        assert_eq!(cadastral("3220881300:04:001:0001"), Ok(()));
        // 7+27+9+0+0+... over 19900101-0001: the check digit is worked out by hand as 1*7+9*3+9*1+0+0+1+0+1*3+0+0+0+1*1 = 48.
        assert_eq!(unzr("19900101-00018"), Ok(()));
    }

    #[test]
    fn what_is_wrong_is_told_apart() {
        assert_eq!(edrpou("00032128"), Err(IdentifierError::CheckDigit));
        assert_eq!(edrpou("3212"), Err(IdentifierError::Length { expected: 8, got: 4 }));
        assert_eq!(rnokpp("000010001O"), Err(IdentifierError::NotDigits));
        assert_eq!(katotth("ЮА05020030010063857"), Err(IdentifierError::Shape));
        assert_eq!(iban("UA213223130000026007233566002"), Err(IdentifierError::CheckDigit));
        assert_eq!(unzr("19900231-00018"), Err(IdentifierError::Shape));
        assert_eq!(unzr("19900101-00017"), Err(IdentifierError::CheckDigit));
        assert_eq!(cadastral("3220881300:04:001"), Err(IdentifierError::Shape));
    }

    proptest! {
        #[test]
        fn a_completed_rnokpp_is_valid(first in proptest::array::uniform9(0u8..10)) {
            prop_assert_eq!(rnokpp(&rnokpp_with_check_digit(first)), Ok(()));
        }

        #[test]
        fn nothing_panics(text in ".*") {
            for (_, check) in KINDS {
                let _ = check(&text);
            }
        }
    }
}
