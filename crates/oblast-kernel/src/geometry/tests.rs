use proptest::prelude::*;

use super::*;

fn point(text: &str) -> Result<(i64, i64), GeometryError> {
    match Geometry::parse(text)? {
        Geometry::Point(point) => Ok((point.lat, point.lon)),
        _ => Err(GeometryError::Kind),
    }
}

#[test]
fn coordinates_are_read_as_people_write_them() {
    let kyiv = Ok((504_501_000, 305_234_000));
    for text in [
        "50.4501, 30.5234",
        "50.4501 30.5234",
        "50,4501; 30,5234",
        "50,4501 30,5234",
        "50.4501,30.5234",
        "50,4501,30,5234",
        "POINT (30.5234 50.4501)",
        r#"{"type":"Point","coordinates":[30.5234,50.4501]}"#,
    ] {
        assert_eq!(point(text), kyiv, "{text}");
    }
    let (lat, lon) = point("50°27′00,36″ пн. ш. 30°31′24.24″ сх. д.").unwrap();
    assert!((lat - 504_501_000).abs() <= 1 && (lon - 305_234_000).abs() <= 1, "{lat} {lon}");
    assert_eq!(point("33°30' S 70°30' W"), Ok((-335_000_000, -705_000_000)));
}

#[test]
fn swapped_coordinates_are_noticed_and_wrong_ones_named() {
    assert_eq!(point("30.5234, 50.4501"), Err(GeometryError::Swapped(1)));
    assert_eq!(point("91, 30"), Err(GeometryError::Range(1)));
    assert_eq!(point("Київ"), Err(GeometryError::Unreadable(1)));
    assert_eq!(point("50.4501"), Err(GeometryError::Unreadable(1)));
    assert_eq!(point("-33.9, 18.4"), Ok((-339_000_000, 184_000_000)), "a place elsewhere is a place");
    assert_eq!(Geometry::parse_line("50, 30\nщось"), Err(GeometryError::Unreadable(2)));
}

#[test]
fn a_ring_is_closed_and_must_not_cross_itself() {
    let square = Geometry::parse_polygon("50, 30\n50, 31\n51, 31\n51, 30").unwrap();
    let Geometry::Polygon(rings) = &square else { panic!() };
    assert_eq!(rings[0].len(), 5);
    assert_eq!(Geometry::parse_polygon(&square.to_lines()), Ok(square.clone()));
    assert_eq!(Geometry::parse_polygon("50, 30\n51, 31\n50, 31\n51, 30"), Err(GeometryError::Crossing(1, 3)));
    assert_eq!(Geometry::parse_polygon("50, 30\n51, 31"), Err(GeometryError::TooFew));
    // A side that goes back over its neighbour.
    assert!(matches!(
        Geometry::parse_polygon("50, 30\n50, 32\n50, 31\n51, 31"),
        Err(GeometryError::Crossing(..))
    ));
    let hole = "50, 30\n50, 31\n51, 31\n51, 30\n\n50.2, 30.2\n50.2, 30.8\n50.8, 30.8\n50.8, 30.2";
    let with_hole = Geometry::parse_polygon(hole).unwrap();
    assert!(with_hole.area() < square.area());
    let outside = hole.replace("50.8, 30.8", "52, 30.8");
    assert!(matches!(Geometry::parse_polygon(&outside), Err(GeometryError::Crossing(..))));
}

#[test]
fn lengths_and_areas_are_those_of_the_earth() {
    let degree = Geometry::parse_line("50, 30\n51, 30").unwrap().length();
    assert!((degree - 111_195.0).abs() < 1.0, "{degree}");
    let cell = Geometry::parse_polygon("0, 10\n0, 11\n1, 11\n1, 10").unwrap().area();
    assert!((cell / 12_363_718_145.0 - 1.0).abs() < 0.001, "{cell}");
}

#[test]
fn the_box_and_another_kind() {
    let line = Geometry::parse_line("50, 30\n51, 29").unwrap();
    assert_eq!(
        line.bounds(),
        Bounds { west: 290_000_000, south: 500_000_000, east: 300_000_000, north: 510_000_000 }
    );
    let multi = r#"{"type":"MultiPoint","coordinates":[]}"#;
    assert_eq!(Geometry::parse(multi), Err(GeometryError::Kind));
}

proptest! {
    /// What is written in any form is read back.
    #[test]
    fn every_form_is_read_back(points in proptest::collection::vec((-900_000_000i64..900_000_000, -1_800_000_000i64..1_800_000_000), 2..12)) {
        let points: Vec<Point> = points.into_iter().map(|(lat, lon)| Point { lon, lat }).collect();
        let line = Geometry::Line(points).sound();
        prop_assume!(line.is_ok());
        let line = line.unwrap();
        prop_assert_eq!(Geometry::from_wkb(&line.to_wkb()), Some(line.clone()));
        // Places that look swapped are refused when they are read.
        if let Ok(read) = Geometry::parse_line(&line.to_lines()) {
            prop_assert_eq!(&read, &line);
            prop_assert_eq!(Geometry::parse(&line.to_wkt()), Ok(line.clone()));
            prop_assert_eq!(Geometry::from_json(&line.to_json()), Ok(line));
        }
    }

    #[test]
    fn nothing_panics(text in "\\PC{0,60}|[0-9.,;°'\" \n-]{0,60}|(POINT|POLYGON|LINESTRING) ?\\(+[0-9., ()-]{0,40}", bytes in proptest::collection::vec(any::<u8>(), 0..60)) {
        let _ = (Geometry::parse(&text), Geometry::parse_line(&text), Geometry::parse_polygon(&text), Geometry::from_wkb(&bytes));
    }
}
