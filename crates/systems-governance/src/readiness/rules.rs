//! What a questionnaire must be, and when a form may be submitted and confirmed.

use jiff::civil::Date;
use oblast_kernel::Value;
use oblast_register::FieldError;
use oblast_register::catalogue::{RecordRules, Values, kept};
use oblast_register::kind::reference;

use super::model::{OptionsError, options};

pub(super) struct Answer;
pub(super) struct Area;
pub(super) struct Round;
pub(super) struct Question;
pub(super) struct Form;

/// One number a round: what is unique is the round and the number together.
fn key(record: &Values, name: &str) -> Values {
    let round = record.get("round").and_then(reference::parts).map(|(id, _)| id);
    let code = record.get("code").and_then(Value::as_text);
    let key = round.zip(code).map(|(round, code)| Value::from(format!("{round}/{code}")));
    key.map(|key| (name.to_owned(), key)).into_iter().collect()
}

impl RecordRules for Round {
    fn compute(&self, record: &Values) -> Values {
        kept(record, &["published_on"])
    }
}

impl RecordRules for Answer {
    fn compute(&self, record: &Values) -> Values {
        kept(record, &["answer", "source", "verdict", "remark"])
    }
}

impl RecordRules for Area {
    fn compute(&self, record: &Values) -> Values {
        key(record, "area_key")
    }
}

impl RecordRules for Question {
    fn compute(&self, record: &Values) -> Values {
        key(record, "question_key")
    }

    fn check(&self, record: &Values, _today: Date) -> Vec<(&'static str, FieldError)> {
        let is_empty = |name: &str| record.get(name).is_none_or(Value::is_null);
        let text = |name: &str| record.get(name).and_then(Value::as_text).unwrap_or_default();
        match text("scoring") {
            "number" => {
                let lacking = ["worst", "best"].into_iter().filter(|name| is_empty(name));
                let mut errors: Vec<_> = lacking.map(|name| (name, FieldError::new("required"))).collect();
                if errors.is_empty() && record.get("worst") == record.get("best") {
                    errors.push(("best", FieldError::new("same-bounds")));
                }
                errors
            }
            "options" => match options(text("options")) {
                Ok(_) => Vec::new(),
                Err(OptionsError::Line(line)) => {
                    vec![("options", FieldError::new("options-line").with("line", line as i64))]
                }
                Err(OptionsError::Twice(line)) => {
                    vec![("options", FieldError::new("options-twice").with("line", line as i64))]
                }
                Err(OptionsError::TooFew) => vec![("options", FieldError::new("options-few"))],
            },
            _ => Vec::new(),
        }
    }
}

impl RecordRules for Form {
    fn check_step(&self, step: &str, record: &Values, _today: Date) -> Vec<(&'static str, FieldError)> {
        let count = |name: &str| record.get(name).and_then(Value::as_int).unwrap_or_default();
        let asked = count("asked_count");
        let fewer = |name: &'static str, code: &'static str| {
            (count(name) < asked).then(|| (name, FieldError::new(code).with("left", asked - count(name))))
        };
        match step {
            "submit" => {
                let lacking = count("lacking_count");
                let lacks = (lacking > 0)
                    .then(|| ("lacking_count", FieldError::new("evidence-lacking").with("left", lacking)));
                fewer("answered_count", "not-answered").into_iter().chain(lacks).collect()
            }
            "confirm" => fewer("judged_count", "not-judged").into_iter().collect(),
            _ => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn errors(rules: &dyn RecordRules, values: &[(&str, Value)]) -> Vec<(&'static str, String)> {
        let values = values.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        let found = rules.check(&values, date(2026, 3, 16));
        found.into_iter().map(|(field, error)| (field, error.code.to_owned())).collect()
    }

    #[test]
    fn a_question_says_how_it_is_scored() {
        let with = |scoring: &str, more: &[(&str, Value)]| {
            let mut all = vec![("scoring", Value::from(scoring))];
            all.extend_from_slice(more);
            errors(&Question, &all)
        };
        assert_eq!(with("yes_no", &[]), []);
        assert_eq!(with("number", &[("worst", Value::Int(0))]), [("best", "required".to_owned())]);
        let same = [("worst", Value::Int(5)), ("best", Value::Int(5))];
        assert_eq!(with("number", &same), [("best", "same-bounds".to_owned())]);
        assert_eq!(
            with("options", &[("options", "Так = 1\nНі".into())]),
            [("options", "options-line".to_owned())]
        );
        assert_eq!(with("options", &[]), [("options", "options-few".to_owned())]);
    }

    #[test]
    fn a_form_is_submitted_whole_and_confirmed_when_all_of_it_was_looked_at() {
        let of = |answered: i64, lacking: i64, judged: i64, step: &str| {
            let values = [
                ("asked_count", 3),
                ("answered_count", answered),
                ("lacking_count", lacking),
                ("judged_count", judged),
            ];
            let values = values.map(|(name, count)| (name.to_owned(), Value::Int(count))).into();
            Form.check_step(step, &values, date(2026, 3, 16)).len()
        };
        assert_eq!((of(2, 1, 0, "submit"), of(3, 1, 0, "submit"), of(3, 0, 0, "submit")), (2, 1, 0));
        assert_eq!((of(3, 0, 2, "confirm"), of(3, 0, 3, "confirm"), of(0, 0, 0, "return")), (1, 0, 0));
    }
}
