//! The work plan of a year: the measures that are to be done in it, with their money, and what was selected for it.

use std::collections::BTreeMap;

use oblast_kernel::{Lang, Uuid};
use oblast_register::Register;
use oblast_store::{Record, Store, StoreError};
use oblast_web::paper::{Cell, Part, Report};

use super::amount::Money;
use super::queries::{self, Sum};

/// What a work plan is made of.
pub struct Plan {
    programme: Record,
    year: i64,
    measures: Vec<Record>,
    sums: Vec<Sum>,
    selected: Vec<Record>,
}

impl Plan {
    /// Reads it. Nothing where the programme has no version.
    pub async fn read(store: &Store, programme: Record, year: i64) -> Result<Option<Plan>, StoreError> {
        let id: Uuid = programme.id();
        let versions = queries::versions(store, id).await?;
        let Some(version) = queries::current(&versions) else { return Ok(None) };
        let sums = queries::sums(store, id, version.id()).await?;
        let measures = queries::measures(store, version.id()).await?;
        let selected = queries::selected(store, id, year).await?;
        Ok(Some(Plan { programme, year, measures, sums, selected }))
    }

    /// The money of a measure in the year, by source; what a document says for all years together stands apart.
    fn money(&self, code: &str) -> (BTreeMap<&str, i64>, i64) {
        let (mut of_year, mut undivided) = (BTreeMap::new(), 0);
        for sum in self.sums.iter().filter(|sum| sum.measure == code) {
            match sum.year {
                Some(year) if year == self.year => {
                    *of_year.entry(sum.source.as_str()).or_insert(0) += sum.planned
                }
                Some(_) => {}
                None => undivided += sum.planned,
            }
        }
        (of_year, undivided)
    }

    /// Is a measure to be done in the year: has it money for it, or money that is not divided by years, or a term that
    /// names the year?
    fn is_of_year(&self, measure: &Record) -> bool {
        let (of_year, undivided) = self.money(measure.text("code"));
        of_year.values().any(|sum| *sum != 0) || undivided != 0 || covers(measure.text("term"), self.year)
    }

    /// As a report in a language; `funding` and `proposals` are the registers of planned money and of proposals.
    pub fn report(&self, funding: &Register, proposals: &Register, lang: Lang) -> Report {
        let word = |uk: &str, en: &str| if lang == Lang::Uk { uk.to_owned() } else { en.to_owned() };
        let source = |code: &str| match funding.field("source") {
            Some(field) if !code.is_empty() => field.choice_title(code, lang),
            _ => word("джерело не названо", "no source is named"),
        };
        let mut by_source: BTreeMap<&str, i64> = BTreeMap::new();
        let mut directions: Vec<(String, Vec<Vec<Cell>>)> = Vec::new();
        for measure in self.measures.iter().filter(|own| self.is_of_year(own)) {
            let (of_year, undivided) = self.money(measure.text("code"));
            for (source, sum) in of_year.iter().filter(|(_, sum)| **sum != 0) {
                *by_source.entry(source).or_default() += sum;
            }
            let mut parts: Vec<String> = of_year
                .iter()
                .filter(|(_, sum)| **sum != 0)
                .map(|(code, sum)| format!("{}: {}", source(code), Money(*sum).rounded()))
                .collect();
            if undivided != 0 {
                parts.push(format!(
                    "{}: {}",
                    word("не поділено за роками", "not divided by years"),
                    Money(undivided).rounded()
                ));
            }
            let code = measure.text("code");
            let href = format!("/programmes/{}/measures/{code}", self.programme.id());
            let row = vec![
                Cell::Link(format!("{code}. {}", measure.text("title")), href),
                Cell::Text(measure.text("executors").to_owned()),
                Cell::Text(measure.text("term").to_owned()),
                thousand(of_year.values().sum()),
                Cell::Text(parts.join("; ")),
                Cell::Text(measure.text("result").to_owned()),
            ];
            let title = format!("{}. {}", measure.text("direction_code"), measure.text("direction"));
            match directions.iter_mut().find(|(known, _)| *known == title) {
                Some((_, rows)) => rows.push(row),
                None => directions.push((title, vec![row])),
            }
        }
        let mut rows: Vec<Vec<Cell>> =
            by_source.iter().map(|(code, sum)| vec![Cell::Text(source(code)), thousand(*sum)]).collect();
        rows.push(vec![Cell::Text(word("Разом", "In all")), thousand(by_source.values().sum())]);
        let mut parts = vec![Part {
            heading: word("Гроші на рік", "Money for the year"),
            heads: vec![word("Джерело", "Source"), word("План, тис. грн", "Planned, thousand UAH")],
            rows,
            ..Part::default()
        }];
        parts.extend(directions.into_iter().map(|(heading, rows)| Part {
            heading,
            heads: vec![
                word("Захід", "Measure"),
                word("Виконавці", "Executors"),
                word("Строк", "Term"),
                word("План, тис. грн", "Planned, thousand UAH"),
                word("Джерела", "Sources"),
                word("Очікуваний результат", "Expected result"),
            ],
            rows,
            ..Part::default()
        }));
        if !self.selected.is_empty() {
            parts.push(self.chosen(proposals, lang));
        }
        Report {
            issuer: self.programme.text("lead_executor").to_owned(),
            title: format!("{}: {}", word("План роботи", "Work plan"), self.programme.text("title")),
            subtitle: format!("{} {}", self.year, word("рік", "")).trim().to_owned(),
            parts,
        }
    }

    /// What was selected for the year beyond the document.
    fn chosen(&self, register: &Register, lang: Lang) -> Part {
        let word = |uk: &str, en: &str| if lang == Lang::Uk { uk.to_owned() } else { en.to_owned() };
        let shown = |own: &Record, name: &str| {
            register
                .field(name)
                .map_or_else(String::new, |field| field.kind.display(own.get(name), field, lang))
        };
        let row = |own: &Record| {
            let code = own.text("measure_code");
            let title = if code.is_empty() {
                own.text("title").to_owned()
            } else {
                format!("{code}. {}", own.text("title"))
            };
            vec![
                Cell::Text(title),
                Cell::Text(shown(own, "body")),
                Cell::Text(shown(own, "source")),
                thousand(own.int("granted").unwrap_or_default()),
                Cell::Text(own.text("result").to_owned()),
                Cell::Text(format!("{}, {}", own.text("protocol"), shown(own, "decided_on"))),
            ]
        };
        Part {
            heading: word(
                "Відібрано радою за бюджетними запитами",
                "Selected by the council from budget requests",
            ),
            heads: vec![
                word("Що зробити", "What to do"),
                word("Установа", "Body"),
                word("Джерело", "Source"),
                word("Включено, тис. грн", "Included, thousand UAH"),
                word("Очікуваний результат", "Expected result"),
                word("Рішення", "Decision"),
            ],
            rows: self.selected.iter().map(row).collect(),
            ..Part::default()
        }
    }
}

/// Thousand hryvnias; a dash where there is no money: within other funding, or none is needed.
fn thousand(kopiykas: i64) -> Cell {
    if kopiykas == 0 {
        return Cell::Text("–".to_owned());
    }
    let money = Money(kopiykas).rounded();
    Cell::Number(money.thousands(), money.to_string())
}

/// Does a term as documents write it («2025-2026», «2025, 2027 роки», «до 2026 року») name a year or span it?
fn covers(term: &str, year: i64) -> bool {
    let parts = term.split(|letter: char| !letter.is_ascii_digit()).filter(|part| part.len() == 4);
    let years: Vec<i64> =
        parts.filter_map(|part| part.parse().ok()).filter(|year| (1990..2100).contains(year)).collect();
    let is_span = term.contains(['-', '–', '—']);
    match (years.first(), years.last()) {
        (Some(first), Some(last)) if is_span => (*first..=*last).contains(&year),
        _ => years.contains(&year),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_term_names_its_years() {
        for (term, year, expected) in [
            ("2025-2026", 2026, true),
            ("2025–2027 роки", 2026, true),
            ("2025, 2027 роки", 2026, false),
            ("2025, 2027 роки", 2027, true),
            ("до 2026 року", 2026, true),
            ("постійно", 2026, false),
            ("01.02.2025", 2026, false),
            ("", 2026, false),
        ] {
            assert_eq!(covers(term, year), expected, "{term}");
        }
    }
}
