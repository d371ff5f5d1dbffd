//! Group B: administration. Each folder is a system; this file only lists them.

mod outdoor_advertising;

use oblast_web::System;

/// The systems of the group.
pub fn systems() -> Vec<System> {
    vec![outdoor_advertising::system()]
}
