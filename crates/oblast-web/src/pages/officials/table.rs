//! Appointments from a spreadsheet: everything is checked before anybody is appointed, and then all of them are or nobody.

use std::collections::HashMap;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use maud::{Markup, html};
use oblast_kernel::access::Role;
use oblast_kernel::{Lang, Uuid};
use oblast_store::accounts::BodyView;
use oblast_store::accounts::officials::{Appointed, Appointment, Known};
use oblast_store::accounts::table::{Rows, RowsError, read_rows};

use super::appoint::{read, refusal};
use super::{invitations, own_bodies};
use crate::components::error_of;
use crate::components::table::{Head, table};
use crate::error::WebError;
use crate::layout;
use crate::pages::downloads::safe_cell;
use crate::state::App;
use crate::texts;
use crate::upload::Uploaded;
use crate::visitor::Visitor;

/// The largest file.
const LARGEST: usize = 5 * 1024 * 1024;
/// How many people one file has at most.
const MOST: usize = 5_000;
/// How many mistakes are shown.
const SHOWN: usize = 200;

/// The columns, in the order of the template.
const COLUMNS: [&str; 10] =
    ["family_name", "given_name", "patronymic", "rnokpp", "login", "email", "body", "role", "title", "from"];

/// A mistake: the row, the column's title, what is wrong.
struct Mistake(u64, String, String);

fn heading(lang: Lang, column: &str) -> String {
    texts::text(lang, &format!("appoint-column-{column}"), &[])
}

/// The form.
pub async fn show(State(app): State<App>, visitor: Visitor) -> Result<Markup, WebError> {
    only_all(&visitor)?;
    Ok(page(&app, &visitor, None, &[], None))
}

/// Whoever fills positions of all bodies.
fn only_all(visitor: &Visitor) -> Result<(), WebError> {
    if own_bodies(visitor)?.is_none() { Ok(()) } else { Err(WebError::NotPermitted) }
}

fn page(
    app: &App,
    visitor: &Visitor,
    error: Option<&str>,
    mistakes: &[Mistake],
    good: Option<usize>,
) -> Markup {
    let title = visitor.t("appoint-table-title");
    let heads = ["appoint-table-row", "appoint-table-column", "appoint-table-what"]
        .map(|key| Head::new(visitor.t(key)));
    let rows: Vec<Vec<Markup>> = mistakes
        .iter()
        .take(SHOWN)
        .map(|Mistake(row, column, words)| vec![html! { (row) }, html! { (column) }, html! { (words) }])
        .collect();
    layout::page(
        app,
        visitor,
        &title,
        "",
        html! {
            p class="crumbs" { a href="/officials" { (visitor.t("officials-title")) } }
            div class="column" {
                (error_of(visitor, "file", error))
                h1 { (title) }
                p class="lead" { (visitor.t("appoint-table-lead")) }
                p { a href="/officials/template.csv" { (visitor.t("appoint-table-template")) } }
                @if let Some(good) = good {
                    p class="notice done" role="status" { (visitor.tf("appoint-table-good", &[("count", good.into())])) }
                }
            }
            @if !rows.is_empty() {
                h2 { (visitor.tf("appoint-table-mistakes", &[("count", mistakes.len().into())])) }
                (table(&visitor.t("appoint-table-what"), &heads, &rows))
            }
            form class="column" method="post" action="/officials/table" enctype="multipart/form-data" {
                input type="hidden" name="csrf" value=(visitor.csrf);
                fieldset class="field" {
                    legend { (visitor.t("appoint-table-do")) }
                    @for (index, choice) in ["check", "slips", "csv"].iter().enumerate() {
                        label class="radio" {
                            input type="radio" name="caption" value=(choice) checked[index == 0];
                            span { (visitor.t(&format!("appoint-table-{choice}"))) }
                        }
                    }
                }
                div class=(if error.is_some() { "field wrong" } else { "field" }) {
                    label for="f-file" { (visitor.t("appoint-table-file")) }
                    @if let Some(error) = error { p class="error-text" id="f-file-error" { (error) } }
                    input id="f-file" type="file" name="file" accept=".csv,.xlsx,.ods" aria-invalid=[error.map(|_| "true")]
                        aria-describedby=[error.map(|_| "f-file-error")];
                }
                div class="actions" { button class="button" type="submit" { (visitor.t("appoint-table-send")) } }
            }
        },
    )
}

/// The template: the heads and an example.
pub async fn template(State(app): State<App>, visitor: Visitor) -> Result<Response, WebError> {
    only_all(&visitor)?;
    let body = app.store.all_bodies().await?.into_iter().next();
    let body = body.map_or_else(String::new, |body| visitor.say(&body.title).to_owned());
    let example = [
        "Гайдай",
        "Зоряна",
        "Тарасівна",
        "",
        "z.haidai",
        "z.haidai@example.com",
        &body,
        "спеціаліст",
        "головна спеціалістка",
        "",
    ];
    let rows =
        [COLUMNS.map(|column| heading(visitor.lang, column)).to_vec(), example.map(str::to_owned).to_vec()];
    csv_file("officials.csv", &rows)
}

fn csv_file(name: &str, rows: &[Vec<String>]) -> Result<Response, WebError> {
    let internal = |error: csv::Error| WebError::Internal(error.to_string());
    // The mark by which spreadsheets know UTF-8.
    let mut writer = csv::Writer::from_writer("\u{feff}".as_bytes().to_vec());
    for row in rows {
        writer.write_record(row.iter().map(|cell| safe_cell(cell.clone()))).map_err(internal)?;
    }
    let bytes = writer.into_inner().map_err(|error| WebError::Internal(error.to_string()))?;
    Ok(crate::upload::inert(name, "text/csv; charset=utf-8", bytes.into()))
}

/// Reads the file; checks, or appoints.
pub async fn submit(
    State(app): State<App>,
    visitor: Visitor,
    mut form: Uploaded,
) -> Result<Response, WebError> {
    only_all(&visitor)?;
    let refused = |words: &str| {
        (StatusCode::UNPROCESSABLE_ENTITY, page(&app, &visitor, Some(words), &[], None)).into_response()
    };
    let (name, bytes) = match form.take_bytes(LARGEST).await {
        Ok(taken) => taken,
        Err(WebError::File(problem)) => return Ok(refused(&problem.words(&visitor))),
        Err(error) => return Err(error),
    };
    let read = tokio::task::spawn_blocking(move || read_rows(&name, bytes, MOST)).await;
    let rows = match read.map_err(|error| WebError::Internal(error.to_string()))? {
        Ok(rows) => rows,
        Err(RowsError::NoTable) => return Ok(refused(&visitor.t("appoint-table-no-table"))),
        Err(RowsError::TooMany(most)) => {
            return Ok(refused(&visitor.tf("appoint-table-many", &[("most", most.into())])));
        }
        Err(RowsError::Unread(why)) => {
            return Ok(refused(&visitor.tf("appoint-table-unread", &[("why", why.into())])));
        }
    };
    let (people, mistakes) = checked(&app, &visitor, &rows).await?;
    let choice = form.caption.as_str();
    if !mistakes.is_empty() || !matches!(choice, "slips" | "csv") {
        let good = mistakes.is_empty().then_some(people.len());
        let status = if mistakes.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
        return Ok((status, page(&app, &visitor, None, &mistakes, good)).into_response());
    }
    let appointed = app.store.appoint(&visitor.actor, visitor.actor.first_position(), &people).await?;
    match choice {
        "csv" => invitations_file(&app, &visitor, &people, &appointed),
        _ => Ok(invitations(&app, &visitor, &appointed).await?.into_response()),
    }
}

/// The invitations as a table: for a mail merge.
fn invitations_file(
    app: &App,
    visitor: &Visitor,
    people: &[(Appointment, Known)],
    appointed: &[Appointed],
) -> Result<Response, WebError> {
    let mut rows = vec![
        ["family_name", "given_name", "login", "email"].map(|column| heading(visitor.lang, column)).to_vec(),
    ];
    rows[0].push(visitor.t("invitation-link"));
    for own in appointed {
        let Some((new, _)) = people.iter().find(|(new, _)| new.login == own.login) else { continue };
        let link = own.invitation.as_ref().map(|secret| format!("{}/welcome/{secret}", app.site.public_url));
        rows.push(vec![
            new.family_name.clone(),
            new.given_name.clone(),
            new.login.clone(),
            new.email.clone(),
            link.unwrap_or_default(),
        ]);
    }
    csv_file("invitations.csv", &rows)
}

/// Where each of the columns stands among the heads, by its title in either language.
fn places(heads: &[String]) -> HashMap<&'static str, usize> {
    let same = |one: &str, other: &str| one.trim().to_lowercase() == other.to_lowercase();
    let mut places = HashMap::new();
    for column in COLUMNS {
        let titles = [heading(Lang::Uk, column), heading(Lang::En, column)];
        let place = heads.iter().position(|head| titles.iter().any(|title| same(head, title)));
        places.extend(place.map(|place| (column, place)));
    }
    places
}

/// A body by its code, or by its title where no other has the same.
fn body_of(bodies: &[BodyView], codes: &HashMap<String, Uuid>, text: &str) -> Option<Uuid> {
    let text = text.to_lowercase();
    if let Some(id) = codes.get(&text) {
        return Some(*id);
    }
    let mut named = bodies.iter().filter(|body| {
        [body.title.get(Lang::Uk), body.title.get(Lang::En)].iter().any(|title| title.to_lowercase() == text)
    });
    let first = named.next()?;
    named.next().is_none().then_some(first.id)
}

fn role_of(text: &str) -> Option<Role> {
    let text = text.to_lowercase();
    Role::ALL.into_iter().find(|role| {
        let key = format!("role-{}", role.name());
        role.name() == text
            || [Lang::Uk, Lang::En].iter().any(|lang| texts::text(*lang, &key, &[]).to_lowercase() == text)
    })
}

async fn checked(
    app: &App,
    visitor: &Visitor,
    table: &Rows,
) -> Result<(Vec<(Appointment, Known)>, Vec<Mistake>), WebError> {
    let places = places(&table.heads);
    let mut mistakes = Vec::new();
    for column in ["family_name", "given_name", "login", "body", "role", "title"] {
        if !places.contains_key(column) {
            mistakes.push(Mistake(1, heading(visitor.lang, column), visitor.t("appoint-table-missing")));
        }
    }
    if !mistakes.is_empty() {
        return Ok((Vec::new(), mistakes));
    }
    let bodies = app.store.all_bodies().await?;
    let codes = app.store.body_codes().await?;
    let mut people: Vec<(Appointment, Known)> = Vec::new();
    for (number, cells) in &table.rows {
        let get = |name: &str| {
            places
                .get(name)
                .and_then(|place| cells.get(*place))
                .map(|cell| cell.trim().to_owned())
                .unwrap_or_default()
        };
        let mistake = |(name, words): (String, String)| Mistake(*number, heading(visitor.lang, &name), words);
        let new = match read(visitor, &get, body_of(&bodies, &codes, &get("body")), role_of(&get("role"))) {
            Ok(new) if new.role == Role::Operator => {
                mistakes.push(mistake(("role".into(), visitor.t("appoint-table-operator"))));
                continue;
            }
            Ok(new) => new,
            Err(errors) => {
                mistakes.extend(errors.into_iter().map(mistake));
                continue;
            }
        };
        // Two rows with one login are one person with two positions, or two people with one login.
        if let Some((twin, _)) = people.iter().find(|(twin, _)| twin.login == new.login) {
            let is_same = (&twin.family_name, &twin.given_name, &twin.patronymic)
                == (&new.family_name, &new.given_name, &new.patronymic);
            if !is_same || (twin.body, twin.role) == (new.body, new.role) {
                mistakes.push(mistake(("login".into(), visitor.t("appoint-table-twice"))));
                continue;
            }
        }
        match app.store.recognise(&new).await? {
            Ok(known) => people.push((new, known)),
            Err(error) => mistakes.push(mistake(refusal(visitor, &error))),
        }
    }
    Ok((people, mistakes))
}
