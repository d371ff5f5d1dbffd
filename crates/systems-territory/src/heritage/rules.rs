//! Where an archaeological object lies exactly is not for everybody: diggers read registers too.

use jiff::civil::Date;
use oblast_kernel::Value;
use oblast_kernel::geometry::{DEGREE, Geometry};
use oblast_register::FieldError;
use oblast_register::catalogue::{RecordRules, Values};

/// How exact the public place of an archaeological object may be: a hundredth of a degree, about a kilometre.
const ROUGHLY: i64 = DEGREE / 100;

pub(super) struct Heritage;

fn is_archaeological(record: &Values) -> bool {
    record.get("kinds").and_then(Value::as_text).is_some_and(|kinds| kinds.contains(" archaeological "))
}

fn is_exact(value: &Value) -> bool {
    let Value::Bytes(bytes) = value else { return false };
    match Geometry::from_wkb(bytes) {
        Some(Geometry::Point(point)) => point.lon % ROUGHLY != 0 || point.lat % ROUGHLY != 0,
        _ => false,
    }
}

impl RecordRules for Heritage {
    fn check(&self, record: &Values, today: Date) -> Vec<(&'static str, FieldError)> {
        let mut errors = Vec::new();
        if is_archaeological(record) {
            if record.get("position").is_some_and(is_exact) {
                errors.push(("position", FieldError::new("roughly")));
            }
            if record.get("zone").is_some_and(|zone| !zone.is_null()) {
                errors.push(("zone", FieldError::new("zone-reveals")));
            }
        }
        let inspected =
            record.get("inspected_on").and_then(Value::as_text).and_then(|day| day.parse::<Date>().ok());
        if inspected.is_some_and(|day| day > today) {
            errors.push(("inspected_on", FieldError::new("in-future")));
        }
        errors
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn an_archaeological_object_is_shown_roughly_and_others_as_they_are() {
        let record = |kinds: &str, position: &str| -> Values {
            let shape = Geometry::parse(position).unwrap().to_wkb();
            [("kinds".to_owned(), Value::from(kinds)), ("position".to_owned(), Value::Bytes(shape))].into()
        };
        let wrong = |record: &Values| -> Vec<&str> {
            Heritage.check(record, date(2026, 3, 16)).into_iter().map(|(name, _)| name).collect()
        };
        assert_eq!(wrong(&record(" archaeological historical ", "49.4571, 31.2204")), ["position"]);
        assert!(wrong(&record(" archaeological ", "49.46, 31.22")).is_empty());
        assert!(wrong(&record(" architecture ", "49.4571, 31.2204")).is_empty());
        let mut zoned = record(" archaeological ", "49.46, 31.22");
        zoned.insert("zone".into(), Value::Bytes(vec![1]));
        zoned.insert("inspected_on".into(), "2026-03-17".into());
        assert_eq!(wrong(&zoned), ["zone", "inspected_on"]);
    }
}
