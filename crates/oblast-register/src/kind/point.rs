//! `point`: a place on the map.

use oblast_kernel::geometry::Geometry;

use super::Shape;
use super::shape::Drawn;

pub(super) const POINT: Drawn = Drawn {
    name: "point",
    shape: Shape::Point,
    geojson: "Point",
    read: Geometry::parse,
    fits: |geometry| matches!(geometry, Geometry::Point(_)),
    show: |geometry, _| geometry.to_lines(),
    about: "Місце на мапі: широта, довгота (WGS 84). У CSV – WKT, у JSON – GeoJSON. Приймає й градуси з мінутами, і вибір на мапі.",
    example: "50.4501, 30.5234",
};

#[cfg(test)]
mod tests {
    use oblast_kernel::Lang;
    use oblast_kernel::Value;

    use super::*;
    use crate::kind::FieldKind as _;

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
