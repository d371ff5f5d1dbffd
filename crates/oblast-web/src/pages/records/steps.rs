//! The steps of a record: what may be done with it now, the form of a step, the step.

use std::collections::HashMap;

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::civil::Date;
use maud::{Markup, html};
use oblast_kernel::Uuid;
use oblast_kernel::access::Request;
use oblast_register::Field;
use oblast_register::catalogue::Values;
use oblast_register::plan::DUE_ON;
use oblast_register::step::Step;
use oblast_store::records::RecordError;
use oblast_store::steps::named;
use oblast_store::{ActError, Record};

use super::load;
use crate::components::field::{self, error_words};
use crate::components::{due_badge, error_summary, notice};
use crate::error::{WebError, form_encoded};
use crate::form::Submitted;
use crate::layout;
use crate::pages::apply::read_fields;
use crate::pages::cases::Typed;
use crate::pages::login::local;
use crate::pages::registers::{View, state_title};
use crate::state::App;
use crate::visitor::Visitor;

/// What a form is called that says where its sender goes on: the page on which they found the step.
pub const BACK: &str = "back";

/// May the visitor take a step with this record?
pub(crate) fn must_take(
    visitor: &Visitor,
    view: &View,
    record: &Record,
    step: &Step,
) -> Result<(), WebError> {
    let only = step.only.as_ref().map(|field| named(record, field));
    let except: Vec<Uuid> = step.except.iter().filter_map(|field| named(record, field)).collect();
    visitor.must(Request::TakeStep {
        who: &step.who,
        holder: view.taker(visitor, record, step),
        only,
        except: &except,
    })
}

/// The fields that the visitor fills in for a step.
pub(crate) fn asked<'v>(view: &'v View, step: &'v Step) -> impl Iterator<Item = &'v Field> {
    let fields = step.fields.iter().filter_map(|name| view.register.field(name));
    fields.filter(|field| !field.is_restricted() || view.sees_restricted)
}

/// A field as a step asks for it: required where the step requires it.
pub(crate) fn as_asked(field: &Field, step: &Step) -> Field {
    Field { required: step.required.contains(&field.id), ..field.clone() }
}

/// What a card says of the steps: those that the visitor may take, and by when.
pub(super) fn section(visitor: &Visitor, view: &View, record: &Record) -> Markup {
    let state = record.text("state");
    let steps: Vec<&Step> = view.register.steps_from(state).collect();
    let takes = |step: &&&Step| must_take(visitor, view, record, step).is_ok();
    let own: Vec<&&Step> = steps.iter().filter(takes).collect();
    if own.is_empty() && (steps.is_empty() || !view.sees_official) {
        return html! {};
    }
    let due: Option<Date> = record.get(DUE_ON).as_text().and_then(|day| day.parse().ok());
    html! {
        h2 { (visitor.t("steps-next")) }
        @if let Some(due) = due { p { (due_badge(visitor, due)) } }
        @if own.is_empty() {
            p class="soft" { (visitor.t("steps-others")) }
            ul { @for step in &steps { li { (visitor.say(&step.title)) } } }
        }
        div class="actions" {
            @for step in own { (button(visitor, view, record, step, "")) }
        }
    }
}

/// May the visitor take this step now?
pub fn may_take(visitor: &Visitor, view: &View, record: &Record, step: &str) -> bool {
    let step = view.register.step(step).filter(|step| step.is_from(record.text("state")));
    step.is_some_and(|step| must_take(visitor, view, record, step).is_ok())
}

/// Takes a step that asks for nothing, from a page of a system; what is wrong in words by field.
pub async fn take_now(
    app: &App,
    visitor: &Visitor,
    view: &View,
    record: &Record,
    step: &str,
) -> Result<Result<(), Vec<(String, String)>>, WebError> {
    let step = view.register.step(step).ok_or(WebError::NotFound)?;
    must_take(visitor, view, record, step)?;
    let given = Values::new();
    let mut values = app.store.stepped_values(&view.register, step, record, &given);
    let errors = wrong(app, visitor, view, (record, step), &given, &mut values).await?;
    if !errors.is_empty() {
        return Ok(Err(errors));
    }
    let position = visitor.actor.first_position();
    app.store.take_step(&visitor.actor, position, &view.register, step, record.clone(), values).await?;
    Ok(Ok(()))
}

/// The steps of a record on a page that lists many: each leads back to it.
pub fn listed(visitor: &Visitor, view: &View, record: &Record, back: &str) -> Markup {
    let steps = view.register.steps_from(record.text("state"));
    let own: Vec<&Step> = steps.filter(|step| must_take(visitor, view, record, step).is_ok()).collect();
    html! { @if !own.is_empty() { div class="actions" { @for step in own { (button(visitor, view, record, step, back)) } } } }
}

/// The button of a step: a step that asks nothing is taken by it, another one opens its form.
fn button(visitor: &Visitor, view: &View, record: &Record, step: &Step, back: &str) -> Markup {
    let place = format!("/registers/{}/{}/steps/{}", view.register.id, record.id(), step.id);
    let class = if back.is_empty() { "button" } else { "button quiet" };
    html! {
        @if step.fields.is_empty() {
            form method="post" action=(place) {
                input type="hidden" name="csrf" value=(visitor.csrf);
                input type="hidden" name="version" value=(record.version());
                @if !back.is_empty() { input type="hidden" name=(BACK) value=(back); }
                button class=(class) type="submit" { (visitor.say(&step.title)) }
            }
        } @else if back.is_empty() { a class=(class) href=(place) { (visitor.say(&step.title)) } }
        @else { a class=(class) href={ (place) "?" (BACK) "=" (form_encoded(back)) } { (visitor.say(&step.title)) } }
    }
}

/// A step that the visitor may take with a record.
pub(crate) struct Asked {
    pub view: View,
    pub record: Record,
    pub step: Step,
}

pub(crate) async fn open(
    app: &App,
    visitor: &Visitor,
    register: &str,
    id: Uuid,
    step: &str,
) -> Result<Asked, WebError> {
    let view = View::open(app, visitor, register).await?;
    let record = load(app, &view, id).await?;
    let view = view.of_record(visitor, &record);
    let step = view.register.step(step).cloned().ok_or(WebError::NotFound)?;
    must_take(visitor, &view, &record, &step)?;
    Ok(Asked { view, record, step })
}

fn page(app: &App, visitor: &Visitor, asked_for: &Asked, typed: &Typed) -> Markup {
    let Asked { view, record, step } = asked_for;
    let title = visitor.say(&step.title);
    let card = format!("/registers/{}/{}", view.register.id, record.id());
    let state = |state: &str| state_title(visitor, &view.register, state);
    let due = app.store.step_due(step, record);
    layout::page(
        app,
        visitor,
        title,
        "/registers",
        html! {
            div class="column" {
                p class="crumbs" { a href=(card) { (view.label(visitor, record)) } }
                (error_summary(visitor, &typed.errors))
                h1 { (title) }
                @if let Some(changed) = &typed.changed { (changed) }
                p {
                    span class="state" { (state(record.text("state"))) }
                    @if let Some(to) = step.to.as_deref().filter(|to| *to != record.text("state")) { " → " span class="state" { (state(to)) } }
                }
                @if let Some(due) = due { p { (due_badge(visitor, due)) } }
                form method="post" action={ (card) "/steps/" (step.id) } novalidate {
                    input type="hidden" name="csrf" value=(visitor.csrf);
                    input type="hidden" name="version" value=(typed.form.get("version"));
                    @if let Some(back) = local(typed.form.get(BACK)) { input type="hidden" name=(BACK) value=(back); }
                    @for field in asked(view, step) {
                        @let declared = as_asked(field, step);
                        (field::control(visitor, &declared, &typed.form.answer(&declared), typed.error(&declared.id)))
                    }
                    div class="actions" { button class="button" type="submit" { (title) } }
                }
            }
        },
    )
}

/// The form of a step.
pub async fn form(
    State(app): State<App>,
    visitor: Visitor,
    Path((register, id, step)): Path<(String, Uuid, String)>,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Response, WebError> {
    let asked_for = open(&app, &visitor, &register, id, &step).await?;
    let Asked { view, record, step } = &asked_for;
    view.note_reading(&app, &visitor, std::slice::from_ref(record)).await?;
    if !step.is_from(record.text("state")) {
        // Somebody was faster: the card shows what may be done now.
        return Ok(Redirect::to(&format!("/registers/{register}/{id}")).into_response());
    }
    let back = query.get(BACK).map_or("", String::as_str);
    let mut form = Submitted::default().with("version", record.version().to_string()).with(BACK, back);
    for field in asked(view, step) {
        form = form.with(&field.id, field.kind.to_input(record.get(&field.id), field));
    }
    Ok(page(&app, &visitor, &asked_for, &Typed { form, ..Typed::default() }).into_response())
}

/// What is wrong with the values of a step, in words by field.
pub(crate) async fn wrong(
    app: &App,
    visitor: &Visitor,
    view: &View,
    (record, step): (&Record, &Step),
    given: &Values,
    values: &mut Values,
) -> Result<Vec<(String, String)>, WebError> {
    let mut errors = view.settle(app, visitor, Some(record), values).await?;
    let found = app.store.check_step(&view.register, step, given, values);
    let words = |(name, error): (String, oblast_register::FieldError)| {
        let field = view.register.field(&name);
        let words = field.map_or_else(|| error.to_string(), |field| error_words(visitor, field, &error));
        (name, words)
    };
    errors.extend(found.into_iter().map(words));
    Ok(errors)
}

/// Takes a step, if the record still is as the form showed it.
pub async fn take(
    State(app): State<App>,
    visitor: Visitor,
    Path((register, id, step)): Path<(String, Uuid, String)>,
    form: Submitted,
) -> Result<Response, WebError> {
    let asked_for = open(&app, &visitor, &register, id, &step).await?;
    let Asked { view, record, step } = &asked_for;
    let card = format!("/registers/{register}/{id}");
    let seen = form.number("version").ok_or(WebError::StaleForm)?;
    let fields: Vec<Field> = asked(view, step).map(|field| as_asked(field, step)).collect();
    let (given, errors) = read_fields(fields.iter(), &form);
    let mut errors = super::error_list(&visitor, errors);
    let mut values = app.store.stepped_values(&view.register, step, record, &given);
    if errors.is_empty() {
        errors = wrong(&app, &visitor, view, (record, step), &given, &mut values).await?;
    }
    let mut outdated = seen != record.version();
    if errors.is_empty() && !outdated {
        let position = visitor.actor.first_position();
        let taken =
            app.store.take_step(&visitor.actor, position, &view.register, step, record.clone(), values).await;
        match taken {
            Ok(()) => return Ok(Redirect::to(local(form.get(BACK)).unwrap_or(&card)).into_response()),
            Err(RecordError::NotNow | RecordError::Act(ActError::Conflict { .. })) => outdated = true,
            Err(RecordError::Act(ActError::Duplicate { column, .. })) => {
                errors.push((column, visitor.t("field-duplicate")));
            }
            Err(error) => return Err(error.into()),
        }
    }
    let changed = outdated.then(|| {
        let words =
            html! { p { (visitor.t("steps-changed")) " " a href=(card) { (view.label(&visitor, record)) } } };
        notice("soon", Some(&visitor.t("changed-title")), words)
    });
    let status = if outdated { StatusCode::CONFLICT } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = page(&app, &visitor, &asked_for, &Typed { form, errors, changed });
    Ok((status, page).into_response())
}
