//! `cadastral`: the number of a land plot.

use oblast_kernel::Value;
use oblast_kernel::identifier;
use serde_json::{Value as Json, json};

use super::{Field, FieldError, FieldKind, Input};

pub(super) struct Cadastral;
pub(super) const CADASTRAL: Cadastral = Cadastral;

impl FieldKind for Cadastral {
    fn name(&self) -> &'static str {
        "cadastral"
    }

    fn parse(&self, text: &str, _field: &Field) -> Result<Value, FieldError> {
        let text = text.to_owned();
        identifier::cadastral(&text).map(|_| Value::from(text)).map_err(|_| FieldError::new("cadastral"))
    }

    fn schema(&self, _field: &Field) -> Json {
        json!({ "type": "string", "pattern": "^\\d{10}:\\d{2}:\\d{3}:\\d{4}$" })
    }

    fn input(&self) -> Input {
        Input::Line("text", "off")
    }

    fn about(&self) -> &'static str {
        "Кадастровий номер ділянки: 10:2:3:4 цифри через двокрапку."
    }

    fn example(&self) -> &'static str {
        "1234567890:12:345:6789"
    }
}
