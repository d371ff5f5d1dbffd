//! The public list of a register as CSV and JSON, with the filters of the list, in one stream.

use std::collections::HashMap;

use axum::body::{Body, Bytes};
use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use oblast_kernel::Lang;
use oblast_kernel::access::FieldClass;
use oblast_register::Field;
use oblast_register::kind::Input;
use oblast_store::Record;
use oblast_store::records::ListQuery;
use serde_json::json;

use crate::error::WebError;
use crate::state::App;
use crate::visitor::Visitor;

use super::registers::{View, read_query};

/// How many records are read at a time.
const CHUNK: i64 = 1000;

/// Public fields only, whoever asks: the file is the public list.
pub(super) fn public_fields(view: &View) -> impl Iterator<Item = &Field> {
    view.register.fields.iter().filter(|field| field.class == FieldClass::Public && !field.retired)
}

/// Cells that a spreadsheet would take for a formula are neutralised (OWASP: CSV injection).
pub fn safe_cell(text: String) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) && text.parse::<f64>().is_err() {
        format!("'{text}")
    } else {
        text
    }
}

fn csv_lines(view: &View, records: &[Record], with_head: bool) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    // Writing into memory cannot fail.
    if with_head {
        let names = ["id", "number", "state"].map(str::to_owned).into_iter();
        let _ = writer.write_record(names.chain(public_fields(view).map(|field| field.id.clone())));
    }
    for record in records {
        let own =
            [record.id().to_string(), record.text("number").to_owned(), record.text("state").to_owned()];
        let cells =
            public_fields(view).map(|field| safe_cell(field.kind.to_text(record.get(&field.id), field)));
        let _ = writer.write_record(own.into_iter().chain(cells));
    }
    writer.into_inner().unwrap_or_default()
}

/// A record as data: id, number, state and the given fields.
pub fn record_json<'f>(record: &Record, fields: impl Iterator<Item = &'f Field>) -> serde_json::Value {
    let data: serde_json::Map<String, serde_json::Value> =
        fields.map(|field| (field.id.clone(), field.kind.to_json(record.get(&field.id), field))).collect();
    json!({
        "id": record.id(),
        "version": record.version(),
        "number": record.get("number").as_text(),
        "state": record.get("state").as_text(),
        "data": data,
    })
}

fn json_lines(view: &View, records: &[Record], first: bool) -> Vec<u8> {
    let mut out = String::new();
    for (index, record) in records.iter().enumerate() {
        out.push_str(if first && index == 0 { "\n" } else { ",\n" });
        out.push_str(&record_json(record, public_fields(view)).to_string());
    }
    out.into_bytes()
}

enum Step {
    Page(ListQuery, bool),
    Tail,
    End,
}

fn streamed(
    app: App,
    view: View,
    query: ListQuery,
    frame: (&'static str, &'static str),
    render: impl Fn(&View, &[Record], bool) -> Vec<u8> + Clone + Send + 'static,
) -> Body {
    let begin = (app, view, Step::Page(query, true));
    Body::from_stream(stream::try_unfold(begin, move |(app, view, step)| {
        let render = render.clone();
        async move {
            match step {
                Step::Page(mut query, first) => {
                    let page = app.store.list(&view.register, &query).await.map_err(std::io::Error::other)?;
                    let mut bytes = if first { frame.0.as_bytes().to_vec() } else { Vec::new() };
                    bytes.extend(render(&view, &page.records, first));
                    let next = match page.next {
                        Some(cursor) => {
                            query.after = Some(cursor);
                            Step::Page(query, false)
                        }
                        None => Step::Tail,
                    };
                    Ok::<_, std::io::Error>(Some((Bytes::from(bytes), (app, view, next))))
                }
                Step::Tail => Ok(Some((Bytes::from(frame.1), (app, view, Step::End)))),
                Step::End => Ok(None),
            }
        }
    }))
}

pub(super) async fn prepare(
    app: &App,
    visitor: &Visitor,
    id: &str,
    query: &HashMap<String, String>,
) -> Result<(View, ListQuery), WebError> {
    let mut view = View::open(app, visitor, id).await?.of_list(visitor, query);
    (view.sees_official, view.sees_restricted) = (false, false);
    let list = read_query(&view, query, CHUNK)?;
    Ok((view, list))
}

pub(super) fn attachment(id: &str, extension: &str, kind: &'static str, body: Body) -> Response {
    let name = format!("attachment; filename=\"{id}.{extension}\"");
    ([(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, name)], body).into_response()
}

/// The list as CSV (RFC 4180, UTF-8, with a mark so that spreadsheets read Ukrainian).
pub async fn csv(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Response, WebError> {
    let (view, list) = prepare(&app, &visitor, &id, &query).await?;
    let body = streamed(app, view, list, ("\u{feff}", ""), csv_lines);
    Ok(attachment(&id, "csv", "text/csv; charset=utf-8", body))
}

/// The list as a JSON array.
pub async fn json(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Response, WebError> {
    let (view, list) = prepare(&app, &visitor, &id, &query).await?;
    let body = streamed(app, view, list, ("[", "\n]\n"), json_lines);
    Ok(attachment(&id, "json", "application/json", body))
}

/// The list as a GeoJSON FeatureCollection (RFC 7946): the geometry is the field of that name, or the first one. At
/// most `most` features, where it is given.
pub async fn geojson(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Response, WebError> {
    let (view, mut list) = prepare(&app, &visitor, &id, &query).await?;
    let wanted = query.get("geometry").map(String::as_str);
    let geometry = geometry_field(&view, wanted).ok_or(WebError::NotFound)?.id.clone();
    let whole = match query.get("most").map(|text| text.parse::<i64>()) {
        None => true,
        Some(Ok(most)) if (1..=MAPPED).contains(&most) => {
            list.limit = most;
            false
        }
        Some(_) => return Err(WebError::BadRequest(format!("`most` is from 1 to {MAPPED}"))),
    };
    let render =
        move |view: &View, records: &[Record], first: bool| features(view, &geometry, records, first);
    let frame = (r#"{"type":"FeatureCollection","features":["#, "\n]}\n");
    if whole {
        let body = streamed(app, view, list, frame, render);
        return Ok(attachment(&id, "geojson", "application/geo+json", body));
    }
    let mut bytes = frame.0.as_bytes().to_vec();
    let mut first = true;
    // A page of the store is shorter than what a map may show.
    let mut left = list.limit;
    while left > 0 {
        list.limit = left.min(CHUNK);
        let page = app.store.list(&view.register, &list).await?;
        left -= page.records.len() as i64;
        bytes.extend(render(&view, &page.records, first));
        first = first && page.records.is_empty();
        match page.next {
            Some(next) => list.after = Some(next),
            None => break,
        }
    }
    bytes.extend_from_slice(frame.1.as_bytes());
    Ok(([(header::CONTENT_TYPE, "application/geo+json")], bytes).into_response())
}

/// How many features a map shows at most.
pub const MAPPED: i64 = 5_000;

/// The field whose shapes are shown: of that name, or the first one.
pub(super) fn geometry_field<'v>(view: &'v View, name: Option<&str>) -> Option<&'v Field> {
    let shapes = |field: &&Field| matches!(field.kind.input(), Input::Shape(_));
    view.fields().filter(shapes).find(|field| name.is_none_or(|name| field.id == name))
}

fn features(view: &View, geometry: &str, records: &[Record], first: bool) -> Vec<u8> {
    let mut out = String::new();
    for (index, record) in records.iter().enumerate() {
        out.push_str(if first && index == 0 { "\n" } else { ",\n" });
        let fields = public_fields(view).filter(|field| field.id != geometry);
        let mut properties: serde_json::Map<String, serde_json::Value> = fields
            .map(|field| (field.id.clone(), field.kind.to_json(record.get(&field.id), field)))
            .collect();
        properties.insert("number".into(), json!(record.get("number").as_text()));
        properties.insert("state".into(), json!(record.get("state").as_text()));
        properties.insert("label".into(), json!(view.label_in(Lang::Uk, record)));
        properties.insert("url".into(), json!(format!("/registers/{}/{}", view.register.id, record.id())));
        let shape =
            view.register.field(geometry).map(|field| field.kind.to_json(record.get(geometry), field));
        let feature =
            json!({ "type": "Feature", "id": record.id(), "geometry": shape, "properties": properties });
        out.push_str(&feature.to_string());
    }
    out.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_that_would_be_a_formula_is_neutralised_and_a_number_left_alone() {
        assert_eq!(safe_cell("=1+1".into()), "'=1+1");
        assert_eq!(safe_cell("@SUM(A1)".into()), "'@SUM(A1)");
        assert_eq!(safe_cell("-12.50".into()), "-12.50");
        assert_eq!(safe_cell("вул. Садова".into()), "вул. Садова");
    }
}
