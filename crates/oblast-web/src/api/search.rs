//! The search as data.

use std::collections::HashMap;

use axum::Json;
use axum::extract::{Query, State};
use oblast_kernel::Lang;
use serde_json::{Value, json};

use crate::error::WebError;
use crate::state::App;

/// How many results an answer has at most.
pub(super) const LIMIT: usize = 100;

/// The results of a query, best first; a suggestion where nothing is found.
pub async fn search(
    State(app): State<App>,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Json<Value>, WebError> {
    let wrong = |name: &str| WebError::BadRequest(format!("`{name}` cannot be read"));
    let words = query.get("q").ok_or_else(|| wrong("q"))?;
    let number = |name: &str, default: usize, most: usize| match query.get(name) {
        None => Ok(default),
        Some(text) => text.parse().ok().filter(|number| *number <= most).ok_or_else(|| wrong(name)),
    };
    let (limit, from) = (number("limit", 20, LIMIT)?, number("from", 0, 1_000)?);
    let results = app.store.search(words, from, limit).await?;
    let hits: Vec<Value> = results
        .hits
        .iter()
        .map(|hit| {
            json!({
                "kind": hit.kind,
                "url": hit.url,
                "title": { "uk": hit.title.get(Lang::Uk), "en": hit.title.get(Lang::En) },
                "summary": { "uk": hit.summary.get(Lang::Uk), "en": hit.summary.get(Lang::En) },
            })
        })
        .collect();
    Ok(Json(
        json!({ "query": words, "total": results.total, "suggestion": results.suggestion, "results": hits }),
    ))
}
