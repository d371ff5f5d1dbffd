//! The systems of participation as people use them, without a browser.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

mod budgets;
