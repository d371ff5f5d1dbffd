//! The store on both databases.

#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

mod accounts;
mod acts;
mod appeals;
mod cases;
mod classifiers;
mod conversions;
mod duties;
mod files;
mod imports;
mod lists;
mod mandates;
mod merging;
mod migrations;
mod restricted;
mod search;
mod services;
mod tampering;
mod terms;
