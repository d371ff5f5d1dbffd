//! Charts drawn as SVG on the server, each with its table.

use maud::{Markup, html};

use crate::components::table::{Head, table};
use crate::format;

/// One bar: its name, its value, and where its rows are.
pub struct Bar {
    /// The name.
    pub name: String,
    /// The value.
    pub value: i64,
    /// The value as it is read; the number itself where absent.
    pub shown: Option<String>,
    /// Where its rows are.
    pub href: String,
}

impl Bar {
    fn words(&self) -> String {
        self.shown.clone().unwrap_or_else(|| format::count(self.value))
    }
}

// In the units of the picture. Names stand above their bars, so that a phone can show them in full.
const ROW: usize = 46;
const WIDTH: usize = 400;
const FIGURE: usize = 90;

/// Horizontal bars with a table behind them. The table is for everybody who cannot see the picture, and for
/// everybody who would rather read.
pub fn bars(title: &str, heads: (&str, &str), bars: &[Bar]) -> Markup {
    let greatest = bars.iter().map(|bar| bar.value).max().unwrap_or(0).max(1);
    let length = |value: i64| (value.max(0) as f64 / greatest as f64 * (WIDTH - FIGURE) as f64) as i64;
    let rows: Vec<Vec<Markup>> = bars
        .iter()
        .map(|bar| vec![html! { a href=(bar.href) { (bar.name) } }, html! { (bar.words()) }])
        .collect();
    html! {
        figure class="chart" {
            svg viewBox={ "0 0 " (WIDTH) " " (bars.len() * ROW) } role="img" aria-label=(title) {
                @for (index, bar) in bars.iter().enumerate() {
                    @let y = index * ROW;
                    text x="0" y=(y + 14) { (bar.name) }
                    rect class="bar" x="0" y=(y + 20) width=(length(bar.value).max(2)) height="18" rx="2" {}
                    text class="figure" x=(length(bar.value) + 8) y=(y + 34) { (bar.words()) }
                }
            }
        }
        div class="column" { (table(title, &[Head::new(heads.0), Head::number(heads.1)], &rows)) }
    }
}

/// What was to be and what is: two figures of one name.
pub struct Pair {
    /// The name.
    pub name: String,
    /// What was to be, and how it is read.
    pub planned: (i64, String),
    /// What is, and how it is read.
    pub actual: (i64, String),
    /// Where the rows are; nothing where there are none.
    pub href: Option<String>,
}

/// Which part of what was to be is there, in per cent, rounded down; nothing where nothing was to be.
pub fn percent(planned: i64, actual: i64) -> Option<i64> {
    (planned > 0).then(|| i64::try_from(i128::from(actual) * 100 / i128::from(planned)).unwrap_or(i64::MAX))
}

/// Two bars for each name, what was to be outlined and what is filled, with a table behind them, which opens on `show`.
/// The heads are of the name, of what was to be, of what is, and of its part.
pub fn pairs(title: &str, heads: [&str; 4], show: &str, pairs: &[Pair]) -> Markup {
    const PAIR: usize = 66;
    let greatest = pairs.iter().flat_map(|pair| [pair.planned.0, pair.actual.0]).max().unwrap_or(0).max(1);
    let length = |value: i64| (value.max(0) as f64 / greatest as f64 * (WIDTH - FIGURE) as f64) as i64;
    let rows: Vec<Vec<Markup>> = pairs
        .iter()
        .map(|pair| {
            let part = percent(pair.planned.0, pair.actual.0).filter(|_| pair.actual.0 != 0);
            vec![
                html! { @if let Some(href) = &pair.href { a href=(href) { (pair.name) } } @else { (pair.name) } },
                html! { (pair.planned.1) },
                html! { (pair.actual.1) },
                html! { @if let Some(part) = part { (part) " %" } @else { "–" } },
            ]
        })
        .collect();
    let heads_of_table =
        [Head::new(heads[0]), Head::number(heads[1]), Head::number(heads[2]), Head::number(heads[3])];
    html! {
        figure class="chart" {
            figcaption class="legend" {
                span class="key planned" { (heads[1]) } " " span class="key actual" { (heads[2]) }
            }
            svg viewBox={ "0 0 " (WIDTH) " " (pairs.len() * PAIR) } role="img" aria-label=(title) {
                @for (index, pair) in pairs.iter().enumerate() {
                    @let y = index * PAIR;
                    text x="0" y=(y + 14) { (shortened(&pair.name)) }
                    @for (class, offset, (value, words)) in [("bar planned", 20, &pair.planned), ("bar", 38, &pair.actual)] {
                        rect class=(class) x="1" y=(y + offset) width=(length(*value).max(i64::from(*value > 0) * 2)) height="15" rx="2" {}
                        text class="figure" x=(length(*value) + 8) y=(y + offset + 12) { (words) }
                    }
                }
            }
        }
        details { summary { (show) } (table(title, &heads_of_table, &rows)) }
    }
}

/// A name that would run over the edge of the picture; the table has it whole.
fn shortened(name: &str) -> String {
    const LONGEST: usize = 52;
    match name.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", name[..end].trim_end()),
        None => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_rounded_down_and_absent_where_nothing_was_planned() {
        assert_eq!((percent(200, 199), percent(3, 1), percent(0, 5)), (Some(99), Some(33), None));
        assert_eq!(percent(i64::MAX, i64::MAX), Some(100));
    }

    #[test]
    fn long_names_are_cut_between_letters() {
        assert_eq!(shortened("Мережа"), "Мережа");
        assert_eq!(shortened(&"ї".repeat(60)).chars().count(), 53);
    }
}
