//! A budget request: its sum, and that no more is included than was asked for. A contract: the identifier by which it is
//! compared.

use jiff::civil::Date;
use oblast_kernel::Value;
use oblast_register::FieldError;
use oblast_register::catalogue::{RecordRules, Values, kept, values};

use super::outside::prozorro::is_id;

pub(super) struct Proposal;
pub(super) struct Contract;

fn sum(record: &Values) -> i64 {
    let of = |name: &str| record.get(name).and_then(Value::as_int).unwrap_or_default();
    of("capital").saturating_add(of("current"))
}

impl RecordRules for Proposal {
    fn check(&self, record: &Values, _today: Date) -> Vec<(&'static str, FieldError)> {
        let int = |name: &str| record.get(name).and_then(Value::as_int);
        let below =
            ["capital", "current", "granted"].into_iter().filter(|name| int(name).is_some_and(|own| own < 0));
        let mut errors: Vec<_> = below.map(|name| (name, FieldError::new("below-nought"))).collect();
        if int("capital").is_none() && int("current").is_none() {
            errors.push(("current", FieldError::new("required")));
        }
        if int("granted").is_some_and(|granted| granted > sum(record)) {
            errors.push(("granted", FieldError::new("more-than-asked")));
        }
        errors
    }

    fn compute(&self, record: &Values) -> Values {
        values([("amount", Value::Int(sum(record)))])
    }
}

impl RecordRules for Contract {
    fn check(&self, record: &Values, _today: Date) -> Vec<(&'static str, FieldError)> {
        let id = record.get("procurement_contract").and_then(Value::as_text);
        match id {
            Some(id) if !is_id(id) => vec![("procurement_contract", FieldError::new("procurement-id"))],
            _ => Vec::new(),
        }
    }

    fn compute(&self, record: &Values) -> Values {
        kept(record, &["compared_on"])
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn no_more_is_included_than_was_asked_for() {
        let record =
            values([("capital", Value::Int(100)), ("current", Value::Int(50)), ("granted", Value::Int(151))]);
        let wrong = |record: &Values| {
            Proposal.check(record, date(2026, 3, 16)).into_iter().map(|(name, _)| name).collect::<Vec<_>>()
        };
        assert_eq!(wrong(&record), ["granted"]);
        assert_eq!(wrong(&values([("capital", Value::Int(-1))])), ["capital"]);
        assert_eq!(wrong(&Values::new()), ["current"]);
        assert_eq!(Proposal.compute(&record)["amount"], Value::Int(150));
    }
}
