//! A small table of people, read whole.

use std::io::Cursor;

use oblast_tables::{Format, Reading};

/// The heads of a table and its rows, each with its number in the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rows {
    /// The heads of the columns.
    pub heads: Vec<String>,
    /// The rows.
    pub rows: Vec<(u64, Vec<String>)>,
}

/// Why it was not read.
#[derive(Debug, thiserror::Error)]
pub enum RowsError {
    /// It is no table.
    #[error("it is no table")]
    NoTable,
    /// There are more rows than may be.
    #[error("more than {0} rows")]
    TooMany(usize),
    /// It is damaged, empty or locked; the words say what.
    #[error("{0}")]
    Unread(String),
}

/// Reads a file of at most so many rows: CSV, XLSX or ODS.
pub fn read_rows(name: &str, bytes: Vec<u8>, most: usize) -> Result<Rows, RowsError> {
    let format = Format::sniff(name, &bytes).filter(|format| *format != Format::GeoJson);
    let format = format.ok_or(RowsError::NoTable)?;
    let (mut rows, mut is_many) = (Vec::new(), false);
    let mut sink = |number: u64, cells: &[String]| {
        is_many = rows.len() >= most;
        if is_many {
            return Err(std::io::Error::other("too many rows"));
        }
        rows.push((number, cells.to_vec()));
        Ok(())
    };
    let read = oblast_tables::read(Cursor::new(bytes), format, &Reading::default(), &mut sink);
    if is_many {
        return Err(RowsError::TooMany(most));
    }
    let summary = read.map_err(|error| RowsError::Unread(error.to_string()))?;
    Ok(Rows { heads: summary.heads, rows })
}
