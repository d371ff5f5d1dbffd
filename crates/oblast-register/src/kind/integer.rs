//! `integer`.

use oblast_kernel::value::ColumnType;
use oblast_kernel::{Lang, Value, decimal};
use serde_json::{Value as Json, json};

use super::{Field, FieldError, FieldKind, Filter, Input};

pub(super) struct Integer;
pub(super) const INTEGER: Integer = Integer;

impl FieldKind for Integer {
    fn name(&self) -> &'static str {
        "integer"
    }

    fn column(&self) -> ColumnType {
        ColumnType::Int
    }

    fn decimals(&self, _field: &Field) -> u32 {
        0
    }

    fn parse(&self, text: &str, field: &Field) -> Result<Value, FieldError> {
        let number = decimal::parse(text, 0).map_err(|_| FieldError::new("not-whole"))?;
        field.within(number)
    }

    fn parse_json(&self, json: &Json, field: &Field) -> Result<Value, FieldError> {
        match json {
            Json::Number(number) => self.parse(&number.to_string(), field),
            Json::String(text) => field.parse(text),
            _ => Err(FieldError::new("wrong-type")),
        }
    }

    fn to_json(&self, value: &Value, _field: &Field) -> Json {
        value.as_int().map_or(Json::Null, Json::from)
    }

    fn display(&self, value: &Value, _field: &Field, _lang: Lang) -> String {
        value.as_int().map_or(String::new(), |number| decimal::readable(number, 0))
    }

    fn schema(&self, field: &Field) -> Json {
        let mut schema = json!({ "type": "integer" });
        for (key, limit) in [("minimum", field.min), ("maximum", field.max)] {
            if let Some(limit) = limit {
                schema[key] = Json::from(limit);
            }
        }
        schema
    }

    fn input(&self) -> Input {
        Input::Line("numeric", "off")
    }

    fn filter(&self) -> Filter {
        Filter::Range
    }

    fn is_number(&self) -> bool {
        true
    }

    fn about(&self) -> &'static str {
        "Ціле число. `min` і `max` обмежують."
    }

    fn example(&self) -> &'static str {
        "677"
    }
}
