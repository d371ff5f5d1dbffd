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
    /// Where its rows are.
    pub href: String,
}

const ROW: usize = 36;
const NAMES: usize = 210;
const WIDTH: usize = 700;

/// Horizontal bars with a table behind them. The table is for everybody who cannot see the picture, and for
/// everybody who would rather read.
pub fn bars(title: &str, heads: (&str, &str), bars: &[Bar]) -> Markup {
    let greatest = bars.iter().map(|bar| bar.value).max().unwrap_or(0).max(1);
    let length = |value: i64| value * (WIDTH - NAMES - 70) as i64 / greatest;
    let rows: Vec<Vec<Markup>> = bars
        .iter()
        .map(|bar| vec![html! { a href=(bar.href) { (bar.name) } }, html! { (format::count(bar.value)) }])
        .collect();
    html! {
        figure class="chart" {
            svg viewBox={ "0 0 " (WIDTH) " " (bars.len() * ROW) } role="img" aria-label=(title) {
                @for (index, bar) in bars.iter().enumerate() {
                    @let y = index * ROW;
                    text x=(NAMES - 12) y=(y + 23) text-anchor="end" { (bar.name) }
                    rect class="bar" x=(NAMES) y=(y + 7) width=(length(bar.value).max(2)) height=(ROW - 14) rx="2" {}
                    text class="figure" x=(NAMES as i64 + length(bar.value) + 10) y=(y + 23) { (format::count(bar.value)) }
                }
            }
        }
        (table(title, &[Head::new(heads.0), Head::number(heads.1)], &rows))
    }
}
