//! Group C: participation and openness. Each folder is a system; this file only lists them.

pub mod local_budgets;

use oblast_web::System;

/// The systems of the group.
pub fn systems() -> Vec<System> {
    vec![local_budgets::system()]
}
