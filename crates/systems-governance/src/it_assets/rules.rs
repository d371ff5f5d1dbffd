//! A licence is not installed on more machines than it is for; an asset is replaced when its years of service are over; an
//! inventory does not end before it begins.

use jiff::civil::Date;
use oblast_kernel::Value;
use oblast_register::FieldError;
use oblast_register::catalogue::{RecordRules, Values};

pub(super) struct Licence;
pub(super) struct Asset;
pub(super) struct Campaign;

/// How long hardware usually serves, in years, where its own record says nothing else. Computers: five, as the digital
/// index counts a workplace as modern; the others are usual terms of makers' support.
fn usual_years(category: &str) -> i64 {
    match category {
        "desktop" | "laptop" => 5,
        "monitor" | "network" => 8,
        _ => 7,
    }
}

impl RecordRules for Asset {
    fn compute(&self, record: &Values) -> Values {
        let int = |name: &str| record.get(name).and_then(Value::as_int);
        let text = |name: &str| record.get(name).and_then(Value::as_text);
        let bought = text("bought_on").and_then(|day| day.get(..4)?.parse::<i64>().ok());
        let years = int("service_years").unwrap_or_else(|| usual_years(text("category").unwrap_or_default()));
        let due = bought.or(int("made_in")).map(|from| from.saturating_add(years));
        due.map(|due| ("replace_in".to_owned(), Value::Int(due))).into_iter().collect()
    }
}

impl RecordRules for Campaign {
    fn check(&self, record: &Values, _today: Date) -> Vec<(&'static str, FieldError)> {
        let day = |name: &str| record.get(name).and_then(Value::as_text);
        match (day("begins_on"), day("ends_on")) {
            (Some(from), Some(until)) if until < from => vec![("ends_on", FieldError::new("before-start"))],
            _ => Vec::new(),
        }
    }
}

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
    fn an_asset_is_replaced_when_its_years_of_service_are_over() {
        let due = |given: &[(&str, Value)]| {
            let record: Values =
                given.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
            Asset.compute(&record).get("replace_in").and_then(Value::as_int)
        };
        let (laptop, made) = (("category", Value::from("laptop")), ("made_in", Value::Int(2020)));
        assert_eq!(due(&[laptop.clone(), made.clone()]), Some(2025));
        let bought = ("bought_on", Value::from("2021-02-03"));
        assert_eq!(due(&[laptop.clone(), made.clone(), bought]), Some(2026), "from the day it was bought");
        assert_eq!(
            due(&[laptop.clone(), made, ("service_years", Value::Int(3))]),
            Some(2023),
            "its own years"
        );
        assert_eq!(due(&[laptop]), None, "of what no year is known");
    }

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
