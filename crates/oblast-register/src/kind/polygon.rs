//! `polygon`: an area on the map: a plot, a zone, a district.

use oblast_kernel::geometry::Geometry;
use oblast_kernel::value::ColumnType;
use oblast_kernel::{Lang, Value};
use serde_json::Value as Json;

use super::{Field, FieldError, FieldKind, Filter, Input, Shape, shape};

pub(super) struct Area;
pub(super) const POLYGON: Area = Area;

fn fits(geometry: &Geometry) -> bool {
    matches!(geometry, Geometry::Polygon(_))
}

impl FieldKind for Area {
    fn name(&self) -> &'static str {
        "polygon"
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
        shape::to_value(Geometry::parse_polygon(text), fits)
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

    fn display(&self, value: &Value, _field: &Field, lang: Lang) -> String {
        let area = shape::stored(value).map(|geometry| geometry.area());
        area.map_or_else(String::new, |metres| shape::measure(metres / 10_000.0, lang, ("га", "ha")))
    }

    fn schema(&self, _field: &Field) -> Json {
        shape::schema("Polygon")
    }

    fn input(&self) -> Input {
        Input::Shape(Shape::Polygon)
    }

    fn filter(&self) -> Filter {
        Filter::Box
    }

    fn about(&self) -> &'static str {
        "Ділянка на мапі: межі, зони, райони. Вершини – по одній у рядку: широта, довгота; порожній рядок починає отвір."
    }

    fn example(&self) -> &'static str {
        "50.45, 30.52\n50.45, 30.54\n50.46, 30.54"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_area_shows_its_size_and_a_crossing_outline_is_named() {
        let field = super::super::sample(&POLYGON);
        let value = field.parse("50, 30\n50, 30.01\n50.01, 30.01\n50.01, 30").unwrap();
        assert_eq!(POLYGON.display(&value, &field, Lang::En), "79.5 ha");
        let error = field.parse("50, 30\n51, 31\n50, 31\n51, 30").unwrap_err();
        assert_eq!(error.code, "shape-crosses");
        assert_eq!(error.args, [("one", "1".to_owned()), ("other", "3".to_owned())]);
    }
}
