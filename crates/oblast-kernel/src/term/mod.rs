//! Statutory terms: dated, cited data ([`TERMS`]) and the way they are counted ([`count`]).

pub mod count;
pub mod step;
mod table;

use std::borrow::Cow;

pub use count::{Answer, Case, CountError, Options, answer};
pub use step::Step;
pub use table::TERMS;

/// How sure the project is of a fact: it is shown to the reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Certainty {
    /// Read in the act.
    Certain,
    /// Likely or to be checked: shown as «to be confirmed by your lawyer».
    ToBeConfirmed,
}

/// The unit of a term.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Calendar days.
    CalendarDay,
    /// Working days.
    WorkingDay,
    /// Months: to the same day, or to the last one where there is none.
    Month,
    /// Hours of absolute time.
    Hour,
    /// The n-th day of the month after the period.
    DayOfNextMonth,
}

/// Does the term run from an event, or back from it?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// From the event.
    Forward,
    /// Back from the event.
    Backward,
}

/// How far a term may be extended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extension {
    /// Not at all.
    None,
    /// To so many calendar days in all.
    TotalDays(i32),
    /// To so many working days in all.
    TotalWorkingDays(i32),
    /// To so many months in all, for additional study.
    StudyMonths(i32),
}

/// A statutory term.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// The code by which procedures name it.
    pub code: Cow<'static, str>,
    /// How many units.
    pub count: i32,
    /// Of what.
    pub unit: Unit,
    /// Which way.
    pub direction: Direction,
    /// Does an end on a non-working day move to the next working day (Civil Code, art. 254)?
    pub rolls_over: bool,
    /// How far it may be extended.
    pub extension: Extension,
    /// The act and article.
    pub citation: Cow<'static, str>,
    /// How sure that is.
    pub certainty: Certainty,
}

/// The term of a code.
pub fn find(code: &str) -> Option<&'static Term> {
    TERMS.iter().find(|term| term.code == code)
}
