//! Tables as people have them – CSV in whatever encoding, XLSX, ODS, GeoJSON – read row by row in bounded memory.
//!
//! Bytes come from outside and are distrusted: archives are measured before they are opened, cells and columns are
//! bounded, nothing is evaluated. What is odd but readable is told as a [`Notice`]; what is not is a [`TableError`].

mod archive;
mod delimited;
pub mod document;
mod geojson;
mod head;
mod ods;
mod xlsx;
mod xlsx_marks;

use std::io::{Read, Seek};

use serde::{Deserialize, Serialize};

pub use delimited::{ENCODINGS, detect_encoding};

/// How many columns a table has at most.
pub const COLUMNS: usize = 500;
/// How long a cell is at most, in bytes.
pub const CELL: usize = 256 * 1024;
/// How many rows are shown as a sample, and how much of each cell, in characters.
const SAMPLE: usize = 3;
const SHOWN: usize = 80;
/// How many notices are told at most.
const NOTICES: usize = 100;

/// What a table is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Delimited text (RFC 4180 and its relatives).
    Csv,
    /// Office Open XML spreadsheet (ISO/IEC 29500).
    Xlsx,
    /// OpenDocument spreadsheet (ISO/IEC 26300).
    Ods,
    /// GeoJSON (RFC 7946).
    GeoJson,
}

impl Format {
    /// All formats.
    pub const ALL: [Format; 4] = [Format::Csv, Format::Xlsx, Format::Ods, Format::GeoJson];

    /// The name, as it is stored.
    pub fn name(self) -> &'static str {
        match self {
            Format::Csv => "csv",
            Format::Xlsx => "xlsx",
            Format::Ods => "ods",
            Format::GeoJson => "geojson",
        }
    }

    /// The format of a stored name.
    pub fn from_name(name: &str) -> Option<Format> {
        Format::ALL.into_iter().find(|format| format.name() == name)
    }

    /// What a file is, by its name's ending and its first bytes; `None` where it is no table.
    pub fn sniff(name: &str, head: &[u8]) -> Option<Format> {
        let ending = name.rsplit('.').next().unwrap_or_default().to_lowercase();
        let archive = head.starts_with(b"PK\x03\x04");
        match ending.as_str() {
            "xlsx" | "xlsm" if archive => Some(Format::Xlsx),
            "ods" if archive => Some(Format::Ods),
            "geojson" | "json" if head.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{') => {
                Some(Format::GeoJson)
            }
            "csv" | "txt" | "tsv" if !archive && !head.contains(&0) => Some(Format::Csv),
            // UTF-16 has zeros between its letters.
            "csv" | "txt" | "tsv" if head.starts_with(&[0xFF, 0xFE]) || head.starts_with(&[0xFE, 0xFF]) => {
                Some(Format::Csv)
            }
            _ => None,
        }
    }
}

/// How a table is to be read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// The label of the encoding (WHATWG), for CSV; found out where absent.
    pub encoding: Option<String>,
    /// The sheet, for spreadsheets; the first one that holds anything where absent.
    pub sheet: Option<String>,
    /// Is every row of a spreadsheet wanted as it stands, without a head above the others?
    #[serde(default)]
    pub is_whole: bool,
}

impl Reading {
    fn rows<'s>(&self, sink: Sink<'s>) -> head::Rows<'s> {
        if self.is_whole { head::Rows::whole(sink) } else { head::Rows::new(sink, false) }
    }
}

/// Something odd that does not stop the reading.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Notice {
    /// The encoding was guessed: its label.
    Encoding(String),
    /// Cells of rows are merged: only the first holds the value. From row, to row.
    Merged(u64, u64),
    /// A formula has no value but an error: row, column from 1, the error.
    FormulaError(u64, usize, String),
    /// A formula was never computed: row, column from 1. Its cell is read as empty.
    FormulaWithoutValue(u64, usize),
    /// The sheet does not show a row; it is read all the same.
    HiddenRow(u64),
    /// A quote stands within a quoted cell: the row. It is left out, as in spreadsheets.
    StrayQuote(u64),
    /// A row has another number of cells than the head: row, how many, how many the head has.
    RowLength(u64, usize, usize),
    /// Other sheets that hold something were left aside: their names.
    OtherSheets(Vec<String>),
    /// Lines above the head were left aside: how many.
    Above(u64),
}

/// What was read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// The heads of the columns.
    pub heads: Vec<String>,
    /// How many rows the sink was given.
    pub rows: u64,
    /// The first of them, each cell by its beginning.
    pub sample: Vec<Vec<String>>,
    /// The encoding, for CSV.
    pub encoding: Option<String>,
    /// The names of all sheets, for spreadsheets.
    pub sheets: Vec<String>,
    /// What is odd.
    pub notices: Vec<Notice>,
}

impl Summary {
    /// Counts a row; shows the first ones.
    fn count(&mut self, cells: &[String]) {
        self.rows += 1;
        if self.sample.len() < SAMPLE {
            self.sample.push(cells.iter().map(|cell| cell.chars().take(SHOWN).collect()).collect());
        }
    }

    fn notice(&mut self, notice: Notice) {
        if self.notices.len() < NOTICES {
            self.notices.push(notice);
        }
    }
}

/// Why a table was not read.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    /// There are no rows under a head.
    #[error("the table is empty")]
    Empty,
    /// There are more columns than may be.
    #[error("more than {COLUMNS} columns")]
    TooWide,
    /// A cell is longer than may be: in CSV mostly because a quote is not closed. The row.
    #[error("a cell of row {0} is too long; a quote may not be closed")]
    LongCell(u64),
    /// A quote is opened and never closed: the row where the last record begins.
    #[error("a quote that opens in row {0} is not closed")]
    OpenQuote(u64),
    /// Unpacked it would be larger than may be.
    #[error("unpacked, the file is too large")]
    TooLarge,
    /// The file is locked by a password.
    #[error("the file is locked by a password")]
    Encrypted,
    /// There is no such sheet.
    #[error("there is no sheet `{0}`")]
    NoSheet(String),
    /// There is no such encoding.
    #[error("there is no encoding `{0}`")]
    NoEncoding(String),
    /// The coordinates are of another reference system than WGS 84 (RFC 7946, 4).
    #[error("the coordinates are of `{0}`, not of WGS 84")]
    ReferenceSystem(String),
    /// The file is damaged or is not what it says.
    #[error("the file is damaged: {0}")]
    Damaged(String),
    /// It could not be read, or the rows could not be put away.
    #[error("{0}")]
    Io(#[from] std::io::Error),
}

/// Takes the rows: the number of the row as the source counts it, and its cells, as many as there are heads.
pub type Sink<'s> = &'s mut dyn FnMut(u64, &[String]) -> Result<(), std::io::Error>;

/// Reads a table into a sink.
pub fn read(
    mut input: impl Read + Seek,
    format: Format,
    reading: &Reading,
    sink: Sink<'_>,
) -> Result<Summary, TableError> {
    let summary = match format {
        Format::Csv => delimited::read(&mut input, reading, sink),
        Format::Xlsx => xlsx::read(&mut input, reading, sink),
        Format::Ods => ods::read(&mut input, reading, sink),
        Format::GeoJson => geojson::read(&mut input, sink),
    }?;
    if summary.rows == 0 { Err(TableError::Empty) } else { Ok(summary) }
}

#[cfg(test)]
mod tests;
