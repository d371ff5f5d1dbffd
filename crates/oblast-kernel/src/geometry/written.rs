//! Coordinates as people and programs write them.

use super::{DEGREE, Geometry, GeometryError, POINTS, Point};
use crate::decimal;

/// Digits after the mark that are kept.
const SCALE: u32 = 7;

/// Reads one place: latitude, then longitude.
pub(super) fn from_lines(text: &str) -> Result<Point, GeometryError> {
    match points(text)?.as_slice() {
        [point] => Ok(*point),
        [] => Err(GeometryError::Unreadable(1)),
        _ => Err(GeometryError::Kind),
    }
}

/// Reads places, a line each; empty lines are left out.
pub(super) fn points(text: &str) -> Result<Vec<Point>, GeometryError> {
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let mut points = Vec::new();
    for (index, line) in lines {
        if points.len() >= POINTS {
            return Err(GeometryError::TooMany);
        }
        points.push(point(line.trim(), index + 1)?);
    }
    Ok(points)
}

/// Reads rings with empty lines between them.
pub(super) fn rings(text: &str) -> Result<Vec<Vec<Point>>, GeometryError> {
    let mut rings: Vec<Vec<Point>> = vec![Vec::new()];
    let mut count = 0;
    for (index, line) in text.trim().lines().enumerate() {
        if line.trim().is_empty() {
            rings.push(Vec::new());
            continue;
        }
        count += 1;
        if count > POINTS {
            return Err(GeometryError::TooMany);
        }
        if let Some(ring) = rings.last_mut() {
            ring.push(point(line.trim(), index + 1)?);
        }
    }
    rings.retain(|ring| !ring.is_empty());
    Ok(rings)
}

/// `50.4501, 30.5234`, `50,4501; 30,5234`, `50°27′00″ пн. ш. 30°31′24″ сх. д.`.
fn point(line: &str, number: usize) -> Result<Point, GeometryError> {
    let unreadable = || GeometryError::Unreadable(number);
    if line.contains('°') {
        let (lat, lon) = sexagesimal(line).ok_or_else(unreadable)?;
        return Point::checked(lon, lat, number);
    }
    let apart: Vec<&str> = line
        .split([' ', ';', '\t', '\u{a0}'])
        .map(|part| part.trim_end_matches(','))
        .filter(|part| !part.is_empty())
        .collect();
    let (lat, lon) = match apart[..] {
        [lat, lon] => (unit(lat), unit(lon)),
        // Without spaces: `50.45,30.52`, or with decimal commas `50,45,30,52`.
        [joined] => {
            let parts: Vec<&str> = joined.split(',').collect();
            match parts[..] {
                [lat, lon] => (unit(lat), unit(lon)),
                [lat, part, lon, other] => (unit(&format!("{lat}.{part}")), unit(&format!("{lon}.{other}"))),
                _ => (None, None),
            }
        }
        _ => (None, None),
    };
    Point::checked(lon.ok_or_else(unreadable)?, lat.ok_or_else(unreadable)?, number)
}

/// A decimal in degrees; digits beyond a centimetre are cut.
fn unit(text: &str) -> Option<i64> {
    let mark = text.find([',', '.']);
    let end = mark.map_or(text.len(), |mark| (mark + 1 + SCALE as usize).min(text.len()));
    let (kept, cut) = text.split_at_checked(end)?;
    if !cut.bytes().all(|byte| byte.is_ascii_digit()) || text.len() > 30 {
        return None;
    }
    decimal::parse(kept, SCALE).ok()
}

/// Degrees, minutes and seconds: latitude and longitude.
fn sexagesimal(line: &str) -> Option<(i64, i64)> {
    let numbers = |text: &str| -> Option<i64> {
        let mut parts = text
            .split(|letter: char| !letter.is_ascii_digit() && letter != '.' && letter != ',')
            .map(|part| part.trim_matches(['.', ',']))
            .filter(|part| !part.is_empty());
        let mut next = || parts.next().map_or(Some(0), unit);
        let (degrees, minutes, seconds) = (next()?, next()?, next()?);
        let below = 60 * DEGREE;
        (minutes < below && seconds < below).then(|| degrees + minutes / 60 + seconds / 3_600)
    };
    // The second sign of degrees belongs to the longitude; its number stands right before it.
    let second = line.match_indices('°').nth(1)?.0;
    let begins =
        line[..second].rfind(|letter: char| !letter.is_ascii_digit() && letter != '.' && letter != ',')?;
    let begins = begins + line[begins..].chars().next().map_or(1, char::len_utf8);
    let (lat, lon) = line.split_at_checked(begins)?;
    let turned = |text: &str, signs: &[&str]| {
        let lower = text.to_lowercase();
        signs.iter().any(|sign| lower.contains(sign)) || text.trim_start().starts_with('-')
    };
    let lat = numbers(lat)? * if turned(lat, &["s", "пд"]) { -1 } else { 1 };
    let lon = numbers(lon)? * if turned(lon, &["w", "зх", "зд"]) { -1 } else { 1 };
    Some((lat, lon))
}

pub(super) fn lines(geometry: &Geometry) -> String {
    let line = |point: &Point| format!("{}, {}", shown(point.lat), shown(point.lon));
    let part = |points: &[Point]| points.iter().map(line).collect::<Vec<_>>().join("\n");
    match geometry {
        Geometry::Point(point) => line(point),
        Geometry::Line(points) => part(points),
        // The last point of a ring is the first one; nobody types it twice.
        Geometry::Polygon(rings) => {
            let rings = rings.iter().map(|ring| part(&ring[..ring.len().saturating_sub(1)]));
            rings.collect::<Vec<_>>().join("\n\n")
        }
    }
}

/// A coordinate without the noughts that say nothing.
fn shown(unit: i64) -> String {
    let plain = decimal::plain(unit, SCALE);
    plain.trim_end_matches('0').trim_end_matches('.').to_owned()
}

pub(super) fn wkt(geometry: &Geometry) -> String {
    let pair = |point: &Point| format!("{} {}", shown(point.lon), shown(point.lat));
    let part = |points: &[Point]| format!("({})", points.iter().map(pair).collect::<Vec<_>>().join(", "));
    match geometry {
        Geometry::Point(point) => format!("POINT ({})", pair(point)),
        Geometry::Line(points) => format!("LINESTRING {}", part(points)),
        Geometry::Polygon(rings) => {
            format!("POLYGON ({})", rings.iter().map(|ring| part(ring)).collect::<Vec<_>>().join(", "))
        }
    }
}

/// Reads well-known text: longitude before latitude.
pub(super) fn from_wkt(text: &str) -> Result<Geometry, GeometryError> {
    let unreadable = GeometryError::Unreadable(1);
    let (name, rest) = text.split_once('(').ok_or(unreadable.clone())?;
    let inner = rest.trim_end().strip_suffix(')').ok_or(unreadable.clone())?;
    let pairs = |text: &str| -> Result<Vec<Point>, GeometryError> {
        let parts: Vec<&str> = text.split(',').collect();
        if parts.len() > POINTS {
            return Err(GeometryError::TooMany);
        }
        let read = |(index, part): (usize, &&str)| {
            let mut numbers = part.split_whitespace().map(unit);
            match (numbers.next().flatten(), numbers.next().flatten(), numbers.next()) {
                (Some(lon), Some(lat), None) => Point::checked(lon, lat, index + 1),
                _ => Err(GeometryError::Unreadable(index + 1)),
            }
        };
        parts.iter().enumerate().map(read).collect()
    };
    match name.trim().to_uppercase().as_str() {
        "POINT" => match pairs(inner)?.as_slice() {
            [point] => Ok(Geometry::Point(*point)),
            _ => Err(GeometryError::Kind),
        },
        "LINESTRING" => Ok(Geometry::Line(pairs(inner)?)),
        "POLYGON" => {
            let rings = inner.split(')').map(|ring| ring.trim_matches([' ', ',', '('].as_slice()));
            let rings = rings.filter(|ring| !ring.is_empty()).map(pairs);
            Ok(Geometry::Polygon(rings.collect::<Result<_, _>>()?))
        }
        _ => Err(GeometryError::Kind),
    }
}
