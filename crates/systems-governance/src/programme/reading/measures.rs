//! The annex with the measures, in the layouts that documents have: a row of money for each source, or the years within
//! one cell; rows that go on behind a page's end; rows whose cells slid sideways.

use std::collections::BTreeMap;

use oblast_tables::document::TableRow;

use super::{code, figure, low, year};
use crate::programme::amount::{Funding, Money, by_years};
use crate::programme::model::{
    Annex, Budget, Direction, Figure, Measure, Notice, Place, Programme, Row, Source,
};

/// How far a row may have slid.
const SLIDE: usize = 2;

/// Where the columns stand.
#[derive(Clone, Debug, Default)]
struct Layout {
    code: Option<usize>,
    title: usize,
    term: Option<usize>,
    executors: Option<usize>,
    source: usize,
    result: Option<usize>,
    money: MoneyColumns,
}

#[derive(Clone, Debug)]
enum MoneyColumns {
    /// A column for each year, and one for their sum.
    Columns { total: Option<usize>, years: Vec<(i16, usize)> },
    /// All in one cell.
    Cell(usize),
}

impl Default for MoneyColumns {
    fn default() -> Self {
        MoneyColumns::Cell(0)
    }
}

/// Whose rows are being read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Owner {
    #[default]
    Nobody,
    Measure,
    Direction,
    Programme,
}

/// What is read so far.
#[derive(Default)]
pub struct Measures {
    layout: Option<Layout>,
    annex: Annex,
    owner: Owner,
    /// The cell with the years of the measure that is being read, where they stand in one.
    cell: Option<(String, Place)>,
}

impl Measures {
    /// A direction whose title is a line of text. `false` where the line is none.
    pub fn take_title(&mut self, text: &str, line: usize) -> bool {
        let Some(rest) = after_direction(text) else { return false };
        let Some((code, title)) = code(rest) else { return false };
        self.begin_direction(code, title, line);
        true
    }

    /// Takes the rows of a table, or of its next part.
    pub fn take(&mut self, rows: &[TableRow], programme: &mut Programme) {
        let rows = match head(rows) {
            Some((layout, skipped)) => {
                self.layout = Some(layout);
                &rows[skipped..]
            }
            None => rows,
        };
        let Some(layout) = self.layout.clone() else { return };
        for row in rows.iter().filter(|row| !is_numbering(row)) {
            self.take_row(&layout, row, programme);
        }
    }

    /// The annex as it was read.
    pub fn finish(mut self, programme: &mut Programme) -> Annex {
        self.close_cell(programme);
        self.annex
    }

    fn take_row(&mut self, layout: &Layout, row: &TableRow, programme: &mut Programme) {
        let first = cell(row, layout.code.unwrap_or(layout.title));
        let title = cell(row, layout.title);
        let lead = if first.is_empty() { title } else { first };
        if let Some(owner) = sum_of(lead) {
            self.close_cell(programme);
            self.owner = owner;
            return self.take_money(layout, row, programme);
        }
        if let Some(rest) = after_direction(lead)
            && let Some((code, title)) = code(rest)
        {
            self.close_cell(programme);
            return self.begin_direction(code, title, row.line);
        }
        match code(first) {
            Some((number, rest)) if is_alone(row) && !number.contains('.') => {
                self.close_cell(programme);
                self.begin_direction(number, rest, row.line);
            }
            Some((number, rest)) => {
                self.close_cell(programme);
                let title = if rest.is_empty() { title } else { rest };
                self.begin_measure(layout, number, title, row);
                self.take_money(layout, row, programme);
            }
            None => self.go_on(layout, row, programme),
        }
    }

    fn begin_direction(&mut self, code: &str, title: &str, line: usize) {
        self.owner = Owner::Nobody;
        let (code, title) = (code.to_owned(), title.to_owned());
        self.annex.directions.push(Direction { code, title, line, ..Direction::default() });
    }

    fn begin_measure(&mut self, layout: &Layout, code: &str, title: &str, row: &TableRow) {
        self.owner = Owner::Measure;
        let text = |place: Option<usize>| place.map(|place| cell(row, place).to_owned()).unwrap_or_default();
        let measure = Measure {
            code: code.to_owned(),
            title: title.to_owned(),
            term: text(layout.term),
            executors: text(layout.executors),
            result: text(layout.result),
            rows: Vec::new(),
            line: row.line,
        };
        if self.annex.directions.is_empty() {
            // A programme without directions: its measures are all in one.
            self.begin_direction("", "", row.line);
            self.owner = Owner::Measure;
        }
        if let Some(direction) = self.annex.directions.last_mut() {
            direction.measures.push(measure);
        }
    }

    /// A row without a code: another source of what was begun, or the rest of its texts.
    fn go_on(&mut self, layout: &Layout, row: &TableRow, programme: &mut Programme) {
        let is_money = match layout.money {
            MoneyColumns::Columns { .. } => {
                (0..=SLIDE).any(|slide| Source::parse(cell(row, layout.source + slide)).is_some())
            }
            MoneyColumns::Cell(place) => !cell(row, place).is_empty(),
        };
        if self.owner == Owner::Measure {
            self.append_texts(layout, row);
        }
        if is_money {
            self.take_money(layout, row, programme);
        }
    }

    fn append_texts(&mut self, layout: &Layout, row: &TableRow) {
        let Some(measure) = self.measure() else { return };
        let texts = [
            (Some(layout.title), &mut measure.title),
            (layout.term, &mut measure.term),
            (layout.executors, &mut measure.executors),
            (layout.result, &mut measure.result),
        ];
        for (place, own) in texts {
            let more = place.map(|place| cell(row, place)).unwrap_or_default();
            if !more.is_empty() {
                if !own.is_empty() {
                    own.push(' ');
                }
                own.push_str(more);
            }
        }
    }

    fn measure(&mut self) -> Option<&mut Measure> {
        self.annex.directions.last_mut()?.measures.last_mut()
    }

    /// Takes the money of a row for whoever is being read.
    fn take_money(&mut self, layout: &Layout, row: &TableRow, programme: &mut Programme) {
        match &layout.money {
            MoneyColumns::Columns { total, years } => {
                let row = columns(layout, *total, years, row, programme);
                self.add(row);
            }
            MoneyColumns::Cell(place) => self.take_cell(layout, *place, row, programme),
        }
    }

    fn take_cell(&mut self, layout: &Layout, place: usize, row: &TableRow, programme: &mut Programme) {
        let text = cell(row, place);
        if self.owner != Owner::Measure {
            let total = Some(figure(row, place, programme));
            return self.add(Row { total, line: row.line, ..Row::default() });
        }
        match &mut self.cell {
            Some((known, _)) => {
                known.push(' ');
                known.push_str(text);
            }
            None => {
                self.cell = Some((text.to_owned(), Place { line: row.line, cell: place + 1 }));
                let source = cell(row, layout.source);
                let source = (!source.is_empty()).then(|| named(source));
                self.add(Row { source, line: row.line, ..Row::default() });
            }
        }
    }

    /// The cell with the years is whole: reads it.
    fn close_cell(&mut self, programme: &mut Programme) {
        let Some((text, place)) = self.cell.take() else { return };
        let Some(row) = self.measure().and_then(|measure| measure.rows.last_mut()) else { return };
        let own = |value| Figure { value, place: place.clone() };
        if let Some(years) = by_years(&text) {
            row.by_year = years.into_iter().map(|(year, value)| (year, own(value))).collect();
        } else if let Some(value) = Funding::parse(&text) {
            row.total = Some(own(value));
        } else {
            programme.not_understood.push(Notice { kind: "amount", place, words: text });
        }
    }

    fn add(&mut self, row: Row) {
        match self.owner {
            Owner::Measure => {
                if let Some(measure) = self.measure() {
                    measure.rows.push(row);
                }
            }
            Owner::Direction => {
                if let Some(direction) = self.annex.directions.last_mut() {
                    direction.totals.push(row);
                }
            }
            Owner::Programme if row.source.is_none() => self.annex.all = Some(row),
            Owner::Programme => self.annex.totals.push(row),
            Owner::Nobody => {}
        }
    }
}

/// Reads a row of money with a column for each year, where it has slid too.
fn columns(
    layout: &Layout,
    total: Option<usize>,
    years: &[(i16, usize)],
    row: &TableRow,
    programme: &mut Programme,
) -> Row {
    let slide = slide(layout, total, years, row);
    if slide > 0 {
        let place = Place { line: row.line, cell: 0 };
        programme.notices.push(Notice { kind: "slid_row", place, words: row.cells.join(" | ") });
    }
    let name = cell(row, layout.source + slide);
    let own_total = total.map(|place| figure(row, place + slide, programme));
    let by_year: BTreeMap<i16, Figure> =
        years.iter().map(|(year, place)| (*year, figure(row, place + slide, programme))).collect();
    match Funding::parse(name) {
        // What is said of the source holds for the money too: it needs none.
        Some(value @ (Funding::NeedsNone | Funding::WithinFunding)) => {
            let place = Place { line: row.line, cell: layout.source + slide + 1 };
            Row { source: None, total: Some(Figure { value, place }), by_year, line: row.line }
        }
        _ => {
            let source = (!name.is_empty()).then(|| named(name));
            Row { source, total: own_total, by_year, line: row.line }
        }
    }
}

/// By how many cells a row has slid: the least by which its source is a source and its money is money; of several, one whose
/// total is what its years come to.
fn slide(layout: &Layout, total: Option<usize>, years: &[(i16, usize)], row: &TableRow) -> usize {
    let read = |slide: usize| -> Option<(bool, bool)> {
        let name = cell(row, layout.source + slide);
        let is_named = Source::parse(name).is_some();
        if !name.is_empty() && !is_named && !is_word(name) {
            return None;
        }
        let value = |place: usize| Funding::parse(cell(row, place + slide));
        let money: Option<Vec<Funding>> = years.iter().map(|(_, place)| value(*place)).collect();
        let sum: Money = money?.into_iter().map(Funding::money).sum();
        let stated = total.map_or(Some(Funding::Empty), value)?;
        Some((is_named, stated.amount().is_some_and(|stated| stated == sum)))
    };
    let readings: Vec<(usize, bool, bool)> = (0..=SLIDE)
        .filter_map(|slide| read(slide).map(|(is_named, agrees)| (slide, is_named, agrees)))
        .collect();
    let first =
        |fits: fn(&(usize, bool, bool)) -> bool| readings.iter().find(|own| fits(own)).map(|own| own.0);
    first(|(_, is_named, agrees)| *is_named && *agrees)
        .or_else(|| first(|(_, is_named, _)| *is_named))
        .or_else(|| first(|(_, _, agrees)| *agrees))
        .unwrap_or_default()
}

fn is_word(name: &str) -> bool {
    matches!(Funding::parse(name), Some(Funding::NeedsNone | Funding::WithinFunding))
}

/// A source as it is named, whatever it is.
fn named(name: &str) -> Source {
    Source::parse(name).unwrap_or_else(|| Source { budget: Budget::Mixed, marks: 0, name: name.to_owned() })
}

fn cell(row: &TableRow, place: usize) -> &str {
    row.cells.get(place).map(|text| text.trim()).unwrap_or_default()
}

/// Has the row nothing but its first words?
fn is_alone(row: &TableRow) -> bool {
    row.cells.iter().filter(|cell| !cell.trim().is_empty()).count() == 1
}

/// The numbers of the columns: `1 | 2 | 3`.
fn is_numbering(row: &TableRow) -> bool {
    row.cells.len() > 2
        && row.cells.iter().enumerate().all(|(index, cell)| cell.trim() == (index + 1).to_string())
}

/// What follows «Напрям», «Напрямок».
fn after_direction(text: &str) -> Option<&str> {
    let text = text.trim().trim_matches('*').trim();
    ["Напрямок ", "Напрям ", "НАПРЯМОК ", "НАПРЯМ "].iter().find_map(|word| text.strip_prefix(word))
}

/// Whose sum a row is, by its first words.
fn sum_of(text: &str) -> Option<Owner> {
    let text = low(text);
    if !["всього", "усього", "разом"].iter().any(|word| text.starts_with(word)) {
        return None;
    }
    let of_one = text.contains("за напрямом") || text.contains("по напрям") || text.contains("за напрямком");
    Some(if of_one { Owner::Direction } else { Owner::Programme })
}

/// Where the columns stand, by the heading of a table; and how many rows the heading has.
fn head(rows: &[TableRow]) -> Option<(Layout, usize)> {
    let first = rows.first()?;
    let find = |words: &[&str]| {
        first.cells.iter().position(|cell| words.iter().any(|word| low(cell).contains(word)))
    };
    let (title, source) = (find(&["захо"])?, find(&["джерел"])?);
    let amounts = first.cells.iter().position(|cell| low(cell).contains("обсяг"))?;
    let mut layout = Layout {
        code: find(&["№"]).filter(|place| *place != title),
        title,
        term: find(&["строк", "термін"]),
        executors: find(&["виконав"]),
        source,
        result: find(&["результат"]),
        money: MoneyColumns::Cell(amounts),
    };
    let years = |row: &TableRow| -> Vec<(i16, usize)> {
        row.cells.iter().enumerate().filter_map(|(place, cell)| Some((year(cell)?, place))).collect()
    };
    let with_years = rows.iter().take(3).position(|row| !years(row).is_empty());
    let Some(index) = with_years else { return Some((layout, 1)) };
    let is_total =
        |cell: &String| ["разом", "всього", "усього"].iter().any(|word| low(cell).starts_with(word));
    let total = rows[index].cells.iter().position(is_total);
    layout.money = MoneyColumns::Columns { total, years: years(&rows[index]) };
    Some((layout, index + 1))
}
