//! Whom the signatures of this installation are trusted by: certificates, trust lists and lists of revoked certificates from files. Nothing
//! is fetched: a network that is cut off has all it needs.

use std::path::{Path, PathBuf};

use dstu::certificate::Certificate;
use dstu::crl::RevocationList;
use dstu::trust::{Service, Trust};
use dstu::trust_list;

use crate::Failure;

/// The largest file that is read, in bytes.
pub const LARGEST: u64 = 256 * 1024 * 1024;

/// What was read.
#[derive(Clone, Debug, Default)]
pub struct Trusted {
    /// Whom to trust.
    pub trust: Trust,
    /// Lists of revoked certificates.
    pub lists: Vec<RevocationList>,
}

/// A file, within bounds.
pub fn read(file: &Path) -> Result<Vec<u8>, Failure> {
    let size = std::fs::metadata(file).map_err(Failure::io(file.display()))?.len();
    if size > LARGEST {
        return Err(Failure::words(format!("{}: larger than {} MiB", file.display(), LARGEST >> 20)));
    }
    std::fs::read(file).map_err(Failure::io(file.display()))
}

/// Reads files and folders: certificates (DER, PEM), trust lists (XML), lists of revoked certificates (DER). In a folder what is none of
/// them is left aside; a file that is named must be one. A list is pinned by the file `NAME.sha256` beside it, where there is one.
pub fn load(places: &[PathBuf]) -> Result<Trusted, Failure> {
    let mut all = Trusted::default();
    for place in places {
        if !place.is_dir() {
            all.take(place)?;
            continue;
        }
        let entries = std::fs::read_dir(place).map_err(Failure::io(place.display()))?;
        let mut paths = entries
            .map(|entry| entry.map(|own| own.path()).map_err(Failure::io(place.display())))
            .collect::<Result<Vec<_>, _>>()?;
        paths.sort();
        for path in paths.into_iter().filter(|path| path.is_file()) {
            // A list of trust that is not the pinned one is no file that may be left aside.
            match all.take(&path) {
                Err(error) if path.extension().is_some_and(|own| own == "xml") => return Err(error),
                _ => {}
            }
        }
    }
    Ok(all)
}

impl Trusted {
    fn take(&mut self, path: &Path) -> Result<(), Failure> {
        let bytes = read(path)?;
        let failed = |error: String| Failure::words(format!("{}: {error}", path.display()));
        if path.extension().is_some_and(|own| own == "xml") {
            let pin = pin(path)?;
            let list = trust_list::parse(&bytes, pin.as_ref()).map_err(|error| failed(error.to_string()))?;
            self.trust.services.extend(list.trust.services);
            return Ok(());
        }
        let bytes = dstu::cms::without_armour(&bytes);
        match (Certificate::parse(&bytes), RevocationList::parse(&bytes)) {
            (Ok(own), _) => self.trust.services.extend(Trust::of(vec![own]).services),
            (_, Ok(list)) => self.lists.push(list),
            (Err(error), _) => return Err(failed(error.to_string())),
        }
        Ok(())
    }

    /// Does it trust an authority for tests?
    pub fn test_provider(&self) -> Option<&Service> {
        self.trust.services.iter().find(|own| dstu::issue::is_of_test_provider(&own.certificate))
    }
}

/// The SHA-256 beside a list, where it is.
fn pin(path: &Path) -> Result<Option<[u8; 32]>, Failure> {
    let beside = path.with_extension("xml.sha256");
    if !beside.is_file() {
        return Ok(None);
    }
    let text = std::fs::read_to_string(&beside).map_err(Failure::io(beside.display()))?;
    let word = text.split_whitespace().next().unwrap_or_default();
    match oblast_kernel::journal::unhex(word) {
        Some(pin) => Ok(Some(pin)),
        None => Err(Failure::words(format!("{}: this is no SHA-256", beside.display()))),
    }
}
