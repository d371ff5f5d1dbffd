//! The HTTP shell of `oblast`: sessions, forms, layout, generic pages of registers and cases, the API.
//!
//! Pages work without scripts. Every route names its audience ([`routes`]); what a handler then shows or
//! does is decided by [`oblast_kernel::access::decide`].

pub mod anonymous;
pub mod api;
pub mod assets;
pub mod components;
pub mod error;
pub mod form;
pub mod format;
pub mod gate;
pub mod layout;
pub mod notices;
pub mod once;
pub mod pages;
pub mod paper;
pub mod passkeys;
pub mod providers;
pub mod routes;
pub mod signing;
pub mod state;
pub mod system;
pub mod texts;
pub mod upload;
pub mod visitor;

pub use error::WebError;
pub use routes::{RouteSpec, router};
pub use state::{App, Site};
pub use system::System;
pub use visitor::Visitor;
