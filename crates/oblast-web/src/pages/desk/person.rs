//! A person at the desk: known by the tax number and the family name, or entered anew.

use oblast_kernel::Uuid;
use oblast_kernel::identifier::{self, IdentifierError};
use oblast_kernel::sortkey::sort_key;
use oblast_store::Record;

use crate::error::WebError;
use crate::pages::cases::Typed;
use crate::state::App;
use crate::visitor::Visitor;

/// The longest part of a name, in characters.
const NAME: usize = 100;

/// The names of a person's fields in a form.
pub const NAMES: [&str; 3] = ["family_name", "given_name", "patronymic"];

/// A person that a form names.
#[derive(Clone, Debug)]
pub struct Entered {
    /// The id.
    pub id: Uuid,
    /// The row, if the person is new.
    pub new: Option<Record>,
}

impl From<Record> for Entered {
    fn from(row: Record) -> Self {
        Entered { id: row.id(), new: Some(row) }
    }
}

/// Reads a person from the fields with this prefix. `rnokpp_told`: a wrong tax number is told elsewhere.
pub async fn read(
    app: &App,
    visitor: &Visitor,
    typed: &mut Typed,
    prefix: &str,
    rnokpp_told: bool,
) -> Result<Option<Entered>, WebError> {
    let before = typed.errors.len();
    for name in NAMES {
        let field = format!("{prefix}{name}");
        let text = typed.form.get(&field).trim();
        let title = visitor.t(&format!("person-{}", name.replace('_', "-")));
        if text.chars().count() > NAME || text.chars().any(char::is_control) {
            typed
                .errors
                .push((field, visitor.tf("person-long", &[("title", title.into()), ("max", NAME.into())])));
        } else if text.is_empty() && name != "patronymic" {
            typed.errors.push((field, visitor.tf("person-missing", &[("title", title.into())])));
        }
    }
    let field = format!("{prefix}rnokpp");
    let rnokpp = typed.form.get(&field).trim().to_owned();
    if let Some(error) = identifier::rnokpp(&rnokpp).err().filter(|_| !rnokpp.is_empty()) {
        if !rnokpp_told {
            typed.errors.push((field, code_error(visitor, "rnokpp", &error)));
        }
        return Ok(None);
    }
    let known = if rnokpp.is_empty() { None } else { app.store.person_by_rnokpp(&rnokpp).await? };
    let family = format!("{prefix}family_name");
    if let Some(known) = known {
        // The name is compared, not shown: a mistyped number must not tell whose it is.
        if same(known.text("family_name"), typed.form.get(&family)) {
            return Ok(Some(Entered { id: known.id(), new: None }));
        }
        typed.errors.push((family, visitor.t("person-other-name")));
    }
    if typed.errors.len() > before {
        return Ok(None);
    }
    let columns = ["family_name", "given_name", "patronymic", "rnokpp", "phone", "email"];
    let fields = columns.map(|column| format!("{prefix}{column}"));
    let mut row = Vec::new();
    for (column, field) in columns.iter().zip(&fields) {
        row.push((*column, typed.form.get(field)));
    }
    Ok(Some(app.store.new_person(&row)?.into()))
}

/// What is wrong with a code of this kind, in words.
pub fn code_error(visitor: &Visitor, kind: &str, error: &IdentifierError) -> String {
    match error {
        IdentifierError::Length { got, .. } => {
            visitor.tf(&format!("field-{kind}-length"), &[("got", (*got).into())])
        }
        _ => visitor.t(&format!("field-{kind}")),
    }
}

/// Are two names one, whatever their case and apostrophes?
pub fn same(known: &str, typed: &str) -> bool {
    sort_key(known) == sort_key(typed.trim())
}
