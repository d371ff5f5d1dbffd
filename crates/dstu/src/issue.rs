//! Certificates that are issued here: by an authority for tests and demonstrations. A real authority is an accredited provider; no
//! installation is one by having this.

use der::asn1::ObjectIdentifier;

use crate::algorithm::{SigningKey, VerifyingKey, public_info, to_bits};
use crate::certificate::{Certificate, CertificateError};
use crate::crl::{ReasonCode, RevocationList};
use crate::gost34311::Gost34311;
use crate::ids::{
    AUTHORITY_KEY_ID, BASIC_CONSTRAINTS, COMMON_NAME, CRL_NUMBER, CRL_REASON, DELTA_CRL,
    DIRECTORY_ATTRIBUTES, EDRPOU, EXTENDED_KEY_USAGE, FOR_OCSP, FOR_TIME_STAMPS, KEY_USAGE, ORGANISATION,
    QC_COMPLIANCE, QC_STATEMENTS, RNOKPP, SUBJECT_KEY_ID, TITLE,
};
use crate::write::{
    BIT_STRING, BOOLEAN, OCTETS, PRINTABLE, SEQUENCE, SET, UTF8, context, element, identifier, integer, set,
    time,
};

/// The organisation of every authority for tests: who trusts others by a setting refuses this one.
pub const TEST_PROVIDER: &str = "Тестовий надавач, без юридичної сили";

/// Is a certificate one of an authority for tests, or issued by one?
pub fn is_of_test_provider(certificate: &Certificate) -> bool {
    // The words stand in the name of the issuer as they are.
    let words = TEST_PROVIDER.as_bytes();
    certificate.issuer_der().windows(words.len()).any(|part| part == words)
}

/// What a certificate is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Purpose {
    /// Signatures of documents.
    #[default]
    Documents,
    /// Certificates and lists of revoked ones.
    Authority,
    /// Agreement on keys, so that something can be encrypted for its holder.
    Agreement,
    /// Time stamps.
    TimeStamps,
    /// Answers about certificates.
    Answers,
}

/// What a certificate says.
#[derive(Clone, Debug, Default)]
pub struct Subject<'s> {
    /// The common name.
    pub name: &'s str,
    /// The organisation; none if empty.
    pub organisation: &'s str,
    /// The position in it; none if empty.
    pub title: &'s str,
    /// The registration number of the taxpayer.
    pub rnokpp: Option<&'s str>,
    /// The code of the organisation.
    pub edrpou: Option<&'s str>,
    /// What it is for.
    pub purpose: Purpose,
    /// Does it say to be a qualified one (ETSI EN 319 412-5)?
    pub is_qualified: bool,
}

/// Why something was not issued.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IssueError {
    /// The curve has no name, so that others could not read it, or the key is one of RSA.
    #[error("keys of named curves alone get certificates")]
    Curve,
    /// A time that cannot be written.
    #[error("a time cannot be written")]
    Time,
    /// What was written is not read back.
    #[error(transparent)]
    Certificate(#[from] CertificateError),
}

/// The authority that issues: its certificate, where it has one already, and its key.
#[derive(Clone, Copy, Debug)]
pub struct Authority<'a> {
    /// Its certificate; without one what is issued is signed by itself.
    pub certificate: Option<&'a Certificate>,
    /// Its key.
    pub key: &'a SigningKey,
}

impl Authority<'_> {
    /// Signs the part of a certificate or list.
    fn signed(&self, own: &[u8], random: &[u8; 32]) -> Vec<u8> {
        let signature = self.key.sign(&self.key.hash().of(own), random);
        element(SEQUENCE, &[own, &self.key.algorithm(), &to_bits(self.key, &signature)])
    }
}

/// Issues a certificate for a key. `serial` is a positive number, big-endian; validity in seconds since the Unix epoch; `random` from
/// a source that is fit for keys.
pub fn issue(
    subject: &Subject<'_>,
    key: &VerifyingKey,
    authority: Authority<'_>,
    serial: &[u8],
    (from, until): (i64, i64),
    random: &[u8; 32],
) -> Result<Certificate, IssueError> {
    let own_name = name(subject);
    let issuer_name =
        authority.certificate.map_or_else(|| own_name.clone(), |issuer| issuer.subject_der().to_vec());
    let (from, until) = (time(from).ok_or(IssueError::Time)?, time(until).ok_or(IssueError::Time)?);
    let info = public_info(key).ok_or(IssueError::Curve)?;
    let key_id = Gost34311::digest(key_bits(&info));
    let issuer_key_id =
        authority.certificate.and_then(Certificate::key_id).unwrap_or_else(|| key_id.to_vec());
    let extensions = extensions(subject, &key_id, &issuer_key_id);
    let own = element(
        SEQUENCE,
        &[
            &context(0, &[&integer(&[2])]),
            &integer(serial),
            &authority.key.algorithm(),
            &issuer_name,
            &element(SEQUENCE, &[&from, &until]),
            &own_name,
            &info,
            &context(3, &[&extensions]),
        ],
    );
    Ok(Certificate::parse(&authority.signed(&own, random))?)
}

/// The bytes of the key within its info.
fn key_bits(info: &[u8]) -> &[u8] {
    use der::Decode as _;
    let last = der::asn1::AnyRef::from_der(info).and_then(|own| crate::read::elements(own.value()));
    let last = last.ok().and_then(|mut all| all.pop()).unwrap_or_default();
    der::asn1::BitStringRef::from_der(last).map_or(&[], |bits| bits.raw_bytes())
}

/// A certificate that was revoked: its serial number, big-endian, when, and why.
pub type Revoked<'r> = (&'r [u8], i64, Option<ReasonCode>);

/// Issues a list of revoked certificates; `base` is the number of the whole list that a delta list changes.
pub fn revocation_list(
    authority: Authority<'_>,
    (number, base): (u64, Option<u64>),
    (this_update, next_update): (i64, i64),
    revoked: &[Revoked<'_>],
    random: &[u8; 32],
) -> Result<RevocationList, IssueError> {
    let written = |seconds| time(seconds).ok_or(IssueError::Time);
    let issuer = authority.certificate.ok_or(IssueError::Curve)?;
    let mut entries = Vec::new();
    for (serial, at, reason) in revoked {
        let reason = reason.map(|reason| {
            let own = extension(CRL_REASON, false, &element(0x0a, &[&[reason]]));
            element(SEQUENCE, &[&own])
        });
        entries.push(element(SEQUENCE, &[&integer(serial), &written(*at)?, &reason.unwrap_or_default()]));
    }
    let entries = match entries.is_empty() {
        true => Vec::new(),
        false => element(SEQUENCE, &entries.iter().map(Vec::as_slice).collect::<Vec<_>>()),
    };
    let own_number = |own: u64| integer(&own.to_be_bytes());
    let mut all = vec![
        extension(
            AUTHORITY_KEY_ID,
            false,
            &element(SEQUENCE, &[&element(0x80, &[&issuer.key_id().unwrap_or_default()])]),
        ),
        extension(CRL_NUMBER, false, &own_number(number)),
    ];
    all.extend(base.map(|base| extension(DELTA_CRL, true, &own_number(base))));
    let all = element(SEQUENCE, &all.iter().map(Vec::as_slice).collect::<Vec<_>>());
    let own = element(
        SEQUENCE,
        &[
            &integer(&[1]),
            &authority.key.algorithm(),
            issuer.subject_der(),
            &written(this_update)?,
            &written(next_update)?,
            &entries,
            &context(0, &[&all]),
        ],
    );
    Ok(RevocationList::parse(&authority.signed(&own, random))?)
}

fn extension(id: ObjectIdentifier, is_critical: bool, value: &[u8]) -> Vec<u8> {
    let value = element(OCTETS, &[value]);
    match is_critical {
        true => element(SEQUENCE, &[&identifier(&id), &element(BOOLEAN, &[&[0xff]]), &value]),
        false => element(SEQUENCE, &[&identifier(&id), &value]),
    }
}

fn name(subject: &Subject<'_>) -> Vec<u8> {
    let part = |id: ObjectIdentifier, words: &str| {
        let pair = element(SEQUENCE, &[&identifier(&id), &element(UTF8, &[words.as_bytes()])]);
        element(SET, &[&pair])
    };
    let mut parts = Vec::new();
    if !subject.organisation.is_empty() {
        parts.push(part(ORGANISATION, subject.organisation));
    }
    if !subject.title.is_empty() {
        parts.push(part(TITLE, subject.title));
    }
    parts.push(part(COMMON_NAME, subject.name));
    element(SEQUENCE, &parts.iter().map(Vec::as_slice).collect::<Vec<_>>())
}

fn extensions(subject: &Subject<'_>, key_id: &[u8], issuer_key_id: &[u8]) -> Vec<u8> {
    // How many bits are unused stands first: digital signature and non-repudiation; agreement; certificates and lists.
    let usage: &[u8] = match subject.purpose {
        Purpose::Documents => &[6, 0xc0],
        Purpose::Agreement => &[3, 0x08],
        Purpose::Authority => &[1, 0x06],
        Purpose::TimeStamps | Purpose::Answers => &[7, 0x80],
    };
    let constraints = match subject.purpose {
        Purpose::Authority => element(SEQUENCE, &[&element(BOOLEAN, &[&[0xff]])]),
        _ => element(SEQUENCE, &[]),
    };
    let mut all = vec![
        extension(SUBJECT_KEY_ID, false, &element(OCTETS, &[key_id])),
        extension(AUTHORITY_KEY_ID, false, &element(SEQUENCE, &[&element(0x80, &[issuer_key_id])])),
        extension(KEY_USAGE, true, &element(BIT_STRING, &[usage])),
        extension(BASIC_CONSTRAINTS, true, &constraints),
    ];
    let special = match subject.purpose {
        Purpose::TimeStamps => Some(FOR_TIME_STAMPS),
        Purpose::Answers => Some(FOR_OCSP),
        _ => None,
    };
    all.extend(
        special.map(|id| extension(EXTENDED_KEY_USAGE, true, &element(SEQUENCE, &[&identifier(&id)]))),
    );
    if subject.is_qualified {
        let statement = element(SEQUENCE, &[&identifier(&QC_COMPLIANCE)]);
        all.push(extension(QC_STATEMENTS, false, &element(SEQUENCE, &[&statement])));
    }
    let codes = [(RNOKPP, subject.rnokpp), (EDRPOU, subject.edrpou)];
    let codes: Vec<Vec<u8>> = codes
        .into_iter()
        .filter_map(|(id, code)| {
            let values = element(SET, &[&element(PRINTABLE, &[code?.as_bytes()])]);
            Some(element(SEQUENCE, &[&identifier(&id), &values]))
        })
        .collect();
    if !codes.is_empty() {
        all.push(extension(DIRECTORY_ATTRIBUTES, false, &set(SEQUENCE, codes)));
    }
    element(SEQUENCE, &all.iter().map(Vec::as_slice).collect::<Vec<_>>())
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::crl::Status;
    use crate::curve::Curve;
    use crate::key::PrivateKey;

    /// 26 November 2026, and five years later.
    pub const VALID: (i64, i64) = (1_795_651_200, 1_953_417_600);

    /// A key and its certificate.
    pub type Holder = (Certificate, SigningKey);

    pub fn key(degree: usize, seed: u8) -> SigningKey {
        PrivateKey::generate(Curve::of_degree(degree).unwrap(), &[seed; 64]).into()
    }

    /// Issued by an authority, or by itself.
    pub fn issued(subject: &Subject<'_>, key: &SigningKey, by: Option<&Holder>, serial: u8) -> Certificate {
        let authority = Authority { certificate: by.map(|own| &own.0), key: by.map_or(key, |own| &own.1) };
        issue(subject, &key.public(), authority, &[serial], VALID, &[5; 32]).unwrap()
    }

    /// An authority over a curve of a degree.
    pub fn authority(degree: usize) -> Holder {
        let key = key(degree, 3);
        let subject = Subject {
            name: "Тестовий центр", purpose: Purpose::Authority, ..Subject::default()
        };
        (issued(&subject, &key, None, 1), key)
    }

    /// Somebody whom an authority knows.
    pub fn holder(by: &Holder, key: SigningKey, purpose: Purpose, serial: u8) -> Holder {
        let person = Subject {
            name: "Ткач Олена Іванівна",
            organisation: "Заріченська адміністрація",
            title: "",
            rnokpp: Some("0000100010"),
            edrpou: Some("00032129"),
            purpose,
            is_qualified: true,
        };
        (issued(&person, &key, Some(by), serial), key)
    }

    /// An authority and a person whom it knows, over a curve of a degree.
    pub fn pair(degree: usize) -> (Holder, Holder) {
        let root = authority(degree);
        let own = holder(&root, key(degree, 4), Purpose::Documents, 0x82);
        (root, own)
    }

    #[test]
    fn what_is_issued_is_read_back_and_holds() {
        for degree in [163, 257, 431] {
            let ((root, authority), (own, key)) = pair(degree);
            assert_eq!(root.verify(&authority.public()), Ok(()));
            assert_eq!(own.verify(&root.key().unwrap()), Ok(()));
            assert!(own.key().unwrap() == key.public() && own.names_issuer(&root));
            assert!(
                root.signs_certificates()
                    && !root.signs_documents()
                    && own.signs_documents()
                    && !own.signs_certificates()
            );
            let identity = own.identity();
            assert_eq!(
                (identity.name.as_str(), identity.rnokpp.as_deref()),
                ("Ткач Олена Іванівна", Some("0000100010"))
            );
            assert_eq!(
                (identity.organisation.as_str(), identity.edrpou.as_deref()),
                ("Заріченська адміністрація", Some("00032129"))
            );
            assert_eq!((own.validity(), own.serial()), (VALID, &[0, 0x82][..]));
            assert_eq!(own.issuer_key_id(), root.key_id());
            assert_eq!(own.key_id(), Some(own.computed_key_id().to_vec()));
            assert!(own.verify(&key.public()).is_err(), "nobody vouches for themselves");
        }
    }

    #[test]
    fn a_time_that_cannot_be_written_is_refused() {
        let key = key(257, 3);
        let authority = Authority { certificate: None, key: &key };
        let told = issue(&Subject::default(), &key.public(), authority, &[1], (-5, 0), &[0; 32]);
        assert_eq!(told, Err(IssueError::Time));
    }

    #[test]
    fn lists_tell_what_was_revoked_when_and_why() {
        let root = authority(257);
        let by = Authority { certificate: Some(&root.0), key: &root.1 };
        let entries: [Revoked<'_>; 2] = [(&[7], VALID.0 + 5, Some(1)), (&[0x80, 2], VALID.0 + 6, None)];
        let whole = revocation_list(by, (300, None), (VALID.0, VALID.0 + 100), &entries, &[1; 32]).unwrap();
        assert_eq!(whole.verify(&root.1.public()), Ok(()));
        assert!(whole.verify(&key(257, 9).public()).is_err() && whole.is_of(&root.0));
        assert_eq!((whole.this_update(), whole.next_update()), (VALID.0, Some(VALID.0 + 100)));
        assert_eq!(whole.status(&[7]), Ok(Status::Revoked(VALID.0 + 5, Some(1))));
        assert_eq!(whole.status(&[0, 0x80, 2]), Ok(Status::Revoked(VALID.0 + 6, None)));
        assert_eq!(whole.status(&[8]), Ok(Status::Good));
        let empty = revocation_list(by, (1, None), (VALID.0, VALID.0 + 100), &[], &[1; 32]).unwrap();
        assert_eq!(empty.status(&[8]), Ok(Status::Good));
        let delta = |number, base| {
            revocation_list(by, (number, Some(base)), (VALID.0, VALID.0 + 9), &[], &[1; 32]).unwrap()
        };
        assert!(delta(301, 300).changes(&whole) && delta(301, 256).changes(&whole));
        assert!(!delta(302, 301).changes(&whole), "it needs a newer one");
        assert!(!delta(299, 256).changes(&whole), "it is older");
        assert!(!whole.changes(&whole));
        let mut altered = whole.der().to_vec();
        let last = altered.len() - 1;
        altered[last] ^= 1;
        assert!(RevocationList::parse(&altered).unwrap().verify(&root.1.public()).is_err());
    }
}
