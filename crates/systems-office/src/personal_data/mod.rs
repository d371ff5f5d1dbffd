//! One's own personal data: access, correction, erasure (Law 2297-VI). Each is a procedure with the law's terms.

use oblast_web::System;

/// The manifest.
pub fn system() -> System {
    System {
        declarations: vec![
            ("personal_data/access/procedure.toml", include_str!("access/procedure.toml")),
            ("personal_data/correction/procedure.toml", include_str!("correction/procedure.toml")),
            ("personal_data/erasure/procedure.toml", include_str!("erasure/procedure.toml")),
        ],
        ..System::of("B5")
    }
}
