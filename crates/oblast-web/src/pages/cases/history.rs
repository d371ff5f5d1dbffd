//! What happened in a case, the oldest first.

use oblast_store::Record;
use oblast_store::accounts::full_name;
use oblast_store::cases::{CaseView, FORWARDED};
use oblast_store::duties::RETURNED;

use crate::components::timeline::Step;
use crate::error::WebError;
use crate::format;
use crate::state::App;
use crate::visitor::Visitor;

/// The steps of a case.
pub(super) async fn steps(app: &App, visitor: &Visitor, view: &CaseView) -> Result<Vec<Step>, WebError> {
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
        by: Some(full_name(view.representative.as_ref().map_or(&view.applicant, |(person, _)| person))),
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
        let forwarded = change.text("kind") == FORWARDED;
        let title = visitor.t(if forwarded { "step-forwarded" } else { "step-extended" });
        dated.push(dated_step(visitor, change.int("at"), title, change.get("reason").as_text()));
    }
    if let Some(at) = view.case.int("reopened_at") {
        dated.push(dated_step(visitor, Some(at), visitor.t("step-reopened"), None));
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
