//! `katotth`: the code of a territory (КАТОТТГ).

use oblast_kernel::Value;
use oblast_kernel::identifier::{self, IdentifierError};
use serde_json::{Value as Json, json};

use super::{Field, FieldError, FieldKind, Input};

pub(super) struct Katotth;
pub(super) const KATOTTH: Katotth = Katotth;

impl FieldKind for Katotth {
    fn name(&self) -> &'static str {
        "katotth"
    }

    fn parse(&self, text: &str, _field: &Field) -> Result<Value, FieldError> {
        match identifier::katotth(text) {
            Ok(()) => Ok(Value::from(text)),
            Err(IdentifierError::Length { got, .. }) => {
                Err(FieldError::new("katotth-length").with("got", got))
            }
            Err(_) => Err(FieldError::new("katotth")),
        }
    }

    fn schema(&self, _field: &Field) -> Json {
        json!({ "type": "string", "pattern": "^UA\\d{17}$" })
    }

    fn input(&self) -> Input {
        Input::Line("text", "off")
    }

    fn about(&self) -> &'static str {
        "Код КАТОТТГ: UA і 17 цифр."
    }

    fn example(&self) -> &'static str {
        "UA80000000000093317"
    }
}
