//! `line`: a course on the map: a road, a pipe, a route.

use oblast_kernel::geometry::Geometry;
use oblast_kernel::value::ColumnType;
use oblast_kernel::{Lang, Value};
use serde_json::Value as Json;

use super::{Field, FieldError, FieldKind, Filter, Input, Shape, shape};

pub(super) struct Course;
pub(super) const LINE: Course = Course;

fn fits(geometry: &Geometry) -> bool {
    matches!(geometry, Geometry::Line(_))
}

impl FieldKind for Course {
    fn name(&self) -> &'static str {
        "line"
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
        shape::to_value(Geometry::parse_line(text), fits)
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
        let length = shape::stored(value).map(|geometry| geometry.length());
        length.map_or_else(String::new, |metres| shape::measure(metres / 1_000.0, lang, ("км", "km")))
    }

    fn schema(&self, _field: &Field) -> Json {
        shape::schema("LineString")
    }

    fn input(&self) -> Input {
        Input::Shape(Shape::Line)
    }

    fn filter(&self) -> Filter {
        Filter::Box
    }

    fn about(&self) -> &'static str {
        "Лінія на мапі: дорога, труба, маршрут. Точки – по одній у рядку: широта, довгота."
    }

    fn example(&self) -> &'static str {
        "50.45, 30.52\n50.46, 30.54"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_course_shows_its_length_and_names_the_line_that_is_wrong() {
        let field = super::super::sample(&LINE);
        let value = field.parse("50, 30\n51, 30").unwrap();
        assert_eq!(LINE.display(&value, &field, Lang::Uk), "111,2 км");
        let error = field.parse("50, 30\nдалі").unwrap_err();
        assert_eq!((error.code, error.args), ("coordinates", vec![("line", "2".to_owned())]));
    }
}
