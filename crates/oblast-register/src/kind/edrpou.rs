//! `edrpou`: the code of a legal entity (ЄДРПОУ).

use oblast_kernel::Value;
use oblast_kernel::identifier::{self, IdentifierError};
use serde_json::{Value as Json, json};

use super::{Field, FieldError, FieldKind, Input};

pub(super) struct Edrpou;
pub(super) const EDRPOU: Edrpou = Edrpou;

impl FieldKind for Edrpou {
    fn name(&self) -> &'static str {
        "edrpou"
    }

    fn parse(&self, text: &str, _field: &Field) -> Result<Value, FieldError> {
        match identifier::edrpou(text) {
            Ok(()) => Ok(Value::from(text)),
            Err(IdentifierError::Length { got, .. }) => {
                Err(FieldError::new("edrpou-length").with("got", got))
            }
            Err(_) => Err(FieldError::new("edrpou")),
        }
    }

    fn schema(&self, _field: &Field) -> Json {
        json!({ "type": "string", "pattern": "^\\d{8}$" })
    }

    fn input(&self) -> Input {
        Input::Line("numeric", "off")
    }

    fn about(&self) -> &'static str {
        "Код ЄДРПОУ: вісім цифр, контрольна цифра перевіряється."
    }

    fn example(&self) -> &'static str {
        "00032129"
    }
}
