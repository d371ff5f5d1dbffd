//! `person`: who a person is: surname, given name and patronymic, perhaps the date of birth and the РНОКПП.
//!
//! Stored as `name; ISO date; РНОКПП`, with only the parts that are known.

use jiff::ToSpan as _;
use jiff::civil::{Date, date as day};
use oblast_kernel::{Lang, Value, identifier};
use serde_json::{Value as Json, json};

use super::{Field, FieldError, FieldKind, date};

pub(super) struct Person;
pub(super) const PERSON: Person = Person;

/// The parts of a person.
#[derive(Default)]
struct Parts {
    name: String,
    born: Option<Date>,
    rnokpp: Option<String>,
}

fn is_name_letter(letter: char) -> bool {
    letter.is_alphabetic() || matches!(letter, '-' | '’' | '.' | '\u{301}')
}

/// The words of a name with one apostrophe among those that people type; nothing where it is no name.
fn name(text: &str) -> Option<String> {
    let text: String =
        text.chars().map(|c| if matches!(c, '\'' | 'ʼ' | '`' | '‘') { '’' } else { c }).collect();
    let words: Vec<&str> = text.split_whitespace().collect();
    let sound = (2..=8).contains(&words.len())
        && words.iter().all(|word| word.chars().all(is_name_letter) && word.contains(char::is_alphabetic));
    sound.then(|| words.join(" "))
}

/// The day of birth that a РНОКПП tells: its first five digits count the days since 31 December 1899.
fn told_by(rnokpp: &str) -> Option<Date> {
    let days: i32 = rnokpp.get(..5)?.parse().ok()?;
    day(1899, 12, 31).checked_add(days.days()).ok()
}

fn read(text: &str) -> Result<Parts, FieldError> {
    let mut parts = Parts::default();
    for part in text.split([',', ';']).map(str::trim).filter(|part| !part.is_empty()) {
        let number = part.trim_start_matches("РНОКПП").trim();
        let is_number = number.bytes().all(|byte| byte.is_ascii_digit());
        if is_number && parts.rnokpp.is_none() {
            identifier::rnokpp(number).map_err(|_| FieldError::new("person-rnokpp"))?;
            parts.rnokpp = Some(number.to_owned());
        } else if part.starts_with(|c: char| c.is_ascii_digit()) && parts.born.is_none() {
            parts.born = Some(date::read(part).ok_or(FieldError::new("person-born"))?);
        } else if parts.name.is_empty() {
            parts.name = name(part).ok_or(FieldError::new("person-name"))?;
        } else {
            return Err(FieldError::new("person-name"));
        }
    }
    if parts.name.is_empty() {
        return Err(FieldError::new("person-name"));
    }
    let told = parts.rnokpp.as_deref().and_then(told_by);
    match (parts.born, told) {
        (Some(born), Some(told)) if born != told => {
            Err(FieldError::new("person-disagrees").with("date", told.strftime("%d.%m.%Y").to_string()))
        }
        _ => Ok(parts),
    }
}

impl Parts {
    fn joined(&self, between: &str, born: impl Fn(Date) -> String, rnokpp: &str) -> String {
        let parts = [
            Some(self.name.clone()),
            self.born.map(born),
            self.rnokpp.as_ref().map(|number| format!("{rnokpp}{number}")),
        ];
        parts.into_iter().flatten().collect::<Vec<_>>().join(between)
    }

    fn stored(&self) -> Value {
        Value::Text(self.joined("; ", |born| born.to_string(), ""))
    }
}

fn parts(value: &Value) -> Parts {
    value.as_text().and_then(|text| read(text).ok()).unwrap_or_default()
}

fn people_write(born: Date) -> String {
    born.strftime("%d.%m.%Y").to_string()
}

impl FieldKind for Person {
    fn name(&self) -> &'static str {
        "person"
    }

    fn parse(&self, text: &str, _field: &Field) -> Result<Value, FieldError> {
        let parts = read(text)?;
        match identifier::is_of_one_script(&parts.name) {
            true => Ok(parts.stored()),
            false => Err(FieldError::new("person-script")),
        }
    }

    /// `{"name": …, "birth_date": …, "rnokpp": …}`, or all in one text.
    fn parse_json(&self, json: &Json, field: &Field) -> Result<Value, FieldError> {
        let Json::Object(given) = json else {
            return match json {
                Json::String(text) => field.parse(text),
                _ => Err(FieldError::new("wrong-type")),
            };
        };
        if given.keys().any(|key| !matches!(key.as_str(), "name" | "birth_date" | "rnokpp")) {
            return Err(FieldError::new("wrong-type"));
        }
        let mut parts = Vec::new();
        for key in ["name", "birth_date", "rnokpp"] {
            match given.get(key) {
                Some(Json::String(text)) if !text.contains([',', ';']) => parts.push(text.as_str()),
                None | Some(Json::Null) if key != "name" => {}
                _ => return Err(FieldError::new("wrong-type")),
            }
        }
        field.parse(&parts.join("; "))
    }

    fn to_json(&self, value: &Value, _field: &Field) -> Json {
        let parts = parts(value);
        let mut json = json!({ "name": parts.name });
        if let Some(born) = parts.born {
            json["birth_date"] = json!(born.to_string());
        }
        if let Some(rnokpp) = parts.rnokpp {
            json["rnokpp"] = json!(rnokpp);
        }
        json
    }

    fn to_text(&self, value: &Value, _field: &Field) -> String {
        value.as_text().unwrap_or_default().to_owned()
    }

    fn display(&self, value: &Value, _field: &Field, lang: Lang) -> String {
        let label = if lang == Lang::Uk { "РНОКПП " } else { "tax number " };
        parts(value).joined(", ", people_write, label)
    }

    fn to_input(&self, value: &Value, _field: &Field) -> String {
        parts(value).joined(", ", people_write, "")
    }

    fn schema(&self, field: &Field) -> Json {
        json!({
            "type": "object",
            "required": ["name"],
            "additionalProperties": false,
            "properties": {
                "name": { "type": "string", "minLength": 3, "maxLength": field.max_length },
                "birth_date": { "type": "string", "format": "date" },
                "rnokpp": { "type": "string", "pattern": "^\\d{10}$" }
            }
        })
    }

    /// Without the day of birth: its numbers are shared by too many.
    fn words(&self, text: &str) -> Vec<String> {
        let known = text.split([',', ';']).map(str::trim).filter(|part| date::read(part).is_none());
        let key = oblast_kernel::sortkey::sort_key(&known.collect::<Vec<_>>().join(" "));
        key.split(' ').map(str::to_owned).collect()
    }

    fn has_sort_key(&self) -> bool {
        true
    }

    fn about(&self) -> &'static str {
        "Людина: прізвище, ім’я, по батькові; через кому можна дати дату народження і РНОКПП – вони мають збігатися."
    }

    fn example(&self) -> &'static str {
        "Гайдай Зоряна Іванівна, 01.01.1900, 0000100010"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_is_read_in_any_order_of_parts_and_stored_in_one() {
        let field = super::super::sample(&PERSON);
        let stored = Value::from("Дем’яненко Ольга Петрівна; 1900-01-01; 0000100010");
        for text in [
            "Дем'яненко Ольга Петрівна, 01.01.1900, 0000100010",
            "0000100010; Дем’яненко  Ольга Петрівна; 1900-01-01",
            "Демʼяненко Ольга Петрівна, РНОКПП 0000100010, 01.01.1900",
        ] {
            assert_eq!(field.parse(text), Ok(stored.clone()), "{text}");
        }
        assert_eq!(
            PERSON.display(&stored, &field, Lang::Uk),
            "Дем’яненко Ольга Петрівна, 01.01.1900, РНОКПП 0000100010"
        );
        let json = PERSON.to_json(&stored, &field);
        assert_eq!(json["birth_date"], "1900-01-01");
        assert_eq!(field.parse_json(Some(&json)), Ok(stored));
        assert_eq!(field.parse("Ольга Демʼяненко"), Ok(Value::from("Ольга Дем’яненко")));
    }

    #[test]
    fn what_cannot_be_a_person_is_refused() {
        let field = super::super::sample(&PERSON);
        let code = |text: &str| field.parse(text).unwrap_err().code;
        assert_eq!(code("Гайдай"), "person-name");
        assert_eq!(code("ТОВ «Мрія 2000»"), "person-name");
        assert_eq!(code("Гайдай Зоряна, 0000100011"), "person-rnokpp");
        assert_eq!(code("Гайдай Зоряна, 31.02.1990"), "person-born");
        assert_eq!(code("Гайдай Зоряна, 02.01.1900, 0000100010"), "person-disagrees");
        assert_eq!(code("Гайдай Зоряна, Гайдай Петро"), "person-name");
        assert_eq!(
            field.parse_json(Some(&json!({ "name": "Гайдай Зоряна; 0000100010" }))).unwrap_err().code,
            "wrong-type"
        );
    }

    #[test]
    fn encrypted_it_is_found_by_words_and_number_not_by_the_day_of_birth() {
        let words = PERSON.words("Дем’яненко Ольга; 1900-01-01; 0000100010");
        assert_eq!(words.len(), 3);
        assert_eq!(words, PERSON.words("демʼяненко ольга 0000100010"));
    }
}
