//! `quantity`: a decimal with its unit of measure, exact.

use oblast_kernel::value::ColumnType;
use oblast_kernel::{Lang, Value};
use serde_json::{Value as Json, json};

use super::decimal::DECIMAL;
use super::{Field, FieldError, FieldKind, Filter, Input};

pub(super) struct Quantity;
pub(super) const QUANTITY: Quantity = Quantity;

impl FieldKind for Quantity {
    fn name(&self) -> &'static str {
        "quantity"
    }

    fn column(&self) -> ColumnType {
        DECIMAL.column()
    }

    /// The unit may be typed along, as the declaration writes it.
    fn parse(&self, text: &str, field: &Field) -> Result<Value, FieldError> {
        let unit = field.unit.as_ref().into_iter().flat_map(|unit| [unit.uk.as_str(), unit.en.as_str()]);
        let number = unit.filter_map(|unit| text.strip_suffix(unit)).next().unwrap_or(text);
        DECIMAL.parse(number.trim(), field)
    }

    fn parse_json(&self, json: &Json, field: &Field) -> Result<Value, FieldError> {
        DECIMAL.parse_json(json, field)
    }

    fn to_json(&self, value: &Value, field: &Field) -> Json {
        DECIMAL.to_json(value, field)
    }

    fn display(&self, value: &Value, field: &Field, lang: Lang) -> String {
        DECIMAL.display(value, field, lang)
    }

    fn to_input(&self, value: &Value, field: &Field) -> String {
        DECIMAL.to_input(value, field)
    }

    fn schema(&self, field: &Field) -> Json {
        let mut schema = DECIMAL.schema(field);
        if let Some(unit) = &field.unit {
            schema["description"] = json!(unit.uk);
        }
        schema
    }

    fn input(&self) -> Input {
        DECIMAL.input()
    }

    fn filter(&self) -> Filter {
        Filter::Range
    }

    fn is_number(&self) -> bool {
        true
    }

    fn check(&self, field: &Field) -> Option<&'static str> {
        if field.unit.is_none() { Some("a `quantity` needs its `unit`") } else { DECIMAL.check(field) }
    }

    fn about(&self) -> &'static str {
        "Число з одиницею виміру (`unit`), точне; `scale` – цифр після коми."
    }

    fn example(&self) -> &'static str {
        "12,5 м²"
    }
}

#[cfg(test)]
mod tests {
    use oblast_kernel::Text;

    use super::*;

    #[test]
    fn a_unit_may_be_typed_along() {
        let field = Field { unit: Some(Text::new("м²", "m²")), ..super::super::sample(&QUANTITY) };
        for text in ["12,5", "12.50 м²", "12,5m²", "12,50"] {
            assert_eq!(field.parse(text), Ok(Value::Int(1_250)), "{text}");
        }
        assert_eq!(field.parse("12 км²").unwrap_err().code, "not-a-number");
        assert!(QUANTITY.check(&super::super::sample(&QUANTITY)).is_some());
    }
}
