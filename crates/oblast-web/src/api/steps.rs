//! Steps of records.

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use oblast_kernel::{Lang, Uuid};
use oblast_register::catalogue::Values;
use oblast_register::step::Step;
use oblast_register::{Field, Register};
use oblast_store::ActError;
use oblast_store::records::RecordError;
use serde_json::{Map, Value as Json, json};

use super::openapi::{answer, data_schema, if_match, problem, record_parameter};
use super::registers::{must_be_seen, object, read_body, read_given, read_object, written};
use crate::error::WebError;
use crate::pages::records::steps::{Asked, as_asked, asked, open, wrong};
use crate::state::App;
use crate::visitor::Visitor;

/// Takes a step with a record, if it still is at the version of `If-Match`: `{"data": {...}}` with the fields of the step.
pub async fn take(
    State(app): State<App>,
    visitor: Visitor,
    Path((register, id, step)): Path<(String, String, String)>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, WebError> {
    let body = read_body(body)?;
    // What is no id is the id of no record.
    let id: Uuid = id.parse().unwrap_or_default();
    let Asked { view, record, step } = open(&app, &visitor, &register, id, &step).await?;
    must_be_seen(&headers, &record)?;
    let json = read_object(&body)?;
    let data = json.get("data").map_or(Ok(Map::new()), object)?;
    let mut given = Values::new();
    let mut errors = read_given(&visitor, asked(&view, &step), &data, &mut given);
    let mut values = app.store.stepped_values(&view.register, &step, &record, &given);
    if errors.is_empty() {
        errors = wrong(&app, &visitor, &view, (&record, &step), &given, &mut values).await?;
    }
    if !errors.is_empty() {
        return Err(WebError::Invalid(errors));
    }
    let position = visitor.actor.first_position();
    match app.store.take_step(&visitor.actor, position, &view.register, &step, record, values).await {
        Ok(()) => {}
        Err(RecordError::Act(ActError::Conflict { .. })) => return Err(WebError::OldVersion),
        Err(error) => return Err(error.into()),
    }
    written(&app, &visitor, view, id).await
}

/// The step as OpenAPI describes it.
pub(super) fn describe(register: &Register, step: &Step, name: &str, lang: Lang) -> Json {
    let asked: Vec<Field> = step
        .fields
        .iter()
        .filter_map(|field| register.field(field))
        .map(|field| as_asked(field, step))
        .collect();
    json!({
        "post": {
            "operationId": format!("{name}Step_{}", step.id),
            "summary": step.title.get(lang),
            "security": [{ "token": [] }],
            "parameters": [record_parameter(), if_match()],
            "requestBody": { "required": true, "content": { "application/json": { "schema": {
                "type": "object", "properties": { "data": data_schema(asked.iter(), lang) },
            } } } },
            "responses": {
                "200": answer(name, "The record as it is now"), "400": problem("Not JSON"), "401": problem("No token"),
                "403": problem("Not permitted"), "404": problem("No such record"),
                "409": problem("The record is in another state, or a value exists already"),
                "412": problem("The record was changed meanwhile"), "413": problem("Too large"),
                "422": problem("Fields are wrong"), "428": problem("`If-Match` is missing"),
            },
        },
    })
}
