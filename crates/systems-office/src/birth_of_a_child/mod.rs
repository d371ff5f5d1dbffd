//! A life event: the birth of a child starts two services by one application (row B5).

use oblast_web::System;

/// The manifest.
pub fn system() -> System {
    System {
        declarations: vec![("birth_of_a_child/life_event.toml", include_str!("life_event.toml"))],
        ..System::of("B5")
    }
}
