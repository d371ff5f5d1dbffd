//! How a server judges and makes signatures, by its settings; in the demonstration by an authority for tests.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use dstu::container;
use dstu::create::By;
use dstu::issue::{Purpose, Subject};
use dstu::time_stamp;
use oblast_kernel::{Clock, Ids};
use oblast_store::Store;
use oblast_store::accounts::full_name;
use oblast_web::signing::{Signing, Stamper};

use crate::authority::{KeyKind, TestAuthority};
use crate::settings::Settings;
use crate::{Failure, trust};

/// How long an authority of time stamps may take to answer.
const TIMEOUT: Duration = Duration::from_secs(10);
/// The longest answer of one, in bytes.
const LONGEST: u64 = 64 * 1024;

/// How signatures are judged and made outside the demonstration. An authority for tests is refused here.
pub fn of_settings(settings: &Settings) -> Result<Signing, Failure> {
    let own = &settings.signatures;
    let trusted = trust::load(&own.trust)?;
    if let Some(test) = trusted.test_provider() {
        return Err(Failure::words(format!(
            "«{}» is an authority for tests, which proves nothing about anybody: it is trusted in the demonstration alone",
            test.certificate.identity().name
        )));
    }
    let seal = match &own.seal_key {
        None => None,
        Some(place) => {
            let failed = |words: String| Failure::words(format!("{}: {words}", place.display()));
            let password = own.seal_password.as_deref().unwrap_or_default();
            let opened =
                container::open(&trust::read(place)?, password).map_err(|error| failed(error.to_string()))?;
            let pair = opened.signer(&[]).map(|(key, certificate)| (key.clone(), certificate.clone()));
            Some(pair.ok_or_else(|| failed("there is no certificate for signatures of its key".into()))?)
        }
    };
    Ok(Signing {
        trust: trusted.trust,
        lists: trusted.lists,
        policy: own.policy,
        is_test: false,
        stamper: own.tsa_url.clone().map(asking),
        seal,
    })
}

/// Asks an authority of time stamps (RFC 3161, 3.4).
fn asking(url: String) -> Stamper {
    let config = ureq::Agent::config_builder().timeout_global(Some(TIMEOUT)).build();
    let agent: ureq::Agent = config.into();
    Arc::new(move |request| {
        let sent = agent.post(&url).header("content-type", "application/timestamp-query").send(request);
        let mut answer = sent.map_err(|error| error.to_string())?;
        answer.body_mut().with_config().limit(LONGEST).read_to_vec().map_err(|error| error.to_string())
    })
}

/// What the demonstration signs by.
pub struct Demo {
    /// How signatures are judged and made.
    pub signing: Signing,
    /// The key files of its accounts.
    pub keys: Vec<(String, Bytes)>,
}

/// Where the key file of an account lies.
fn key_place(folder: &Path, login: &str) -> PathBuf {
    folder.join(format!("{login}.p12"))
}

/// The accounts that have no key file yet.
pub fn without_keys<'l>(folder: &Path, logins: &[&'l str]) -> Vec<&'l str> {
    logins.iter().copied().filter(|login| !key_place(folder, login).is_file()).collect()
}

/// Issues key files to accounts, by the authority of the folder; made there where there is none.
pub async fn issue_keys(
    folder: &Path,
    store: &Store,
    logins: &[&str],
    password: &str,
    clock: &Arc<dyn Clock>,
) -> Result<(), Failure> {
    let (ids, now) = (Ids::system(), clock.now().as_second());
    let authority = TestAuthority::of_folder(folder, now, &ids)?;
    for login in logins {
        let place = key_place(folder, login);
        let bytes = key_of(&authority, store, login, password, now, &ids).await?;
        std::fs::write(&place, bytes).map_err(Failure::io(place.display()))?;
    }
    Ok(())
}

/// The authority of the demonstration, with the key files of its accounts.
pub fn of_demo(folder: &Path, logins: &[&str], clock: &Arc<dyn Clock>) -> Result<Demo, Failure> {
    let (ids, now) = (Ids::system(), clock.now().as_second());
    let authority = TestAuthority::of_folder(folder, now, &ids)?;
    let mut keys = Vec::new();
    for login in logins {
        keys.push(((*login).to_owned(), trust::read(&key_place(folder, login))?.into()));
    }
    // Their certificates need not outlive a process.
    let stamps =
        Subject {
            name: "Тестові позначки часу", purpose: Purpose::TimeStamps, ..Subject::default()
        };
    let stamps = authority.issue(&stamps, KeyKind::Dstu257, now, &ids)?;
    let seal = Subject {
        name: "Печатка демонстраційної області",
        organisation: "Демонстраційна обласна адміністрація",
        edrpou: Some("00000000"),
        is_qualified: true,
        ..Subject::default()
    };
    let seal = authority.issue(&seal, KeyKind::Dstu257, now, &ids)?;
    let clock = Arc::clone(clock);
    let stamper: Stamper = Arc::new(move |request| {
        let random: [u8; 32] = Ids::system().bytes();
        let by = By {
            key: &stamps.key,
            certificate: &stamps.certificate,
            beside: &[],
            now: clock.now().as_second(),
            random: &random,
        };
        let serial = u64::from_le_bytes(Ids::system().bytes());
        time_stamp::respond(request, by, serial >> 1).map_err(|error| error.to_string())
    });
    let signing = Signing {
        trust: dstu::trust::Trust::of(vec![authority.certificate.clone()]),
        lists: Vec::new(),
        policy: dstu::verdict::Policy::Lenient,
        is_test: true,
        stamper: Some(stamper),
        seal: Some((seal.key, seal.certificate)),
    };
    Ok(Demo { signing, keys })
}

/// The key file of an account's person.
async fn key_of(
    authority: &TestAuthority,
    store: &Store,
    login: &str,
    password: &str,
    now: i64,
    ids: &Ids,
) -> Result<Vec<u8>, Failure> {
    let account = store.load_by("account", "login", login.into()).await?;
    let person = account.and_then(|account| account.reference("person"));
    let person = match person {
        Some(person) => store.load("person", person).await?,
        None => None,
    };
    let person = person.ok_or_else(|| Failure::words(format!("there is no account {login}")))?;
    let name = full_name(&person);
    let subject = Subject {
        name: &name,
        rnokpp: person.get("rnokpp").as_text(),
        is_qualified: true,
        ..Subject::default()
    };
    let holder = authority.issue(&subject, KeyKind::Dstu257, now, ids)?;
    authority.key_file(&holder, password, ids)
}
