//! The regional programme: its document read, its arithmetic checked.

pub mod amount;
pub mod check;
pub mod model;
pub mod reading;
pub mod report;
