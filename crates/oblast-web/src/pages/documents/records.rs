//! The card of a record as PDF: what the visitor may see of it today, with a code that opens the record.

use axum::extract::{Path, State};
use axum::response::Response;
use oblast_document::{Section, Template};
use oblast_kernel::Uuid;

use super::{body_title, content, fact, make, pdf};
use crate::error::WebError;
use crate::format;
use crate::pages::registers::{View, state_title};
use crate::state::App;
use crate::visitor::Visitor;

/// The card.
pub async fn card(
    State(app): State<App>,
    visitor: Visitor,
    Path((register, id)): Path<(String, Uuid)>,
) -> Result<Response, WebError> {
    let view = View::open(&app, &visitor, &register).await?;
    let record = app.store.load(&view.register.table(), id).await?.ok_or(WebError::NotFound)?;
    let view = view.of_record(&visitor, &record);
    view.note_reading(&app, &visitor, std::slice::from_ref(&record)).await?;
    let mut facts = Vec::new();
    if !view.register.states.is_empty() {
        facts.push(fact(
            visitor.t("record-state"),
            state_title(&visitor, &view.register, record.text("state")),
        ));
    }
    for field in view.fields().filter(|field| !record.get(&field.id).is_null()) {
        let value = field.kind.display(record.get(&field.id), field, visitor.lang);
        let unit = field.unit.as_ref().map(|unit| format!(" {}", visitor.say(unit))).unwrap_or_default();
        facts.push(fact(visitor.say(&field.title).to_owned(), format!("{value}{unit}")));
    }
    let label = view.label(&visitor, &record);
    let title = view.name(&visitor, &record).unwrap_or_else(|| label.clone());
    let when = format::date(visitor.today(), visitor.lang);
    let register_title = visitor.say(&view.register.title).to_owned();
    let subtitle = visitor.tf(
        "record-card-of",
        &[("register", register_title.into()), ("number", label.into()), ("when", when.into())],
    );
    let issuer = body_title(&app, &visitor, view.holder).await?;
    let mut content =
        content(&visitor, issuer, title, subtitle, vec![Section { facts, ..Section::default() }]);
    content.check_url = format!("{}/registers/{register}/{id}", app.site.public_url);
    content.check_words = visitor.tf("record-card-code", &[("url", content.check_url.as_str().into())]);
    Ok(pdf(&format!("{register}-{id}"), make(Template::Receipt, content).await?))
}
