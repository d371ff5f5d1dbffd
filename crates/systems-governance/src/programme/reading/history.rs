//! What earlier programmes planned and what was carried out, by year.

use oblast_tables::document::TableRow;

use super::{figure, low, year};
use crate::programme::model::{PastYear, Programme};

pub fn take(rows: &[TableRow], programme: &mut Programme) {
    for row in rows {
        let first = row.cells.first().map(String::as_str).unwrap_or_default();
        let own = year(first);
        let is_sum = ["всього", "усього", "разом"].iter().any(|word| low(first).starts_with(word));
        if own.is_none() && !is_sum {
            continue;
        }
        let mut three = |from: usize| [0, 1, 2].map(|place| figure(row, from + place, programme));
        let (planned, actual) = (three(1), three(4));
        let percent = row.cells.get(7).and_then(|text| tenths(text));
        programme.history.push(PastYear { year: own, planned, actual, percent, line: row.line });
    }
}

/// `79,0` in tenths.
fn tenths(text: &str) -> Option<i64> {
    let text = text.trim().trim_end_matches('%').trim_end().replace(',', ".");
    let (whole, part) = text.split_once('.').unwrap_or((&text, "0"));
    let part: i64 = part.get(..1)?.parse().ok()?;
    Some(whole.parse::<i64>().ok()? * 10 + part)
}
