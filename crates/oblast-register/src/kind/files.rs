//! `file` and `gallery`: files of a record. They are added on its card; the column keeps how many there are, so that
//! history, lists and data show it.

use oblast_kernel::value::ColumnType;
use oblast_kernel::{Lang, Value};
use serde_json::{Value as Json, json};

use super::{Field, FieldError, FieldKind, Filter, Input};

pub(super) struct Files {
    name: &'static str,
    most: usize,
    about: &'static str,
}

pub(super) const FILE: Files = Files {
    name: "file",
    most: 1,
    about: "Один файл: PDF, зображення, таблиця. Додають на картці запису; у даних – скільки їх (0 або 1).",
};
pub(super) const GALLERY: Files = Files {
    name: "gallery",
    most: 50,
    about: "Зображення й документи запису, до 50, із підписами. Додають на картці; у даних – скільки їх.",
};

impl FieldKind for Files {
    fn name(&self) -> &'static str {
        self.name
    }

    fn column(&self) -> ColumnType {
        ColumnType::Int
    }

    /// Nobody types a file.
    fn parse(&self, _text: &str, _field: &Field) -> Result<Value, FieldError> {
        Err(FieldError::new("files-on-card"))
    }

    fn parse_json(&self, _json: &Json, _field: &Field) -> Result<Value, FieldError> {
        Err(FieldError::new("files-on-card"))
    }

    fn to_json(&self, value: &Value, _field: &Field) -> Json {
        value.as_int().map_or(Json::Null, Json::from)
    }

    fn display(&self, value: &Value, _field: &Field, _lang: Lang) -> String {
        value.as_int().map_or_else(String::new, |count| count.to_string())
    }

    fn schema(&self, _field: &Field) -> Json {
        json!({ "type": "integer", "readOnly": true, "minimum": 0, "maximum": self.most })
    }

    fn input(&self) -> Input {
        Input::Files(self.most)
    }

    fn filter(&self) -> Filter {
        Filter::None
    }

    fn decimals(&self, _field: &Field) -> u32 {
        0
    }

    fn check(&self, field: &Field) -> Option<&'static str> {
        (field.required || field.unique)
            .then_some("files are added on the card: they are neither `required` nor `unique`")
    }

    fn about(&self) -> &'static str {
        self.about
    }

    fn example(&self) -> &'static str {
        ""
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_not_typed_and_not_required() {
        let field = super::super::sample(&GALLERY);
        assert_eq!(field.parse("фото.jpg").unwrap_err().code, "files-on-card");
        assert_eq!(field.parse(""), Ok(Value::Null));
        assert!(GALLERY.check(&Field { required: true, ..field }).is_some());
    }
}
