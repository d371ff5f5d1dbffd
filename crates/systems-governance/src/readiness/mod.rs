//! Digital readiness (row A2): a yearly questionnaire declared as data, answered by the communities, confirmed by
//! reviewers, published as an index with its sub-indices.

mod answering;
pub mod model;
pub mod queries;
pub mod round;
mod routes;
mod rules;

use std::sync::Arc;

use oblast_web::System;

pub use answering::{Given, keep};

/// The manifest.
pub fn system() -> System {
    System {
        declarations: vec![
            ("readiness/rounds/register.toml", include_str!("rounds/register.toml")),
            ("readiness/areas/register.toml", include_str!("areas/register.toml")),
            ("readiness/questions/register.toml", include_str!("questions/register.toml")),
            ("readiness/forms/register.toml", include_str!("forms/register.toml")),
            ("readiness/answers/register.toml", include_str!("answers/register.toml")),
            ("readiness/results/register.toml", include_str!("results/register.toml")),
        ],
        record_rules: vec![
            ("readiness-rounds", Arc::new(rules::Round)),
            ("readiness-answers", Arc::new(rules::Answer)),
            ("readiness-areas", Arc::new(rules::Area)),
            ("readiness-questions", Arc::new(rules::Question)),
            ("readiness-forms", Arc::new(rules::Form)),
        ],
        job: Some(round::job),
        routes: Some(routes::routes),
        ..System::of("A2")
    }
}
