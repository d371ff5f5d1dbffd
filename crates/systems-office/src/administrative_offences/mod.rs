//! Administrative offences (row B6): one register whose steps are the procedure, and its rules.

use std::sync::Arc;

use oblast_web::System;

mod rules;

/// The manifest.
pub fn system() -> System {
    System {
        declarations: vec![("administrative_offences/register.toml", include_str!("register.toml"))],
        record_rules: vec![("administrative-offences", Arc::new(rules::Offence))],
        ..System::of("B6")
    }
}
