//! Persons that are one: found, compared, merged and unmerged – asked for by one operator and approved by another.

use std::collections::{BTreeSet, HashMap};

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};
use oblast_kernel::Uuid;
use oblast_store::Record;
use oblast_store::accounts::approvals::Deed;
use oblast_store::accounts::full_name;
use oblast_store::accounts::merging::NotMerged;

use super::approvals::asking;
use super::officials::reason;
use crate::components::field::{Plain, select};
use crate::components::table::{Head, table};
use crate::components::{empty, error_of, notice};
use crate::error::WebError;
use crate::form::Submitted;
use crate::format;
use crate::layout;
use crate::state::App;
use crate::visitor::Visitor;

/// The purpose under which what is read here is journalled.
const PURPOSE: &str = "merging";
/// What is compared of two persons, with the keys of the titles.
const COMPARED: [(&str, &str); 6] = [
    ("family_name", "appoint-family_name"),
    ("given_name", "appoint-given_name"),
    ("patronymic", "appoint-patronymic"),
    ("rnokpp", "appoint-rnokpp"),
    ("email", "appoint-email"),
    ("phone", "data-phone"),
];

/// Whose data are shown is journalled before they leave.
pub(super) async fn note(app: &App, visitor: &Visitor, persons: &[Record]) -> Result<(), WebError> {
    let ids: BTreeSet<Uuid> = persons.iter().map(Record::id).collect();
    Ok(app.store.note_reading(&visitor.actor, ids.into_iter().collect(), PURPOSE, None).await?)
}

/// Doubled tax numbers, a search by name, and the mergers that were made.
pub async fn list(
    State(app): State<App>,
    visitor: Visitor,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Markup, WebError> {
    let typed = |name: &str| query.get(name).map_or("", |text| text.trim());
    let (family, given) = (typed("family_name"), typed("given_name"));
    let is_search = !family.is_empty() && !given.is_empty();
    let found = if is_search {
        app.store.persons_named(family, given).await?
    } else {
        app.store.doubled_numbers().await?
    };
    let with = chosen_before(&app, &visitor, typed("with")).await?;
    note(&app, &visitor, &found).await?;
    let (none, heading) = match is_search {
        true => ("persons-nobody", "persons-found"),
        false => ("persons-none-doubled", "persons-doubled"),
    };
    let title = visitor.t("persons-title");
    let label = |name: &str| visitor.t(&format!("appoint-{name}"));
    let box_of = |name: &'static str, value| Plain { name, label: label(name), value, ..Plain::default() };
    let made = mergers(&app, &visitor).await?;
    Ok(layout::page(
        &app,
        &visitor,
        &title,
        "",
        html! {
            p class="crumbs" { a href="/officials" { (visitor.t("officials-title")) } }
            h1 { (title) }
            p class="lead column" { (visitor.t("persons-lead")) }
            @if let Some(with) = &with {
                (notice("soon", None, html! { p { (visitor.tf("persons-with", &[("name", full_name(with).into())])) } }))
            }
            form method="get" action="/persons" class="filters" role="search" {
                @if let Some(with) = &with { input type="hidden" name="with" value=(with.id()); }
                (box_of("family_name", family).line("text", false, false))
                (box_of("given_name", given).line("text", false, false))
                button class="button quiet" type="submit" { (visitor.t("find")) }
            }
            h2 { (visitor.t(heading)) }
            @if found.is_empty() { (empty(&visitor.t(none), None)) } @else { (chooser(&visitor, &found, with.as_ref(), &visitor.t(heading))) }
            h2 { (visitor.t("persons-mergers")) }
            @if made.is_empty() { p { (visitor.t("persons-no-mergers")) } } @else { (made_table(&visitor, &made)) }
        },
    ))
}

/// The person whom another one is sought for: the two may be written differently.
async fn chosen_before(app: &App, visitor: &Visitor, id: &str) -> Result<Option<Record>, WebError> {
    let Ok(id) = id.parse::<Uuid>() else { return Ok(None) };
    let person = app.store.load("person", id).await?;
    if let Some(person) = &person {
        note(app, visitor, std::slice::from_ref(person)).await?;
    }
    Ok(person)
}

/// Persons of whom two are chosen to be compared; one, where another was chosen before.
fn chooser(visitor: &Visitor, found: &[Record], with: Option<&Record>, caption: &str) -> Markup {
    let heads: Vec<Head> = ["persons-person", "appoint-rnokpp", "appoint-email", "data-phone", "official-do"]
        .map(|key| Head::new(visitor.t(key)))
        .into();
    let rows: Vec<Vec<Markup>> = found
        .iter()
        .filter(|person| with.is_none_or(|own| own.id() != person.id()))
        .map(|person| {
            vec![
                html! {
                    label class="radio" {
                        input type="checkbox" name="person" value=(person.id());
                        span { (full_name(person)) }
                    }
                },
                html! { (person.text("rnokpp")) },
                html! { (person.text("email")) },
                html! { (person.text("phone")) },
                html! {
                    @if with.is_none() {
                        a href={ "/persons?with=" (person.id()) } { (visitor.t("persons-seek")) span class="hidden-word" { " – " (full_name(person)) } }
                    }
                },
            ]
        })
        .collect();
    html! {
        form method="get" action="/persons/compare" {
            @match with {
                Some(with) => { input type="hidden" name="person" value=(with.id()); p { (visitor.t("persons-choose-one")) } },
                None => p { (visitor.t("persons-choose")) },
            }
            (table(caption, &heads, &rows))
            div class="actions" { button class="button" type="submit" { (visitor.t("persons-compare")) } }
        }
    }
}

/// The mergers with the names of both.
async fn mergers(app: &App, visitor: &Visitor) -> Result<Vec<(Record, [String; 2])>, WebError> {
    let made = app.store.mergers(None).await?;
    let mut ids = BTreeSet::new();
    for own in &made {
        ids.extend(["kept", "duplicate"].iter().filter_map(|column| own.reference(column)));
    }
    let people = app.store.load_all("person", ids.into_iter()).await?;
    note(app, visitor, &people).await?;
    let name = |id: Option<Uuid>| {
        people.iter().find(|person| Some(person.id()) == id).map(full_name).unwrap_or_default()
    };
    Ok(made
        .into_iter()
        .map(|own| {
            let names = [name(own.reference("kept")), name(own.reference("duplicate"))];
            (own, names)
        })
        .collect())
}

fn made_table(visitor: &Visitor, made: &[(Record, [String; 2])]) -> Markup {
    let heads: Vec<Head> = ["persons-kept", "persons-duplicate", "persons-basis", "persons-when"]
        .map(|key| Head::new(visitor.t(key)))
        .into();
    let instant = |at: Option<i64>| format::instant(at.unwrap_or(0), visitor.lang);
    let rows: Vec<Vec<Markup>> = made
        .iter()
        .map(|(own, [kept, duplicate])| {
            vec![
                html! { (kept) },
                html! { (duplicate) },
                html! { (own.text("basis")) },
                html! {
                    (instant(own.int("merged_at"))) br;
                    @match own.int("undone_at") {
                        Some(at) => (visitor.tf("persons-undone", &[("at", instant(Some(at)).into())])),
                        None => a href={ "/persons/mergers/" (own.id()) } {
                            (visitor.t("persons-undo")) span class="hidden-word" { " – " (kept) }
                        },
                    }
                },
            ]
        })
        .collect();
    table(&visitor.t("persons-mergers"), &heads, &rows)
}

/// The two that were chosen, side by side.
pub async fn compare(
    State(app): State<App>,
    visitor: Visitor,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Response, WebError> {
    let chosen = query.iter().filter(|(name, _)| name == "person").map(|(_, id)| id.parse::<Uuid>());
    let chosen = chosen.collect::<Result<Vec<_>, _>>().map_err(|_| WebError::NotFound)?;
    let [one, other] = chosen.as_slice() else {
        let back = html! { p { (visitor.t("persons-two")) } p { a class="button" href="/persons" { (visitor.t("persons-title")) } } };
        let title = visitor.t("persons-compare");
        let page = layout::page(&app, &visitor, &title, "", html! { h1 { (title) } (back) });
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    };
    let both = Both::load(&app, &visitor, *one, *other).await?;
    Ok(both.page(&app, &visitor, &Typed::default()).into_response())
}

/// What was typed into the form of a merger, and what is wrong.
#[derive(Default)]
struct Typed<'t> {
    kept: &'t str,
    reason: &'t str,
    error: Option<(&'t str, String)>,
}

/// Two persons with what each has.
struct Both {
    persons: [Record; 2],
    logins: [Option<String>; 2],
    cases: [i64; 2],
    roles: [Vec<String>; 2],
    /// Why they cannot be merged, whoever stays.
    refused: Option<NotMerged>,
}

impl Both {
    async fn load(app: &App, visitor: &Visitor, one: Uuid, other: Uuid) -> Result<Both, WebError> {
        let load = async |id| app.store.load("person", id).await?.ok_or(WebError::NotFound);
        let persons = [load(one).await?, load(other).await?];
        note(app, visitor, &persons).await?;
        let (mut logins, mut roles) = ([None, None], [Vec::new(), Vec::new()]);
        for (index, person) in [one, other].into_iter().enumerate() {
            let Some(account) = app.store.open_account(person).await? else { continue };
            logins[index] = Some(account.text("login").to_owned());
            let own = app.store.roles_of(account.id()).await?;
            roles[index] = own.iter().map(|role| visitor.t(&format!("role-{}", role.name()))).collect();
        }
        let refused = app.store.pair(one, other).await?.err();
        let cases = [app.store.count_cases(one).await?, app.store.count_cases(other).await?];
        Ok(Both { persons, logins, cases, roles, refused })
    }

    /// Who is offered to stay: with positions, else with an account, else with the most cases.
    fn offered(&self) -> Uuid {
        let weight =
            |index: usize| (self.roles[index].len(), self.logins[index].is_some(), self.cases[index]);
        let index = usize::from(weight(1) > weight(0));
        self.persons[index].id()
    }

    fn page(&self, app: &App, visitor: &Visitor, typed: &Typed<'_>) -> Markup {
        let [one, other] = &self.persons;
        let title = visitor.t("persons-compare");
        let of = |name: &str| {
            typed.error.as_ref().filter(|(own, _)| *own == name).map(|(_, words)| words.as_str())
        };
        let choices: Vec<(String, String)> = (0..2)
            .map(|index| {
                let args = [("n", (index + 1).into()), ("name", full_name(&self.persons[index]).into())];
                (self.persons[index].id().to_string(), visitor.tf("persons-stays", &args))
            })
            .collect();
        let offered = self.offered().to_string();
        let kept = if typed.kept.is_empty() { offered.as_str() } else { typed.kept };
        let label = visitor.t("persons-reason");
        layout::page(
            app,
            visitor,
            &title,
            "",
            html! {
                p class="crumbs" { a href="/persons" { (visitor.t("persons-title")) } }
                @if let Some((name, words)) = &typed.error { (error_of(visitor, name, Some(words))) }
                h1 { (title) }
                (self.facts(visitor))
                @match self.refused {
                    Some(refused) => (notice("late", None, html! { p { (words(visitor, refused)) } })),
                    None => {
                        (self.warnings(visitor))
                        form method="post" action="/persons/compare" class="column" {
                            input type="hidden" name="csrf" value=(visitor.csrf);
                            input type="hidden" name="person" value=(one.id());
                            input type="hidden" name="person" value=(other.id());
                            (select("kept", &visitor.t("persons-who-stays"), &choices, kept, None, of("kept")))
                            (Plain { name: "reason", label, value: typed.reason, error: of("reason"), ..Plain::default() }.line("text", false, false))
                            div class="actions" { button class="button" type="submit" { (visitor.t("erase-do")) } }
                        }
                    },
                }
            },
        )
    }

    fn facts(&self, visitor: &Visitor) -> Markup {
        let number = |n: i64| Head::new(visitor.tf("persons-n", &[("n", n.into())]));
        let heads = [Head::new(visitor.t("persons-what")), number(1), number(2)];
        let line = |key: &str, values: [String; 2]| {
            let [one, other] = values;
            let differ = !one.is_empty() && !other.is_empty() && one != other;
            vec![
                html! { (visitor.t(key)) },
                html! { (said(&one)) },
                html! { (said(&other)) @if differ { " " span class="state soon" { (visitor.t("persons-differs")) } } },
            ]
        };
        let mut rows: Vec<Vec<Markup>> = COMPARED
            .iter()
            .map(|(column, key)| line(key, [0, 1].map(|index| self.persons[index].text(column).to_owned())))
            .collect();
        let row = |key: &str, of: &dyn Fn(usize) -> String| {
            vec![html! { (visitor.t(key)) }, html! { (said(&of(0))) }, html! { (said(&of(1))) }]
        };
        rows.push(row("login-login", &|index| self.logins[index].clone().unwrap_or_default()));
        rows.push(row("official-position", &|index| self.roles[index].join(", ")));
        rows.push(row("persons-cases", &|index| format::count(self.cases[index])));
        table(&visitor.t("persons-compare"), &heads, &rows)
    }

    fn warnings(&self, visitor: &Visitor) -> Markup {
        let [one, other] = &self.persons;
        let names = full_name(one).to_lowercase() != full_name(other).to_lowercase();
        let accounts = self.logins.iter().all(Option::is_some);
        html! {
            @if names { (notice("late", None, html! { p { (visitor.t("persons-other-names")) } })) }
            @if accounts { (notice("soon", None, html! { p { (visitor.t("persons-two-accounts")) } })) }
        }
    }
}

/// A value, or a dash where there is none.
fn said(value: &str) -> &str {
    if value.is_empty() { "–" } else { value }
}

/// Why persons are not merged or parted, in words.
pub(super) fn words(visitor: &Visitor, refused: NotMerged) -> String {
    let key = match refused {
        NotMerged::Missing => "missing",
        NotMerged::Already => "already",
        NotMerged::Organisation => "organisation",
        NotMerged::OtherNumber => "other-number",
        NotMerged::EachOther => "each-other",
        NotMerged::TooMuch => "too-much",
        NotMerged::Undone => "undone",
        NotMerged::Later => "later",
    };
    visitor.t(&format!("not-merged-{key}"))
}

/// Asks for a merger.
pub async fn ask(State(app): State<App>, visitor: Visitor, form: Submitted) -> Result<Response, WebError> {
    let chosen: Vec<Uuid> = form.all("person").iter().filter_map(|id| id.parse().ok()).collect();
    let [one, other] = chosen.as_slice() else { return Err(WebError::NotFound) };
    if visitor.actor.person.is_some_and(|own| chosen.contains(&own)) {
        return Err(WebError::OwnCase);
    }
    let both = Both::load(&app, &visitor, *one, *other).await?;
    let kept = form.id("kept").filter(|id| chosen.contains(id));
    let error = match (kept, reason(&visitor, &form, "reason")) {
        _ if both.refused.is_some() => None,
        (None, _) => Some(("kept", visitor.t("persons-who-stays-missing"))),
        (_, Err(words)) => Some(("reason", words)),
        (Some(kept), Ok(given)) => {
            let duplicate = if kept == *one { *other } else { *one };
            app.store.ask_approval(&visitor.actor, &Deed::Merge { kept, duplicate }, given).await?;
            return Ok(Redirect::to("/approvals").into_response());
        }
    };
    let typed = Typed { kept: form.get("kept"), reason: form.get("reason"), error };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, both.page(&app, &visitor, &typed)).into_response())
}

/// A merger that stands, with the names of both.
async fn standing(app: &App, visitor: &Visitor, id: &str) -> Result<(Record, [Record; 2]), WebError> {
    let id: Uuid = id.parse().map_err(|_| WebError::NotFound)?;
    let merger = app.store.load("person_merge", id).await?.ok_or(WebError::NotFound)?;
    let mut persons = Vec::new();
    for column in ["kept", "duplicate"] {
        let person = merger.reference(column).ok_or(WebError::NotFound)?;
        persons.push(app.store.load("person", person).await?.ok_or(WebError::NotFound)?);
    }
    note(app, visitor, &persons).await?;
    let persons: [Record; 2] = persons.try_into().map_err(|_| WebError::NotFound)?;
    Ok((merger, persons))
}

/// What a merger did, and the form that undoes it.
pub async fn merger(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Markup, WebError> {
    let (merger, persons) = standing(&app, &visitor, &id).await?;
    Ok(undo_page(&app, &visitor, &merger, &persons, ("", None)))
}

fn undo_page(
    app: &App,
    visitor: &Visitor,
    merger: &Record,
    [kept, duplicate]: &[Record; 2],
    (typed, error): (&str, Option<&str>),
) -> Markup {
    let title = visitor.t("persons-undo-title");
    let label = visitor.t("persons-undo-reason");
    let at = format::instant(merger.int("merged_at").unwrap_or(0), visitor.lang);
    layout::page(
        app,
        visitor,
        &title,
        "",
        html! {
            p class="crumbs" { a href="/persons" { (visitor.t("persons-title")) } }
            div class="column" {
                (error_of(visitor, "reason", error))
                h1 { (title) }
                dl class="facts" {
                    dt { (visitor.t("persons-kept")) } dd { (full_name(kept)) }
                    dt { (visitor.t("persons-duplicate")) } dd { (full_name(duplicate)) }
                    dt { (visitor.t("persons-basis")) } dd { (merger.text("basis")) }
                    dt { (visitor.t("persons-when")) } dd { (at) }
                }
                @if merger.get("undone_at").is_null() {
                    (notice("soon", None, html! { p { (visitor.t("persons-undo-lead")) } }))
                    (asking(visitor, &format!("/persons/mergers/{}", merger.id()), label, typed, error))
                } @else { (notice("done", None, html! { p { (words(visitor, NotMerged::Undone)) } })) }
            }
        },
    )
}

/// Asks that a merger be undone.
pub async fn undo(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    form: Submitted,
) -> Result<Response, WebError> {
    let (merger, persons) = standing(&app, &visitor, &id).await?;
    if !merger.get("undone_at").is_null() {
        return Err(WebError::Conflict);
    }
    match reason(&visitor, &form, "reason") {
        Ok(given) => {
            app.store.ask_approval(&visitor.actor, &Deed::Unmerge { merger: merger.id() }, given).await?;
            Ok(Redirect::to("/approvals").into_response())
        }
        Err(words) => {
            let page = undo_page(&app, &visitor, &merger, &persons, (form.get("reason"), Some(&words)));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}
