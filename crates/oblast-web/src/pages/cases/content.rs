//! The content of a case: what it is, what happened, what it waits for.

use maud::{Markup, html};
use oblast_kernel::access::{self, Role};
use oblast_kernel::term::Certainty;
use oblast_register::Register;
use oblast_store::Record;
use oblast_store::accounts::full_name;
use oblast_store::cases::{CaseView, TermCount};
use oblast_store::duties::RETURNED;

use super::{Typed, ask, due_or_decided, extend, files, hand, rate};
use crate::components::timeline::{Step, timeline};
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

pub(super) fn task_request<'a>(view: &CaseView, task: &Record) -> Option<access::Request<'a>> {
    Some(access::Request::CompleteTask {
        applicant: view.applicant.id(),
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
    let steps = steps(app, visitor, view).await?;
    let count = app.store.term_of(view)?;
    let task = own_task(visitor, view);
    let colleagues = match task {
        Some(task) => hand::colleagues(app, task).await?,
        None => Vec::new(),
    };
    let refusal = procedure.refusal(case.text("refusal"));
    let attachments = app.store.attachments(case.id()).await?;
    let rating = if view.is_open() { None } else { app.store.rating(view).await? };
    let bundle = bundle(app, visitor, case).await?;
    let issued = issued(app, visitor, view).await?;
    let (conditions, registers) = what_registers_say(app, visitor, view).await?;
    Ok(html! {
        h1 { (visitor.tf("case-title", &[("number", case.text("number").into())])) }
        p class="lead" { (visitor.say(&procedure.title)) }
        p { (state_badge(visitor, procedure, case.text("state"))) " " (due_or_decided(visitor, case)) }
        @if let Some(changed) = &typed.changed { (changed) }
        (question(visitor, view))
        @if let Some(refusal) = refusal {
            (notice("late", Some(&visitor.t("case-refused")), html! {
                p { (visitor.say(&refusal.title)) }
                p { (visitor.t("case-appeal")) }
            }))
        }
        (issued)
        @if cfg!(feature = "pdf") && !case.get("decided_on").is_null() {
            p { a class="button quiet" href={ "/cases/" (case.id()) "/decision.pdf" } { (visitor.t("document-open")) } }
        }
        (conditions)
        @if let Some((task, declared)) = task.and_then(|task| Some((task, procedure.task(task.text("task"))?))) {
            @if task.get("waiting_until").is_null() || task.text("waiting_until") < visitor.today().to_string().as_str() {
                (decision::panel(visitor, procedure, declared, task, typed))
                (hand::panel(visitor, view, task, &colleagues, typed))
                @if view.open_correction().is_none() {
                    (ask::panel(visitor, view, task, app.store.soonest_answer(visitor.today()), typed))
                }
            }
        }
        (rate::panel(visitor, view, rating.as_ref(), typed))
        (bundle)
        h2 { (visitor.t("case-application")) }
        dl class="facts" {
            dt { (visitor.t("case-applicant")) } dd { (full_name(&view.applicant)) }
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
        @if view.is_open() && visitor.may(access::Request::ActForApplicant { applicant: view.applicant.id() }) {
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
            @for field in &register.fields {
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
    if lookups.is_empty() || !visitor.actor.positions.iter().any(|own| view.bodies().contains(&own.body)) {
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
        h2 { (visitor.t("case-found")) }
        @for lookup in lookups {
            @let register = app.store.catalogue().register(&lookup.register);
            h3 { (visitor.say(&lookup.title)) }
            @match (found.get(&lookup.id), register) {
                (Some(values), Some(register)) => dl class="facts" {
                    @for field in &register.fields {
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
    let own = visitor.may(access::Request::ActForApplicant { applicant: view.applicant.id() });
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
            ol { @for step in &count.steps { li { (step.words(visitor.lang)) } } }
            p {
                (visitor.tf("case-term-citation", &[("citation", count.term.citation.as_ref().into())]))
                (unconfirmed(visitor, count.term.certainty == Certainty::Certain))
            }
        }
    }
}

async fn steps(app: &App, visitor: &Visitor, view: &CaseView) -> Result<Vec<Step>, WebError> {
    let bodies =
        app.store.load_all("body", view.tasks.iter().filter_map(|task| task.reference("body"))).await?;
    let accounts =
        app.store.load_all("account", view.tasks.iter().filter_map(|task| task.reference("done_by"))).await?;
    let people = app
        .store
        .load_all("person", accounts.iter().filter_map(|account| account.reference("person")))
        .await?;
    let body_title = |task: &Record| {
        let body = bodies.iter().find(|body| Some(body.id()) == task.reference("body"))?;
        Some(visitor.title(body).to_owned())
    };
    let official = |task: &Record| {
        let account = accounts.iter().find(|account| Some(account.id()) == task.reference("done_by"))?;
        people.iter().find(|person| Some(person.id()) == account.reference("person")).map(full_name)
    };
    let mut steps = vec![Step {
        title: visitor.t("step-submitted"),
        by: Some(full_name(&view.applicant)),
        when: view.case.int("submitted_at").map(|at| format::instant(at, visitor.lang)),
        note: None,
        waiting: false,
    }];
    let mut tasks: Vec<&Record> = view.tasks.iter().collect();
    tasks.sort_by_key(|task| (task.int("is_open"), task.int("done_at")));
    let mut dated: Vec<(i64, Step)> = Vec::new();
    for asked in &view.corrections {
        dated.extend(correction_steps(visitor, view, asked));
    }
    for change in &view.term_changes {
        let title = visitor.t("step-extended");
        dated.push(dated_step(visitor, change.int("at"), title, change.get("reason").as_text()));
    }
    for task in tasks {
        if task.int("is_open") == Some(0) && task.get("outcome").is_null() {
            continue;
        }
        let Some(declared) = view.procedure.task(task.text("task")) else { continue };
        let waiting = task.int("is_open") == Some(1);
        let by: Vec<String> = [official(task), body_title(task)].into_iter().flatten().collect();
        let step = Step {
            title: if waiting {
                visitor.tf("step-waiting", &[("task", visitor.say(&declared.title).into())])
            } else if task.text("outcome") == RETURNED {
                visitor.t("step-returned")
            } else {
                let outcome = declared.outcome(task.text("outcome"));
                visitor.say(outcome.map_or(&declared.title, |outcome| &outcome.done)).to_owned()
            },
            by: Some(by.join(", ")),
            when: task.int("done_at").map(|at| format::instant(at, visitor.lang)),
            note: task.get("note").as_text().map(str::to_owned),
            waiting,
        };
        dated.push((task.int("done_at").filter(|_| !waiting).unwrap_or(i64::MAX), step));
    }
    dated.sort_by_key(|(at, _)| *at);
    steps.extend(dated.into_iter().map(|(_, step)| step));
    if let Some(day) = view.case.get("withdrawn_on").as_text() {
        let when = Some(format::stored_date(day, visitor.lang));
        steps.push(Step { title: visitor.t("step-withdrawn"), by: None, when, note: None, waiting: false });
    }
    Ok(steps)
}

fn dated_step(visitor: &Visitor, at: Option<i64>, title: String, note: Option<&str>) -> (i64, Step) {
    let at = at.unwrap_or(i64::MAX);
    let when = Some(format::instant(at, visitor.lang));
    (at, Step { title, by: None, when, note: note.map(str::to_owned), waiting: false })
}

fn correction_steps(visitor: &Visitor, view: &CaseView, asked: &Record) -> Vec<(i64, Step)> {
    let until = format::stored_date(asked.text("answer_until"), visitor.lang);
    let title = visitor.tf("step-asked", &[("date", until.into())]);
    let mut steps = vec![dated_step(visitor, asked.int("asked_at"), title, asked.get("message").as_text())];
    if let Some(at) = asked.int("answered_at") {
        let (at, mut step) =
            dated_step(visitor, Some(at), visitor.t("step-answered"), asked.get("reply").as_text());
        step.by = Some(full_name(&view.applicant));
        steps.push((at, step));
    }
    steps
}
