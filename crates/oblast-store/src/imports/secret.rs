//! What waits in an import is encrypted under a key of its own, which goes when the import ends: a file may hold what a
//! register keeps restricted, before anybody said which column is which.

use std::sync::Arc;

use oblast_kernel::value::ColumnType;
use oblast_kernel::{Ids, Uuid, Value};

use crate::files::FileKey;
use crate::sealing::{RecordKey, Sealing};

/// What was read: heads, a sample.
pub(super) const SUMMARY: &str = "summary";
/// Wrong cells, and what they are to hold instead.
pub(super) const CELLS: &str = "cells";
const TABLE: &str = "import_run";

/// The key of an import.
#[derive(Clone, Debug)]
pub(super) struct Secret {
    import: Uuid,
    key: Arc<RecordKey>,
}

impl Secret {
    /// A new one, and as it is stored; none where nothing is encrypted.
    pub fn new(sealing: Option<&Sealing>, ids: &Ids, import: Uuid) -> Option<(Secret, Vec<u8>)> {
        let (key, stored) = sealing?.new_key(ids, TABLE, import)?;
        Some((Secret { import, key: Arc::new(key) }, stored))
    }

    /// One that is stored.
    pub fn stored(sealing: Option<&Sealing>, import: Uuid, stored: &Value) -> Option<Secret> {
        let Value::Bytes(stored) = stored else { return None };
        let key = sealing?.open_key(TABLE, import, stored)?;
        Some(Secret { import, key: Arc::new(key) })
    }

    /// What a file of the import is sealed under.
    pub fn file_key(&self, kind: &str) -> FileKey {
        self.key.file_key(kind)
    }
}

/// A text as it is kept: sealed, in Base64.
pub(super) fn kept(secret: Option<&Secret>, ids: &Ids, purpose: &str, text: &str) -> String {
    let Some(secret) = secret else { return text.to_owned() };
    let sealed = secret.key.seal(ids, TABLE, secret.import, purpose, &text.into());
    sealed.and_then(in_base64).unwrap_or_default()
}

fn in_base64(sealed: Vec<u8>) -> Option<String> {
    Value::Bytes(sealed).canonical(ColumnType::Bytes).as_str().map(str::to_owned)
}

/// A kept text; nothing once its key is gone.
pub(super) fn opened(secret: Option<&Secret>, purpose: &str, text: &str) -> Option<String> {
    let Some(secret) = secret else { return Some(text.to_owned()) };
    let Value::Bytes(sealed) = Value::from_canonical(&text.into(), ColumnType::Bytes)? else { return None };
    secret.key.open(TABLE, secret.import, purpose, &sealed)?.as_text().map(str::to_owned)
}
