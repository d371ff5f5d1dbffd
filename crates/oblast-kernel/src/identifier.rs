//! National identifiers and their check digits.

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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn known_codes_pass() {
        for code in ["00032129", "31316718", "43220851"] {
            assert_eq!(edrpou(code), Ok(()), "{code}");
        }
        assert_eq!(rnokpp("0000100010"), Ok(()));
        assert_eq!(katotth("UA05020030010063857"), Ok(()));
    }

    #[test]
    fn what_is_wrong_is_told_apart() {
        assert_eq!(edrpou("00032128"), Err(IdentifierError::CheckDigit));
        assert_eq!(edrpou("3212"), Err(IdentifierError::Length { expected: 8, got: 4 }));
        assert_eq!(rnokpp("000010001O"), Err(IdentifierError::NotDigits));
        assert_eq!(katotth("ЮА05020030010063857"), Err(IdentifierError::Shape));
    }

    proptest! {
        #[test]
        fn a_completed_rnokpp_is_valid(first in proptest::array::uniform9(0u8..10)) {
            prop_assert_eq!(rnokpp(&rnokpp_with_check_digit(first)), Ok(()));
        }

        #[test]
        fn nothing_panics(text in ".*") {
            let _ = (edrpou(&text), rnokpp(&text), katotth(&text));
        }
    }
}
