//! Counting: the day of the event is day 0 (Civil Code, art. 253); a term in calendar days or months that
//! ends on a non-working day ends on the next working day (art. 254); hours are absolute time.

use jiff::civil::{Date, Time, Weekday};
use jiff::{Timestamp, ToSpan as _};
use serde::{Deserialize, Serialize};

use super::{Direction, Extension, Term, Unit, find};
use crate::Lang;
use crate::calendar::{self, Regime, Transfer, WorkingCalendar};
use crate::clock::in_kyiv;

use super::step::Step;

/// A case to be counted: the contract of `oblast term`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// The code of the term.
    pub procedure: String,
    /// The instant of the event, with its offset.
    pub start: Timestamp,
    /// The rules of working time.
    #[serde(default)]
    pub regime: Regime,
    /// What else happened.
    #[serde(default)]
    pub options: Options,
}

/// When something received after hours counts as received.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LateReceipt {
    /// On the actual day.
    #[default]
    SameDay,
    /// On the next working day.
    NextWorkingDay,
}

/// Days that do not count, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Suspension {
    /// The first day.
    pub first_day: Date,
    /// The last day.
    pub last_day: Date,
}

/// An extension that was asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Extended {
    /// So many calendar days in all, from day 0.
    pub requested_total_days: Option<i32>,
    /// So many calendar days after the nominal end.
    pub add_days: Option<i32>,
    /// So many working days in all, from day 0.
    pub requested_total_working_days: Option<i32>,
    /// Additional study is needed.
    #[serde(default)]
    pub additional_study: bool,
}

/// How a term is counted back from an event.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BackwardRule {
    /// The n-th day before.
    #[default]
    NDaysBack,
    /// So that n full days lie between.
    NFullDaysBetween,
}

/// What happens with an end on a non-working day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rollover {
    /// It moves to the next working day.
    NextWorkingDay,
    /// It moves to the previous working day.
    PreviousWorkingDay,
    /// It stays.
    None,
}

/// From what hours are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HoursFrom {
    /// From the moment itself.
    Moment,
}

/// What else happened in a case.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Options {
    /// When something received after hours counts as received.
    pub late_receipt: LateReceipt,
    /// An extension.
    pub extension: Option<Extended>,
    /// Days that do not count.
    pub suspensions: Vec<Suspension>,
    /// When it was forwarded to the proper body.
    pub forwarded_at: Option<Timestamp>,
    /// When the proper body received it: the term begins anew.
    pub received_by_proper_body_at: Option<Timestamp>,
    /// Decisions that move working days.
    pub transfers: Vec<Transfer>,
    /// How to count back.
    pub backward_rule: BackwardRule,
    /// Where an end counted back goes from a non-working day.
    pub backward_weekend: Option<Rollover>,
    /// Overrides the roll-over of the row.
    pub rollover: Option<Rollover>,
    /// From what hours are counted.
    pub hours_from: Option<HoursFrom>,
}

/// The answer to a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Answer {
    /// A date, or an instant with its offset.
    pub due: String,
    /// `date` or `instant`.
    pub due_kind: &'static str,
    /// The count in words.
    pub steps: Vec<String>,
    /// The act and article.
    pub citation: String,
}

/// Why a case cannot be counted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CountError {
    /// No term has this code.
    #[error("unknown procedure `{0}`")]
    UnknownProcedure(String),
    /// The option does not apply to this term, or contradicts itself.
    #[error("option `{option}`: {reason}")]
    Option {
        /// Which.
        option: &'static str,
        /// Why not.
        reason: &'static str,
    },
}

/// The end of a term.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// The last day.
    Date(Date),
    /// The last moment.
    Instant(Timestamp),
}

/// The longest term that is counted, in days: beyond it an option is a mistake.
const LONGEST: i32 = 3_660;

/// Answers a case.
pub fn answer(case: &Case) -> Result<Answer, CountError> {
    let term = find(&case.procedure).ok_or_else(|| CountError::UnknownProcedure(case.procedure.clone()))?;
    let calendar = WorkingCalendar::from(case.regime);
    let (due, steps) = due(term, case.start, &calendar, &case.options)?;
    let (due, due_kind) = match due {
        Due::Date(date) => (date.to_string(), "date"),
        Due::Instant(instant) => (in_kyiv(instant).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string(), "instant"),
    };
    let steps = steps.iter().map(|step| step.words(Lang::Uk)).collect();
    Ok(Answer { due, due_kind, steps, citation: term.citation.clone().into_owned() })
}

/// The end of a term, with the steps of the count.
pub fn due(
    term: &Term,
    start: Timestamp,
    calendar: &WorkingCalendar,
    options: &Options,
) -> Result<(Due, Vec<Step>), CountError> {
    let transfers = options.transfers.iter().copied();
    let calendar = calendar.clone().with_transfers(transfers);
    let mut count = Count { term, calendar, options, steps: Vec::new() };
    Ok((count.run(start)?, count.steps))
}

struct Count<'c> {
    term: &'c Term,
    calendar: WorkingCalendar,
    options: &'c Options,
    steps: Vec<Step>,
}

impl Count<'_> {
    fn step(&mut self, step: Step) {
        self.steps.push(step);
    }

    fn run(&mut self, start: Timestamp) -> Result<Due, CountError> {
        self.check(start)?;
        let mut start = start;
        if let Some(received) = self.options.received_by_proper_body_at {
            start = received;
            self.step(Step::ReceivedByProperBody(start));
        }
        if self.term.unit == Unit::Hour {
            let end = start.saturating_add(i64::from(self.term.count).hours()).unwrap_or(start);
            self.step(Step::Hours { count: self.term.count, from: start });
            return Ok(Due::Instant(end));
        }
        let day0 = self.day_zero(start);
        self.step(Step::DayZero(day0));
        let end = match self.term.direction {
            Direction::Backward => self.backward(day0),
            Direction::Forward => self.forward(day0)?,
        };
        Ok(Due::Date(self.roll(end)))
    }

    /// Options that do not apply are errors: a silent one would be taken for granted.
    fn check(&self, start: Timestamp) -> Result<(), CountError> {
        let refuse = |option, reason| Err(CountError::Option { option, reason });
        let options = self.options;
        if let (Some(_), None) = (options.forwarded_at, options.received_by_proper_body_at) {
            return refuse("forwarded_at", "the day of receipt by the proper body is needed too");
        }
        if options
            .forwarded_at
            .is_some_and(|sent| options.received_by_proper_body_at.is_some_and(|came| came < sent))
        {
            return refuse("received_by_proper_body_at", "it is before `forwarded_at`");
        }
        if options.suspensions.iter().any(|suspension| suspension.last_day < suspension.first_day) {
            return refuse("suspensions", "the last day is before the first");
        }
        let days_only = self.term.unit == Unit::Hour || self.term.direction == Direction::Backward;
        if days_only && !options.suspensions.is_empty() {
            return refuse("suspensions", "this term is not suspended");
        }
        let regime = self.calendar.regime_on(in_kyiv(start).date());
        if regime == Regime::MartialLaw && !options.transfers.is_empty() {
            return refuse("transfers", "days are moved in peacetime only");
        }
        if options.hours_from.is_some() && self.term.unit != Unit::Hour {
            return refuse("hours_from", "this term is not in hours");
        }
        Ok(())
    }

    fn is_working_day(&self, day: Date) -> bool {
        self.calendar.is_working_day(day)
    }

    fn is_suspended(&self, day: Date) -> bool {
        self.options
            .suspensions
            .iter()
            .any(|suspension| (suspension.first_day..=suspension.last_day).contains(&day))
    }

    /// The day of the event; after hours, the next working day where that is asked for.
    fn day_zero(&mut self, start: Timestamp) -> Date {
        let local = in_kyiv(start);
        let date = local.date();
        let closing = if date.weekday() == Weekday::Friday {
            Time::constant(16, 45, 0, 0)
        } else {
            Time::constant(18, 0, 0, 0)
        };
        let late = !self.is_working_day(date) || local.time() > closing;
        if self.options.late_receipt == LateReceipt::SameDay || !late {
            return date;
        }
        let mut day = if self.is_working_day(date) { calendar::next(date) } else { date };
        while !self.is_working_day(day) && day < Date::MAX {
            day = calendar::next(day);
        }
        self.step(Step::LateReceipt(day));
        day
    }

    fn forward(&mut self, day0: Date) -> Result<Date, CountError> {
        let nominal = self.advance(day0, self.term.unit, self.term.count);
        self.step(Step::Counted { count: self.term.count, unit: self.term.unit, end: nominal });
        self.suspended_steps(day0, nominal);
        let Some(asked) = self.options.extension else { return Ok(nominal) };
        let end = self.extend(day0, nominal, asked)?;
        self.step(Step::Extended(end));
        Ok(end)
    }

    /// Names the suspended days that the count passed over.
    fn suspended_steps(&mut self, day0: Date, end: Date) {
        for suspension in &self.options.suspensions {
            let (first, last) =
                (suspension.first_day.max(calendar::next(day0)), suspension.last_day.min(end));
            if first <= last {
                self.steps.push(Step::Suspended { first, last });
            }
        }
    }

    fn extend(&self, day0: Date, nominal: Date, asked: Extended) -> Result<Date, CountError> {
        let refuse = |option| Err(CountError::Option { option, reason: "this term cannot be extended so" });
        let within = |days: i32, option| match days {
            0..=LONGEST => Ok(days),
            _ => Err(CountError::Option { option, reason: "not a number of days" }),
        };
        match (self.term.extension, asked) {
            (Extension::TotalDays(cap), Extended { requested_total_days: Some(total), .. }) => {
                let total = within(total, "requested_total_days")?.min(cap);
                Ok(self.advance(day0, Unit::CalendarDay, total).max(nominal))
            }
            (Extension::TotalDays(cap), Extended { add_days: Some(days), .. }) => {
                let end = self.advance(nominal, Unit::CalendarDay, within(days, "add_days")?);
                Ok(end.min(self.advance(day0, Unit::CalendarDay, cap)).max(nominal))
            }
            (
                Extension::TotalWorkingDays(cap),
                Extended { requested_total_working_days: Some(total), .. },
            ) => {
                let total = within(total, "requested_total_working_days")?.min(cap);
                Ok(self.advance(day0, Unit::WorkingDay, total))
            }
            (Extension::StudyMonths(months), Extended { additional_study: true, .. }) => {
                Ok(self.advance(day0, Unit::Month, months).max(nominal))
            }
            (_, Extended { requested_total_days: Some(_), .. }) => refuse("requested_total_days"),
            (_, Extended { add_days: Some(_), .. }) => refuse("add_days"),
            (_, Extended { requested_total_working_days: Some(_), .. }) => {
                refuse("requested_total_working_days")
            }
            (_, Extended { additional_study: true, .. }) => refuse("additional_study"),
            _ => Ok(nominal),
        }
    }

    /// So many units after a day; suspended days do not count.
    fn advance(&self, from: Date, unit: Unit, count: i32) -> Date {
        match unit {
            Unit::WorkingDay => self.walk(from, count, |day| self.is_working_day(day)),
            Unit::CalendarDay | Unit::Hour => self.walk(from, count, |_| true),
            Unit::Month => {
                let end = from.saturating_add(count.months());
                let mut suspended = 0;
                let mut day = from;
                while day < end {
                    day = calendar::next(day);
                    suspended += i32::from(self.is_suspended(day));
                }
                self.walk(end, suspended, |_| true)
            }
            Unit::DayOfNextMonth => {
                let next_month = from.first_of_month().saturating_add(1.month());
                next_month.saturating_add((count - 1).days())
            }
        }
    }

    fn walk(&self, from: Date, count: i32, counts: impl Fn(Date) -> bool) -> Date {
        let mut day = from;
        let mut left = count;
        while left > 0 && day < Date::MAX {
            day = calendar::next(day);
            left -= i32::from(counts(day) && !self.is_suspended(day));
        }
        day
    }

    fn backward(&mut self, event: Date) -> Date {
        let full_days = self.options.backward_rule == BackwardRule::NFullDaysBetween;
        let mut left = self.term.count + i32::from(full_days);
        let mut day = event;
        while left > 0 && day > Date::MIN {
            day = day.saturating_sub(1.day());
            left -= i32::from(self.term.unit != Unit::WorkingDay || self.is_working_day(day));
        }
        self.step(Step::CountedBack { count: self.term.count, unit: self.term.unit, end: day });
        day
    }

    fn roll(&mut self, end: Date) -> Date {
        let own = if self.term.rolls_over { Rollover::NextWorkingDay } else { Rollover::None };
        let backward = self.options.backward_weekend.filter(|_| self.term.direction == Direction::Backward);
        let rule = self.options.rollover.or(backward).unwrap_or(own);
        let mut day = end;
        while rule != Rollover::None && !self.is_working_day(day) && day > Date::MIN && day < Date::MAX {
            day = match rule {
                Rollover::PreviousWorkingDay => day.saturating_sub(1.day()),
                _ => calendar::next(day),
            };
        }
        if day != end {
            self.step(Step::Moved { from: end, to: day });
        }
        day
    }
}

#[cfg(test)]
mod tests;
