//! Group B: administration. Each folder is a system; this file only lists them.

mod administrative_offences;
mod birth_of_a_child;
mod decision_appeals;
mod outdoor_advertising;
mod residents;
mod social_payment;

use oblast_web::System;

/// The systems of the group.
pub fn systems() -> Vec<System> {
    vec![
        administrative_offences::system(),
        birth_of_a_child::system(),
        decision_appeals::system(),
        outdoor_advertising::system(),
        residents::system(),
        social_payment::system(),
    ]
}

/// The pages that systems of the group have of their own.
pub fn routes() -> Vec<oblast_web::routes::SystemRoutes> {
    systems().iter().filter_map(|system| system.routes).collect()
}
