//! The consolidated report on a period: each measure with its money, its state, and what its executors say.

use std::collections::HashMap;

use oblast_kernel::{Lang, Uuid};
use oblast_register::{Field, Register};
use oblast_store::{Record, Store, StoreError};
use oblast_web::paper::{Cell, Part, Report};

use super::amount::Money;
use super::period::Period;
use super::queries;

/// What a consolidated report is made of.
pub struct Consolidated {
    /// The programme.
    pub programme: Record,
    /// What it is about.
    pub period: Period,
    /// The measures of the version in force.
    pub measures: Vec<Record>,
    /// What is planned for the year, of the whole programme for all years: kopiykas by measure.
    pub planned: HashMap<String, i64>,
    /// What was spent from the first day of the year to the last day of the period: kopiykas by measure.
    pub spent: HashMap<String, i64>,
    /// The reports of the executors.
    pub reports: Vec<Record>,
    /// The explanatory notes.
    pub notes: Vec<Record>,
}

impl Consolidated {
    /// Reads it. Nothing where the programme has no version.
    pub async fn read(
        store: &Store,
        programme: Record,
        period: Period,
    ) -> Result<Option<Consolidated>, StoreError> {
        let id: Uuid = programme.id();
        let versions = queries::versions(store, id).await?;
        let Some(version) = queries::current(&versions) else {
            return Ok(None);
        };
        let year = period.choice().map(|(year, _)| i64::from(year));
        let mut planned: HashMap<String, i64> = HashMap::new();
        for sum in queries::sums(store, id, version.id()).await? {
            if year.is_none() || sum.year == year {
                *planned.entry(sum.measure).or_default() += sum.planned;
            }
        }
        let from = year.map_or_else(|| "0000-01-01".to_owned(), |year| format!("{year}-01-01"));
        let until = period.last_day().map_or_else(|| "9999-12-31".to_owned(), |day| day.to_string());
        let reports = match period.choice() {
            Some((year, choice)) => queries::reports(store, id, year.into(), &choice).await?,
            None => latest(queries::accepted(store, id).await?),
        };
        Ok(Some(Consolidated {
            measures: queries::measures(store, version.id()).await?,
            planned,
            spent: queries::spent(store, id, &from, &until).await?,
            reports,
            notes: queries::notes(store, id, &period.key()).await?,
            period,
            programme,
        }))
    }

    /// Leaves out what was not accepted: for everybody who does not work on it.
    pub fn accepted(mut self) -> Consolidated {
        self.reports.retain(|own| own.text("state") == "accepted");
        self
    }

    fn of_measure(&self, code: &str) -> impl Iterator<Item = &Record> {
        let code = code.to_owned();
        self.reports.iter().filter(move |own| own.text("measure_code") == code)
    }

    /// As a report in a language. `register` is the one of the reports.
    pub fn report(&self, register: &Register, lang: Lang) -> Report {
        let word = |uk: &str, en: &str| if lang == Lang::Uk { uk.to_owned() } else { en.to_owned() };
        let mut parts = vec![Part {
            heading: word("Разом", "In all"),
            words: self.notes.iter().map(|own| own.text("note").to_owned()).collect(),
            heads: vec![
                word("Напрям", "Direction"),
                word("План, тис. грн", "Planned, thousand UAH"),
                word("Витрачено, тис. грн", "Spent, thousand UAH"),
                word("Частка, %", "Part, %"),
                word("Заходів", "Measures"),
                word("З них виконано", "Of them done"),
            ],
            rows: Vec::new(),
        }];
        let (mut whole, mut all, mut all_done) = ((0, 0), 0, 0);
        for (title, measures) in self.directions() {
            let sum = measures.iter().fold((0, 0), |sum, own| {
                let (planned, spent) = self.money(own.text("code"));
                (sum.0 + planned, sum.1 + spent)
            });
            let done = measures.iter().filter(|own| self.progress(own.text("code")) == Some("done")).count();
            parts[0].rows.push(total_row(Cell::Text(title.clone()), sum, measures.len(), done));
            whole = (whole.0 + sum.0, whole.1 + sum.1);
            (all, all_done) = (all + measures.len(), all_done + done);
            parts.push(self.direction(register, lang, title, &measures));
        }
        parts[0].rows.push(total_row(Cell::Text(word("Програма", "The programme")), whole, all, all_done));
        Report {
            issuer: self.programme.text("lead_executor").to_owned(),
            title: format!(
                "{}: {}",
                word("Звіт про виконання програми", "Report on the programme"),
                self.programme.text("title")
            ),
            subtitle: match self.period {
                Period::Quarter(..) => format!(
                    "{}; {}",
                    self.period.title(lang),
                    word("гроші – з початку року", "money: from the beginning of the year")
                ),
                _ => self.period.title(lang),
            },
            parts,
        }
    }

    fn directions(&self) -> Vec<(String, Vec<&Record>)> {
        let mut all: Vec<(String, Vec<&Record>)> = Vec::new();
        for own in &self.measures {
            let title = format!("{}. {}", own.text("direction_code"), own.text("direction"));
            match all.iter_mut().find(|(known, _)| *known == title) {
                Some((_, measures)) => measures.push(own),
                None => all.push((title, vec![own])),
            }
        }
        all
    }

    fn money(&self, code: &str) -> (i64, i64) {
        let of = |sums: &HashMap<String, i64>| sums.get(code).copied().unwrap_or_default();
        (of(&self.planned), of(&self.spent))
    }

    /// The state of a measure.
    pub fn progress(&self, code: &str) -> Option<&str> {
        least(self.of_measure(code))
    }

    fn direction(&self, register: &Register, lang: Lang, heading: String, measures: &[&Record]) -> Part {
        let word = |uk: &str, en: &str| if lang == Lang::Uk { uk.to_owned() } else { en.to_owned() };
        let shown = |own: &Record, name: &str| -> String {
            let field: Option<&Field> = register.field(name);
            field.map_or_else(String::new, |field| field.kind.display(own.get(name), field, lang))
        };
        let row = |own: &&Record| {
            let code = own.text("code");
            let (planned, spent) = self.money(code);
            let states: Vec<String> = self
                .progress(code)
                .map(|state| {
                    register.field("progress").map_or(String::new(), |field| field.choice_title(state, lang))
                })
                .into_iter()
                .collect();
            let said: Vec<String> = self
                .of_measure(code)
                .filter(|report| !report.get("done").is_null())
                .map(|report| {
                    let obstacles = report.text("obstacles");
                    let obstacles = match obstacles {
                        "" => String::new(),
                        words => format!(" {}: {words}", word("Заважає", "Obstacles")),
                    };
                    format!("{}: {}{obstacles}", shown(report, "executor"), report.text("done"))
                })
                .collect();
            let href = format!("/programmes/{}/measures/{code}", self.programme.id());
            vec![
                Cell::Link(format!("{code}. {}", own.text("title")), href),
                thousand(planned),
                thousand(spent),
                Cell::Text(states.join(", ")),
                Cell::Text(said.join("\n")),
            ]
        };
        Part {
            heading,
            heads: vec![
                word("Захід", "Measure"),
                word("План, тис. грн", "Planned, thousand UAH"),
                word("Витрачено, тис. грн", "Spent, thousand UAH"),
                word("Стан", "State"),
                word("Що зроблено", "What was done"),
            ],
            rows: measures.iter().map(row).collect(),
            ..Part::default()
        }
    }
}

/// The state of a measure by the reports on it: where its executors say different things, the least of them.
fn least<'r>(reports: impl Iterator<Item = &'r Record>) -> Option<&'r str> {
    const ORDER: [&str; 4] = ["not_begun", "dropped", "under_way", "done"];
    let said = reports.filter_map(|own| own.get("progress").as_text());
    said.min_by_key(|own| ORDER.iter().position(|known| known == own))
}

/// The states of measures by the accepted reports, which come the latest first.
pub fn states(accepted: Vec<Record>) -> HashMap<String, String> {
    let last = latest(accepted);
    let codes: std::collections::HashSet<&str> = last.iter().map(|own| own.text("measure_code")).collect();
    let state = |code: &str| least(last.iter().filter(|own| own.text("measure_code") == code));
    codes.into_iter().filter_map(|code| Some((code.to_owned(), state(code)?.to_owned()))).collect()
}

/// The latest report of each executor on each measure; they come the latest first.
fn latest(reports: Vec<Record>) -> Vec<Record> {
    let mut known = std::collections::HashSet::new();
    let is_first =
        |own: &Record| known.insert((own.text("measure_code").to_owned(), own.text("executor").to_owned()));
    reports.into_iter().filter(is_first).collect()
}

fn thousand(kopiykas: i64) -> Cell {
    let money = Money(kopiykas).rounded();
    Cell::Number(money.thousands(), money.to_string())
}

fn total_row(name: Cell, (planned, spent): (i64, i64), measures: usize, done: usize) -> Vec<Cell> {
    let part = oblast_web::components::chart::percent(planned, spent);
    let count = |number: usize| Cell::Number(number as f64, number.to_string());
    vec![
        name,
        thousand(planned),
        thousand(spent),
        part.map_or(Cell::Text("–".into()), |part| Cell::Number(part as f64, part.to_string())),
        count(measures),
        count(done),
    ]
}
