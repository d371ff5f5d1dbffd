//! One change to many records: chosen by the filters of the list, looked at before, made by as few acts as need be.

use std::collections::HashMap;

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use maud::{Markup, html};
use oblast_kernel::journal::{hex, sha256};
use oblast_register::Field;
use oblast_register::catalogue::Values;
use oblast_register::kind::Input;
use oblast_store::records::{ListQuery, RecordError, values_of};
use oblast_store::{ActError, Record};

use super::registers::{View, query_text, read_query, state_title};
use crate::components::field::{control, error_words, select};
use crate::components::table::{Head, table};
use crate::components::{error_summary, notice};
use crate::error::WebError;
use crate::form::Submitted;
use crate::state::App;
use crate::visitor::Visitor;
use crate::{format, layout};

/// How many records are changed at once.
const MOST: i64 = 1_000;
/// How many of them the page shows before.
const SHOWN: usize = 20;
/// The column of states, as a field that is changed.
const STATE: &str = "state";

/// Which records are meant, and which of them the visitor may change.
struct Meant {
    query: HashMap<String, String>,
    records: Vec<Record>,
    /// How many more fulfil the conditions than are changed at once.
    more: bool,
    /// How many are closed or not the visitor's to change.
    left: usize,
}

impl Meant {
    async fn read(
        app: &App,
        visitor: &Visitor,
        view: &View,
        query: HashMap<String, String>,
    ) -> Result<Meant, WebError> {
        let mut list = read_query(view, &query, MOST)?;
        list.after = None;
        let page = app.store.list(&view.register, &ListQuery { limit: MOST, ..list }).await?;
        view.note_reading(app, visitor, &page.records).await?;
        let all = page.records.len();
        let records: Vec<Record> =
            page.records.into_iter().filter(|record| view.may_change(visitor, record)).collect();
        Ok(Meant { query, left: all - records.len(), records, more: page.next.is_some() })
    }

    /// What was looked at: these records at these versions.
    fn digest(&self) -> String {
        let text: String =
            self.records.iter().map(|own| format!("{} {}\n", own.id(), own.version())).collect();
        hex(&sha256(text.as_bytes()))
    }
}

/// The fields that can be given one value in many records.
fn fields(view: &View) -> impl Iterator<Item = &Field> {
    view.fields().filter(|field| {
        field.is_typed()
            && view.is_filled(field)
            && !field.unique
            && !matches!(field.kind.input(), Input::Shape(_))
    })
}

async fn open(app: &App, visitor: &Visitor, register: &str) -> Result<View, WebError> {
    let view = View::open(app, visitor, register).await?;
    if view.may_change_some(visitor) { Ok(view) } else { Err(WebError::NotPermitted) }
}

/// What the form holds and what is wrong with it.
#[derive(Default)]
struct Typed {
    form: Submitted,
    errors: Vec<(String, String)>,
    /// What changed since the preview.
    outdated: bool,
}

/// The form: which field.
pub async fn form(
    State(app): State<App>,
    visitor: Visitor,
    Path(register): Path<String>,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Markup, WebError> {
    let view = open(&app, &visitor, &register).await?.of_list(&visitor, &query);
    let meant = Meant::read(&app, &visitor, &view, query).await?;
    Ok(page(&app, &visitor, &view, &meant, &Typed::default(), None))
}

/// Is the state changed like any field?
fn changes_state(view: &View) -> bool {
    !view.register.states.is_empty() && !view.register.has_steps()
}

/// What is to be written into a field.
struct Change<'v> {
    field: Option<&'v Field>,
    /// The value, or the state.
    text: String,
    values: Values,
}

impl Change<'_> {
    /// Puts it into a record; gives all its values.
    fn apply(&self, view: &View, record: &mut Record) -> Values {
        let mut values = values_of(&view.register, record);
        values.extend(self.values.clone());
        if self.field.is_none() {
            record.set(STATE, self.text.as_str());
        }
        values
    }
}

/// Shows what would change; changes it when it is what was shown.
pub async fn submit(
    State(app): State<App>,
    visitor: Visitor,
    Path(register): Path<String>,
    form: Submitted,
) -> Result<Response, WebError> {
    let pairs: Vec<(String, String)> = serde_urlencoded::from_str(form.get("query")).unwrap_or_default();
    let query: HashMap<String, String> = pairs.into_iter().collect();
    let view = open(&app, &visitor, &register).await?.of_list(&visitor, &query);
    let meant = Meant::read(&app, &visitor, &view, query).await?;
    let mut typed = Typed { form: form.clone(), ..Typed::default() };
    let Some(mut change) = read_change(&visitor, &view, &mut typed) else {
        let page = page(&app, &visitor, &view, &meant, &typed, None);
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    };
    // What is referred to is the same in all of them.
    app.store.settle_references(&view.register, &mut change.values).await?;
    for record in &meant.records {
        let mut values = change.apply(&view, &mut record.clone());
        let mut errors = view.settle(&app, &visitor, Some(record), &mut values).await?;
        errors.extend(view.misplaced(&visitor, &values, true));
        if let Some((_, words)) = errors.into_iter().next() {
            typed.errors.push(("value".to_owned(), format!("{}: {words}", view.label(&visitor, record))));
            break;
        }
    }
    if !typed.errors.is_empty() {
        let page = page(&app, &visitor, &view, &meant, &typed, None);
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    if form.get("seen").is_empty() {
        return Ok(page(&app, &visitor, &view, &meant, &typed, Some(&change)).into_response());
    }
    let changed = async {
        if form.get("seen") != meant.digest() {
            return Ok(None);
        }
        let rows = meant.records.iter().map(|record| {
            let mut record = record.clone();
            let values = change.apply(&view, &mut record);
            (record, values)
        });
        let position = visitor.actor.first_position();
        match app.store.change_records(&visitor.actor, position, &view.register, rows.collect()).await {
            Ok(count) => Ok(Some(count)),
            Err(RecordError::Act(ActError::Conflict { .. })) => Ok(None),
            Err(error) => Err(WebError::from(error)),
        }
    };
    match changed.await? {
        Some(count) => Ok(done(&app, &visitor, &view, &meant, count).into_response()),
        None => {
            let meant = Meant::read(&app, &visitor, &view, meant.query).await?;
            typed.outdated = true;
            Ok((StatusCode::CONFLICT, page(&app, &visitor, &view, &meant, &typed, Some(&change)))
                .into_response())
        }
    }
}

fn read_change<'v>(visitor: &Visitor, view: &'v View, typed: &mut Typed) -> Option<Change<'v>> {
    let form = typed.form.clone();
    let name = form.get("field");
    if name == STATE && changes_state(view) {
        return match view.register.state(form.get(STATE)) {
            Some(state) => Some(Change { field: None, text: state.id.clone(), values: Values::new() }),
            None => {
                typed.errors.push((STATE.to_owned(), visitor.t("field-not-a-choice")));
                None
            }
        };
    }
    let Some(field) = fields(view).find(|field| field.id == name) else {
        typed.errors.push(("field".to_owned(), visitor.t("bulk-choose-field")));
        return None;
    };
    // The first page asks for the field alone.
    if !form.has(&field.id) && !form.has("given") {
        return None;
    }
    match field.parse(&form.answer(field)) {
        Ok(value) => {
            let values = [(field.id.clone(), value)].into();
            Some(Change { field: Some(field), text: form.answer(field), values })
        }
        Err(error) => {
            typed.errors.push((field.id.clone(), error_words(visitor, field, &error)));
            None
        }
    }
}

fn frame(app: &App, visitor: &Visitor, view: &View, content: Markup) -> Markup {
    let title = visitor.t("bulk-title");
    layout::page(
        app,
        visitor,
        &title,
        "/registers",
        html! {
            p class="crumbs" { a href={ "/registers/" (view.register.id) } { (visitor.say(&view.register.title)) } }
            h1 { (title) }
            (content)
        },
    )
}

fn page(
    app: &App,
    visitor: &Visitor,
    view: &View,
    meant: &Meant,
    typed: &Typed,
    change: Option<&Change<'_>>,
) -> Markup {
    let count = meant.records.len();
    let query = query_text(&meant.query, &["after"]);
    frame(
        app,
        visitor,
        view,
        html! {
            (error_summary(visitor, &typed.errors))
            @if typed.outdated { (notice("soon", None, html! { p { (visitor.t("bulk-outdated")) } })) }
            p class="column" {
                (visitor.tf("bulk-count", &[("count", count.into()), ("shown", format::count(count as i64).into())]))
                @if meant.left > 0 { " " (visitor.tf("bulk-left", &[("count", meant.left.into())])) }
                @if meant.more { " " (visitor.tf("bulk-more", &[("most", format::count(MOST).into())])) }
            }
            @if count > 0 {
                form method="post" action={ "/registers/" (view.register.id) "/bulk" } class="column" {
                    input type="hidden" name="csrf" value=(visitor.csrf);
                    input type="hidden" name="query" value=(query);
                    @match change {
                        Some(change) => (preview(visitor, view, meant, typed, change)),
                        None => (questions(visitor, view, typed)),
                    }
                }
            }
        },
    )
}

/// Which field, then which value.
fn questions(visitor: &Visitor, view: &View, typed: &Typed) -> Markup {
    let error =
        |name: &str| typed.errors.iter().find(|(field, _)| field == name).map(|(_, words)| words.as_str());
    let name = typed.form.get("field");
    let field = fields(view).find(|field| field.id == name);
    let states: Vec<(String, String)> = view
        .register
        .states
        .iter()
        .map(|state| (state.id.clone(), visitor.say(&state.title).to_owned()))
        .collect();
    if let Some(field) = field {
        return html! {
            input type="hidden" name="field" value=(field.id);
            input type="hidden" name="given" value="1";
            (control(visitor, field, &typed.form.answer(field), error(&field.id).or(error("value"))))
            div class="actions" { button class="button" type="submit" { (visitor.t("bulk-look")) } }
        };
    }
    if name == STATE && changes_state(view) {
        return html! {
            input type="hidden" name="field" value=(STATE);
            (select(STATE, &visitor.t("record-state"), &states, typed.form.get(STATE), None, error(STATE).filter(|_| typed.form.has(STATE))))
            div class="actions" { button class="button" type="submit" { (visitor.t("bulk-look")) } }
        };
    }
    let mut choices: Vec<(String, String)> =
        fields(view).map(|field| (field.id.clone(), visitor.say(&field.title).to_owned())).collect();
    if changes_state(view) {
        choices.push((STATE.to_owned(), visitor.t("record-state")));
    }
    html! {
        (select("field", &visitor.t("bulk-field"), &choices, "", None, error("field").filter(|_| typed.form.has("field"))))
        div class="actions" { button class="button" type="submit" { (visitor.t("bulk-continue")) } }
    }
}

/// What would change.
fn preview(visitor: &Visitor, view: &View, meant: &Meant, typed: &Typed, change: &Change<'_>) -> Markup {
    let shown =
        |record: &Record, field: &Field| field.kind.display(record.get(&field.id), field, visitor.lang);
    let (name, title, after) = match change.field {
        Some(field) => {
            let value = change.values.get(&field.id).cloned().unwrap_or(oblast_kernel::Value::Null);
            (
                field.id.as_str(),
                visitor.say(&field.title).to_owned(),
                field.kind.display(&value, field, visitor.lang),
            )
        }
        None => (STATE, visitor.t("record-state"), state_title(visitor, &view.register, &change.text)),
    };
    let rows: Vec<Vec<Markup>> = meant
        .records
        .iter()
        .take(SHOWN)
        .map(|record| {
            let before = match change.field {
                Some(field) => shown(record, field),
                None => state_title(visitor, &view.register, record.text(STATE)),
            };
            vec![
                html! { (view.label(visitor, record)) },
                html! { @if !before.is_empty() { del { (before) } } },
                html! { ins { (after) } },
            ]
        })
        .collect();
    let heads = [view.label_title(visitor), visitor.t("bulk-before"), visitor.t("bulk-after")].map(Head::new);
    html! {
        h2 { (title) }
        (table(&title, &heads, &rows))
        @if meant.records.len() > SHOWN { p { (visitor.tf("bulk-others", &[("count", (meant.records.len() - SHOWN).into())])) } }
        input type="hidden" name="field" value=(name);
        input type="hidden" name="given" value="1";
        @for value in typed.form.all(name) { input type="hidden" name=(name) value=(value); }
        input type="hidden" name="seen" value=(meant.digest());
        div class="actions" {
            button class="button" type="submit" {
                (visitor.tf("bulk-do", &[("count", meant.records.len().into())]))
            }
            a href={ "/registers/" (view.register.id) "/bulk?" (query_text(&meant.query, &["after"])) } { (visitor.t("bulk-back")) }
        }
    }
}

fn done(app: &App, visitor: &Visitor, view: &View, meant: &Meant, count: usize) -> Markup {
    frame(
        app,
        visitor,
        view,
        html! {
            (notice("done", None, html! { p {
                (visitor.tf("bulk-done", &[("count", count.into()), ("shown", format::count(count as i64).into())]))
            } }))
            p { a class="button" href={ "/registers/" (view.register.id) "?" (query_text(&meant.query, &["after"])) } { (visitor.t("import-to-register")) } }
        },
    )
}
