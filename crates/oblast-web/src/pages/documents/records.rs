//! The card of a record as PDF: what the visitor may see of it today, with a code that opens the record.

use axum::extract::{Path, State};
use axum::response::Response;
use oblast_document::{Fact, Section, Template};
use oblast_kernel::{Uuid, Value};
use oblast_register::Field;

use super::{body_title, content, fact, make, pdf};
use crate::error::WebError;
use crate::format;
use crate::pages::registers::{View, state_title};
use crate::state::App;
use crate::visitor::Visitor;

fn field_fact(visitor: &Visitor, field: &Field, value: &Value) -> Fact {
    let shown = field.kind.display(value, field, visitor.lang);
    let unit = field.unit.as_ref().map(|unit| format!(" {}", visitor.say(unit))).unwrap_or_default();
    fact(visitor.say(&field.title).to_owned(), format!("{shown}{unit}"))
}

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
    let mut sections = Vec::new();
    if !view.register.states.is_empty() {
        let state = state_title(&visitor, &view.register, record.text("state"));
        sections.push(Section { facts: vec![fact(visitor.t("record-state"), state)], ..Section::default() });
    }
    for (group, fields) in view.parts(false) {
        let known = fields.into_iter().filter(|field| !record.get(&field.id).is_null());
        let facts: Vec<Fact> =
            known.map(|field| field_fact(&visitor, field, record.get(&field.id))).collect();
        if !facts.is_empty() {
            let heading = group.map(|group| visitor.say(&group.title).to_owned()).unwrap_or_default();
            sections.push(Section { heading, facts, ..Section::default() });
        }
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
    let mut content = content(&visitor, issuer, title, subtitle, sections);
    content.check_url = format!("{}/registers/{register}/{id}", app.site.public_url);
    content.check_words = visitor.tf("record-card-code", &[("url", content.check_url.as_str().into())]);
    Ok(pdf(&format!("{register}-{id}"), make(Template::Receipt, content).await?))
}
