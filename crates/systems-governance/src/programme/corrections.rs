//! What people corrected in a document before it was saved: lines that are read otherwise than they are written.

use std::collections::BTreeMap;

use oblast_tables::document::Block;

/// The cells of lines, by the line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Corrections(BTreeMap<usize, Vec<String>>);

impl Corrections {
    /// As they are kept.
    pub fn parse(text: &str) -> Corrections {
        Corrections(serde_json::from_str(text).unwrap_or_default())
    }

    /// To be kept.
    pub fn text(&self) -> String {
        serde_json::to_string(&self.0).unwrap_or_default()
    }

    /// How many lines are corrected.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Is nothing corrected?
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Is this line corrected?
    pub fn has(&self, line: usize) -> bool {
        self.0.contains_key(&line)
    }

    /// A line is read so.
    pub fn set(&mut self, line: usize, cells: Vec<String>) {
        self.0.insert(line, cells);
    }

    /// A line is read as it is written.
    pub fn forget(&mut self, line: usize) {
        self.0.remove(&line);
    }

    /// The document as it is to be read.
    pub fn apply(&self, mut blocks: Vec<Block>) -> Vec<Block> {
        if self.0.is_empty() {
            return blocks;
        }
        for block in &mut blocks {
            match block {
                Block::Paragraph { text, line } => {
                    if let Some(cells) = self.0.get(line) {
                        *text = cells.join(" ");
                    }
                }
                Block::Table(rows) => {
                    for row in rows {
                        if let Some(cells) = self.0.get(&row.line) {
                            row.cells.clone_from(cells);
                        }
                    }
                }
            }
        }
        blocks
    }
}

/// The lines of a document: number and cells; of a paragraph its text.
pub fn lines(blocks: &[Block]) -> Vec<(usize, Vec<&str>)> {
    let mut all = Vec::new();
    for block in blocks {
        match block {
            Block::Paragraph { text, line } => all.push((*line, vec![text.as_str()])),
            Block::Table(rows) => {
                all.extend(rows.iter().map(|row| (row.line, row.cells.iter().map(String::as_str).collect())))
            }
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use oblast_tables::document::read_text;

    use super::*;

    #[test]
    fn a_corrected_line_is_read_otherwise_and_the_rest_as_it_is_written() {
        let text = "Заголовок\nА\tБ\n1\t2\n";
        let mut corrections = Corrections::default();
        corrections.set(3, vec!["1".into(), "20".into(), "3".into()]);
        corrections.set(1, vec!["Інший".into()]);
        let kept = Corrections::parse(&corrections.text());
        assert_eq!(kept, corrections);
        let blocks = kept.apply(read_text(text));
        let told: Vec<_> = lines(&blocks).into_iter().map(|(line, cells)| (line, cells.join("|"))).collect();
        assert_eq!(told, [(1, "Інший".into()), (2, "А|Б".into()), (3, "1|20|3".into())]);
        let mut back = kept.clone();
        back.forget(3);
        back.forget(1);
        assert!(back.is_empty());
        assert_eq!(back.apply(read_text(text)), read_text(text));
        assert_eq!(Corrections::parse("не JSON"), Corrections::default());
    }
}
