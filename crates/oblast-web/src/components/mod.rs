//! Components of the design system. Each lives on `/design`.

pub mod chart;
pub mod choropleth;
pub mod decision;
pub mod field;
pub mod map;
pub mod sign_form;
pub mod table;
pub mod timeline;

use jiff::civil::Date;
use maud::{Markup, PreEscaped, html};
use oblast_register::procedure::Procedure;
use qrcode::QrCode;
use qrcode::render::svg::Color;

use crate::error::WebError;
use crate::format;
use crate::visitor::Visitor;

/// A term: the date and how far it is.
pub fn due_badge(visitor: &Visitor, due_on: Date) -> Markup {
    let due = format::due(visitor, due_on);
    html! {
        span class={ "due " (due.class) } {
            (visitor.tf("due-by", &[("date", format::date(due_on, visitor.lang).into())])) " – " (due.words)
        }
    }
}

/// The state of a case in words, coloured second.
pub fn state_badge(visitor: &Visitor, procedure: &Procedure, state: &str) -> Markup {
    let class = match procedure.result(state) {
        Some(result) if result.positive => "state done",
        Some(_) => "state late",
        None => "state",
    };
    html! { span class=(class) { (state_title(visitor, procedure, state)) } }
}

/// The state of a case in words.
pub fn state_title(visitor: &Visitor, procedure: &Procedure, state: &str) -> String {
    procedure.state_title(state).map_or_else(|| state.to_owned(), |title| visitor.say(title).to_owned())
}

/// A notice. `class` is `soon`, `late`, `done` or nothing.
pub fn notice(class: &str, title: Option<&str>, body: Markup) -> Markup {
    html! {
        div class={ "notice " (class) } role=[(class == "late").then_some("alert")] {
            @if let Some(title) = title { h2 { (title) } }
            (body)
        }
    }
}

/// An empty state: what would be here and how to begin.
pub fn empty(words: &str, action: Option<(&str, &str)>) -> Markup {
    html! {
        p class="lead" { (words) }
        @if let Some((href, label)) = action { p { a class="button" href=(href) { (label) } } }
    }
}

/// The errors of a form, each with a link to its field.
pub fn error_summary(visitor: &Visitor, errors: &[(String, String)]) -> Markup {
    html! {
        @if !errors.is_empty() {
            div class="error-summary" role="alert" tabindex="-1" aria-labelledby="error-summary-title" {
                h2 id="error-summary-title" { (visitor.tf("errors-title", &[("count", errors.len().into())])) }
                ul { @for (name, words) in errors { li { a href={ "#f-" (name) } { (words) } } } }
            }
        }
    }
}

/// The same of a form with one field: what is wrong with it, if anything.
pub fn error_of(visitor: &Visitor, name: &str, error: Option<&str>) -> Markup {
    let errors: Vec<(String, String)> =
        error.iter().map(|words| (name.to_owned(), (*words).to_owned())).collect();
    error_summary(visitor, &errors)
}

/// The link to the next page of a list.
pub fn next_page(visitor: &Visitor, href: Option<&str>) -> Markup {
    html! {
        @if let Some(href) = href {
            nav class="pager" aria-label=(visitor.t("pages")) { a class="button quiet" href=(href) { (visitor.t("next-page")) } }
        }
    }
}

/// Marks what is not settled law.
pub fn unconfirmed(visitor: &Visitor, confirmed: bool) -> Markup {
    html! { @if !confirmed { " " span class="state soon" { (visitor.t("to-be-confirmed")) } } }
}

/// A QR code of a text. `label` says what it is a picture of.
pub fn qr(text: &str, label: &str) -> Result<Markup, WebError> {
    let code = QrCode::new(text.as_bytes()).map_err(|error| WebError::Internal(error.to_string()))?;
    // The first line of the picture is a declaration of XML, which has no place within a page.
    let picture = code.render::<Color<'_>>().quiet_zone(true).build();
    let picture = picture.split_once("?>").map_or(picture.as_str(), |(_, picture)| picture);
    Ok(html! { span class="qr-code" role="img" aria-label=(label) { (PreEscaped(picture)) } })
}
