//! The panel in which an official ends a task: one button for each outcome.

use maud::{Markup, html};
use oblast_register::procedure::{Next, Procedure, Task};
use oblast_store::Record;

use crate::components::{error_summary, field};
use crate::pages::cases::Typed;
use crate::visitor::Visitor;

/// The panel of a task in a case.
pub fn panel(
    visitor: &Visitor,
    procedure: &Procedure,
    declared: &Task,
    task: &Record,
    typed: &Typed,
) -> Markup {
    let action = format!("/cases/{}/tasks/{}", task.reference("case_id").unwrap_or_default(), task.id());
    panel_to(visitor, procedure, declared, &action, task.version(), typed)
}

/// The panel. `action` is where it is sent; `version` is the task's version that is shown.
pub fn panel_to(
    visitor: &Visitor,
    procedure: &Procedure,
    task: &Task,
    action: &str,
    version: i64,
    typed: &Typed,
) -> Markup {
    let error = |name: &str| typed.error(name);
    let grounds: Vec<(String, String)> = procedure
        .refusals
        .iter()
        .map(|refusal| (refusal.id.clone(), visitor.say(&refusal.title).to_owned()))
        .collect();
    let asks_grounds = task.outcomes.iter().any(|outcome| outcome.grounds_required);
    html! {
        section class="panel" aria-labelledby="decision-title" {
            h2 id="decision-title" { (visitor.say(&task.title)) }
            (error_summary(visitor, &typed.errors_of(&["note", "grounds"])))
            form method="post" action=(action) {
                input type="hidden" name="csrf" value=(visitor.csrf);
                input type="hidden" name="version" value=(version);
                @if visitor.path.starts_with("/queue") { input type="hidden" name="from" value="queue"; }
                @if asks_grounds {
                    (field::select("grounds", &visitor.t("decision-grounds"), &grounds, typed.form.get("grounds"),
                        Some(&visitor.t("decision-grounds-none")), error("grounds")))
                }
                (field::Plain { help: Some(visitor.t("decision-note-help")), ..typed.plain("note", visitor.t("decision-note")) }.area(3))
                div class="actions" {
                    @for outcome in &task.outcomes {
                        @let refuses = matches!(&outcome.next, Next::Result(result)
                            if procedure.result(result).is_some_and(|result| !result.positive));
                        button class=(if refuses { "button grave" } else { "button" }) type="submit" name="outcome" value=(outcome.id) {
                            (visitor.say(&outcome.label))
                        }
                    }
                }
            }
        }
    }
}
