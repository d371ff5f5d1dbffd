//! `decimal` and `money` (UAH, two digits): exact, as scaled integers.

use oblast_kernel::decimal::{self, DecimalError};
use oblast_kernel::value::ColumnType;
use oblast_kernel::{Lang, Value};
use serde_json::{Value as Json, json};

use super::{Field, FieldError, FieldKind, Filter, Input};

pub(super) struct Decimal {
    name: &'static str,
}
pub(super) const DECIMAL: Decimal = Decimal { name: "decimal" };
pub(super) const MONEY: Decimal = Decimal { name: "money" };

impl FieldKind for Decimal {
    fn name(&self) -> &'static str {
        self.name
    }

    fn column(&self) -> ColumnType {
        ColumnType::Int
    }

    fn parse(&self, text: &str, field: &Field) -> Result<Value, FieldError> {
        let units = decimal::parse(text, field.scale).map_err(|error| match error {
            DecimalError::TooPrecise(scale) => FieldError::new("too-precise").with("scale", scale),
            DecimalError::NotANumber | DecimalError::TooLarge => FieldError::new("not-a-number"),
        })?;
        field.within(units)
    }

    fn parse_json(&self, json: &Json, field: &Field) -> Result<Value, FieldError> {
        match json {
            Json::Number(number) => self.parse(&number.to_string(), field),
            Json::String(text) => field.parse(text),
            _ => Err(FieldError::new("wrong-type")),
        }
    }

    /// A string: JSON numbers lose exactness in most readers.
    fn to_json(&self, value: &Value, field: &Field) -> Json {
        value.as_int().map_or(Json::Null, |units| Json::from(decimal::plain(units, field.scale)))
    }

    fn display(&self, value: &Value, field: &Field, _lang: Lang) -> String {
        value.as_int().map_or(String::new(), |units| decimal::readable(units, field.scale))
    }

    fn to_input(&self, value: &Value, field: &Field) -> String {
        self.to_text(value, field).replace('.', ",")
    }

    fn schema(&self, field: &Field) -> Json {
        let digits = field.scale;
        json!({ "type": ["string", "number"], "pattern": format!("^-?\\d+(\\.\\d{{1,{}}})?$", digits.max(1)) })
    }

    fn input(&self) -> Input {
        Input::Line("decimal", "off")
    }

    fn is_number(&self) -> bool {
        true
    }

    fn check(&self, field: &Field) -> Option<&'static str> {
        (field.scale > 9).then_some("`scale` is at most 9")
    }

    fn filter(&self) -> Filter {
        Filter::Range
    }

    fn about(&self) -> &'static str {
        if self.name == "money" {
            "Сума в гривнях, точна до копійки."
        } else {
            "Число з комою, точне; `scale` – цифр після коми, від 0 до 9."
        }
    }

    fn example(&self) -> &'static str {
        if self.name == "money" { "12 345,60" } else { "12,5" }
    }
}
