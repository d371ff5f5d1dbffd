//! The value of one column, the same on both databases.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value as Json;
use uuid::Uuid;

/// A stored value. Money, decimals and instants are [`Value::Int`] (scaled units, microseconds of UTC);
/// dates are ISO 8601 text.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Value {
    /// Absent.
    Null,
    /// UTF-8 text without NUL.
    Text(String),
    /// A 64-bit integer.
    Int(i64),
    /// Bytes.
    Bytes(Vec<u8>),
    /// A UUID.
    Id(Uuid),
}

/// The type of a column, named alike for both databases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnType {
    /// `text`.
    Text,
    /// `bigint` / `INTEGER`.
    Int,
    /// `bytea` / `BLOB`.
    Bytes,
    /// `uuid` / 16-byte `BLOB`.
    Id,
}

impl ColumnType {
    /// The name of the type in SQLite (STRICT tables).
    pub fn sqlite(self) -> &'static str {
        match self {
            ColumnType::Text => "TEXT",
            ColumnType::Int => "INTEGER",
            ColumnType::Bytes | ColumnType::Id => "BLOB",
        }
    }

    /// The name of the type in PostgreSQL.
    pub fn postgres(self) -> &'static str {
        match self {
            ColumnType::Text => "text",
            ColumnType::Int => "bigint",
            ColumnType::Bytes => "bytea",
            ColumnType::Id => "uuid",
        }
    }
}

impl Value {
    /// `true` for [`Value::Null`].
    pub fn is_null(&self) -> bool {
        matches!(self, Value::Null)
    }

    /// The bytes, if it is bytes.
    pub fn as_bytes(&self) -> Option<&[u8]> {
        match self {
            Value::Bytes(bytes) => Some(bytes),
            _ => None,
        }
    }

    /// The text, if this is text.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The integer, if this is an integer.
    pub fn as_int(&self) -> Option<i64> {
        match self {
            Value::Int(int) => Some(*int),
            _ => None,
        }
    }

    /// The UUID, also from 16 bytes (SQLite keeps UUIDs as BLOBs).
    pub fn as_id(&self) -> Option<Uuid> {
        match self {
            Value::Id(id) => Some(*id),
            Value::Bytes(bytes) => Uuid::from_slice(bytes).ok(),
            _ => None,
        }
    }

    /// The value as it stands in a canonical snapshot: numbers as numbers, UUIDs in their text form,
    /// bytes in base64 under the type of the column, so that both databases give the same text.
    pub fn canonical(&self, column: ColumnType) -> Json {
        match (self, column) {
            (Value::Null, _) => Json::Null,
            (Value::Bytes(_) | Value::Id(_), ColumnType::Id) => {
                self.as_id().map_or(Json::Null, |id| Json::String(id.to_string()))
            }
            (Value::Text(text), _) => Json::String(text.clone()),
            (Value::Int(int), _) => Json::from(*int),
            (Value::Bytes(bytes), _) => Json::String(STANDARD.encode(bytes)),
            (Value::Id(id), _) => Json::String(id.to_string()),
        }
    }

    /// The inverse of [`Value::canonical`]; `None` where the JSON is not of that column's type.
    pub fn from_canonical(json: &Json, column: ColumnType) -> Option<Value> {
        Some(match (json, column) {
            (Json::Null, _) => Value::Null,
            (Json::String(text), ColumnType::Text) => Value::Text(text.clone()),
            (Json::Number(number), ColumnType::Int) => Value::Int(number.as_i64()?),
            (Json::String(text), ColumnType::Id) => Value::Id(text.parse().ok()?),
            (Json::String(text), ColumnType::Bytes) => Value::Bytes(STANDARD.decode(text).ok()?),
            _ => return None,
        })
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Value::Text(text.to_owned())
    }
}
impl From<String> for Value {
    fn from(text: String) -> Self {
        Value::Text(text)
    }
}
impl From<i64> for Value {
    fn from(int: i64) -> Self {
        Value::Int(int)
    }
}
impl From<Uuid> for Value {
    fn from(id: Uuid) -> Self {
        Value::Id(id)
    }
}
impl From<Vec<u8>> for Value {
    fn from(bytes: Vec<u8>) -> Self {
        Value::Bytes(bytes)
    }
}
impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Value::Null, Into::into)
    }
}
