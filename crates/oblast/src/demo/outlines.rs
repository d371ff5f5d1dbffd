//! The outlines of the invented region: a net of communities whose corners are moved and whose sides meander, each side
//! the same for both neighbours.

use oblast_kernel::geometry::{DEGREE, Geometry, Point};
use oblast_store::Store;
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};

use super::heritage::values;
use super::region::Region;
use crate::Failure;

const COLUMNS: usize = 13;
/// The net has two belts, so that thirteen communities in the order of their columns make a compact district.
const UPPER: usize = 3;
const LOWER: usize = 4;
/// The south-western corner of the net in degrees, and the size of its fields.
const SOUTH: f64 = 48.6;
const WEST: f64 = 29.6;
const HIGH: f64 = 0.19;
const WIDE: f64 = 0.28;
/// Into how many parts a side is bent.
const BENDS: usize = 6;

/// Row from the south and column of a community.
fn field(community: usize) -> (usize, usize) {
    match community.checked_sub(COLUMNS * UPPER) {
        None => (LOWER + UPPER - 1 - community % UPPER, community / UPPER),
        Some(lower) => (LOWER - 1 - lower % LOWER, lower / LOWER),
    }
}

/// The middle of a community: latitude and longitude.
pub fn middle(community: usize) -> (f64, f64) {
    let (row, column) = field(community);
    (SOUTH + HIGH * (row as f64 + 0.5), WEST + WIDE * (column as f64 + 0.5))
}

/// A corner of the net, moved by what the seed says of it.
fn corner(seed: u64, row: usize, column: usize) -> (f64, f64) {
    let mut rng = StdRng::seed_from_u64(seed ^ ((row as u64) << 32) ^ ((column as u64) << 16));
    let mut moved = |size: f64| rng.random_range(-0.24..0.24) * size;
    (SOUTH + HIGH * row as f64 + moved(HIGH), WEST + WIDE * column as f64 + moved(WIDE))
}

/// The points of a side from one corner to another, without the last one; from the other end the same.
fn side(seed: u64, from: (usize, usize), to: (usize, usize)) -> Vec<(f64, f64)> {
    let turned = from > to;
    let (one, other) = if turned { (to, from) } else { (from, to) };
    let mut rng = StdRng::seed_from_u64(
        seed ^ 0x51DE
            ^ ((one.0 as u64) << 40)
            ^ ((one.1 as u64) << 24)
            ^ ((other.0 as u64) << 12)
            ^ other.1 as u64,
    );
    let ((lat, lon), (to_lat, to_lon)) = (corner(seed, one.0, one.1), corner(seed, other.0, other.1));
    let mut points: Vec<(f64, f64)> = (0..=BENDS)
        .map(|bend| {
            let part = bend as f64 / BENDS as f64;
            // Least at the corners, so that sides do not cross each other.
            let sway = 0.055 * (1.0 - (2.0 * part - 1.0).abs());
            let mut swayed = |size: f64| rng.random_range(-1.0..1.0) * sway * size;
            (lat + (to_lat - lat) * part + swayed(HIGH), lon + (to_lon - lon) * part + swayed(WIDE))
        })
        .collect();
    if turned {
        points.reverse();
    }
    points.pop();
    points
}

/// The outline of a community, counter-clockwise (RFC 7946, 3.1.6).
fn outline(seed: u64, community: usize) -> Geometry {
    let (row, column) = field(community);
    let corners = [(row, column), (row, column + 1), (row + 1, column + 1), (row + 1, column), (row, column)];
    let unit = |degrees: f64| (degrees * 1e5).round() as i64 * (DEGREE / 100_000);
    let mut ring: Vec<Point> = corners
        .windows(2)
        .flat_map(|pair| side(seed, pair[0], pair[1]))
        .map(|(lat, lon)| Point { lon: unit(lon), lat: unit(lat) })
        .collect();
    ring.extend(ring.first().copied());
    Geometry::Polygon(vec![ring])
}

/// Creates them.
pub async fn create(store: &Store, region: &Region, seed: u64) -> Result<(), Failure> {
    let Some(register) = store.catalogue().register("territory-outlines").cloned() else { return Ok(()) };
    let mut records = Vec::new();
    for (number, community) in region.communities.iter().enumerate() {
        let answers = [
            ("territory", community.clone()),
            ("outline", outline(seed, number).to_wkt()),
            ("source", "Вигаданий контур демонстраційної області".to_owned()),
        ];
        records.push(store.draft_record(&register, &values(&register, &answers)?).map_err(Failure::words)?);
    }
    super::enter(store, &region.specialist, &register, records).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_share_their_side_and_no_outline_crosses_itself() {
        for seed in 0..60 {
            let mut fields = std::collections::HashSet::new();
            for community in 0..91 {
                assert!(fields.insert(field(community)));
                let shape = outline(seed, community);
                assert_eq!(Geometry::parse(&shape.to_wkt()).as_ref(), Ok(&shape), "seed {seed}, {community}");
            }
            // The second community lies south of the first one.
            let ring = |community| match outline(seed, community) {
                Geometry::Polygon(mut rings) => rings.remove(0),
                _ => unreachable!(),
            };
            let (north, south) = (ring(0), ring(1));
            assert_eq!(
                north.iter().filter(|point| south.contains(point)).count(),
                BENDS + 2,
                "closed where it begins"
            );
        }
    }
}
