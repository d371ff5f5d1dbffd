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
