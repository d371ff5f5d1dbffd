//! The table of resources: how much of each source in each year.

use std::collections::BTreeMap;

use oblast_tables::document::TableRow;

use super::{figure, low, year};
use crate::programme::model::{Programme, Row, Source};

pub fn take(rows: &[TableRow], programme: &mut Programme) {
    let Some(head) =
        rows.iter().find(|row| row.cells.iter().filter(|cell| year(cell).is_some()).count() >= 2)
    else {
        return;
    };
    let years: Vec<(usize, i16)> =
        head.cells.iter().enumerate().filter_map(|(index, cell)| Some((index, year(cell)?))).collect();
    let is_total = |cell: &String| low(cell).starts_with("усього") || low(cell).starts_with("всього");
    let total = rows
        .iter()
        .take_while(|row| row.line <= head.line)
        .find_map(|row| row.cells.iter().skip(1).position(is_total).map(|place| place + 1));
    for row in rows.iter().filter(|row| row.line > head.line) {
        let name = row.cells.first().map(String::as_str).unwrap_or_default();
        let source = Source::parse(name);
        let is_all = source.is_none() && (low(name).contains("усього") || low(name).contains("всього"));
        // Column numbers under the heading say nothing.
        if source.is_none() && !is_all {
            continue;
        }
        let mut by_year = BTreeMap::new();
        for (cell, year) in &years {
            by_year.insert(*year, figure(row, *cell, programme));
        }
        let total = total.map(|cell| figure(row, cell, programme));
        programme.resources.push(Row { source, total, by_year, line: row.line });
    }
}
