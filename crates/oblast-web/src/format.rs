//! Dates, times, distances and counts as people read them.

use jiff::civil::Date;
use oblast_kernel::Lang;
use oblast_kernel::clock::{from_micros, in_kyiv};
use oblast_kernel::decimal;

use crate::visitor::Visitor;

const MONTHS_UK: [&str; 12] = [
    "січня",
    "лютого",
    "березня",
    "квітня",
    "травня",
    "червня",
    "липня",
    "серпня",
    "вересня",
    "жовтня",
    "листопада",
    "грудня",
];
/// Months that stand without a day.
const MONTHS_ALONE_UK: [&str; 12] = [
    "січень",
    "лютий",
    "березень",
    "квітень",
    "травень",
    "червень",
    "липень",
    "серпень",
    "вересень",
    "жовтень",
    "листопад",
    "грудень",
];
const MONTHS_EN: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// `14 березня 2026`.
pub fn date(date: Date, lang: Lang) -> String {
    let months = if lang == Lang::Uk { MONTHS_UK } else { MONTHS_EN };
    let month = months[usize::from(date.month().unsigned_abs()) - 1];
    format!("{} {month} {}", date.day(), date.year())
}

/// `березень 2026` of a stored `2026-03`; the text itself where it is none.
pub fn stored_month(text: &str, lang: Lang) -> String {
    let months = if lang == Lang::Uk { MONTHS_ALONE_UK } else { MONTHS_EN };
    let parts = text.split_once('-').and_then(|(year, month)| {
        let month = month.parse::<usize>().ok()?.checked_sub(1)?;
        Some(format!("{} {year}", months.get(month)?))
    });
    parts.unwrap_or_else(|| text.to_owned())
}

/// A stored ISO date as [`date`]; the text itself where it is none.
pub fn stored_date(text: &str, lang: Lang) -> String {
    text.parse().map_or_else(|_| text.to_owned(), |parsed| date(parsed, lang))
}

/// `14 березня 2026, 14:05` of stored microseconds.
pub fn instant(micros: i64, lang: Lang) -> String {
    let zoned = in_kyiv(from_micros(micros));
    format!("{}, {:02}:{:02}", date(zoned.date(), lang), zoned.hour(), zoned.minute())
}

/// A count with thin spaces in thousands.
pub fn count(number: i64) -> String {
    decimal::readable(number, 0)
}

/// Tenths with the decimal comma (point in English).
pub fn tenths(tenths: i64, lang: Lang) -> String {
    let text = decimal::readable(tenths, 1);
    if lang == Lang::En { text.replace(',', ".") } else { text }
}

/// How near a term is: the words, and the class of its colour.
pub struct Due {
    /// «залишилося 3 робочі дні».
    pub words: String,
    /// `late`, `soon` or nothing.
    pub class: &'static str,
}

/// The distance to a term from today, in working days; «soon» is three working days and less.
pub fn due(visitor: &Visitor, due_on: Date) -> Due {
    let days = visitor.facts.calendar.working_days_between(visitor.today(), due_on);
    let late = due_on < visitor.today();
    let (key, class) = match days {
        _ if late => ("due-late", "late"),
        0 => ("due-today", "soon"),
        1..=3 => ("due-left", "soon"),
        _ => ("due-left", ""),
    };
    Due { words: visitor.tf(key, &[("days", days.abs().max(i64::from(late)).into())]), class }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_written_out_in_both_languages() {
        let day = jiff::civil::date(2026, 3, 14);
        assert_eq!(date(day, Lang::Uk), "14 березня 2026");
        assert_eq!(date(day, Lang::En), "14 March 2026");
        assert_eq!(tenths(790, Lang::Uk), "79,0");
        assert_eq!(tenths(790, Lang::En), "79.0");
    }
}
