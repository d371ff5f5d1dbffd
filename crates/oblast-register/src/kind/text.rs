//! `text` and `long_text`.

use oblast_kernel::Value;

use super::{Field, FieldError, FieldKind, Input};

pub(super) struct Plain {
    long: bool,
}
pub(super) const TEXT: Plain = Plain { long: false };
pub(super) const LONG_TEXT: Plain = Plain { long: true };

impl FieldKind for Plain {
    fn name(&self) -> &'static str {
        if self.long { "long_text" } else { "text" }
    }

    fn parse(&self, text: &str, _field: &Field) -> Result<Value, FieldError> {
        if !self.long && text.contains(['\n', '\r', '\t']) {
            return Err(FieldError::new("one-line"));
        }
        Ok(Value::Text(text.replace("\r\n", "\n")))
    }

    fn input(&self) -> Input {
        if self.long { Input::Area } else { Input::Line("text", "off") }
    }

    fn has_sort_key(&self) -> bool {
        !self.long
    }

    fn about(&self) -> &'static str {
        if self.long {
            "Довгий текст, кілька рядків."
        } else {
            "Текст в один рядок; сортується за українською абеткою."
        }
    }

    fn example(&self) -> &'static str {
        if self.long { "Перший рядок\nДругий рядок" } else { "вул. Садова, 5" }
    }
}
