//! Points, lines and polygons in WGS 84 (EPSG:4326), as whole ten-millionths of a degree: about a centimetre.
//!
//! People write latitude first, GeoJSON (RFC 7946) and well-known text and binary (OGC 06-103r4) longitude first.

use serde_json::{Value as Json, json};

mod crossing;
mod wkb;
mod written;

/// How many units a degree has.
pub const DEGREE: i64 = 10_000_000;
/// How many points a geometry has at most.
pub const POINTS: usize = 5_000;
/// The mean radius of the Earth in metres (IUGG).
const RADIUS: f64 = 6_371_008.8;

/// A place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Point {
    /// Longitude.
    pub lon: i64,
    /// Latitude.
    pub lat: i64,
}

/// A geometry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Geometry {
    /// A place.
    Point(Point),
    /// Two places or more, joined.
    Line(Vec<Point>),
    /// An outline, then holes in it; each ring ends where it begins.
    Polygon(Vec<Vec<Point>>),
}

/// The smallest and the greatest coordinates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// The least longitude.
    pub west: i64,
    /// The least latitude.
    pub south: i64,
    /// The greatest longitude.
    pub east: i64,
    /// The greatest latitude.
    pub north: i64,
}

/// Why a geometry was not read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GeometryError {
    /// Not coordinates: the line, from 1.
    #[error("line {0} holds no coordinates")]
    Unreadable(usize),
    /// A latitude beyond 90 degrees or a longitude beyond 180.
    #[error("coordinates outside of the Earth in line {0}")]
    Range(usize),
    /// Latitude and longitude seem to have changed places: read the other way they lie in Ukraine.
    #[error("latitude and longitude have changed places in line {0}")]
    Swapped(usize),
    /// Too few points.
    #[error("too few points")]
    TooFew,
    /// More points than may be.
    #[error("more than {POINTS} points")]
    TooMany,
    /// Two sides of an outline cross or touch: their numbers, from 1.
    #[error("sides {0} and {1} cross")]
    Crossing(usize, usize),
    /// Another kind of geometry.
    #[error("another kind of geometry")]
    Kind,
}

/// Where Ukraine lies, with some room around it.
const UKRAINE: Bounds =
    Bounds { west: 22 * DEGREE, south: 44 * DEGREE, east: 41 * DEGREE, north: 53 * DEGREE };

impl Bounds {
    /// Does a place lie within?
    pub fn hold(&self, point: Point) -> bool {
        (self.west..=self.east).contains(&point.lon) && (self.south..=self.north).contains(&point.lat)
    }
}

impl Point {
    /// A place on the Earth.
    fn checked(lon: i64, lat: i64, line: usize) -> Result<Point, GeometryError> {
        let point = Point { lon, lat };
        let turned = Point { lon: lat, lat: lon };
        let earth =
            Bounds { west: -180 * DEGREE, south: -90 * DEGREE, east: 180 * DEGREE, north: 90 * DEGREE };
        match (UKRAINE.hold(point), UKRAINE.hold(turned)) {
            (false, true) => Err(GeometryError::Swapped(line)),
            _ if earth.hold(point) => Ok(point),
            _ => Err(GeometryError::Range(line)),
        }
    }

    /// Degrees of longitude and latitude.
    pub fn degrees(self) -> (f64, f64) {
        (self.lon as f64 / DEGREE as f64, self.lat as f64 / DEGREE as f64)
    }

    fn json(self) -> Json {
        let (lon, lat) = self.degrees();
        json!([lon, lat])
    }

    /// The way to another place in metres, along a great circle.
    fn distance(self, other: Point) -> f64 {
        let ((lon, lat), (to_lon, to_lat)) = (self.degrees(), other.degrees());
        let (lat, to_lat) = (lat.to_radians(), to_lat.to_radians());
        let half_lat = ((to_lat - lat) / 2.0).sin();
        let half_lon = ((to_lon - lon).to_radians() / 2.0).sin();
        let part = half_lat * half_lat + lat.cos() * to_lat.cos() * half_lon * half_lon;
        2.0 * RADIUS * part.sqrt().min(1.0).asin()
    }
}

impl Geometry {
    /// Reads what a person wrote, well-known text, or GeoJSON.
    pub fn parse(text: &str) -> Result<Geometry, GeometryError> {
        let text = text.trim();
        match text.chars().next() {
            Some('{') => {
                let json = serde_json::from_str(text).map_err(|_| GeometryError::Unreadable(1))?;
                Geometry::from_json(&json)
            }
            Some(letter) if letter.is_ascii_alphabetic() => written::from_wkt(text)?.sound(),
            _ => written::from_lines(text).map(Geometry::Point),
        }
    }

    /// Reads places, a line each, as a line.
    pub fn parse_line(text: &str) -> Result<Geometry, GeometryError> {
        if text.trim_start().starts_with(|letter: char| letter == '{' || letter.is_ascii_alphabetic()) {
            return Geometry::parse(text);
        }
        Geometry::Line(written::points(text)?).sound()
    }

    /// Reads places, a line each, as the outline of a polygon; an empty line begins a hole.
    pub fn parse_polygon(text: &str) -> Result<Geometry, GeometryError> {
        if text.trim_start().starts_with(|letter: char| letter == '{' || letter.is_ascii_alphabetic()) {
            return Geometry::parse(text);
        }
        Geometry::Polygon(written::rings(text)?).sound()
    }

    /// Reads a GeoJSON geometry.
    pub fn from_json(json: &Json) -> Result<Geometry, GeometryError> {
        let coordinates = &json["coordinates"];
        let geometry = match json["type"].as_str() {
            Some("Point") => Geometry::Point(json_point(coordinates, 1)?),
            Some("LineString") => Geometry::Line(json_points(coordinates)?),
            Some("Polygon") => {
                let rings = coordinates.as_array().ok_or(GeometryError::Unreadable(1))?;
                Geometry::Polygon(rings.iter().map(json_points).collect::<Result<_, _>>()?)
            }
            _ => return Err(GeometryError::Kind),
        };
        geometry.sound()
    }

    /// The geometry, if it is one: enough points, rings closed, no side crossing another.
    fn sound(self) -> Result<Geometry, GeometryError> {
        let count: usize = self.parts().iter().map(|part| part.len()).sum();
        if count > POINTS {
            return Err(GeometryError::TooMany);
        }
        match self {
            Geometry::Point(_) => Ok(self),
            Geometry::Line(mut points) => {
                points.dedup();
                if points.len() < 2 { Err(GeometryError::TooFew) } else { Ok(Geometry::Line(points)) }
            }
            Geometry::Polygon(mut rings) => {
                for ring in &mut rings {
                    ring.dedup();
                    if ring.first() != ring.last()
                        && let Some(first) = ring.first().copied()
                    {
                        ring.push(first);
                    }
                    if ring.len() < 4 {
                        return Err(GeometryError::TooFew);
                    }
                }
                if rings.is_empty() {
                    return Err(GeometryError::TooFew);
                }
                match crossing::find(&rings) {
                    Some((one, other)) => Err(GeometryError::Crossing(one, other)),
                    None => Ok(Geometry::Polygon(rings)),
                }
            }
        }
    }

    /// Points, part by part.
    pub fn parts(&self) -> Vec<&[Point]> {
        match self {
            Geometry::Point(point) => vec![std::slice::from_ref(point)],
            Geometry::Line(points) => vec![points],
            Geometry::Polygon(rings) => rings.iter().map(Vec::as_slice).collect(),
        }
    }

    /// The box around it.
    pub fn bounds(&self) -> Bounds {
        let mut bounds = Bounds { west: i64::MAX, south: i64::MAX, east: i64::MIN, north: i64::MIN };
        for point in self.parts().into_iter().flatten() {
            bounds.west = bounds.west.min(point.lon);
            bounds.east = bounds.east.max(point.lon);
            bounds.south = bounds.south.min(point.lat);
            bounds.north = bounds.north.max(point.lat);
        }
        bounds
    }

    /// As GeoJSON.
    pub fn to_json(&self) -> Json {
        let points = |points: &[Point]| points.iter().map(|point| point.json()).collect::<Vec<_>>();
        match self {
            Geometry::Point(point) => json!({ "type": "Point", "coordinates": point.json() }),
            Geometry::Line(line) => json!({ "type": "LineString", "coordinates": points(line) }),
            Geometry::Polygon(rings) => {
                let rings: Vec<Vec<Json>> = rings.iter().map(|ring| points(ring)).collect();
                json!({ "type": "Polygon", "coordinates": rings })
            }
        }
    }

    /// As well-known binary, little-endian.
    pub fn to_wkb(&self) -> Vec<u8> {
        wkb::write(self)
    }

    /// The geometry of well-known binary that [`Geometry::to_wkb`] wrote.
    pub fn from_wkb(bytes: &[u8]) -> Option<Geometry> {
        wkb::read(bytes)
    }

    /// As well-known text.
    pub fn to_wkt(&self) -> String {
        written::wkt(self)
    }

    /// As a person writes it: latitude, longitude, a line for each point.
    pub fn to_lines(&self) -> String {
        written::lines(self)
    }

    /// The length of a line or of a polygon's outline in metres; of a point, nothing.
    pub fn length(&self) -> f64 {
        self.parts()
            .iter()
            .map(|part| part.windows(2).map(|pair| pair[0].distance(pair[1])).sum::<f64>())
            .sum()
    }

    /// The area of a polygon in square metres, holes left out, on a sphere; of others, nothing.
    pub fn area(&self) -> f64 {
        let Geometry::Polygon(rings) = self else { return 0.0 };
        let mut areas = rings.iter().map(|ring| ring_area(ring));
        let outline = areas.next().unwrap_or_default();
        (outline - areas.sum::<f64>()).max(0.0)
    }
}

/// The area within a ring (Chamberlain and Duquette, JPL 07-03).
fn ring_area(ring: &[Point]) -> f64 {
    let sum: f64 = ring
        .windows(2)
        .map(|pair| {
            let ((lon, lat), (to_lon, to_lat)) = (pair[0].degrees(), pair[1].degrees());
            (to_lon - lon).to_radians() * (2.0 + lat.to_radians().sin() + to_lat.to_radians().sin())
        })
        .sum();
    (sum * RADIUS * RADIUS / 2.0).abs()
}

fn json_point(json: &Json, place: usize) -> Result<Point, GeometryError> {
    let unit = |index: usize| {
        let degrees = json.get(index)?.as_f64().filter(|degrees| degrees.abs() <= 1_000.0)?;
        Some((degrees * DEGREE as f64).round() as i64)
    };
    match (unit(0), unit(1)) {
        (Some(lon), Some(lat)) => Point::checked(lon, lat, place),
        _ => Err(GeometryError::Unreadable(place)),
    }
}

fn json_points(json: &Json) -> Result<Vec<Point>, GeometryError> {
    let points = json.as_array().ok_or(GeometryError::Unreadable(1))?;
    if points.len() > POINTS {
        return Err(GeometryError::TooMany);
    }
    points.iter().enumerate().map(|(index, point)| json_point(point, index + 1)).collect()
}

#[cfg(test)]
mod tests;
