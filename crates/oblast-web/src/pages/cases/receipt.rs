//! The receipt of an application: printed at the desk, kept by the applicant.

use axum::extract::{Path, State};
use barcoders::generators::svg::SVG;
use barcoders::sym::code128::Code128;
use maud::{Markup, PreEscaped, html};
use oblast_kernel::Uuid;
use oblast_store::accounts::full_name;

use super::open;
use crate::error::WebError;
use crate::pages::desk::works_at_desk;
use crate::state::App;
use crate::visitor::Visitor;
use crate::{format, layout};

/// A code of digits as bars (Code 128, set C); nothing where it is no such code.
fn bars(code: &str) -> Option<String> {
    if code.is_empty() {
        return None;
    }
    // `Ć` begins the set of digit pairs.
    let encoded = Code128::new(format!("\u{106}{code}")).ok()?.encode();
    SVG::new(60).xdim(2).generate(encoded).ok()
}

/// The receipt.
pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<Uuid>,
) -> Result<Markup, WebError> {
    let view = open(&app, &visitor, id).await?;
    let case = &view.case;
    let centre = match case.reference("intake") {
        Some(centre) => app.store.body(centre).await?,
        None => None,
    };
    let title = visitor.tf("receipt-title", &[("number", case.text("number").into())]);
    let submitted = case.int("submitted_at").map(|at| format::instant(at, visitor.lang)).unwrap_or_default();
    Ok(layout::page(
        &app,
        &visitor,
        &title,
        "/cases",
        html! {
            div class="receipt column" {
                h1 { (title) }
                @if let Some(bars) = bars(case.text("code")) {
                    div class="barcode" role="img" aria-label=(visitor.tf("receipt-code", &[("code", case.text("code").into())])) {
                        (PreEscaped(bars))
                    }
                    p class="hash" { (case.text("code")) }
                }
                dl class="facts" {
                    dt { (visitor.t("case-service")) } dd { (visitor.say(&view.procedure.title)) }
                    dt { (visitor.t("case-applicant")) } dd { (full_name(&view.applicant)) }
                    dt { (visitor.t("case-submitted")) } dd { (submitted) }
                    @if let Some(centre) = &centre { dt { (visitor.t("receipt-centre")) } dd { (visitor.say(&centre.title)) } }
                    dt { (visitor.t("case-due")) } dd { (visitor.tf("due-by", &[("date", format::date(view.due_on(), visitor.lang).into())])) }
                }
                h2 { (visitor.t("receipt-next")) }
                p { (visitor.say(&view.procedure.delivery)) }
                div class="actions" {
                    @if works_at_desk(&visitor) {
                        a class="button" href={ "/desk/" (view.procedure.id) } autofocus { (visitor.t("receipt-another")) }
                    }
                    @if cfg!(feature = "pdf") { a class="button quiet" href={ "/cases/" (id) "/receipt.pdf" } { "PDF" } }
                    a class="button quiet" href={ "/cases/" (id) } { (visitor.t("receipt-case")) }
                }
                p class="small soft" { (visitor.t("receipt-print")) }
            }
        },
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twelve_digits_become_bars_and_nothing_else_does() {
        let svg = bars("012345678901").unwrap();
        assert!(svg.contains("<svg"), "{svg}");
        assert!(bars("").is_none());
        assert!(bars("ЗР-1").is_none());
    }
}
