//! `year`: a calendar year, four digits.

use oblast_kernel::Value;
use oblast_kernel::value::ColumnType;
use serde_json::{Value as Json, json};

use super::{Field, FieldError, FieldKind, Filter, Input};

pub(super) struct Year;
pub(super) const YEAR: Year = Year;

impl FieldKind for Year {
    fn name(&self) -> &'static str {
        "year"
    }

    fn column(&self) -> ColumnType {
        ColumnType::Int
    }

    fn decimals(&self, _field: &Field) -> u32 {
        0
    }

    fn parse(&self, text: &str, field: &Field) -> Result<Value, FieldError> {
        let digits = text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit());
        let year: i64 = text.parse().map_err(|_| FieldError::new("year"))?;
        if !digits || !(1000..=2999).contains(&year) {
            return Err(FieldError::new("year"));
        }
        field.within(year)
    }

    fn parse_json(&self, json: &Json, field: &Field) -> Result<Value, FieldError> {
        match json {
            Json::Number(number) => self.parse(&number.to_string(), field),
            Json::String(text) => field.parse(text),
            _ => Err(FieldError::new("wrong-type")),
        }
    }

    fn to_json(&self, value: &Value, _field: &Field) -> Json {
        value.as_int().map_or(Json::Null, Json::from)
    }

    fn schema(&self, field: &Field) -> Json {
        json!({ "type": "integer", "minimum": field.min.unwrap_or(1000), "maximum": field.max.unwrap_or(2999) })
    }

    fn input(&self) -> Input {
        Input::Line("numeric", "off")
    }

    fn filter(&self) -> Filter {
        Filter::Range
    }

    fn about(&self) -> &'static str {
        "Рік, чотири цифри."
    }

    fn example(&self) -> &'static str {
        "1898"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_has_four_digits_and_no_thin_space() {
        let field = super::super::sample(&YEAR);
        assert_eq!(field.parse("1898"), Ok(Value::Int(1898)));
        for wrong in ["98", "1898 р.", "18 98", "0998", "3000", "-1898"] {
            assert_eq!(field.parse(wrong).unwrap_err().code, "year", "{wrong}");
        }
        assert_eq!(YEAR.display(&Value::Int(1898), &field, oblast_kernel::Lang::Uk), "1898");
    }
}
