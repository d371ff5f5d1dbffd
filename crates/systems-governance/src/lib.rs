//! Group A: governing the programme itself. Each folder is a system; this file only lists them.

pub mod council;
mod it_assets;
pub mod programme;
pub mod readiness;

use oblast_web::System;

/// The systems of the group.
pub fn systems() -> Vec<System> {
    vec![programme::system(), readiness::system(), council::system(), it_assets::system()]
}
