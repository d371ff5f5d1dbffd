//! A file with signatures, whatever it is: a signed message with its content or beside it, or a container of documents with their
//! signatures. One reading and one verdict for all who ask: a command, a page, a service.

use crate::asic::{AsicError, Container, UNPACKED, is_archive};
use crate::cms::{SignedError, SignedMessage};
use crate::verdict::{Assessment, Evidence, Reason, Verdict, assess_all};

/// Why a file has no signatures that are read here.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FileError {
    /// Not a signed message.
    #[error(transparent)]
    Signed(#[from] SignedError),
    /// Not a container, or one of another kind.
    #[error(transparent)]
    Asic(#[from] AsicError),
    /// A signed message that nobody signed.
    #[error("the file holds no signatures")]
    NoSigners,
}

/// A signature of a file, judged.
#[derive(Clone, Debug)]
pub struct Judged {
    /// What it covers: the names of documents in a container; nothing of a message.
    pub covers: Vec<String>,
    /// What is thought of it.
    pub assessment: Assessment,
}

/// A file with signatures.
#[derive(Clone, Debug)]
pub struct SignedFile {
    /// The documents in it; of a message its content, without a name.
    pub documents: Vec<(String, Vec<u8>)>,
    /// Documents that no signature covers.
    pub uncovered: Vec<String>,
    parts: Vec<Part>,
}

#[derive(Clone, Debug)]
struct Part {
    message: SignedMessage,
    /// What it signs; nothing where that is in the message, or is not there.
    signed: Option<Vec<u8>>,
    covers: Vec<String>,
    is_altered: bool,
}

impl SignedFile {
    /// Reads a file.
    pub fn parse(bytes: &[u8]) -> Result<SignedFile, FileError> {
        SignedFile::parse_within(bytes, UNPACKED)
    }

    /// The same where a container unpacks to no more than a bound, in bytes.
    pub fn parse_within(bytes: &[u8], bound: u64) -> Result<SignedFile, FileError> {
        if is_archive(bytes) {
            return SignedFile::of_container(Container::parse_within(bytes, bound)?);
        }
        let message = SignedMessage::parse(bytes)?;
        if message.signers.is_empty() {
            return Err(FileError::NoSigners);
        }
        let documents = message.content.iter().map(|content| (String::new(), content.clone())).collect();
        let part = Part { message, signed: None, covers: Vec::new(), is_altered: false };
        Ok(SignedFile { documents, uncovered: Vec::new(), parts: vec![part] })
    }

    fn of_container(own: Container) -> Result<SignedFile, FileError> {
        let uncovered = own.uncovered().into_iter().map(str::to_owned).collect();
        let mut parts = Vec::new();
        for signature in own.signatures {
            let message = SignedMessage::parse(&signature.message)?;
            if message.signers.is_empty() {
                return Err(FileError::NoSigners);
            }
            let (covers, is_altered) = (signature.covers, !signature.altered.is_empty());
            parts.push(Part { message, signed: Some(signature.signed), covers, is_altered });
        }
        Ok(SignedFile { documents: own.documents, uncovered, parts })
    }

    /// Is the signed content still to be given?
    pub fn needs_content(&self) -> bool {
        self.parts.iter().any(|own| own.signed.is_none() && own.message.content.is_none())
    }

    /// How many signatures it has.
    pub fn signatures(&self) -> usize {
        self.parts.iter().map(|own| own.message.signers.len()).sum()
    }

    /// Judges every signature; `beside` is the content of a detached message.
    pub fn assess(&self, beside: Option<&[u8]>, evidence: &Evidence<'_>) -> Vec<Judged> {
        let of = |own: &Part| -> Vec<Judged> {
            let content = own.signed.as_deref().or(beside);
            let mut all = assess_all(&own.message, content, evidence);
            if own.is_altered {
                // The manifest is signed, and a document is not what it says.
                for assessment in &mut all {
                    assessment.verdict = Verdict::Invalid;
                    assessment.reasons.push(Reason::Signed(SignedError::Content));
                }
            }
            all.into_iter().map(|assessment| Judged { covers: own.covers.clone(), assessment }).collect()
        };
        self.parts.iter().flat_map(of).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::asic::{manifest, write, write_extended};
    use crate::create::tests::{NOW, by};
    use crate::create::{Content, sign};
    use crate::issue::tests::pair;
    use crate::verdict::{Trust, worst};

    #[test]
    fn containers_and_messages_are_judged_alike() {
        let (root, own) = pair(257);
        let trust = Trust::of(vec![root.0.clone()]);
        let evidence = Evidence { trust: &trust, at: NOW, ..Evidence::default() };
        let told = |bytes: &[u8], beside: Option<&[u8]>| {
            let file = SignedFile::parse(bytes).unwrap();
            let all = file.assess(beside, &evidence);
            worst(&all.into_iter().map(|own| own.assessment).collect::<Vec<_>>())
        };
        let message = sign(Content::Detached(b"one"), by(&own)).unwrap();
        assert!(SignedFile::parse(&message).unwrap().needs_content());
        assert_eq!(told(&message, None), Verdict::Indeterminate);
        assert_eq!(told(&message, Some(b"one")), Verdict::Valid);
        assert_eq!(told(&message, Some(b"two")), Verdict::Invalid);
        assert_eq!(told(&write("a.pdf", b"one", &message).unwrap(), None), Verdict::Valid);
        assert_eq!(told(&write("a.pdf", b"two", &message).unwrap(), None), Verdict::Invalid);
        let documents: [(&str, &[u8]); 2] = [("a.pdf", b"one"), ("b.pdf", b"two")];
        let list = manifest(&documents);
        let message = sign(Content::Detached(&list), by(&own)).unwrap();
        assert_eq!(told(&write_extended(&documents, &list, &message).unwrap(), None), Verdict::Valid);
        let altered: [(&str, &[u8]); 2] = [("a.pdf", b"one"), ("b.pdf", b"three")];
        assert_eq!(told(&write_extended(&altered, &list, &message).unwrap(), None), Verdict::Invalid);
        let more = [&documents[..], &[("c.pdf", b"x")]].concat();
        assert_eq!(
            SignedFile::parse(&write_extended(&more, &list, &message).unwrap()).unwrap().uncovered,
            ["c.pdf"]
        );
    }
}
