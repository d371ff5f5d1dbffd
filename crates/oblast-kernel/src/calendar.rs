//! The working calendar.
//!
//! Under martial law articles 67 (transfer of days off) and 73 (holidays) of the Labour Code are not
//! applied (Law 2136-IX, art. 6): every weekday is a working day. In peacetime Saturdays, Sundays, the
//! holidays of article 73 as in force that year, and the working day after a holiday that fell on a weekend
//! are days off.

use jiff::ToSpan as _;
use jiff::civil::{Date, Weekday};
use serde::{Deserialize, Serialize};

/// Which rules of working time are in force.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Regime {
    /// Martial law: only Saturdays and Sundays are days off.
    #[default]
    MartialLaw,
    /// Peacetime: holidays too.
    Peacetime,
}

impl Regime {
    /// Is the date a working day?
    pub fn is_working_day(self, date: Date) -> bool {
        match self {
            Regime::MartialLaw => !is_weekend(date),
            Regime::Peacetime => !is_weekend(date) && !is_holiday(date) && !is_observed(date),
        }
    }

    /// The date itself where it is a working day, else the next one (Civil Code, art. 254).
    pub fn roll_forward(self, date: Date) -> Date {
        let mut day = date;
        while !self.is_working_day(day) && day < Date::MAX {
            day = next(day);
        }
        day
    }
}

/// A decision that moves a working day (peacetime only).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Transfer {
    /// The day that becomes a day off.
    pub day_off: Date,
    /// The day that becomes a working day.
    pub work_day: Date,
}

/// The working calendar of a region: which rules were in force since when, and which days were moved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkingCalendar {
    /// The days on which a regime began, the earliest first; before the first one it is that one's.
    regimes: Vec<(Date, Regime)>,
    /// Decisions that move days.
    transfers: Vec<Transfer>,
}

impl From<Regime> for WorkingCalendar {
    fn from(regime: Regime) -> Self {
        WorkingCalendar { regimes: vec![(Date::MIN, regime)], transfers: Vec::new() }
    }
}

impl Default for WorkingCalendar {
    /// Peacetime until 24 February 2022, martial law since (Decree 64/2022).
    fn default() -> Self {
        let since = Date::constant(2022, 2, 24);
        WorkingCalendar {
            regimes: vec![(Date::MIN, Regime::Peacetime), (since, Regime::MartialLaw)],
            transfers: Vec::new(),
        }
    }
}

impl WorkingCalendar {
    /// The calendar with a regime from a day on.
    pub fn with_regime(mut self, from: Date, regime: Regime) -> Self {
        self.regimes.push((from, regime));
        self.regimes.sort_by_key(|(day, _)| *day);
        self
    }

    /// The calendar with more moved days.
    pub fn with_transfers(mut self, transfers: impl IntoIterator<Item = Transfer>) -> Self {
        self.transfers.extend(transfers);
        self
    }

    /// The rules in force on a day.
    pub fn regime_on(&self, day: Date) -> Regime {
        let begun = self.regimes.iter().rev().find(|(from, _)| *from <= day);
        begun.or(self.regimes.first()).map_or(Regime::default(), |(_, regime)| *regime)
    }

    /// Is the date a working day? Moved days count in peacetime only.
    pub fn is_working_day(&self, day: Date) -> bool {
        let regime = self.regime_on(day);
        if regime == Regime::Peacetime {
            if self.transfers.iter().any(|transfer| transfer.day_off == day) {
                return false;
            }
            if self.transfers.iter().any(|transfer| transfer.work_day == day) {
                return true;
            }
        }
        regime.is_working_day(day)
    }

    /// The day so many working days after `from`.
    pub fn add_working_days(&self, from: Date, count: u32) -> Date {
        let mut day = from;
        let mut left = count;
        while left > 0 && day < Date::MAX {
            day = next(day);
            left -= u32::from(self.is_working_day(day));
        }
        day
    }

    /// Working days from `from` (not counted) to `to` (counted); negative when `to` is earlier.
    pub fn working_days_between(&self, from: Date, to: Date) -> i64 {
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

fn is_weekend(date: Date) -> bool {
    matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday)
}

/// A holiday of the Labour Code, art. 73, as in force in the year of the date.
pub fn is_holiday(date: Date) -> bool {
    let year = date.year();
    let fixed = match (date.month(), date.day()) {
        (1, 1) | (3, 8) | (5, 1) | (6, 28) | (8, 24) | (12, 25) => true,
        (1, 7) | (5, 9) => year <= 2023,
        (5, 8) => year >= 2024,
        (7, 28) => (2022..=2023).contains(&year),
        (7, 15) => year >= 2024,
        (10, 14) => year <= 2022,
        (10, 1) => year >= 2023,
        _ => false,
    };
    fixed || {
        let easter = orthodox_easter(year);
        date == easter || date == easter.saturating_add(49.days())
    }
}

/// Is it the working day that a holiday on a weekend moved its day off to? Each such holiday takes one day.
fn is_observed(date: Date) -> bool {
    let mut observed: Vec<Date> = Vec::new();
    // A chain of days off is shorter than two weeks.
    let mut day = date.saturating_sub(14.days());
    while day < date {
        if is_weekend(day) && is_holiday(day) {
            let mut free = next(day);
            while is_weekend(free) || is_holiday(free) || observed.contains(&free) {
                free = next(free);
            }
            observed.push(free);
        }
        day = next(day);
    }
    observed.contains(&date)
}

/// Orthodox Easter in the Gregorian calendar (Meeus, Julian algorithm, with the difference of the calendars).
pub fn orthodox_easter(year: i16) -> Date {
    let y = i32::from(year);
    let d = (19 * (y % 19) + 15) % 30;
    let e = (2 * (y % 4) + 4 * (y % 7) - d + 34) % 7;
    let (month, day) = ((d + e + 114) / 31, (d + e + 114) % 31 + 1);
    let difference = y / 100 - y / 400 - 2;
    // The Julian date read as if Gregorian, moved by the difference of the calendars.
    let julian = Date::new(year, month as i8, day as i8).unwrap_or(Date::MIN);
    julian.saturating_add(difference.days())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn under_martial_law_a_holiday_on_a_weekday_is_a_working_day() {
        assert!(Regime::MartialLaw.is_working_day(date(2026, 8, 24)));
        assert!(!Regime::Peacetime.is_working_day(date(2026, 8, 24)));
        assert!(!Regime::MartialLaw.is_working_day(date(2026, 8, 23)));
    }

    #[test]
    fn easter_is_where_the_church_has_it() {
        for (year, month, day) in [
            (2021, 5, 2),
            (2022, 4, 24),
            (2023, 4, 16),
            (2024, 5, 5),
            (2025, 4, 20),
            (2026, 4, 12),
            (2027, 5, 2),
        ] {
            assert_eq!(orthodox_easter(year), date(year, month, day));
        }
    }

    #[test]
    fn a_holiday_on_a_weekend_moves_the_day_off_to_the_next_working_day() {
        // Easter Monday and the Monday after Trinity.
        assert!(!Regime::Peacetime.is_working_day(date(2026, 4, 13)));
        assert!(Regime::Peacetime.is_working_day(date(2026, 4, 14)));
        assert!(!Regime::Peacetime.is_working_day(date(2026, 6, 1)));
        // 8 March 2026 is a Sunday, 28 June 2026 too.
        assert!(!Regime::Peacetime.is_working_day(date(2026, 3, 9)));
        assert!(!Regime::Peacetime.is_working_day(date(2026, 6, 29)));
        assert!(Regime::Peacetime.is_working_day(date(2026, 6, 30)));
        // 2021: Easter on Sunday 2 May and 1 May on Saturday: Monday and Tuesday are off.
        assert!(!Regime::Peacetime.is_working_day(date(2021, 5, 3)));
        assert!(!Regime::Peacetime.is_working_day(date(2021, 5, 4)));
        assert!(Regime::Peacetime.is_working_day(date(2021, 5, 5)));
    }

    #[test]
    fn the_law_of_the_year_counts() {
        for (day, expected) in [
            (date(2023, 5, 9), true),
            (date(2024, 5, 9), false),
            (date(2024, 5, 8), true),
            (date(2022, 10, 14), true),
            (date(2023, 10, 14), false),
            (date(2023, 10, 1), true),
            (date(2022, 7, 28), true),
            (date(2024, 7, 15), true),
            (date(2024, 1, 7), false),
            (date(2023, 1, 7), true),
        ] {
            assert_eq!(is_holiday(day), expected, "{day}");
        }
    }

    #[test]
    fn distance_in_working_days_has_a_sign() {
        let friday = date(2026, 3, 13);
        let monday = date(2026, 3, 16);
        let calendar = WorkingCalendar::from(Regime::MartialLaw);
        assert_eq!(calendar.working_days_between(friday, monday), 1);
        assert_eq!(calendar.working_days_between(monday, friday), -1);
        assert_eq!(calendar.working_days_between(monday, monday), 0);
    }

    #[test]
    fn a_region_lives_by_the_regime_in_force_on_the_day_and_its_moved_days() {
        let independence = date(2026, 8, 24);
        let moved = Transfer { day_off: date(2026, 8, 25), work_day: date(2026, 8, 29) };
        let martial = WorkingCalendar::default().with_transfers([moved]);
        assert!(martial.is_working_day(independence));
        assert!(martial.is_working_day(moved.day_off) && !martial.is_working_day(moved.work_day));
        let peace = martial.clone().with_regime(date(2026, 7, 1), Regime::Peacetime);
        assert!(!peace.is_working_day(independence));
        assert!(!peace.is_working_day(moved.day_off) && peace.is_working_day(moved.work_day));
        assert!(peace.is_working_day(date(2026, 5, 8)), "before that day the law was another");
        assert!(!martial.is_working_day(date(2021, 8, 24)), "and there was peace before 2022");
        assert_eq!(martial.add_working_days(date(2026, 3, 13), 5), date(2026, 3, 20));
    }
}
