//! `instant`: a moment, stored in microseconds of UTC, shown in Europe/Kyiv.

use jiff::Timestamp;
use jiff::civil::DateTime;
use oblast_kernel::clock::{from_micros, in_kyiv, kyiv};
use oblast_kernel::value::ColumnType;
use oblast_kernel::{Lang, Value};
use serde_json::{Value as Json, json};

use super::{Field, FieldError, FieldKind, Input};

pub(super) struct Instant;
pub(super) const INSTANT: Instant = Instant;

impl FieldKind for Instant {
    fn name(&self) -> &'static str {
        "instant"
    }

    fn column(&self) -> ColumnType {
        ColumnType::Int
    }

    /// RFC 3339 with an offset, or a local time of Kyiv without one.
    fn parse(&self, text: &str, _field: &Field) -> Result<Value, FieldError> {
        let instant = text.parse::<Timestamp>().or_else(|error| {
            let local: DateTime = text.parse().map_err(|_| error)?;
            local.to_zoned(kyiv()).map(|zoned| zoned.timestamp())
        });
        instant
            .map(|instant| Value::Int(instant.as_microsecond()))
            .map_err(|_| FieldError::new("not-an-instant"))
    }

    fn to_json(&self, value: &Value, _field: &Field) -> Json {
        value.as_int().map_or(Json::Null, |micros| Json::from(from_micros(micros).to_string()))
    }

    fn display(&self, value: &Value, _field: &Field, _lang: Lang) -> String {
        value.as_int().map_or(String::new(), |micros| {
            in_kyiv(from_micros(micros)).strftime("%d.%m.%Y %H:%M").to_string()
        })
    }

    fn schema(&self, _field: &Field) -> Json {
        json!({ "type": "string", "format": "date-time" })
    }

    fn input(&self) -> Input {
        Input::Line("text", "off")
    }

    fn about(&self) -> &'static str {
        "Дата й час за Києвом; зберігається мить."
    }

    fn example(&self) -> &'static str {
        "2026-03-14T14:05"
    }
}
