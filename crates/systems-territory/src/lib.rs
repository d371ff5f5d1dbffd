//! Group D: territory and economy. Each folder is a system; this file only lists them.

mod heritage;
mod outlines;

use oblast_web::System;

/// The systems of the group.
pub fn systems() -> Vec<System> {
    vec![heritage::system(), outlines::system()]
}
