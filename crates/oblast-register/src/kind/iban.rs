//! `iban`: an account in a Ukrainian bank; spaces that people put in are taken out.

use oblast_kernel::Value;
use oblast_kernel::identifier;
use serde_json::{Value as Json, json};

use super::{Field, FieldError, FieldKind, Input};

pub(super) struct Iban;
pub(super) const IBAN: Iban = Iban;

impl FieldKind for Iban {
    fn name(&self) -> &'static str {
        "iban"
    }

    fn parse(&self, text: &str, _field: &Field) -> Result<Value, FieldError> {
        let text = text.split_whitespace().collect::<String>().to_uppercase();
        identifier::iban(&text).map(|_| Value::from(text)).map_err(|_| FieldError::new("iban"))
    }

    fn schema(&self, _field: &Field) -> Json {
        json!({ "type": "string", "pattern": "^UA\\d{27}$" })
    }

    fn input(&self) -> Input {
        Input::Line("text", "off")
    }

    fn about(&self) -> &'static str {
        "Рахунок IBAN: UA і 27 цифр, контрольні цифри перевіряються."
    }

    fn example(&self) -> &'static str {
        "UA213223130000026007233566001"
    }
}
