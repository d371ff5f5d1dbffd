//! When an appeal comes in time: within a year of the decision, within a month of learning of it
//! (393/96-ВР, art. 17).

use jiff::ToSpan as _;
use jiff::civil::Date;
use oblast_kernel::Text;
use oblast_register::FieldError;
use oblast_register::catalogue::{Asked, Condition, ProcedureRules, Values};

/// The rules of appeals.
pub struct DecisionAppeal;

fn date(values: &Values, field: &str) -> Option<Date> {
    values.get(field)?.as_text()?.parse().ok()
}

impl ProcedureRules for DecisionAppeal {
    fn check(&self, application: &Values, today: Date) -> Vec<(&'static str, FieldError)> {
        match date(application, "learned_on") {
            Some(learned) if learned > today => vec![("learned_on", FieldError::new("in-future"))],
            _ => Vec::new(),
        }
    }

    fn conditions(&self, asked: &Asked<'_>) -> Vec<Condition> {
        let decided = asked.appealed.and_then(|appealed| appealed.decided_on);
        let (Some(decided), Some(learned)) = (decided, date(asked.application, "learned_on")) else {
            return Vec::new();
        };
        // Nobody learns of a decision before it is made.
        let learned = learned.max(decided);
        let within = |from: Date, span: jiff::Span| asked.submitted_on <= from.saturating_add(span);
        vec![
            Condition {
                title: Text::new(
                    "Скаргу подано протягом року від рішення (393/96-ВР, ст. 17)",
                    "The appeal came within a year of the decision (393/96-VR, art. 17)",
                ),
                met: within(decided, 1.year()),
            },
            Condition {
                title: Text::new(
                    "Скаргу подано протягом місяця відтоді, як заявник дізнався про рішення (393/96-ВР, ст. 17)",
                    "The appeal came within a month of learning of the decision (393/96-VR, art. 17)",
                ),
                met: within(learned, 1.month()),
            },
        ]
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date as day;
    use oblast_kernel::Value;
    use oblast_register::catalogue::{Appealed, Found};

    use super::*;

    fn met(decided: Date, learned: Date, submitted: Date) -> Vec<bool> {
        let application = Values::from([("learned_on".to_owned(), Value::Text(learned.to_string()))]);
        let appealed = Appealed { number: "ЗР-000001/2026".into(), decided_on: Some(decided) };
        let asked = Asked {
            application: &application,
            name: "Коваль Олена",
            rnokpp: None,
            on: submitted,
            submitted_on: submitted,
            appealed: Some(&appealed),
            found: &Found::new(),
        };
        DecisionAppeal.conditions(&asked).iter().map(|condition| condition.met).collect()
    }

    #[test]
    fn an_appeal_comes_within_a_year_of_the_decision_and_a_month_of_learning_of_it() {
        let decided = day(2026, 1, 31);
        assert_eq!(met(decided, decided, day(2026, 2, 28)), [true, true]);
        assert_eq!(met(decided, decided, day(2026, 3, 1)), [true, false]);
        assert_eq!(met(decided, day(2026, 12, 31), day(2027, 1, 31)), [true, true]);
        assert_eq!(met(decided, day(2027, 1, 15), day(2027, 2, 1)), [false, true]);
    }

    #[test]
    fn the_month_begins_with_the_decision_at_the_earliest() {
        assert_eq!(met(day(2026, 3, 10), day(2026, 1, 1), day(2026, 4, 10)), [true, true]);
    }

    #[test]
    fn nobody_learned_of_a_decision_tomorrow() {
        let values = Values::from([("learned_on".to_owned(), Value::Text("2026-03-11".into()))]);
        assert_eq!(
            DecisionAppeal.check(&values, day(2026, 3, 10)),
            [("learned_on", FieldError::new("in-future"))]
        );
        assert_eq!(DecisionAppeal.check(&values, day(2026, 3, 11)), []);
    }
}
