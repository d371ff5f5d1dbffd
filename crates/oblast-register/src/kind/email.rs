//! `email`: an address of e-mail.

use oblast_kernel::Value;
use serde_json::{Value as Json, json};

use super::{Field, FieldError, FieldKind, Input};

pub(super) struct Email;
pub(super) const EMAIL: Email = Email;

impl FieldKind for Email {
    fn name(&self) -> &'static str {
        "email"
    }

    /// One `@`, something before it, a domain with a point after it, no spaces: the rest only a letter proves.
    fn parse(&self, text: &str, _field: &Field) -> Result<Value, FieldError> {
        let fits = text.split_once('@').is_some_and(|(local, domain)| {
            !local.is_empty()
                && !domain.contains('@')
                && domain.split('.').count() > 1
                && domain.split('.').all(|label| !label.is_empty())
        });
        if fits && text.len() <= 254 && !text.contains(char::is_whitespace) {
            Ok(Value::from(text))
        } else {
            Err(FieldError::new("email"))
        }
    }

    fn schema(&self, _field: &Field) -> Json {
        json!({ "type": "string", "format": "email", "maxLength": 254 })
    }

    fn input(&self) -> Input {
        Input::Line("email", "email")
    }

    fn href(&self, value: &Value, _field: &Field) -> Option<String> {
        value.as_text().map(|text| format!("mailto:{text}"))
    }

    fn about(&self) -> &'static str {
        "Адреса електронної пошти."
    }

    fn example(&self) -> &'static str {
        "olena@example.com"
    }
}
