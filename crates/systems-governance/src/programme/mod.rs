//! Regional programmes (row A1): the document of a decision is read and its arithmetic checked; what was read becomes a
//! version with measures and money; contracts and payments say what became of it.

use std::sync::Arc;

use oblast_web::System;

pub mod amount;
pub mod check;
pub mod consolidated;
pub mod corrections;
pub mod difference;
pub mod draft;
pub mod execution;
pub mod funding;
pub mod model;
pub mod outside;
pub mod period;
pub mod plan;
pub mod queries;
pub mod reading;
pub mod report;
mod routes;
mod rules;
pub mod saving;

/// The manifest.
pub fn system() -> System {
    System {
        declarations: vec![
            ("programme/register.toml", include_str!("register.toml")),
            ("programme/goals/register.toml", include_str!("goals/register.toml")),
            ("programme/versions/register.toml", include_str!("versions/register.toml")),
            ("programme/drafts/register.toml", include_str!("drafts/register.toml")),
            ("programme/measures/register.toml", include_str!("measures/register.toml")),
            ("programme/funding/register.toml", include_str!("funding/register.toml")),
            ("programme/findings/register.toml", include_str!("findings/register.toml")),
            ("programme/history/register.toml", include_str!("history/register.toml")),
            ("programme/contracts/register.toml", include_str!("contracts/register.toml")),
            ("programme/payments/register.toml", include_str!("payments/register.toml")),
            ("programme/executors/register.toml", include_str!("executors/register.toml")),
            ("programme/reports/register.toml", include_str!("reports/register.toml")),
            ("programme/indicators/register.toml", include_str!("indicators/register.toml")),
            ("programme/notes/register.toml", include_str!("notes/register.toml")),
            ("programme/payers/register.toml", include_str!("payers/register.toml")),
            ("programme/incoming/register.toml", include_str!("incoming/register.toml")),
            ("programme/expertise/register.toml", include_str!("expertise/register.toml")),
            ("programme/proposals/register.toml", include_str!("proposals/register.toml")),
        ],
        record_rules: vec![
            ("programme-proposals", Arc::new(rules::Proposal)),
            ("programme-contracts", Arc::new(rules::Contract)),
        ],
        job: Some(execution::job),
        routes: Some(routes::routes),
        ..System::of("A1")
    }
}
