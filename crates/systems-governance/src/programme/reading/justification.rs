//! Sections of the text that work out what a measure is to cost.

use oblast_tables::document::TableRow;

use super::{code, low};
use crate::programme::amount::Funding;
use crate::programme::model::{Costs, Figure, Justification, Notice, Place, Programme, Source};

/// The code of the measure that a section is about: `4.2.3. Розвиток…` is about measure 2.3, as the fourth part of the text
/// goes through the measures.
pub fn section(text: &str) -> Option<String> {
    let (code, _) = code(text.trim_matches('*'))?;
    let (_, own) = code.split_once('.')?;
    own.contains('.').then(|| own.to_owned())
}

/// The source that a section names in a line of its own: «Джерело фінансування проекту: обласний бюджет.»
pub fn source(text: &str) -> Option<Source> {
    let (name, source) = text.split_once(':')?;
    low(name).starts_with("джерело фінансування").then(|| Source::parse(source)).flatten()
}

/// Takes a table, or its next part where `about` is nothing.
pub fn take(rows: &[TableRow], about: Option<(String, Option<Source>)>, programme: &mut Programme) {
    if let Some((code, source)) = about {
        programme.justifications.push(Justification { code, source, ..Justification::default() });
    }
    let head = rows.iter().take(2).flat_map(|row| &row.cells).map(|cell| low(cell)).collect::<Vec<_>>();
    let is_thousand = head.iter().any(|cell| cell.contains("тис"));
    for row in rows {
        let Some(own) = programme.justifications.last() else { return };
        if own.total.is_some() {
            return;
        }
        take_row(row, is_thousand, programme);
    }
}

fn take_row(row: &TableRow, is_thousand: bool, programme: &mut Programme) {
    let count = row.cells.len();
    let is_sum = row.cells.iter().any(|cell| low(cell).trim_end_matches(':') == "разом");
    let is_head = row.cells.iter().any(|cell| {
        let cell = low(cell);
        cell.starts_with("завдання")
            || cell.starts_with("капітальні")
            || cell.contains("видатки")
            || cell == "витрати"
    });
    let has_digits =
        |from: usize| row.cells.iter().skip(from).any(|cell| cell.bytes().any(|byte| byte.is_ascii_digit()));
    if count < 4 || is_head || !has_digits(count - 3) {
        return;
    }
    let last = figure(row, count - 1, is_thousand, programme);
    let costs = (!is_sum).then(|| Costs {
        capital: figure(row, count - 3, is_thousand, programme),
        current: figure(row, count - 2, is_thousand, programme),
        total: last.clone(),
    });
    let Some(own) = programme.justifications.last_mut() else { return };
    match costs {
        Some(costs) => own.rows.push(costs),
        None => own.total = Some(last),
    }
}

fn figure(row: &TableRow, cell: usize, is_thousand: bool, programme: &mut Programme) -> Figure {
    let text = row.cells.get(cell).map(String::as_str).unwrap_or_default();
    let place = Place { line: row.line, cell: cell + 1 };
    let value = if is_thousand { Funding::parse(text) } else { Funding::parse_hryvnias(text) };
    let value = value.unwrap_or_else(|| {
        programme.not_understood.push(Notice { kind: "amount", place: place.clone(), words: text.into() });
        Funding::Empty
    });
    Figure { value, place }
}
