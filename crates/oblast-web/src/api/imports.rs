//! Imports by the API: a file, its check, its rows staged, published or discarded.

use std::collections::HashMap;

use axum::Json;
use axum::body::{Body, Bytes};
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use oblast_register::matching::Mapping;
use oblast_store::imports::{ImportError, Run};
use serde_json::{Map, Value as Json_, json};

use super::openapi::{answer, problem};
use crate::error::WebError;
use crate::pages::imports::{cell_words, import_error, load, open, titles};
use crate::pages::registers::View;
use crate::state::App;
use crate::visitor::Visitor;

/// How many bad cells are told.
const BAD: i64 = 1000;

async fn described(app: &App, visitor: &Visitor, view: &View, run: &Run) -> Result<Json_, WebError> {
    let bad = app.store.bad_cells(run, (0, -1), BAD).await?;
    let cells: Vec<Json_> = bad
        .iter()
        .map(|cell| {
            json!({
                "row": cell.row,
                "column": run.summary.heads.get(cell.column),
                "value": cell.value,
                "code": cell.code,
                "message": cell_words(visitor, view, run, cell),
            })
        })
        .collect();
    Ok(json!({
        "id": run.id,
        "register": run.register,
        "file": { "name": run.file_name, "sha256": run.file_hash, "size": run.file_size, "format": run.format.name() },
        "columns": run.summary.heads,
        "mapping": run.mapping,
        "rows": run.rows,
        "phase": run.phase.name(),
        "done": run.done,
        "bad_cells": run.bad_cells,
        "bad_rows": run.bad_rows,
        "failure": run.failure,
        "mistakes": cells,
    }))
}

/// An import as it is.
pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Json<Json_>, WebError> {
    let (view, run) = load(&app, &visitor, &id).await?;
    Ok(Json(described(&app, &visitor, &view, &run).await?))
}

fn refused(visitor: &Visitor, error: ImportError) -> WebError {
    import_error(visitor, error).map_or_else(|error| error, WebError::BadRequest)
}

/// Takes a file; `name` is its name, whose ending says what it is.
pub async fn receive(
    State(app): State<App>,
    visitor: Visitor,
    Path(register): Path<String>,
    Query(query): Query<HashMap<String, String>>,
    body: Body,
) -> Result<Response, WebError> {
    let view = open(&app, &visitor, &register).await?;
    let name = query.get("name").ok_or_else(|| WebError::BadRequest("`name` is missing".into()))?;
    let (number, state) = titles();
    let stream = body.into_data_stream();
    let id = app
        .store
        .receive_import(&visitor.actor, &view.register, name, (&number, &state), stream)
        .await
        .map_err(|error| refused(&visitor, error))?;
    let run = app.store.import_run(id).await?.ok_or(WebError::NotFound)?;
    let place = format!("/api/v1/imports/{id}");
    let body = Json(described(&app, &visitor, &view, &run).await?);
    Ok((StatusCode::CREATED, [(header::LOCATION, place)], body).into_response())
}

/// `check`, `stage`, `publish` or `discard`. `check` takes `{"mapping": [...]}`, `stage` takes `{"leave_out": true}`.
pub async fn step(
    State(app): State<App>,
    visitor: Visitor,
    Path((id, step)): Path<(String, String)>,
    body: Bytes,
) -> Result<Response, WebError> {
    let (view, run) = load(&app, &visitor, &id).await?;
    let given: Json_ = match body.is_empty() {
        true => Json_::Null,
        false => serde_json::from_slice(&body)
            .map_err(|error| WebError::BadRequest(format!("not JSON: {error}")))?,
    };
    let store = &app.store;
    let done = match step.as_str() {
        "check" => store.check_import(&view.register, &run, &mapping(&run, &given)?).await,
        "stage" => {
            let leave_out = given["leave_out"].as_bool().unwrap_or(false);
            store.stage_import(&visitor.actor, &view.register, &run, leave_out).await
        }
        "publish" => store.publish_import(&visitor.actor, &run).await,
        "discard" => store.discard_import(&visitor.actor, &run).await,
        _ => return Err(WebError::NotFound),
    };
    done.map_err(|error| refused(&visitor, error))?;
    let run = app.store.import_run(run.id).await?.ok_or(WebError::NotFound)?;
    Ok((StatusCode::ACCEPTED, Json(described(&app, &visitor, &view, &run).await?)).into_response())
}

/// What each column goes into; as it was suggested where nothing is given.
fn mapping(run: &Run, given: &Json_) -> Result<Mapping, WebError> {
    match given.get("mapping") {
        None => Ok(run.mapping.clone()),
        Some(json) => serde_json::from_value::<Mapping>(json.clone())
            .ok()
            .filter(|mapping| mapping.len() == run.summary.heads.len())
            .ok_or_else(|| WebError::BadRequest("`mapping` has a field or null for each column".into())),
    }
}

fn import_parameter() -> Json_ {
    json!({ "name": "import", "in": "path", "required": true, "schema": { "type": "string", "format": "uuid" } })
}

/// The paths and the schema of imports, for the OpenAPI document.
pub(super) fn describe(paths: &mut Map<String, Json_>, schemas: &mut Map<String, Json_>) {
    let text = json!({ "type": "string" });
    let count = json!({ "type": "integer", "minimum": 0 });
    schemas.insert(
        "Import".into(),
        json!({
            "type": "object",
            "required": ["id", "register", "columns", "mapping", "rows", "phase", "done", "bad_cells", "bad_rows", "mistakes"],
            "properties": {
                "id": { "type": "string", "format": "uuid" },
                "register": text,
                "file": { "type": "object" },
                "columns": { "type": "array", "items": text },
                "mapping": { "type": "array", "items": { "type": ["string", "null"] } },
                "rows": count,
                "phase": { "type": "string", "enum": [
                    "read", "checking", "checked", "staging", "staged", "published", "discarding", "discarded",
                ] },
                "done": count,
                "bad_cells": count,
                "bad_rows": count,
                "failure": { "type": ["string", "null"] },
                "mistakes": { "type": "array", "items": { "type": "object", "properties": {
                    "row": { "type": "integer" }, "column": { "type": ["string", "null"] },
                    "value": text, "code": text, "message": text,
                } } },
            },
        }),
    );
    paths.insert(
        "/api/v1/imports/{import}".into(),
        json!({ "get": {
            "operationId": "readImport",
            "summary": "An import as it is",
            "security": [{ "token": [] }],
            "parameters": [import_parameter()],
            "responses": {
                "200": answer("Import", "The import"), "401": problem("No token"),
                "403": problem("Not permitted"), "404": problem("No such import"),
            },
        } }),
    );
    paths.insert(
        "/api/v1/imports/{import}/{step}".into(),
        json!({ "post": {
            "operationId": "stepImport",
            "summary": "Check, stage, publish or discard an import",
            "security": [{ "token": [] }],
            "parameters": [import_parameter(), {
                "name": "step", "in": "path", "required": true,
                "schema": { "type": "string", "enum": ["check", "stage", "publish", "discard"] },
            }],
            "requestBody": { "content": { "application/json": { "schema": {
                "type": "object",
                "properties": {
                    "mapping": { "type": "array", "items": { "type": ["string", "null"] } },
                    "leave_out": { "type": "boolean" },
                },
            } } } },
            "responses": {
                "202": answer("Import", "The import, with the work begun"), "400": problem("The body cannot be read"),
                "401": problem("No token"), "403": problem("Not permitted"), "404": problem("No such import"),
                "409": problem("The import is not at this step"), "413": problem("Too large"),
            },
        } }),
    );
}

/// The path by which a register takes a file.
pub(super) fn describe_upload(name: &str, title: &str) -> Json_ {
    json!({ "post": {
        "operationId": format!("import{name}"),
        "summary": title,
        "security": [{ "token": [] }],
        "parameters": [{
            "name": "name", "in": "query", "required": true, "schema": { "type": "string", "minLength": 1 },
            "description": "The name of the file: its ending says what it is (csv, xlsx, ods, geojson).",
        }],
        "requestBody": { "required": true, "content": { "application/octet-stream": { "schema": {} } } },
        "responses": {
            "201": answer("Import", "The import"), "400": problem("The file cannot be read"),
            "401": problem("No token"), "403": problem("Not permitted"), "413": problem("Too large"),
            "422": problem("The file is not taken"),
        },
    } })
}
