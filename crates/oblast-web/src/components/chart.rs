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
const LETTER: f64 = 8.5;

/// How much room figures take beside a picture's bars or lines.
fn room<'w>(words: impl Iterator<Item = &'w str>) -> usize {
    let longest = words.map(|words| words.chars().count()).max().unwrap_or(0);
    ((longest as f64 * LETTER) as usize + 14).clamp(FIGURE, WIDTH / 2)
}

/// How many bars are drawn at most.
const DRAWN: usize = 24;

/// Horizontal bars with a table behind them; of very many, the longest. The table is for everybody who cannot see the
/// picture, and for everybody who would rather read.
pub fn bars(title: &str, heads: (&str, &str), bars: &[Bar]) -> Markup {
    let greatest = bars.iter().map(|bar| bar.value).max().unwrap_or(0).max(1);
    let words: Vec<String> = bars.iter().map(Bar::words).collect();
    let room = room(words.iter().map(String::as_str));
    let length = |value: i64| (value.max(0) as f64 / greatest as f64 * (WIDTH - room) as f64) as i64;
    let rows: Vec<Vec<Markup>> = bars
        .iter()
        .map(|bar| vec![html! { a href=(bar.href) { (bar.name) } }, html! { (bar.words()) }])
        .collect();
    let mut drawn: Vec<&Bar> = bars.iter().collect();
    if drawn.len() > DRAWN {
        drawn.sort_by_key(|bar| std::cmp::Reverse(bar.value));
        drawn.truncate(DRAWN);
    }
    html! {
        figure class="chart" {
            svg viewBox={ "0 0 " (WIDTH) " " (drawn.len() * ROW) } role="img" aria-label=(title) {
                @for (index, bar) in drawn.iter().enumerate() {
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

/// A line of a chart: a name and a value for each place on the axis, where there is one.
pub struct Series {
    /// The name.
    pub name: String,
    /// The values.
    pub values: Vec<Option<i64>>,
}

/// What a chart of lines shows besides its lines.
pub struct Lines<'l> {
    /// What it is of.
    pub title: &'l str,
    /// The head of the axis.
    pub axis: &'l str,
    /// The names of the places on the axis.
    pub places: &'l [String],
    /// What is aimed at, and its name.
    pub target: Option<(i64, &'l str)>,
    /// The words that open the table.
    pub show: &'l str,
    /// How a value is read.
    pub shown: &'l dyn Fn(i64) -> String,
}

/// Lines over time, with a table behind them. They differ by their strokes, not by colour alone.
pub fn lines(chart: &Lines<'_>, series: &[Series]) -> Markup {
    const HEIGHT: f64 = 170.0;
    const TOP: f64 = 18.0;
    const BOTTOM: f64 = 24.0;
    const SIDE: f64 = 8.0;
    let longest = series.iter().filter_map(|own| own.values.iter().flatten().last());
    let longest = longest.map(|value| (chart.shown)(*value).chars().count()).max().unwrap_or(0);
    let right = (longest as f64 * LETTER + 14.0).clamp(40.0, 180.0);
    let known = series.iter().flat_map(|own| own.values.iter().flatten().copied());
    let all: Vec<i64> = known.chain(chart.target.map(|(target, _)| target)).collect();
    let highest = all.iter().copied().max().unwrap_or(0).max(1) as f64;
    let lowest = all.iter().copied().min().unwrap_or(0).min(0) as f64;
    let last = chart.places.len().saturating_sub(1).max(1) as f64;
    let x = |place: usize| SIDE + place as f64 / last * (WIDTH as f64 - SIDE - right);
    let y = |value: i64| TOP + (highest - value as f64) / (highest - lowest) * (HEIGHT - TOP - BOTTOM);
    let points = |own: &Series| {
        let known = own.values.iter().enumerate().filter_map(|(place, value)| Some((place, (*value)?)));
        known.map(|(place, value)| (x(place), y(value), value)).collect::<Vec<_>>()
    };
    let ends: Vec<Option<(f64, f64, i64)>> = series.iter().map(|own| points(own).last().copied()).collect();
    let labels = apart(&ends.iter().map(|end| end.map(|(_, y, _)| y)).collect::<Vec<_>>());
    html! {
        figure class="chart" {
            @if series.len() > 1 || chart.target.is_some() {
                figcaption class="legend" {
                    @for (index, own) in series.iter().enumerate() { span class={ "key line-" (index % 4) } { (own.name) } " " }
                    @if let Some((target, name)) = chart.target { span class="key aim" { (name) " " ((chart.shown)(target)) } }
                }
            }
            svg viewBox={ "0 0 " (WIDTH) " " (HEIGHT) } role="img" aria-label=(chart.title) {
                line class="axis" x1=(SIDE) x2=(WIDTH as f64 - right) y1=(y(0)) y2=(y(0)) {}
                @if let Some((target, _)) = chart.target {
                    line class="aim" x1=(SIDE) x2=(WIDTH as f64 - right) y1=(y(target)) y2=(y(target)) {}
                }
                @for (index, own) in series.iter().enumerate() {
                    @let points = points(own);
                    @let path: Vec<String> = points.iter().map(|(x, y, _)| format!("{x:.1},{y:.1}")).collect();
                    polyline class={ "line line-" (index % 4) } points=(path.join(" ")) {}
                    @for (x, y, _) in &points { circle class={ "dot line-" (index % 4) } cx={ (format!("{x:.1}")) } cy={ (format!("{y:.1}")) } r="3" {} }
                    @if let (Some((x, _, value)), Some(y)) = (ends[index], labels[index]) {
                        text class="figure" x={ (format!("{:.1}", x + 8.0)) } y={ (format!("{:.1}", y + 5.0)) } { ((chart.shown)(value)) }
                    }
                }
                @if let Some(first) = chart.places.first() { text x=(SIDE) y=(HEIGHT - 4.0) { (first) } }
                @if chart.places.len() > 1 {
                    @if let Some(end) = chart.places.last() { text class="end" x=(WIDTH as f64 - right) y=(HEIGHT - 4.0) { (end) } }
                }
            }
        }
        details { summary { (chart.show) } (lines_table(chart, series)) }
    }
}

/// Many small lines of one scale, each with its name and latest value; the table has all of them.
pub fn small_multiples(chart: &Lines<'_>, series: &[Series]) -> Markup {
    const ACROSS: f64 = 160.0;
    const DOWN: f64 = 56.0;
    let known = || series.iter().flat_map(|own| own.values.iter().flatten().copied());
    let highest = known().max().unwrap_or(0).max(1) as f64;
    let lowest = known().min().unwrap_or(0).min(0) as f64;
    let last = chart.places.len().saturating_sub(1).max(1) as f64;
    let point = |place: usize, value: i64| {
        let y = 4.0 + (highest - value as f64) / (highest - lowest) * (DOWN - 8.0);
        format!("{:.1},{y:.1}", 4.0 + place as f64 / last * (ACROSS - 8.0))
    };
    html! {
        ul class="multiples" {
            @for own in series {
                @let points: Vec<(usize, i64)> = own.values.iter().enumerate().filter_map(|(place, value)| Some((place, (*value)?))).collect();
                @let path: Vec<String> = points.iter().map(|(place, value)| point(*place, *value)).collect();
                li {
                    p { (own.name) @if let Some((_, value)) = points.last() { " " strong { ((chart.shown)(*value)) } } }
                    svg viewBox={ "0 0 " (ACROSS) " " (DOWN) } aria-hidden="true" {
                        line class="axis" x1="4" x2=(ACROSS - 4.0) y1=(DOWN - 4.0) y2=(DOWN - 4.0) {}
                        polyline class="line" points=(path.join(" ")) {}
                    }
                }
            }
        }
        details { summary { (chart.show) } (lines_table(chart, series)) }
    }
}

/// A table of lines: a row for each place on the axis.
fn lines_table(chart: &Lines<'_>, series: &[Series]) -> Markup {
    let row = |(place, name): (usize, &String)| {
        let value = |own: &Series| match own.values.get(place).copied().flatten() {
            Some(value) => html! { ((chart.shown)(value)) },
            None => html! { "–" },
        };
        std::iter::once(html! { (name) }).chain(series.iter().map(value)).collect::<Vec<_>>()
    };
    let rows: Vec<Vec<Markup>> = chart.places.iter().enumerate().map(row).collect();
    let heads: Vec<Head> = std::iter::once(Head::new(chart.axis))
        .chain(series.iter().map(|own| Head::number(&own.name)))
        .collect();
    table(chart.title, &heads, &rows)
}

/// The heights of labels moved so that none stands on another, in their order.
fn apart(heights: &[Option<f64>]) -> Vec<Option<f64>> {
    const LINE: f64 = 15.0;
    let mut order: Vec<usize> = (0..heights.len()).filter(|place| heights[*place].is_some()).collect();
    let at = |place: &usize| heights[*place].unwrap_or_default();
    order.sort_by(|one, other| at(one).total_cmp(&at(other)));
    let mut moved = heights.to_vec();
    let mut free = f64::MIN;
    for place in order {
        let height = at(&place).max(free);
        moved[place] = Some(height);
        free = height + LINE;
    }
    moved
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
    fn labels_do_not_stand_on_each_other() {
        assert_eq!(
            apart(&[Some(50.0), None, Some(52.0), Some(10.0)]),
            [Some(50.0), None, Some(65.0), Some(10.0)]
        );
        assert_eq!(apart(&[]), []);
    }

    #[test]
    fn long_names_are_cut_between_letters() {
        assert_eq!(shortened("Мережа"), "Мережа");
        assert_eq!(shortened(&"ї".repeat(60)).chars().count(), 53);
    }
}
