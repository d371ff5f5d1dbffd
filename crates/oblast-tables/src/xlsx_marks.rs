//! What a sheet of XLSX says beside its values: rows that it does not show, formulas that were never computed.

use std::io::{BufReader, Read, Seek};

use quick_xml::Reader;
use quick_xml::events::Event;
use zip::ZipArchive;

use crate::ods::{attribute, damaged};
use crate::{NOTICES, Notice, Summary, TableError, archive};

/// Notes the marks of a sheet. A book whose parts are named in another way has none: its values are read all the same.
pub(crate) fn note<R: Read + Seek>(
    archive: &mut ZipArchive<R>,
    sheet: &str,
    summary: &mut Summary,
) -> Result<(), TableError> {
    let Some(path) = path(archive, sheet)? else { return Ok(()) };
    let Some(part) = part(archive, &path)? else { return Ok(()) };
    let mut xml = Reader::from_reader(BufReader::new(part));
    let mut buffer = Vec::new();
    let (mut row, mut column) = (0_u64, 0_usize);
    // Within a cell: has it a formula, has it a value?
    let (mut formula, mut value, mut in_value) = (false, false, false);
    while summary.notices.len() < NOTICES {
        let event = xml.read_event_into(&mut buffer).map_err(damaged)?;
        match &event {
            Event::Start(element) | Event::Empty(element) => match element.local_name().as_ref() {
                "row" => {
                    row = attribute(element, "r")?.and_then(|number| number.parse().ok()).unwrap_or(row + 1);
                    column = 0;
                    if matches!(attribute(element, "hidden")?.as_deref(), Some("1" | "true")) {
                        summary.notice(Notice::HiddenRow(row));
                    }
                }
                "c" => {
                    column = attribute(element, "r")?.and_then(|name| column_of(&name)).unwrap_or(column + 1);
                    (formula, value) = (false, false);
                }
                "f" => formula = true,
                "v" => in_value = matches!(event, Event::Start(_)),
                "is" => value = true,
                _ => {}
            },
            Event::Text(_) | Event::CData(_) | Event::GeneralRef(_) if in_value => value = true,
            Event::End(element) => match element.local_name().as_ref() {
                "v" => in_value = false,
                "c" if formula && !value => summary.notice(Notice::FormulaWithoutValue(row, column)),
                _ => {}
            },
            Event::Eof => break,
            _ => {}
        }
        buffer.clear();
    }
    Ok(())
}

/// The column of a cell's name, from 1: `C` of `C7` is the third.
fn column_of(name: &str) -> Option<usize> {
    let letters = name.bytes().take_while(u8::is_ascii_uppercase);
    let number = letters.take(4).fold(0, |sum, letter| sum * 26 + usize::from(letter - b'A') + 1);
    (number > 0).then_some(number)
}

fn part<'a, R: Read + Seek>(
    archive: &'a mut ZipArchive<R>,
    path: &str,
) -> Result<Option<impl Read + use<'a, R>>, TableError> {
    match archive.by_name(path) {
        Ok(part) => Ok(Some(part)),
        Err(zip::result::ZipError::FileNotFound) => Ok(None),
        Err(error) => Err(archive::damaged(error)),
    }
}

/// Where the sheet of a name is: by its relation in the book.
fn path<R: Read + Seek>(archive: &mut ZipArchive<R>, sheet: &str) -> Result<Option<String>, TableError> {
    let relation = found(archive, "xl/workbook.xml", "sheet", &|element| {
        let is_it = attribute(element, "name")?.as_deref() == Some(sheet);
        if is_it { attribute(element, "r:id") } else { Ok(None) }
    })?;
    let Some(relation) = relation else { return Ok(None) };
    let target = found(archive, "xl/_rels/workbook.xml.rels", "Relationship", &|element| {
        let is_it = attribute(element, "Id")?.as_deref() == Some(relation.as_str());
        if is_it { attribute(element, "Target") } else { Ok(None) }
    })?;
    Ok(target.map(|target| match target.strip_prefix('/') {
        Some(whole) => whole.to_owned(),
        None => format!("xl/{target}"),
    }))
}

/// The first element of a name in a part from which something is taken.
fn found<R: Read + Seek>(
    archive: &mut ZipArchive<R>,
    path: &str,
    name: &str,
    take: &dyn Fn(&quick_xml::events::BytesStart<'_>) -> Result<Option<String>, TableError>,
) -> Result<Option<String>, TableError> {
    let Some(part) = part(archive, path)? else { return Ok(None) };
    let mut xml = Reader::from_reader(BufReader::new(part));
    let mut buffer = Vec::new();
    loop {
        match xml.read_event_into(&mut buffer).map_err(damaged)? {
            Event::Start(element) | Event::Empty(element) if element.local_name().as_ref() == name => {
                if let Some(taken) = take(&element)? {
                    return Ok(Some(taken));
                }
            }
            Event::Eof => return Ok(None),
            _ => {}
        }
        buffer.clear();
    }
}
