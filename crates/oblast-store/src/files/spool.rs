//! Files of work under way: large, for one reader, gone when the work is.

use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};

use futures_util::{Stream, StreamExt as _};
use object_store::ObjectStoreExt as _;
use object_store::path::Path;

use super::{FileError, FileKey, Files, PIECE};

/// What was received.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spooled {
    /// SHA-256 of its bytes, in hexadecimal digits.
    pub hash: String,
    /// Its size in bytes.
    pub size: u64,
    /// Its first bytes.
    pub head: Vec<u8>,
}

fn place(name: &str) -> Path {
    Path::from(format!("spool/{name}"))
}

fn io(error: std::io::Error) -> FileError {
    match error.kind() {
        std::io::ErrorKind::StorageFull => FileError::Full,
        _ => FileError::Store(error.to_string()),
    }
}

impl Files {
    /// Takes a stream of at most so many bytes; nothing is left of one that is longer or breaks off.
    pub(crate) async fn spool<S, E>(
        &self,
        name: &str,
        stream: S,
        largest: u64,
        key: Option<&FileKey>,
    ) -> Result<Spooled, FileError>
    where
        S: Stream<Item = Result<bytes::Bytes, E>> + Unpin,
        E: std::fmt::Display,
    {
        let received = self.receive(&place(name), stream, largest, key).await?;
        if let Some(scanner) = &self.scanner {
            let scanned = scanner.scan(self.stream(&place(name), key).await?).await;
            if let Err(error) = scanned {
                let _ = self.objects.delete(&place(name)).await;
                return Err(error);
            }
        }
        Ok(Spooled { hash: received.hash, size: received.size, head: received.head })
    }

    /// Puts a file of our own making.
    pub(crate) async fn spool_file(
        &self,
        name: &str,
        mut file: File,
        key: Option<&FileKey>,
    ) -> Result<(), FileError> {
        let mut writer = self.writer(&place(name), key).await?;
        let mut piece = vec![0; PIECE];
        loop {
            let count = file.read(&mut piece).map_err(io)?;
            if count == 0 {
                break;
            }
            writer.write(&piece[..count]).await?;
        }
        writer.finish().await.map(|_| ())
    }

    /// A file of work under way, from its beginning, in a nameless file of this machine.
    pub(crate) async fn unspooled(&self, name: &str, key: Option<&FileKey>) -> Result<File, FileError> {
        let mut stream = std::pin::pin!(self.stream(&place(name), key).await?);
        let mut file = tempfile::tempfile().map_err(io)?;
        while let Some(piece) = stream.next().await {
            file.write_all(&piece?).map_err(io)?;
        }
        file.seek(SeekFrom::Start(0)).map_err(io)?;
        Ok(file)
    }

    /// Removes it.
    pub(crate) async fn unspool(&self, name: &str) -> Result<(), FileError> {
        match self.objects.delete(&place(name)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}
