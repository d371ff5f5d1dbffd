//! Certificates that are issued here: by an authority for tests and demonstrations. A real authority is an accredited provider; no
//! installation is one by having this.

use der::asn1::ObjectIdentifier;

use crate::certificate::{Certificate, CertificateError};
use crate::gost34311::Gost34311;
use crate::ids::{
    AUTHORITY_KEY_ID, BASIC_CONSTRAINTS, COMMON_NAME, DIRECTORY_ATTRIBUTES, DSTU_GOST, EDRPOU, KEY_USAGE,
    NAMED_CURVES, ORGANISATION, RNOKPP, SUBJECT_KEY_ID,
};
use crate::key::{PrivateKey, PublicKey};
use crate::signature;
use crate::write::{
    BOOLEAN, OCTETS, PRINTABLE, SEQUENCE, SET, UTF8, bits, context, element, identifier, integer, set, time,
};

/// What a certificate says.
#[derive(Clone, Debug, Default)]
pub struct Subject<'s> {
    /// The common name.
    pub name: &'s str,
    /// The organisation; none if empty.
    pub organisation: &'s str,
    /// The registration number of the taxpayer.
    pub rnokpp: Option<&'s str>,
    /// The code of the organisation.
    pub edrpou: Option<&'s str>,
    /// May it issue certificates?
    pub is_authority: bool,
}

/// Why a certificate was not issued.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IssueError {
    /// The curve has no name, so that others could not read it.
    #[error("keys of named curves alone get certificates")]
    Curve,
    /// A time that cannot be written.
    #[error("from and until when it is valid cannot be written")]
    Time,
    /// What was written is not read back.
    #[error(transparent)]
    Certificate(#[from] CertificateError),
}

/// Issues a certificate for a key. `issuer` is the authority's certificate and key; without one it is self-signed by `own`, the key
/// of the subject. `serial` is a positive number, big-endian; validity in seconds since the Unix epoch; `random` from a source that
/// is fit for keys.
pub fn issue(
    subject: &Subject<'_>,
    key: &PublicKey,
    issuer: Option<&Certificate>,
    signer: &PrivateKey,
    serial: &[u8],
    (from, until): (i64, i64),
    random: &[u8; 32],
) -> Result<Certificate, IssueError> {
    let algorithm = element(SEQUENCE, &[&identifier(&DSTU_GOST)]);
    let own_name = name(subject);
    let issuer_name = issuer.map_or_else(|| own_name.clone(), |issuer| issuer.subject_der().to_vec());
    let (from, until) = (time(from).ok_or(IssueError::Time)?, time(until).ok_or(IssueError::Time)?);
    let octets = element(OCTETS, &[&key.to_compressed()]);
    let number = key.curve().number().ok_or(IssueError::Curve)?;
    let curve = NAMED_CURVES.push_arc(number as u32).map_err(|_| IssueError::Curve)?;
    let parameters = element(SEQUENCE, &[&identifier(&curve)]);
    let info =
        element(SEQUENCE, &[&element(SEQUENCE, &[&identifier(&DSTU_GOST), &parameters]), &bits(&octets)]);
    let key_id = Gost34311::digest(&octets);
    let issuer_key_id = issuer.and_then(Certificate::key_id).unwrap_or_else(|| key_id.to_vec());
    let extensions = extensions(subject, &key_id, &issuer_key_id);
    let signed = element(
        SEQUENCE,
        &[
            &context(0, &[&integer(&[2])]),
            &integer(serial),
            &algorithm,
            &issuer_name,
            &element(SEQUENCE, &[&from, &until]),
            &own_name,
            &info,
            &context(3, &[&extensions]),
        ],
    );
    let signature = signature::sign(signer, &Gost34311::digest(&signed), random);
    let whole = element(SEQUENCE, &[&signed, &algorithm, &bits(&element(OCTETS, &[&signature]))]);
    Ok(Certificate::parse(&whole)?)
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
    parts.push(part(COMMON_NAME, subject.name));
    element(SEQUENCE, &parts.iter().map(Vec::as_slice).collect::<Vec<_>>())
}

fn extensions(subject: &Subject<'_>, key_id: &[u8], issuer_key_id: &[u8]) -> Vec<u8> {
    let critical = element(BOOLEAN, &[&[0xff]]);
    let extension = |id: ObjectIdentifier, is_critical: bool, value: Vec<u8>| {
        let value = element(OCTETS, &[&value]);
        match is_critical {
            true => element(SEQUENCE, &[&identifier(&id), &critical, &value]),
            false => element(SEQUENCE, &[&identifier(&id), &value]),
        }
    };
    // Signing of certificates and lists, or digital signature and non-repudiation; how many bits are unused stands first.
    let usage: &[u8] = if subject.is_authority { &[1, 0x06] } else { &[6, 0xc0] };
    let constraints = match subject.is_authority {
        true => element(SEQUENCE, &[&critical]),
        false => element(SEQUENCE, &[]),
    };
    let mut all = vec![
        extension(SUBJECT_KEY_ID, false, element(OCTETS, &[key_id])),
        extension(AUTHORITY_KEY_ID, false, element(SEQUENCE, &[&element(0x80, &[issuer_key_id])])),
        extension(KEY_USAGE, true, element(0x03, &[usage])),
        extension(BASIC_CONSTRAINTS, true, constraints),
    ];
    let codes = [(RNOKPP, subject.rnokpp), (EDRPOU, subject.edrpou)];
    let codes: Vec<Vec<u8>> = codes
        .into_iter()
        .filter_map(|(id, code)| {
            let values = element(SET, &[&element(PRINTABLE, &[code?.as_bytes()])]);
            Some(element(SEQUENCE, &[&identifier(&id), &values]))
        })
        .collect();
    if !codes.is_empty() {
        all.push(extension(DIRECTORY_ATTRIBUTES, false, set(SEQUENCE, codes)));
    }
    element(SEQUENCE, &all.iter().map(Vec::as_slice).collect::<Vec<_>>())
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::curve::Curve;

    /// 26 November 2026, and five years later.
    pub const VALID: (i64, i64) = (1_795_651_200, 1_953_417_600);

    /// An authority and a person whom it knows, over a curve of a degree.
    pub fn pair(degree: usize) -> ((Certificate, PrivateKey), (Certificate, PrivateKey)) {
        let curve = Curve::of_degree(degree).unwrap();
        let authority_key = PrivateKey::generate(curve.clone(), &[3; 64]);
        let authority =
            Subject { name: "Тестовий центр", is_authority: true, ..Subject::default() };
        let root =
            issue(&authority, &authority_key.public(), None, &authority_key, &[1], VALID, &[5; 32]).unwrap();
        let key = PrivateKey::generate(curve, &[4; 64]);
        let person = Subject {
            name: "Ткач Олена Іванівна",
            organisation: "Заріченська адміністрація",
            rnokpp: Some("0000100010"),
            edrpou: Some("00032129"),
            is_authority: false,
        };
        let own =
            issue(&person, &key.public(), Some(&root), &authority_key, &[0x80, 2], VALID, &[6; 32]).unwrap();
        ((root, authority_key), (own, key))
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
            assert_eq!((own.validity(), own.serial()), (VALID, &[0, 0x80, 2][..]));
            assert_eq!(own.issuer_key_id(), root.key_id());
            assert_eq!(own.key_id(), Some(own.computed_key_id().to_vec()));
            assert!(own.verify(&key.public()).is_err(), "nobody vouches for themselves");
        }
    }

    #[test]
    fn a_time_that_cannot_be_written_is_refused() {
        let key = PrivateKey::generate(Curve::of_degree(257).unwrap(), &[3; 64]);
        let told = issue(&Subject::default(), &key.public(), None, &key, &[1], (-5, 0), &[0; 32]);
        assert_eq!(told, Err(IssueError::Time));
    }
}
