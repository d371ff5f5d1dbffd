//! Text whose tables have tabs between their cells.

use std::io::Cursor;

use super::{Block, TableRow};
use crate::detect_encoding;

/// Text whose tables have their cells parted by tabs. An empty line ends a table.
///
/// A cell that was broken over lines by the program that wrote the text cannot be told from a paragraph; it is given
/// as one.
pub fn read_text(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let number = index + 1;
        if line.contains('\t') {
            let cells = line.split('\t').map(|cell| cell.trim().to_owned()).collect();
            let row = TableRow { line: number, cells, is_hidden: false };
            match blocks.last_mut() {
                Some(Block::Table(rows)) if rows.last().is_some_and(|last| last.line + 1 == number) => {
                    rows.push(row);
                }
                _ => blocks.push(Block::Table(vec![row])),
            }
        } else if !line.trim().is_empty() {
            blocks.push(Block::Paragraph { text: line.trim().to_owned(), line: number });
        }
    }
    blocks
}

/// The text of a file in whatever encoding it has (found as for tables). Nothing where it is no text.
pub fn decode(bytes: &[u8]) -> Option<String> {
    let (encoding, _) = detect_encoding(&mut Cursor::new(bytes)).ok()?;
    let is_wide = encoding.name().starts_with("UTF-16");
    // A text has no zeros; an archive, a picture, a document of a word processor has.
    if bytes.contains(&0) && !is_wide || bytes.starts_with(b"PK\x03\x04") {
        return None;
    }
    Some(encoding.decode(bytes).0.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_read_in_its_encoding_and_what_is_no_text_is_not() {
        let (bytes, _, _) =
            encoding_rs::WINDOWS_1251.encode("Перелік заходів програми\tДжерела фінансування\n");
        assert!(decode(&bytes).unwrap().starts_with("Перелік заходів програми\tДжерела"));
        assert_eq!(decode("\u{feff}Захід".as_bytes()).as_deref(), Some("Захід"));
        assert_eq!(decode(b"PK\x03\x04..."), None);
        assert_eq!(decode(b"\x89PNG\x00\x00"), None);
    }

    #[test]
    fn lines_with_tabs_are_tables_and_an_empty_line_ends_them() {
        let blocks = read_text("Додаток\n\nа\tб\nв\tг\n\nа\tб\n");
        let Block::Table(first) = &blocks[1] else { panic!("{blocks:?}") };
        assert_eq!(blocks.len(), 3);
        assert_eq!((first.len(), first[1].line, first[1].cells[1].as_str()), (2, 4, "г"));
    }
}
