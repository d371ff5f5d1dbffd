//! `account`: an official, stored by the id of the account.

use oblast_kernel::{Lang, Value};
use serde_json::{Value as Json, json};

use super::{Field, FieldError, FieldKind, Filter, Input, Which};

pub(super) struct Account;
pub(super) const ACCOUNT: Account = Account;

impl FieldKind for Account {
    fn name(&self) -> &'static str {
        "account"
    }

    fn directory(&self) -> Option<Which> {
        Some(Which::Accounts)
    }

    /// An id, or a full name that one official alone has.
    fn parse(&self, text: &str, field: &Field) -> Result<Value, FieldError> {
        let Some(directory) = &field.directory else { return Ok(Value::from(text)) };
        let entries = directory.entries();
        if let Some(entry) = entries.get(text) {
            return Ok(Value::from(entry.code.as_str()));
        }
        match entries.named(text).as_slice() {
            [entry] => Ok(Value::from(entry.code.as_str())),
            [] => Err(FieldError::new("account-unknown")),
            _ => Err(FieldError::new("account-several")),
        }
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
        "Працівник установи: повне ім’я, а де однакові – з установою; зберігається обліковий запис."
    }

    fn example(&self) -> &'static str {
        "Коваленко Олена Іванівна"
    }
}
