//! Regional social payments: programmes, applications, payments, lists for payment (row B7).

mod lists;
mod rules;

use std::sync::Arc;

use oblast_web::System;

/// The manifest.
pub fn system() -> System {
    System {
        declarations: vec![
            ("social_payment/programmes/register.toml", include_str!("programmes/register.toml")),
            ("social_payment/payments/register.toml", include_str!("payments/register.toml")),
            ("social_payment/lists/register.toml", include_str!("lists/register.toml")),
            ("social_payment/procedure.toml", include_str!("procedure.toml")),
        ],
        rules: vec![("regional-payment", Arc::new(rules::Payment))],
        routes: Some(lists::routes),
        ..System::of("B7")
    }
}
