//! The built binary, from outside.

#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

mod commands;
mod imports;
mod kill;
mod nodes;
mod people;
mod process;
mod reload;
mod security;
mod signatures;
