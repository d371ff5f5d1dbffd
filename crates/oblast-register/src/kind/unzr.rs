//! `unzr`: the number of a person in the demographic register (УНЗР).

use oblast_kernel::Value;
use oblast_kernel::identifier;
use serde_json::{Value as Json, json};

use super::{Field, FieldError, FieldKind, Input};

pub(super) struct Unzr;
pub(super) const UNZR: Unzr = Unzr;

impl FieldKind for Unzr {
    fn name(&self) -> &'static str {
        "unzr"
    }

    fn parse(&self, text: &str, _field: &Field) -> Result<Value, FieldError> {
        let text = text.to_owned();
        identifier::unzr(&text).map(|_| Value::from(text)).map_err(|_| FieldError::new("unzr"))
    }

    fn schema(&self, _field: &Field) -> Json {
        json!({ "type": "string", "pattern": "^\\d{8}-\\d{5}$" })
    }

    fn input(&self) -> Input {
        Input::Line("numeric", "off")
    }

    fn about(&self) -> &'static str {
        "Номер запису в демографічному реєстрі (УНЗР)."
    }

    fn example(&self) -> &'static str {
        "19850214-01234"
    }
}
