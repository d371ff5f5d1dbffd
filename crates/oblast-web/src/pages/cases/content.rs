//! The content of a case: what it is, what happened, what it waits for.

use maud::{Markup, html};
use oblast_kernel::access::{self, Role};
use oblast_kernel::term::Certainty;
use oblast_register::Register;
use oblast_store::Record;
use oblast_store::accounts::full_name;
use oblast_store::cases::{CaseView, TermCount};

use super::{Typed, appeal, ask, due_or_decided, extend, files, forward, hand, history, rate};
use crate::components::timeline::timeline;
use crate::components::{decision, field, notice, state_badge, unconfirmed};
use crate::error::WebError;
use crate::format;
use crate::state::App;
use crate::visitor::Visitor;

/// The open task of a case that this visitor may end.
pub(super) fn own_task<'v>(visitor: &Visitor, view: &'v CaseView) -> Option<&'v Record> {
    view.tasks.iter().find(|task| {
        task.int("is_open") == Some(1) && task_request(view, task).is_some_and(|request| visitor.may(request))
    })
}

pub(crate) fn task_request<'a>(view: &'a CaseView, task: &Record) -> Option<access::Request<'a>> {
    Some(access::Request::CompleteTask {
        parties: &view.parties,
        role: Role::from_name(task.text("role"))?,
        body: task.reference("body")?,
    })
}

/// The content of a case: for its own page and for the pane beside the queue.
pub async fn content(
    app: &App,
    visitor: &Visitor,
    view: &CaseView,
    typed: &Typed,
) -> Result<Markup, WebError> {
    let (case, procedure) = (&view.case, &view.procedure);
    let answers = view.application();
    let steps = history::steps(app, visitor, view).await?;
    let count = app.store.term_of(view)?;
    let task = own_task(visitor, view);
    let (colleagues, targets) = match task {
        Some(task) => (
            hand::colleagues(app, task, &view.parties.service).await?,
            app.store.forward_targets(task).await?,
        ),
        None => (Vec::new(), Vec::new()),
    };
    let refusal = procedure.refusal(case.text("refusal"));
    let appeals = appeal::section(app, visitor, view).await?;
    let attachments = app.store.attachments(case.id()).await?;
    let rating = if view.is_open() { None } else { app.store.rating(view).await? };
    let bundle = bundle(app, visitor, case).await?;
    let issued = issued(app, visitor, view).await?;
    let (conditions, registers) = what_registers_say(app, visitor, view).await?;
    #[cfg(feature = "pdf")]
    let signatures = crate::pages::documents::signatures::section(app, visitor, view).await?;
    #[cfg(not(feature = "pdf"))]
    let signatures = html! {};
    Ok(html! {
        h1 { (visitor.tf("case-title", &[("number", case.text("number").into())])) }
        p class="lead" { (visitor.say(&procedure.title)) }
        p { (state_badge(visitor, procedure, case.text("state"))) " " (due_or_decided(visitor, case)) }
        @if let Some(changed) = &typed.changed { (changed) }
        (question(visitor, view))
        (appeal::about(app, visitor, view))
        @if let Some(refusal) = refusal {
            (notice("late", Some(&visitor.t("case-refused")), html! {
                p { (visitor.say(&refusal.title)) }
                p { (visitor.t(super::appeal_words(procedure))) }
            }))
        }
        (appeals)
        (issued)
        @if cfg!(feature = "pdf") && !case.get("decided_on").is_null() {
            @let certificate = procedure.record.as_ref().and_then(|plan| plan.certificate.as_ref());
            div class="actions" {
                @if let Some(title) = certificate.filter(|_| !case.get("record_id").is_null()) {
                    a class="button" href={ "/cases/" (case.id()) "/certificate.pdf" } { (visitor.tf("document-certificate-open", &[("title", visitor.say(title).into())])) }
                }
                a class="button quiet" href={ "/cases/" (case.id()) "/decision.pdf" } { (visitor.t("document-open")) }
            }
        }
        (signatures)
        (conditions)
        @if let Some((task, declared)) = task.and_then(|task| Some((task, procedure.task(task.text("task"))?))) {
            @if task.get("waiting_until").is_null() || task.text("waiting_until") < visitor.today().to_string().as_str() {
                (decision::panel(visitor, procedure, declared, task, typed))
                (hand::panel(visitor, view, task, &colleagues, typed))
                (forward::panel(visitor, view, task, &targets, typed))
                @if view.open_correction().is_none() {
                    (ask::panel(visitor, view, task, app.store.soonest_answer(visitor.today()), typed))
                }
            }
        }
        (rate::panel(visitor, view, rating.as_ref(), typed))
        (bundle)
        h2 { (visitor.t("case-application")) }
        dl class="facts" {
            dt { (visitor.t("case-applicant")) }
            dd {
                (full_name(&view.applicant))
                @if let Some(code) = view.applicant.get("edrpou").as_text() { ", " (visitor.tf("organisation-code", &[("code", code.into())])) }
            }
            @if let Some((person, mandate)) = &view.representative {
                dt { (visitor.t("case-representative")) }
                dd { (full_name(person)) " – " (visitor.t(&format!("mandate-{}", mandate.text("kind")))) }
            }
            @for field in &procedure.fields {
                @if let Some(value) = answers.get(&field.id) {
                    dt { (visitor.say(&field.title)) }
                    dd class="pre" { (field::shown(visitor, field, value)) }
                }
            }
        }
        (files::section(visitor, view, &attachments, typed))
        (registers)
        h2 { (visitor.t("case-history")) }
        (timeline(&steps))
        (term_details(visitor, &count))
        (extend::panel(visitor, view, &count, typed))
        @if view.is_open() && visitor.may(access::Request::ActForApplicant(&view.parties)) {
            p { a href={ "/cases/" (case.id()) "/withdraw" } { (visitor.t("withdraw-link")) } }
        }
    })
}

/// The other cases that the same application started.
async fn bundle(app: &App, visitor: &Visitor, case: &Record) -> Result<Markup, WebError> {
    let others = app.store.bundled(case).await?;
    let event = app.store.catalogue().event(case.text("life_event"));
    Ok(html! {
        @if let (Some(event), false) = (event, others.is_empty()) {
            p { (visitor.tf("case-bundle", &[("event", visitor.say(&event.title).into())])) }
            ul {
                @for other in &others {
                    @let procedure = super::procedure_of(app, other);
                    li {
                        a href={ "/cases/" (other.id()) } { (other.text("number")) }
                        @if let Some(procedure) = procedure { " – " (visitor.say(&procedure.title)) }
                    }
                }
            }
        }
    })
}

/// The record that a case has led to, with its register.
pub async fn issued_record<'a>(
    app: &'a App,
    view: &CaseView,
) -> Result<Option<(&'a Register, Record)>, WebError> {
    let plan = view.procedure.record.as_ref();
    let register = plan.and_then(|plan| app.store.catalogue().register(&plan.register));
    let (Some(register), Some(id)) = (register, view.case.reference("record_id")) else { return Ok(None) };
    let record = app.store.load(&register.table(), id).await?;
    Ok(record.map(|record| (&**register, record)))
}

/// The record that the case has led to: its fields, and the way to it where the register is open to the reader.
async fn issued(app: &App, visitor: &Visitor, view: &CaseView) -> Result<Markup, WebError> {
    let Some((register, record)) = issued_record(app, view).await? else { return Ok(html! {}) };
    Ok(html! {
        h2 { (visitor.t("case-issued")) }
        dl class="facts" {
            @if !record.text("number").is_empty() { dt { (visitor.t("case-number")) } dd { (record.text("number")) } }
            @for field in register.fields.iter().filter(|field| !field.is_restricted()) {
                @let value = record.get(&field.id);
                @if !value.is_null() { dt { (visitor.say(&field.title)) } dd class="pre" { (field::shown(visitor, field, value)) } }
            }
        }
        @if visitor.may(access::Request::ReadRegister(&register.rules)) {
            p { a class="button quiet" href={ "/registers/" (register.id) "/" (record.id()) } { (visitor.t("case-result")) } }
        }
    })
}

/// For officials of the case: the conditions of a decision, and the records of other registers.
async fn what_registers_say(
    app: &App,
    visitor: &Visitor,
    view: &CaseView,
) -> Result<(Markup, Markup), WebError> {
    let lookups = &view.procedure.lookups;
    if !visitor.actor.works_on(&view.parties) {
        return Ok((html! {}, html! {}));
    }
    let found = app.store.lookups(view).await?;
    let conditions = app.store.conditions(view, &found, visitor.today());
    let conditions = html! {
        @if !conditions.is_empty() {
            h2 { (visitor.t("case-conditions")) }
            ul class="conditions" {
                @for condition in &conditions {
                    li {
                        (visitor.say(&condition.title)) " – "
                        @if condition.met { span class="state done" { (visitor.t("condition-met")) } }
                        @else { span class="state late" { (visitor.t("condition-unmet")) } }
                    }
                }
            }
        }
    };
    let registers = html! {
        @if !lookups.is_empty() { h2 { (visitor.t("case-found")) } }
        @for lookup in lookups {
            @let register = app.store.catalogue().register(&lookup.register);
            h3 { (visitor.say(&lookup.title)) }
            @match (found.get(&lookup.id), register) {
                (Some(values), Some(register)) => dl class="facts" {
                    @for field in register.fields.iter().filter(|field| !field.is_restricted()) {
                        @if let Some(value) = values.get(&field.id).filter(|value| !value.is_null()) {
                            dt { (visitor.say(&field.title)) } dd class="pre" { (field::shown(visitor, field, value)) }
                        }
                    }
                },
                _ => p class="soft" { (visitor.t("case-found-nothing")) },
            }
        }
    };
    Ok((conditions, registers))
}

/// What the applicant is asked: for the applicant with the way to answer, for officials as a state.
fn question(visitor: &Visitor, view: &CaseView) -> Markup {
    let Some(asked) = view.open_correction() else { return html! {} };
    let own = visitor.may(access::Request::ActForApplicant(&view.parties));
    let until = format::stored_date(asked.text("answer_until"), visitor.lang);
    let title = visitor.t(if own { "question-title" } else { "question-waiting" });
    notice(
        "soon",
        Some(&title),
        html! {
            p class="pre" { (asked.text("message")) }
            p { (visitor.tf("question-until", &[("date", until.into())])) }
            @if own {
                div class="actions" {
                    a class="button" href={ "/cases/" (view.case.id()) "/answer" } { (visitor.t("question-answer")) }
                }
            }
        },
    )
}

/// Why the term ends on this very day: each step of the count, and the article.
fn term_details(visitor: &Visitor, count: &TermCount) -> Markup {
    html! {
        details {
            summary { (visitor.t("case-why-date")) }
            @if let Some(day) = count.reopened_on {
                p { (visitor.tf("case-reopened-on", &[("date", format::date(day, visitor.lang).into())])) }
            }
            ol { @for step in &count.steps { li { (step.words(visitor.lang)) } } }
            p {
                (visitor.tf("case-term-citation", &[("citation", count.term.citation.as_ref().into())]))
                (unconfirmed(visitor, count.term.certainty == Certainty::Certain))
            }
        }
    }
}
