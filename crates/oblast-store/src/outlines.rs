//! Where the territories lie, from the register that says so, as coarse as a picture of the region needs it.

use std::collections::BTreeMap;
use std::sync::Arc;

use oblast_kernel::geometry::{Geometry, Point};
use oblast_kernel::value::ColumnType;

use crate::{Store, StoreError};

/// Into how many parts a picture of the region is divided at most: what is nearer to each other is one point.
const FINENESS: i64 = 900;
/// How many outlines are read at most.
const MOST: usize = 5_000;

/// The rings of the outlines of a territory: where it is, and holes in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outline {
    /// The code of the territory.
    pub code: String,
    /// Closed rings, in the order of the records.
    pub rings: Vec<Vec<Point>>,
}

/// What was read, and by what it is known whether that is current: how many records there were, and the last change.
pub(crate) type Kept = Option<((i64, i64), Arc<Vec<Outline>>)>;

impl Store {
    /// The outlines of the territories, by their codes; nothing where no register has them.
    pub async fn outlines(&self) -> Result<Arc<Vec<Outline>>, StoreError> {
        let registers = self.catalogue().registers();
        let Some(register) = registers.into_iter().find(|own| own.outlines.is_some()).cloned() else {
            return Ok(Arc::default());
        };
        let Some(fields) = &register.outlines else { return Ok(Arc::default()) };
        let (int, table) = (ColumnType::Int, self.visible(&register.table())?);
        let sql = format!("select count(*), coalesce(max(updated_at), 0) from {table}");
        let found = self.query(&sql, &[], &[int, int]).await?;
        let current = found.first().map_or((0, 0), |row| (row.int(0), row.int(1)));
        if let Some((known, outlines)) = self.outlines.lock().ok().and_then(|kept| kept.clone())
            && known == current
        {
            return Ok(outlines);
        }
        let (territory, geometry) = (&fields.territory, &fields.geometry);
        let sql =
            format!("select {territory}, {geometry} from {table} order by {territory}, id limit {MOST}");
        let mut all: BTreeMap<String, Vec<Vec<Point>>> = BTreeMap::new();
        for row in self.query(&sql, &[], &[ColumnType::Text, ColumnType::Bytes]).await? {
            if let oblast_kernel::Value::Bytes(bytes) = row.get(1)
                && let Some(Geometry::Polygon(rings)) = Geometry::from_wkb(bytes)
            {
                all.entry(row.text(0).to_owned()).or_default().extend(rings);
            }
        }
        let outlines = Arc::new(coarse(all));
        if let Ok(mut kept) = self.outlines.lock() {
            *kept = Some((current, Arc::clone(&outlines)));
        }
        Ok(outlines)
    }
}

/// The outlines without the points that a picture would not show.
fn coarse(all: BTreeMap<String, Vec<Vec<Point>>>) -> Vec<Outline> {
    let points = || all.values().flatten().flatten();
    let span = |part: fn(&Point) -> i64| {
        points().map(part).max().unwrap_or(0) - points().map(part).min().unwrap_or(0)
    };
    let step = span(|point| point.lon).max(span(|point| point.lat)) / FINENESS;
    all.into_iter()
        .map(|(code, rings)| Outline {
            code,
            rings: rings.into_iter().filter_map(|ring| thinned(ring, step)).collect(),
        })
        .filter(|outline| !outline.rings.is_empty())
        .collect()
}

/// A ring without points that are nearer than a step to the one before; none where nothing is left of it.
fn thinned(ring: Vec<Point>, step: i64) -> Option<Vec<Point>> {
    let last = ring.last().copied()?;
    let mut kept: Vec<Point> = Vec::new();
    for point in ring {
        let is_far =
            |before: &Point| (before.lon - point.lon).abs().max((before.lat - point.lat).abs()) >= step;
        if kept.last().is_none_or(is_far) {
            kept.push(point);
        }
    }
    if kept.last() != Some(&last) {
        kept.push(last);
    }
    (kept.len() >= 4).then_some(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_needs_few_points_and_keeps_what_is_a_place_of_its_own() {
        let circle = |radius: f64, count: usize| -> Vec<Point> {
            let at = |part: usize| {
                let angle = std::f64::consts::TAU * (part % count) as f64 / count as f64;
                Point { lon: (radius * angle.cos()) as i64, lat: (radius * angle.sin()) as i64 }
            };
            (0..=count).map(at).collect()
        };
        let all = BTreeMap::from([
            ("UA9901001".to_owned(), vec![circle(9e6, 20_000)]),
            ("UA9901002".to_owned(), vec![circle(10.0, 200)]),
        ]);
        let drawn = coarse(all);
        assert_eq!(drawn.len(), 1, "what would be a single point is not drawn");
        let ring = &drawn[0].rings[0];
        assert!((1_000..4_000).contains(&ring.len()), "{}", ring.len());
        assert_eq!(ring.first(), ring.last());
        assert!(thinned(circle(9e6, 3), 1_000).is_some());
    }
}
