//! Where districts and communities lie: what maps of the region are drawn from. Their borders are set by decisions of
//! the Verkhovna Rada and the Cabinet; here they are as geodata have them.

use oblast_web::System;

/// The manifest.
pub fn system() -> System {
    System {
        declarations: vec![("outlines/register.toml", include_str!("register.toml"))],
        ..System::of("D1")
    }
}
