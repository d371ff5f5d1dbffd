//! An authority for tests: it issues keys with certificates to whoever asks, so it proves nothing about anybody. Its certificates say so,
//! and an installation that is no demonstration refuses to trust it.

use std::path::Path;

use dstu::algorithm::SigningKey;
use dstu::certificate::Certificate;
use dstu::container;
use dstu::curve::Curve;
use dstu::issue::{Authority, IssueError, Purpose, Subject, TEST_PROVIDER, issue};
use dstu::key::PrivateKey;
use oblast_kernel::Ids;

use crate::Failure;

/// How long certificates hold, in seconds: of the authority, of others.
const TEN_YEARS: i64 = 10 * 366 * 86_400;
const TWO_YEARS: i64 = 2 * 365 * 86_400;
/// Clocks differ: certificates hold from a day before.
const DAY: i64 = 86_400;

/// The authority.
#[derive(Debug)]
pub struct TestAuthority {
    /// Its certificate.
    pub certificate: Certificate,
    key: SigningKey,
}

/// A key with its certificate.
#[derive(Debug)]
pub struct Holder {
    /// The certificate.
    pub certificate: Certificate,
    /// The key.
    pub key: SigningKey,
}

/// The algorithm of a key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum KeyKind {
    /// DSTU 4145, m = 257
    #[default]
    Dstu257,
    /// DSTU 4145, m = 431
    Dstu431,
    /// ECDSA, P-256
    EcdsaP256,
}

fn issued(error: IssueError) -> Failure {
    Failure::words(error.to_string())
}

fn new_key(kind: KeyKind, ids: &Ids) -> Result<SigningKey, Failure> {
    let degree = match kind {
        KeyKind::Dstu257 => 257,
        KeyKind::Dstu431 => 431,
        KeyKind::EcdsaP256 => {
            return SigningKey::generate_p256(&ids.bytes())
                .ok_or_else(|| Failure::words("the source of random bytes failed"));
        }
    };
    let curve = Curve::of_degree(degree).ok_or_else(|| Failure::words("an unknown curve"))?;
    Ok(PrivateKey::generate(curve, &ids.bytes()).into())
}

/// A positive number of 16 random bytes.
fn serial(ids: &Ids) -> [u8; 16] {
    let mut serial: [u8; 16] = ids.bytes();
    serial[0] = serial[0] & 0x3f | 0x40;
    serial
}

impl TestAuthority {
    /// A new authority, at a time in seconds since the Unix epoch.
    pub fn new(now: i64, ids: &Ids) -> Result<TestAuthority, Failure> {
        let key = new_key(KeyKind::Dstu257, ids)?;
        let subject = Subject {
            name: "Тестовий центр сертифікації oblast",
            organisation: TEST_PROVIDER,
            purpose: Purpose::Authority,
            ..Subject::default()
        };
        let by = Authority { certificate: None, key: &key };
        let span = (now - DAY, now + TEN_YEARS);
        let certificate =
            issue(&subject, &key.public(), by, &serial(ids), span, &ids.bytes()).map_err(issued)?;
        Ok(TestAuthority { certificate, key })
    }

    /// The authority of a folder; made there where there is none. Its key lies there under a password that everybody knows: nothing
    /// depends on it.
    pub fn of_folder(folder: &Path, now: i64, ids: &Ids) -> Result<TestAuthority, Failure> {
        let place = folder.join("test-authority.p12");
        if place.is_file() {
            let opened = container::open(&crate::trust::read(&place)?, TEST_PASSWORD)
                .map_err(|error| Failure::words(format!("{}: {error}", place.display())))?;
            let pair = opened.keys.into_iter().next().zip(opened.certificates.into_iter().next());
            let (key, certificate) =
                pair.ok_or_else(|| Failure::words(format!("{}: no key", place.display())))?;
            return Ok(TestAuthority { certificate, key });
        }
        std::fs::create_dir_all(folder).map_err(Failure::io(folder.display()))?;
        let own = TestAuthority::new(now, ids)?;
        let bytes = key_file(&own.key, std::slice::from_ref(&own.certificate), TEST_PASSWORD, ids)?;
        std::fs::write(&place, bytes).map_err(Failure::io(place.display()))?;
        let public = folder.join("test-authority.cer");
        std::fs::write(&public, own.certificate.der()).map_err(Failure::io(public.display()))?;
        Ok(own)
    }

    /// Issues a key and its certificate.
    pub fn issue(
        &self,
        subject: &Subject<'_>,
        kind: KeyKind,
        now: i64,
        ids: &Ids,
    ) -> Result<Holder, Failure> {
        let key = new_key(kind, ids)?;
        let by = Authority { certificate: Some(&self.certificate), key: &self.key };
        let span = (now - DAY, now + TWO_YEARS);
        let certificate =
            issue(subject, &key.public(), by, &serial(ids), span, &ids.bytes()).map_err(issued)?;
        Ok(Holder { certificate, key })
    }

    /// The key file of a holder: PKCS #12 with both certificates, under a password.
    pub fn key_file(&self, holder: &Holder, password: &str, ids: &Ids) -> Result<Vec<u8>, Failure> {
        let certificates = [holder.certificate.clone(), self.certificate.clone()];
        key_file(&holder.key, &certificates, password, ids)
    }
}

/// The password of key files of the test authority where no other is given.
pub const TEST_PASSWORD: &str = "demo";

fn key_file(
    key: &SigningKey,
    certificates: &[Certificate],
    password: &str,
    ids: &Ids,
) -> Result<Vec<u8>, Failure> {
    container::write_pkcs12(key, certificates, password, &ids.bytes())
        .ok_or_else(|| Failure::words("the key cannot be written"))
}
