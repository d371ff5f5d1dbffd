//! The keys: one signs checkpoints, under one restricted values are encrypted. In the data directory, readable by its
//! owner only.

use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use ed25519_dalek::SigningKey;
use oblast_kernel::Ids;
use oblast_kernel::journal::{hex, unhex};
use oblast_store::Sealing;

use crate::Failure;

/// Creates the data directory and its `keys`, readable by the owner only.
pub fn prepare(data: &Path) -> Result<(), Failure> {
    use std::os::unix::fs::DirBuilderExt as _;
    let keys = data.join("keys");
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(&keys).map_err(Failure::io(keys.display()))
}

const JOURNAL: &str = "keys/journal.key";
const RESTRICTED: &str = "keys/restricted.key";

fn existing(place: &Path) -> Result<Option<[u8; 32]>, Failure> {
    match std::fs::read_to_string(place) {
        Ok(text) => match unhex(text.trim()) {
            Some(bytes) => Ok(Some(bytes)),
            None => Err(Failure::words(format!("{}: this is not a key", place.display()))),
        },
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Failure::Io { place: place.display().to_string(), error }),
    }
}

/// Reads a key, or makes one on the first start.
fn key(place: &Path, ids: &Ids) -> Result<[u8; 32], Failure> {
    if let Some(key) = existing(place)? {
        return Ok(key);
    }
    let key = ids.bytes();
    write_secret(place, &hex(&key))?;
    Ok(key)
}

/// The key that signs checkpoints, if there is one.
pub fn existing_journal_key(data: &Path) -> Result<Option<SigningKey>, Failure> {
    Ok(existing(&data.join(JOURNAL))?.map(|bytes| SigningKey::from_bytes(&bytes)))
}

/// The key that signs checkpoints; made on the first start.
pub fn journal_key(data: &Path, ids: &Ids) -> Result<SigningKey, Failure> {
    Ok(SigningKey::from_bytes(&key(&data.join(JOURNAL), ids)?))
}

/// What restricted values are encrypted under, and whether its file has yet to be put in its place.
pub struct Restricted {
    /// What encrypts.
    pub sealing: Sealing,
    /// Where a new key waits until the storage has taken it.
    waiting: Option<(PathBuf, PathBuf)>,
}

/// What restricted values are encrypted under. Where there is no key, a new one waits beside its place until the storage says that
/// nothing was written under another: a key that is gone is never replaced unseen.
pub fn restricted(data: &Path) -> Result<Restricted, Failure> {
    let place = data.join(RESTRICTED);
    if let Some(key) = existing(&place)? {
        return Ok(Restricted { sealing: Sealing::new(&key), waiting: None });
    }
    let beside = place.with_extension("key.new");
    // Never of the seeded identifiers of the demonstration: whoever knows the seed would know the key.
    let key = key(&beside, &Ids::system())?;
    Ok(Restricted { sealing: Sealing::new(&key), waiting: Some((beside, place)) })
}

impl Restricted {
    /// Where a new key waits.
    pub fn waiting(&self) -> Option<(PathBuf, PathBuf)> {
        self.waiting.clone()
    }
}

/// Where the next master key waits while it is exchanged.
fn next_place(data: &Path) -> PathBuf {
    data.join(RESTRICTED).with_extension("key.next")
}

/// A next master key, written down before anything is encrypted under it.
pub fn next(data: &Path) -> Result<Sealing, Failure> {
    let place = next_place(data);
    if place.exists() {
        return Err(Failure::words(format!(
            "{}: an exchange was interrupted; start the server once, it finds out which key holds, then try again",
            place.display()
        )));
    }
    Ok(Sealing::new(&key(&place, &Ids::system())?))
}

/// The next master key that an interrupted exchange left, if it did.
pub fn interrupted(data: &Path) -> Result<Option<Sealing>, Failure> {
    Ok(existing(&next_place(data))?.map(|key| Sealing::new(&key)))
}

/// Forgets the next master key: the data are under the one before.
pub fn keep(data: &Path) {
    let _ = std::fs::remove_file(next_place(data));
}

/// Puts the next master key in the place of the one before, which is kept beside it: older copies of the data are under it. Gives where.
pub fn exchange(data: &Path, at: i64) -> Result<PathBuf, Failure> {
    let (place, next) = (data.join(RESTRICTED), next_place(data));
    let before = place.with_extension(format!("key.until-{at}"));
    // Killed after this line, there is no key in its place and the next one still waits.
    if place.exists() {
        std::fs::rename(&place, &before).map_err(Failure::io(place.display()))?;
    }
    settle(&(next, place))?;
    Ok(before)
}

/// Puts a new key in its place: the storage has taken it.
pub fn settle((beside, place): &(PathBuf, PathBuf)) -> Result<(), Failure> {
    std::fs::rename(beside, place).map_err(Failure::io(place.display()))?;
    let folder = place.parent().unwrap_or(Path::new("."));
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(Failure::io(folder.display()))
}

/// Forgets a new key that waits.
pub fn forget((beside, _): &(PathBuf, PathBuf)) {
    let _ = std::fs::remove_file(beside);
}

/// Says that the key is gone, and forgets the new one.
pub fn gone(waiting: &(PathBuf, PathBuf)) -> Failure {
    forget(waiting);
    let (_, place) = waiting;
    Failure::words(format!(
        "{}: the key of restricted values is not there, and these data were written under it. Put it back from its copy; \
         nothing is served without it",
        place.display()
    ))
}

/// Writes a file that only its owner can read, whole or not at all: a process killed in between leaves what
/// stood there before.
pub fn write_secret(place: &Path, text: &str) -> Result<(), Failure> {
    let folder = place.parent().unwrap_or(Path::new("."));
    let write = || {
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        writeln!(file, "{text}")?;
        file.as_file().sync_all()?;
        file.persist(place).map_err(|error| error.error)?;
        File::open(folder)?.sync_all()
    };
    write().map_err(Failure::io(place.display()))
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn a_file_is_replaced_whole_and_only_its_owner_reads_it() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("checkpoint.json");
        write_secret(&place, "first").unwrap();
        let mut reader = File::open(&place).unwrap();
        write_secret(&place, "second").unwrap();
        let mut seen = String::new();
        reader.read_to_string(&mut seen).unwrap();
        assert_eq!(seen, "first\n", "who was reading never sees a half");
        assert_eq!(std::fs::read_to_string(&place).unwrap(), "second\n");
        assert_eq!(std::fs::metadata(&place).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
