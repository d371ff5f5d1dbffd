//! `territory`: an oblast, a district, a community or a settlement of the classifier (КАТОТТГ), stored by its code.

use oblast_kernel::identifier;
use oblast_kernel::{Lang, Value};
use serde_json::{Value as Json, json};

use super::{Field, FieldError, FieldKind, Filter, Input, Which};

pub(super) struct Territory;
pub(super) const TERRITORY: Territory = Territory;

/// How many places of the same name an error names.
const NAMED: usize = 5;

impl FieldKind for Territory {
    fn name(&self) -> &'static str {
        "territory"
    }

    fn directory(&self) -> Option<Which> {
        Some(Which::Territories)
    }

    /// A code, or a name that stands for one territory alone.
    fn parse(&self, text: &str, field: &Field) -> Result<Value, FieldError> {
        let Some(directory) = &field.directory else { return code_alone(text) };
        let entries = directory.entries();
        if entries.is_empty() {
            return code_alone(text);
        }
        if let Some(entry) = entries.get(text) {
            return if entry.ended { Err(FieldError::new("territory-ended")) } else { Ok(Value::from(text)) };
        }
        match entries.named(text).as_slice() {
            [] => Err(FieldError::new("territory-unknown")),
            [entry] => Ok(Value::from(entry.code.as_str())),
            several => {
                let shown = several.iter().take(NAMED).map(|entry| entry.code.as_str());
                let shown: Vec<&str> = shown.collect();
                Err(FieldError::new("territory-several").with("codes", shown.join(", ")))
            }
        }
    }

    fn display(&self, value: &Value, field: &Field, lang: Lang) -> String {
        field.entry_title(value, lang)
    }

    fn schema(&self, _field: &Field) -> Json {
        json!({ "type": "string", "pattern": "^UA\\d{17}$" })
    }

    fn input(&self) -> Input {
        Input::Entry
    }

    fn filter(&self) -> Filter {
        Filter::Within
    }

    fn about(&self) -> &'static str {
        "Територія з класифікатора (КАТОТТГ): код або назва, якщо така одна. Відбір за територією бере й усе, що в ній."
    }

    fn example(&self) -> &'static str {
        "UA80000000000093317"
    }
}

fn code_alone(text: &str) -> Result<Value, FieldError> {
    identifier::katotth(text).map(|()| Value::from(text)).map_err(|_| FieldError::new("katotth"))
}

#[cfg(test)]
mod tests {
    use oblast_kernel::Text;

    use super::*;
    use crate::directory::{Directory, Entries, Entry};

    #[test]
    fn a_territory_is_named_by_code_or_by_a_name_of_its_own() {
        let entry =
            |code: &str, uk: &str, ended| Entry { code: code.into(), title: Text::new(uk, uk), ended };
        let directory = Directory::default();
        directory.replace(Entries::new(vec![
            entry("UA99010010000090100", "Зарічанська громада", false),
            entry("UA99010010010090101", "с. Лісне", false),
            entry("UA99010020010090102", "с. Лісне", false),
            entry("UA99010020020090103", "с. Мар'янівка", false),
            entry("UA99010020030090104", "с. Колишнє", true),
        ]));
        let field = Field { directory: Some(directory), ..super::super::sample(&TERRITORY) };
        assert_eq!(field.parse("зарічанська  громада"), Ok(Value::from("UA99010010000090100")));
        assert_eq!(field.parse("С. МАР’ЯНІВКА"), Ok(Value::from("UA99010020020090103")));
        assert_eq!(field.parse("с. Лісне").unwrap_err().code, "territory-several");
        assert_eq!(field.parse("UA99010020030090104").unwrap_err().code, "territory-ended");
        assert_eq!(field.parse("с. Немає").unwrap_err().code, "territory-unknown");
        let stored = Value::from("UA99010020030090104");
        assert_eq!(
            TERRITORY.display(&stored, &field, Lang::Uk),
            "с. Колишнє",
            "what was written stays readable"
        );
    }
}
