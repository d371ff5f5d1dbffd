//! The JSON API, described at `/api/openapi.json`.

pub mod imports;
pub mod openapi;
pub mod registers;
pub mod search;
pub mod steps;
