//! `line`: a course on the map: a road, a pipe, a route.

use oblast_kernel::geometry::Geometry;

use super::Shape;
use super::shape::{Drawn, measure};

pub(super) const LINE: Drawn = Drawn {
    name: "line",
    shape: Shape::Line,
    geojson: "LineString",
    read: Geometry::parse_line,
    fits: |geometry| matches!(geometry, Geometry::Line(_)),
    show: |geometry, lang| measure(geometry.length() / 1_000.0, lang, ("км", "km")),
    about: "Лінія на мапі: дорога, труба, маршрут. Точки – по одній у рядку: широта, довгота.",
    example: "50.45, 30.52\n50.46, 30.54",
};

#[cfg(test)]
mod tests {
    use oblast_kernel::Lang;

    use super::*;
    use crate::kind::FieldKind as _;

    #[test]
    fn a_course_shows_its_length_and_names_the_line_that_is_wrong() {
        let field = super::super::sample(&LINE);
        let value = field.parse("50, 30\n51, 30").unwrap();
        assert_eq!(LINE.display(&value, &field, Lang::Uk), "111,2 км");
        let error = field.parse("50, 30\nдалі").unwrap_err();
        assert_eq!((error.code, error.args), ("coordinates", vec![("line", "2".to_owned())]));
    }
}
