//! Issued documents: made once, kept by their hash, confirmed to anyone who holds one.

use jiff::civil::Date;
use oblast_kernel::access::Actor;
use oblast_kernel::{Lang, Uuid};

use crate::act::{Act, ActError};
use crate::cases::{CaseError, CaseView};
use crate::files::FileError;
use crate::record::Record;
use crate::{Store, StoreError};

/// Letters and digits of a code that are not taken for one another.
const ALPHABET: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

/// A document to be issued.
#[derive(Clone, Debug)]
pub struct Issue {
    /// The code by which it is checked, from [`Store::document_code`].
    pub code: String,
    /// `decision`, `certificate` or `receipt`.
    pub kind: &'static str,
    /// Its language.
    pub lang: Lang,
    /// Its number.
    pub number: String,
    /// Its date.
    pub issued_on: Date,
    /// The PDF.
    pub bytes: bytes::Bytes,
}

/// Why a document was not issued.
#[derive(Debug, thiserror::Error)]
pub enum DocumentError {
    /// The bytes were not kept.
    #[error(transparent)]
    File(#[from] FileError),
    /// The act was not applied, or the storage failed.
    #[error(transparent)]
    Case(#[from] CaseError),
}

impl From<StoreError> for DocumentError {
    fn from(error: StoreError) -> Self {
        DocumentError::Case(error.into())
    }
}

/// The code as it is stored: what people type with spaces, hyphens or small letters.
pub fn clean_code(text: &str) -> String {
    text.chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|letter| letter.to_ascii_uppercase())
        .take(32)
        .collect()
}

impl Store {
    /// A code of 16 letters and digits: 80 bits that nobody guesses.
    pub fn document_code(&self) -> String {
        let random: [u8; 16] = self.ids.bytes();
        random.iter().map(|byte| char::from(ALPHABET[usize::from(byte & 31)])).collect()
    }

    /// The document of a case that was issued already and stands.
    pub async fn issued_document(
        &self,
        case: Uuid,
        kind: &str,
        lang: Lang,
    ) -> Result<Option<Record>, StoreError> {
        let tail = "where case_id = $1 and kind = $2 and lang = $3 and void_since is null limit 1";
        let found = self.select("document", tail, &[case.into(), kind.into(), lang.tag().into()]).await?;
        Ok(found.into_iter().next())
    }

    /// Makes the decisions of a case void: their check page says so.
    pub(crate) async fn void_decisions(&self, act: Act, case: Uuid, day: Date) -> Result<Act, StoreError> {
        let tail = "where case_id = $1 and kind = 'decision' and void_since is null limit 100";
        let standing = self.select("document", tail, &[case.into()]).await?;
        Ok(standing.into_iter().fold(act, |act, mut document| {
            document.set("void_since", day.to_string());
            act.update(document)
        }))
    }

    /// Issues a document; where somebody was faster, theirs stands.
    pub async fn issue_document(
        &self,
        actor: &Actor,
        view: &CaseView,
        issue: &Issue,
    ) -> Result<Record, DocumentError> {
        let hash = self.files.put(issue.bytes.clone()).await?;
        let mut row = self.new_record("document")?;
        row.set("code", issue.code.as_str());
        row.set("case_id", view.case.id());
        row.set("kind", issue.kind);
        row.set("edition", view.case.int("edition").unwrap_or_default());
        row.set("lang", issue.lang.tag());
        row.set("number", issue.number.as_str());
        row.set("issued_on", issue.issued_on.to_string());
        row.set("hash", hash);
        row.set("size", i64::try_from(issue.bytes.len()).unwrap_or(i64::MAX));
        row.set("at", self.clock.now().as_microsecond());
        let act = self.act("document.issue").by(actor).about("cases", view.case.id()).insert(row.clone());
        match self.apply(act).await {
            Ok(_) => Ok(row),
            Err(ActError::Duplicate { .. }) => {
                let issued = self.issued_document(view.case.id(), issue.kind, issue.lang).await?;
                issued.ok_or(DocumentError::Case(CaseError::Changed))
            }
            Err(error) => Err(DocumentError::Case(error.into())),
        }
    }

    /// The document of a code.
    pub async fn document_by_code(&self, code: &str) -> Result<Option<Record>, StoreError> {
        self.load_by("document", "code", clean_code(code).into()).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_however_they_are_typed() {
        assert_eq!(clean_code("abcd-2345 efgh 6789"), "ABCD2345EFGH6789");
        assert_eq!(clean_code("'; drop table document; --"), "DROPTABLEDOCUMENT");
    }
}
