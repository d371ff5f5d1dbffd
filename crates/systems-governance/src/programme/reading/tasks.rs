//! Tables of tasks: for each task what it costs, the oblast, the communities and all others, capital and current.

use oblast_tables::document::TableRow;

use super::{code, low};
use crate::programme::amount::{Funding, Money};
use crate::programme::model::{Figure, Notice, Place, Programme, TASK_SOURCES, Task, Tasks};

/// How many columns of money a table has: the whole, capital, research, other needs; each of three sources.
const COLUMNS: usize = 4 * TASK_SOURCES;
/// Where the columns of money begin: after the task and its customer.
const FIRST: usize = 2;
/// How far an amount may have slid.
const SLIDE: usize = 2;

/// Takes a table under a title, or its next part.
pub fn take(rows: &[TableRow], title: Option<&str>, programme: &mut Programme) {
    if let Some(title) = title {
        programme.tasks.push(Tasks { year: only_year(title), ..Tasks::default() });
    }
    for row in rows {
        let first = row.cells.first().map(String::as_str).unwrap_or_default();
        let own = code(first).map(|(code, _)| code.to_owned()).filter(|code| code.contains('.'));
        let is_sum = low(first).starts_with("разом");
        if own.is_none() && !is_sum {
            continue;
        }
        let Some(figures) = figures(row, programme) else { continue };
        let Some(table) = programme.tasks.last_mut() else { return };
        let [total, capital, research, needs] = figures;
        let task = Task { code: own, total, capital, research, needs };
        if is_sum {
            table.sum = Some(task);
        } else {
            table.rows.push(task);
        }
    }
}

/// «Програми на 2021 рік» is for a year, «на 2021-2023 роки» for all.
fn only_year(title: &str) -> Option<i16> {
    let title = low(title);
    let (before, _) = title.rsplit_once(" рік")?;
    before.rsplit(' ').next()?.parse().ok()
}

/// The figures of a row, by kind and source; where its cells slid, as the only way in which each whole is what its parts
/// come to. Nothing where the row says nothing of money.
fn figures(row: &TableRow, programme: &mut Programme) -> Option<[[Figure; TASK_SOURCES]; 4]> {
    let values: Vec<Funding> = row.cells.iter().skip(FIRST).map_while(|cell| Funding::parse(cell)).collect();
    let amounts: Vec<(usize, Money)> =
        values.iter().enumerate().filter_map(|(place, value)| Some((place, value.amount()?))).collect();
    if amounts.is_empty() {
        // Dashes all along are a task without money; a line that only goes on with its texts has none.
        let dashes = values.iter().filter(|value| **value == Funding::None).count();
        return (dashes >= TASK_SOURCES).then(Default::default);
    }
    let as_written: Vec<usize> = amounts.iter().map(|(place, _)| *place).collect();
    let place = Place { line: row.line, cell: 0 };
    let columns = if agrees(&as_written, &amounts) {
        as_written
    } else {
        let found = nearest(&amounts);
        let kind = if found.is_some() { "slid_row" } else { "sums_of_row" };
        programme.notices.push(Notice { kind, place, words: row.cells.join(" | ") });
        found.unwrap_or(as_written)
    };
    let mut figures: [[Figure; TASK_SOURCES]; 4] = Default::default();
    for (column, (cell, money)) in columns.iter().zip(&amounts) {
        let place = Place { line: row.line, cell: FIRST + cell + 1 };
        let own = figures.get_mut(column / TASK_SOURCES)?.get_mut(column % TASK_SOURCES)?;
        *own = Figure { value: Funding::Amount(*money), place };
    }
    Some(figures)
}

/// Is each whole what its parts come to, where the amounts stand in these columns?
fn agrees(columns: &[usize], amounts: &[(usize, Money)]) -> bool {
    let mut sums = [Money::default(); TASK_SOURCES];
    for (column, (_, money)) in columns.iter().zip(amounts) {
        match (column / TASK_SOURCES, sums.get_mut(column % TASK_SOURCES)) {
            (0, Some(sum)) => *sum = *sum + *money,
            (1..=3, Some(sum)) => *sum = *sum - *money,
            _ => return false,
        }
    }
    sums.iter().all(|sum| *sum == Money::default())
}

/// A way to read a row: how far its amounts moved together, how far each did, and their columns.
type Moved = (usize, Vec<usize>, Vec<usize>);

/// The columns nearest to where the amounts stand, in their order, in which the sums agree; of several as near, the one that
/// leaves the first amounts where they are, as a cell too many or too few moves those behind it. Nothing where there is none.
fn nearest(amounts: &[(usize, Money)]) -> Option<Vec<usize>> {
    // More amounts than columns are no row of this table.
    if amounts.len() > COLUMNS {
        return None;
    }
    let mut found: Vec<Moved> = Vec::new();
    place_rest(amounts, &mut Vec::new(), &mut found);
    found.sort();
    let mut found = found.into_iter();
    let (_, moved, columns) = found.next()?;
    found.next().is_none_or(|(_, other, _)| other != moved).then_some(columns)
}

fn place_rest(amounts: &[(usize, Money)], placed: &mut Vec<usize>, found: &mut Vec<Moved>) {
    let Some((at, _)) = amounts.get(placed.len()) else {
        if agrees(placed, amounts) {
            let moved: Vec<usize> =
                placed.iter().zip(amounts).map(|(column, (at, _))| column.abs_diff(*at)).collect();
            found.push((moved.iter().sum(), moved, placed.clone()));
        }
        return;
    };
    let after = placed.last().map_or(0, |last| last + 1);
    for column in after.max(at.saturating_sub(SLIDE))..=(at + SLIDE).min(COLUMNS - 1) {
        placed.push(column);
        place_rest(amounts, placed, found);
        placed.pop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amounts(own: &[(usize, i64)]) -> Vec<(usize, Money)> {
        own.iter().map(|(place, value)| (*place, Money(*value))).collect()
    }

    #[test]
    fn a_row_that_slid_is_read_where_its_sums_agree() {
        assert_eq!(nearest(&amounts(&[(0, 4_000), (10, 4_000)])), Some(vec![0, 9]));
        assert_eq!(nearest(&amounts(&[(0, 2_000), (11, 2_000)])), Some(vec![0, 9]));
        assert_eq!(nearest(&amounts(&[(0, 5), (5, 7)])), None, "no reading agrees");
    }

    #[test]
    fn a_table_is_for_a_year_or_for_all() {
        assert_eq!(only_year("ЗАВДАННЯ Програми на 2021 рік"), Some(2021));
        assert_eq!(only_year("Програми на 2021-2023 роки"), None);
    }
}
