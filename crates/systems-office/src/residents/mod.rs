//! Residents of communities and extracts about their registered residence (row B8, first part).

mod rules;

use std::sync::Arc;

use oblast_web::System;

/// The manifest.
pub fn system() -> System {
    System {
        declarations: vec![
            ("residents/register.toml", include_str!("register.toml")),
            ("residents/extracts/register.toml", include_str!("extracts/register.toml")),
            ("residents/procedure.toml", include_str!("procedure.toml")),
        ],
        record_rules: vec![("residents", Arc::new(rules::Residence))],
        ..System::of("B8")
    }
}
