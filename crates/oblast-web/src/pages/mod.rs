//! Pages, one file a noun.

pub mod about;
pub mod apply;
pub mod cases;
pub mod dashboard;
pub mod design;
pub mod desk;
#[cfg(feature = "pdf")]
pub mod documents;
pub mod downloads;
pub mod duties;
pub mod health;
pub mod help;
pub mod home;
pub mod journal;
pub mod login;
pub mod mandates;
pub mod notices;
pub mod quality;
pub mod queue;
pub mod records;
pub mod registers;
pub mod resume;
pub mod search;
pub mod services;
pub mod spreadsheet;
pub mod terms;
