//! The map beside a list or a field. It improves what is there without it: a script unhides it.

use maud::{Markup, html};
use oblast_register::kind::Shape;
use serde_json::{Value as Json, json};

use crate::assets;
use crate::visitor::Visitor;

/// What a map is for.
pub enum Map<'m> {
    /// Geometries of one record, as GeoJSON.
    Geometries(&'m [Json]),
    /// The records behind an address that answers with GeoJSON.
    Source(&'m str),
    /// A field that takes coordinates: what is drawn, and the id of its control.
    Field(Shape, &'m str),
}

/// The frame of a map.
pub fn map(visitor: &Visitor, label: &str, what: &Map<'_>) -> Markup {
    let words = json!({
        "zoomIn": visitor.t("map-zoom-in"),
        "zoomOut": visitor.t("map-zoom-out"),
        "undo": visitor.t("map-undo"),
        "clear": visitor.t("map-clear"),
        "failed": visitor.t("map-failed"),
    });
    let (kind, geometry, source, shape, control) = match what {
        Map::Geometries(all) => ("show", Some(Json::from(all.to_vec()).to_string()), None, None, None),
        Map::Source(address) => ("show", None, Some(*address), None, None),
        Map::Field(shape, id) => ("draw", None, None, Some(shape.name()), Some(*id)),
    };
    html! {
        div class="map" hidden role="group" aria-label=(label) data-map=(kind) data-geometry=[geometry] data-source=[source]
            data-shape=[shape] data-for=[control] data-words=(words) data-script=(assets::url("map.js"))
            data-style=(assets::url("map.css")) data-worker=(assets::url("map-worker.js")) data-land=(assets::url("land.json")) {}
    }
}
