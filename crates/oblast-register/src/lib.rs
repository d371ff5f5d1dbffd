//! Declarations of registers and procedures: parse, check, plan. No I/O.
//!
//! A register and a procedure are each one TOML file ([`register::parse`], [`procedure::parse`]). TOML has
//! no conditionals; where there is an `if`, a slice has Rust. A mistake is a [`Problem`] with its file, line,
//! column and, where one is likely, a suggestion; all mistakes of a file are reported in one run.

pub mod catalogue;
pub mod directory;
mod fields;
pub mod flow;
pub mod group;
pub mod indicator;
pub mod kind;
pub mod life_event;
pub mod matching;
pub mod plan;
pub mod problem;
pub mod procedure;
mod reader;
pub mod reference;
pub mod register;
pub mod retention;
pub mod skeleton;
pub mod step;

pub use catalogue::Catalogue;
pub use kind::{Choice, Field, FieldError};
pub use problem::Problem;
pub use procedure::Procedure;
pub use register::Register;
