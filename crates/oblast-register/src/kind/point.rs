//! `point`: a place on the map.

use oblast_kernel::geometry::Geometry;
use oblast_kernel::value::ColumnType;
use oblast_kernel::{Lang, Value};
use serde_json::Value as Json;

use super::{Field, FieldError, FieldKind, Filter, Input, Shape, shape};

pub(super) struct Place;
pub(super) const POINT: Place = Place;

fn fits(geometry: &Geometry) -> bool {
    matches!(geometry, Geometry::Point(_))
}

impl FieldKind for Place {
    fn name(&self) -> &'static str {
        "point"
    }

    fn column(&self) -> ColumnType {
        ColumnType::Bytes
    }

    fn beside(&self) -> &'static [(&'static str, ColumnType)] {
        shape::BOX
    }

    fn beside_values(&self, value: &Value) -> Vec<Value> {
        shape::bounds(value)
    }

    fn parse(&self, text: &str, _field: &Field) -> Result<Value, FieldError> {
        shape::to_value(Geometry::parse(text), fits)
    }

    fn parse_json(&self, json: &Json, field: &Field) -> Result<Value, FieldError> {
        shape::parse_json(json, field, fits)
    }

    fn to_json(&self, value: &Value, _field: &Field) -> Json {
        shape::to_json(value)
    }

    fn to_text(&self, value: &Value, _field: &Field) -> String {
        shape::to_text(value)
    }

    fn to_input(&self, value: &Value, _field: &Field) -> String {
        shape::to_input(value)
    }

    fn display(&self, value: &Value, _field: &Field, _lang: Lang) -> String {
        shape::to_input(value)
    }

    fn schema(&self, _field: &Field) -> Json {
        shape::schema("Point")
    }

    fn input(&self) -> Input {
        Input::Shape(Shape::Point)
    }

    fn filter(&self) -> Filter {
        Filter::Box
    }

    fn about(&self) -> &'static str {
        "Місце на мапі: широта, довгота (WGS 84). У CSV – WKT, у JSON – GeoJSON. Приймає й градуси з мінутами, і вибір на мапі."
    }

    fn example(&self) -> &'static str {
        "50.4501, 30.5234"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_keeps_its_box_and_swapped_coordinates_are_noticed() {
        let field = super::super::sample(&POINT);
        let value = field.parse("50,4501 30,5234").unwrap();
        assert_eq!(POINT.display(&value, &field, Lang::Uk), "50.4501, 30.5234");
        assert_eq!(POINT.to_text(&value, &field), "POINT (30.5234 50.4501)");
        let sides: Vec<Value> = [305_234_000, 504_501_000, 305_234_000, 504_501_000].map(Value::Int).into();
        assert_eq!(POINT.beside_values(&value), sides);
        assert_eq!(field.parse("30.5, 50.4").unwrap_err().code, "coordinates-swapped");
        assert_eq!(field.parse("LINESTRING (30 50, 31 50)").unwrap_err().code, "shape-kind");
    }
}
