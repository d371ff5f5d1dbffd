//! Hardware and licensed software of the bodies (row A3): the registers. The yearly campaign is not here yet.

use std::sync::Arc;

use oblast_web::System;

mod rules;

/// The manifest.
pub fn system() -> System {
    System {
        declarations: vec![
            ("it_assets/register.toml", include_str!("register.toml")),
            ("it_assets/licences/register.toml", include_str!("licences/register.toml")),
        ],
        record_rules: vec![("software-licences", Arc::new(rules::Licence))],
        ..System::of("A3")
    }
}
