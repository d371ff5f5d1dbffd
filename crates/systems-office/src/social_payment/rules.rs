//! Who is entitled to which payment.

use jiff::ToSpan as _;
use jiff::civil::Date;
use oblast_kernel::{Text, Value};
use oblast_register::FieldError;
use oblast_register::catalogue::{Asked, Condition, ProcedureRules, Values};

pub(super) struct Payment;

/// A child's first year: until then the payment at birth may be applied for.
const FIRST_YEAR: i32 = 1;

/// Which fields each programme asks for.
const OWN_FIELDS: [(&str, &str); 4] = [
    ("child_name", "newborn"),
    ("child_birth_date", "newborn"),
    ("displaced_certificate", "displaced"),
    ("veteran_certificate", "veteran"),
];

fn text<'v>(values: &'v Values, name: &str) -> Option<&'v str> {
    values.get(name).and_then(Value::as_text)
}

fn day(values: &Values, name: &str) -> Option<Date> {
    text(values, name)?.parse().ok()
}

impl ProcedureRules for Payment {
    fn asks(&self, field: &str, answers: &Values) -> bool {
        let own = OWN_FIELDS.iter().find(|(name, _)| *name == field);
        own.is_none_or(|(_, programme)| text(answers, "programme") == Some(programme))
    }

    fn check(&self, application: &Values, today: Date) -> Vec<(&'static str, FieldError)> {
        match day(application, "child_birth_date") {
            Some(birth) if birth > today => vec![("child_birth_date", FieldError::new("in-future"))],
            _ => Vec::new(),
        }
    }

    fn conditions(&self, asked: &Asked<'_>) -> Vec<Condition> {
        let application = asked.application;
        let condition = |uk: &str, en: &str, met| Condition { title: Text::new(uk, en), met };
        let mut conditions = vec![
            condition("Програма діє", "The programme is open", asked.found.contains_key("programme")),
            condition(
                "РНОКПП у заяві – самого заявника",
                "The tax number is the applicant's own",
                asked.rnokpp.is_some() && text(application, "rnokpp") == asked.rnokpp,
            ),
            condition(
                "Зареєстровано в області",
                "Registered in the region",
                asked.found.contains_key("residence"),
            ),
        ];
        if text(application, "programme") == Some("newborn") {
            let in_time = day(application, "child_birth_date")
                .is_some_and(|birth| birth.saturating_add(FIRST_YEAR.years()) >= asked.on);
            conditions.push(condition("Дитині ще немає року", "The child is under one year", in_time));
        }
        let earlier = asked.found.get("earlier").and_then(|payment| day(payment, "granted_on"));
        let free = earlier.is_none_or(|paid| paid.saturating_add(1.year()) <= asked.on);
        conditions.push(condition(
            "За останній рік за цією програмою не виплачували",
            "Nothing was paid under this programme in the last year",
            free,
        ));
        conditions
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use oblast_register::catalogue::Found;

    use super::*;

    fn values(pairs: &[(&str, &str)]) -> Values {
        pairs.iter().map(|(name, text)| ((*name).to_owned(), Value::from(*text))).collect()
    }

    fn unmet(application: &Values, found: &Found, on: Date) -> usize {
        let asked = Asked {
            application,
            name: "Коваль Олена",
            rnokpp: Some("0000100010"),
            on,
            submitted_on: on,
            appealed: None,
            found,
        };
        Payment.conditions(&asked).iter().filter(|condition| !condition.met).count()
    }

    #[test]
    fn only_the_questions_of_the_chosen_programme_are_asked() {
        let newborn = values(&[("programme", "newborn")]);
        assert!(Payment.asks("child_birth_date", &newborn) && Payment.asks("iban", &newborn));
        assert!(!Payment.asks("veteran_certificate", &newborn));
        assert!(!Payment.asks("child_birth_date", &Values::new()));
    }

    #[test]
    fn a_child_is_not_born_in_the_future() {
        let unborn = values(&[("child_birth_date", "2026-03-17")]);
        let today = date(2026, 3, 16);
        assert_eq!(Payment.check(&unborn, today), [("child_birth_date", FieldError::new("in-future"))]);
        assert_eq!(Payment.check(&unborn, date(2026, 3, 17)), []);
    }

    #[test]
    fn entitlement_needs_every_condition() {
        let application =
            values(&[("programme", "newborn"), ("rnokpp", "0000100010"), ("child_birth_date", "2025-03-16")]);
        let all: Found = [("programme", values(&[])), ("residence", values(&[]))]
            .map(|(id, found)| (id.to_owned(), found))
            .into();
        assert_eq!(unmet(&application, &all, date(2026, 3, 16)), 0, "the first birthday is still in time");
        assert_eq!(unmet(&application, &all, date(2026, 3, 17)), 1);
        assert_eq!(unmet(&application, &Found::new(), date(2026, 3, 16)), 2);
        let mut paid = all.clone();
        paid.insert("earlier".into(), values(&[("granted_on", "2025-03-17")]));
        assert_eq!(unmet(&application, &paid, date(2026, 3, 16)), 1, "a year has not passed");
        paid.insert("earlier".into(), values(&[("granted_on", "2025-03-16")]));
        assert_eq!(unmet(&application, &paid, date(2026, 3, 16)), 0);
        let other = values(&[("programme", "veteran"), ("rnokpp", "0000100029")]);
        assert_eq!(unmet(&other, &all, date(2026, 3, 16)), 1, "somebody else's number");
    }
}
