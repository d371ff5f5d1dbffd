//! What happened in a case, and what it waits for.

use maud::{Markup, html};

/// One step.
pub struct Step {
    /// What was done or is awaited.
    pub title: String,
    /// By whom, in which body.
    pub by: Option<String>,
    /// When.
    pub when: Option<String>,
    /// The explanation.
    pub note: Option<String>,
    /// Is it still awaited?
    pub waiting: bool,
}

/// The steps in their order.
pub fn timeline(steps: &[Step]) -> Markup {
    html! {
        ol class="timeline" {
            @for step in steps {
                li class=[step.waiting.then_some("waiting")] {
                    p { strong { (step.title) } }
                    @if let Some(by) = &step.by { p { (by) } }
                    @if let Some(when) = &step.when { p class="when" { (when) } }
                    @if let Some(note) = &step.note { p class="pre" { "«" (note) "»" } }
                }
            }
        }
    }
}
