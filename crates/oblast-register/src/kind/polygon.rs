//! `polygon`: an area on the map: a plot, a zone, a district.

use oblast_kernel::geometry::Geometry;

use super::Shape;
use super::shape::{Drawn, measure};

pub(super) const POLYGON: Drawn = Drawn {
    name: "polygon",
    shape: Shape::Polygon,
    geojson: "Polygon",
    read: Geometry::parse_polygon,
    fits: |geometry| matches!(geometry, Geometry::Polygon(_)),
    show: |geometry, lang| measure(geometry.area() / 10_000.0, lang, ("га", "ha")),
    about: "Ділянка на мапі: межі, зони, райони. Вершини – по одній у рядку: широта, довгота; порожній рядок починає отвір.",
    example: "50.45, 30.52\n50.45, 30.54\n50.46, 30.54",
};

#[cfg(test)]
mod tests {
    use oblast_kernel::Lang;

    use super::*;
    use crate::kind::FieldKind as _;

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
