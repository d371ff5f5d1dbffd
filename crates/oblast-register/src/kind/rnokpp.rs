//! `rnokpp`: the tax number of a person (РНОКПП).

use oblast_kernel::Value;
use oblast_kernel::identifier::{self, IdentifierError};
use serde_json::{Value as Json, json};

use super::{Field, FieldError, FieldKind, Input};

pub(super) struct Rnokpp;
pub(super) const RNOKPP: Rnokpp = Rnokpp;

impl FieldKind for Rnokpp {
    fn name(&self) -> &'static str {
        "rnokpp"
    }

    fn parse(&self, text: &str, _field: &Field) -> Result<Value, FieldError> {
        match identifier::rnokpp(text) {
            Ok(()) => Ok(Value::from(text)),
            Err(IdentifierError::Length { got, .. }) => {
                Err(FieldError::new("rnokpp-length").with("got", got))
            }
            Err(_) => Err(FieldError::new("rnokpp")),
        }
    }

    fn schema(&self, _field: &Field) -> Json {
        json!({ "type": "string", "pattern": "^\\d{10}$" })
    }

    fn input(&self) -> Input {
        Input::Line("numeric", "off")
    }

    fn about(&self) -> &'static str {
        "РНОКПП: десять цифр, контрольна цифра перевіряється."
    }

    fn example(&self) -> &'static str {
        "0000100010"
    }
}
