//! Appeals of refusals (row B5): the administration above reviews what its departments decided.

mod rules;

use std::sync::Arc;

use oblast_web::System;

/// The manifest.
pub fn system() -> System {
    System {
        declarations: vec![("decision_appeals/procedure.toml", include_str!("procedure.toml"))],
        rules: vec![("decision-appeal", Arc::new(rules::DecisionAppeal))],
        ..System::of("B5")
    }
}
