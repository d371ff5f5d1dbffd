//! The key that signs checkpoints: in the data directory, readable by its owner only.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use ed25519_dalek::SigningKey;
use oblast_kernel::Ids;
use oblast_kernel::journal::{hex, unhex};

use crate::Failure;

/// Creates the data directory and its `keys`, readable by the owner only.
pub fn prepare(data: &Path) -> Result<(), Failure> {
    use std::os::unix::fs::DirBuilderExt as _;
    let keys = data.join("keys");
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(&keys).map_err(Failure::io(keys.display()))
}

fn place(data: &Path) -> PathBuf {
    data.join("keys/journal.key")
}

/// The key, if there is one.
pub fn existing_journal_key(data: &Path) -> Result<Option<SigningKey>, Failure> {
    let place = place(data);
    match std::fs::read_to_string(&place) {
        Ok(text) => match unhex(text.trim()) {
            Some(bytes) => Ok(Some(SigningKey::from_bytes(&bytes))),
            None => Err(Failure::words(format!("{}: this is not a key of the journal", place.display()))),
        },
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Failure::Io { place: place.display().to_string(), error }),
    }
}

/// Reads the key, or makes one on the first start.
pub fn journal_key(data: &Path, ids: &Ids) -> Result<SigningKey, Failure> {
    if let Some(key) = existing_journal_key(data)? {
        return Ok(key);
    }
    let key = SigningKey::from_bytes(&ids.bytes());
    write_secret(&place(data), &hex(key.as_bytes()))?;
    Ok(key)
}

/// Writes a new file that only its owner can read.
pub fn write_secret(place: &Path, text: &str) -> Result<(), Failure> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true).mode(0o600);
    let mut file = options.open(place).map_err(Failure::io(place.display()))?;
    file.write_all(format!("{text}\n").as_bytes())
        .and_then(|()| file.sync_all())
        .map_err(Failure::io(place.display()))
}
