//! What public systems say of contracts and payments, in their own shapes. Where it comes from is a setting of the
//! installation; here are the shapes, and what becomes of them.

pub mod prozorro;
pub mod spending;
mod taking;

pub use taking::{
    AssignError, Choice, Payer, Taken, assign, dismiss, followed, payers, take_contract, take_transactions,
    waiting,
};

use oblast_kernel::decimal;
use serde_json::Value as Json;

/// Why an answer was not understood.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ShapeError {
    /// No JSON.
    #[error("no JSON: {0}")]
    Json(String),
    /// Something that must be there is not; what.
    #[error("`{0}` is missing or of another kind")]
    Missing(&'static str),
    /// An amount with more than two decimals, or too large.
    #[error("`{0}` is no amount in hryvnias and kopiykas")]
    Amount(String),
    /// Another currency.
    #[error("the currency is {0}, not UAH")]
    Currency(String),
}

/// An amount in kopiykas from a JSON number or text.
fn kopiykas(json: &Json, name: &'static str) -> Result<i64, ShapeError> {
    let text = match json {
        // The shortest digits that mean this number: what was written, up to fifteen of them.
        Json::Number(number) => number.to_string(),
        Json::String(text) => text.clone(),
        _ => return Err(ShapeError::Missing(name)),
    };
    decimal::parse(&text, 2).map_err(|_| ShapeError::Amount(text))
}

/// A text, or a number as text; empty where there is neither.
fn text(json: &Json, longest: usize) -> String {
    let whole = match json {
        Json::String(text) => text.trim().to_owned(),
        Json::Number(number) => number.to_string(),
        _ => String::new(),
    };
    whole.chars().take(longest).collect()
}

/// The day of an instant or a date.
fn day(json: &Json) -> Option<jiff::civil::Date> {
    json.as_str()?.get(..10)?.parse().ok()
}
