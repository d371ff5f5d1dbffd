//! Exact decimals as scaled 64-bit integers.

/// Why a decimal was not understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecimalError {
    /// Not digits with one decimal mark.
    #[error("not a number")]
    NotANumber,
    /// More digits after the mark than the scale keeps.
    #[error("more than {0} digits after the decimal mark")]
    TooPrecise(u32),
    /// Outside of 64 bits.
    #[error("too large")]
    TooLarge,
}

/// Reads a decimal as people write it: spaces of all kinds between thousands, a comma or a point as the
/// mark, a minus of either form in front. Returns units of 10^-`scale`.
pub fn parse(text: &str, scale: u32) -> Result<i64, DecimalError> {
    let compact: String = text.chars().filter(|c| !c.is_whitespace() && *c != '\u{202f}').collect();
    let (negative, digits) = match compact.strip_prefix(['-', '\u{2212}']) {
        Some(rest) => (true, rest),
        None => (false, compact.as_str()),
    };
    let (whole, fraction) = digits.split_once([',', '.']).unwrap_or((digits, ""));
    let plain = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || !plain(whole) || !plain(fraction) {
        return Err(DecimalError::NotANumber);
    }
    let fraction = fraction.trim_end_matches('0');
    let places = u32::try_from(fraction.len()).map_err(|_| DecimalError::TooPrecise(scale))?;
    if places > scale {
        return Err(DecimalError::TooPrecise(scale));
    }
    let units = whole
        .bytes()
        .chain(fraction.bytes())
        .chain(std::iter::repeat_n(b'0', (scale - places) as usize))
        .try_fold(0i64, |sum, digit| sum.checked_mul(10)?.checked_add(i64::from(digit - b'0')))
        .ok_or(DecimalError::TooLarge)?;
    Ok(if negative { -units } else { units })
}

/// The plain form for data: a point, all digits of the scale, no spaces (`-1234.50`).
pub fn plain(units: i64, scale: u32) -> String {
    render(units, scale, "", '.')
}

/// The form for Ukrainian readers: a comma, no-break thin spaces between thousands (`1 234,50`).
pub fn readable(units: i64, scale: u32) -> String {
    render(units, scale, "\u{202f}", ',')
}

/// A quotient, rounded half away from nought; nothing where the whole is not above nought.
pub fn half_up(part: i128, whole: i128) -> Option<i64> {
    if whole <= 0 {
        return None;
    }
    let (quotient, rest) = (part / whole, (part % whole).abs());
    let is_up = rest >= whole - rest;
    i64::try_from(quotient + if is_up { part.signum() } else { 0 }).ok()
}

/// The weighted mean of values with their weights, rounded half away from nought; nothing without weights.
pub fn mean(all: &[(i64, i64)]) -> Option<i64> {
    let sum = |part: fn(&(i64, i64)) -> i128| all.iter().map(part).fold(0_i128, i128::saturating_add);
    let weighted = sum(|(value, weight)| i128::from(*value) * i128::from(*weight));
    half_up(weighted, sum(|(_, weight)| i128::from(*weight)))
}

/// Places by values, the greatest first: who has as much shares a place, and the next one counts them all.
pub fn places(values: &[i64]) -> Vec<i64> {
    values.iter().map(|own| 1 + values.iter().filter(|other| *other > own).count() as i64).collect()
}

fn render(units: i64, scale: u32, separator: &str, mark: char) -> String {
    let digits = format!("{:0width$}", units.unsigned_abs(), width = scale as usize + 1);
    let (whole, fraction) = digits.split_at(digits.len() - scale as usize);
    let mut out = String::new();
    if units < 0 {
        out.push('-');
    }
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index) % 3 == 0 {
            out.push_str(separator);
        }
        out.push(digit);
    }
    if scale > 0 {
        out.push(mark);
        out.push_str(fraction);
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn means_are_rounded_half_away_from_nought_and_equals_share_a_place() {
        assert_eq!((half_up(5, 2), half_up(-5, 2), half_up(1, 0)), (Some(3), Some(-3), None));
        assert_eq!(mean(&[(10, 1), (15, 1)]), Some(13));
        assert_eq!(mean(&[(10_000, 2), (0, 1)]), Some(6_667));
        assert_eq!((mean(&[]), mean(&[(i64::MAX, i64::MAX), (i64::MAX, i64::MAX)])), (None, Some(i64::MAX)));
        assert_eq!(places(&[70, 90, 70, 10]), [2, 1, 2, 4]);
    }

    #[test]
    fn reads_numbers_as_people_write_them() {
        assert_eq!(parse("12 345,6", 2), Ok(1_234_560));
        assert_eq!(parse("\u{a0}1\u{202f}000.05", 2), Ok(100_005));
        assert_eq!(parse("\u{2212}7", 1), Ok(-70));
        assert_eq!(parse("1.2300", 2), Ok(123));
    }

    #[test]
    fn refuses_what_is_not_a_number() {
        assert_eq!(parse("", 2), Err(DecimalError::NotANumber));
        assert_eq!(parse("1,2,3", 2), Err(DecimalError::NotANumber));
        assert_eq!(parse("١٢", 0), Err(DecimalError::NotANumber));
        assert_eq!(parse("0,005", 2), Err(DecimalError::TooPrecise(2)));
        assert_eq!(parse("99999999999999999999", 2), Err(DecimalError::TooLarge));
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(units in -i64::MAX..i64::MAX, scale in 0u32..6) {
            prop_assert_eq!(parse(&plain(units, scale), scale), Ok(units));
            prop_assert_eq!(parse(&readable(units, scale), scale), Ok(units));
        }

        #[test]
        fn nothing_panics(text in ".*", scale in 0u32..18) {
            let _ = parse(&text, scale);
        }
    }
}
