//! `period`: from a day to a day, both included; stored as an ISO 8601 interval of dates. The end may be open.

use jiff::civil::Date;
use oblast_kernel::{Lang, Value};
use serde_json::{Value as Json, json};

use super::{Field, FieldError, FieldKind, Filter, date};

pub(super) struct Period;
pub(super) const PERIOD: Period = Period;

/// The two days of a stored or typed period.
fn read(text: &str) -> Option<(Date, Option<Date>)> {
    // Dates have hyphens of their own, so a hyphen parts them only between spaces.
    let parts = text.split_once(['/', '–', '—']).or_else(|| text.split_once(" - "));
    let (from, until) = parts?;
    let from = date::read(from.trim())?;
    match until.trim() {
        "" | ".." => Some((from, None)),
        until => Some((from, Some(date::read(until)?))),
    }
}

fn shown(text: &str) -> String {
    let day = |date: Date| date.strftime("%d.%m.%Y").to_string();
    read(text).map_or_else(
        || text.to_owned(),
        |(from, until)| {
            format!("{} – {}", day(from), until.map(day).unwrap_or_default()).trim_end().to_owned()
        },
    )
}

impl FieldKind for Period {
    fn name(&self) -> &'static str {
        "period"
    }

    fn parse(&self, text: &str, _field: &Field) -> Result<Value, FieldError> {
        let (from, until) = read(text).ok_or(FieldError::new("not-a-period"))?;
        if until.is_some_and(|until| until < from) {
            return Err(FieldError::new("period-order"));
        }
        let until = until.map_or_else(|| "..".to_owned(), |until| until.to_string());
        Ok(Value::Text(format!("{from}/{until}")))
    }

    fn display(&self, value: &Value, _field: &Field, _lang: Lang) -> String {
        value.as_text().map(shown).unwrap_or_default()
    }

    fn to_input(&self, value: &Value, _field: &Field) -> String {
        value.as_text().map(shown).unwrap_or_default()
    }

    fn schema(&self, _field: &Field) -> Json {
        json!({ "type": "string", "pattern": "^\\d{4}-\\d{2}-\\d{2}/(\\d{4}-\\d{2}-\\d{2}|\\.\\.)$" })
    }

    fn filter(&self) -> Filter {
        Filter::None
    }

    fn about(&self) -> &'static str {
        "Від дня до дня, обидва враховано; кінець можна не писати."
    }

    fn example(&self) -> &'static str {
        "01.02.2026 – 28.02.2026"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_are_read_as_people_and_as_standards_write_them() {
        let field = super::super::sample(&PERIOD);
        let stored = Value::from("2026-02-01/2026-02-28");
        for text in [
            "01.02.2026 – 28.02.2026",
            "2026-02-01/2026-02-28",
            "01.02.2026-28.02.2026",
            "01.02.2026 - 28.02.2026",
        ] {
            let read = field.parse(text);
            if text.contains("2026-28") {
                assert!(read.is_err(), "two dates joined by a mere hyphen are asked about");
            } else {
                assert_eq!(read, Ok(stored.clone()), "{text}");
            }
        }
        assert_eq!(field.parse("01.02.2026 –"), Ok(Value::from("2026-02-01/..")));
        assert_eq!(PERIOD.display(&Value::from("2026-02-01/.."), &field, Lang::Uk), "01.02.2026 –");
        assert_eq!(field.parse("28.02.2026 – 01.02.2026").unwrap_err().code, "period-order");
        assert_eq!(field.parse("29.02.2026 – 01.03.2026").unwrap_err().code, "not-a-period", "no such day");
    }
}
