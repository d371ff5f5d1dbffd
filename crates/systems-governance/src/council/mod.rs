//! The science-technical council (row A4): programmes and technical assignments of the communities, reviews of experts,
//! decisions, the way to the national customer; the yearly contest of projects; the bank of ready solutions.

pub mod contest;
pub mod queries;
pub mod reviewing;
mod routes;
mod rules;

use std::sync::Arc;

use oblast_web::System;

/// The manifest.
pub fn system() -> System {
    System {
        declarations: vec![
            ("council/submissions/register.toml", include_str!("submissions/register.toml")),
            ("council/experts/register.toml", include_str!("experts/register.toml")),
            ("council/reviews/register.toml", include_str!("reviews/register.toml")),
            ("council/contests/register.toml", include_str!("contests/register.toml")),
            ("council/criteria/register.toml", include_str!("criteria/register.toml")),
            ("council/entries/register.toml", include_str!("entries/register.toml")),
            ("council/marks/register.toml", include_str!("marks/register.toml")),
            ("council/solutions/register.toml", include_str!("solutions/register.toml")),
            ("council/adoptions/register.toml", include_str!("adoptions/register.toml")),
        ],
        record_rules: vec![
            ("local-programmes", Arc::new(rules::Submission)),
            ("project-contests", Arc::new(rules::Contest)),
            ("contest-entries", Arc::new(rules::Entry)),
        ],
        routes: Some(routes::routes),
        ..System::of("A4")
    }
}
