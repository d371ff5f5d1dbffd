//! What `point`, `line` and `polygon` share: stored as well-known binary, with the box around it in columns beside.

use oblast_kernel::geometry::{Geometry, GeometryError, POINTS};
use oblast_kernel::value::ColumnType;
use oblast_kernel::{Lang, Value, decimal};
use serde_json::{Value as Json, json};

use super::{Field, FieldError};

/// The columns beside a shape: its box, in ten-millionths of a degree.
pub(super) const BOX: &[(&str, ColumnType)] = &[
    ("_west", ColumnType::Int),
    ("_south", ColumnType::Int),
    ("_east", ColumnType::Int),
    ("_north", ColumnType::Int),
];

/// The values of [`BOX`].
pub(super) fn bounds(value: &Value) -> Vec<Value> {
    match stored(value) {
        Some(geometry) => {
            let bounds = geometry.bounds();
            [bounds.west, bounds.south, bounds.east, bounds.north].map(Value::Int).into()
        }
        None => vec![Value::Null; BOX.len()],
    }
}

/// The geometry of a stored value.
pub(super) fn stored(value: &Value) -> Option<Geometry> {
    match value {
        Value::Bytes(bytes) => Geometry::from_wkb(bytes),
        _ => None,
    }
}

/// A geometry as it is stored.
pub(super) fn to_value(
    read: Result<Geometry, GeometryError>,
    fits: fn(&Geometry) -> bool,
) -> Result<Value, FieldError> {
    match read {
        Ok(geometry) if fits(&geometry) => Ok(Value::Bytes(geometry.to_wkb())),
        Ok(_) => Err(FieldError::new("shape-kind")),
        Err(error) => Err(field_error(&error)),
    }
}

/// A GeoJSON geometry; a text is read as if typed.
pub(super) fn parse_json(
    json: &Json,
    field: &Field,
    fits: fn(&Geometry) -> bool,
) -> Result<Value, FieldError> {
    match json {
        Json::String(text) => field.parse(text),
        json => to_value(Geometry::from_json(json), fits),
    }
}

fn field_error(error: &GeometryError) -> FieldError {
    match error {
        GeometryError::Unreadable(line) => FieldError::new("coordinates").with("line", line),
        GeometryError::Range(line) => FieldError::new("coordinates-range").with("line", line),
        GeometryError::Swapped(line) => FieldError::new("coordinates-swapped").with("line", line),
        GeometryError::TooFew => FieldError::new("shape-few"),
        GeometryError::TooMany => FieldError::new("shape-many").with("max", POINTS),
        GeometryError::Crossing(one, other) => {
            FieldError::new("shape-crosses").with("one", one).with("other", other)
        }
        GeometryError::Kind => FieldError::new("shape-kind"),
    }
}

pub(super) fn to_json(value: &Value) -> Json {
    stored(value).map_or(Json::Null, |geometry| geometry.to_json())
}

pub(super) fn to_text(value: &Value) -> String {
    stored(value).map_or_else(String::new, |geometry| geometry.to_wkt())
}

pub(super) fn to_input(value: &Value) -> String {
    stored(value).map_or_else(String::new, |geometry| geometry.to_lines())
}

/// The JSON Schema of a GeoJSON geometry of a type.
pub(super) fn schema(kind: &str) -> Json {
    json!({
        "type": "object",
        "required": ["type", "coordinates"],
        "properties": { "type": { "const": kind }, "coordinates": { "type": "array" } },
    })
}

/// A measure as people read it, with one digit after the mark.
pub(super) fn measure(amount: f64, lang: Lang, units: (&str, &str)) -> String {
    let tenths = (amount * 10.0).round() as i64;
    let number = decimal::readable(tenths, 1);
    match lang {
        Lang::Uk => format!("{number} {}", units.0),
        Lang::En => format!("{} {}", number.replace(',', "."), units.1),
    }
}
