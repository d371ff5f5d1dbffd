//! Delimited text: its encoding and its delimiter are found out.

use std::io::{Read, Seek, SeekFrom};

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use csv::{ReaderBuilder, StringRecord};
use encoding_rs::{Encoding, UTF_8};
use encoding_rs_io::DecodeReaderBytesBuilder;

use crate::head::Rows;
use crate::{CELL, NOTICES, Notice, Reading, Sink, Summary, TableError};

/// The encodings that are offered, by their WHATWG labels: what Ukrainian files come in.
pub const ENCODINGS: [&str; 5] = ["UTF-8", "windows-1251", "KOI8-U", "IBM866", "UTF-16LE"];

/// How much of a file is looked at to guess.
const LOOKED_AT: usize = 1024 * 1024;
/// How many records are looked at to find the delimiter.
const RECORDS: usize = 20;

/// The encoding of a text, and whether it is a guess. A byte-order mark and sound UTF-8 are no guesses.
pub fn detect_encoding(input: &mut (impl Read + Seek)) -> std::io::Result<(&'static Encoding, bool)> {
    input.seek(SeekFrom::Start(0))?;
    let mut piece = vec![0; 64 * 1024];
    let (mut first, mut carried) = (true, Vec::new());
    loop {
        let count = input.read(&mut piece)?;
        if first && let Some((encoding, _)) = Encoding::for_bom(&piece[..count]) {
            return Ok((encoding, false));
        }
        first = false;
        carried.extend_from_slice(&piece[..count]);
        match std::str::from_utf8(&carried) {
            Ok(_) if count == 0 => return Ok((UTF_8, false)),
            Ok(_) => carried.clear(),
            // A letter may be cut by the end of the piece.
            Err(error) if error.error_len().is_none() && count > 0 => {
                carried.drain(..error.valid_up_to());
            }
            Err(_) => break,
        }
    }
    let mut head = carried;
    input.take(LOOKED_AT as u64).read_to_end(&mut head)?;
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(&head, true);
    Ok((detector.guess(Some(b"ua"), Utf8Detection::Deny), true))
}

pub(crate) fn read(
    input: &mut (impl Read + Seek),
    reading: &Reading,
    sink: Sink<'_>,
) -> Result<Summary, TableError> {
    let (encoding, guessed) = match &reading.encoding {
        Some(label) => match Encoding::for_label(label.as_bytes()) {
            Some(encoding) => (encoding, false),
            None => return Err(TableError::NoEncoding(label.clone())),
        },
        None => detect_encoding(input)?,
    };
    let delimiter = delimiter(input, encoding)?;
    let returns = ends_with_returns(input, encoding)?;
    input.seek(SeekFrom::Start(0))?;
    let mut reader = builder(delimiter).from_reader(decoded(input, encoding));
    let mut rows = Rows::new(sink, true);
    rows.summary.encoding = Some(encoding.name().to_owned());
    if guessed {
        rows.summary.notice(Notice::Encoding(encoding.name().to_owned()));
    }
    let mut record = StringRecord::new();
    let mut number = 0;
    loop {
        let more = reader.read_record(&mut record).map_err(damaged)?;
        if !more {
            break;
        }
        // The reader stands after the record: before the `\n` of a `\r\n`, after a `\n` alone.
        let inner = record.as_slice().bytes().filter(|byte| *byte == b'\n').count() as u64;
        let line = reader.position().line().saturating_sub(inner + u64::from(!returns));
        number = line.max(number + 1);
        if record.as_slice().len() > CELL * 4 {
            return Err(TableError::LongCell(number));
        }
        rows.push(number, record.iter().map(str::to_owned).collect())?;
    }
    drop(reader);
    let quotes = quotes(input, encoding, delimiter)?;
    if let Some(line) = quotes.open {
        return Err(TableError::OpenQuote(line));
    }
    quotes.stray.into_iter().for_each(|line| rows.summary.notice(Notice::StrayQuote(line)));
    rows.finish()
}

fn builder(delimiter: u8) -> ReaderBuilder {
    let mut builder = ReaderBuilder::new();
    builder.has_headers(false).flexible(true).delimiter(delimiter);
    builder
}

fn decoded<I: Read>(input: &mut I, encoding: &'static Encoding) -> impl Read {
    DecodeReaderBytesBuilder::new().encoding(Some(encoding)).bom_override(true).build(input)
}

fn damaged(error: csv::Error) -> TableError {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => TableError::Io(error),
        other => TableError::Damaged(format!("{other:?}")),
    }
}

/// The delimiter under which the most of the first records have the same number of columns, and many of them; the
/// very first record, mostly the head, speaks for it louder than a text full of semicolons.
fn delimiter(input: &mut (impl Read + Seek), encoding: &'static Encoding) -> Result<u8, TableError> {
    let mut best = (0, b',');
    for delimiter in [b';', b',', b'\t', b'|'] {
        input.seek(SeekFrom::Start(0))?;
        let mut reader = builder(delimiter).from_reader(decoded(input, encoding).take(LOOKED_AT as u64));
        let widths: Vec<usize> =
            reader.records().take(RECORDS).flatten().map(|record| record.len()).collect();
        let alike = |width: usize| widths.iter().filter(|other| **other == width).count();
        let usual = widths.iter().copied().max_by_key(|width| (alike(*width), std::cmp::Reverse(*width)));
        let score = usual.map_or(0, |width| {
            let louder = if widths.first() == Some(&width) { 3 } else { 1 };
            (width - width.min(1)) * alike(width).pow(2) * louder * RECORDS / widths.len()
        });
        if score > best.0 {
            best = (score, delimiter);
        }
    }
    Ok(best.1)
}

/// Do lines end with `\r\n`?
fn ends_with_returns(
    input: &mut (impl Read + Seek),
    encoding: &'static Encoding,
) -> Result<bool, TableError> {
    input.seek(SeekFrom::Start(0))?;
    let mut head = Vec::new();
    decoded(input, encoding).take(LOOKED_AT as u64).read_to_end(&mut head)?;
    Ok(head.windows(2).any(|pair| pair == b"\r\n"))
}

/// What is odd about the quotes of a text.
#[derive(Default)]
struct Quotes {
    /// The line of the quote that is open at the end.
    open: Option<u64>,
    /// Lines where something stands between a closing quote and the delimiter.
    stray: Vec<u64>,
}

/// Looks at the quotes as the reader does: one opens a cell only at its beginning, and two within a quoted cell
/// stand for one.
fn quotes(
    input: &mut (impl Read + Seek),
    encoding: &'static Encoding,
    delimiter: u8,
) -> Result<Quotes, TableError> {
    input.seek(SeekFrom::Start(0))?;
    let mut text = decoded(input, encoding);
    let mut piece = vec![0; 64 * 1024];
    let (mut found, mut line) = (Quotes::default(), 1);
    let (mut begins, mut after_quote) = (true, false);
    loop {
        let count = text.read(&mut piece)?;
        if count == 0 {
            found.open = found.open.filter(|_| !after_quote);
            return Ok(found);
        }
        for byte in &piece[..count] {
            let ends = *byte == delimiter || matches!(byte, b'\n' | b'\r');
            if found.open.is_none() {
                found.open = (*byte == b'"' && begins).then_some(line);
                begins = ends;
            } else if *byte == b'"' {
                after_quote = !after_quote;
            } else if after_quote {
                if !ends && found.stray.len() < NOTICES && found.stray.last() != Some(&line) {
                    found.stray.push(line);
                }
                (found.open, after_quote, begins) = (None, false, ends);
            }
            line += u64::from(*byte == b'\n');
        }
    }
}
