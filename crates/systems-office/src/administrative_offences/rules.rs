//! What the Code of Ukraine on Administrative Offences (КУпАП) says of days and sums.

use std::sync::LazyLock;

use jiff::civil::Date;
use oblast_kernel::Value;
use oblast_kernel::calendar::WorkingCalendar;
use oblast_kernel::clock::kyiv_noon;
use oblast_kernel::term::count::{self, Due, Options};
use oblast_kernel::term::{self, Term};
use oblast_register::FieldError;
use oblast_register::catalogue::{RecordRules, Values};

pub(super) struct Offence;

type Errors = Vec<(&'static str, FieldError)>;

fn day(record: &Values, field: &str) -> Option<Date> {
    record.get(field).and_then(Value::as_text)?.parse().ok()
}

fn is(record: &Values, field: &str, code: &str) -> bool {
    record.get(field).and_then(Value::as_text) == Some(code)
}

/// The last day of a term that begins on a day.
fn last_day(code: &str, began: Date) -> Option<Date> {
    static CALENDAR: LazyLock<WorkingCalendar> = LazyLock::new(WorkingCalendar::default);
    let term: &Term = term::find(code)?;
    match count::due(term, kyiv_noon(began), &CALENDAR, &Options::default()).ok()?.0 {
        Due::Date(date) => Some(date),
        Due::Instant(_) => None,
    }
}

fn shown(date: Date) -> String {
    date.strftime("%d.%m.%Y").to_string()
}

/// The days of a case in their order.
const ORDER: [&str; 6] = ["drawn_on", "received_on", "ruled_on", "served_on", "enforced_on", "executed_on"];

/// No day is before the one that it follows, none has yet to come.
fn check_days(record: &Values, today: Date, errors: &mut Errors) {
    let mut before: Option<Date> = None;
    for field in ORDER {
        let Some(own) = day(record, field) else { continue };
        if own > today {
            errors.push((field, FieldError::new("in-future")));
        } else if let Some(before) = before.filter(|before| own < *before) {
            errors.push((field, FieldError::new("before-day").with("date", shown(before))));
        }
        before = Some(own.max(before.unwrap_or(own)));
    }
}

impl RecordRules for Offence {
    fn check(&self, record: &Values, today: Date) -> Errors {
        let mut errors = Errors::new();
        check_days(record, today, &mut errors);
        let has_fine = record.get("fine").is_some_and(|fine| !fine.is_null());
        if is(record, "penalty", "fine") && !has_fine {
            errors.push(("fine", FieldError::new("fine-needed")));
        } else if has_fine && !is(record, "penalty", "fine") {
            errors.push(("fine", FieldError::new("fine-alone")));
        }
        errors
    }

    fn check_step(&self, step: &str, record: &Values, today: Date) -> Errors {
        let late = |code: &str, from: &str| day(record, from).and_then(|began| last_day(code, began));
        match step {
            // A penalty is imposed within two months (art. 38); after that the case is closed.
            "rule" => match (day(record, "ruled_on"), late("penalty_imposition_2months", "drawn_on")) {
                (Some(ruled), Some(last)) if ruled > last => {
                    vec![("ruled_on", FieldError::new("penalty-late").with("date", shown(last)))]
                }
                _ => Vec::new(),
            },
            // A fine is paid within fifteen days (art. 307), and enforced only after that (art. 308).
            "enforce" => match (day(record, "enforced_on"), late("fine_payment_15d", "served_on")) {
                (Some(enforced), Some(last)) if enforced <= last => {
                    vec![("enforced_on", FieldError::new("too-early").with("date", shown(last)))]
                }
                _ => Vec::new(),
            },
            // A ruling that was not put to execution within three months is not executed (art. 303).
            "expire" => match late("penalty_execution_3months", "ruled_on") {
                Some(last) if today <= last => {
                    vec![("ruled_on", FieldError::new("too-early").with("date", shown(last)))]
                }
                _ => Vec::new(),
            },
            _ => Vec::new(),
        }
    }

    fn compute(&self, record: &Values) -> Values {
        let mut computed = Values::new();
        let last = day(record, "received_on").and_then(|began| last_day("offence_hearing_15d", began));
        if let (Some(ruled), Some(last)) = (day(record, "ruled_on"), last) {
            computed.insert("in_time".into(), Value::Int((ruled <= last).into()));
        }
        if let Some(fine) = record.get("fine").and_then(Value::as_int) {
            let times = if day(record, "enforced_on").is_some() { 2 } else { 1 };
            computed.insert("to_pay".into(), Value::Int(fine.saturating_mul(times)));
        }
        computed
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn case(days: &[(&str, &str)]) -> Values {
        let base = [("penalty", Value::from("fine")), ("fine", Value::Int(85_000))];
        let base = base.into_iter().map(|(name, value)| (name.to_owned(), value));
        base.chain(days.iter().map(|(name, day)| ((*name).to_owned(), Value::from(*day)))).collect()
    }

    fn wrong(errors: Errors) -> Vec<(&'static str, &'static str)> {
        errors.into_iter().map(|(field, error)| (field, error.code)).collect()
    }

    const TODAY: Date = date(2026, 11, 26);

    #[test]
    fn days_follow_one_another_and_none_has_yet_to_come() {
        let sound =
            case(&[("drawn_on", "2026-03-02"), ("received_on", "2026-03-04"), ("ruled_on", "2026-03-18")]);
        assert!(Offence.check(&sound, TODAY).is_empty());
        let mixed =
            case(&[("drawn_on", "2026-03-05"), ("received_on", "2026-03-04"), ("ruled_on", "2026-12-01")]);
        assert_eq!(
            wrong(Offence.check(&mixed, TODAY)),
            [("received_on", "before-day"), ("ruled_on", "in-future")]
        );
    }

    #[test]
    fn a_fine_has_its_sum_and_nothing_else_has_one() {
        let mut record = case(&[]);
        record.insert("fine".into(), Value::Null);
        assert_eq!(wrong(Offence.check(&record, TODAY)), [("fine", "fine-needed")]);
        let mut record = case(&[]);
        record.insert("penalty".into(), "warning".into());
        assert_eq!(wrong(Offence.check(&record, TODAY)), [("fine", "fine-alone")]);
    }

    #[test]
    fn a_penalty_is_imposed_within_two_months() {
        let ruled = |on: &str| case(&[("drawn_on", "2026-03-02"), ("ruled_on", on)]);
        // 2 May 2026 is a Saturday: the last day is Monday the 4th.
        assert!(Offence.check_step("rule", &ruled("2026-05-04"), TODAY).is_empty());
        assert_eq!(
            wrong(Offence.check_step("rule", &ruled("2026-05-05"), TODAY)),
            [("ruled_on", "penalty-late")]
        );
        assert!(Offence.check_step("end", &ruled("2026-05-05"), TODAY).is_empty(), "it may still be closed");
    }

    #[test]
    fn a_fine_is_enforced_after_fifteen_days_and_doubled() {
        let enforced = |on: &str| case(&[("served_on", "2026-03-02"), ("enforced_on", on)]);
        assert_eq!(
            wrong(Offence.check_step("enforce", &enforced("2026-03-17"), TODAY)),
            [("enforced_on", "too-early")]
        );
        assert!(Offence.check_step("enforce", &enforced("2026-03-18"), TODAY).is_empty());
        assert_eq!(Offence.compute(&enforced("2026-03-18"))["to_pay"], Value::Int(170_000));
        assert_eq!(Offence.compute(&case(&[]))["to_pay"], Value::Int(85_000));
    }

    #[test]
    fn what_is_not_executed_in_three_months_is_not_executed() {
        let ruled = case(&[("ruled_on", "2026-08-26")]);
        assert_eq!(wrong(Offence.check_step("expire", &ruled, TODAY)), [("ruled_on", "too-early")]);
        assert!(Offence.check_step("expire", &ruled, date(2026, 11, 27)).is_empty());
    }

    #[test]
    fn whether_it_was_considered_in_time_follows_from_the_days() {
        let ruled = |on: &str| case(&[("received_on", "2026-03-04"), ("ruled_on", on)]);
        assert_eq!(Offence.compute(&ruled("2026-03-19"))["in_time"], Value::Int(1));
        assert_eq!(Offence.compute(&ruled("2026-03-20"))["in_time"], Value::Int(0));
        assert!(!Offence.compute(&case(&[("received_on", "2026-03-04")])).contains_key("in_time"));
    }
}
