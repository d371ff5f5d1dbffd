//! Nobody is born, registered or deregistered in the future, nor deregistered before being registered.

use jiff::civil::Date;
use oblast_kernel::Value;
use oblast_register::FieldError;
use oblast_register::catalogue::{RecordRules, Values};

pub(super) struct Residence;

impl RecordRules for Residence {
    fn check(&self, record: &Values, today: Date) -> Vec<(&'static str, FieldError)> {
        let day =
            |name: &str| record.get(name).and_then(Value::as_text).and_then(|text| text.parse::<Date>().ok());
        let mut errors = Vec::new();
        for name in ["birth_date", "registered_on", "deregistered_on"] {
            if day(name).is_some_and(|day| day > today) {
                errors.push((name, FieldError::new("in-future")));
            }
        }
        if day("registered_on") < day("birth_date") {
            errors.push(("registered_on", FieldError::new("before-birth")));
        }
        if day("deregistered_on").is_some_and(|end| Some(end) < day("registered_on")) {
            errors.push(("deregistered_on", FieldError::new("before-start")));
        }
        errors
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn days_stand_in_their_order() {
        let record = |birth: &str, from: &str, to: Option<&str>| -> Values {
            [("birth_date", Some(birth)), ("registered_on", Some(from)), ("deregistered_on", to)]
                .into_iter()
                .map(|(name, day)| (name.to_owned(), day.map_or(Value::Null, Value::from)))
                .collect()
        };
        let wrong = |record: &Values| -> Vec<&str> {
            Residence.check(record, date(2026, 3, 16)).into_iter().map(|(name, _)| name).collect()
        };
        assert!(wrong(&record("1990-05-01", "2020-01-01", None)).is_empty());
        assert_eq!(wrong(&record("2026-03-17", "2026-03-17", None)), ["birth_date", "registered_on"]);
        assert_eq!(wrong(&record("1990-05-01", "1989-01-01", None)), ["registered_on"]);
        assert_eq!(wrong(&record("1990-05-01", "2020-01-01", Some("2019-12-31"))), ["deregistered_on"]);
    }
}
