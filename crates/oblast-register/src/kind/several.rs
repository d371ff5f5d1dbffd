//! `several`: some of the declared choices, stored by their codes in the declared order, each between spaces.

use oblast_kernel::{Lang, Value};
use serde_json::{Value as Json, json};

use super::{Field, FieldError, FieldKind, Filter, Input};

pub(super) struct SomeOf;
pub(super) const SEVERAL: SomeOf = SomeOf;

fn codes(value: &Value) -> impl Iterator<Item = &str> {
    value.as_text().unwrap_or_default().split_whitespace()
}

fn stored(chosen: &[&str], field: &Field) -> Result<Value, FieldError> {
    if chosen.iter().any(|code| !field.choices.iter().any(|choice| choice.id == *code)) {
        return Err(FieldError::new("not-a-choice"));
    }
    let declared = field.choices.iter().map(|choice| choice.id.as_str());
    let kept: Vec<&str> = declared.filter(|code| chosen.contains(code)).collect();
    Ok(if kept.is_empty() { Value::Null } else { Value::Text(format!(" {} ", kept.join(" "))) })
}

impl FieldKind for SomeOf {
    fn name(&self) -> &'static str {
        "several"
    }

    /// Codes with spaces, commas or semicolons between them.
    fn parse(&self, text: &str, field: &Field) -> Result<Value, FieldError> {
        let chosen: Vec<&str> =
            text.split([' ', ',', ';']).map(str::trim).filter(|code| !code.is_empty()).collect();
        stored(&chosen, field)
    }

    fn parse_cell(&self, text: &str, field: &Field) -> Result<Value, FieldError> {
        let named: Option<Vec<&str>> = text
            .split([',', ';', '\n'])
            .filter(|part| !part.trim().is_empty())
            .map(|part| field.choice_meant(part).map(|choice| choice.id.as_str()))
            .collect();
        named.map_or_else(|| self.parse(text, field), |codes| stored(&codes, field))
    }

    fn parse_json(&self, json: &Json, field: &Field) -> Result<Value, FieldError> {
        let Json::Array(items) = json else { return Err(FieldError::new("wrong-type")) };
        let chosen: Option<Vec<&str>> = items.iter().map(Json::as_str).collect();
        let value = stored(&chosen.ok_or(FieldError::new("wrong-type"))?, field)?;
        if value.is_null() && field.required { Err(FieldError::new("required")) } else { Ok(value) }
    }

    fn to_json(&self, value: &Value, _field: &Field) -> Json {
        if value.is_null() { Json::Null } else { codes(value).collect::<Vec<_>>().into() }
    }

    fn to_text(&self, value: &Value, _field: &Field) -> String {
        codes(value).collect::<Vec<_>>().join(" ")
    }

    fn display(&self, value: &Value, field: &Field, lang: Lang) -> String {
        codes(value).map(|code| field.choice_title(code, lang)).collect::<Vec<_>>().join(", ")
    }

    fn schema(&self, field: &Field) -> Json {
        let known: Vec<&str> = field.choices.iter().map(|choice| choice.id.as_str()).collect();
        json!({ "type": "array", "uniqueItems": true, "items": { "type": "string", "enum": known } })
    }

    fn input(&self) -> Input {
        Input::Several
    }

    fn filter(&self) -> Filter {
        Filter::Contains
    }

    fn check(&self, field: &Field) -> Option<&'static str> {
        field.choices.is_empty().then_some("`several` needs `choices`")
    }

    fn about(&self) -> &'static str {
        "Кілька з перелічених варіантів."
    }

    fn example(&self) -> &'static str {
        "ramp, lift"
    }
}

#[cfg(test)]
mod tests {
    use oblast_kernel::Text;

    use super::super::{Choice, sample};
    use super::*;

    #[test]
    fn choices_are_kept_once_in_the_declared_order() {
        let choice = |id: &str| Choice::new(id, Text::new(id.to_uppercase(), id));
        let mut field = Field { choices: ["ramp", "lift", "bell"].map(choice).into(), ..sample(&SEVERAL) };
        let stored = Value::from(" ramp bell ");
        for text in ["bell ramp", "ramp,bell,ramp", "bell; ramp"] {
            assert_eq!(field.parse(text), Ok(stored.clone()), "{text}");
        }
        assert_eq!(SEVERAL.display(&stored, &field, Lang::Uk), "RAMP, BELL");
        assert_eq!(field.parse("stairs").unwrap_err().code, "not-a-choice");
        assert_eq!(field.parse_json(Some(&json!([]))), Ok(Value::Null));
        field.required = true;
        assert_eq!(field.parse_json(Some(&json!([]))).unwrap_err().code, "required");
        assert_eq!(field.parse(" , ").unwrap_err().code, "required");
    }
}
