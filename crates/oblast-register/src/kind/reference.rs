//! `reference`: a record of another register, stored by its id with the name it had when it was referred to.

use oblast_kernel::{Lang, Uuid, Value};
use serde_json::{Value as Json, json};

use super::{Field, FieldError, FieldKind, Filter, Input};

pub(super) struct Reference;
pub(super) const REFERENCE: Reference = Reference;

/// The id and the name of a stored reference. What was typed and not looked up yet has no id.
pub fn parts(value: &Value) -> Option<(Uuid, &str)> {
    let text = value.as_text()?;
    let (id, rest) = text.split_at_checked(36)?;
    let id = id.parse().ok()?;
    match rest.strip_prefix(' ') {
        Some(name) => Some((id, name)),
        None => rest.is_empty().then_some((id, "")),
    }
}

/// The longest name that a reference keeps, in characters.
const NAME: usize = 200;

/// A reference as it is stored; a long name is cut.
pub fn stored(id: Uuid, name: &str) -> Value {
    let short: String = name.chars().take(NAME).collect();
    Value::Text(format!("{id} {}", short.trim()).trim_end().to_owned())
}

impl FieldKind for Reference {
    fn name(&self) -> &'static str {
        "reference"
    }

    /// An id, a number or a name; which record that is the store finds out.
    fn parse(&self, text: &str, _field: &Field) -> Result<Value, FieldError> {
        Ok(Value::from(text))
    }

    fn to_json(&self, value: &Value, _field: &Field) -> Json {
        match parts(value) {
            Some((id, _)) => json!(id),
            None => value.as_text().map_or(Json::Null, Json::from),
        }
    }

    fn display(&self, value: &Value, _field: &Field, _lang: Lang) -> String {
        match parts(value) {
            Some((id, "")) => id.to_string(),
            Some((_, name)) => name.to_owned(),
            None => value.as_text().unwrap_or_default().to_owned(),
        }
    }

    fn to_input(&self, value: &Value, field: &Field) -> String {
        self.to_text(value, field)
    }

    fn href(&self, value: &Value, field: &Field) -> Option<String> {
        let (id, _) = parts(value)?;
        field.target.as_ref().map(|target| format!("/registers/{target}/{id}"))
    }

    fn schema(&self, _field: &Field) -> Json {
        json!({ "type": "string", "minLength": 1, "description": "The id of the record; its number or name is taken too." })
    }

    fn input(&self) -> Input {
        Input::Line("text", "off")
    }

    fn filter(&self) -> Filter {
        Filter::Refers
    }

    fn check(&self, field: &Field) -> Option<&'static str> {
        field.target.is_none().then_some("a `reference` needs the `register` that it refers to")
    }

    fn about(&self) -> &'static str {
        "Запис іншого реєстру (`register`): його номер, назва або ідентифікатор. На картці того запису видно, хто на нього посилається."
    }

    fn example(&self) -> &'static str {
        "Л-00001/2026"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stored_reference_shows_its_name_and_gives_its_id() {
        let id = Uuid::from_u128(7);
        let field = Field { target: Some("benches".into()), ..super::super::sample(&REFERENCE) };
        let value = stored(id, "Сквер 1");
        assert_eq!(REFERENCE.display(&value, &field, Lang::Uk), "Сквер 1");
        assert_eq!(REFERENCE.to_json(&value, &field), json!(id));
        assert_eq!(REFERENCE.href(&value, &field), Some(format!("/registers/benches/{id}")));
        assert_eq!(parts(&field.parse("Сквер 1").unwrap()), None);
        assert!(REFERENCE.check(&super::super::sample(&REFERENCE)).is_some());
    }
}
