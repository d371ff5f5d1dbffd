//! A map of the region in colours, drawn as SVG on the server: it needs no script, no tiles and no network, and prints.
//! The table beside it says the same in words.

use std::fmt::Write as _;

use maud::{Markup, PreEscaped, html};
use oblast_kernel::geometry::Point;
use oblast_store::outlines::Outline;

/// A territory on the map.
pub struct Area {
    /// The code.
    pub code: String,
    /// What is said of it: its title and its value.
    pub words: String,
    /// Its value; nothing where it has none.
    pub value: Option<i64>,
    /// Where a click leads.
    pub href: String,
}

/// How many shades there are.
const SHADES: usize = 5;
/// The width of the picture, in its own units.
const WIDTH: f64 = 900.0;

/// The map of some territories; nothing where none of them has an outline. Each shade holds about as many of them as
/// another; `shown` reads a value, `without` says of a territory that it has none.
pub fn choropleth(
    title: &str,
    outlines: &[Outline],
    areas: &[Area],
    without: &str,
    shown: &dyn Fn(i64) -> String,
) -> Markup {
    let own = |area: &Area| outlines.iter().position(|outline| outline.code == area.code);
    let drawn: Vec<(&Area, &Outline)> =
        areas.iter().filter_map(|area| Some((area, &outlines[own(area)?]))).collect();
    let Some(frame) = Frame::around(drawn.iter().flat_map(|(_, outline)| outline.rings.iter().flatten()))
    else {
        return html! {};
    };
    let shades = shades(drawn.iter().filter_map(|(area, _)| area.value).collect());
    let lacks = drawn.iter().any(|(area, _)| area.value.is_none());
    html! {
        figure class="choropleth" {
            // The table says all of it: here would be a hundred stops of the keyboard on the way to it.
            svg viewBox={ "0 0 " (WIDTH) " " (frame.height.ceil()) } aria-hidden="true" {
                @for (area, outline) in &drawn {
                    @let shade = area.value.map_or("none".to_owned(), |value| shade(&shades, value).to_string());
                    a href=(area.href) tabindex="-1" {
                        path class={ "shade-" (shade) } d=(PreEscaped(frame.path(&outline.rings))) { title { (area.words) } }
                    }
                }
            }
            figcaption class="legend" {
                span { (title) ":" }
                @for (number, (from, until)) in shades.iter().enumerate() {
                    span class={ "key shade-" (number) } { (shown(*from)) @if from != until { " – " (shown(*until)) } }
                }
                @if lacks { span class="key shade-none" { (without) } }
            }
        }
    }
}

/// The least and the greatest value of each shade.
fn shades(mut values: Vec<i64>) -> Vec<(i64, i64)> {
    values.sort_unstable();
    let mut shades: Vec<(i64, i64)> = Vec::new();
    let count = SHADES.min(values.len());
    for number in 0..count {
        let part = &values[number * values.len() / count..(number + 1) * values.len() / count];
        // Equal values have one shade, so a shade may hold more than its part.
        let from = part.iter().find(|value| shades.last().is_none_or(|last| **value > last.1));
        if let (Some(from), Some(until)) = (from, part.last()) {
            shades.push((*from, *until));
        }
    }
    shades
}

fn shade(shades: &[(i64, i64)], value: i64) -> usize {
    shades.iter().position(|(_, until)| value <= *until).unwrap_or_default()
}

/// How degrees become units of the picture: the same scale both ways in the middle of the region.
struct Frame {
    west: f64,
    north: f64,
    across: f64,
    down: f64,
    height: f64,
}

impl Frame {
    fn around<'p>(points: impl Iterator<Item = &'p Point>) -> Option<Frame> {
        let mut bounds: Option<(f64, f64, f64, f64)> = None;
        for (lon, lat) in points.map(|point| point.degrees()) {
            bounds = Some(bounds.map_or((lon, lat, lon, lat), |(west, south, east, north)| {
                (west.min(lon), south.min(lat), east.max(lon), north.max(lat))
            }));
        }
        let (west, south, east, north) = bounds?;
        let across = WIDTH / (east - west).max(1e-6);
        let down = across / f64::midpoint(south, north).to_radians().cos().max(0.05);
        Some(Frame { west, north, across, down, height: (north - south) * down })
    }

    fn path(&self, rings: &[Vec<Point>]) -> String {
        let mut path = String::new();
        for ring in rings {
            for (number, point) in ring.iter().enumerate() {
                let (lon, lat) = point.degrees();
                let (x, y) = ((lon - self.west) * self.across, (self.north - lat) * self.down);
                // Writing to a text does not fail.
                let _ = write!(path, "{}{x:.0} {y:.0}", if number == 0 { "M" } else { "L" });
            }
            path.push('Z');
        }
        path
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shades_hold_about_as_many_each_and_equal_values_have_one() {
        assert_eq!(shades((1..=10).collect()), [(1, 2), (3, 4), (5, 6), (7, 8), (9, 10)]);
        assert_eq!(shades(vec![5; 9]), [(5, 5)]);
        assert_eq!(shades(vec![1, 1, 1, 1, 1, 1, 1, 2, 9, 9]), [(1, 1), (2, 2), (9, 9)]);
        assert_eq!(shades(vec![3]), [(3, 3)]);
        assert_eq!(shades(Vec::new()), []);
        let all = shades((1..=10).collect());
        assert_eq!((shade(&all, 1), shade(&all, 4), shade(&all, 10)), (0, 1, 4));
    }

    #[test]
    fn a_map_is_as_wide_as_high_where_the_land_is() {
        let at = |lon: i64, lat: i64| Point { lon: lon * 1_000_000, lat: lat * 1_000_000 };
        // At 60 degrees a degree of longitude is half as long as one of latitude.
        let ring = vec![at(300, 590), at(340, 590), at(340, 610), at(300, 610), at(300, 590)];
        let frame = Frame::around(ring.iter()).unwrap();
        assert!((frame.height - WIDTH).abs() < 1.0, "{}", frame.height);
        assert!(frame.path(&[ring]).starts_with("M0 900L900 900L900 0L0 0"));
        assert!(Frame::around([].iter()).is_none());
    }
}
