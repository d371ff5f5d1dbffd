//! Spreadsheets as documents: all sheets, every row as it stands.

use std::io::Cursor;

use super::{Block, TableRow};
use crate::{Format, Notice, Reading, TableError, read};

/// Reads all sheets of a spreadsheet. Lines above the first table of a sheet that fill one cell are paragraphs; an empty row
/// ends a table.
pub fn read_sheets(bytes: &[u8], format: Format) -> Result<Vec<Block>, TableError> {
    let mut blocks = Vec::new();
    for sheet in sheets(bytes, format)? {
        let mut rows = Vec::new();
        let reading = Reading { sheet: Some(sheet), is_whole: true, ..Reading::default() };
        let taken = read(Cursor::new(bytes), format, &reading, &mut |number, cells| {
            let line = usize::try_from(number).unwrap_or_default();
            rows.push(TableRow { line, cells: cells.to_vec(), is_hidden: false });
            Ok(())
        });
        match taken {
            // A sheet without cells, or of charts alone.
            Err(TableError::Empty | TableError::NoSheet(_)) => {}
            taken => {
                mark(&taken?.notices, &mut rows);
                gather(rows, &mut blocks);
            }
        }
    }
    Ok(blocks)
}

/// What stands in a cell whose formula was never computed: it is no amount and no dash, so it is told.
const NOT_COMPUTED: &str = "#формула без значення";

/// Marks what the sheet says of its rows and cells.
fn mark(notices: &[Notice], rows: &mut [TableRow]) {
    for notice in notices {
        let (Notice::HiddenRow(line) | Notice::FormulaWithoutValue(line, _)) = notice else { continue };
        let Some(row) = rows.iter_mut().find(|row| u64::try_from(row.line) == Ok(*line)) else { continue };
        match notice {
            Notice::FormulaWithoutValue(_, column) => {
                if row.cells.len() < *column {
                    row.cells.resize(*column, String::new());
                }
                if let Some(cell) = column.checked_sub(1).and_then(|place| row.cells.get_mut(place)) {
                    NOT_COMPUTED.clone_into(cell);
                }
            }
            _ => row.is_hidden = true,
        }
    }
}

fn sheets(bytes: &[u8], format: Format) -> Result<Vec<String>, TableError> {
    let reading = Reading { is_whole: true, ..Reading::default() };
    Ok(read(Cursor::new(bytes), format, &reading, &mut |_, _| Ok(()))?.sheets)
}

fn gather(rows: Vec<TableRow>, blocks: &mut Vec<Block>) {
    let mut table: Vec<TableRow> = Vec::new();
    let mut has_table = false;
    for row in rows {
        let mut filled = row.cells.iter().filter(|cell| !cell.trim().is_empty());
        if let (false, Some(text), None) = (has_table, filled.next(), filled.next()) {
            blocks.push(Block::Paragraph { text: text.trim().to_owned(), line: row.line });
            continue;
        }
        has_table = true;
        if table.last().is_some_and(|last| last.line + 1 != row.line) {
            blocks.push(Block::Table(std::mem::take(&mut table)));
        }
        table.push(row);
    }
    if !table.is_empty() {
        blocks.push(Block::Table(table));
    }
}

#[cfg(test)]
mod tests {
    use rust_xlsxwriter::Workbook;

    use super::*;

    #[test]
    fn all_sheets_are_read_with_titles_as_paragraphs_and_every_row_as_it_stands() {
        let mut book = Workbook::new();
        let first = book.add_worksheet();
        first.write(0, 0, "Додаток").unwrap();
        for (row, cells) in [(2, ["Захід", "Обсяг"]), (3, ["1.1", "265,0"]), (5, ["", "далі"])]
        {
            for (column, cell) in (0..).zip(cells) {
                first.write(row, column, cell).unwrap();
            }
        }
        first.write(3, 2, 1700.5).unwrap();
        book.add_worksheet();
        book.add_worksheet().write_row(0, 0, ["а", "б"]).unwrap();
        let blocks = read_sheets(&book.save_to_buffer().unwrap(), Format::Xlsx).unwrap();
        let rows = |block: &Block| match block {
            Block::Paragraph { text, .. } => vec![text.clone()],
            Block::Table(rows) => rows.iter().map(|row| row.cells.join("|")).collect(),
        };
        let all: Vec<Vec<String>> = blocks.iter().map(rows).collect();
        assert_eq!(
            all,
            [vec!["Додаток"], vec!["Захід|Обсяг", "1.1|265,0|1700.5"], vec!["|далі"], vec!["а|б"]]
        );
    }
}
