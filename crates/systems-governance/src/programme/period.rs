//! The periods that executors report on, and the days by which: each programme sets its own.

use jiff::ToSpan as _;
use jiff::civil::{Date, date};
use oblast_kernel::Lang;
use oblast_store::Record;

/// What a report is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Period {
    /// A quarter of a year: from 1 to 4.
    Quarter(i16, i8),
    /// A year.
    Year(i16),
    /// The whole programme.
    Final,
}

impl Period {
    /// From its key: `2026-q1`, `2026`, `final`.
    pub fn parse(key: &str) -> Option<Period> {
        let year = |text: &str| text.parse::<i16>().ok().filter(|year| (1990..2100).contains(year));
        match key.split_once("-q") {
            Some((own, quarter)) => {
                let quarter = quarter.parse().ok().filter(|quarter| (1..=4).contains(quarter))?;
                Some(Period::Quarter(year(own)?, quarter))
            }
            None if key == "final" => Some(Period::Final),
            None => Some(Period::Year(year(key)?)),
        }
    }

    /// Its key.
    pub fn key(self) -> String {
        match self {
            Period::Quarter(year, quarter) => format!("{year}-q{quarter}"),
            Period::Year(year) => year.to_string(),
            Period::Final => "final".into(),
        }
    }

    /// The choice of the register of reports; nothing for the whole programme, which nobody else reports on.
    pub fn choice(self) -> Option<(i16, String)> {
        match self {
            Period::Quarter(year, quarter) => Some((year, format!("q{quarter}"))),
            Period::Year(year) => Some((year, "year".into())),
            Period::Final => None,
        }
    }

    /// In words.
    pub fn title(self, lang: Lang) -> String {
        const ROMAN: [&str; 4] = ["I", "II", "III", "IV"];
        const ORDINAL: [&str; 4] = ["first", "second", "third", "fourth"];
        match (self, lang) {
            (Period::Quarter(year, quarter), Lang::Uk) => {
                format!("{} квартал {year} року", ROMAN[usize::from(quarter.unsigned_abs() - 1) % 4])
            }
            (Period::Quarter(year, quarter), Lang::En) => {
                format!("{} quarter of {year}", ORDINAL[usize::from(quarter.unsigned_abs() - 1) % 4])
            }
            (Period::Year(year), Lang::Uk) => format!("{year} рік"),
            (Period::Year(year), Lang::En) => format!("the year {year}"),
            (Period::Final, Lang::Uk) => "увесь строк програми".into(),
            (Period::Final, Lang::En) => "the whole programme".into(),
        }
    }

    /// Its last day; nothing for the whole programme, whose years say it.
    pub fn last_day(self) -> Option<Date> {
        match self {
            Period::Quarter(year, quarter) => Some(date(year, quarter * 3, 1).last_of_month()),
            Period::Year(year) => Some(date(year, 12, 31)),
            Period::Final => None,
        }
    }

    /// The quarter that ended last before a day, and the year where it ended with it.
    pub fn ended(today: Date) -> (Period, Option<Period>) {
        match (today.month() - 1) / 3 {
            0 => (Period::Quarter(today.year() - 1, 4), Some(Period::Year(today.year() - 1))),
            quarter => (Period::Quarter(today.year(), quarter), None),
        }
    }
}

/// The days of a programme's reports.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Days {
    quarterly: Option<i8>,
    consolidated: Option<i8>,
    yearly: Option<(i8, i8)>,
    final_months: Option<i64>,
    ends: Option<i16>,
}

impl Days {
    /// Those of a programme.
    pub fn of(programme: &Record) -> Days {
        let small = |name: &str| programme.int(name).and_then(|day| i8::try_from(day).ok());
        Days {
            quarterly: small("quarterly_day"),
            consolidated: small("consolidated_day"),
            yearly: small("yearly_month").zip(small("yearly_day")),
            final_months: programme.int("final_months"),
            ends: programme.int("ends").and_then(|year| i16::try_from(year).ok()),
        }
    }

    /// By when the executors report; nothing where the programme does not ask them.
    pub fn executor(self, period: Period) -> Option<Date> {
        match period {
            Period::Quarter(..) => in_next_month(period.last_day()?, self.quarterly?),
            // They report on the year when they report on its last quarter.
            Period::Year(_) => {
                in_next_month(period.last_day()?, self.quarterly?).filter(|_| self.yearly.is_some())
            }
            Period::Final => None,
        }
    }

    /// By when all of it stands together.
    pub fn consolidated(self, period: Period) -> Option<Date> {
        match period {
            Period::Quarter(..) => in_next_month(period.last_day()?, self.consolidated?),
            Period::Year(year) => {
                let (month, day) = self.yearly?;
                Some(within_month(Date::new(year + 1, month, 1).ok()?, day))
            }
            Period::Final => {
                let end = date(self.ends?, 12, 31);
                end.checked_add(self.final_months?.months()).ok().map(Date::last_of_month)
            }
        }
    }
}

/// A day of the month; its last one where it is shorter.
fn within_month(first: Date, day: i8) -> Date {
    first.with().day(day).build().unwrap_or_else(|_| first.last_of_month())
}

fn in_next_month(last: Date, day: i8) -> Option<Date> {
    Some(within_month(last.checked_add(1.day()).ok()?, day))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days() -> Days {
        Days {
            quarterly: Some(10),
            consolidated: Some(15),
            yearly: Some((2, 25)),
            final_months: Some(2),
            ends: Some(2023),
        }
    }

    #[test]
    fn each_report_has_its_day() {
        let quarter = Period::Quarter(2025, 4);
        assert_eq!(days().executor(quarter), Some(date(2026, 1, 10)));
        assert_eq!(days().consolidated(quarter), Some(date(2026, 1, 15)));
        assert_eq!(days().consolidated(Period::Year(2025)), Some(date(2026, 2, 25)));
        assert_eq!(days().consolidated(Period::Final), Some(date(2024, 2, 29)), "two months after the end");
        assert_eq!(Days::default().executor(quarter), None, "a programme that says nothing asks nobody");
        let late = Days { yearly: Some((2, 31)), ..days() };
        assert_eq!(late.consolidated(Period::Year(2024)), Some(date(2025, 2, 28)));
    }

    #[test]
    fn the_quarter_that_ended_last_is_known_at_the_end_of_a_year_too() {
        assert_eq!(Period::ended(date(2026, 1, 1)), (Period::Quarter(2025, 4), Some(Period::Year(2025))));
        assert_eq!(Period::ended(date(2025, 12, 31)), (Period::Quarter(2025, 3), None));
        assert_eq!(Period::ended(date(2026, 4, 1)), (Period::Quarter(2026, 1), None));
    }

    #[test]
    fn keys_are_read_back() {
        for period in [Period::Quarter(2026, 1), Period::Year(2026), Period::Final] {
            assert_eq!(Period::parse(&period.key()), Some(period));
            assert!(!period.title(Lang::Uk).is_empty());
        }
        for wrong in ["2026-q5", "2026-q0", "q1", "1800", "", "2026-q"] {
            assert_eq!(Period::parse(wrong), None, "{wrong}");
        }
    }
}
