//! Hardware and licensed software of the bodies (row A3): registers, the yearly inventory, hand-over, the replacement plan.

use std::sync::Arc;

use oblast_web::System;

mod queries;
mod routes;
mod rules;

/// The manifest.
pub fn system() -> System {
    System {
        declarations: vec![
            ("it_assets/register.toml", include_str!("register.toml")),
            ("it_assets/campaigns/register.toml", include_str!("campaigns/register.toml")),
            ("it_assets/licences/register.toml", include_str!("licences/register.toml")),
        ],
        record_rules: vec![
            ("it-assets", Arc::new(rules::Asset)),
            ("inventory-campaigns", Arc::new(rules::Campaign)),
            ("software-licences", Arc::new(rules::Licence)),
        ],
        routes: Some(routes::routes),
        ..System::of("A3")
    }
}
