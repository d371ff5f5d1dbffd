//! `date`: a calendar date, stored as ISO 8601 text.

use jiff::civil::Date;
use oblast_kernel::{Lang, Value};
use serde_json::{Value as Json, json};

use super::{Field, FieldError, FieldKind, Input};

pub(super) struct CalendarDate;
pub(super) const DATE: CalendarDate = CalendarDate;

/// Reads `2026-03-14` and `14.03.2026`; dates that no calendar has are refused.
pub(super) fn read(text: &str) -> Option<Date> {
    let parts: Vec<&str> = text.split(['.', '-']).collect();
    let [a, b, c] = parts[..] else { return None };
    let (year, month, day) = if text.contains('.') { (c, b, a) } else { (a, b, c) };
    if year.len() != 4 || ![year, month, day].iter().all(|part| part.bytes().all(|b| b.is_ascii_digit())) {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
        .ok()
        .filter(|date| date.year() >= 1000)
}

impl FieldKind for CalendarDate {
    fn name(&self) -> &'static str {
        "date"
    }

    fn parse(&self, text: &str, _field: &Field) -> Result<Value, FieldError> {
        read(text).map(|date| Value::Text(date.to_string())).ok_or(FieldError::new("not-a-date"))
    }

    fn display(&self, value: &Value, _field: &Field, _lang: Lang) -> String {
        let text = value.as_text().unwrap_or_default();
        match text.parse::<Date>() {
            Ok(date) => date.strftime("%d.%m.%Y").to_string(),
            Err(_) => text.to_owned(),
        }
    }

    fn to_input(&self, value: &Value, field: &Field) -> String {
        self.display(value, field, Lang::Uk)
    }

    fn schema(&self, _field: &Field) -> Json {
        json!({ "type": "string", "format": "date" })
    }

    fn input(&self) -> Input {
        Input::Date
    }

    fn about(&self) -> &'static str {
        "Дата. Вводять як 14.03.2026 або 2026-03-14; дня, якого немає в календарі, не приймає."
    }

    fn example(&self) -> &'static str {
        "14.03.2026"
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kind::sample;

    #[test]
    fn dates_are_read_in_both_forms_and_impossible_ones_refused() {
        let field = sample(&DATE);
        assert_eq!(field.parse("14.03.2026"), Ok(Value::from("2026-03-14")));
        assert_eq!(field.parse("2026-03-14"), Ok(Value::from("2026-03-14")));
        for wrong in ["31.02.2026", "14/03/2026", "26-03-14", "2026-3-", "завтра", "1.1.26"] {
            assert_eq!(field.parse(wrong), Err(FieldError::new("not-a-date")), "{wrong}");
        }
    }
}
