//! The working calendar.
//!
//! Under martial law articles 67 (transfer of days off) and 73 (holidays) of the Labour Code are not
//! applied (Law 2136-IX, art. 6): every weekday is a working day.

use jiff::ToSpan as _;
use jiff::civil::{Date, Weekday};

/// Which rules of working time are in force.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Regime {
    /// Martial law: only Saturdays and Sundays are days off.
    #[default]
    MartialLaw,
}

impl Regime {
    /// Is the date a working day?
    pub fn is_working_day(self, date: Date) -> bool {
        match self {
            Regime::MartialLaw => !matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday),
        }
    }

    /// The date itself where it is a working day, else the next one (Civil Code, art. 254).
    pub fn roll_forward(self, date: Date) -> Date {
        let mut day = date;
        while !self.is_working_day(day) {
            day = next(day);
        }
        day
    }

    /// Working days from `from` (not counted) to `to` (counted); negative when `to` is earlier.
    pub fn working_days_between(self, from: Date, to: Date) -> i64 {
        if to < from {
            return -self.working_days_between(to, from);
        }
        let mut count = 0;
        let mut day = from;
        while day < to {
            day = next(day);
            count += i64::from(self.is_working_day(day));
        }
        count
    }
}

/// The next day; the last day of time follows itself.
pub fn next(date: Date) -> Date {
    date.saturating_add(1.day())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn under_martial_law_a_holiday_on_a_weekday_is_a_working_day() {
        assert!(Regime::MartialLaw.is_working_day(date(2026, 8, 24)));
        assert!(!Regime::MartialLaw.is_working_day(date(2026, 8, 23)));
    }

    #[test]
    fn distance_in_working_days_has_a_sign() {
        let friday = date(2026, 3, 13);
        let monday = date(2026, 3, 16);
        assert_eq!(Regime::MartialLaw.working_days_between(friday, monday), 1);
        assert_eq!(Regime::MartialLaw.working_days_between(monday, friday), -1);
        assert_eq!(Regime::MartialLaw.working_days_between(monday, monday), 0);
    }
}
