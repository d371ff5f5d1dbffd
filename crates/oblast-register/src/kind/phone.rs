//! `phone`: a telephone number, stored in E.164.

use oblast_kernel::Value;
use serde_json::{Value as Json, json};

use super::{Field, FieldError, FieldKind, Input};

pub(super) struct Phone;
pub(super) const PHONE: Phone = Phone;

impl FieldKind for Phone {
    fn name(&self) -> &'static str {
        "phone"
    }

    /// `067 123 45 67`, `380671234567` and `+380 (67) 123-45-67` are the same number.
    fn parse(&self, text: &str, _field: &Field) -> Result<Value, FieldError> {
        let compact: String =
            text.chars().filter(|c| !matches!(c, ' ' | '-' | '(' | ')' | '\u{a0}')).collect();
        let digits = compact.strip_prefix('+').unwrap_or(&compact);
        let number = match digits.len() {
            10 if digits.starts_with('0') && !compact.starts_with('+') => format!("+38{digits}"),
            10..=15 if !digits.starts_with('0') => format!("+{digits}"),
            _ => return Err(FieldError::new("phone")),
        };
        if number[1..].bytes().all(|b| b.is_ascii_digit()) {
            Ok(Value::Text(number))
        } else {
            Err(FieldError::new("phone"))
        }
    }

    fn schema(&self, _field: &Field) -> Json {
        json!({ "type": "string", "pattern": "^\\+?[0-9 ()-]+$" })
    }

    fn input(&self) -> Input {
        Input::Line("tel", "tel")
    }

    fn href(&self, value: &Value, _field: &Field) -> Option<String> {
        value.as_text().map(|text| format!("tel:{text}"))
    }

    fn about(&self) -> &'static str {
        "Номер телефону; зберігається у міжнародному вигляді."
    }

    fn example(&self) -> &'static str {
        "067 123 45 67"
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kind::sample;

    #[test]
    fn one_number_in_its_usual_forms() {
        for text in ["067 123 45 67", "380671234567", "+380 (67) 123-45-67"] {
            assert_eq!(sample(&PHONE).parse(text), Ok(Value::from("+380671234567")), "{text}");
        }
        for text in ["12", "дзвоніть", "+0 000 000 00 00", "0671234567x"] {
            assert_eq!(sample(&PHONE).parse(text), Err(FieldError::new("phone")), "{text}");
        }
    }
}
