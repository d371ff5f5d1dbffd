//! `oblast signature test-ca DIR`.

use std::path::PathBuf;
use std::process::ExitCode;

use dstu::issue::Subject;
use oblast_kernel::Ids;
use oblast_kernel::clock::{Clock as _, SystemClock};

use super::write;
use crate::Failure;
use crate::authority::{KeyKind, TEST_PASSWORD, TestAuthority};

/// What is asked.
pub struct Asked {
    /// The folder of the authority.
    pub folder: PathBuf,
    /// The name on the certificate; without one only the authority is made.
    pub holder: Option<String>,
    /// The organisation.
    pub organisation: String,
    /// The tax number of the person.
    pub rnokpp: Option<String>,
    /// The code of the organisation.
    pub edrpou: Option<String>,
    /// The algorithm of the key.
    pub algorithm: KeyKind,
    /// The password of the key file.
    pub password: Option<String>,
}

/// Makes the authority where there is none, and issues a key.
pub fn issue(asked: &Asked) -> Result<ExitCode, Failure> {
    let (ids, now) = (Ids::system(), SystemClock.now().as_second());
    let authority = TestAuthority::of_folder(&asked.folder, now, &ids)?;
    write(&format!("{}: тестовий, без юридичної сили", asked.folder.join("test-authority.cer").display()))?;
    let Some(name) = asked.holder.as_deref() else { return Ok(ExitCode::SUCCESS) };
    let subject = Subject {
        name,
        organisation: &asked.organisation,
        rnokpp: asked.rnokpp.as_deref(),
        edrpou: asked.edrpou.as_deref(),
        ..Subject::default()
    };
    let holder = authority.issue(&subject, asked.algorithm, now, &ids)?;
    let password = asked.password.as_deref().unwrap_or(TEST_PASSWORD);
    let bytes = authority.key_file(&holder, password, &ids)?;
    // A name may hold what no file name does.
    let safe: String = name.chars().map(|own| if own.is_alphanumeric() { own } else { '-' }).collect();
    let place = asked.folder.join(format!("{safe}.p12"));
    std::fs::write(&place, bytes).map_err(Failure::io(place.display()))?;
    write(&place.display().to_string())?;
    Ok(ExitCode::SUCCESS)
}
