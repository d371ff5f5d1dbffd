//! The steps of a count, in words.

use jiff::Timestamp;
use jiff::civil::Date;

use super::Unit;
use crate::Lang;
use crate::clock::in_kyiv;

/// One step of a count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// The proper body received it: the term begins anew.
    ReceivedByProperBody(Timestamp),
    /// So many hours from a moment.
    Hours {
        /// How many.
        count: i32,
        /// From when.
        from: Timestamp,
    },
    /// Received after hours: it counts as received on this day.
    LateReceipt(Date),
    /// The day of the event.
    DayZero(Date),
    /// The nominal term.
    Counted {
        /// How many units.
        count: i32,
        /// Of what.
        unit: Unit,
        /// The day reached.
        end: Date,
    },
    /// Days that did not count, both ends included.
    Suspended {
        /// The first.
        first: Date,
        /// The last.
        last: Date,
    },
    /// The term was extended to this day.
    Extended(Date),
    /// Counted back from the event.
    CountedBack {
        /// How many units.
        count: i32,
        /// Of what.
        unit: Unit,
        /// The day reached.
        end: Date,
    },
    /// The end was on a non-working day.
    Moved {
        /// From this day.
        from: Date,
        /// To this one.
        to: Date,
    },
}

impl Step {
    /// The step as a sentence.
    pub fn words(&self, lang: Lang) -> String {
        let uk = lang == Lang::Uk;
        match self {
            Step::ReceivedByProperBody(at) if uk => {
                format!("Належний орган отримав {}: строк починається спочатку", moment(*at))
            }
            Step::ReceivedByProperBody(at) => {
                format!("The proper body received it on {}: the term begins anew", moment(*at))
            }
            Step::Hours { count, from } if uk => format!("{count} год від {}", moment(*from)),
            Step::Hours { count, from } => format!("{count} hours from {}", moment(*from)),
            Step::LateReceipt(date) if uk => {
                format!("Отримано в неробочий час: вважається отриманим {}", day(*date))
            }
            Step::LateReceipt(date) => format!("Received after hours: counts as received on {}", day(*date)),
            Step::DayZero(date) if uk => format!("День нуль: {}", day(*date)),
            Step::DayZero(date) => format!("Day zero: {}", day(*date)),
            Step::Counted { count, unit: Unit::DayOfNextMonth, end } if uk => {
                format!("{count} число наступного місяця: {}", day(*end))
            }
            Step::Counted { count, unit: Unit::DayOfNextMonth, end } => {
                format!("Day {count} of the next month: {}", day(*end))
            }
            Step::Counted { count, unit, end } => format!("{}: {}", counted(*count, *unit, lang), day(*end)),
            Step::Suspended { first, last } if uk => {
                format!("Строк було зупинено: дні з {} по {} не рахуються", day(*first), day(*last))
            }
            Step::Suspended { first, last } => {
                format!("The term was suspended: days from {} to {} do not count", day(*first), day(*last))
            }
            Step::Extended(date) if uk => format!("Продовжено до {}", day(*date)),
            Step::Extended(date) => format!("Extended to {}", day(*date)),
            Step::CountedBack { count, unit, end } if uk => {
                format!("{} назад: {}", counted(*count, *unit, lang), day(*end))
            }
            Step::CountedBack { count, unit, end } => {
                format!("{} back: {}", counted(*count, *unit, lang), day(*end))
            }
            Step::Moved { from, to } if uk => {
                format!("{} – неробочий день, тому {}", day(*from), day(*to))
            }
            Step::Moved { from, to } => format!("{} is not a working day, hence {}", day(*from), day(*to)),
        }
    }
}

/// «30 календарних днів»; the few, the one and the many of Ukrainian.
fn counted(count: i32, unit: Unit, lang: Lang) -> String {
    let words: [&str; 3] = match (unit, lang) {
        (Unit::WorkingDay, Lang::Uk) => ["робочий день", "робочі дні", "робочих днів"],
        (Unit::Month, Lang::Uk) => ["місяць", "місяці", "місяців"],
        (Unit::Hour, Lang::Uk) => ["година", "години", "годин"],
        (_, Lang::Uk) => ["календарний день", "календарні дні", "календарних днів"],
        (Unit::WorkingDay, Lang::En) => ["working day", "working days", "working days"],
        (Unit::Month, Lang::En) => ["month", "months", "months"],
        (Unit::Hour, Lang::En) => ["hour", "hours", "hours"],
        (_, Lang::En) => ["calendar day", "calendar days", "calendar days"],
    };
    let form = match (count % 10, count % 100, lang) {
        (_, _, Lang::En) => usize::from(count != 1),
        (1, hundred, _) if hundred != 11 => 0,
        (2..=4, hundred, _) if !(12..=14).contains(&hundred) => 1,
        _ => 2,
    };
    format!("{count} {}", words[form])
}

fn day(date: Date) -> String {
    date.strftime("%d.%m.%Y").to_string()
}

fn moment(at: Timestamp) -> String {
    in_kyiv(at).strftime("%d.%m.%Y %H:%M").to_string()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn numbers_agree_with_their_nouns_in_both_languages() {
        let end = date(2026, 3, 2);
        let words = |count, unit, lang| Step::Counted { count, unit, end }.words(lang);
        assert_eq!(words(1, Unit::Month, Lang::Uk), "1 місяць: 02.03.2026");
        assert_eq!(words(2, Unit::WorkingDay, Lang::Uk), "2 робочі дні: 02.03.2026");
        assert_eq!(words(11, Unit::WorkingDay, Lang::Uk), "11 робочих днів: 02.03.2026");
        assert_eq!(words(30, Unit::CalendarDay, Lang::Uk), "30 календарних днів: 02.03.2026");
        assert_eq!(words(1, Unit::CalendarDay, Lang::En), "1 calendar day: 02.03.2026");
    }
}
