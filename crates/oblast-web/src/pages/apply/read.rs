//! What was typed, as values, with its errors in words.

use oblast_kernel::Value;
use oblast_register::catalogue::{Service, Values};
use oblast_register::{Field, FieldError};
use oblast_store::drafts::Answers;

use super::Filling;
use crate::components::field;
use crate::form::Submitted;
use crate::visitor::Visitor;

/// The values of the answers that can be read.
pub(super) fn values(service: &Service, answers: &Answers) -> Values {
    let read = |field: &Field| {
        let value = field.parse(answers.get(&field.id).map_or("", String::as_str)).ok()?;
        Some((field.id.clone(), value))
    };
    service.procedure.fields.iter().filter_map(read).collect()
}

/// The errors of some fields, in words.
pub(super) fn errors(filling: &Filling<'_>, fields: &[&Field]) -> Vec<(String, String)> {
    let wrong = |field: &&Field| {
        let typed = filling.answers.get(&field.id).map_or("", String::as_str);
        match field.parse(typed) {
            Ok(value) => not_in_force(filling.visitor, field, &value),
            Err(error) => Some((field.id.clone(), field::error_words(filling.visitor, field, &error))),
        }
    };
    fields.iter().filter_map(wrong).collect()
}

/// A choice that may not be chosen today, in words.
fn not_in_force(visitor: &Visitor, field: &Field, value: &Value) -> Option<(String, String)> {
    let choice = field.not_in_force(value, visitor.today())?;
    let error = FieldError::new("choice-not-now").with("choice", visitor.say(&choice.title));
    Some((field.id.clone(), field::error_words(visitor, field, &error)))
}

/// What the rules say about the whole, in words by field.
pub(super) fn rule_errors(visitor: &Visitor, service: &Service, values: &Values) -> Vec<(String, String)> {
    let errors = service.rules.check(values, visitor.today());
    field::rule_errors(visitor, |name| service.procedure.field(name), errors)
}

/// Reads fields of a form into the values of an application, and checks the whole of it where each field is
/// right alone. The errors, in words, by field.
pub fn check_fields(
    visitor: &Visitor,
    service: &Service,
    fields: &[&Field],
    form: &Submitted,
    values: &mut Values,
) -> Vec<(String, String)> {
    let mut errors = Vec::new();
    for field in fields {
        match field.parse(&form.answer(field)) {
            Ok(value) => {
                errors.extend(not_in_force(visitor, field, &value));
                values.insert(field.id.clone(), value);
            }
            Err(error) => errors.push((field.id.clone(), field::error_words(visitor, field, &error))),
        }
    }
    if errors.is_empty() {
        errors = rule_errors(visitor, service, values);
    }
    errors
}

/// Reads the fields of a form: the values, and the errors by field.
pub fn read_fields<'f>(
    fields: impl Iterator<Item = &'f Field>,
    form: &Submitted,
) -> (Values, Vec<(&'f Field, FieldError)>) {
    let mut values = Values::new();
    let mut errors = Vec::new();
    for field in fields {
        match field.parse(&form.answer(field)) {
            Ok(value) => {
                values.insert(field.id.clone(), value);
            }
            Err(error) => errors.push((field, error)),
        }
    }
    (values, errors)
}
