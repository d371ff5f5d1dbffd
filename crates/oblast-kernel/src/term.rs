//! Statutory terms: dated, cited data and the way they are counted.
//!
//! The day of the event is day 0. A term in calendar days that ends on a non-working day ends on the next
//! working day (Civil Code, arts. 253-254); a term in working days never needs that.

use jiff::ToSpan as _;
use jiff::civil::Date;

use crate::calendar::{self, Regime};

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
    /// Calendar days, with roll-over to a working day at the end.
    CalendarDay,
    /// Working days.
    WorkingDay,
}

/// A statutory term.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// The code by which procedures name it.
    pub code: &'static str,
    /// How many units.
    pub count: i32,
    /// Of what.
    pub unit: Unit,
    /// The act and article.
    pub citation: &'static str,
    /// How sure that is.
    pub certainty: Certainty,
}

/// The terms that the declared procedures use.
pub const TERMS: &[Term] = &[
    Term {
        code: "admin_service_30cd",
        count: 30,
        unit: Unit::CalendarDay,
        citation: "5203-VI, ст. 10",
        certainty: Certainty::Certain,
    },
    Term {
        code: "admin_procedure_9days",
        count: 9,
        unit: Unit::WorkingDay,
        citation: "2073-IX, ст. 42",
        certainty: Certainty::Certain,
    },
];

/// The term of a code.
pub fn find(code: &str) -> Option<&'static Term> {
    TERMS.iter().find(|term| term.code == code)
}

impl Term {
    /// The last day of the term that began on `start`.
    pub fn due(&self, start: Date, regime: Regime) -> Date {
        match self.unit {
            Unit::CalendarDay => regime.roll_forward(start.saturating_add(self.count.days())),
            Unit::WorkingDay => {
                let mut day = start;
                let mut left = self.count;
                while left > 0 {
                    day = calendar::next(day);
                    left -= i32::from(regime.is_working_day(day));
                }
                day
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn thirty_days_that_end_on_a_saturday_end_on_monday() {
        let term = find("admin_service_30cd").unwrap();
        // 5 February + 30 days is Saturday, 7 March 2026.
        assert_eq!(term.due(date(2026, 2, 5), Regime::MartialLaw), date(2026, 3, 9));
        assert_eq!(term.due(date(2026, 2, 4), Regime::MartialLaw), date(2026, 3, 6));
    }

    #[test]
    fn nine_days_of_administrative_procedure_are_working_days() {
        let term = find("admin_procedure_9days").unwrap();
        assert_eq!(term.due(date(2026, 3, 5), Regime::MartialLaw), date(2026, 3, 18));
    }

    proptest! {
        #[test]
        fn a_term_ends_on_a_working_day_after_its_start(offset in 0i32..20_000, index in 0..TERMS.len()) {
            let start = date(1990, 1, 1).saturating_add(offset.days());
            let due = TERMS[index].due(start, Regime::MartialLaw);
            prop_assert!(due > start);
            prop_assert!(Regime::MartialLaw.is_working_day(due));
        }
    }
}
