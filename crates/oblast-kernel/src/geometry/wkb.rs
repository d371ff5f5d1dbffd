//! Well-known binary (OGC 06-103r4, 8), little-endian.

use super::{DEGREE, Geometry, POINTS, Point};

const POINT: u32 = 1;
const LINE: u32 = 2;
const POLYGON: u32 = 3;

pub(super) fn write(geometry: &Geometry) -> Vec<u8> {
    let mut out = vec![1];
    match geometry {
        Geometry::Point(point) => {
            out.extend(POINT.to_le_bytes());
            push(&mut out, *point);
        }
        Geometry::Line(points) => {
            out.extend(LINE.to_le_bytes());
            push_all(&mut out, points);
        }
        Geometry::Polygon(rings) => {
            out.extend(POLYGON.to_le_bytes());
            out.extend(length(rings.len()).to_le_bytes());
            rings.iter().for_each(|ring| push_all(&mut out, ring));
        }
    }
    out
}

fn length(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn push_all(out: &mut Vec<u8>, points: &[Point]) {
    out.extend(length(points.len()).to_le_bytes());
    points.iter().for_each(|point| push(out, *point));
}

fn push(out: &mut Vec<u8>, point: Point) {
    let (lon, lat) = point.degrees();
    out.extend(lon.to_le_bytes());
    out.extend(lat.to_le_bytes());
}

/// Bytes being read.
struct Input<'b>(&'b [u8]);

impl Input<'_> {
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (head, rest) = self.0.split_first_chunk::<N>()?;
        self.0 = rest;
        Some(*head)
    }

    fn count(&mut self) -> Option<usize> {
        let count = u32::from_le_bytes(self.take()?) as usize;
        (count <= POINTS).then_some(count)
    }

    fn unit(&mut self) -> Option<i64> {
        let degrees = f64::from_le_bytes(self.take()?);
        (degrees.abs() <= 1_000.0).then(|| (degrees * DEGREE as f64).round() as i64)
    }

    fn point(&mut self) -> Option<Point> {
        Some(Point { lon: self.unit()?, lat: self.unit()? })
    }

    fn points(&mut self) -> Option<Vec<Point>> {
        let count = self.count()?;
        (0..count).map(|_| self.point()).collect()
    }
}

pub(super) fn read(bytes: &[u8]) -> Option<Geometry> {
    let mut input = Input(bytes);
    let [1] = input.take::<1>()? else { return None };
    let geometry = match u32::from_le_bytes(input.take()?) {
        POINT => Geometry::Point(input.point()?),
        LINE => Geometry::Line(input.points()?),
        POLYGON => {
            let rings = input.count()?;
            Geometry::Polygon((0..rings).map(|_| input.points()).collect::<Option<_>>()?)
        }
        _ => return None,
    };
    input.0.is_empty().then_some(geometry)
}
