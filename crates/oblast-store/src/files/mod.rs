//! Files: content-addressed in an object store, distrusted until looked at.
//!
//! A file is streamed into quarantine under a random name; only when its beginning says that it is what its
//! name says, and it can be opened, does it move to the name of its hash. Whether a hash is there already is
//! never revealed: every upload goes the whole way.

mod attach;
mod place;
mod preview;
mod scan;
mod sealed;
mod sniff;
mod spool;

use std::sync::Arc;

use futures_util::{Stream, StreamExt as _, TryStreamExt as _};
use jiff::Timestamp;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt as _, WriteMultipart};
use oblast_kernel::Ids;
use oblast_kernel::journal::hex;
use sha2::{Digest as _, Sha256};

pub use attach::{FileFinding, Upload};
pub use place::{Bucket, FilePlace};
pub use preview::Picture;
pub use scan::Scanner;
pub use sealed::FileKey;
pub use sniff::{ALLOWED, NotAccepted, clean_name};
pub(crate) use spool::Spooled;

/// The largest file, in bytes: 25 MiB.
pub const LARGEST: u64 = 25 * 1024 * 1024;
/// How many files an application or a case has at most.
pub const MOST: usize = 30;
/// How much all drafts of an account hold together, in bytes: 200 MiB.
pub const IN_DRAFTS: u64 = 200 * 1024 * 1024;
/// How much of the beginning is looked at.
const HEAD: usize = 8_192;
/// In what pieces a file is written, in bytes.
const PIECE: usize = 5 * 1024 * 1024;

/// Why a file was not taken or given.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// It is larger than [`LARGEST`].
    #[error("the file is too large")]
    TooLarge,
    /// There are as many files as may be.
    #[error("there are too many files")]
    TooMany,
    /// It is empty.
    #[error("the file is empty")]
    Empty,
    /// It is not accepted.
    #[error(transparent)]
    NotAccepted(#[from] NotAccepted),
    /// The upload broke off.
    #[error("the upload broke off: {0}")]
    Broken(String),
    /// The object is gone.
    #[error("the file is missing")]
    Missing,
    /// The key that it was sealed under was destroyed.
    #[error("the file was erased")]
    Erased,
    /// The object is not what was stored.
    #[error("the file was altered")]
    Altered,
    /// There is no space left.
    #[error("no space is left")]
    Full,
    /// The object store failed.
    #[error("the object store: {0}")]
    Store(String),
}

impl From<object_store::Error> for FileError {
    fn from(error: object_store::Error) -> Self {
        match error {
            object_store::Error::NotFound { .. } => FileError::Missing,
            error if format!("{error:?}").contains("StorageFull") => FileError::Full,
            error => FileError::Store(error.to_string()),
        }
    }
}

/// What cannot be written: where nothing is found then, the store itself is not there.
fn unwritten(error: object_store::Error) -> FileError {
    match error {
        object_store::Error::NotFound { source, .. } => FileError::Store(source.to_string()),
        error => error.into(),
    }
}

/// A file that was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// SHA-256 of its bytes as they are stored, in hexadecimal digits: the name under which they are read.
    pub hash: String,
    /// Its size in bytes, in the clear.
    pub size: i64,
    /// What it is.
    pub media_type: &'static str,
}

/// The object store of an installation. Cheap to clone.
#[derive(Clone)]
pub struct Files {
    place: Arc<FilePlace>,
    objects: Arc<dyn ObjectStore>,
    scanner: Option<Arc<Scanner>>,
    ids: Arc<Ids>,
    /// Previews being made at once: each may take a core and much memory.
    rendering: Arc<tokio::sync::Semaphore>,
}

fn kept(hash: &str) -> Path {
    Path::from(format!("kept/{}/{hash}", &hash[..2.min(hash.len())]))
}

impl Files {
    /// The files of a place.
    pub fn open(place: FilePlace, scanner: Option<Scanner>, ids: Arc<Ids>) -> Result<Files, FileError> {
        Ok(Files {
            objects: place.open()?,
            scanner: scanner.map(Arc::new),
            place: Arc::new(place),
            ids,
            rendering: Arc::new(tokio::sync::Semaphore::new(1)),
        })
    }

    /// Empties the quarantine of what nobody sends any more.
    pub(crate) async fn sweep(&self, now: Timestamp) {
        if let Err(error) = self.place.sweep(&*self.objects, now).await {
            tracing::warn!(%error, "the quarantine was not emptied");
        }
    }

    /// Takes a file from a stream: quarantine, a look at it, then the place of its hash. Under a key, it is sealed from
    /// its first byte.
    pub async fn take<S, E>(&self, name: &str, stream: S, key: Option<&FileKey>) -> Result<Taken, FileError>
    where
        S: Stream<Item = Result<bytes::Bytes, E>> + Unpin,
        E: std::fmt::Display,
    {
        let quarantine = Path::from(format!("quarantine/{}", hex(&self.ids.bytes::<16>())));
        let received = self.receive(&quarantine, stream, LARGEST, key).await;
        let taken = match received {
            Ok(received) => self.look(&quarantine, name, received, key).await,
            Err(error) => Err(error),
        };
        match taken {
            Ok(taken) => {
                self.objects.rename(&quarantine, &kept(&taken.hash)).await?;
                Ok(taken)
            }
            Err(error) => {
                // What was not taken is not kept; a piece that stays behind is swept at the next start.
                let _ = self.objects.delete(&quarantine).await;
                Err(error)
            }
        }
    }

    async fn receive<S, E>(
        &self,
        place: &Path,
        mut stream: S,
        largest: u64,
        key: Option<&FileKey>,
    ) -> Result<Received, FileError>
    where
        S: Stream<Item = Result<bytes::Bytes, E>> + Unpin,
        E: std::fmt::Display,
    {
        let mut writer = self.writer(place, key).await?;
        let (mut hash, mut size, mut head) = (Sha256::new(), 0_u64, Vec::new());
        let broken = loop {
            match stream.next().await {
                None if size == 0 => break Some(FileError::Empty),
                None => break None,
                Some(Err(error)) => break Some(FileError::Broken(error.to_string())),
                Some(Ok(piece)) => {
                    size += piece.len() as u64;
                    if size > largest {
                        break Some(FileError::TooLarge);
                    }
                    let missing = HEAD.saturating_sub(head.len()).min(piece.len());
                    head.extend_from_slice(&piece[..missing]);
                    hash.update(&piece);
                    if let Err(error) = writer.write(&piece).await {
                        break Some(error);
                    }
                }
            }
        };
        if let Some(error) = broken {
            writer.abort().await;
            return Err(error);
        }
        let hash: [u8; 32] = hash.finalize().into();
        let hash = hex(&hash);
        let stored = writer.finish().await?.unwrap_or_else(|| hash.clone());
        Ok(Received { hash, stored, size, head })
    }

    /// Is it what its name says, does the scanner find nothing, and can it be opened?
    async fn look(
        &self,
        place: &Path,
        name: &str,
        received: Received,
        key: Option<&FileKey>,
    ) -> Result<Taken, FileError> {
        let media_type = sniff::media_type(name, &received.head)?;
        if let Some(scanner) = &self.scanner {
            scanner.scan(self.stream(place, key).await?).await?;
        }
        if media_type == "application/pdf" {
            preview::check_pdf(gathered(self.stream(place, key).await?).await?).await?;
        }
        let size = i64::try_from(received.size).unwrap_or(i64::MAX);
        Ok(Taken { hash: received.stored, size, media_type })
    }

    async fn writer(&self, place: &Path, key: Option<&FileKey>) -> Result<Writer, FileError> {
        let upload = self.objects.put_multipart(place).await.map_err(unwritten)?;
        Ok(Writer {
            parts: WriteMultipart::new_with_chunk_size(upload, PIECE),
            sealing: key.map(|key| (sealed::Sealer::new(key, &self.ids), Sha256::new())),
        })
    }

    /// What lies in a place, in the clear.
    async fn stream(
        &self,
        place: &Path,
        key: Option<&FileKey>,
    ) -> Result<impl Stream<Item = Result<bytes::Bytes, FileError>> + use<>, FileError> {
        Ok(sealed::opened(self.objects.get(place).await?.into_stream(), key))
    }

    /// The bytes of a hash, if they still are what they were.
    pub async fn read(&self, hash: &str) -> Result<bytes::Bytes, FileError> {
        let bytes = self.objects.get(&kept(hash)).await?.bytes().await?;
        let found: [u8; 32] = Sha256::digest(&bytes).into();
        if hex(&found) == hash { Ok(bytes) } else { Err(FileError::Altered) }
    }

    /// The same of a sealed file, in the clear.
    pub async fn read_sealed(&self, hash: &str, key: &FileKey) -> Result<bytes::Bytes, FileError> {
        let stored = self.read(hash).await?;
        let mut opener = sealed::Opener::new(key);
        let mut plain = opener.push(&stored)?;
        plain.extend(opener.finish()?);
        Ok(plain.into())
    }

    /// Are there bytes of this hash?
    pub(crate) async fn has(&self, hash: &str) -> Result<bool, FileError> {
        match self.objects.head(&kept(hash)).await {
            Ok(_) => Ok(true),
            Err(object_store::Error::NotFound { .. }) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// Puts bytes of our own making.
    pub async fn put(&self, bytes: bytes::Bytes) -> Result<String, FileError> {
        let hash: [u8; 32] = Sha256::digest(&bytes).into();
        let hash = hex(&hash);
        self.objects.put(&kept(&hash), bytes.into()).await?;
        Ok(hash)
    }

    /// Removes the bytes of a hash that nothing refers to any more.
    pub(crate) async fn remove(&self, hash: &str) -> Result<(), FileError> {
        match self.objects.delete(&kept(hash)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}

/// Writes an object, sealed or as it is.
struct Writer {
    parts: WriteMultipart,
    /// With the hash of what is stored.
    sealing: Option<(sealed::Sealer, Sha256)>,
}

impl Writer {
    async fn write(&mut self, bytes: &[u8]) -> Result<(), FileError> {
        // What is large is not gathered in memory when it comes faster than it is written.
        self.parts.wait_for_capacity(4).await.map_err(unwritten)?;
        match &mut self.sealing {
            None => self.parts.write(bytes),
            Some((sealer, hash)) => {
                let stored = sealer.push(bytes)?;
                hash.update(&stored);
                self.parts.write(&stored);
            }
        }
        Ok(())
    }

    /// The hash of what is stored, where that is not what came.
    async fn finish(mut self) -> Result<Option<String>, FileError> {
        let mut sealed = None;
        if let Some((sealer, mut hash)) = self.sealing.take() {
            let end = sealer.finish()?;
            hash.update(&end);
            self.parts.write(&end);
            let hash: [u8; 32] = hash.finalize().into();
            sealed = Some(hex(&hash));
        }
        self.parts.finish().await.map_err(unwritten)?;
        Ok(sealed)
    }

    async fn abort(self) {
        let _ = self.parts.abort().await;
    }
}

/// All of a stream.
async fn gathered(
    stream: impl Stream<Item = Result<bytes::Bytes, FileError>>,
) -> Result<bytes::Bytes, FileError> {
    let pieces: Vec<bytes::Bytes> = stream.try_collect().await?;
    Ok(pieces.concat().into())
}

struct Received {
    /// The hash of what came.
    hash: String,
    /// The hash of what is stored.
    stored: String,
    size: u64,
    head: Vec<u8>,
}
