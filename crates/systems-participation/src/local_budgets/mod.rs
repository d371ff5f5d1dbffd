//! Local budgets (row C8): plan and execution of the budgets of all communities by code, compared and per head, from the
//! files of the state portal Open Budget.

use oblast_web::System;

pub mod import;
pub mod openbudget;
mod queries;
mod routes;

/// The manifest.
pub fn system() -> System {
    System {
        declarations: vec![
            ("local_budgets/budgets/register.toml", include_str!("budgets/register.toml")),
            ("local_budgets/execution/register.toml", include_str!("execution/register.toml")),
        ],
        routes: Some(routes::routes),
        ..System::of("C8")
    }
}
