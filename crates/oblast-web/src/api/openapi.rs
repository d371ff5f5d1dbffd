//! The OpenAPI document, generated from the declarations.

use axum::Json;
use axum::extract::State;
use oblast_kernel::Lang;
use oblast_kernel::access::{self, FieldClass};
use oblast_register::kind::Filter;
use oblast_register::{Field, Register};
use serde_json::{Map, Value, json};

use crate::state::App;
use crate::visitor::Visitor;

/// The document (OpenAPI 3.1).
pub async fn document(State(app): State<App>, visitor: Visitor) -> Json<Value> {
    let mut paths = Map::new();
    let mut schemas = common_schemas();
    paths.insert(
        "/api/v1/registers".into(),
        json!({
            "get": {
                "operationId": "listRegisters",
                "summary": "Registers",
                "responses": { "200": answer("Registers", "The registers that the caller may see") },
            },
        }),
    );
    paths.insert("/api/v1/search".into(), search_path());
    super::imports::describe(&mut paths, &mut schemas);
    for register in app.store.catalogue().registers() {
        if visitor.may(access::Request::ReadRegister(&register.rules)) {
            add_register(&mut paths, &mut schemas, register, visitor.lang);
        }
    }
    Json(json!({
        "openapi": "3.1.0",
        "info": { "title": "oblast", "version": env!("CARGO_PKG_VERSION"), "license": { "name": "EUPL-1.2", "identifier": "EUPL-1.2" } },
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": { "token": { "type": "http", "scheme": "bearer" } },
        },
    }))
}

pub(super) fn answer(schema: &str, description: &str) -> Value {
    json!({
        "description": description,
        "content": { "application/json": { "schema": { "$ref": format!("#/components/schemas/{schema}") } } },
    })
}

pub(super) fn problem(description: &str) -> Value {
    json!({
        "description": description,
        "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } },
    })
}

fn common_schemas() -> Map<String, Value> {
    let text =
        json!({ "type": "object", "properties": { "uk": { "type": "string" }, "en": { "type": "string" } } });
    let schemas = json!({
        "Problem": {
            "type": "object",
            "required": ["type", "title", "status", "code"],
            "properties": {
                "type": { "type": "string" },
                "title": { "type": "string" },
                "status": { "type": "integer" },
                "code": { "type": "string" },
                "detail": { "type": "string" },
                "field": { "type": "string" },
                "errors": { "type": "array", "items": {
                    "type": "object",
                    "properties": { "field": { "type": "string" }, "message": { "type": "string" } },
                } },
            },
        },
        "SearchResults": {
            "type": "object",
            "required": ["query", "total", "suggestion", "results"],
            "properties": {
                "query": { "type": "string" },
                "total": { "type": "integer", "description": "Counted to 1 000." },
                "suggestion": { "type": ["string", "null"] },
                "results": { "type": "array", "items": {
                    "type": "object",
                    "required": ["kind", "url", "title", "summary"],
                    "properties": {
                        "kind": { "type": "string", "enum": ["service", "life_event", "register", "record"] },
                        "url": { "type": "string" },
                        "title": text.clone(),
                        "summary": text.clone(),
                    },
                } },
            },
        },
        "Registers": {
            "type": "object",
            "required": ["registers"],
            "properties": { "registers": { "type": "array", "items": {
                "type": "object",
                "properties": {
                    "id": { "type": "string" },
                    "version": { "type": "integer" },
                    "title": text.clone(),
                    "description": text,
                    "records": { "type": "string" },
                },
            } } },
        },
    });
    schemas.as_object().cloned().unwrap_or_default()
}

fn nullable(mut schema: Value, required: bool) -> Value {
    if !required {
        // An empty text is as good as nothing.
        schema = json!({ "anyOf": [schema, { "type": "null" }, { "type": "string", "maxLength": 0 }] });
    }
    schema
}

fn add_register(
    paths: &mut Map<String, Value>,
    schemas: &mut Map<String, Value>,
    register: &Register,
    lang: Lang,
) {
    let name = schema_name(&register.id);
    let field_schema = |field: &Field| (field.id.clone(), field_schema(field, lang));
    let written = || register.fields.iter().filter(|field| field.is_typed());
    schemas.insert(format!("{name}Data"), data_schema(written(), lang));
    // A change gives some of the fields.
    let mut some = data_schema(written(), lang);
    if let Some(schema) = some.as_object_mut() {
        schema.remove("required");
    }
    schemas.insert(format!("{name}Changes"), some);
    // A reader without powers sees the public fields only, so none is promised.
    schemas.insert(name.clone(), json!({
        "type": "object",
        "required": ["id", "version", "data"],
        "properties": {
            "id": { "type": "string", "format": "uuid" },
            "version": { "type": "integer", "minimum": 1 },
            "number": { "type": ["string", "null"] },
            "state": { "type": ["string", "null"] },
            "data": { "type": "object", "properties": register.fields.iter().map(field_schema).collect::<Map<_, _>>() },
        },
    }));
    schemas.insert(
        format!("{name}Page"),
        json!({
            "type": "object",
            "required": ["records", "next"],
            "properties": {
                "records": { "type": "array", "items": { "$ref": format!("#/components/schemas/{name}") } },
                "next": { "type": ["string", "null"], "description": "Give it as `after` to read on." },
            },
        }),
    );
    let title = register.title.get(lang);
    paths.insert(format!("/api/v1/registers/{}/records", register.id), json!({
        "get": {
            "operationId": format!("list{name}"),
            "summary": title,
            "parameters": list_parameters(register),
            "responses": { "200": answer(&format!("{name}Page"), "A page of records"), "400": problem("A parameter cannot be read") },
        },
        "post": {
            "operationId": format!("create{name}"),
            "summary": title,
            "security": [{ "token": [] }],
            "parameters": [{
                "name": "Idempotency-Key", "in": "header", "schema": { "type": "string", "minLength": 1, "maxLength": 128 },
                "description": "The same key with the same body gives the first record again, for a day.",
            }],
            "requestBody": { "required": true, "content": { "application/json": { "schema": {
                "type": "object", "required": ["data"],
                "properties": { "data": { "$ref": format!("#/components/schemas/{name}Data") } },
            } } } },
            "responses": {
                "201": linked(answer(&name, "The record"), &name), "400": problem("Not JSON"), "401": problem("No token"),
                "403": problem("Not permitted"), "409": problem("A value exists already"),
                "413": problem("Too large"), "422": problem("Fields are wrong"),
            },
        },
    }));
    paths.insert(format!("/api/v1/registers/{}/records/{{record}}", register.id), json!({
        "get": {
            "operationId": format!("read{name}"),
            "summary": title,
            "parameters": [record_parameter()],
            "responses": { "200": answer(&name, "The record"), "404": problem("No such record") },
        },
        "patch": {
            "operationId": format!("change{name}"),
            "summary": title,
            "security": [{ "token": [] }],
            "parameters": [record_parameter(), if_match()],
            "requestBody": { "required": true, "content": { "application/json": { "schema": {
                "type": "object",
                "properties": {
                    "data": { "$ref": format!("#/components/schemas/{name}Changes") },
                    "state": { "type": "string" },
                },
            } } } },
            "responses": {
                "200": answer(&name, "The record as it is now"), "400": problem("Not JSON"), "401": problem("No token"),
                "403": problem("Not permitted"), "404": problem("No such record"), "409": problem("A value exists already"),
                "412": problem("The record was changed meanwhile"), "413": problem("Too large"),
                "422": problem("Fields are wrong"), "428": problem("`If-Match` is missing"),
            },
        },
    }));
    paths.insert(format!("/api/v1/registers/{}/records/{{record}}/history", register.id), json!({
        "get": {
            "operationId": format!("history{name}"),
            "summary": title,
            "parameters": [record_parameter()],
            "responses": {
                "200": { "description": "The versions, the newest first", "content": { "application/json": { "schema": {
                    "type": "object",
                    "required": ["versions"],
                    "properties": { "versions": { "type": "array", "items": { "$ref": format!("#/components/schemas/{name}") } } },
                } } } },
                "404": problem("No such record"),
            },
        },
    }));
    for step in &register.steps {
        let path = format!("/api/v1/registers/{}/records/{{record}}/steps/{}", register.id, step.id);
        paths.insert(path, super::steps::describe(register, step, &name, lang));
    }
    paths.insert(
        format!("/api/v1/registers/{}/imports", register.id),
        super::imports::describe_upload(&name, title),
    );
    paths.insert(format!("/api/v1/registers/{}", register.id), json!({
        "get": {
            "operationId": format!("schema{name}"),
            "summary": title,
            "responses": { "200": { "description": "Title, states, the JSON Schema of the data", "content": { "application/json": { "schema": { "type": "object" } } } } },
        },
    }));
}

pub(super) fn record_parameter() -> Value {
    json!({ "name": "record", "in": "path", "required": true, "schema": { "type": "string", "format": "uuid" } })
}

pub(super) fn if_match() -> Value {
    json!({
        "name": "If-Match", "in": "header", "required": true, "schema": { "type": "string" },
        "description": "The `ETag` of the version that the change was made from.",
    })
}

/// An answer with a record, and what may be asked about that record next.
fn linked(mut answer: Value, name: &str) -> Value {
    let record = json!({ "record": "$response.body#/id" });
    answer["links"] = json!({
        "read": { "operationId": format!("read{name}"), "parameters": record },
        "history": { "operationId": format!("history{name}"), "parameters": record },
        "change": {
            "operationId": format!("change{name}"),
            "parameters": { "record": "$response.body#/id", "header.If-Match": "$response.header.ETag" },
        },
    });
    answer
}

fn field_schema(field: &Field, lang: Lang) -> Value {
    let mut schema = nullable(field.kind.schema(field), field.required);
    schema["title"] = json!(field.title.get(lang));
    schema
}

/// The JSON Schema of the data of a record with these fields.
pub fn data_schema<'f>(fields: impl Iterator<Item = &'f Field>, lang: Lang) -> Value {
    let (mut properties, mut required) = (Map::new(), Vec::new());
    for field in fields {
        properties.insert(field.id.clone(), field_schema(field, lang));
        if field.required {
            required.push(field.id.as_str());
        }
    }
    json!({ "type": "object", "required": required, "properties": properties, "additionalProperties": false })
}

fn search_path() -> Value {
    let number = |name: &str, most: usize, default: usize| json!({ "name": name, "in": "query", "schema": { "type": "integer", "minimum": 0, "maximum": most, "default": default } });
    json!({
        "get": {
            "operationId": "search",
            "summary": "Search",
            "parameters": [
                { "name": "q", "in": "query", "required": true, "schema": { "type": "string" } },
                number("limit", super::search::LIMIT, 20),
                number("from", 1_000, 0),
            ],
            "responses": { "200": answer("SearchResults", "Pages and records, the best first"), "400": problem("A parameter cannot be read") },
        },
    })
}

fn list_parameters(register: &Register) -> Vec<Value> {
    let public = || register.fields.iter().filter(|field| field.class == FieldClass::Public);
    let sorted = public().filter(|field| field.required).map(|field| field.id.as_str());
    // An empty order is the register's own: forms send it.
    let sorted: Vec<&str> = sorted.chain([""]).collect();
    let mut parameters = vec![
        json!({ "name": "limit", "in": "query", "schema": { "type": "integer", "minimum": 1, "maximum": 1000, "default": 100 } }),
        json!({ "name": "after", "in": "query", "schema": { "type": "string" }, "description": "`next` of the page before." }),
        json!({ "name": "sort", "in": "query", "schema": { "type": "string", "enum": sorted } }),
        json!({ "name": "order", "in": "query", "schema": { "type": "string", "enum": ["asc", "desc", ""] } }),
    ];
    parameters.push(json!({
        "name": "q", "in": "query", "schema": { "type": "string", "maxLength": 1000 },
        "description": "Words, in any form, in the public fields; among the 10 000 newest records that have them.",
    }));
    if sorted.len() == 1 {
        parameters.retain(|parameter| parameter["name"] != "sort");
    }
    for field in public() {
        parameters.extend(filter_parameters(field));
    }
    if register.rules.kept_by.is_some() {
        parameters.push(json!({
            "name": "whose", "in": "query", "schema": { "type": "string", "enum": ["own", "all", ""] },
            "description": "Of a body that keeps records of its own: these alone, or all.",
        }));
    }
    if !register.states.is_empty() {
        let states = register.states.iter().map(|state| state.id.as_str());
        let states: Vec<&str> = states.chain([""]).collect();
        parameters
            .push(json!({ "name": "state", "in": "query", "schema": { "type": "string", "enum": states } }));
    }
    parameters
}

/// The parameters by which a list is filtered by a field.
fn filter_parameters(field: &Field) -> Vec<Value> {
    let text = json!({ "type": "string", "maxLength": 1000 });
    let parameter = |name: &str, schema: Value, description: &str| {
        // An empty condition is none: forms send them.
        let schema = json!({ "anyOf": [schema, { "type": "string", "maxLength": 0 }] });
        json!({ "name": name, "in": "query", "schema": schema, "description": description })
    };
    match field.filtering() {
        Filter::Box => {
            vec![parameter(&field.id, text, "West, south, east, north in degrees, with commas between them.")]
        }
        Filter::Refers => vec![parameter(&field.id, text, "The id of the record that is referred to.")],
        _ if !field.filter => Vec::new(),
        Filter::None => Vec::new(),
        Filter::Blind => vec![parameter(&field.id, text, "Whole words of it.")],
        Filter::Words => vec![parameter(&field.id, text, "Words in it, whatever the letter case.")],
        Filter::Within => {
            vec![parameter(&field.id, text, "A territory, by code or name, with all that lies within it.")]
        }
        Filter::Contains => {
            let items = field.kind.schema(field)["items"].clone();
            vec![parameter(&field.id, items, "One of several.")]
        }
        Filter::Range => [("", "The value."), ("_from", "Not less."), ("_until", "Not greater.")]
            .map(|(ending, words)| {
                parameter(&format!("{}{ending}", field.id), field.kind.schema(field), words)
            })
            .into(),
        Filter::Equal | Filter::OneOf => vec![parameter(&field.id, field.kind.schema(field), "The value.")],
    }
}

/// `outdoor-advertising-permits` -> `OutdoorAdvertisingPermits`.
fn schema_name(id: &str) -> String {
    id.split('-')
        .map(|word| {
            let (first, rest) = word.split_at(word.len().min(1));
            first.to_uppercase() + rest
        })
        .collect()
}
