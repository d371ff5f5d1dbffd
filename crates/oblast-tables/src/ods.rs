//! ODS, read as a stream: a spreadsheet may claim a million repeated rows of a thousand repeated cells.

use std::io::{BufRead, BufReader, Read, Seek};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::head::Rows;
use crate::xlsx::number;
use crate::{CELL, COLUMNS, Notice, Reading, Sink, Summary, TableError, archive};

/// How many rows a sheet has at most (as in LibreOffice).
const ROWS: u64 = 1_048_576;

pub(crate) fn read(
    input: &mut (impl Read + Seek),
    reading: &Reading,
    sink: Sink<'_>,
) -> Result<Summary, TableError> {
    let mut archive = archive::measured(input)?;
    let content = archive.by_name("content.xml").map_err(archive::damaged)?;
    let mut sheets = Sheets {
        xml: Reader::from_reader(BufReader::new(content)),
        rows: reading.rows(sink),
        wanted: reading.sheet.clone(),
        chosen: None,
        others: Vec::new(),
    };
    sheets.walk()?;
    let Sheets { mut rows, wanted, chosen, others, .. } = sheets;
    if let (Some(wanted), None) = (wanted, chosen) {
        return Err(TableError::NoSheet(wanted));
    }
    if !others.is_empty() {
        rows.summary.notice(Notice::OtherSheets(others));
    }
    rows.finish()
}

struct Sheets<'s, R> {
    xml: Reader<R>,
    rows: Rows<'s>,
    wanted: Option<String>,
    chosen: Option<String>,
    /// Sheets that hold something and were left aside.
    others: Vec<String>,
}

pub(crate) fn damaged(error: impl std::fmt::Display) -> TableError {
    TableError::Damaged(error.to_string())
}

pub(crate) fn attribute(element: &BytesStart<'_>, name: &str) -> Result<Option<String>, TableError> {
    for attribute in element.attributes() {
        let attribute = attribute.map_err(damaged)?;
        if attribute.key.as_ref() == name {
            let value = attribute.normalized_value(quick_xml::XmlVersion::Explicit1_0).map_err(damaged)?;
            return Ok(Some(value.into_owned()));
        }
    }
    Ok(None)
}

fn repeated(element: &BytesStart<'_>, name: &str) -> Result<u64, TableError> {
    let text = attribute(element, name)?;
    text.map_or(Ok(1), |text| text.parse::<u64>().map(|count| count.min(ROWS)).map_err(damaged))
}

impl<R: BufRead> Sheets<'_, R> {
    fn next(&mut self) -> Result<Event<'static>, TableError> {
        let mut buffer = Vec::new();
        match self.xml.read_event_into(&mut buffer).map_err(damaged)? {
            Event::Eof => Err(TableError::Damaged("the document ends too early".into())),
            event => Ok(event.into_owned()),
        }
    }

    fn walk(&mut self) -> Result<(), TableError> {
        let mut buffer = Vec::new();
        loop {
            let event = self.xml.read_event_into(&mut buffer).map_err(damaged)?.into_owned();
            buffer.clear();
            match event {
                Event::Start(element) if element.name().as_ref() == "table:table" => {
                    let name = attribute(&element, "table:name")?.unwrap_or_default();
                    self.sheet(name)?;
                }
                Event::Eof => return Ok(()),
                _ => {}
            }
        }
    }

    /// Reads a sheet; one that is not wanted is only looked at.
    fn sheet(&mut self, name: String) -> Result<(), TableError> {
        self.rows.summary.sheets.push(name.clone());
        let wanted = self.wanted.as_ref().is_none_or(|wanted| *wanted == name);
        let read = wanted && self.chosen.is_none();
        let (mut number, mut holds) = (0, false);
        loop {
            match self.next()? {
                Event::Start(element) if element.name().as_ref() == "table:table-row" => {
                    let times = repeated(&element, "table:number-rows-repeated")?;
                    let cells = self.row(number + 1)?;
                    let filled = cells.iter().any(|cell| !cell.is_empty());
                    holds |= filled;
                    let hidden = matches!(
                        attribute(&element, "table:visibility")?.as_deref(),
                        Some("collapse" | "filter")
                    );
                    if filled && read && hidden {
                        self.rows.summary.notice(Notice::HiddenRow(number + 1));
                    }
                    if filled && read {
                        for again in 0..times.min(ROWS.saturating_sub(number)) {
                            self.rows.push(number + 1 + again, cells.clone())?;
                        }
                    }
                    number += times;
                }
                Event::Empty(element) if element.name().as_ref() == "table:table-row" => {
                    number += repeated(&element, "table:number-rows-repeated")?;
                }
                Event::End(element) if element.name().as_ref() == "table:table" => break,
                _ => {}
            }
        }
        if holds && read {
            self.chosen = Some(name);
        } else if holds && self.wanted.is_none() {
            self.others.push(name);
        }
        Ok(())
    }

    fn row(&mut self, number: u64) -> Result<Vec<String>, TableError> {
        let mut cells: Vec<String> = Vec::new();
        // Empty cells count only when something stands to their right.
        let mut empty = 0;
        loop {
            let (element, open) = match self.next()? {
                Event::Start(element) => (element, true),
                Event::Empty(element) => (element, false),
                Event::End(element) if element.name().as_ref() == "table:table-row" => return Ok(cells),
                _ => continue,
            };
            let covered = element.name().as_ref() == "table:covered-table-cell";
            if element.name().as_ref() != "table:table-cell" && !covered {
                continue;
            }
            let times = repeated(&element, "table:number-columns-repeated")?;
            let spanned = repeated(&element, "table:number-rows-spanned")?;
            let written = if open { self.text(element.name().as_ref())? } else { String::new() };
            let text = if covered {
                String::new()
            } else {
                self.value(&element, written, number, cells.len() + empty)?
            };
            if text.is_empty() {
                empty += times as usize;
                continue;
            }
            if spanned > 1 {
                self.rows.summary.notice(Notice::Merged(number, number + spanned - 1));
            }
            if cells.len() + empty + times as usize > COLUMNS {
                return Err(TableError::TooWide);
            }
            cells.extend(std::iter::repeat_n(String::new(), empty));
            cells.extend(std::iter::repeat_n(text, times as usize));
            empty = 0;
        }
    }

    /// The value of a cell by its type; its text where it is one.
    fn value(
        &mut self,
        element: &BytesStart<'_>,
        written: String,
        row: u64,
        column: usize,
    ) -> Result<String, TableError> {
        let kind = attribute(element, "office:value-type")?.unwrap_or_default();
        let own = |name| attribute(element, name).map(Option::unwrap_or_default);
        Ok(match kind.as_str() {
            "float" | "currency" | "percentage" => {
                let value = own("office:value")?;
                value.parse().map_or(value, number)
            }
            "date" => own("office:date-value")?.trim_end_matches("T00:00:00").replace('T', " "),
            "boolean" => own("office:boolean-value")?,
            _ => {
                let text = written.trim().to_owned();
                let formula = attribute(element, "table:formula")?.is_some();
                if formula && (text.starts_with('#') || text.starts_with("Err:")) {
                    self.rows.summary.notice(Notice::FormulaError(row, column + 1, text.clone()));
                }
                if formula && text.is_empty() && kind.is_empty() {
                    self.rows.summary.notice(Notice::FormulaWithoutValue(row, column + 1));
                }
                text
            }
        })
    }

    /// The text of a cell's paragraphs, its notes left out.
    fn text(&mut self, cell: &str) -> Result<String, TableError> {
        let (mut text, mut paragraphs, mut notes) = (String::new(), 0, 0_usize);
        loop {
            match self.next()? {
                Event::Start(element) if element.name().as_ref() == "office:annotation" => notes += 1,
                Event::End(element) if element.name().as_ref() == "office:annotation" => {
                    notes = notes.saturating_sub(1);
                }
                Event::End(element) if element.name().as_ref() == cell => return Ok(text),
                _ if notes > 0 => {}
                Event::Start(element) if element.name().as_ref() == "text:p" => {
                    if paragraphs > 0 {
                        text.push('\n');
                    }
                    paragraphs += 1;
                }
                Event::Empty(element) => match element.name().as_ref() {
                    "text:s" => {
                        let count = repeated(&element, "text:c")?.min(1_000) as usize;
                        text.extend(std::iter::repeat_n(' ', count));
                    }
                    "text:tab" => text.push('\t'),
                    "text:line-break" => text.push('\n'),
                    "text:p" => text.push('\n'),
                    _ => {}
                },
                Event::Text(part) => text.push_str(&part.xml10_content()),
                Event::GeneralRef(part) => text.push_str(&reference(&part)),
                Event::CData(part) => text.push_str(&part.xml10_content()),
                _ => {}
            }
            if text.len() > CELL {
                return Err(TableError::LongCell(0));
            }
        }
    }
}

/// `&amp;` and its like; what is unknown stays as it is written.
pub(crate) fn reference(part: &quick_xml::events::BytesRef<'_>) -> String {
    if let Ok(Some(letter)) = part.resolve_char_ref() {
        return letter.to_string();
    }
    let name: &str = part;
    quick_xml::escape::resolve_predefined_entity(name).map_or_else(|| format!("&{name};"), str::to_owned)
}
