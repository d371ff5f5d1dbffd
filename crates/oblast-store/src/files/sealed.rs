//! Sealed files: encrypted in pieces (STREAM over XChaCha20-Poly1305), so that a large one is neither held whole nor
//! cut, reordered or exchanged unnoticed. Before the first piece stand the 19 random bytes of the nonce.

use bytes::Bytes;
use chacha20poly1305::aead::stream::{DecryptorBE32, EncryptorBE32};
use chacha20poly1305::{Key, KeyInit as _, XChaCha20Poly1305};
use futures_util::{Stream, StreamExt as _};
use oblast_kernel::Ids;

use super::FileError;

/// A piece in the clear, in bytes.
const PIECE: usize = 64 * 1024;
/// The same as it is stored.
const SEALED_PIECE: usize = PIECE + 16;
/// The random part of the nonce; the rest counts the pieces.
const PREFIX: usize = 19;

/// What a file is sealed under.
#[derive(Clone)]
pub struct FileKey(pub(crate) [u8; 32]);

impl std::fmt::Debug for FileKey {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("FileKey")
    }
}

impl FileKey {
    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(Key::from_slice(&self.0))
    }
}

/// Only a file of 256 TiB has more pieces than are counted.
fn too_long(_: chacha20poly1305::Error) -> FileError {
    FileError::TooLarge
}

fn altered(_: chacha20poly1305::Error) -> FileError {
    FileError::Altered
}

/// Seals what is pushed.
pub(super) struct Sealer {
    pieces: EncryptorBE32<XChaCha20Poly1305>,
    waiting: Vec<u8>,
    out: Vec<u8>,
}

impl Sealer {
    pub(super) fn new(key: &FileKey, ids: &Ids) -> Sealer {
        let prefix: [u8; PREFIX] = ids.bytes();
        let pieces = EncryptorBE32::from_aead(key.cipher(), prefix.as_slice().into());
        Sealer { pieces, waiting: Vec::new(), out: prefix.to_vec() }
    }

    /// What is ready to be stored.
    pub(super) fn push(&mut self, bytes: &[u8]) -> Result<Vec<u8>, FileError> {
        self.waiting.extend_from_slice(bytes);
        let whole = self.waiting.len().saturating_sub(1) / PIECE * PIECE;
        for piece in self.waiting[..whole].chunks(PIECE) {
            self.out.extend(self.pieces.encrypt_next(piece).map_err(too_long)?);
        }
        self.waiting.drain(..whole);
        Ok(std::mem::take(&mut self.out))
    }

    /// The end.
    pub(super) fn finish(mut self) -> Result<Vec<u8>, FileError> {
        self.out.extend(self.pieces.encrypt_last(self.waiting.as_slice()).map_err(too_long)?);
        Ok(self.out)
    }
}

/// Opens what is pushed.
pub(super) struct Opener {
    key: FileKey,
    pieces: Option<DecryptorBE32<XChaCha20Poly1305>>,
    waiting: Vec<u8>,
}

impl Opener {
    pub(super) fn new(key: &FileKey) -> Opener {
        Opener { key: key.clone(), pieces: None, waiting: Vec::new() }
    }

    /// What is proved to stand there; the last piece waits until it is known to be the last.
    pub(super) fn push(&mut self, bytes: &[u8]) -> Result<Vec<u8>, FileError> {
        self.waiting.extend_from_slice(bytes);
        if self.pieces.is_none() && self.waiting.len() >= PREFIX {
            let prefix: Vec<u8> = self.waiting.drain(..PREFIX).collect();
            self.pieces = Some(DecryptorBE32::from_aead(self.key.cipher(), prefix.as_slice().into()));
        }
        let Some(pieces) = &mut self.pieces else { return Ok(Vec::new()) };
        let whole = self.waiting.len().saturating_sub(1) / SEALED_PIECE * SEALED_PIECE;
        let mut out = Vec::with_capacity(whole);
        for piece in self.waiting[..whole].chunks(SEALED_PIECE) {
            out.extend(pieces.decrypt_next(piece).map_err(altered)?);
        }
        self.waiting.drain(..whole);
        Ok(out)
    }

    /// The end; an error where the end was cut off.
    pub(super) fn finish(self) -> Result<Vec<u8>, FileError> {
        let pieces = self.pieces.ok_or(FileError::Altered)?;
        pieces.decrypt_last(self.waiting.as_slice()).map_err(altered)
    }
}

/// What is stored, in the clear.
pub(super) fn opened<S>(
    stored: S,
    key: Option<&FileKey>,
) -> impl Stream<Item = Result<Bytes, FileError>> + use<S>
where
    S: Stream<Item = Result<Bytes, object_store::Error>> + Unpin,
{
    let state = (stored, key.map(Opener::new), key.is_some());
    futures_util::stream::unfold(state, |(mut stored, mut opener, sealed)| async move {
        let piece = match (stored.next().await, &mut opener) {
            (Some(Err(error)), _) => Err(error.into()),
            (Some(Ok(bytes)), Some(opener)) => opener.push(&bytes).map(Bytes::from),
            (Some(Ok(bytes)), None) if !sealed => Ok(bytes),
            (Some(Ok(_)), None) => Err(FileError::Altered),
            (None, _) => opener.take()?.finish().map(Bytes::from),
        };
        Some((piece, (stored, opener, sealed)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seal(plain: &[u8], step: usize) -> Vec<u8> {
        let mut sealer = Sealer::new(&FileKey([7; 32]), &Ids::seeded(1));
        let mut out = Vec::new();
        for piece in plain.chunks(step.max(1)) {
            out.extend(sealer.push(piece).unwrap());
        }
        out.extend(sealer.finish().unwrap());
        out
    }

    fn open(key: u8, sealed: &[u8], step: usize) -> Result<Vec<u8>, FileError> {
        let mut opener = Opener::new(&FileKey([key; 32]));
        let mut out = Vec::new();
        for piece in sealed.chunks(step.max(1)) {
            out.extend(opener.push(piece)?);
        }
        out.extend(opener.finish()?);
        Ok(out)
    }

    #[test]
    fn files_of_any_length_open_as_they_were_however_they_come() {
        for length in [0, 1, 18, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 3 * PIECE + 7] {
            let plain: Vec<u8> = (0..length).map(|index| (index % 251) as u8).collect();
            for step in [4_001, PIECE, PIECE + 16, 1_000_000] {
                let sealed = seal(&plain, step);
                assert!(length < 18 || !sealed.windows(18).any(|window| window == &plain[..18]));
                for other in [5_003, SEALED_PIECE, 1_000_000] {
                    assert_eq!(open(7, &sealed, other).unwrap(), plain, "{length} {step} {other}");
                }
            }
        }
    }

    #[test]
    fn what_is_cut_reordered_or_altered_does_not_open() {
        let sealed = seal(&vec![9; 3 * PIECE], PIECE);
        assert!(open(8, &sealed, PIECE).is_err(), "another key");
        for end in [0, 10, PREFIX, PREFIX + SEALED_PIECE, PREFIX + 2 * SEALED_PIECE, sealed.len() - 1] {
            assert!(open(7, &sealed[..end], PIECE).is_err(), "cut at {end}");
        }
        let (first, second) = (PREFIX, PREFIX + SEALED_PIECE);
        let mut exchanged = sealed.clone();
        exchanged[first..second].copy_from_slice(&sealed[second..second + SEALED_PIECE]);
        exchanged[second..second + SEALED_PIECE].copy_from_slice(&sealed[first..second]);
        assert!(open(7, &exchanged, PIECE).is_err(), "two pieces exchanged");
        for place in [0, PREFIX, sealed.len() / 2, sealed.len() - 1] {
            let mut altered = sealed.clone();
            altered[place] ^= 1;
            assert!(open(7, &altered, PIECE).is_err(), "byte {place}");
        }
    }
}
