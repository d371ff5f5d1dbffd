//! `address`: a postal address by its parts, in the order of the postal rules (КМУ 270/2009): settlement, street, building,
//! flat, postcode.
//!
//! Stored as one text with the usual shortenings, so that it reads back, sorts and is searched like any text.

use oblast_kernel::Value;
use serde_json::{Map, Value as Json, json};

use super::{Field, FieldError, FieldKind};

pub(super) struct Address;
pub(super) const ADDRESS: Address = Address;

/// Words before a name, as people write them, and as they are stored.
const SETTLEMENTS: &[(&str, &[&str])] = &[
    ("м.", &["м.", "місто"]),
    ("с-ще", &["с-ще", "селище", "смт", "смт."]),
    ("с.", &["с.", "село"]),
    ("х.", &["х.", "хутір"]),
];
const STREETS: &[(&str, &[&str])] = &[
    ("вул.", &["вул.", "вулиця", "вул"]),
    ("просп.", &["просп.", "проспект", "пр-т", "пр."]),
    ("бульв.", &["бульв.", "бульвар", "б-р"]),
    ("пров.", &["пров.", "провулок"]),
    ("пл.", &["пл.", "площа"]),
    ("наб.", &["наб.", "набережна"]),
    ("мкрн.", &["мкрн.", "мікрорайон", "мкр.", "м-н"]),
    ("майдан", &["майдан"]),
    ("шосе", &["шосе"]),
    ("узвіз", &["узвіз"]),
    ("проїзд", &["проїзд"]),
    ("тупик", &["тупик"]),
    ("алея", &["алея"]),
    ("квартал", &["квартал"]),
];
const UNITS: &[(&str, &[&str])] = &[
    ("кв.", &["кв.", "квартира", "кв"]),
    ("оф.", &["оф.", "офіс"]),
    ("прим.", &["прим.", "приміщення"]),
    ("кімн.", &["кімн.", "кімната"]),
];
const BUILDINGS: &[(&str, &[&str])] = &[("", &["буд.", "будинок", "буд"])];
/// What a part of the address above the settlement ends with.
const ABOVE: &[&str] = &["область", "обл.", "район", "р-н", "громада", "ОТГ"];

/// The names of the parts in the API, in their order.
const PARTS: [&str; 6] = ["region", "settlement", "street", "building", "unit", "postcode"];

/// A part that begins with one of the words: with the word as it is stored.
fn named(part: &str, words: &[(&str, &[&str])]) -> Option<String> {
    let lower = part.to_lowercase();
    words.iter().find_map(|(stored, written)| {
        written.iter().find_map(|word| {
            // The length in letters is the same in both: these words have no letter that grows in lower case.
            let rest = lower.strip_prefix(word)?;
            let parted = word.ends_with('.') || rest.starts_with(' ');
            let name = part.get(part.len() - rest.len()..)?.trim();
            let fits = parted && name.chars().any(char::is_alphanumeric);
            fits.then(|| if stored.is_empty() { name.to_owned() } else { format!("{stored} {name}") })
        })
    })
}

/// `5`, `5-А`, `12/3`, `7 б`, `10 корп. 2`: a number of a building, without spaces before its letter.
fn building(part: &str) -> Option<String> {
    let (number, more) = part.split_at(part.find(|c: char| !c.is_ascii_digit()).unwrap_or(part.len()));
    let more = more.trim();
    let letters = more.trim_start_matches(['-', '/']).trim();
    let short = letters.chars().count() <= 4
        && letters.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '/'));
    let block = letters.starts_with("корп") && letters.chars().count() <= 12;
    let fits = !number.is_empty() && number.len() <= 4 && (short || block);
    fits.then(|| if block { format!("{number} {more}") } else { format!("{number}{more}") })
}

/// The parts of an address, in the order of [`PARTS`].
fn read(text: &str) -> Result<[String; 6], FieldError> {
    let mut parts: [String; 6] = Default::default();
    for part in text.split(',').map(|part| part.split_whitespace().collect::<Vec<_>>().join(" ")) {
        let part = part.as_str();
        if part.is_empty() {
            continue;
        }
        let is_above = ABOVE.iter().any(|word| part.ends_with(word) && part.len() > word.len());
        let (place, value) = if part.len() == 5 && part.bytes().all(|byte| byte.is_ascii_digit()) {
            (5, part.to_owned())
        } else if is_above {
            (0, part.to_owned())
        } else if let Some(unit) = named(part, UNITS) {
            (4, unit)
        } else if let Some(own) =
            named(part, BUILDINGS).and_then(|own| building(&own)).or_else(|| building(part))
        {
            (3, own)
        } else if let Some(street) = named(part, STREETS) {
            (2, street)
        } else if let Some(settlement) = named(part, SETTLEMENTS) {
            (1, settlement)
        } else {
            return Err(FieldError::new("address-part").with("part", part));
        };
        match parts[place].as_str() {
            "" => parts[place] = value,
            above if place == 0 => parts[0] = format!("{above}, {value}"),
            _ => return Err(FieldError::new("address-twice").with("part", part)),
        }
    }
    if parts[1].is_empty() && parts[2].is_empty() {
        return Err(FieldError::new("address-place"));
    }
    Ok(parts)
}

impl FieldKind for Address {
    fn name(&self) -> &'static str {
        "address"
    }

    fn parse(&self, text: &str, _field: &Field) -> Result<Value, FieldError> {
        let parts = read(text)?;
        let known: Vec<&str> = parts.iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
        Ok(Value::Text(known.join(", ")))
    }

    /// An object with the parts, or all in one text.
    fn parse_json(&self, json: &Json, field: &Field) -> Result<Value, FieldError> {
        let Json::Object(given) = json else {
            return match json {
                Json::String(text) => field.parse(text),
                _ => Err(FieldError::new("wrong-type")),
            };
        };
        let mut parts = Vec::new();
        for (name, value) in given {
            match value {
                Json::String(text) if PARTS.contains(&name.as_str()) => parts.push(text.as_str()),
                Json::Null if PARTS.contains(&name.as_str()) => {}
                _ => return Err(FieldError::new("wrong-type")),
            }
        }
        field.parse(&parts.join(", "))
    }

    fn to_json(&self, value: &Value, _field: &Field) -> Json {
        let parts = value.as_text().and_then(|text| read(text).ok()).unwrap_or_default();
        let known = PARTS.iter().zip(parts).filter(|(_, part)| !part.is_empty());
        Json::Object(known.map(|(name, part)| ((*name).to_owned(), Json::from(part))).collect::<Map<_, _>>())
    }

    fn to_text(&self, value: &Value, _field: &Field) -> String {
        value.as_text().unwrap_or_default().to_owned()
    }

    fn schema(&self, field: &Field) -> Json {
        let part = json!({ "type": "string", "maxLength": field.max_length });
        let properties: Map<String, Json> =
            PARTS.iter().map(|name| ((*name).to_owned(), part.clone())).collect();
        json!({ "type": "object", "properties": properties, "additionalProperties": false })
    }

    fn input(&self) -> super::Input {
        super::Input::Line("text", "street-address")
    }

    fn has_sort_key(&self) -> bool {
        true
    }

    fn about(&self) -> &'static str {
        "Поштова адреса, частини через кому: населений пункт (м., с-ще, с.), вулиця (вул., просп., пров., пл. …), будинок, квартира, індекс."
    }

    fn example(&self) -> &'static str {
        "м. Лісне, вул. Садова, 5-А, кв. 3, 01001"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_as_people_write_them_and_stored_alike() {
        let field = super::super::sample(&ADDRESS);
        let stored = Value::from("м. Лісне, вул. Садова, 5-А, кв. 3, 01001");
        for text in [
            "01001, м. Лісне, вул. Садова, буд. 5-А, кв. 3",
            "місто Лісне,  вулиця Садова, 5-А, квартира 3, 01001",
            "м.Лісне, вул.Садова, будинок 5-А, кв.3, 01001",
        ] {
            assert_eq!(field.parse(text), Ok(stored.clone()), "{text}");
        }
        let json = ADDRESS.to_json(&stored, &field);
        assert_eq!(json["street"], "вул. Садова");
        assert_eq!(field.parse_json(Some(&json)), Ok(stored));
        for (text, stored) in [
            ("с. Вербове, 12", "с. Вербове, 12"),
            ("Лісовий район, с-ще Ясне, пров. Тихий, 7 б", "Лісовий район, с-ще Ясне, пров. Тихий, 7б"),
            ("смт Ясне, вул. 8 Березня, 12/3", "с-ще Ясне, вул. 8 Березня, 12/3"),
            ("м. Лісне, просп. Миру, 10 корп. 2, оф. 14", "м. Лісне, просп. Миру, 10 корп. 2, оф. 14"),
        ] {
            assert_eq!(field.parse(text), Ok(Value::from(stored)), "{text}");
        }
    }

    #[test]
    fn what_is_no_address_is_told_part_by_part() {
        let field = super::super::sample(&ADDRESS);
        let error = |text: &str| field.parse(text).unwrap_err();
        assert_eq!(error("десь біля річки"), FieldError::new("address-part").with("part", "десь біля річки"));
        assert_eq!(error("12, кв. 3").code, "address-place");
        assert_eq!(error("м. Лісне, с. Ясне").code, "address-twice");
        assert_eq!(error("м., 5").code, "address-part");
        assert_eq!(field.parse_json(Some(&json!({ "town": "м. Лісне" }))).unwrap_err().code, "wrong-type");
    }
}
