//! The years and sums of a submission, the terms of a contest.

use jiff::civil::Date;
use oblast_kernel::Value;
use oblast_register::FieldError;
use oblast_register::catalogue::{RecordRules, Values, kept};

pub(super) struct Submission;
pub(super) struct Contest;
pub(super) struct Entry;

fn int(record: &Values, name: &str) -> Option<i64> {
    record.get(name).and_then(Value::as_int)
}

/// Sums of money are not below nought.
fn negative(record: &Values, names: &[&'static str]) -> Vec<(&'static str, FieldError)> {
    let below = names.iter().filter(|name| int(record, name).is_some_and(|sum| sum < 0));
    below.map(|name| (*name, FieldError::new("below-nought"))).collect()
}

const MONEY: [&str; 4] = ["own_money", "oblast_money", "state_money", "other_money"];

impl RecordRules for Submission {
    fn check(&self, record: &Values, _today: Date) -> Vec<(&'static str, FieldError)> {
        let mut errors = negative(record, &MONEY);
        if let (Some(begins), Some(ends)) = (int(record, "begins"), int(record, "ends"))
            && ends < begins
        {
            errors.push(("ends", FieldError::new("before-start")));
        }
        errors
    }

    fn compute(&self, record: &Values) -> Values {
        let sum = MONEY.iter().filter_map(|name| int(record, name)).fold(0_i64, i64::saturating_add);
        let state = record.get("state").and_then(Value::as_text).unwrap_or_default();
        let agreed = matches!(state, "agreed" | "forwarded" | "confirmed");
        [("amount".to_owned(), Value::Int(sum)), ("agreed".to_owned(), Value::Int(agreed.into()))].into()
    }
}

impl RecordRules for Contest {
    fn check(&self, record: &Values, _today: Date) -> Vec<(&'static str, FieldError)> {
        let mut errors = negative(record, &["fund", "most"]);
        if let (Some(fund), Some(most)) = (int(record, "fund"), int(record, "most"))
            && most > fund
        {
            errors.push(("most", FieldError::new("more-than-fund")));
        }
        errors
    }

    fn compute(&self, record: &Values) -> Values {
        kept(record, &["protocol", "decided_on"])
    }
}

impl RecordRules for Entry {
    fn check(&self, record: &Values, _today: Date) -> Vec<(&'static str, FieldError)> {
        negative(record, &["requested", "own_money"])
    }

    fn compute(&self, record: &Values) -> Values {
        kept(record, &["score", "place"])
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_submission_adds_up_and_ends_after_it_begins() {
        let of = |all: &[(&str, Value)]| {
            all.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect()
        };
        let values: Values = of(&[
            ("begins", Value::Int(2027)),
            ("ends", Value::Int(2026)),
            ("own_money", Value::Int(100)),
            ("state_money", Value::Int(-5)),
            ("state", "forwarded".into()),
        ]);
        let errors: Vec<&str> =
            Submission.check(&values, date(2026, 3, 16)).into_iter().map(|(field, _)| field).collect();
        assert_eq!(errors, ["state_money", "ends"]);
        assert_eq!(Submission.compute(&values)["agreed"], Value::Int(1));
        assert_eq!(Submission.compute(&of(&[("own_money", Value::Int(7))]))["amount"], Value::Int(7));
        let contest: Values = of(&[("fund", Value::Int(10)), ("most", Value::Int(11))]);
        assert_eq!(Contest.check(&contest, date(2026, 3, 16)).len(), 1);
    }
}
