//! The pages of an application being filled in.

use maud::{Markup, html};

use super::{Filling, Step, read};
use crate::components::{error_summary, field};
use crate::error::WebError;
use crate::pages::help::{Hint, hint};
use crate::visitor::Visitor;
use crate::{format, layout};

/// The page of a step.
pub(super) async fn render(
    filling: &Filling<'_>,
    step: Step<'_>,
    errors: &[(String, String)],
) -> Result<Markup, WebError> {
    let (app, visitor, procedure) = (filling.app, filling.visitor, &filling.service.procedure);
    let title = visitor.say(&procedure.title).to_owned();
    let body = match step {
        Step::Check => check(filling, errors).await?,
        _ => questions(filling, step, errors).await?,
    };
    Ok(layout::page(
        app,
        visitor,
        &title,
        "/services",
        html! {
            div class="column" {
                p class="crumbs" { a href={ "/services/" (procedure.id) } { (title) } }
                (error_summary(visitor, errors))
                (body)
                (draft_note(filling))
            }
        },
    ))
}

fn error_of<'e>(errors: &'e [(String, String)], name: &str) -> Option<&'e str> {
    errors.iter().find(|(field, _)| field == name).map(|(_, words)| words.as_str())
}

async fn intake(filling: &Filling<'_>, errors: &[(String, String)]) -> Result<Markup, WebError> {
    // An appeal goes to who decides on it.
    if filling.is_appeal() {
        return Ok(html! {});
    }
    let (app, visitor) = (filling.app, filling.visitor);
    let centres: Vec<(String, String)> = app
        .store
        .service_centres()
        .await?
        .into_iter()
        .map(|centre| (centre.id.to_string(), visitor.say(&centre.title).to_owned()))
        .collect();
    let chosen = filling.answers.get("intake").map_or("", String::as_str);
    let (label, choose) = (visitor.t("apply-centre"), visitor.t("choose"));
    Ok(field::select("intake", &label, &centres, chosen, Some(&choose), error_of(errors, "intake")))
}

/// How far one is: «Крок 2 з 4».
fn progress(filling: &Filling<'_>, step: Step<'_>) -> Option<String> {
    let groups = filling.groups();
    let place = match step {
        Step::Whole => return None,
        Step::Check => groups.len(),
        Step::Group(current) => groups.iter().position(|group| *group == current)?,
    };
    let args = [("step", (place + 1).into()), ("steps", (groups.len() + 1).into())];
    Some(filling.visitor.tf("apply-progress", &args))
}

async fn questions(
    filling: &Filling<'_>,
    step: Step<'_>,
    errors: &[(String, String)],
) -> Result<Markup, WebError> {
    let visitor = filling.visitor;
    let (name, title, help) = match step {
        Step::Group(group) => (group.id.as_str(), visitor.say(&group.title).to_owned(), group.help.as_ref()),
        _ if filling.is_appeal() => ("", visitor.t("appeal-form-title"), None),
        _ => ("", visitor.t("apply-title"), None),
    };
    let documents = documents_button(filling).await?;
    let whole = step == Step::Whole;
    let intake = if whole { Some(intake(filling, errors).await?) } else { None };
    let first = match (step, filling.groups().first()) {
        (Step::Group(group), Some(first)) => group == *first,
        _ => true,
    };
    Ok(html! {
        @if let Some(progress) = progress(filling, step) { p class="small soft" { (progress) } }
        h1 { (title) }
        @if let Some(help) = help { p { (visitor.say(help)) } }
        form method="post" action={ "/services/" (filling.id()) "/apply" } novalidate
            data-draft={ "/services/" (filling.id()) "/draft" } {
            input type="hidden" name="csrf" value=(visitor.csrf);
            input type="hidden" name="step" value=(name);
            @if whole { (key(filling)) }
            @if first { p { (hint(visitor, Hint::Apply)) } (filling.whose_fields(errors)) }
            @if let Some(intake) = intake { (intake) }
            @for declared in filling.fields_of(step) {
                @let typed = filling.answers.get(&declared.id).map_or("", String::as_str);
                (field::control(visitor, declared, typed, error_of(errors, &declared.id)))
            }
            div class="actions" {
                @if whole {
                    button class="button" type="submit" { (submit_words(filling)) }
                    (documents)
                } @else {
                    button class="button" type="submit" { (visitor.t("apply-next")) }
                }
                button class="button quiet" type="submit" name="do" value="save" { (visitor.t("apply-save")) }
            }
        }
    })
}

/// The way to the documents: a button, so that what was typed is kept.
async fn documents_button(filling: &Filling<'_>) -> Result<Markup, WebError> {
    let visitor = filling.visitor;
    if filling.service.procedure.documents.iter().all(|document| document.filled_here) {
        return Ok(html! {});
    }
    let count = filling.app.store.uploads(filling.account, filling.id()).await?.len();
    Ok(html! {
        button class="button quiet" type="submit" name="do" value="documents" {
            (visitor.tf("apply-documents", &[("count", count.into())]))
        }
    })
}

fn submit_words(filling: &Filling<'_>) -> String {
    filling.visitor.t(if filling.is_appeal() { "appeal-submit" } else { "apply-submit" })
}

/// The key by which a repeated form is known.
fn key(filling: &Filling<'_>) -> Markup {
    let key = filling.app.store.ids.id(filling.visitor.now);
    html! { input type="hidden" name="key" value=(key); }
}

/// All answers, each with the way back to its step.
async fn check(filling: &Filling<'_>, errors: &[(String, String)]) -> Result<Markup, WebError> {
    let visitor = filling.visitor;
    let values = read::values(filling.service, &filling.answers);
    let intake = intake(filling, errors).await?;
    let documents = documents_button(filling).await?;
    Ok(html! {
        @if let Some(progress) = progress(filling, Step::Check) { p class="small soft" { (progress) } }
        h1 { (visitor.t("apply-check-title")) }
        (filling.whose_words())
        @for group in filling.groups() {
            @let address = filling.address(Step::Group(group));
            div class="row" {
                h2 { (visitor.say(&group.title)) }
                a href=(address) { (visitor.t("apply-change")) span class="unseen" { " – " (visitor.say(&group.title)) } }
            }
            dl class="facts" {
                @for declared in filling.fields_of(Step::Group(group)) {
                    dt id={ "f-" (declared.id) } tabindex="-1" { (visitor.say(&declared.title)) }
                    dd class="pre" {
                        @if let Some(error) = error_of(errors, &declared.id) {
                            p class="error-text" { (error) " " a href={ (address) "#f-" (declared.id) } { (visitor.t("apply-change")) } }
                        }
                        @match values.get(&declared.id).filter(|value| !value.is_null()) {
                            Some(value) => (field::shown(visitor, declared, value)),
                            None => span class="soft" { (visitor.t("not-given")) },
                        }
                    }
                }
            }
        }
        form method="post" action={ "/services/" (filling.id()) "/apply" } novalidate {
            input type="hidden" name="csrf" value=(visitor.csrf);
            input type="hidden" name="step" value=(super::CHECK);
            input type="hidden" name="answers" value=(super::send::digest(filling));
            (key(filling))
            (intake)
            div class="actions" {
                button class="button" type="submit" { (submit_words(filling)) }
                (documents)
                button class="button quiet" type="submit" name="do" value="save" { (visitor.t("apply-save")) }
            }
        }
    })
}

fn saved_words(visitor: &Visitor, saved_at: i64) -> String {
    visitor.tf("draft-saved", &[("when", format::instant(saved_at, visitor.lang).into())])
}

/// That the draft is kept, and the way to begin anew.
fn draft_note(filling: &Filling<'_>) -> Markup {
    let visitor = filling.visitor;
    html! {
        p class="small soft" role="status" data-draft-status=(visitor.t("draft-kept")) {
            @if let Some(saved_at) = filling.saved_at { (saved_words(visitor, saved_at)) }
        }
        @if filling.saved_at.is_some() {
            form method="post" action={ "/services/" (filling.id()) "/discard" } {
                input type="hidden" name="csrf" value=(visitor.csrf);
                button class="linklike small" type="submit" { (visitor.t("draft-discard")) }
            }
        }
    }
}
