//! The cards of a service as PDF: for all centres, or for the one that was asked for.

use std::collections::HashMap;

use axum::extract::{Path, Query, State};
use axum::response::Response;
use oblast_document::{Section, Template};
use oblast_kernel::Text;
use oblast_register::Procedure;
use oblast_store::accounts::BodyView;

use super::{content, fact, make, pdf};
use crate::error::WebError;
use crate::pages::services::process::{Step, appeal_words, steps};
use crate::pages::services::{centres, term_today, term_words};
use crate::state::App;
use crate::visitor::Visitor;

/// The information card.
pub async fn card(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Response, WebError> {
    let service = app.store.catalogue().service(&id).ok_or(WebError::NotFound)?;
    let procedure = &service.procedure;
    let centres = centres(&app, &query).await?;
    let sections = card_sections(&visitor, procedure, &centres);
    make_card(&app, &visitor, procedure, "card", "document-card", sections).await
}

/// The process card.
pub async fn process(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Response, WebError> {
    let service = app.store.catalogue().service(&id).ok_or(WebError::NotFound)?;
    let procedure = &service.procedure;
    let centres = centres(&app, &query).await?;
    let steps = steps(&app, &visitor, procedure, &centres).await?;
    let term = fact(visitor.t("card-term"), term_text(&visitor, procedure));
    let mut sections = vec![Section { facts: vec![term], ..Section::default() }];
    sections
        .extend(steps.into_iter().enumerate().map(|(index, step)| step_section(&visitor, index + 1, step)));
    let appeal = vec![visitor.t(appeal_words(procedure))];
    sections.push(Section { heading: visitor.t("document-appeal"), items: appeal, ..Section::default() });
    make_card(&app, &visitor, procedure, "process", "process-title", sections).await
}

async fn make_card(
    app: &App,
    visitor: &Visitor,
    procedure: &Procedure,
    name: &str,
    subtitle: &str,
    sections: Vec<Section>,
) -> Result<Response, WebError> {
    let provider = app.store.body_by_code(&procedure.provider).await?;
    let issuer = provider.map_or_else(String::new, |body| visitor.say(&body.title).to_owned());
    let title = visitor.say(&procedure.title).to_owned();
    let content = content(visitor, issuer, title, visitor.t(subtitle), sections);
    Ok(pdf(&format!("{name}-{}", procedure.id), make(Template::Card, content).await?))
}

fn step_section(visitor: &Visitor, number: usize, step: Step) -> Section {
    let facts = vec![
        fact(visitor.t("process-body"), step.body),
        fact(visitor.t("process-role"), step.role),
        fact(visitor.t("process-part"), step.participation),
        fact(visitor.t("process-days"), step.days),
    ];
    Section { heading: format!("{number}. {}", step.title), facts, ..Section::default() }
}

fn sure(visitor: &Visitor, confirmed: bool) -> String {
    if confirmed { String::new() } else { format!(" ({})", visitor.t("to-be-confirmed")) }
}

fn term_text(visitor: &Visitor, procedure: &Procedure) -> String {
    let citation = term_today(visitor, procedure).citation;
    format!("{} ({citation}){}", term_words(visitor, procedure), sure(visitor, procedure.term_confirmed))
}

fn card_sections(visitor: &Visitor, procedure: &Procedure, centres: &[BodyView]) -> Vec<Section> {
    let facts = vec![
        fact(visitor.t("card-term"), term_text(visitor, procedure)),
        fact(visitor.t("card-fee"), visitor.say(&procedure.fee)),
        fact(visitor.t("card-delivery"), visitor.say(&procedure.delivery)),
    ];
    let list = |heading: &str, items: Vec<String>| Section {
        heading: visitor.t(heading),
        items,
        ..Section::default()
    };
    let say = |texts: Vec<&Text>| texts.into_iter().map(|text| visitor.say(text).to_owned()).collect();
    let centre = |centre: &BodyView| {
        let title = visitor.say(&centre.title);
        let known = [title, &centre.address, &centre.hours, &centre.phone];
        known.into_iter().filter(|detail| !detail.is_empty()).collect::<Vec<_>>().join(", ")
    };
    let centres = if procedure.about_decision { &[] } else { centres };
    let basis = procedure.basis.iter();
    let basis = basis.map(|own| format!("{}{}", visitor.say(&own.title), sure(visitor, own.confirmed)));
    let sections = vec![
        Section { items: vec![visitor.say(&procedure.summary).to_owned()], ..Section::default() },
        Section { facts, ..Section::default() },
        list("card-centres", centres.iter().map(centre).collect()),
        list("card-documents", say(procedure.documents.iter().map(|document| &document.title).collect())),
        list("card-refusals", say(procedure.refusals.iter().map(|refusal| &refusal.title).collect())),
        list("card-basis", basis.collect()),
    ];
    sections.into_iter().filter(|section| !section.items.is_empty() || !section.facts.is_empty()).collect()
}
