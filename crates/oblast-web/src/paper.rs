//! Reports of systems: words and tables that are a page, a PDF and a spreadsheet alike.

use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use maud::{Markup, html};
use rust_xlsxwriter::{Format, Workbook, XlsxError};

use crate::components::table::{Head, table};
use crate::error::WebError;
use crate::visitor::Visitor;

/// Does this build make documents?
pub const HAS_PDF: bool = cfg!(feature = "pdf");

/// A report.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Who reports.
    pub issuer: String,
    /// The title.
    pub title: String,
    /// What it is about and of when.
    pub subtitle: String,
    /// Its parts.
    pub parts: Vec<Part>,
}

/// A part with a heading.
#[derive(Clone, Debug, Default)]
pub struct Part {
    /// The heading; none if empty.
    pub heading: String,
    /// Paragraphs.
    pub words: Vec<String>,
    /// The heads of its table; none without them.
    pub heads: Vec<String>,
    /// The cells of each row, as many as there are heads.
    pub rows: Vec<Vec<Cell>>,
}

/// A cell of a table.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Words.
    Text(String),
    /// Words that lead to a page.
    Link(String, String),
    /// A number and how it is read.
    Number(f64, String),
}

impl Cell {
    fn shown(&self) -> &str {
        match self {
            Cell::Text(text) | Cell::Link(text, _) | Cell::Number(_, text) => text,
        }
    }
}

impl Part {
    /// Does a column hold numbers?
    fn is_number(&self, column: usize) -> bool {
        self.rows.iter().any(|row| matches!(row.get(column), Some(Cell::Number(..))))
    }
}

impl Report {
    /// As a part of a page.
    pub fn html(&self) -> Markup {
        html! {
            @for part in &self.parts {
                @if !part.heading.is_empty() { h2 { (part.heading) } }
                @for words in &part.words { p class="column pre" { (words) } }
                @if !part.heads.is_empty() {
                    @let heads: Vec<Head> = part.heads.iter().enumerate().map(|(column, title)| if part.is_number(column) { Head::number(title) } else { Head::new(title) }).collect();
                    @let rows: Vec<Vec<Markup>> = part.rows.iter().map(|row| row.iter().map(cell).collect()).collect();
                    (table(&part.heading, &heads, &rows))
                }
            }
        }
    }

    /// As a spreadsheet: each part a sheet; numbers are numbers, nothing is a formula.
    pub fn xlsx(&self, name: &str) -> Result<Response, WebError> {
        let bytes =
            self.workbook().map_err(|error| WebError::Internal(format!("the spreadsheet: {error}")))?;
        let headers = [
            (
                header::CONTENT_TYPE,
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet".to_owned(),
            ),
            (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}.xlsx\"")),
        ];
        Ok((headers, bytes).into_response())
    }

    fn workbook(&self) -> Result<Vec<u8>, XlsxError> {
        /// How long a text a cell holds, in characters.
        const CELL: usize = 32_000;
        let bold = Format::new().set_bold();
        let wrapped = Format::new().set_text_wrap();
        let mut book = Workbook::new();
        for (number, part) in self.parts.iter().enumerate() {
            let sheet = book.add_worksheet();
            sheet.set_name(sheet_name(number, &part.heading))?;
            let mut at = 0;
            for words in
                [&self.title, &self.subtitle, &part.heading].into_iter().filter(|own| !own.is_empty())
            {
                sheet.write_string_with_format(at, 0, words, &bold)?;
                at += 1;
            }
            for words in &part.words {
                sheet.write_string(at, 0, words.chars().take(CELL).collect::<String>())?;
                at += 1;
            }
            at += 1;
            for (column, head) in (0_u16..).zip(&part.heads) {
                sheet.write_string_with_format(at, column, head, &bold)?;
                sheet.set_column_width(column, if part.is_number(column.into()) { 16 } else { 36 })?;
            }
            for row in &part.rows {
                at += 1;
                for (column, cell) in (0_u16..).zip(row) {
                    match cell {
                        Cell::Number(value, _) => sheet.write_number(at, column, *value)?,
                        cell => {
                            let text: String = cell.shown().chars().take(CELL).collect();
                            sheet.write_string_with_format(at, column, text, &wrapped)?
                        }
                    };
                }
            }
        }
        book.save_to_buffer()
    }

    /// As a document.
    #[cfg(feature = "pdf")]
    pub async fn pdf(&self, visitor: &Visitor, name: &str) -> Result<Response, WebError> {
        use oblast_document::{Section, Table, Template};

        use crate::pages::documents::{content, make, pdf};
        let section = |part: &Part| Section {
            heading: part.heading.clone(),
            items: part.words.clone(),
            table: Table {
                heads: part.heads.clone(),
                numbers: (0..part.heads.len()).map(|column| part.is_number(column)).collect(),
                rows: part
                    .rows
                    .iter()
                    .map(|row| row.iter().map(|cell| cell.shown().to_owned()).collect())
                    .collect(),
            },
            ..Section::default()
        };
        let sections = self.parts.iter().map(section).collect();
        let content =
            content(visitor, self.issuer.clone(), self.title.clone(), self.subtitle.clone(), sections);
        Ok(pdf(name, make(Template::Report, content).await?))
    }

    /// This build makes no documents.
    #[cfg(not(feature = "pdf"))]
    pub async fn pdf(&self, _visitor: &Visitor, _name: &str) -> Result<Response, WebError> {
        Err(WebError::NotFound)
    }
}

fn cell(own: &Cell) -> Markup {
    html! {
        @match own {
            Cell::Link(text, href) => a data-item href=(href) { (text) },
            other => (other.shown()),
        }
    }
}

/// A name that a sheet may have: 31 characters, without signs that mean something; each its own.
fn sheet_name(number: usize, heading: &str) -> String {
    let plain: String = heading.chars().filter(|letter| !"[]:*?/\\'".contains(*letter)).take(26).collect();
    format!("{}. {}", number + 1, plain.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_is_a_page_and_a_sheet_whatever_its_words_are() {
        let report = Report {
            title: "=1+1".into(),
            parts: vec![
                Part {
                    heading: "Напрям 1: [усе]/нічого".into(),
                    words: vec!["я".repeat(40_000)],
                    heads: vec!["Захід".into(), "План".into()],
                    rows: vec![vec![Cell::Text("<b>".into()), Cell::Number(1.5, "1,5".into())]],
                },
                Part { heading: "Напрям 1: [усе]/нічого".into(), ..Part::default() },
            ],
            ..Report::default()
        };
        let page = report.html().into_string();
        assert!(page.contains("&lt;b&gt;") && page.contains("class=\"number\""));
        assert!(report.workbook().unwrap().starts_with(b"PK"));
        assert_eq!(sheet_name(1, "Напрям [1]"), "2. Напрям 1");
    }
}
