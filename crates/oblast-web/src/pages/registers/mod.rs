//! The registers and the list of each.

mod query;
mod view;

use std::collections::HashMap;

use axum::extract::{Path, Query, State};
use maud::{Markup, html};
use oblast_kernel::access::{self, FieldClass};
use oblast_register::kind::{Filter, Input};
use oblast_register::{Field, Register};
use oblast_store::Record;
use oblast_store::records::COUNTED;

pub use query::{cursor_text, query_text, read_cursor, read_query};
pub use view::View;

use self::query::WHOSE;
use super::downloads::{MAPPED, geometry_field};
use super::{conversions, views};
use crate::components::field::{entries, select, short_directory};
use crate::components::map::{Map, map};
use crate::components::table::{Head, table};
use crate::components::{empty, next_page};
use crate::error::WebError;
use crate::state::App;
use crate::visitor::Visitor;
use crate::{format, layout};

/// How many records a page of a list has.
pub const PAGE: i64 = 25;

/// All registers that the visitor may see.
pub async fn index(State(app): State<App>, visitor: Visitor) -> Result<Markup, WebError> {
    let title = visitor.t("menu-registers");
    let registers: Vec<_> = app
        .store
        .catalogue()
        .registers()
        .filter(|register| visitor.may(access::Request::ReadRegister(&register.rules)))
        .collect();
    Ok(layout::page(
        &app,
        &visitor,
        &title,
        "/registers",
        html! {
            h1 { (title) }
            @if visitor.actor.is_signed_in() { p { a href="/changes" { (visitor.t("changes-title")) } } }
            ul class="cards" data-list {
                @for register in registers {
                    li class="card" {
                        h2 { a class="cover" data-item href={ "/registers/" (register.id) } { (visitor.say(&register.title)) } }
                        p { (visitor.say(&register.description)) }
                    }
                }
            }
        },
    ))
}

/// The list of a register.
pub async fn list(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Markup, WebError> {
    let view = View::open(&app, &visitor, &id).await?.of_list(&visitor, &query);
    let asked = read_query(&view, &query, PAGE);
    let wrong_filter = asked.is_err();
    // What cannot be read is left out; whose records are shown is not up to that.
    let list_query = match asked {
        Ok(list_query) => list_query,
        Err(_) => read_query(&view, &HashMap::new(), PAGE)?,
    };
    let page = app.store.list(&view.register, &list_query).await?;
    view.note_reading(&app, &visitor, &page.records).await?;
    let count = app.store.count_records(&view.register, &list_query).await?;
    let columns = views::columns(&view, &query);
    let saved = match visitor.actor.account {
        Some(account) => app.store.views(account, &id).await?,
        None => Vec::new(),
    };
    let heads = heads(&visitor, &view, &query, &columns);
    let rows: Vec<Vec<Markup>> =
        page.records.iter().map(|record| row(&visitor, &view, &columns, record)).collect();
    let geometry = geometry_field(&view, None).filter(|field| field.class == FieldClass::Public);
    let filtered = query_text(&query, &["after", "sort", "order"]);
    let next = page.next.map(|cursor| {
        format!("/registers/{id}?{}after={}", query_text(&query, &["after"]), cursor_text(&cursor))
    });
    let conversions = conversions::told(&app, &visitor, &view).await?;
    let title = visitor.say(&view.register.title).to_owned();
    let shown = if count > COUNTED {
        visitor.tf("list-many", &[("count", format::count(COUNTED).into())])
    } else {
        visitor.tf("list-count", &[("count", count.into()), ("shown", format::count(count).into())])
    };
    Ok(layout::page(
        &app,
        &visitor,
        &title,
        "/registers",
        html! {
            p class="crumbs" { a href="/registers" { (visitor.t("menu-registers")) } }
            h1 { (title) }
            p class="column" { (visitor.say(&view.register.description)) }
            (conversions)
            @if wrong_filter { p class="notice soon" { (visitor.t("list-wrong-filter")) } }
            (filters(&visitor, &view, &query))
            (views::tools(&visitor, &view, &query, &saved))
            div class="actions" {
                span { (shown) }
                a href={ "/registers/" (id) "/records.csv?" (filtered) } { (visitor.t("download-csv")) }
                a href={ "/registers/" (id) "/records.xlsx?" (filtered) } { (visitor.t("download-xlsx")) }
                a href={ "/registers/" (id) "/records.json?" (filtered) } { (visitor.t("download-json")) }
                @if geometry.is_some() { a href={ "/registers/" (id) "/records.geojson?" (filtered) } { (visitor.t("download-geojson")) } }
                @for link in &view.register.links {
                    @if visitor.may(access::Request::Page(link.audience)) { a href=(link.path) { (visitor.say(&link.title)) } }
                }
                @if count > 0 && visitor.actor.is_official() {
                    a href={ "/registers/" (id) "/labels?" (filtered) } { (visitor.t("labels-link")) }
                }
                @if count > 0 && view.may_change_some(&visitor) {
                    a href={ "/registers/" (id) "/bulk?" (filtered) } { (visitor.t("bulk-link")) }
                }
                @if view.may_import(&visitor) {
                    a href={ "/registers/" (id) "/imports" } { (visitor.t("import-link")) }
                }
                @if view.may_create(&visitor) {
                    a class="button" href={ "/registers/" (id) "/new" } { (visitor.t("record-new")) }
                }
            }
            @if let Some(geometry) = geometry {
                @let source = format!("/registers/{id}/records.geojson?{filtered}most={MAPPED}");
                @let title = visitor.say(&geometry.title);
                details class="map-fold" {
                    summary { (visitor.t("map-open")) }
                    (map(&visitor, title, &Map::Source(&source)))
                    @if count > MAPPED { p class="soft" { (visitor.tf("map-cut", &[("most", format::count(MAPPED).into())])) } }
                }
            }
            @if rows.is_empty() {
                (empty(&visitor.t(if filtered.is_empty() { "list-empty" } else { "list-nothing-found" }), None))
            } @else {
                (table(&title, &heads, &rows))
                (next_page(&visitor, next.as_deref()))
            }
        },
    ))
}

fn heads(visitor: &Visitor, view: &View, query: &HashMap<String, String>, columns: &[&Field]) -> Vec<Head> {
    let id = &view.register.id;
    let mut heads = vec![Head::new(view.label_title(visitor))];
    for field in columns {
        let turned =
            query.get("sort") == Some(&field.id) && query.get("order").is_none_or(|order| order != "desc");
        let order = if turned { "&order=desc" } else { "" };
        let rest = query_text(query, &["after", "sort", "order"]);
        let mut title = visitor.say(&field.title).to_owned();
        if let Some(unit) = &field.unit {
            title = format!("{title}, {}", visitor.say(unit));
        }
        heads.push(Head {
            title,
            number: field.kind.is_number(),
            href: (field.required && !field.is_restricted())
                .then(|| format!("/registers/{id}?{rest}sort={}{order}", field.id)),
        });
    }
    if !view.register.states.is_empty() {
        heads.push(Head::new(visitor.t("record-state")));
    }
    heads
}

fn row(visitor: &Visitor, view: &View, columns: &[&Field], record: &Record) -> Vec<Markup> {
    let href = format!("/registers/{}/{}", view.register.id, record.id());
    let mut row = vec![html! { a data-item href=(href) { (view.label(visitor, record)) } }];
    row.extend(
        columns
            .iter()
            .map(|field| html! { (field.kind.display(record.get(&field.id), field, visitor.lang)) }),
    );
    if !view.register.states.is_empty() {
        row.push(html! { (state_title(visitor, &view.register, record.text("state"))) });
    }
    row
}

/// A value of a record as its register shows it, as plain words.
pub fn shown(visitor: &Visitor, register: &Register, record: &Record, name: &str) -> String {
    let field = register.field(name);
    field.map_or_else(String::new, |field| field.kind.display(record.get(name), field, visitor.lang))
}

/// The title of a record's state.
pub fn state_title(visitor: &Visitor, register: &Register, state: &str) -> String {
    register.state(state).map_or_else(|| state.to_owned(), |state| visitor.say(&state.title).to_owned())
}

/// The choices of a filter: those of the field, or yes and no.
fn choices(visitor: &Visitor, field: &Field) -> Vec<(String, String)> {
    if field.kind.input() == Input::YesNo {
        return [("true", "yes"), ("false", "no")]
            .map(|(code, key)| (code.to_owned(), visitor.t(key)))
            .into();
    }
    field.choices.iter().map(|choice| (choice.id.clone(), visitor.say(&choice.title).to_owned())).collect()
}

fn filters(visitor: &Visitor, view: &View, query: &HashMap<String, String>) -> Markup {
    let value = |name: &str| query.get(name).map_or("", String::as_str);
    let any = visitor.t("filter-any");
    let typed = |field: &&Field| field.filter && !matches!(field.filtering(), Filter::Box | Filter::Refers);
    let filterable: Vec<&Field> = view.fields().filter(typed).collect();
    let states: Vec<(String, String)> = view
        .register
        .states
        .iter()
        .map(|state| (state.id.clone(), visitor.say(&state.title).to_owned()))
        .collect();
    html! {
            form class="filters" method="get" role="search" {
                (views::kept(query, |name| !views::is_column(name)))
                div class="field" {
                    label for="f-q" { (visitor.t("filter-words")) }
                    input id="f-q" name="q" value=(value("q")) type="search" data-search;
                }
                @for field in filterable {
                    @let title = visitor.say(&field.title);
                    @match field.filtering() {
                        Filter::Within | Filter::Equal if short_directory(field).is_some() => {
                            (select(&field.id, title, &entries(visitor, field), value(&field.id), Some(&any), None))
                        }
                        Filter::OneOf | Filter::Contains => {
                            (select(&field.id, title, &choices(visitor, field), value(&field.id), Some(&any), None))
                        }
                        Filter::Range => {
                            @let shape = (field.kind.input() == Input::Date).then(|| visitor.t("date-shape"));
                            @for (suffix, key) in [("_from", "filter-from"), ("_until", "filter-until")] {
                                @let name = format!("{}{suffix}", field.id);
                                div class="field" {
                                    label for={ "f-" (name) } { (title) ", " (visitor.t(key)) }
                                    input id={ "f-" (name) } name=(name) value=(value(&name)) inputmode="numeric" placeholder=[shape.as_deref()];
                                }
                            }
                        }
                        _ => {
                            div class="field" {
                                label for={ "f-" (field.id) } { (title) }
                                input id={ "f-" (field.id) } name=(field.id) value=(value(&field.id)) data-search;
                            }
                        }
                    }
                }
                @if !states.is_empty() {
                    (select("state", &visitor.t("record-state"), &states, value("state"), Some(&any), None))
                }
                @if view.own.is_some() {
                    @let whose = ["own", "all"].map(|whose| (whose.to_owned(), visitor.t(&format!("filter-whose-{whose}"))));
                    (select(WHOSE, &visitor.t("filter-whose"), &whose, if view.is_own { "own" } else { "all" }, None, None))
                }
                button class="button quiet" type="submit" { (visitor.t("filter")) }
            }
    }
}
