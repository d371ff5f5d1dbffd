//! An application online: one page, or the steps of its groups and a page to check the answers.
//!
//! What is typed is kept as a draft at each step, and by a script as it is typed.

pub mod documents;
mod page;
mod read;
mod send;
mod whose;

use std::collections::HashMap;

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use oblast_kernel::Uuid;
use oblast_register::Field;
use oblast_register::catalogue::Service;
use oblast_register::procedure::Group;
use oblast_store::drafts::Answers;

use crate::error::WebError;
use crate::form::Submitted;
use crate::state::App;
use crate::visitor::Visitor;

pub use read::{check_fields, read_fields};

/// The name of the step in which all answers are checked before they are sent.
const CHECK: &str = "check";

/// An application being filled in.
struct Filling<'a> {
    app: &'a App,
    visitor: &'a Visitor,
    service: &'a Service,
    account: Uuid,
    person: Uuid,
    /// For whom it may be, and about which decisions.
    whose: whose::Whose,
    answers: Answers,
    /// When the draft was saved; nothing if there is none.
    saved_at: Option<i64>,
}

/// A place in the form.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Step<'a> {
    /// All fields at once: a procedure without groups.
    Whole,
    /// The fields of a group.
    Group(&'a Group),
    /// The answers, before they are sent.
    Check,
}

impl<'a> Filling<'a> {
    async fn open(app: &'a App, visitor: &'a Visitor, service: &'a Service) -> Result<Self, WebError> {
        let id = &service.procedure.id;
        let account = visitor.actor.account.ok_or(WebError::SignInFirst)?;
        let person = visitor.actor.person.ok_or(WebError::SignInFirst)?;
        let whose = whose::Whose::of(app, visitor, service, person).await?;
        let draft = app.store.draft(account, id).await?;
        let saved_at = draft.as_ref().map(|draft| draft.saved_at);
        let answers = match draft {
            Some(draft) => draft.answers,
            None => whose.known_answers(service),
        };
        Ok(Filling { app, visitor, service, account, person, whose, answers, saved_at })
    }

    fn id(&self) -> &str {
        &self.service.procedure.id
    }

    /// The fields that are asked now.
    fn asked(&self) -> Vec<&'a Field> {
        let values = read::values(self.service, &self.answers);
        let procedure = &self.service.procedure;
        procedure.fields.iter().filter(|field| self.service.rules.asks(&field.id, &values)).collect()
    }

    fn fields_of(&self, step: Step<'_>) -> Vec<&'a Field> {
        let mut fields = self.asked();
        match step {
            Step::Whole => {}
            Step::Group(group) => fields.retain(|field| field.group.as_ref() == Some(&group.id)),
            Step::Check => fields.clear(),
        }
        fields
    }

    /// The groups with something to ask.
    fn groups(&self) -> Vec<&'a Group> {
        let asked = self.asked();
        let has_fields = |group: &&Group| asked.iter().any(|field| field.group.as_ref() == Some(&group.id));
        self.service.procedure.groups.iter().filter(has_fields).collect()
    }

    fn step(&self, name: &str) -> Option<Step<'a>> {
        let groups = &self.service.procedure.groups;
        match name {
            "" if groups.is_empty() => Some(Step::Whole),
            "" => groups.first().map(Step::Group),
            CHECK if !groups.is_empty() => Some(Step::Check),
            name => groups.iter().find(|group| group.id == name).map(Step::Group),
        }
    }

    /// Where one goes from a step.
    fn after(&self, step: Step<'_>) -> Step<'a> {
        let Step::Group(current) = step else { return Step::Check };
        let groups = self.groups();
        let place = groups.iter().position(|group| *group == current).map_or(groups.len(), |place| place + 1);
        groups.get(place).map_or(Step::Check, |group| Step::Group(group))
    }

    fn address(&self, step: Step<'_>) -> String {
        match step {
            Step::Whole => format!("/services/{}/apply", self.id()),
            Step::Group(group) => format!("/services/{}/apply?step={}", self.id(), group.id),
            Step::Check => format!("/services/{}/apply?step={CHECK}", self.id()),
        }
    }

    /// Takes what a step's form holds into the answers.
    fn take(&mut self, form: &Submitted, step: Step<'_>) {
        let fields = &self.service.procedure.fields;
        let here = fields.iter().filter(|field| match step {
            Step::Whole => true,
            Step::Group(group) => field.group.as_ref() == Some(&group.id),
            Step::Check => false,
        });
        for field in here {
            self.answers.insert(field.id.clone(), form.answer(field));
        }
        for name in ["intake", whose::ABOUT] {
            if form.has(name) {
                self.answers.insert(name.to_owned(), form.get(name).to_owned());
            }
        }
        if form.has(whose::BEHALF) {
            self.take_behalf(form.get(whose::BEHALF));
        }
    }

    async fn save(&mut self) -> Result<(), WebError> {
        self.saved_at = Some(self.visitor.now.as_microsecond());
        Ok(self.app.store.save_draft(self.account, self.id(), &self.answers).await?)
    }
}

/// A step of the form, or all of it, with what was typed before.
pub async fn form(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Response, WebError> {
    let service = app.store.catalogue().form(&id).ok_or(WebError::NotFound)?;
    let mut filling = Filling::open(&app, &visitor, &service).await?;
    if let Some(about) = query.get(whose::ABOUT) {
        filling.answers.insert(whose::ABOUT.to_owned(), about.clone());
    }
    let step = filling.step(query.get("step").map_or("", String::as_str)).ok_or(WebError::NotFound)?;
    let page = page::render(&filling, step, &[]).await?;
    Ok(page.into_response())
}

/// Takes a step: saves it, goes on, or sends the application.
pub async fn submit(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    form: Submitted,
) -> Result<Response, WebError> {
    let service = app.store.catalogue().form(&id).ok_or(WebError::NotFound)?;
    let mut filling = Filling::open(&app, &visitor, &service).await?;
    let step = filling.step(form.get("step")).ok_or(WebError::NotFound)?;
    filling.take(&form, step);
    if form.get("do") == "save" {
        filling.save().await?;
        return Ok(Redirect::to("/cases").into_response());
    }
    if form.get("do") == "documents" {
        filling.save().await?;
        return Ok(Redirect::to(&format!("/services/{id}/documents")).into_response());
    }
    let Step::Group(_) = step else { return send::send(&mut filling, step, &form).await };
    let errors = read::errors(&filling, &filling.fields_of(step));
    filling.save().await?;
    if errors.is_empty() {
        return Ok(Redirect::to(&filling.address(filling.after(step))).into_response());
    }
    let page = page::render(&filling, step, &errors).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// Keeps what is being typed; called by the script.
pub async fn keep(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    form: Submitted,
) -> Result<StatusCode, WebError> {
    let service = app.store.catalogue().form(&id).ok_or(WebError::NotFound)?;
    let mut filling = Filling::open(&app, &visitor, &service).await?;
    let step = filling.step(form.get("step")).ok_or(WebError::NotFound)?;
    filling.take(&form, step);
    filling.save().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Forgets the draft.
pub async fn discard(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    _form: Submitted,
) -> Result<Redirect, WebError> {
    let service = app.store.catalogue().form(&id).ok_or(WebError::NotFound)?;
    let filling = Filling::open(&app, &visitor, &service).await?;
    app.store.drop_draft(filling.account, &id).await?;
    Ok(Redirect::to(&format!("/services/{id}")))
}
