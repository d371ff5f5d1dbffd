//! Spreadsheets are archives: measured before anything in them is believed.

use std::io::{Read, Seek};

use zip::ZipArchive;
use zip::result::ZipError;

use crate::TableError;

/// How large all parts may be together, unpacked, in bytes.
const UNPACKED: u64 = 1024 * 1024 * 1024;
/// How large the part may be that a reader keeps in memory, in bytes.
const KEPT: u64 = 256 * 1024 * 1024;
/// How many parts there may be.
const PARTS: usize = 10_000;

/// Opens an archive and unpacks every part of it into nothing, so that what they say of their size is not believed.
pub(crate) fn measured<R: Read + Seek>(input: R) -> Result<ZipArchive<R>, TableError> {
    let mut archive = ZipArchive::new(input).map_err(damaged)?;
    if archive.len() > PARTS {
        return Err(TableError::TooLarge);
    }
    let mut left = UNPACKED;
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(damaged)?;
        let kept = part.name().map_err(damaged)?.ends_with("sharedStrings.xml");
        let limit = if kept { left.min(KEPT) } else { left };
        let size = std::io::copy(&mut part.take(limit + 1), &mut std::io::sink())
            .map_err(|error| TableError::Damaged(error.to_string()))?;
        if size > limit {
            return Err(TableError::TooLarge);
        }
        left -= size;
    }
    Ok(archive)
}

pub(crate) fn damaged(error: ZipError) -> TableError {
    match error {
        ZipError::UnsupportedArchive(words) if words.contains("assword") => TableError::Encrypted,
        error => TableError::Damaged(error.to_string()),
    }
}
