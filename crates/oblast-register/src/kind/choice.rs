//! `choice`: one of the declared choices, stored by its code.

use oblast_kernel::{Lang, Value};
use serde_json::{Value as Json, json};

use super::{Field, FieldError, FieldKind, Input};

pub(super) struct OneOf;
pub(super) const CHOICE: OneOf = OneOf;

impl FieldKind for OneOf {
    fn name(&self) -> &'static str {
        "choice"
    }

    fn parse(&self, text: &str, field: &Field) -> Result<Value, FieldError> {
        match field.choices.iter().find(|choice| choice.id == text) {
            Some(choice) => Ok(Value::Text(choice.id.clone())),
            None => Err(FieldError::new("not-a-choice")),
        }
    }

    fn parse_cell(&self, text: &str, field: &Field) -> Result<Value, FieldError> {
        let choice = field.choice_meant(text).ok_or(FieldError::new("not-a-choice"))?;
        Ok(Value::Text(choice.id.clone()))
    }

    fn display(&self, value: &Value, field: &Field, lang: Lang) -> String {
        value.as_text().map_or(String::new(), |code| field.choice_title(code, lang))
    }

    fn schema(&self, field: &Field) -> Json {
        json!({ "type": "string", "enum": field.choices.iter().map(|choice| &choice.id).collect::<Vec<_>>() })
    }

    fn input(&self) -> Input {
        Input::Choices
    }

    fn check(&self, field: &Field) -> Option<&'static str> {
        field.choices.is_empty().then_some("a `choice` needs `choices`")
    }

    fn about(&self) -> &'static str {
        "Один із перелічених варіантів; зберігається його код. Варіант може мати `from` і `until` – дні, коли його можна вибрати."
    }

    fn example(&self) -> &'static str {
        "billboard"
    }
}
