//! `body`: an institution of the region, stored by its code.

use oblast_kernel::{Lang, Value};
use serde_json::{Value as Json, json};

use super::{Field, FieldError, FieldKind, Filter, Input, Which};

pub(super) struct Body;
pub(super) const BODY: Body = Body;

impl FieldKind for Body {
    fn name(&self) -> &'static str {
        "body"
    }

    fn directory(&self) -> Option<Which> {
        Some(Which::Bodies)
    }

    /// A code, or a title that one institution alone has.
    fn parse(&self, text: &str, field: &Field) -> Result<Value, FieldError> {
        let Some(directory) = &field.directory else { return Ok(Value::from(text)) };
        let entries = directory.entries();
        let found = entries.get(text).or_else(|| match entries.named(text).as_slice() {
            [entry] => entries.get(&entry.code),
            _ => None,
        });
        found.map(|entry| Value::from(entry.code.as_str())).ok_or(FieldError::new("body-unknown"))
    }

    fn display(&self, value: &Value, field: &Field, lang: Lang) -> String {
        field.entry_title(value, lang)
    }

    fn schema(&self, _field: &Field) -> Json {
        json!({ "type": "string" })
    }

    fn input(&self) -> Input {
        Input::Entry
    }

    fn filter(&self) -> Filter {
        Filter::Equal
    }

    fn about(&self) -> &'static str {
        "Установа області: код або назва."
    }

    fn example(&self) -> &'static str {
        "architecture"
    }
}
