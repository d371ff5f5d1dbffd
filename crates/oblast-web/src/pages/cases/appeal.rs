//! The appeal of a decision, as both of its cases show it.

use maud::{Markup, html};
use oblast_kernel::access::Request;
use oblast_store::cases::CaseView;

use super::procedure_of;
use crate::components::state_badge;
use crate::error::WebError;
use crate::state::App;
use crate::visitor::Visitor;

/// On the page of an appeal: the case that it is about.
pub(super) fn about(app: &App, visitor: &Visitor, view: &CaseView) -> Markup {
    let Some(appealed) = &view.appealed else { return html! {} };
    html! {
        p {
            (visitor.t("appeal-about")) " "
            a href={ "/cases/" (appealed.id()) } { (appealed.text("number")) }
            @if let Some(procedure) = procedure_of(app, appealed) { " – " (visitor.say(&procedure.title)) }
        }
    }
}

/// On the page of a decided case: its appeals, and for the applicant the way to one.
pub(super) async fn section(app: &App, visitor: &Visitor, view: &CaseView) -> Result<Markup, WebError> {
    let own = visitor.may(Request::ActForApplicant(&view.parties));
    let service = if own { app.store.appeal_service(view).await? } else { None };
    let mut appeals = Vec::new();
    for appeal in app.store.appeals_of(view.case.id()).await? {
        if let Some(appeal) = app.store.case(appeal.id()).await? {
            appeals.push(appeal);
        }
    }
    Ok(html! {
        @for appeal in &appeals {
            p {
                (visitor.t("appeal-title")) " "
                @if visitor.may(Request::ReadCase(&appeal.parties)) {
                    a href={ "/cases/" (appeal.case.id()) } { (appeal.case.text("number")) }
                } @else { (appeal.case.text("number")) }
                " " (state_badge(visitor, &appeal.procedure, appeal.case.text("state")))
            }
        }
        @if let Some(service) = service {
            p {
                a class="button quiet" href={ "/services/" (service.procedure.id) "/apply?about=" (view.case.id()) } {
                    (visitor.t("appeal-begin"))
                }
            }
        }
    })
}
