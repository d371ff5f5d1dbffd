//! A programme for everybody: money by year, direction, source; measures; documents; what disagrees in them.

use std::collections::HashMap;

use axum::extract::{Path, State};
use maud::{Markup, html};
use oblast_kernel::Uuid;
use oblast_store::Record;
use oblast_web::components::chart::{Pair, percent};
use oblast_web::components::table::{Head, table};
use oblast_web::components::{empty, notice};
use oblast_web::{App, Visitor, WebError, format, layout};

use super::super::consolidated::states;
use super::super::queries::{self, Sum};
use super::{MENU, chart, crumbs, pair, programme, shown, source_title, thousand, versions, word};

pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<Uuid>,
) -> Result<Markup, WebError> {
    let programme = programme(&app, id).await?;
    let (versions, now) = versions(&app, id).await?;
    let contents = match &now {
        Some(version) => Some(Contents::read(&app, id, version.id()).await?),
        None => None,
    };
    let history = queries::history(&app.store, id).await?;
    let targets = queries::indicators(&app.store, id).await?;
    let goals = queries::goals(&app.store, id).await?;
    let expertise = queries::expertise(&app.store, id).await?;
    let of_expertise = app.store.register("programme-expertise")?;
    let register = app.store.catalogue().register("programmes").cloned().ok_or(WebError::NotFound)?;
    let title = programme.text("title");
    let fact = |name: &str| shown(&visitor, &register, &programme, name);
    Ok(layout::page(
        &app,
        &visitor,
        title,
        MENU,
        html! {
            (crumbs(&visitor, None))
            h1 { (title) }
            p {
                span class="state" { (oblast_web::pages::registers::state_title(&visitor, &register, programme.text("state"))) }
                " " (fact("begins")) "–" (fact("ends"))
            }
            @if let Some(contents) = &contents { (contents.tiles(&visitor)) }
            dl class="facts" {
                @for name in ["customer", "lead_executor", "goal"] {
                    @if let Some(field) = register.field(name).filter(|_| !programme.get(name).is_null()) {
                        dt { (visitor.say(&field.title)) } dd class="pre" { (fact(name)) }
                    }
                }
            }
            @if !goals.is_empty() {
                h2 { (word(&visitor, "Цілі", "Goals")) }
                ul class="column plain" {
                    @for own in &goals {
                        li {
                            a href={ "/registers/programme-goals/" (own.id()) } { (own.text("code")) ". " (own.text("goal")) }
                            @if !own.get("reached_when").is_null() { p class="soft pre" { (own.text("reached_when")) } }
                        }
                    }
                }
            }
            @match (&contents, &now) {
                (Some(contents), Some(version)) => {
                    (contents.findings(&visitor, version.id()))
                    (contents.charts(&app, &visitor, &programme, version.id()))
                    (contents.measures(&app, &visitor, &programme))
                    (indicators(&app, &visitor, id, &targets))
                }
                _ => (empty(word(&visitor, "Заходів іще не внесено.", "No measures are entered yet."), None)),
            }
            (past(&visitor, id, &history))
            (decisions(&visitor, id, &versions))
            @if !expertise.is_empty() {
                h2 { (word(&visitor, "Експертиза національного замовника", "Expertise of the national customer")) }
                ul class="column" {
                    @for own in &expertise {
                        li {
                            a href={ "/registers/programme-expertise/" (own.id()) } { (own.text("what")) } " "
                            span class="state" { (oblast_web::pages::registers::state_title(&visitor, &of_expertise, own.text("state"))) } " "
                            (format::stored_date(own.text("sent_on"), visitor.lang))
                        }
                    }
                }
            }
            p class="small" { a href={ "/embed/programmes/" (id) } { (word(&visitor, "Графіки для вставлення на свою сторінку", "The charts to embed in a page")) } }
            p { a href={ "/programmes/" (id) "/plan" } { (word(&visitor, "План роботи на рік", "Work plan of a year")) } }
            p { a href={ "/programmes/" (id) "/reports" } { (word(&visitor, "Звіти про виконання", "Reports")) } }
            p { a href={ "/registers/programmes/" (id) } { (word(&visitor, "Запис у реєстрі: договори, видатки, історія змін", "The record in the register: contracts, payments, history")) } }
        },
    ))
}

/// The money of a programme within a page of somebody else.
pub async fn embedded(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<Uuid>,
) -> Result<Markup, WebError> {
    let programme = programme(&app, id).await?;
    let (_, now) = versions(&app, id).await?;
    let version = now.ok_or(WebError::NotFound)?.id();
    let contents = Contents::read(&app, id, version).await?;
    let source = format!("{}/programmes/{id}", app.site.public_url);
    let content = html! {
        (contents.tiles(&visitor))
        (contents.charts(&app, &visitor, &programme, version))
    };
    Ok(layout::embedded(&visitor, programme.text("title"), &source, content))
}

/// What a version holds.
struct Contents {
    measures: Vec<Record>,
    sums: Vec<Sum>,
    findings: Vec<Record>,
    /// The state of each measure, as the accepted reports say.
    states: HashMap<String, String>,
}

/// Planned and spent of some sums.
fn total<'s>(sums: impl Iterator<Item = &'s Sum>) -> (i64, i64) {
    sums.fold((0, 0), |(planned, spent), own| (planned + own.planned, spent + own.spent))
}

/// Values in the order in which they first come.
fn distinct<T: PartialEq>(values: impl Iterator<Item = T>) -> Vec<T> {
    let mut all = Vec::new();
    for value in values {
        if !all.contains(&value) {
            all.push(value);
        }
    }
    all
}

impl Contents {
    async fn read(app: &App, programme: Uuid, version: Uuid) -> Result<Contents, WebError> {
        Ok(Contents {
            measures: queries::measures(&app.store, version).await?,
            sums: queries::sums(&app.store, programme, version).await?,
            findings: queries::findings(&app.store, version).await?,
            states: states(queries::accepted(&app.store, programme).await?),
        })
    }

    fn tiles(&self, visitor: &Visitor) -> Markup {
        let (planned, spent) = total(self.sums.iter());
        let part =
            percent(planned, spent).filter(|_| spent != 0).map_or("–".to_owned(), |part| part.to_string());
        let done = self.states.values().filter(|state| *state == "done").count();
        let tiles = [
            (word(visitor, "Заплановано, тис. грн", "Planned, thousand UAH"), thousand(planned), ""),
            (
                word(visitor, "Витрачено, тис. грн", "Spent, thousand UAH"),
                if spent == 0 { "–".to_owned() } else { thousand(spent) },
                "",
            ),
            (word(visitor, "Виконано за грошима", "Part of the money spent"), part, "%"),
            (word(visitor, "Заходів", "Measures"), format::count(self.measures.len() as i64), ""),
            (word(visitor, "З них виконано", "Of them done"), format::count(done as i64), ""),
        ];
        html! {
            ul class="tiles" {
                @for (name, value, unit) in tiles {
                    li class="tile" { span { (name) } span class="value" { (value) " " small { (unit) } } }
                }
            }
        }
    }

    fn charts(&self, app: &App, visitor: &Visitor, programme: &Record, version: Uuid) -> Markup {
        let rows = |rest: &str| Some(format!("/registers/programme-funding?edition={version}{rest}"));
        let of = |name: String, rest: &str, fits: &dyn Fn(&Sum) -> bool| -> Pair {
            let (planned, spent) = total(self.sums.iter().filter(|sum| fits(sum)));
            pair(name, planned, spent, rows(rest))
        };
        let mut years = distinct(self.sums.iter().map(|sum| sum.year));
        years.sort_unstable();
        let by_year: Vec<Pair> = years
            .into_iter()
            .filter(|year| total(self.sums.iter().filter(|sum| sum.year == *year)) != (0, 0))
            .map(|year| match year {
                Some(year) => of(year.to_string(), &format!("&year={year}"), &|sum| sum.year == Some(year)),
                None => {
                    of(word(visitor, "рік не названо", "no year is named").into(), "", &|sum| {
                        sum.year.is_none()
                    })
                }
            })
            .collect();
        let titles: HashMap<&str, &str> =
            self.measures.iter().map(|own| (own.text("direction_code"), own.text("direction"))).collect();
        let directions = distinct(self.measures.iter().map(|own| own.text("direction_code")));
        let by_direction: Vec<Pair> = directions
            .into_iter()
            .map(|code| {
                let name = format!("{code}. {}", titles.get(code).copied().unwrap_or_default());
                of(name, &format!("&direction_code={code}"), &|sum| sum.direction == code)
            })
            .collect();
        let by_source: Vec<Pair> = distinct(self.sums.iter().map(|sum| sum.source.as_str()))
            .into_iter()
            .filter(|source| total(self.sums.iter().filter(|sum| sum.source == *source)) != (0, 0))
            .map(|source| {
                of(source_title(app, visitor, source), &format!("&source={source}"), &|sum| {
                    sum.source == source
                })
            })
            .collect();
        let charts = [
            (word(visitor, "За роками", "By year"), word(visitor, "Рік", "Year"), by_year),
            (
                word(visitor, "За напрямами", "By direction"),
                word(visitor, "Напрям", "Direction"),
                by_direction,
            ),
            (word(visitor, "За джерелами", "By source"), word(visitor, "Джерело", "Source"), by_source),
        ];
        html! {
            div class="charts" {
                @for (title, first, all) in charts.iter().filter(|(.., all)| !all.is_empty()) {
                    section { h2 { (title) } (chart(visitor, title, first, all)) }
                }
            }
            p class="soft" {
                a href={ "/registers/programme-funding/records.csv?edition=" (version) } { (word(visitor, "Усі рядки плану, CSV", "All rows of the plan, CSV")) } " · "
                a href={ "/registers/programme-payments/records.csv?programme=" (programme.id()) } { (word(visitor, "Усі видатки, CSV", "All payments, CSV")) }
            }
        }
    }

    fn measures(&self, app: &App, visitor: &Visitor, programme: &Record) -> Markup {
        let mut by_measure: HashMap<&str, (i64, i64)> = HashMap::new();
        for sum in &self.sums {
            let own = by_measure.entry(sum.measure.as_str()).or_default();
            *own = (own.0 + sum.planned, own.1 + sum.spent);
        }
        let heads = [
            Head::new(word(visitor, "Захід", "Measure")),
            Head::new(word(visitor, "Виконавці", "Executors")),
            Head::new(word(visitor, "Строк", "Term")),
            Head::number(word(visitor, "План, тис. грн", "Planned, thousand UAH")),
            Head::number(word(visitor, "Витрачено", "Spent")),
            Head::new(word(visitor, "Стан", "State")),
        ];
        let row = |own: &Record| {
            let code = own.text("code");
            let (planned, spent) = by_measure.get(code).copied().unwrap_or_default();
            vec![
                html! { a data-item href={ "/programmes/" (programme.id()) "/measures/" (code) } { (code) ". " (own.text("title")) } },
                html! { (own.text("executors")) },
                html! { (own.text("term")) },
                html! { @if planned == 0 { "–" } @else { (thousand(planned)) } },
                html! { @if spent == 0 { "–" } @else { (thousand(spent)) } },
                html! { @if let Some(state) = self.states.get(code) { (state_badge(app, visitor, state)) } },
            ]
        };
        html! {
            h2 { (word(visitor, "Заходи", "Measures")) }
            @for code in distinct(self.measures.iter().map(|own| own.text("direction_code"))) {
                @let own: Vec<&Record> = self.measures.iter().filter(|own| own.text("direction_code") == code).collect();
                @let title = format!("{code}. {}", own.first().map_or("", |own| own.text("direction")));
                details {
                    summary { (title) " (" (own.len()) ")" }
                    (table(&title, &heads, &own.iter().map(|own| row(own)).collect::<Vec<_>>()))
                }
            }
        }
    }

    fn findings(&self, visitor: &Visitor, version: Uuid) -> Markup {
        let causes: Vec<&Record> = self.findings.iter().filter(|own| own.get("cause").is_null()).collect();
        if causes.is_empty() {
            return notice(
                "done",
                None,
                html! {
                    p { (word(visitor, "Усі суми документа сходяться: кожну записану суму звірено з її частинами.", "All sums of the document agree: each stated sum was compared with its parts.")) }
                },
            );
        }
        let column = word(visitor, "words", "words_en");
        let title = word(visitor, "У документі не сходяться суми", "Sums of the document disagree");
        notice(
            "soon",
            Some(title),
            html! {
                p { (word(visitor,
                    "Так записано в рішенні. Графіки нижче пораховано за рядками заходів.",
                    "So it is written in the decision. The charts below are computed from the rows of the measures.")) }
                details {
                    summary { (word(visitor, "Розбіжності", "Disagreements")) " (" (causes.len()) ")" }
                    ul { @for own in &causes { li { (own.text(column)) } } }
                }
                p { a href={ "/registers/programme-findings?edition=" (version) } { (word(visitor, "Усі, з наслідками", "All, with what follows from them")) } }
            },
        )
    }
}

/// The state of a measure, in colour and in words.
pub(super) fn state_badge(app: &App, visitor: &Visitor, state: &str) -> Markup {
    let class = match state {
        "done" => "state done",
        "not_begun" | "dropped" => "state late",
        _ => "state",
    };
    let register = app.store.catalogue().register("programme-reports");
    let field = register.and_then(|register| register.field("progress"));
    let title = field.map_or_else(String::new, |field| field.choice_title(state, visitor.lang));
    html! { span class=(class) { (title) } }
}

/// The indicators with their targets and what came of them.
fn indicators(app: &App, visitor: &Visitor, programme: Uuid, targets: &[Record]) -> Markup {
    let Some(register) =
        app.store.catalogue().register("programme-indicators").filter(|_| !targets.is_empty())
    else {
        return html! {};
    };
    let rows: Vec<Vec<Markup>> = targets
        .iter()
        .map(|own| {
            let cell = |name: &str| html! { (plain(&shown(visitor, register, own, name))) };
            vec![
                html! { a data-item href={ "/registers/programme-indicators/" (own.id()) } { (own.text("title")) ", " (own.text("unit")) } },
                cell("kind"),
                cell("year"),
                cell("base"),
                cell("target"),
                cell("actual"),
                reached(visitor, own),
            ]
        })
        .collect();
    let heads = [
        Head::new(word(visitor, "Показник", "Indicator")),
        Head::new(word(visitor, "Вид", "Kind")),
        Head::new(word(visitor, "Рік", "Year")),
        Head::number(word(visitor, "База", "Base")),
        Head::number(word(visitor, "Ціль", "Target")),
        Head::number(word(visitor, "Факт", "Actual")),
        Head::new(word(visitor, "Ціль досягнуто", "Reached")),
    ];
    let title = word(visitor, "Показники", "Indicators");
    html! {
        h2 { (title) }
        details { summary { (word(visitor, "Цілі за роками", "Targets by year")) " (" (rows.len()) ")" } (table(title, &heads, &rows)) }
        p { a href={ "/registers/programme-indicators?programme=" (programme) } { (word(visitor, "Усі показники", "All indicators")) } }
    }
}

/// A decimal without the noughts at its end.
fn plain(shown: &str) -> &str {
    match shown.contains(',') {
        true => shown.trim_end_matches('0').trim_end_matches(','),
        false => shown,
    }
}

/// Is the target of a year reached?
fn reached(visitor: &Visitor, own: &Record) -> Markup {
    let (Some(target), Some(actual)) = (own.int("target"), own.int("actual")) else {
        return html! { "–" };
    };
    let less = own.int("less_is_better") == Some(1);
    match if less { actual <= target } else { actual >= target } {
        true => html! { span class="state done" { (word(visitor, "так", "yes")) } },
        false => html! { span class="state late" { (word(visitor, "ні", "no")) } },
    }
}

/// Earlier years: planned and spent.
fn past(visitor: &Visitor, programme: Uuid, history: &[Record]) -> Markup {
    if history.is_empty() {
        return html! {};
    }
    let sum = |own: &Record, name: &str| {
        let part = |costs: &str| own.int(&format!("{name}_{costs}")).unwrap_or_default();
        part("capital") + part("current")
    };
    let all: Vec<Pair> = history
        .iter()
        .map(|own| {
            let year = own.int("year").unwrap_or_default();
            let href = format!("/registers/programme-history?programme={programme}&year={year}");
            pair(year.to_string(), sum(own, "planned"), sum(own, "actual"), Some(href))
        })
        .collect();
    let title = word(visitor, "Попередні програми за роками", "Earlier programmes by year");
    html! { h2 { (title) } (chart(visitor, title, word(visitor, "Рік", "Year"), &all)) }
}

/// The decisions: who, when, why, and what each one changed.
fn decisions(visitor: &Visitor, programme: Uuid, versions: &[Record]) -> Markup {
    let rows: Vec<Vec<Markup>> = versions
        .iter()
        .rev()
        .map(|own| {
            let ordinal = own.int("ordinal").unwrap_or_default();
            vec![
                html! { a data-item href={ "/registers/programme-versions/" (own.id()) } { (own.text("decision")) } },
                html! { (format::stored_date(own.text("decided_on"), visitor.lang)) },
                html! { (own.text("note")) },
                html! {
                    @if ordinal > 1 {
                        a href={ "/programmes/" (programme) "/changes?from=" (ordinal - 1) "&to=" (ordinal) } { (word(visitor, "що змінено", "what it changed")) }
                    }
                },
            ]
        })
        .collect();
    let heads = [
        Head::new(word(visitor, "Рішення", "Decision")),
        Head::new(word(visitor, "Дата", "Date")),
        Head::new(word(visitor, "Чому", "Why")),
        Head::new(word(visitor, "Зміни", "Changes")),
    ];
    let title = word(visitor, "Рішення і документи", "Decisions and documents");
    html! { h2 { (title) } @if !rows.is_empty() { (table(title, &heads, &rows)) } }
}
