//! Statutory terms and the working calendar: what the platform counts by, and how an operator amends it.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use jiff::civil::Date;
use maud::{Markup, html};
use oblast_kernel::access::{Audience, Request, Role};
use oblast_kernel::calendar::{Regime, Transfer};
use oblast_kernel::term::{self, Certainty, Direction, Extension, TERMS, Term, Unit};
use oblast_register::kind::read_date;
use oblast_store::Record;
use oblast_store::facts::{Amendment, CalendarRule, FactError};

use crate::components::table::{Head, table};
use crate::components::{error_summary, field, unconfirmed};
use crate::error::WebError;
use crate::form::Submitted;
use crate::pages::cases::Typed;
use crate::pages::help::{Hint, hint};
use crate::state::App;
use crate::visitor::Visitor;
use crate::{format, layout};

/// The longest citation or reason, in characters.
const LONGEST: usize = 500;

fn may_amend(visitor: &Visitor) -> bool {
    visitor.may(Request::Page(Audience::Role(Role::Operator)))
}

/// A term in words: «30 календарних днів», «10 робочих днів до події».
pub fn words(visitor: &Visitor, term: &Term) -> String {
    let key = match (term.unit, term.direction) {
        (Unit::CalendarDay, Direction::Forward) => "term-calendar",
        (Unit::WorkingDay, Direction::Forward) => "term-working",
        (Unit::CalendarDay, Direction::Backward) => "term-calendar-before",
        (Unit::WorkingDay, Direction::Backward) => "term-working-before",
        (Unit::Month, _) => "term-months",
        (Unit::Hour, _) => "term-hours",
        (Unit::DayOfNextMonth, _) => "term-day-of-next-month",
    };
    visitor.tf(key, &[("count", i64::from(term.count).into())])
}

fn extension_words(visitor: &Visitor, extension: Extension) -> String {
    let (key, count) = match extension {
        Extension::None => return visitor.t("extension-none"),
        Extension::TotalDays(days) => ("extension-days", days),
        Extension::TotalWorkingDays(days) => ("extension-working-days", days),
        Extension::StudyMonths(months) => ("extension-months", months),
    };
    visitor.tf(key, &[("count", i64::from(count).into())])
}

/// Every term as in force today.
pub async fn list(State(app): State<App>, visitor: Visitor) -> Markup {
    let heads = ["terms-code", "terms-count", "terms-extension", "terms-citation"]
        .map(|key| Head::new(visitor.t(key)));
    let rows: Vec<Vec<Markup>> = TERMS
        .iter()
        .filter_map(|known| visitor.facts.term(&known.code, visitor.today()))
        .map(|term| {
            vec![
                html! { a data-item href={ "/terms/" (term.code) } { (term.code) } },
                html! { (words(&visitor, &term)) },
                html! { (extension_words(&visitor, term.extension)) },
                html! { (term.citation) (unconfirmed(&visitor, term.certainty == Certainty::Certain)) },
            ]
        })
        .collect();
    let title = visitor.t("terms-title");
    layout::page(
        &app,
        &visitor,
        &title,
        "/terms",
        html! {
            h1 { (title) }
            p class="lead column" { (visitor.t("terms-lead")) }
            p { a href="/terms/calendar" { (visitor.t("terms-calendar")) } " · " (hint(&visitor, Hint::Terms)) }
            (table(&title, &heads, &rows))
        },
    )
}

/// One term: what is in force, what was amended, and the form of an amendment.
pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(code): Path<String>,
) -> Result<Markup, WebError> {
    let term = visitor.facts.term(&code, visitor.today()).ok_or(WebError::NotFound)?;
    let form = Submitted::default()
        .with("valid_from", visitor.today().strftime("%d.%m.%Y").to_string())
        .with("count", term.count.to_string())
        .with("citation", term.citation.as_ref());
    Ok(page(&app, &visitor, &code, &Typed { form, ..Typed::default() }))
}

fn page(app: &App, visitor: &Visitor, code: &str, typed: &Typed) -> Markup {
    let today = visitor.facts.term(code, visitor.today());
    let built_in = term::find(code).map(|term| (None, term.clone()));
    let amended = visitor.facts.amendments().iter().filter(|(_, term)| term.code == code);
    let versions = amended.map(|(from, term)| (Some(*from), term.clone())).chain(built_in);
    let heads = ["terms-from", "terms-count", "terms-extension", "terms-citation"]
        .map(|key| Head::new(visitor.t(key)));
    let rows: Vec<Vec<Markup>> = versions
        .map(|(from, term)| {
            let from =
                from.map_or_else(|| visitor.t("terms-built-in"), |day| format::date(day, visitor.lang));
            vec![
                html! { (from) },
                html! { (words(visitor, &term)) },
                html! { (extension_words(visitor, term.extension)) },
                html! { (term.citation) (unconfirmed(visitor, term.certainty == Certainty::Certain)) },
            ]
        })
        .collect();
    layout::page(
        app,
        visitor,
        code,
        "/terms",
        html! {
            p class="crumbs" { a href="/terms" { (visitor.t("terms-title")) } }
            h1 { (code) }
            @if let Some(term) = &today { p class="lead" { (words(visitor, term)) " (" (term.citation) ")" } }
            (table(code, &heads, &rows))
            @if may_amend(visitor) { (amendment_form(visitor, code, typed)) }
        },
    )
}

fn line(visitor: &Visitor, typed: &Typed, name: &str, short: bool) -> Markup {
    typed.plain(name, visitor.t(&format!("amend-{}", name.replace('_', "-")))).line("text", short, false)
}

fn amendment_form(visitor: &Visitor, code: &str, typed: &Typed) -> Markup {
    html! {
        section class="panel" {
            h2 { (visitor.t("amend-title")) }
            p { (visitor.t("amend-help")) }
            (error_summary(visitor, &typed.errors))
            form method="post" action={ "/terms/" (code) } {
                input type="hidden" name="csrf" value=(visitor.csrf);
                (line(visitor, typed, "valid_from", true))
                (line(visitor, typed, "count", true))
                (line(visitor, typed, "extension_count", true))
                (line(visitor, typed, "citation", false))
                (line(visitor, typed, "reason", false))
                label class="radio" {
                    input type="checkbox" name="certain" value="1" checked[typed.form.get("certain") == "1"];
                    span { (visitor.t("amend-certain")) }
                }
                div class="actions" { button class="button" type="submit" { (visitor.t("amend-do")) } }
            }
        }
    }
}

/// The extension of an amended term: of the same kind as before, with another cap.
fn extension(before: Extension, unit: Unit, count: Option<i32>) -> Extension {
    match (before, count) {
        (_, None | Some(0)) => Extension::None,
        (Extension::StudyMonths(_), Some(count)) => Extension::StudyMonths(count),
        (Extension::TotalWorkingDays(_), Some(count)) => Extension::TotalWorkingDays(count),
        (Extension::None, Some(count)) if unit == Unit::WorkingDay => Extension::TotalWorkingDays(count),
        (_, Some(count)) => Extension::TotalDays(count),
    }
}

fn short_text(visitor: &Visitor, typed: &mut Typed, name: &str) -> String {
    let text = typed.form.get(name).trim().to_owned();
    if text.is_empty() || text.chars().count() > LONGEST || text.contains('\0') {
        typed.errors.push((name.to_owned(), visitor.tf("amend-text", &[("max", LONGEST.into())])));
    }
    text
}

fn day(visitor: &Visitor, typed: &mut Typed, name: &str) -> Date {
    read_date(typed.form.get(name)).unwrap_or_else(|| {
        typed.errors.push((name.to_owned(), visitor.t("date-wrong")));
        Date::MIN
    })
}

/// Amends a term.
pub async fn amend(
    State(app): State<App>,
    visitor: Visitor,
    Path(code): Path<String>,
    form: Submitted,
) -> Result<Response, WebError> {
    let before = term::find(&code).ok_or(WebError::NotFound)?;
    let mut typed = Typed { form: form.clone(), ..Typed::default() };
    let count = form.get("count").trim().parse::<i32>().ok().filter(|count| (1..=3_660).contains(count));
    if count.is_none() {
        typed.errors.push(("count".to_owned(), visitor.t("amend-count-wrong")));
    }
    let cap = form.get("extension_count").trim();
    let cap = if cap.is_empty() { Ok(None) } else { cap.parse::<i32>().map(Some) };
    let cap = cap.ok().filter(|cap| cap.is_none_or(|cap| (0..=3_660).contains(&cap)));
    if cap.is_none() {
        typed.errors.push(("extension_count".to_owned(), visitor.t("amend-count-wrong")));
    }
    let amendment = Amendment {
        code: code.clone(),
        valid_from: day(&visitor, &mut typed, "valid_from"),
        count: count.unwrap_or_default(),
        extension: extension(before.extension, before.unit, cap.flatten()),
        citation: short_text(&visitor, &mut typed, "citation"),
        certain: form.get("certain") == "1",
        reason: short_text(&visitor, &mut typed, "reason"),
    };
    if typed.errors.is_empty() {
        match app.store.amend_term(&visitor.actor, &amendment).await {
            Ok(()) => return Ok(Redirect::to(&format!("/terms/{code}")).into_response()),
            Err(FactError::Twice) => {
                typed.errors.push(("valid_from".to_owned(), visitor.t("amend-twice")));
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&app, &visitor, &code, &typed)).into_response())
}

/// The working calendar: the regime in force, what changed it, and the form of a change.
pub async fn calendar(State(app): State<App>, visitor: Visitor) -> Result<Markup, WebError> {
    let rules = app.store.calendar_rules().await?;
    Ok(calendar_page(&app, &visitor, &rules, &Typed::default()))
}

fn regime_title(visitor: &Visitor, regime: Regime) -> String {
    visitor.t(if regime == Regime::Peacetime { "regime-peacetime" } else { "regime-martial-law" })
}

fn calendar_page(app: &App, visitor: &Visitor, rules: &[Record], typed: &Typed) -> Markup {
    let regime = visitor.facts.calendar.regime_on(visitor.today());
    let heads = ["calendar-day", "calendar-what", "terms-citation"].map(|key| Head::new(visitor.t(key)));
    let rows: Vec<Vec<Markup>> = rules
        .iter()
        .map(|rule| {
            let what = match (rule.text("kind"), rule.text("regime")) {
                ("transfer", _) => {
                    let to = format::stored_date(rule.text("work_day"), visitor.lang);
                    visitor.tf("calendar-moved", &[("date", to.into())])
                }
                (_, "peacetime") => regime_title(visitor, Regime::Peacetime),
                _ => regime_title(visitor, Regime::MartialLaw),
            };
            let day = format::stored_date(rule.text("day"), visitor.lang);
            vec![html! { (day) }, html! { (what) }, html! { (rule.text("citation")) }]
        })
        .collect();
    let kinds = ["peacetime", "martial_law", "transfer"]
        .map(|kind| (kind.to_owned(), visitor.t(&format!("calendar-kind-{}", kind.replace('_', "-")))));
    let title = visitor.t("terms-calendar");
    layout::page(
        app,
        visitor,
        &title,
        "/terms",
        html! {
            p class="crumbs" { a href="/terms" { (visitor.t("terms-title")) } }
            h1 { (title) }
            p class="lead column" { (visitor.tf("calendar-now", &[("regime", regime_title(visitor, regime).into())])) }
            p class="column" { (visitor.t("calendar-lead")) }
            @if !rows.is_empty() { (table(&title, &heads, &rows)) }
            @if may_amend(visitor) {
                section class="panel" {
                    h2 { (visitor.t("calendar-change")) }
                    (error_summary(visitor, &typed.errors))
                    form method="post" action="/terms/calendar" {
                        input type="hidden" name="csrf" value=(visitor.csrf);
                        (field::select("kind", &visitor.t("calendar-what"), &kinds, typed.form.get("kind"), None, None))
                        (line(visitor, typed, "day", true))
                        (line(visitor, typed, "work_day", true))
                        (line(visitor, typed, "citation", false))
                        div class="actions" { button class="button" type="submit" { (visitor.t("amend-do")) } }
                    }
                }
            }
        },
    )
}

/// Changes the working calendar.
pub async fn change_calendar(
    State(app): State<App>,
    visitor: Visitor,
    form: Submitted,
) -> Result<Response, WebError> {
    let mut typed = Typed { form: form.clone(), ..Typed::default() };
    let first = day(&visitor, &mut typed, "day");
    let rule = match form.get("kind") {
        "peacetime" => CalendarRule::Regime(first, Regime::Peacetime),
        "martial_law" => CalendarRule::Regime(first, Regime::MartialLaw),
        "transfer" => {
            let work_day = day(&visitor, &mut typed, "work_day");
            CalendarRule::Transfer(Transfer { day_off: first, work_day })
        }
        _ => return Err(WebError::BadRequest("no such rule".into())),
    };
    let citation = short_text(&visitor, &mut typed, "citation");
    if typed.errors.is_empty() {
        match app.store.add_calendar_rule(&visitor.actor, &rule, &citation).await {
            Ok(()) => return Ok(Redirect::to("/terms/calendar").into_response()),
            Err(FactError::Twice) => typed.errors.push(("day".to_owned(), visitor.t("amend-twice"))),
            Err(error) => return Err(error.into()),
        }
    }
    let rules = app.store.calendar_rules().await?;
    let page = calendar_page(&app, &visitor, &rules, &typed);
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}
