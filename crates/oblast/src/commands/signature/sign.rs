//! `oblast signature sign FILE`.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use dstu::certificate::Certificate;
use dstu::create::{By, Content, add_signer, sign as sign_content};
use dstu::{asic, cms, container};
use oblast_kernel::Ids;
use oblast_kernel::clock::{Clock as _, SystemClock};

use super::write;
use crate::Failure;
use crate::trust::read;

/// What is asked.
pub struct Asked {
    /// The file.
    pub file: PathBuf,
    /// The key file.
    pub key: PathBuf,
    /// Its password.
    pub password: String,
    /// Certificates, where they are not in the key file.
    pub certificate: Vec<PathBuf>,
    /// Does the content go along?
    pub attached: bool,
    /// Do file and signature go into a container?
    pub asic: bool,
    /// Signatures to add to.
    pub add: Option<PathBuf>,
    /// Where the signature goes.
    pub out: Option<PathBuf>,
}

/// Signs a file.
pub fn sign(asked: &Asked) -> Result<ExitCode, Failure> {
    let content = read(&asked.file)?;
    let failed = |place: &Path, words: String| Failure::words(format!("{}: {words}", place.display()));
    let opened = container::open(&read(&asked.key)?, &asked.password)
        .map_err(|error| failed(&asked.key, error.to_string()))?;
    let mut certificates = Vec::new();
    for place in &asked.certificate {
        let own = Certificate::parse(&cms::without_armour(&read(place)?));
        certificates.push(own.map_err(|error| failed(place, error.to_string()))?);
    }
    let (key, certificate) = opened.signer(&certificates).ok_or_else(|| {
        failed(
            &asked.key,
            "there is no certificate for signatures of this key; give it by --certificate".into(),
        )
    })?;
    let ids = Ids::system();
    let random: [u8; 32] = ids.bytes();
    let by = By { key, certificate, beside: &[], now: SystemClock.now().as_second(), random: &random };
    let whole = match asked.attached {
        true => Content::Attached(&content),
        false => Content::Detached(&content),
    };
    let made = match &asked.add {
        Some(place) => add_signer(&read(place)?, whole, by),
        None => sign_content(whole, by),
    };
    let mut made = made.map_err(|error| failed(&asked.file, error.to_string()))?;
    if asked.asic {
        let name = asked.file.file_name().unwrap_or(OsStr::new("document")).to_string_lossy();
        made = asic::write(&name, &content, &made).map_err(|error| failed(&asked.file, error.to_string()))?;
    }
    let out = asked.out.clone().or_else(|| asked.add.clone()).unwrap_or_else(|| {
        let mut name = asked.file.as_os_str().to_owned();
        name.push(if asked.asic { ".asics" } else { ".p7s" });
        name.into()
    });
    std::fs::write(&out, made).map_err(Failure::io(out.display()))?;
    write(&format!("{}: {}", out.display(), certificate.identity().name))?;
    Ok(ExitCode::SUCCESS)
}
