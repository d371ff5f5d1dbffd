//! Registers and their records as JSON.

use std::collections::HashMap;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use oblast_kernel::Uuid;
use oblast_kernel::access;
use oblast_kernel::clock::from_micros;
use oblast_kernel::journal::sha256;
use oblast_register::Field;
use oblast_register::catalogue::Values;
use oblast_store::records::{RecordError, values_of};
use oblast_store::{ActError, Idempotency, Record};
use serde_json::{Map, Value as Json_, json};

use super::openapi;

use crate::components::field::error_words;
use crate::error::WebError;
use crate::once::first_result;
use crate::pages::downloads::record_json;
use crate::pages::registers::{View, cursor_text, read_query};
use crate::state::App;
use crate::visitor::Visitor;

/// The longest key of idempotency.
const KEY_LENGTH: usize = 128;
/// How many versions of a record are given at most.
const HISTORY: i64 = 100;

/// All registers that the caller may see.
pub async fn index(State(app): State<App>, visitor: Visitor) -> Json<Json_> {
    let registers: Vec<Json_> = app
        .store
        .catalogue()
        .registers()
        .filter(|register| visitor.may(access::Request::ReadRegister(&register.rules)))
        .map(|register| {
            json!({
                "id": register.id,
                "version": register.version,
                "title": register.title,
                "description": register.description,
                "records": format!("/api/v1/registers/{}/records", register.id),
            })
        })
        .collect();
    Json(json!({ "registers": registers }))
}

/// What a register is: its title, its states, the JSON Schema of its data as the caller may see them.
pub async fn schema(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Json<Json_>, WebError> {
    let view = View::open(&app, &visitor, &id).await?;
    let register = &view.register;
    let states: Vec<Json_> = register
        .states
        .iter()
        .map(|state| json!({ "id": state.id, "title": state.title, "closed": state.closed }))
        .collect();
    Ok(Json(json!({
        "id": register.id,
        "version": register.version,
        "title": register.title,
        "description": register.description,
        "holder": register.holder,
        "states": states,
        "schema": openapi::data_schema(view.fields(), visitor.lang),
    })))
}

/// A page of records, with the filters of the list.
pub async fn list(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Json<Json_>, WebError> {
    let view = View::open(&app, &visitor, &id).await?.of_list(&visitor, &query);
    let limit = match query.get("limit") {
        None => 100,
        Some(text) => text
            .parse()
            .ok()
            .filter(|limit| (1..=1000).contains(limit))
            .ok_or_else(|| WebError::BadRequest("`limit` is from 1 to 1000".into()))?,
    };
    let page = app.store.list(&view.register, &read_query(&view, &query, limit)?).await?;
    view.note_reading(&app, &visitor, &page.records).await?;
    let records: Vec<Json_> = page.records.iter().map(|record| record_json(record, view.fields())).collect();
    Ok(Json(json!({ "records": records, "next": page.next.as_ref().map(cursor_text) })))
}

/// One record.
pub async fn record(
    State(app): State<App>,
    visitor: Visitor,
    Path((register, id)): Path<(String, String)>,
) -> Result<Response, WebError> {
    let view = View::open(&app, &visitor, &register).await?;
    let id: Uuid = id.parse().map_err(|_| WebError::NotFound)?;
    let record = app.store.load(&view.register.table(), id).await?.ok_or(WebError::NotFound)?;
    let view = view.of_record(&visitor, &record);
    view.note_reading(&app, &visitor, std::slice::from_ref(&record)).await?;
    let tag = format!("\"{}\"", record.version());
    Ok(([(header::ETAG, tag)], Json(record_json(&record, view.fields()))).into_response())
}

/// Enters a record. `Idempotency-Key` makes a repetition harmless.
pub async fn create(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Result<Bytes, axum::extract::rejection::BytesRejection>,
) -> Result<Response, WebError> {
    let body = read_body(body)?;
    let view = View::open(&app, &visitor, &id).await?.of_new(&visitor);
    visitor.must(access::Request::CreateRecord { rules: &view.register.rules, holder: view.holder })?;
    let account = visitor.actor.account.ok_or(WebError::SignInFirst)?;
    let mut values = read_values(&visitor, &view, &body)?;
    let mut wrong = view.settle(&app, &visitor, None, &mut values).await?;
    wrong.extend(view.misplaced(&visitor, &values, false));
    if !wrong.is_empty() {
        return Err(WebError::Invalid(wrong));
    }
    let key = idempotency_key(&headers)?;
    let request = sha256(&body);
    if let Some(key) = &key
        && let Some(earlier) = first_result(&app, account, key, &request).await?
    {
        return earlier_record(&app, &view, earlier).await;
    }
    let new_id = app.store.ids.id(visitor.now);
    let once = key.clone().map(|key| Idempotency { scope: account, key, request, result: new_id });
    let position = visitor.actor.first_position();
    let created =
        app.store.create_record(&visitor.actor, position, &view.register, &values, once, Some(new_id)).await;
    match (created, key) {
        (Ok(record), _) => {
            let place = format!("/api/v1/registers/{id}/records/{}", record.id());
            let tag = format!("\"{}\"", record.version());
            let body = Json(record_json(&record, view.fields()));
            Ok((StatusCode::CREATED, [(header::LOCATION, place), (header::ETAG, tag)], body).into_response())
        }
        (Err(RecordError::Act(ActError::Replay)), Some(key)) => {
            let earlier = first_result(&app, account, &key, &request).await?.ok_or(WebError::KeyReused)?;
            earlier_record(&app, &view, earlier).await
        }
        (Err(error), _) => Err(error.into()),
    }
}

/// Changes the given fields of a record, if it still is at the version of `If-Match`.
pub async fn change(
    State(app): State<App>,
    visitor: Visitor,
    Path((register, id)): Path<(String, String)>,
    headers: HeaderMap,
    body: Result<Bytes, axum::extract::rejection::BytesRejection>,
) -> Result<Response, WebError> {
    let body = read_body(body)?;
    let view = View::open(&app, &visitor, &register).await?;
    let id: Uuid = id.parse().map_err(|_| WebError::NotFound)?;
    let mut record = app.store.load(&view.register.table(), id).await?.ok_or(WebError::NotFound)?;
    let view = view.of_record(&visitor, &record);
    let closed = view.register.is_closed(record.get("state").as_text());
    visitor.must(access::Request::ChangeRecord {
        rules: &view.register.rules,
        holder: view.holder,
        closed,
    })?;
    must_be_seen(&headers, &record)?;
    let values = read_changes(&app, &visitor, &view, &mut record, &body).await?;
    let position = visitor.actor.first_position();
    match app.store.change_record(&visitor.actor, position, &view.register, record, &values).await {
        Ok(()) => {}
        Err(RecordError::Act(ActError::Conflict { .. })) => return Err(WebError::OldVersion),
        Err(error) => return Err(error.into()),
    }
    written(&app, &visitor, view, id).await
}

/// Reads `{"data": {...}, "state": "..."}` over a record: fields that are not given stay as they are.
async fn read_changes(
    app: &App,
    visitor: &Visitor,
    view: &View,
    record: &mut Record,
    body: &[u8],
) -> Result<Values, WebError> {
    let json = read_object(body)?;
    let mut values = values_of(&view.register, record);
    let given = json.get("data").map_or(Ok(Map::new()), object)?;
    let mut errors = read_fields(visitor, view, &given, &mut values, true);
    if view.register.has_steps() && json.contains_key("state") {
        errors.push(("state".to_owned(), visitor.t("steps-alone")));
    }
    match json.get("state").map(|state| (state, view.register.state(state.as_str().unwrap_or_default()))) {
        None => {}
        Some((_, Some(state))) => record.set("state", state.id.as_str()),
        Some((_, None)) => errors.push(("state".to_owned(), visitor.t("field-not-a-choice"))),
    }
    if errors.is_empty() {
        errors = view.settle(app, visitor, Some(record), &mut values).await?;
        errors.extend(view.misplaced(visitor, &values, true));
    }
    if errors.is_empty() { Ok(values) } else { Err(WebError::Invalid(errors)) }
}

/// The record as it stands after it was written, for who may read it.
pub(super) async fn written(
    app: &App,
    visitor: &Visitor,
    view: View,
    id: Uuid,
) -> Result<Response, WebError> {
    let record = app.store.load(&view.register.table(), id).await?.ok_or(WebError::NotFound)?;
    let view = view.of_record(visitor, &record);
    view.note_reading(app, visitor, std::slice::from_ref(&record)).await?;
    let tag = format!("\"{}\"", record.version());
    Ok(([(header::ETAG, tag)], Json(record_json(&record, view.fields()))).into_response())
}

/// Is the record at the version that the caller saw?
pub(super) fn must_be_seen(headers: &HeaderMap, record: &Record) -> Result<(), WebError> {
    let seen = headers.get(header::IF_MATCH).ok_or(WebError::NoVersion)?.to_str().unwrap_or_default();
    if seen.trim() == format!("\"{}\"", record.version()) { Ok(()) } else { Err(WebError::OldVersion) }
}

/// The versions of a record, the newest first: when, by which act, and the fields that the caller may see.
pub async fn history(
    State(app): State<App>,
    visitor: Visitor,
    Path((register, id)): Path<(String, String)>,
) -> Result<Json<Json_>, WebError> {
    let view = View::open(&app, &visitor, &register).await?;
    let id: Uuid = id.parse().map_err(|_| WebError::NotFound)?;
    let record = app.store.load(&view.register.table(), id).await?.ok_or(WebError::NotFound)?;
    let view = view.of_record(&visitor, &record);
    view.note_reading(&app, &visitor, std::slice::from_ref(&record)).await?;
    let versions: Vec<Json_> = app
        .store
        .history(&view.register.table(), id, HISTORY)
        .await?
        .iter()
        .map(|version| {
            let mut json = record_json(&version.record, view.fields());
            json["act"] = json!(version.act);
            json["at"] = json!(from_micros(version.at).to_string());
            json
        })
        .collect();
    Ok(Json(json!({ "versions": versions })))
}

async fn earlier_record(app: &App, view: &View, id: Uuid) -> Result<Response, WebError> {
    let record = app.store.load(&view.register.table(), id).await?.ok_or(WebError::KeyReused)?;
    let place = format!("/api/v1/registers/{}/records/{id}", view.register.id);
    let body = Json(record_json(&record, view.fields()));
    Ok((StatusCode::CREATED, [(header::LOCATION, place)], body).into_response())
}

fn idempotency_key(headers: &HeaderMap) -> Result<Option<String>, WebError> {
    let Some(value) = headers.get("idempotency-key") else { return Ok(None) };
    let key = value.to_str().unwrap_or_default();
    if key.is_empty() || key.len() > KEY_LENGTH {
        return Err(WebError::BadRequest(format!("`Idempotency-Key` has 1 to {KEY_LENGTH} characters")));
    }
    Ok(Some(key.to_owned()))
}

pub(super) fn read_body(
    body: Result<Bytes, axum::extract::rejection::BytesRejection>,
) -> Result<Bytes, WebError> {
    body.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => WebError::TooLarge,
        _ => WebError::BadRequest("the body cannot be read".into()),
    })
}

pub(super) fn read_object(body: &[u8]) -> Result<Map<String, Json_>, WebError> {
    let json: Json_ =
        serde_json::from_slice(body).map_err(|error| WebError::BadRequest(format!("not JSON: {error}")))?;
    object(&json)
}

pub(super) fn object(json: &Json_) -> Result<Map<String, Json_>, WebError> {
    json.as_object().cloned().ok_or_else(|| WebError::BadRequest("`data` must be an object".into()))
}

/// Reads `{"data": {...}}`; unknown fields are errors, like wrong ones.
fn read_values(visitor: &Visitor, view: &View, body: &[u8]) -> Result<Values, WebError> {
    let json = read_object(body)?;
    let data = object(json.get("data").unwrap_or(&Json_::Null))?;
    let mut values = Values::new();
    let errors = read_fields(visitor, view, &data, &mut values, false);
    if errors.is_empty() { Ok(values) } else { Err(WebError::Invalid(errors)) }
}

/// Reads fields of an object into values; gives the errors by field. `given_only`: what is absent stays.
fn read_fields(
    visitor: &Visitor,
    view: &View,
    data: &Map<String, Json_>,
    values: &mut Values,
    given_only: bool,
) -> Vec<(String, String)> {
    let asked = view.filled().filter(|field| !given_only || data.contains_key(&field.id));
    read_given(visitor, asked, data, values)
}

/// Reads these fields of an object into values; gives the errors by field, unknown ones too.
pub(super) fn read_given<'f>(
    visitor: &Visitor,
    fields: impl Iterator<Item = &'f Field>,
    data: &Map<String, Json_>,
    values: &mut Values,
) -> Vec<(String, String)> {
    let mut errors = Vec::new();
    let mut known: Vec<&str> = Vec::new();
    for field in fields {
        known.push(&field.id);
        match field.parse_json(data.get(&field.id)) {
            Ok(value) => {
                values.insert(field.id.clone(), value);
            }
            Err(error) => errors.push((field.id.clone(), error_words(visitor, field, &error))),
        }
    }
    let unknown = data.keys().filter(|name| !known.contains(&name.as_str()));
    errors.extend(unknown.map(|name| (name.clone(), visitor.t("field-unknown"))));
    errors
}
