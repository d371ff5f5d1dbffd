//! What `point`, `line` and `polygon` share: stored as well-known binary, with the box around it in columns beside.

use oblast_kernel::geometry::{Geometry, GeometryError, POINTS};
use oblast_kernel::value::ColumnType;
use oblast_kernel::{Lang, Value, decimal};
use serde_json::{Value as Json, json};

use super::{Field, FieldError, FieldKind, Filter, Input, Shape};

/// The columns beside a shape: its box, in ten-millionths of a degree.
const BOX: &[(&str, ColumnType)] = &[
    ("_west", ColumnType::Int),
    ("_south", ColumnType::Int),
    ("_east", ColumnType::Int),
    ("_north", ColumnType::Int),
];

/// A kind that is drawn on a map.
pub(super) struct Drawn {
    pub name: &'static str,
    pub shape: Shape,
    /// The type of its GeoJSON geometry.
    pub geojson: &'static str,
    /// Reads what is typed.
    pub read: fn(&str) -> Result<Geometry, GeometryError>,
    /// Is a geometry one of this kind?
    pub fits: fn(&Geometry) -> bool,
    /// How it is shown in a list and on a card.
    pub show: fn(&Geometry, Lang) -> String,
    pub about: &'static str,
    pub example: &'static str,
}

impl Drawn {
    /// A geometry as it is stored.
    fn to_value(&self, read: Result<Geometry, GeometryError>) -> Result<Value, FieldError> {
        match read {
            Ok(geometry) if (self.fits)(&geometry) => Ok(Value::Bytes(geometry.to_wkb())),
            Ok(_) => Err(FieldError::new("shape-kind")),
            Err(error) => Err(field_error(&error)),
        }
    }
}

impl FieldKind for Drawn {
    fn name(&self) -> &'static str {
        self.name
    }

    fn column(&self) -> ColumnType {
        ColumnType::Bytes
    }

    fn beside(&self) -> &'static [(&'static str, ColumnType)] {
        BOX
    }

    fn beside_values(&self, value: &Value) -> Vec<Value> {
        match stored(value) {
            Some(geometry) => {
                let bounds = geometry.bounds();
                [bounds.west, bounds.south, bounds.east, bounds.north].map(Value::Int).into()
            }
            None => vec![Value::Null; BOX.len()],
        }
    }

    fn parse(&self, text: &str, _field: &Field) -> Result<Value, FieldError> {
        self.to_value((self.read)(text))
    }

    /// A GeoJSON geometry; a text is read as if typed.
    fn parse_json(&self, json: &Json, field: &Field) -> Result<Value, FieldError> {
        match json {
            Json::String(text) => field.parse(text),
            json => self.to_value(Geometry::from_json(json)),
        }
    }

    fn to_json(&self, value: &Value, _field: &Field) -> Json {
        stored(value).map_or(Json::Null, |geometry| geometry.to_json())
    }

    fn to_text(&self, value: &Value, _field: &Field) -> String {
        stored(value).map_or_else(String::new, |geometry| geometry.to_wkt())
    }

    fn to_input(&self, value: &Value, _field: &Field) -> String {
        stored(value).map_or_else(String::new, |geometry| geometry.to_lines())
    }

    fn display(&self, value: &Value, _field: &Field, lang: Lang) -> String {
        stored(value).map_or_else(String::new, |geometry| (self.show)(&geometry, lang))
    }

    fn schema(&self, _field: &Field) -> Json {
        json!({
            "type": "object",
            "required": ["type", "coordinates"],
            "properties": { "type": { "const": self.geojson }, "coordinates": { "type": "array" } },
        })
    }

    fn input(&self) -> Input {
        Input::Shape(self.shape)
    }

    fn filter(&self) -> Filter {
        Filter::Box
    }

    fn about(&self) -> &'static str {
        self.about
    }

    fn example(&self) -> &'static str {
        self.example
    }
}

/// The geometry of a stored value.
fn stored(value: &Value) -> Option<Geometry> {
    match value {
        Value::Bytes(bytes) => Geometry::from_wkb(bytes),
        _ => None,
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

/// A measure as people read it, with one digit after the mark.
pub(super) fn measure(amount: f64, lang: Lang, units: (&str, &str)) -> String {
    let tenths = (amount * 10.0).round() as i64;
    let number = decimal::readable(tenths, 1);
    match lang {
        Lang::Uk => format!("{number} {}", units.0),
        Lang::En => format!("{} {}", number.replace(',', "."), units.1),
    }
}
