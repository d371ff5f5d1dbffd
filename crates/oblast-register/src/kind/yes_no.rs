//! `yes_no`, stored as 1 and 0.

use oblast_kernel::value::ColumnType;
use oblast_kernel::{Lang, Value};
use serde_json::{Value as Json, json};

use super::{Field, FieldError, FieldKind, Input};

pub(super) struct YesNo;
pub(super) const YES_NO: YesNo = YesNo;

impl FieldKind for YesNo {
    fn name(&self) -> &'static str {
        "yes_no"
    }

    fn column(&self) -> ColumnType {
        ColumnType::Int
    }

    fn parse(&self, text: &str, _field: &Field) -> Result<Value, FieldError> {
        match text.to_lowercase().as_str() {
            "true" | "yes" | "1" | "так" => Ok(Value::Int(1)),
            "false" | "no" | "0" | "ні" => Ok(Value::Int(0)),
            _ => Err(FieldError::new("not-yes-no")),
        }
    }

    fn parse_json(&self, json: &Json, field: &Field) -> Result<Value, FieldError> {
        match json {
            Json::Bool(yes) => Ok(Value::Int(i64::from(*yes))),
            Json::String(text) => field.parse(text),
            _ => Err(FieldError::new("wrong-type")),
        }
    }

    fn to_json(&self, value: &Value, _field: &Field) -> Json {
        value.as_int().map_or(Json::Null, |yes| Json::Bool(yes == 1))
    }

    fn display(&self, value: &Value, _field: &Field, lang: Lang) -> String {
        match (value.as_int(), lang) {
            (Some(1), Lang::Uk) => "так",
            (Some(1), Lang::En) => "yes",
            (Some(_), Lang::Uk) => "ні",
            (Some(_), Lang::En) => "no",
            (None, _) => "",
        }
        .to_owned()
    }

    fn schema(&self, _field: &Field) -> Json {
        json!({ "type": "boolean" })
    }

    fn input(&self) -> Input {
        Input::YesNo
    }

    fn about(&self) -> &'static str {
        "Так або ні."
    }

    fn example(&self) -> &'static str {
        "так"
    }
}
