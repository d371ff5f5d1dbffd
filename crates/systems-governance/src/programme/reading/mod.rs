//! From the blocks of a document to a programme.

mod history;
mod justification;
mod measures;
mod odd;
mod passport;
mod resources;
mod tasks;

use oblast_tables::document::{Block, TableRow};

use super::amount::Funding;
use super::model::{Figure, Notice, Place, Programme};
use measures::Measures;

/// Reads what there is of a programme in a document.
pub fn read(blocks: &[Block]) -> Programme {
    let mut programme = Programme::default();
    let mut measures = Measures::default();
    let mut part = Part::Text;
    // The code of the section and the source that it names, and the words under which a table stands.
    let (mut section, mut source, mut title) = (None, None, String::new());
    for block in blocks {
        match block {
            Block::Paragraph { text, line } => {
                // A title over all columns is a cell to the eye and a paragraph to who wrote the text.
                let goes_on = part == Part::Measures && measures.take_title(text, *line);
                if !goes_on {
                    part = Part::Text;
                    if let Some(code) = justification::section(text) {
                        (section, source) = (Some(code), None);
                    }
                    source = justification::source(text).or(source);
                    title = if part_title(&title) { format!("{title} {text}") } else { text.clone() };
                }
            }
            Block::Table(rows) => {
                hidden(rows, &mut programme);
                let began = kind(rows);
                let is_new = began.is_some() && began != Some(part);
                part = began.unwrap_or(part);
                match part {
                    Part::Measures => measures.take(rows, &mut programme),
                    Part::Passport => passport::take(rows, &mut programme),
                    Part::Resources => resources::take(rows, &mut programme),
                    Part::History => history::take(rows, &mut programme),
                    Part::Tasks => tasks::take(rows, is_new.then_some(title.as_str()), &mut programme),
                    Part::Justification => {
                        let about = section.clone().filter(|_| began.is_some());
                        let about = about.map(|code| (code, source.clone()));
                        justification::take(rows, about, &mut programme);
                    }
                    Part::Other | Part::Text => {}
                }
            }
        }
    }
    programme.annex = measures.finish(&mut programme);
    odd::tell(&mut programme);
    programme
}

/// Rows that the document does not show are read, and told.
fn hidden(rows: &[TableRow], programme: &mut Programme) {
    for row in rows.iter().filter(|row| row.is_hidden) {
        let place = Place { line: row.line, cell: 0 };
        programme.notices.push(Notice { kind: "hidden_row", place, words: row.cells.join(" | ") });
    }
}

/// What is being read. A table that was broken over pages goes on without its heading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Text,
    Measures,
    Passport,
    Resources,
    History,
    Tasks,
    Justification,
    Other,
}

/// What a table is, by its heading. Nothing where it has none.
fn kind(rows: &[TableRow]) -> Option<Part> {
    let head: Vec<String> = rows.iter().take(3).flat_map(|row| &row.cells).map(|cell| low(cell)).collect();
    let has = |words: &[&str]| head.iter().any(|cell| words.iter().all(|word| cell.contains(word)));
    let years = head.iter().filter(|cell| year(cell).is_some()).count();
    let first = low(rows.first()?.cells.first()?);
    if has(&["захо"]) && has(&["джерел", "фінанс"]) {
        return Some(Part::Measures);
    }
    if has(&["ініціатор"]) || has(&["обсяг", "ресурс"]) && years == 0 && code(&first).is_some()
    {
        return Some(Part::Passport);
    }
    if first.starts_with("період") && has(&["план"]) && has(&["факт"]) {
        return Some(Part::History);
    }
    if years >= 2
        && (first.contains("обсяг") || first.contains("джерел"))
        && has(&["джерел", "фінанс"]) | has(&["усього"])
    {
        return Some(Part::Resources);
    }
    if first.starts_with("завдання") && has(&["замовник"]) && has(&["всього"]) {
        return Some(Part::Tasks);
    }
    if first.starts_with("завдання") && has(&["обсяг"]) && has(&["разом"]) {
        return Some(Part::Justification);
    }
    // Any other heading ends what went before; a row of data does not.
    first.starts_with("завдання").then_some(Part::Other)
}

/// A title that goes on in the next line: «ЗАВДАННЯ / Програми на 2021 рік».
fn part_title(title: &str) -> bool {
    low(title) == "завдання"
}

/// In small letters, spaces alike.
fn low(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// A cell that is a year and no more: `2021`, `2021 рік`, `2021 р.`.
fn year(cell: &str) -> Option<i16> {
    let cell = cell.trim();
    let rest = cell.get(4..)?.trim();
    let is_named = ["", "рік", "р.", "р", "роки", "року"].contains(&rest);
    cell.get(..4)?.parse().ok().filter(|year| is_named && (1990..2100).contains(year))
}

/// The code before a title: `3.5. Створення…`, `4.Інформатизація…`, `1.1`. Gives the code and what follows it.
fn code(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_start();
    let end = text.find(|letter: char| !letter.is_ascii_digit() && letter != '.').unwrap_or(text.len());
    let (code, rest) = text.split_at(end);
    let is_parted = code.ends_with('.') || rest.is_empty() || rest.starts_with(char::is_whitespace);
    let code = code.trim_end_matches('.');
    let parts_are_short = code.split('.').all(|part| (1..=3).contains(&part.len()));
    (is_parted && parts_are_short).then(|| (code, rest.trim()))
}

/// Reads one cell for money; one that is no money is told and counts for nothing.
fn figure(row: &TableRow, cell: usize, programme: &mut Programme) -> Figure {
    let text = row.cells.get(cell).map(String::as_str).unwrap_or_default();
    let place = Place { line: row.line, cell: cell + 1 };
    let value = Funding::parse(text).unwrap_or_else(|| {
        programme.not_understood.push(Notice { kind: "amount", place: place.clone(), words: text.into() });
        Funding::Empty
    });
    if value.amount().is_some_and(|money| money.0 < 0) {
        programme.notices.push(Notice { kind: "negative", place: place.clone(), words: text.into() });
    }
    Figure { value, place }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_stands_before_its_title_with_and_without_a_space() {
        assert_eq!(code("3.5. Створення"), Some(("3.5", "Створення")));
        assert_eq!(code("4.Інформатизація"), Some(("4", "Інформатизація")));
        assert_eq!(code("1.10"), Some(("1.10", "")));
        for text in ["2021-2023", "Всього", "265,0", "2021 рік", ""] {
            assert_eq!(code(text), None, "{text}");
        }
    }

    #[test]
    fn a_year_is_a_cell_of_its_own() {
        assert_eq!(
            (year("2021"), year("2022 рік"), year("2021-2023"), year("1710,0")),
            (Some(2021), Some(2022), None, None)
        );
    }
}
