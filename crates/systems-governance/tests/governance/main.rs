//! The systems of governance as people use them, without a browser.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

mod council;
mod execution;
mod inventory;
mod programme;
mod programme_properties;
mod programmes;
mod readiness;
