//! Official documents as tagged PDF (PDF/UA-1), made from templates and data. No I/O: fonts and templates are part
//! of the program, data come as a value, bytes go out.
//!
//! What stands in the data is never read as markup: a template takes it from a JSON file that exists in memory.

mod world;

use std::num::NonZeroUsize;

use serde::Serialize;
use typst::diag::Warned;
use typst::layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

/// Which document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Template {
    /// A decision, a certificate: what was decided, for whom, by whom, with the way to check it.
    Decision,
    /// The receipt of an application.
    Receipt,
    /// The information card of a service.
    Card,
    /// A report with wide tables.
    Report,
}

impl Template {
    fn source(self) -> &'static str {
        match self {
            Template::Decision => include_str!("../templates/decision.typ"),
            Template::Receipt => include_str!("../templates/receipt.typ"),
            Template::Card => include_str!("../templates/card.typ"),
            Template::Report => include_str!("../templates/report.typ"),
        }
    }
}

/// A line of facts: a title and what is said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fact {
    /// The title.
    pub title: String,
    /// What is said.
    pub text: String,
}

/// A part with a heading: facts, or paragraphs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Section {
    /// The heading; none if empty.
    pub heading: String,
    /// Facts, as a table of two columns.
    pub facts: Vec<Fact>,
    /// Items of a list.
    pub items: Vec<String>,
    /// A table; none without heads.
    pub table: Table,
}

/// A table of a report.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Table {
    /// The heads of its columns.
    pub heads: Vec<String>,
    /// Which columns hold numbers.
    pub numbers: Vec<bool>,
    /// The cells of each row, as many as there are heads.
    pub rows: Vec<Vec<String>>,
}

/// What a document says. Words come from the caller, in the language of the document.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Content {
    /// `uk` or `en`.
    pub lang: String,
    /// The body that issues it.
    pub issuer: String,
    /// The title.
    pub title: String,
    /// Number and date, in words.
    pub subtitle: String,
    /// The parts.
    pub sections: Vec<Section>,
    /// The page on which it can be checked; none if empty.
    pub check_url: String,
    /// What stands beside the code of that page.
    pub check_words: String,
    /// The word before a page's number.
    pub page_word: String,
}

/// Why a document was not made.
#[derive(Debug, thiserror::Error)]
pub enum DocumentError {
    /// The template and the data do not fit: a mistake of ours.
    #[error("the template: {0}")]
    Template(String),
    /// The address is too long for a code.
    #[error("the code: {0}")]
    Code(String),
}

/// The longest text of a fact or an item, in characters: more is cut, with a sign that it was.
const LONGEST: usize = 6_000;

/// Makes a document: bytes of a PDF. The same content gives the same bytes.
pub fn render(template: Template, content: &Content) -> Result<Vec<u8>, DocumentError> {
    let content = bounded(content.clone());
    let world = world::Memory::new(template.source(), &content, qr(&content.check_url)?)?;
    let Warned { output, .. } = typst::compile::<PagedDocument>(&world);
    let words = |errors: typst::ecow::EcoVec<typst::diag::SourceDiagnostic>| {
        let messages: Vec<String> = errors.iter().map(|error| error.message.to_string()).collect();
        DocumentError::Template(messages.join("; "))
    };
    let document = output.map_err(words)?;
    let standards = PdfStandards::new(&[PdfStandard::Ua_1])
        .map_err(|error| DocumentError::Template(error.to_string()))?;
    let pdf = typst_pdf::pdf(&document, &PdfOptions { standards, ..PdfOptions::default() }).map_err(words);
    // What was memoised for this document is of no use to the next one.
    typst::comemo::evict(NonZeroUsize::MIN.get());
    pdf
}

/// The content with what our fonts can show, and nothing too long: a sign that they do not have becomes `?`.
fn bounded(mut content: Content) -> Content {
    let fit = |text: &mut String| {
        let shown = text.chars().filter_map(world::displayable);
        let mut fitted: String = shown.clone().take(LONGEST).collect();
        if shown.count() > LONGEST {
            fitted.push('…');
        }
        *text = fitted;
    };
    for text in [&mut content.issuer, &mut content.title, &mut content.subtitle, &mut content.check_words] {
        fit(text);
    }
    for section in &mut content.sections {
        fit(&mut section.heading);
        section.items.iter_mut().for_each(fit);
        for fact in &mut section.facts {
            fit(&mut fact.title);
            fit(&mut fact.text);
        }
        section.table.heads.iter_mut().for_each(fit);
        section.table.rows.iter_mut().flatten().for_each(fit);
    }
    content
}

fn qr(url: &str) -> Result<Option<String>, DocumentError> {
    if url.is_empty() {
        return Ok(None);
    }
    let code = qrcode::QrCode::new(url.as_bytes()).map_err(|error| DocumentError::Code(error.to_string()))?;
    Ok(Some(code.render::<qrcode::render::svg::Color<'_>>().quiet_zone(false).build()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn content(text: &str) -> Content {
        Content {
            lang: "uk".into(),
            issuer: "Департамент архітектури".into(),
            title: "Рішення".into(),
            subtitle: "№ 5 від 14 березня 2026".into(),
            sections: vec![Section {
                heading: "Заявник".into(),
                facts: vec![Fact { title: "Ім’я".into(), text: text.into() }],
                items: vec!["перше".into(), text.into()],
                table: Table {
                    heads: vec!["Захід".into(), "План".into()],
                    numbers: vec![false, true],
                    rows: vec![vec![text.into(), "1\u{a0}700,0".into()]; 3],
                },
            }],
            check_url: "https://oblast.example/check/ABCD".into(),
            check_words: "Перевірити: https://oblast.example/check/ABCD".into(),
            page_word: "сторінка".into(),
        }
    }

    #[test]
    fn every_template_gives_a_tagged_pdf_in_its_language() {
        for template in [Template::Decision, Template::Receipt, Template::Card, Template::Report] {
            let pdf = render(template, &content("Їжакевич Ґалина, м'ясо")).unwrap();
            assert!(pdf.starts_with(b"%PDF-"));
            let text = String::from_utf8_lossy(&pdf);
            assert!(
                text.contains("/MarkInfo") && text.contains("/Lang (uk") && text.contains("pdfuaid"),
                "{template:?}"
            );
        }
    }

    #[test]
    fn the_same_content_gives_the_same_bytes() {
        let once = render(Template::Decision, &content("текст")).unwrap();
        assert_eq!(once, render(Template::Decision, &content("текст")).unwrap());
        assert_ne!(once, render(Template::Decision, &content("інше")).unwrap());
    }

    #[test]
    fn markup_in_the_data_stays_text_and_nothing_breaks_it() {
        for hostile in [
            "#panic(\"x\")",
            "$ x $ [ ] *b* _i_ \\ @ref <label>",
            "\u{0}\u{202e}",
            "",
            "<svg onload=1>",
            "👍 漢字 \u{301}",
        ] {
            render(Template::Decision, &content(hostile)).unwrap();
            render(Template::Report, &content(hostile)).unwrap();
        }
        let long = render(Template::Decision, &content(&"довге слово ".repeat(20_000))).unwrap();
        assert!(long.len() < 2_000_000);
        render(Template::Card, &content(&"я".repeat(10_000))).unwrap();
    }
}
