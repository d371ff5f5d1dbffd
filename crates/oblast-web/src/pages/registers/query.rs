//! What a list is asked for: filters, order, place.

use std::collections::HashMap;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use oblast_kernel::access::Keeping;
use oblast_kernel::geometry::{Bounds, DEGREE};
use oblast_kernel::{Value, decimal};
use oblast_register::Field;
use oblast_register::kind::Filter;
use oblast_store::records::{Condition, Cursor, ListQuery};

use super::view::View;
use crate::error::{WebError, form_encoded};

/// West, south, east, north in degrees, with commas between them.
fn read_box(text: &str) -> Option<Bounds> {
    let sides: Option<Vec<i64>> = text.split(',').map(|side| decimal::parse(side, 7).ok()).collect();
    let [west, south, east, north] = sides?[..] else { return None };
    let earth = |side: i64, most: i64| side.abs() <= most * DEGREE;
    let sound = earth(west, 180) && earth(east, 180) && earth(south, 90) && earth(north, 90);
    (sound && west <= east && south <= north).then_some(Bounds { west, south, east, north })
}

/// The parameter that says whose records a list shows.
pub(super) const WHOSE: &str = "whose";

/// The longest text that a list is filtered by, in characters.
const LONGEST: usize = 1_000;

/// Reads the query of a list: filters by the fields that the visitor may see, order, place.
pub fn read_query(view: &View, query: &HashMap<String, String>, limit: i64) -> Result<ListQuery, WebError> {
    let mut list = ListQuery { limit, ..ListQuery::default() };
    let get = |name: &str| query.get(name).map(|text| text.trim()).filter(|text| !text.is_empty());
    let wrong = |name: &str| WebError::BadRequest(format!("`{name}` cannot be read"));
    if query.get("order").is_some_and(|order| !matches!(order.as_str(), "" | "asc" | "desc")) {
        return Err(wrong("order"));
    }
    if get(WHOSE).is_some_and(|whose| !matches!(whose, "own" | "all")) {
        return Err(wrong(WHOSE));
    }
    if get("state").is_some_and(|state| view.register.state(state).is_none()) {
        return Err(wrong("state"));
    }
    // A map asks for what it shows, whether the declaration speaks of a filter or not.
    let filters = |field: &&Field| field.filter || matches!(field.filtering(), Filter::Box | Filter::Refers);
    for field in view.fields().filter(filters) {
        if let Some(text) = get(&field.id) {
            let condition = match field.filtering() {
                Filter::Blind => Condition::Words(field.asked_words(text).map_err(|_| wrong(&field.id))?),
                Filter::Words if text.chars().count() > LONGEST => return Err(wrong(&field.id)),
                Filter::Words => Condition::Holds(text.to_owned()),
                Filter::Refers => match field.parse(text).map_err(|_| wrong(&field.id))? {
                    Value::Text(text) => Condition::Within(text),
                    value => Condition::Is(value),
                },
                Filter::Within => match field.parse(text).map_err(|_| wrong(&field.id))? {
                    Value::Text(code) => Condition::Within(code),
                    value => Condition::Is(value),
                },
                Filter::Box => Condition::Meets(read_box(text).ok_or_else(|| wrong(&field.id))?),
                Filter::Contains => {
                    field.parse(text).map_err(|_| wrong(&field.id))?;
                    Condition::Among(text.to_owned())
                }
                _ => Condition::Is(field.parse(text).map_err(|_| wrong(&field.id))?),
            };
            list.conditions.push((field.id.clone(), condition));
        }
        for (suffix, make) in
            [("_from", Condition::From as fn(Value) -> Condition), ("_until", Condition::Until)]
        {
            let name = format!("{}{suffix}", field.id);
            if let Some(text) = get(&name).filter(|_| !field.is_restricted()) {
                let value = field.parse(text).map_err(|_| wrong(&name))?;
                list.conditions.push((field.id.clone(), make(value)));
            }
        }
    }
    if let Some(words) = get("q") {
        if words.chars().count() > LONGEST {
            return Err(wrong("q"));
        }
        list.words = Some(words.to_owned());
    }
    for name in ["state", "number"] {
        if let Some(text) = get(name) {
            list.conditions.push((name.to_owned(), Condition::Is(text.into())));
        }
    }
    if let (true, Some(own), Some(keeping)) = (view.is_own, &view.own, &view.register.rules.kept_by) {
        let condition = match keeping {
            Keeping::Territory(_) => Condition::Within(own.clone()),
            Keeping::Body(_) => Condition::Is(own.as_str().into()),
        };
        list.conditions.push((keeping.field().to_owned(), condition));
    }
    if let Some(sort) = get("sort") {
        let field = view
            .fields()
            .find(|field| field.id == sort && field.required && !field.is_restricted())
            .ok_or_else(|| wrong("sort"))?;
        list.sort = Some(field.id.clone());
        list.descending = Some(get("order") == Some("desc"));
    }
    if let Some(text) = get("after") {
        list.after = Some(read_cursor(text).ok_or_else(|| wrong("after"))?);
    }
    Ok(list)
}

/// A cursor as text: opaque to clients.
pub fn cursor_text(cursor: &Cursor) -> String {
    let key = match &cursor.key {
        Value::Int(int) => format!("i{int}"),
        Value::Text(text) => format!("t{text}"),
        _ => "n".to_owned(),
    };
    URL_SAFE_NO_PAD.encode(format!("{}{key}", cursor.id.simple()))
}

/// The cursor of a text; `None` where it is none of ours.
pub fn read_cursor(text: &str) -> Option<Cursor> {
    let plain = String::from_utf8(URL_SAFE_NO_PAD.decode(text).ok()?).ok()?;
    let (id, key) = plain.split_at_checked(32)?;
    let id = id.parse().ok()?;
    let key = match key.split_at_checked(1)? {
        ("i", int) => Value::Int(int.parse().ok()?),
        ("t", text) if !text.contains('\0') => Value::Text(text.to_owned()),
        _ => return None,
    };
    Some(Cursor { key, id })
}

/// The query of a list as text, with some names left out.
pub fn query_text(query: &HashMap<String, String>, without: &[&str]) -> String {
    let mut pairs: Vec<_> =
        query.iter().filter(|(name, value)| !without.contains(&name.as_str()) && !value.is_empty()).collect();
    pairs.sort();
    pairs.iter().map(|(name, value)| format!("{}={}&", form_encoded(name), form_encoded(value))).collect()
}

#[cfg(test)]
mod tests {
    use oblast_kernel::Uuid;

    use super::*;

    #[test]
    fn a_cursor_is_read_back_and_anything_else_refused() {
        for key in [Value::Int(-5), Value::Text("їжак".into())] {
            let cursor = Cursor { key, id: Uuid::from_u128(7) };
            assert_eq!(read_cursor(&cursor_text(&cursor)), Some(cursor));
        }
        for wrong in ["", "x", "!!!", "AAAA", &"A".repeat(5000)] {
            assert_eq!(read_cursor(wrong), None, "{wrong}");
        }
    }
}
