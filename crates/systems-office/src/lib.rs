//! Group B: administration. Each folder is a system; this file only lists them.

mod administrative_offences;
mod birth_of_a_child;
mod decision_appeals;
mod outdoor_advertising;
mod personal_data;
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
        personal_data::system(),
        residents::system(),
        social_payment::system(),
    ]
}
