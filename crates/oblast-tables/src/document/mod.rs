//! Documents with tables in them – text, DOCX, spreadsheets – as blocks in their order: paragraphs and tables.

mod docx;
mod sheets;
mod text;

pub use docx::read_docx;
pub use sheets::read_sheets;
pub use text::{decode, read_text};

use crate::{Format, TableError};

/// A part of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A line of text.
    Paragraph {
        /// The text.
        text: String,
        /// Its line, from 1; of a document without lines, the place among its paragraphs and rows.
        line: usize,
    },
    /// Rows of cells that follow each other.
    Table(Vec<TableRow>),
}

/// A row of a table in a document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TableRow {
    /// Its line, from 1; of a document without lines, the place among its paragraphs and rows.
    pub line: usize,
    /// Its cells. One that spans several columns stands in the first of them.
    pub cells: Vec<String>,
    /// The document does not show it.
    pub is_hidden: bool,
}

/// Reads a document: a spreadsheet by its name's ending, DOCX by its first bytes, else text in whatever encoding.
pub fn read_document(name: &str, bytes: &[u8]) -> Result<Vec<Block>, TableError> {
    match Format::sniff(name, bytes) {
        Some(format @ (Format::Xlsx | Format::Ods)) => return read_sheets(bytes, format),
        _ if bytes.starts_with(b"PK\x03\x04") => return read_docx(bytes),
        _ => {}
    }
    let text = decode(bytes)
        .ok_or_else(|| TableError::Damaged("it is neither a text nor DOCX, XLSX, ODS".into()))?;
    Ok(read_text(&text))
}
