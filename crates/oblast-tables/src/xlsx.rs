//! XLSX: values as they were last computed; formulas are never evaluated.

use std::io::{BufReader, Read, Seek, SeekFrom};

use calamine::{DataRef, ExcelDateTime, Reader as _, Xlsx, XlsxError};
use zip::ZipArchive;

use crate::{COLUMNS, Notice, Reading, Sink, Summary, TableError, archive, xlsx_marks};

pub(crate) fn read(
    input: &mut (impl Read + Seek),
    reading: &Reading,
    sink: Sink<'_>,
) -> Result<Summary, TableError> {
    archive::measured(&mut *input)?;
    input.seek(SeekFrom::Start(0))?;
    let mut book = Xlsx::new(BufReader::new(&mut *input)).map_err(damaged)?;
    let names = book.sheet_names();
    let mut rows = reading.rows(sink);
    let chosen = match &reading.sheet {
        Some(name) if names.contains(name) => name.clone(),
        Some(name) => return Err(TableError::NoSheet(name.clone())),
        None => first_filled(&mut book, &names, &mut rows.summary)?,
    };
    rows.summary.sheets = names;
    for merged in book.merge_cells_by_sheet_name(&chosen).map_err(damaged)? {
        if merged.end.0 > merged.start.0 {
            rows.summary.notice(Notice::Merged(u64::from(merged.start.0) + 1, u64::from(merged.end.0) + 1));
        }
    }
    let mut cells = book.worksheet_cells_reader(&chosen).map_err(damaged)?;
    let (mut current, mut row) = (0, Vec::new());
    while let Some(cell) = cells.next_cell().map_err(damaged)? {
        let (number, column) = cell.get_position();
        if number < current {
            return Err(TableError::Damaged("rows are out of order".into()));
        }
        if number > current {
            rows.push(u64::from(current) + 1, std::mem::take(&mut row))?;
            current = number;
        }
        let text = shown(cell.get_value());
        if text.is_empty() {
            continue;
        }
        let column = column as usize;
        if column >= COLUMNS {
            return Err(TableError::TooWide);
        }
        if matches!(cell.get_value(), DataRef::Error(_)) {
            rows.summary.notice(Notice::FormulaError(u64::from(number) + 1, column + 1, text.clone()));
        }
        if row.len() <= column {
            row.resize(column + 1, String::new());
        }
        row[column] = text;
    }
    rows.push(u64::from(current) + 1, row)?;
    drop(cells);
    drop(book);
    input.seek(SeekFrom::Start(0))?;
    xlsx_marks::note(&mut ZipArchive::new(input).map_err(archive::damaged)?, &chosen, &mut rows.summary)?;
    rows.finish()
}

/// The first sheet that holds anything; the others that do are named.
fn first_filled<R: Read + Seek>(
    book: &mut Xlsx<R>,
    names: &[String],
    summary: &mut Summary,
) -> Result<String, TableError> {
    let mut filled = Vec::new();
    for name in names {
        // Sheets of charts have no cells.
        let Ok(mut cells) = book.worksheet_cells_reader(name) else { continue };
        while let Some(cell) = cells.next_cell().map_err(damaged)? {
            if !shown(cell.get_value()).is_empty() {
                filled.push(name.clone());
                break;
            }
        }
    }
    let mut filled = filled.into_iter();
    let first = filled.next().ok_or(TableError::Empty)?;
    let others: Vec<String> = filled.collect();
    if !others.is_empty() {
        summary.notice(Notice::OtherSheets(others));
    }
    Ok(first)
}

fn damaged(error: XlsxError) -> TableError {
    match error {
        XlsxError::Password => TableError::Encrypted,
        XlsxError::Io(error) => TableError::Io(error),
        error => TableError::Damaged(error.to_string()),
    }
}

fn shown(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Empty => String::new(),
        DataRef::Int(int) => int.to_string(),
        DataRef::Float(float) => number(*float),
        DataRef::String(text) => text.trim().to_owned(),
        DataRef::SharedString(text) => text.trim().to_owned(),
        DataRef::Bool(yes) => yes.to_string(),
        DataRef::DateTime(moment) => date(moment),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            text.trim_end_matches("T00:00:00").to_owned()
        }
        DataRef::Error(error) => error.to_string(),
    }
}

/// A number as the sheet shows it: fifteen digits, without the noise of binary fractions.
pub(crate) fn number(float: f64) -> String {
    let rounded: f64 = format!("{float:.14e}").parse().unwrap_or(float);
    format!("{rounded}")
}

fn date(moment: &ExcelDateTime) -> String {
    if moment.is_duration() {
        let minutes = (moment.as_f64() * 1440.0).round();
        return format!("{:02}:{:02}", (minutes / 60.0).floor(), minutes % 60.0);
    }
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    match (hour, minute, second) {
        (0, 0, 0) => format!("{year:04}-{month:02}-{day:02}"),
        _ => format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}"),
    }
}
