//! Objects of cultural heritage (row D7): record card, status, place on the map.

mod rules;

use std::sync::Arc;

use oblast_web::System;

/// The manifest.
pub fn system() -> System {
    System {
        declarations: vec![("heritage/register.toml", include_str!("register.toml"))],
        record_rules: vec![("heritage-objects", Arc::new(rules::Heritage))],
        ..System::of("D7")
    }
}
