//! What the declarations cannot say: an organisation comes with its code, and a permit ends.

use jiff::ToSpan as _;
use jiff::civil::Date;
use oblast_kernel::Value;
use oblast_register::FieldError;
use oblast_register::catalogue::{Asked, ProcedureRules, Values};

pub(super) struct Permit;

impl ProcedureRules for Permit {
    /// A company is named together with its code: one without the other cannot be entered in the register.
    fn check(&self, application: &Values, _today: Date) -> Vec<(&'static str, FieldError)> {
        let given = |name: &str| application.get(name).is_some_and(|value| !value.is_null());
        match (given("organisation"), given("edrpou")) {
            (true, false) => vec![("edrpou", FieldError::new("required"))],
            (false, true) => vec![("organisation", FieldError::new("required"))],
            _ => Vec::new(),
        }
    }

    /// The holder is the company, or the applicant; the permit runs for the asked years from the decision
    /// and ends the day before the same date.
    fn complete(&self, asked: &Asked<'_>, record: &mut Values) {
        let application = asked.application;
        let company = application.get("organisation").filter(|value| !value.is_null()).cloned();
        record.insert("holder".into(), company.unwrap_or_else(|| Value::from(asked.name)));
        let years = application.get("years").and_then(Value::as_int).unwrap_or(1);
        let until = asked.on.saturating_add(years.years()).saturating_sub(1.day());
        record.insert("valid_until".into(), Value::Text(until.to_string()));
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use oblast_register::catalogue::Found;

    use super::*;

    fn application(pairs: &[(&str, Value)]) -> Values {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect()
    }

    #[test]
    fn a_company_comes_with_its_code() {
        let today = date(2026, 3, 16);
        let named = application(&[("organisation", "ТОВ «Обрій»".into())]);
        assert_eq!(Permit.check(&named, today), [("edrpou", FieldError::new("required"))]);
        assert_eq!(Permit.check(&application(&[]), today), []);
    }

    #[test]
    fn a_permit_ends_the_day_before_the_same_date() {
        let mut record = Values::new();
        let application = application(&[("years", Value::Int(2))]);
        let found = Found::new();
        let on = |on| Asked {
            application: &application,
            name: "Коваль Олена",
            rnokpp: None,
            on,
            submitted_on: on,
            appealed: None,
            found: &found,
        };
        Permit.complete(&on(date(2026, 3, 16)), &mut record);
        assert_eq!(record["valid_until"], Value::from("2028-03-15"));
        assert_eq!(record["holder"], Value::from("Коваль Олена"));
        Permit.complete(&on(date(2028, 2, 29)), &mut record);
        assert_eq!(record["valid_until"], Value::from("2030-02-27"));
    }
}
