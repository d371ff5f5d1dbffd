//! Columns of somebody's table and the fields of a register: which is probably which, and what a row says.

use std::collections::BTreeMap;

use oblast_kernel::{Lang, Text, Value};

use crate::catalogue::Values;
use crate::kind::{Field, FieldError};
use crate::register::Register;

/// The column of record numbers.
pub const NUMBER: &str = "number";
/// The column of states.
pub const STATE: &str = "state";

/// How alike a head and a title must be to be suggested.
const ALIKE: f64 = 0.87;

/// What each column goes into: a field's name, [`NUMBER`], [`STATE`]; nothing where it is left aside.
pub type Mapping = Vec<Option<String>>;

/// Letters and digits only, in lower case, one space between words; what stands in brackets or after a comma, mostly
/// a unit, is left out.
fn plain(title: &str) -> String {
    let outside: String = title.split('(').enumerate().fold(String::new(), |mut out, (index, part)| {
        out.push_str(if index == 0 { part } else { part.split_once(')').map_or("", |(_, rest)| rest) });
        out
    });
    let letters: String = outside
        .split(',')
        .next()
        .unwrap_or_default()
        .to_lowercase()
        .chars()
        .map(|letter| if letter.is_alphanumeric() { letter } else { ' ' })
        .collect();
    letters.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn likeness(head: &str, names: &[String]) -> f64 {
    let own = |name: &String| match name {
        name if name.is_empty() => 0.0,
        name if name == head => 2.0,
        // «Місце розташування» is «Місце», said at length.
        name if begins(name, head) || begins(head, name) => strsim::jaro_winkler(name, head).max(ALIKE),
        name => strsim::jaro_winkler(name, head),
    };
    names.iter().map(own).fold(0.0, f64::max)
}

/// Are the words of one the first words of the other?
fn begins(long: &str, short: &str) -> bool {
    !short.is_empty() && long.strip_prefix(short).is_some_and(|rest| rest.starts_with(' '))
}

/// Suggests what each column goes into; the likest pairs first, each field once.
pub fn suggest(register: &Register, heads: &[String], number: &Text, state: &Text) -> Mapping {
    let named = |id: &str, title: &Text| {
        let names = [id, title.get(Lang::Uk), title.get(Lang::En)].map(plain);
        (id.to_owned(), names.to_vec())
    };
    let mut targets: Vec<(String, Vec<String>)> = register
        .fields
        .iter()
        .filter(|field| field.is_typed())
        .map(|field| named(&field.id, &field.title))
        .collect();
    if register.number.is_some() {
        targets.push(named(NUMBER, number));
    }
    if !register.states.is_empty() {
        targets.push(named(STATE, state));
    }
    let mut pairs: Vec<(f64, usize, usize)> = Vec::new();
    for (column, head) in heads.iter().enumerate() {
        let head = plain(head);
        for (target, (_, names)) in targets.iter().enumerate() {
            let likeness = likeness(&head, names);
            if likeness >= ALIKE {
                pairs.push((likeness, column, target));
            }
        }
    }
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let (mut mapping, mut taken) = (vec![None; heads.len()], vec![false; targets.len()]);
    for (_, column, target) in pairs {
        if mapping[column].is_none() && !taken[target] {
            mapping[column] = Some(targets[target].0.clone());
            taken[target] = true;
        }
    }
    mapping
}

/// The required fields that no column goes into.
pub fn missing<'r>(register: &'r Register, mapping: &Mapping) -> Vec<&'r Field> {
    let mapped = |field: &Field| mapping.iter().flatten().any(|target| *target == field.id);
    register.fields.iter().filter(|field| field.required && !mapped(field)).collect()
}

/// What a row says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RowValues {
    /// The values of the fields; those that have no column are empty.
    pub values: Values,
    /// The number of the record, if a column has it.
    pub number: Option<String>,
    /// The state of the record, if a column has it.
    pub state: Option<String>,
}

/// Reads the cells of a row. Errors stand beside the places of their columns.
pub fn read_row(
    register: &Register,
    mapping: &Mapping,
    cells: &[String],
) -> (RowValues, BTreeMap<usize, FieldError>) {
    let mut row = RowValues::default();
    let mut errors = BTreeMap::new();
    for field in &register.fields {
        row.values.insert(field.id.clone(), Value::Null);
    }
    for (column, (target, cell)) in mapping.iter().zip(cells).enumerate() {
        let Some(target) = target else { continue };
        // Letters that the encoding does not have were replaced while reading.
        let unreadable = cell.contains(char::REPLACEMENT_CHARACTER);
        let read = match target.as_str() {
            _ if unreadable => Err(FieldError::new("unreadable")),
            NUMBER => read_number(cell, register).map(|number| row.number = number),
            STATE => read_state(cell, register).map(|state| row.state = state),
            name => match register.field(name) {
                Some(field) => field.parse_cell(cell).map(|value| {
                    row.values.insert(field.id.clone(), value);
                }),
                None => Ok(()),
            },
        };
        if let Err(error) = read {
            errors.insert(column, error);
        }
    }
    (row, errors)
}

/// A number is kept as the file has it.
fn read_number(cell: &str, register: &Register) -> Result<Option<String>, FieldError> {
    let text = cell.trim();
    match text.chars().count() {
        0 if register.number.is_some() => Err(FieldError::new("required")),
        0 => Ok(None),
        length if length > 100 => Err(FieldError::new("too-long").with("max", 100).with("got", length)),
        _ if text.chars().any(char::is_control) => Err(FieldError::new("control-characters")),
        _ => Ok(Some(text.to_owned())),
    }
}

fn read_state(cell: &str, register: &Register) -> Result<Option<String>, FieldError> {
    let text = cell.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let fits =
        |title: &Text| title.uk.to_lowercase() == text.to_lowercase() || title.en.eq_ignore_ascii_case(text);
    let found = register.states.iter().find(|state| state.id == text || fits(&state.title));
    found.map(|state| Some(state.id.clone())).ok_or(FieldError::new("not-a-choice"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::register;

    fn sample() -> Register {
        let text = crate::skeleton::register("benches").unwrap();
        register::parse("register.toml", &text).unwrap()
    }

    fn heads(titles: &[&str]) -> Vec<String> {
        titles.iter().map(|title| (*title).to_owned()).collect()
    }

    fn suggested(titles: &[&str]) -> Vec<Option<String>> {
        suggest(&sample(), &heads(titles), &Text::new("Номер", "Number"), &Text::new("Стан", "State"))
    }

    #[test]
    fn columns_are_matched_by_title_by_name_and_by_likeness() {
        let found =
            suggested(&["Порядковий", "НАЗВА", "вид", "Вартість (грн)", "begun_on", "Номер", "Прим."]);
        let found: Vec<&str> = found.iter().map(|target| target.as_deref().unwrap_or("-")).collect();
        assert_eq!(found, ["-", "title", "category", "cost", "begun_on", "number", "note"]);
    }

    #[test]
    fn a_field_is_suggested_once() {
        let found = suggested(&["Назва", "Назва"]);
        assert_eq!(found, [Some("title".into()), None]);
    }

    #[test]
    fn cells_are_read_by_code_or_title_and_errors_name_the_column() {
        let register = sample();
        let mapping: Mapping =
            ["title", "category", "begun_on", "state"].map(|name| Some(name.to_owned())).to_vec();
        let cells = heads(&["Лавка", "перший", "31.02.2026", "ЧИННИЙ"]);
        let (row, errors) = read_row(&register, &mapping, &cells);
        assert_eq!(row.values["category"], Value::from("first"));
        assert_eq!(row.state.as_deref(), Some("active"));
        assert_eq!(
            errors.into_iter().map(|(column, error)| (column, error.code)).collect::<Vec<_>>(),
            [(2, "not-a-date")]
        );
        let (_, errors) = read_row(&register, &mapping, &heads(&["", "third", "", "a\u{fffd}"]));
        let codes: Vec<_> = errors.into_iter().map(|(column, error)| (column, error.code)).collect();
        assert_eq!(codes, [(0, "required"), (1, "not-a-choice"), (3, "unreadable")]);
        assert_eq!(missing(&register, &vec![None; 4]).len(), 1);
    }
}
