//! Containers of a document and its signatures (ASiC, ETSI EN 319 162-1) with signatures in CMS: simple ones with one document, extended
//! ones with manifests. What comes in is measured while it is unpacked; names that lead elsewhere are refused; of manifests only plain
//! XML is read, without entities of their own.

use std::io::{Cursor, Read as _, Write as _};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use crate::algorithm::Hash;

/// How large all parts may be together, unpacked, in bytes.
pub const UNPACKED: u64 = 256 * 1024 * 1024;
/// How many parts there may be.
pub const PARTS: usize = 1000;
/// The longest name of a part, in bytes.
const LONGEST_NAME: usize = 1024;
/// The largest manifest, in bytes.
const MANIFEST: usize = 1024 * 1024;

/// The type of simple containers.
pub const SIMPLE: &str = "application/vnd.etsi.asic-s+zip";
/// The type of extended containers.
pub const EXTENDED: &str = "application/vnd.etsi.asic-e+zip";

/// Why bytes are no container that is read here.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AsicError {
    /// Not an archive, or a damaged one.
    #[error("this is no container: {0}")]
    Archive(String),
    /// More or larger parts than are read.
    #[error("the container unpacks to more than is read here")]
    TooLarge,
    /// A name that leads out of the container, or stands twice.
    #[error("the container has a part with a name that is not taken: {0}")]
    Name(String),
    /// Signatures in XML.
    #[error("the signatures in the container are XAdES, which is not supported here")]
    Xades,
    /// Nothing that could be verified.
    #[error("the container holds no signature over a document")]
    NoSignature,
    /// A manifest that is none.
    #[error("the manifest {0} cannot be read")]
    Manifest(String),
}

/// A signature of a container.
#[derive(Clone, Debug)]
pub struct Signature {
    /// The name of its part.
    pub name: String,
    /// The signed message, in DER.
    pub message: Vec<u8>,
    /// What it signs: the document, or the manifest that names documents by their hashes.
    pub signed: Vec<u8>,
    /// The documents that it covers.
    pub covers: Vec<String>,
    /// Documents that the manifest names and that are missing or others than it says.
    pub altered: Vec<String>,
}

/// A container.
#[derive(Clone, Debug)]
pub struct Container {
    /// The documents: names and bytes.
    pub documents: Vec<(String, Vec<u8>)>,
    /// The signatures.
    pub signatures: Vec<Signature>,
}

/// Do bytes begin as an archive?
pub fn is_archive(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04")
}

impl Container {
    /// Reads a container.
    pub fn parse(bytes: &[u8]) -> Result<Container, AsicError> {
        Container::parse_within(bytes, UNPACKED)
    }

    /// The same within another bound, in bytes of all parts together.
    pub fn parse_within(bytes: &[u8], bound: u64) -> Result<Container, AsicError> {
        let (meta, documents): (Vec<Part>, Vec<Part>) = unpacked(bytes, bound)?
            .into_iter()
            .filter(|(name, _)| name != "mimetype")
            .partition(|(name, _)| name.to_ascii_uppercase().starts_with("META-INF/"));
        let is = |name: &str, begin: &str, end: &str| {
            let own = name.to_ascii_lowercase();
            let own = own.strip_prefix("meta-inf/").unwrap_or_default();
            own.contains(begin) && own.ends_with(end)
        };
        let manifests: Vec<&Part> =
            meta.iter().filter(|(name, _)| is(name, "asicmanifest", ".xml")).collect();
        let messages: Vec<&Part> = meta.iter().filter(|(name, _)| is(name, "signature", ".p7s")).collect();
        let mut signatures = Vec::new();
        if manifests.is_empty() {
            for (name, message) in messages {
                let [(document, bytes)] = documents.as_slice() else { return Err(AsicError::NoSignature) };
                signatures.push(Signature {
                    name: name.clone(),
                    message: message.clone(),
                    signed: bytes.clone(),
                    covers: vec![document.clone()],
                    altered: Vec::new(),
                });
            }
        }
        for (name, manifest) in manifests {
            let own = Manifest::parse(manifest).ok_or_else(|| AsicError::Manifest(name.clone()))?;
            let found = meta.iter().find(|(name, _)| *name == own.signature);
            let (name, message) = found.ok_or_else(|| AsicError::Manifest(name.clone()))?;
            let is_same = |name: &str, hash: Option<Hash>, digest: &[u8]| {
                let of = documents.iter().chain(&meta).find(|(own, _)| own == name);
                hash.zip(of).is_some_and(|(hash, (_, bytes))| hash.of(bytes) == digest)
            };
            let altered = own.references.iter().filter(|(name, hash, digest)| !is_same(name, *hash, digest));
            signatures.push(Signature {
                name: name.clone(),
                message: message.clone(),
                signed: manifest.clone(),
                covers: own.references.iter().map(|(name, ..)| name.clone()).collect(),
                altered: altered.map(|(name, ..)| name.clone()).collect(),
            });
        }
        if signatures.is_empty() {
            let is_xades = meta.iter().any(|(name, _)| is(name, "signature", ".xml"));
            return Err(if is_xades { AsicError::Xades } else { AsicError::NoSignature });
        }
        Ok(Container { documents, signatures })
    }

    /// The documents that no signature covers: what stands beside signed ones looks signed.
    pub fn uncovered(&self) -> Vec<&str> {
        let is_covered =
            |name: &str| self.signatures.iter().any(|own| own.covers.iter().any(|own| own == name));
        self.documents.iter().map(|(name, _)| name.as_str()).filter(|name| !is_covered(name)).collect()
    }
}

type Part = (String, Vec<u8>);

fn unpacked(bytes: &[u8], bound: u64) -> Result<Vec<Part>, AsicError> {
    let damaged = |error: zip::result::ZipError| AsicError::Archive(error.to_string());
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    if archive.len() > PARTS {
        return Err(AsicError::TooLarge);
    }
    let (mut parts, mut left) = (Vec::new(), bound);
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).map_err(damaged)?;
        let name = part.name().map_err(damaged)?.to_string();
        if name.ends_with('/') {
            continue;
        }
        let leads_out = name.split('/').any(|step| step.is_empty() || step == "..")
            || name.contains(['\\', '\0', ':'])
            || name.len() > LONGEST_NAME;
        if leads_out || parts.iter().any(|(own, _): &Part| own.eq_ignore_ascii_case(&name)) {
            return Err(AsicError::Name(name.chars().take(100).collect()));
        }
        let mut own = Vec::new();
        // What it says of its size is not believed.
        (&mut part)
            .take(left + 1)
            .read_to_end(&mut own)
            .map_err(|error| AsicError::Archive(error.to_string()))?;
        left = left.checked_sub(own.len() as u64).ok_or(AsicError::TooLarge)?;
        parts.push((name, own));
    }
    Ok(parts)
}

/// A manifest (ETSI EN 319 162-1, A.4): the signature that is over it, the documents with their hashes.
struct Manifest {
    signature: String,
    references: Vec<(String, Option<Hash>, Vec<u8>)>,
}

impl Manifest {
    fn parse(bytes: &[u8]) -> Option<Manifest> {
        if bytes.len() > MANIFEST {
            return None;
        }
        let mut reader = Reader::from_str(std::str::from_utf8(bytes).ok()?);
        let mut manifest = Manifest { signature: String::new(), references: Vec::new() };
        let mut is_value = false;
        loop {
            match reader.read_event().ok()? {
                Event::Start(tag) | Event::Empty(tag) => match tag.local_name().as_ref() {
                    "SigReference" => manifest.signature = attribute(&tag, "URI")?,
                    "DataObjectReference" => {
                        manifest.references.push((attribute(&tag, "URI")?, None, Vec::new()));
                    }
                    "DigestMethod" => {
                        let hash = attribute(&tag, "Algorithm").and_then(|name| hash_of(&name));
                        manifest.references.last_mut()?.1 = hash;
                    }
                    "DigestValue" => is_value = true,
                    _ => {}
                },
                Event::Text(text) if is_value => {
                    manifest.references.last_mut()?.2 = from_base64(&text.xml10_content())?;
                }
                Event::End(tag) if tag.local_name().as_ref() == "DigestValue" => is_value = false,
                // No document type, so no entities.
                Event::DocType(_) => return None,
                Event::Eof => break,
                _ => {}
            }
        }
        (!manifest.signature.is_empty() && !manifest.references.is_empty()).then_some(manifest)
    }
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let own = tag.try_get_attribute(name).ok()??;
    let value = own.normalized_value(quick_xml::XmlVersion::Explicit1_0).ok()?;
    // A reference is a relative address; names of parts are written in it as they are, or with percent signs.
    Some(unescaped(&value))
}

fn unescaped(text: &str) -> String {
    let digit = |byte: Option<&u8>| byte.and_then(|own| char::from(*own).to_digit(16));
    let (bytes, mut plain, mut at) = (text.as_bytes(), Vec::new(), 0);
    while let Some(byte) = bytes.get(at) {
        match (byte, digit(bytes.get(at + 1)), digit(bytes.get(at + 2))) {
            (b'%', Some(high), Some(low)) => {
                plain.push((high << 4 | low) as u8);
                at += 3;
            }
            _ => {
                plain.push(*byte);
                at += 1;
            }
        }
    }
    String::from_utf8(plain).unwrap_or_else(|_| text.to_owned())
}

/// The hash of an identifier of XML signatures (RFC 6931), or of an object identifier as an address.
fn hash_of(name: &str) -> Option<Hash> {
    match name {
        "http://www.w3.org/2001/04/xmlenc#sha256" => Some(Hash::Sha256),
        "http://www.w3.org/2001/04/xmldsig-more#sha384" => Some(Hash::Sha384),
        "http://www.w3.org/2001/04/xmlenc#sha512" => Some(Hash::Sha512),
        _ => Hash::of_id(&name.strip_prefix("urn:oid:")?.parse().ok()?),
    }
}

fn from_base64(text: &str) -> Option<Vec<u8>> {
    let letters: String = text.split_whitespace().collect();
    let armoured = format!("-----BEGIN X-----\n{letters}\n-----END X-----");
    (letters.len() <= 128).then_some(())?;
    let bytes = crate::read::unarmoured(armoured.as_bytes()).into_owned();
    (bytes != armoured.as_bytes()).then_some(bytes)
}

/// Puts a document and the signature over it, detached, into a simple container.
pub fn write(name: &str, document: &[u8], message: &[u8]) -> Result<Vec<u8>, AsicError> {
    written(SIMPLE, &[(name, document), ("META-INF/signature.p7s", message)])
}

/// The manifest of documents with their hashes (SHA-256), to be signed detached; the signature then goes to [`write_extended`].
pub fn manifest(documents: &[(&str, &[u8])]) -> Vec<u8> {
    use quick_xml::escape::escape;
    let mut text = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<asic:ASiCManifest xmlns:asic=\"http://uri.etsi.org/02918/v1.2.1#\" \
         xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\">\n  <asic:SigReference URI=\"META-INF/signature001.p7s\" \
         MimeType=\"application/pkcs7-signature\"/>\n",
    );
    for (name, bytes) in documents {
        let digest = to_base64(&Hash::Sha256.of(bytes));
        text.push_str(&format!(
            "  <asic:DataObjectReference URI=\"{}\">\n    <ds:DigestMethod \
             Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"/>\n    <ds:DigestValue>{digest}</ds:DigestValue>\n  \
             </asic:DataObjectReference>\n",
            escape(*name)
        ));
    }
    text.push_str("</asic:ASiCManifest>\n");
    text.into_bytes()
}

fn to_base64(bytes: &[u8]) -> String {
    let armoured = der::pem::encode_string("X", der::pem::LineEnding::LF, bytes).unwrap_or_default();
    armoured.lines().filter(|line| !line.starts_with('-')).collect()
}

/// Puts documents, their manifest and the signature over it into an extended container.
pub fn write_extended(
    documents: &[(&str, &[u8])],
    manifest: &[u8],
    message: &[u8],
) -> Result<Vec<u8>, AsicError> {
    let beside = [("META-INF/ASiCManifest001.xml", manifest), ("META-INF/signature001.p7s", message)];
    written(EXTENDED, &[documents, &beside].concat())
}

fn written(kind: &str, parts: &[(&str, &[u8])]) -> Result<Vec<u8>, AsicError> {
    let failed = |words: String| AsicError::Archive(words);
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    // The type stands first and is not packed, so that the first bytes tell it (A.1).
    for (index, (name, bytes)) in [("mimetype", kind.as_bytes())].iter().chain(parts).enumerate() {
        let options = match index {
            0 => stored,
            _ => stored.compression_method(CompressionMethod::Deflated),
        };
        archive.start_file(*name, options).map_err(|error| failed(error.to_string()))?;
        archive.write_all(bytes).map_err(|error| failed(error.to_string()))?;
    }
    let whole = archive.finish().map_err(|error| failed(error.to_string()))?;
    Ok(whole.into_inner())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_simple_container_holds_a_document_and_its_signature() {
        let bytes = write("рішення.pdf", b"document", b"signature").unwrap();
        assert!(is_archive(&bytes) && bytes[38..].starts_with(SIMPLE.as_bytes()));
        let own = Container::parse(&bytes).unwrap();
        assert_eq!(own.documents, [("рішення.pdf".to_owned(), b"document".to_vec())]);
        let signature = &own.signatures[0];
        assert_eq!(
            (signature.message.as_slice(), signature.signed.as_slice()),
            (&b"signature"[..], &b"document"[..])
        );
        assert!(own.uncovered().is_empty());
    }

    #[test]
    fn an_extended_container_names_its_documents_by_their_hashes() {
        let documents: [(&str, &[u8]); 2] = [("a & b.pdf", b"one"), ("c.txt", b"two")];
        let manifest = manifest(&documents);
        let bytes = write_extended(&documents, &manifest, b"signature").unwrap();
        let own = Container::parse(&bytes).unwrap();
        assert_eq!((own.signatures[0].covers.len(), own.signatures[0].altered.len()), (2, 0));
        assert_eq!(own.signatures[0].signed, manifest);
        // Another document under the same name, a missing one, one that is not named.
        let altered = [("a & b.pdf", &b"ONE"[..]), ("more.txt", b"three")];
        let own = Container::parse(&write_extended(&altered, &manifest, b"signature").unwrap()).unwrap();
        assert_eq!(own.signatures[0].altered, ["a & b.pdf", "c.txt"]);
        assert_eq!(own.uncovered(), ["more.txt"]);
    }

    #[test]
    fn what_leads_out_or_is_too_much_is_refused() {
        for name in ["../out.pdf", "a/../../out", "/etc/passwd", "c:\\x", "a//b"] {
            let bytes = written(SIMPLE, &[(name, b"x"), ("META-INF/signature.p7s", b"y")]).unwrap();
            assert!(matches!(Container::parse(&bytes), Err(AsicError::Name(_))), "{name}");
        }
        let twice =
            written(SIMPLE, &[("a.pdf", b"x"), ("A.pdf", b"z"), ("META-INF/signature.p7s", b"y")]).unwrap();
        assert!(matches!(Container::parse(&twice), Err(AsicError::Name(_))));
        let bytes = write("a.pdf", &vec![0; 1_000_001], b"y").unwrap();
        assert!(bytes.len() < 10_000, "a bomb");
        assert_eq!(Container::parse_within(&bytes, 1_000_000).err(), Some(AsicError::TooLarge));
        assert!(Container::parse_within(&bytes, 1_000_100).is_ok());
        assert_eq!(
            Container::parse(&written(SIMPLE, &[("a", b"x")]).unwrap()).err(),
            Some(AsicError::NoSignature)
        );
        let xades = written(EXTENDED, &[("a", b"x"), ("META-INF/signatures.xml", b"<a/>")]).unwrap();
        assert_eq!(Container::parse(&xades).err(), Some(AsicError::Xades));
        assert!(matches!(Container::parse(b"PK\x03\x04"), Err(AsicError::Archive(_))));
    }

    #[test]
    fn a_manifest_has_no_entities() {
        let text =
            "<!DOCTYPE a [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><a><SigReference URI=\"&e;\"/></a>";
        assert!(Manifest::parse(text.as_bytes()).is_none());
        assert!(
            Manifest::parse(b"<a><SigReference URI=\"x\"/><DigestValue>AA==</DigestValue></a>").is_none()
        );
        assert_eq!(unescaped("%D0%B0%2Fb%zz"), "а/b%zz");
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..300), text in "[<>/a-zA-Z\"= #&;]{0,80}") {
            let _ = Container::parse(&bytes);
            let _ = Container::parse(&[b"PK\x03\x04", &bytes[..]].concat());
            let _ = Manifest::parse(text.as_bytes());
        }
    }
}
