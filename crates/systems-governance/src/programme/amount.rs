//! What stands in a cell for money: an amount, or one of the words that are no amount.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, Neg, Sub};

/// Money in kopiykas: a thousandth of a thousand hryvnias has two places more than the documents write.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Money(pub i64);

/// Kopiykas in a thousand hryvnias.
const THOUSAND: i64 = 100_000;
/// The places of [`THOUSAND`].
const PLACES: usize = 5;

impl Money {
    /// As a number of thousand hryvnias.
    pub fn thousands(self) -> f64 {
        // The documents' figures are exact in the 53 bits of a double.
        self.0 as f64 / THOUSAND as f64
    }
}

impl Money {
    /// To two places of a thousand hryvnias, half away from nought: sums of payments have more than anybody reads.
    pub fn rounded(self) -> Money {
        const TENNER: i64 = THOUSAND / 100;
        let half = TENNER / 2 * self.0.signum();
        Money(self.0.saturating_add(half) / TENNER * TENNER)
    }
}

impl Add for Money {
    type Output = Money;
    fn add(self, other: Money) -> Money {
        Money(self.0.saturating_add(other.0))
    }
}

impl Sub for Money {
    type Output = Money;
    fn sub(self, other: Money) -> Money {
        Money(self.0.saturating_sub(other.0))
    }
}

impl Neg for Money {
    type Output = Money;
    fn neg(self) -> Money {
        Money(self.0.saturating_neg())
    }
}

impl Sum for Money {
    fn sum<I: Iterator<Item = Money>>(amounts: I) -> Money {
        amounts.fold(Money::default(), Add::add)
    }
}

/// Thousand hryvnias as the documents write them: `73 779,4`.
impl fmt::Display for Money {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, part) =
            (self.0.unsigned_abs() / THOUSAND as u64, self.0.unsigned_abs() % THOUSAND as u64);
        let digits = whole.to_string();
        let mut grouped = String::new();
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && (digits.len() - index).is_multiple_of(3) {
                grouped.push('\u{a0}');
            }
            grouped.push(digit);
        }
        let part = format!("{part:05}");
        let part = part.trim_end_matches('0');
        let sign = if self.0 < 0 { "−" } else { "" };
        write!(out, "{sign}{grouped},{}", if part.is_empty() { "0" } else { part })
    }
}

/// What a cell says of money. The four that are no amount mean different things.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Funding {
    /// Nothing is written.
    #[default]
    Empty,
    /// A dash: there is none.
    None,
    /// «в межах фінансування»: within what the executor is given anyway.
    WithinFunding,
    /// «не потребує»: costs nothing.
    NeedsNone,
    /// An amount.
    Amount(Money),
}

impl Funding {
    /// The amount; nothing where there is none.
    pub fn amount(self) -> Option<Money> {
        match self {
            Funding::Amount(money) => Some(money),
            _ => None,
        }
    }

    /// What it adds to a sum.
    pub fn money(self) -> Money {
        self.amount().unwrap_or_default()
    }

    /// The name, as it is told in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Funding::Empty => "empty",
            Funding::None => "none",
            Funding::WithinFunding => "within_funding",
            Funding::NeedsNone => "needs_none",
            Funding::Amount(_) => "amount",
        }
    }

    /// Reads a cell in hryvnias.
    pub fn parse_hryvnias(cell: &str) -> Option<Funding> {
        match Funding::parse(cell)? {
            // A kopiyka is the least there is.
            Funding::Amount(money) if money.0 % 1_000 != 0 => None,
            Funding::Amount(money) => Some(Funding::Amount(Money(money.0 / 1_000))),
            other => Some(other),
        }
    }

    /// Reads a cell in thousand hryvnias. Nothing where it is none of these.
    pub fn parse(cell: &str) -> Option<Funding> {
        let text = plain(cell);
        if text.is_empty() {
            return Some(Funding::Empty);
        }
        if text.chars().all(is_dash) {
            return Some(Funding::None);
        }
        if text.contains("межах") && (text.contains("фінансув") || text.contains("асигнув"))
        {
            return Some(Funding::WithinFunding);
        }
        if text.starts_with("не потребує") {
            return Some(Funding::NeedsNone);
        }
        number(without_unit(&text)).map(Funding::Amount)
    }
}

fn is_dash(letter: char) -> bool {
    matches!(letter, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

/// In small letters, all spaces alike.
fn plain(text: &str) -> String {
    let words =
        text.split(|letter: char| letter.is_whitespace() || letter == '\u{200b}' || letter == '\u{feff}');
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ").to_lowercase()
}

fn without_unit(text: &str) -> &str {
    let end = text.find("тис").unwrap_or(text.len());
    text[..end].trim_end()
}

/// `155 937,7`, `1700`, `0.5`, `-12,0`: groups of three digits parted by spaces, a comma or a point.
fn number(text: &str) -> Option<Money> {
    let (sign, digits) = match text.chars().next() {
        Some(first) if is_dash(first) => (-1, &text[first.len_utf8()..]),
        _ => (1, text),
    };
    let digits = digits.trim_start();
    let (whole, part) = digits.split_once([',', '.']).unwrap_or((digits, ""));
    let groups: Vec<&str> = whole.split(' ').collect();
    let is_grouped =
        groups.len() == 1 || (groups[0].len() <= 3 && groups[1..].iter().all(|group| group.len() == 3));
    let all_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !is_grouped || !groups.iter().all(|group| all_digits(group)) {
        return None;
    }
    if (digits.contains([',', '.']) && !all_digits(part)) || part.len() > PLACES {
        return None;
    }
    let whole: i64 = groups.concat().parse().ok()?;
    let part: i64 = if part.is_empty() { 0 } else { format!("{part:0<5}").parse().ok()? };
    whole.checked_mul(THOUSAND)?.checked_add(part).map(|kopiykas| Money(sign * kopiykas))
}

/// Years within one cell: `2021 р. – 265,0 2022 р. – в межах фінансування`. Nothing where the cell is not so.
pub fn by_years(cell: &str) -> Option<Vec<(i16, Funding)>> {
    let text = plain(cell);
    let mut starts = Vec::new();
    for (at, _) in text.match_indices("20") {
        let year: Option<i16> = text.get(at..at + 4).and_then(|year| year.parse().ok());
        let before = text[..at].chars().next_back();
        if let (Some(year), None | Some(' ' | ';')) = (year, before)
            && let Some(value) = after_year(&text[at + 4..])
        {
            starts.push((at, text.len() - value.len(), year));
        }
    }
    if starts.first().is_none_or(|(at, _, _)| *at != 0) {
        return None;
    }
    let ends = starts.iter().skip(1).map(|(at, _, _)| *at).chain([text.len()]);
    let value = |((_, from, year), to): (&(usize, usize, i16), usize)| {
        let said = text.get(*from..to)?.trim().trim_end_matches([';', '.']);
        Some((*year, Funding::parse(said)?))
    };
    starts.iter().zip(ends).map(value).collect()
}

/// What follows `р. –`, `рік:`, `–` behind a year.
fn after_year(text: &str) -> Option<&str> {
    let text = text.trim_start();
    let text =
        ["року", "рік", "рр.", "р.", "р"].iter().find_map(|word| text.strip_prefix(word)).unwrap_or(text);
    let text = text.trim_start();
    let sign = text.chars().next().filter(|letter| is_dash(*letter) || *letter == ':')?;
    Some(text[sign.len_utf8()..].trim_start())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amount(kopiykas: i64) -> Option<Funding> {
        Some(Funding::Amount(Money(kopiykas)))
    }

    #[test]
    fn numbers_are_read_with_spaces_of_all_kinds_and_both_signs_of_decimals() {
        for text in
            ["155 937,7", "155\u{a0}937,7", "155\u{202f}937.70", "155937,7 тис. грн.", "155 937,7 тис.грн"]
        {
            assert_eq!(Funding::parse(text), amount(15_593_770_000), "{text}");
        }
        assert_eq!(Funding::parse("1700"), amount(170_000_000));
        assert_eq!(Funding::parse("-12,5"), amount(-1_250_000));
        for text in
            ["1,2,3", "12 34", "12,", "1700*", "1.250.000", "0,0000001", "2021-2023", "99999999999999999"]
        {
            assert_eq!(Funding::parse(text), None, "{text}");
        }
    }

    #[test]
    fn hryvnias_are_told_from_thousands() {
        assert_eq!(Funding::parse_hryvnias("69 000 000,7"), amount(6_900_000_070));
        assert_eq!(Funding::parse_hryvnias("0,001"), None);
        assert_eq!(Funding::parse_hryvnias("-"), Some(Funding::None));
    }

    #[test]
    fn what_is_no_amount_keeps_its_meaning() {
        assert_eq!(Funding::parse(" "), Some(Funding::Empty));
        assert_eq!(Funding::parse("–"), Some(Funding::None));
        assert_eq!(Funding::parse("--"), Some(Funding::None));
        assert_eq!(Funding::parse("В межах\u{a0}фінансування"), Some(Funding::WithinFunding));
        assert_eq!(Funding::parse("Не потребує"), Some(Funding::NeedsNone));
    }

    #[test]
    fn years_are_read_out_of_one_cell() {
        let years = by_years("2021 р. – 265,0 2022 р. – в межах фінансування 2023 р. – 2 000,0").unwrap();
        let expected = [
            (2021, Funding::Amount(Money(26_500_000))),
            (2022, Funding::WithinFunding),
            (2023, Funding::Amount(Money(200_000_000))),
        ];
        assert_eq!(years, expected);
        assert_eq!(by_years("2021 – 2023 роки"), None);
        assert_eq!(by_years("1710,0"), None);
    }

    #[test]
    fn sums_are_rounded_to_two_places() {
        let shown = |kopiykas| Money(kopiykas).rounded().to_string();
        assert_eq!(shown(3_166_752_022), "31\u{a0}667,52");
        assert_eq!((shown(500), shown(499), shown(-500)), ("0,01".into(), "0,0".into(), "−0,01".into()));
    }

    #[test]
    fn money_is_written_as_the_documents_write_it() {
        assert_eq!(Money(15_593_770_000).to_string(), "155\u{a0}937,7");
        assert_eq!(Money(-6_000_000).to_string(), "−60,0");
        assert_eq!(Money(1).to_string(), "0,00001");
    }
}
