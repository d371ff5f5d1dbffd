//! DOCX (ISO/IEC 29500, WordprocessingML), read as a stream: what the document shows with its tracked changes accepted.

use std::io::{BufRead, BufReader, Cursor};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::{Block, TableRow};
use crate::ods::{attribute, damaged, reference};
use crate::{CELL, COLUMNS, TableError, archive};

/// How deep tables may stand within tables.
const DEEP: usize = 16;

/// Reads the paragraphs and tables of a document.
///
/// Of tracked changes, what was taken out is left out and what was put in is read. A merged cell stands in its first
/// column and row, the others are empty. A table within a cell follows the table that it stands in; where it has one column, its
/// text is that of the cell. The mark of a footnote is a `*`.
pub fn read_docx(bytes: &[u8]) -> Result<Vec<Block>, TableError> {
    let mut archive = archive::measured(Cursor::new(bytes))?;
    let content = archive.by_name("word/document.xml").map_err(archive::damaged)?;
    let mut document = Document::new(Reader::from_reader(BufReader::new(content)));
    document.walk()?;
    Ok(document.blocks)
}

/// A table that is being read.
#[derive(Default)]
struct Table {
    rows: Vec<TableRow>,
    row: TableRow,
    /// The row was taken out by a tracked change.
    is_deleted: bool,
    cell: String,
    /// How many columns the cell spans.
    span: usize,
    /// Tables that stand in its cells.
    inner: Vec<Block>,
}

struct Document<R> {
    xml: Reader<R>,
    blocks: Vec<Block>,
    tables: Vec<Table>,
    /// Paragraphs that are being read: a text box has its own within another.
    paragraphs: Vec<String>,
    /// The run is not shown.
    is_vanished: bool,
    line: usize,
}

impl<R: BufRead> Document<R> {
    fn new(xml: Reader<R>) -> Self {
        Document {
            xml,
            blocks: Vec::new(),
            tables: Vec::new(),
            paragraphs: Vec::new(),
            is_vanished: false,
            line: 0,
        }
    }

    fn walk(&mut self) -> Result<(), TableError> {
        let mut buffer = Vec::new();
        let mut in_text = false;
        loop {
            let event = self.xml.read_event_into(&mut buffer).map_err(damaged)?.into_owned();
            buffer.clear();
            match event {
                Event::Start(element) => match element.name().as_ref() {
                    // What was taken out, codes of fields, the second form of what stands twice.
                    "w:del" | "w:moveFrom" | "w:instrText" | "mc:Fallback" | "w:delText" => {
                        self.skip(&element)?
                    }
                    "w:t" => in_text = true,
                    _ => self.open(&element)?,
                },
                Event::Empty(element) => self.mark(&element)?,
                Event::End(element) => match element.name().as_ref() {
                    "w:t" => in_text = false,
                    name => self.close(name)?,
                },
                Event::Text(part) if in_text => self.say(&part.xml10_content())?,
                Event::GeneralRef(part) if in_text => self.say(&reference(&part))?,
                Event::CData(part) if in_text => self.say(&part.xml10_content())?,
                Event::Eof if self.tables.is_empty() => return Ok(()),
                Event::Eof => return Err(TableError::Damaged("the document ends within a table".into())),
                _ => {}
            }
        }
    }

    /// Leaves an element out with all that is in it.
    fn skip(&mut self, element: &BytesStart<'_>) -> Result<(), TableError> {
        let mut buffer = Vec::new();
        self.xml.read_to_end_into(element.name(), &mut buffer).map_err(damaged)?;
        Ok(())
    }

    fn open(&mut self, element: &BytesStart<'_>) -> Result<(), TableError> {
        match element.name().as_ref() {
            "w:tbl" if self.tables.len() >= DEEP => return Err(TableError::TooLarge),
            "w:tbl" => self.tables.push(Table::default()),
            "w:tr" => {
                if let Some(table) = self.tables.last_mut() {
                    table.row = TableRow::default();
                    table.is_deleted = false;
                }
            }
            "w:tc" => {
                if let Some(table) = self.tables.last_mut() {
                    table.cell.clear();
                    table.span = 1;
                }
            }
            "w:p" => self.paragraphs.push(String::new()),
            "w:r" => self.is_vanished = false,
            _ => {}
        }
        Ok(())
    }

    /// What has no content.
    fn mark(&mut self, element: &BytesStart<'_>) -> Result<(), TableError> {
        let is_on = || {
            Ok::<bool, TableError>(!matches!(attribute(element, "w:val")?.as_deref(), Some("0" | "false")))
        };
        match element.name().as_ref() {
            "w:gridSpan" => {
                let span =
                    attribute(element, "w:val")?.and_then(|span| span.parse::<usize>().ok()).unwrap_or(1);
                if let Some(table) = self.tables.last_mut() {
                    table.span = span.clamp(1, COLUMNS);
                }
            }
            "w:vanish" => self.is_vanished = is_on()?,
            "w:hidden" if is_on()? => {
                if let Some(table) = self.tables.last_mut() {
                    table.row.is_hidden = true;
                }
            }
            // Within the properties of a row: the whole row was taken out.
            "w:del" if self.paragraphs.is_empty() => {
                if let Some(table) = self.tables.last_mut() {
                    table.is_deleted = true;
                }
            }
            "w:tab" | "w:br" | "w:cr" => self.say(" ")?,
            "w:noBreakHyphen" => self.say("-")?,
            "w:footnoteReference" | "w:endnoteReference" => self.say("*")?,
            // An empty paragraph, cell or row says nothing but that it is there.
            "w:tc" => {
                if let Some(table) = self.tables.last_mut() {
                    table.row.cells.push(String::new());
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn say(&mut self, text: &str) -> Result<(), TableError> {
        if self.is_vanished {
            return Ok(());
        }
        if let Some(paragraph) = self.paragraphs.last_mut() {
            paragraph.push_str(text);
            if paragraph.len() > CELL {
                return Err(TableError::LongCell(self.line as u64));
            }
        }
        Ok(())
    }

    fn close(&mut self, name: &str) -> Result<(), TableError> {
        match name {
            "w:p" => {
                let text = self.paragraphs.pop().unwrap_or_default();
                self.take(text.trim());
            }
            "w:tc" => {
                if let Some(table) = self.tables.last_mut() {
                    let text = std::mem::take(&mut table.cell);
                    table.row.cells.push(text);
                    table.row.cells.extend(std::iter::repeat_n(String::new(), table.span - 1));
                    if table.row.cells.len() > COLUMNS {
                        return Err(TableError::TooWide);
                    }
                }
            }
            "w:tr" => self.end_row(),
            "w:tbl" => self.end_table(),
            _ => {}
        }
        Ok(())
    }

    /// A paragraph is over: of a cell, or of the document.
    fn take(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        match self.tables.last_mut() {
            Some(table) => {
                if !table.cell.is_empty() {
                    table.cell.push(' ');
                }
                table.cell.push_str(text);
            }
            None => {
                self.line += 1;
                self.blocks.push(Block::Paragraph { text: text.to_owned(), line: self.line });
            }
        }
    }

    fn end_row(&mut self) {
        self.line += 1;
        let line = self.line;
        if let Some(table) = self.tables.last_mut() {
            let mut row = std::mem::take(&mut table.row);
            row.line = line;
            if !table.is_deleted && !row.cells.is_empty() {
                table.rows.push(row);
            }
        }
    }

    fn end_table(&mut self) {
        let Some(table) = self.tables.pop() else { return };
        let has_columns = table.rows.iter().any(|row| row.cells.len() > 1);
        match self.tables.last_mut() {
            Some(outer) if !has_columns => {
                for row in table.rows {
                    for text in row.cells.iter().filter(|text| !text.is_empty()) {
                        if !outer.cell.is_empty() {
                            outer.cell.push(' ');
                        }
                        outer.cell.push_str(text);
                    }
                }
                outer.inner.extend(table.inner);
            }
            Some(outer) => {
                outer.inner.push(Block::Table(table.rows));
                outer.inner.extend(table.inner);
            }
            None => {
                if !table.rows.is_empty() {
                    self.blocks.push(Block::Table(table.rows));
                }
                self.blocks.extend(table.inner);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn docx(body: &str) -> Vec<u8> {
        let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
        archive.start_file("word/document.xml", zip::write::SimpleFileOptions::default()).unwrap();
        write!(archive, "<w:document><w:body>{body}</w:body></w:document>").unwrap();
        archive.finish().unwrap().into_inner()
    }

    fn paragraph(text: &str) -> String {
        format!("<w:p><w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r></w:p>")
    }

    fn cell(text: &str) -> String {
        format!("<w:tc>{}</w:tc>", paragraph(text))
    }

    fn rows(block: &Block) -> Vec<Vec<&str>> {
        match block {
            Block::Table(rows) => {
                rows.iter().map(|row| row.cells.iter().map(String::as_str).collect()).collect()
            }
            Block::Paragraph { text, .. } => vec![vec![text]],
        }
    }

    #[test]
    fn merged_cells_stand_in_their_first_column_and_row() {
        let body = format!(
            "{}<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val=\"2\"/></w:tcPr>{}</w:tc>{}</w:tr>\
             <w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc>{}{}</w:tr></w:tbl>",
            paragraph("Додаток"),
            paragraph("обсяг &amp; строк"),
            cell("в"),
            cell("б"),
            cell("265,0"),
        );
        let blocks = read_docx(&docx(&body)).unwrap();
        assert_eq!(rows(&blocks[0]), [["Додаток"]]);
        assert_eq!(rows(&blocks[1]), [["обсяг & строк", "", "в"], ["", "б", "265,0"]]);
    }

    #[test]
    fn tracked_changes_are_accepted_and_what_is_hidden_is_not_read() {
        let body = "<w:tbl><w:tr><w:tc><w:p><w:del><w:r><w:delText>100</w:delText></w:r></w:del>\
             <w:ins><w:r><w:t>200</w:t></w:r></w:ins><w:r><w:rPr><w:vanish/></w:rPr><w:t>300</w:t></w:r>\
             <w:r><w:footnoteReference w:id=\"1\"/></w:r></w:p></w:tc></w:tr>\
             <w:tr><w:trPr><w:del w:author=\"а\"/></w:trPr><w:tc><w:p><w:r><w:t>геть</w:t></w:r></w:p></w:tc></w:tr>\
             <w:tr><w:trPr><w:hidden/></w:trPr><w:tc><w:p><w:r><w:t>схований</w:t></w:r></w:p></w:tc></w:tr></w:tbl>";
        let blocks = read_docx(&docx(body)).unwrap();
        assert_eq!(rows(&blocks[0]), [["200*"], ["схований"]]);
        let Block::Table(rows) = &blocks[0] else { panic!() };
        assert!(rows[1].is_hidden && !rows[0].is_hidden);
    }

    #[test]
    fn a_table_within_a_table_follows_it() {
        let inner = format!("<w:tbl><w:tr>{}{}</w:tr></w:tbl>", cell("а"), cell("б"));
        let body = format!("<w:tbl><w:tr><w:tc>{}{inner}<w:p/></w:tc></w:tr></w:tbl>", paragraph("разом"));
        let blocks = read_docx(&docx(&body)).unwrap();
        assert_eq!((rows(&blocks[0]), rows(&blocks[1])), (vec![vec!["разом"]], vec![vec!["а", "б"]]));
    }

    #[test]
    fn what_is_no_document_is_told_and_depth_is_bounded() {
        assert!(matches!(read_docx(b"PK\x03\x04 no archive"), Err(TableError::Damaged(_))));
        let deep = "<w:tbl><w:tr><w:tc>".repeat(1_000);
        assert!(matches!(read_docx(&docx(&deep)), Err(TableError::TooLarge | TableError::Damaged(_))));
        assert!(matches!(read_docx(&docx("<w:tbl><w:tr>")), Err(TableError::Damaged(_))));
    }
}
