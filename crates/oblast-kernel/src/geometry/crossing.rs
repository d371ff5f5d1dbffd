//! Does an outline cross itself? Exact, in whole numbers.

use super::Point;

/// On which side of a line through two points a third one lies.
fn side(a: Point, b: Point, c: Point) -> i128 {
    let cross = i128::from(b.lon - a.lon) * i128::from(c.lat - a.lat)
        - i128::from(b.lat - a.lat) * i128::from(c.lon - a.lon);
    cross.signum()
}

fn within(a: Point, b: Point, c: Point) -> bool {
    (a.lon.min(b.lon)..=a.lon.max(b.lon)).contains(&c.lon)
        && (a.lat.min(b.lat)..=a.lat.max(b.lat)).contains(&c.lat)
}

/// Do two segments have a point in common?
fn meet(a: Point, b: Point, c: Point, d: Point) -> bool {
    let (one, two, three, four) = (side(a, b, c), side(a, b, d), side(c, d, a), side(c, d, b));
    if one != two && three != four {
        return true;
    }
    (one == 0 && within(a, b, c))
        || (two == 0 && within(a, b, d))
        || (three == 0 && within(c, d, a))
        || (four == 0 && within(c, d, b))
}

/// The numbers of two sides that cross or touch without being neighbours; sides of all rings are counted on.
pub(super) fn find(rings: &[Vec<Point>]) -> Option<(usize, usize)> {
    let mut sides: Vec<(usize, usize, usize, Point, Point)> = Vec::new();
    for (ring, points) in rings.iter().enumerate() {
        let count = points.len() - 1;
        sides.extend(
            points.windows(2).enumerate().map(|(place, pair)| (ring, place, count, pair[0], pair[1])),
        );
    }
    // By longitude, so that each side is compared only with those that begin before it ends.
    let mut order: Vec<usize> = (0..sides.len()).collect();
    let west = |index: &usize| sides[*index].3.lon.min(sides[*index].4.lon);
    order.sort_by_key(west);
    for (at, one) in order.iter().enumerate() {
        let (ring, place, count, a, b) = sides[*one];
        let east = a.lon.max(b.lon);
        for other in order[at + 1..].iter().take_while(|other| west(other) <= east) {
            let (other_ring, other_place, _, c, d) = sides[*other];
            let apart = place.abs_diff(other_place);
            let neighbours = ring == other_ring && (apart == 1 || apart == count - 1);
            // Neighbours share a point; they must not lie on one another.
            let wrong = if neighbours { folded(a, b, c, d) } else { meet(a, b, c, d) };
            if wrong {
                return Some(((*one).min(*other) + 1, (*one).max(*other) + 1));
            }
        }
    }
    None
}

/// Does one of two neighbouring sides go back over the other?
fn folded(a: Point, b: Point, c: Point, d: Point) -> bool {
    let (from, joint, to) = if b == c { (a, b, d) } else { (b, a, c) };
    side(from, joint, to) == 0 && !within(from, to, joint)
}
