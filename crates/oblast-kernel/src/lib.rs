//! The kernel of `oblast`: what every system shares and what touches neither disk nor network.
//!
//! Identifiers, actors and access, the clock and the working calendar, statutory terms, national
//! identifiers, and the journal entry with its hash chain. Everything here is a pure function of its
//! arguments; time and randomness come in as values ([`clock::Clock`], [`id::Ids`]).

pub mod access;
pub mod calendar;
pub mod clock;
pub mod decimal;
pub mod geometry;
pub mod id;
pub mod identifier;
pub mod journal;
pub mod lang;
pub mod merkle;
pub mod sortkey;
pub mod term;
pub mod territory;
pub mod value;

pub use clock::Clock;
pub use id::Ids;
pub use lang::{Lang, Text};
pub use uuid::Uuid;
pub use value::Value;
