//! A licence is not installed on more machines than it is for, and does not end before it begins.

use jiff::civil::Date;
use oblast_kernel::Value;
use oblast_register::FieldError;
use oblast_register::catalogue::{RecordRules, Values};

pub(super) struct Licence;

impl RecordRules for Licence {
    fn check(&self, record: &Values, _today: Date) -> Vec<(&'static str, FieldError)> {
        let int = |name: &str| record.get(name).and_then(Value::as_int);
        let day = |name: &str| record.get(name).and_then(Value::as_text);
        let mut errors = Vec::new();
        if let (Some(installed), Some(count)) = (int("installed"), int("count"))
            && installed > count
        {
            errors.push(("installed", FieldError::new("more-than-licensed").with("count", count)));
        }
        if let (Some(from), Some(until)) = (day("valid_from"), day("valid_until"))
            && until < from
        {
            errors.push(("valid_until", FieldError::new("before-start")));
        }
        errors
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn nothing_is_installed_without_a_licence() {
        let record = |count: i64, installed: i64, until: &str| -> Values {
            [
                ("count", Value::Int(count)),
                ("installed", Value::Int(installed)),
                ("valid_from", "2026-01-01".into()),
                ("valid_until", until.into()),
            ]
            .map(|(name, value)| (name.to_owned(), value))
            .into()
        };
        let wrong = |record: &Values| -> Vec<&str> {
            Licence.check(record, date(2026, 3, 16)).into_iter().map(|(name, _)| name).collect()
        };
        assert!(wrong(&record(10, 10, "2026-12-31")).is_empty());
        assert_eq!(wrong(&record(10, 11, "2025-12-31")), ["installed", "valid_until"]);
    }
}
