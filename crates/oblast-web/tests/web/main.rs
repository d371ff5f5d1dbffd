//! The application without a network: access, forms, the API.

#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

mod access;
mod api;
mod benches;
mod boards;
mod documents;
mod duties;
mod errors;
mod forms;
mod identity;
mod imports;
mod officials;
mod persons;
mod providers;
mod readings;
mod records;
mod representation;
mod signatures;
mod texts;
mod views;
