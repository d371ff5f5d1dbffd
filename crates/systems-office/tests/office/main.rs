//! The office systems as people use them, without a browser.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

mod offences;
mod payments;
mod personal_data;
