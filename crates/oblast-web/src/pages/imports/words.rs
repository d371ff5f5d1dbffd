//! What imports say: errors, notices, mistakes.

use oblast_store::imports::{BadCell, FIXES, ImportError, Notice, Run, TableError};

use super::super::registers::View;
use crate::error::WebError;
use crate::visitor::Visitor;

/// What went wrong, in words, where the visitor can do something about it.
pub(crate) fn import_error(visitor: &Visitor, error: ImportError) -> Result<String, WebError> {
    let words = match error {
        ImportError::NotATable(name) => visitor.tf("import-not-a-table", &[("name", name.into())]),
        ImportError::Table(error) => table_error(visitor, error)?,
        ImportError::Missing(_) => visitor.t("import-missing"),
        ImportError::TooManyFixes => visitor.tf("import-too-many-fixes", &[("max", FIXES.into())]),
        ImportError::BadCells => visitor.t("import-bad-cells-left"),
        ImportError::NoRows => visitor.t("import-no-rows"),
        error => return Err(error.into()),
    };
    Ok(words)
}

fn table_error(visitor: &Visitor, error: TableError) -> Result<String, WebError> {
    Ok(match error {
        TableError::Empty => visitor.t("import-empty"),
        TableError::TooWide => visitor.t("import-too-wide"),
        TableError::LongCell(row) => visitor.tf("import-long-cell", &[("row", row.into())]),
        TableError::OpenQuote(row) => visitor.tf("import-open-quote", &[("row", row.into())]),
        TableError::TooLarge => visitor.t("import-too-large"),
        TableError::Encrypted => visitor.t("import-encrypted"),
        TableError::NoSheet(name) => visitor.tf("import-no-sheet", &[("name", name.into())]),
        TableError::NoEncoding(name) => visitor.tf("import-no-encoding", &[("name", name.into())]),
        TableError::ReferenceSystem(name) => visitor.tf("import-reference-system", &[("name", name.into())]),
        TableError::Damaged(words) => visitor.tf("import-damaged", &[("words", words.into())]),
        TableError::Io(error) if error.kind() == std::io::ErrorKind::StorageFull => {
            return Err(WebError::Full);
        }
        TableError::Io(error) => return Err(WebError::Internal(error.to_string())),
    })
}

/// What is odd about the file.
pub(super) fn notice(visitor: &Visitor, notice: &Notice) -> String {
    match notice {
        Notice::Encoding(name) => visitor.tf("import-notice-encoding", &[("name", name.as_str().into())]),
        Notice::Merged(from, to) => {
            visitor.tf("import-notice-merged", &[("from", (*from).into()), ("to", (*to).into())])
        }
        Notice::FormulaError(row, column, words) => visitor.tf(
            "import-notice-formula",
            &[("row", (*row).into()), ("column", (*column).into()), ("words", words.as_str().into())],
        ),
        Notice::FormulaWithoutValue(row, column) => {
            visitor.tf("import-notice-formula-empty", &[("row", (*row).into()), ("column", (*column).into())])
        }
        Notice::HiddenRow(row) => visitor.tf("import-notice-hidden", &[("row", (*row).into())]),
        Notice::StrayQuote(row) => visitor.tf("import-notice-quote", &[("row", (*row).into())]),
        Notice::RowLength(row, got, expected) => visitor.tf(
            "import-notice-length",
            &[("row", (*row).into()), ("got", (*got).into()), ("expected", (*expected).into())],
        ),
        Notice::OtherSheets(names) => {
            visitor.tf("import-notice-sheets", &[("names", names.join(", ").into())])
        }
        Notice::Above(rows) => visitor.tf("import-notice-above", &[("rows", (*rows).into())]),
    }
}

/// What is wrong with a cell.
pub(crate) fn cell_words(visitor: &Visitor, view: &View, run: &Run, cell: &BadCell) -> String {
    let target = run.mapping.get(cell.column).and_then(Option::as_ref);
    let field = target.and_then(|target| view.register.field(target));
    let title = match (field, run.summary.heads.get(cell.column)) {
        (Some(field), _) => visitor.say(&field.title).to_owned(),
        (None, Some(head)) => head.clone(),
        (None, None) => visitor.t("import-whole-row"),
    };
    let number = |text: &str| text.parse::<i64>().map_or_else(|_| text.to_owned().into(), Into::into);
    let mut args: Vec<(&str, fluent_bundle::FluentValue<'_>)> =
        cell.args.iter().map(|(name, value)| (name.as_str(), number(value))).collect();
    args.push(("title", title.into()));
    visitor.tf(&format!("field-{}", cell.code), &args)
}
