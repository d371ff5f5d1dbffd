//! The permit for outdoor advertising and the register of such permits (row B5, the first service).

mod rules;

use std::sync::Arc;

use oblast_web::System;

/// The manifest.
pub fn system() -> System {
    System {
        declarations: vec![
            ("outdoor_advertising/register.toml", include_str!("register.toml")),
            ("outdoor_advertising/procedure.toml", include_str!("procedure.toml")),
        ],
        rules: vec![("outdoor-advertising-permit", Arc::new(rules::Permit))],
        ..System::of("B5")
    }
}
