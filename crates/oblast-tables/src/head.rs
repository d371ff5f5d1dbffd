//! Which row is the head: titles and notes often stand above it.

use crate::{CELL, COLUMNS, Notice, Sink, Summary, TableError};

/// Among how many rows the head is looked for.
const LOOKED_AT: usize = 20;

/// Puts the head aside and gives the rows below it to the sink.
pub(crate) struct Rows<'s> {
    sink: Sink<'s>,
    early: Vec<(u64, Vec<String>)>,
    found: bool,
    /// Must each row be as long as the head? In a CSV file another length is a sign of a broken quote.
    strict: bool,
    is_whole: bool,
    pub summary: Summary,
}

fn filled(cells: &[String]) -> usize {
    cells.iter().filter(|cell| !cell.trim().is_empty()).count()
}

impl<'s> Rows<'s> {
    pub fn new(sink: Sink<'s>, strict: bool) -> Self {
        Rows { sink, early: Vec::new(), found: false, strict, is_whole: false, summary: Summary::default() }
    }

    /// Every row is given as it stands: there is no head to be found.
    pub fn whole(sink: Sink<'s>) -> Self {
        Rows { is_whole: true, ..Rows::new(sink, false) }
    }

    /// Takes a row. Rows without anything in them are left out.
    pub fn push(&mut self, number: u64, cells: Vec<String>) -> Result<(), TableError> {
        if cells.iter().any(|cell| cell.len() > CELL) {
            return Err(TableError::LongCell(number));
        }
        if filled(&cells) == 0 {
            return Ok(());
        }
        if self.is_whole {
            self.summary.rows += 1;
            return Ok((self.sink)(number, &cells)?);
        }
        if self.found {
            return self.give(number, cells);
        }
        self.early.push((number, cells));
        if self.early.len() >= LOOKED_AT { self.settle() } else { Ok(()) }
    }

    /// The head is the first row that fills most of the columns which the first rows fill.
    fn settle(&mut self) -> Result<(), TableError> {
        self.found = true;
        let early = std::mem::take(&mut self.early);
        let widest = early.iter().map(|(_, cells)| filled(cells)).max().unwrap_or(0);
        let place = early.iter().position(|(_, cells)| filled(cells) * 10 >= widest * 6).unwrap_or(0);
        let mut rows = early.into_iter().skip(place);
        let Some((_, head)) = rows.next() else { return Err(TableError::Empty) };
        let last = head.iter().rposition(|cell| !cell.trim().is_empty()).map_or(0, |last| last + 1);
        if last > COLUMNS {
            return Err(TableError::TooWide);
        }
        let heads = head.into_iter().take(last);
        self.summary.heads =
            heads.map(|title| title.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
        if place > 0 {
            self.summary.notice(Notice::Above(place as u64));
        }
        rows.try_for_each(|(number, cells)| self.give(number, cells))
    }

    fn give(&mut self, number: u64, mut cells: Vec<String>) -> Result<(), TableError> {
        let width = self.summary.heads.len();
        let given = cells.iter().rposition(|cell| !cell.is_empty()).map_or(0, |last| last + 1);
        if given > width || (self.strict && cells.len() < width) {
            self.summary.notice(Notice::RowLength(number, cells.len(), width));
        }
        cells.resize(width, String::new());
        (self.sink)(number, &cells)?;
        self.summary.count(&cells);
        Ok(())
    }

    /// The end of the table.
    pub fn finish(mut self) -> Result<Summary, TableError> {
        if !self.found && !self.is_whole {
            self.settle()?;
        }
        Ok(self.summary)
    }
}
