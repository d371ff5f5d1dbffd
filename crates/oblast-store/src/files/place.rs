//! Where files are: a folder, or a bucket of an S3-compatible store that several nodes share.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use futures_util::TryStreamExt as _;
use jiff::Timestamp;
use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::prefix::PrefixStore;
use object_store::{ClientOptions, ObjectStore, ObjectStoreExt as _, RetryConfig};

use super::FileError;

/// Where files are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FilePlace {
    /// A folder; it is made if it is not there.
    Folder(PathBuf),
    /// A bucket.
    Bucket(Bucket),
}

/// A bucket of an S3-compatible store.
#[derive(Clone, PartialEq, Eq)]
pub struct Bucket {
    /// Its name.
    pub name: String,
    /// What the names of our objects begin with; may be empty.
    pub prefix: String,
    /// The address of the store, `https://host:port`.
    pub endpoint: String,
    /// The region, as the store calls it.
    pub region: String,
    /// The access key.
    pub key: String,
    /// The secret of the key.
    pub secret: String,
}

/// The keys go to no log.
impl fmt::Debug for Bucket {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Bucket({} at {})", self.name, self.endpoint)
    }
}

/// How long an answer of the store may take, and how long one request is tried again.
const LONGEST: Duration = Duration::from_secs(20);
/// What lies in quarantine for longer, in microseconds, is nobody's: a day.
const ABANDONED: i64 = 86_400_000_000;

impl FilePlace {
    pub(super) fn open(&self) -> Result<Arc<dyn ObjectStore>, FileError> {
        match self {
            FilePlace::Folder(folder) => {
                std::fs::create_dir_all(folder).map_err(|error| FileError::Store(error.to_string()))?;
                let objects = LocalFileSystem::new_with_prefix(folder)?;
                Ok(Arc::new(objects.with_fsync(true).with_automatic_cleanup(true)))
            }
            FilePlace::Bucket(bucket) => bucket.open(),
        }
    }

    /// Empties the quarantine: what a killed process was receiving is nobody's. Before anything is received.
    /// A bucket may be another node's too: there only what is old goes.
    pub(super) async fn sweep(&self, objects: &dyn ObjectStore, now: Timestamp) -> Result<(), FileError> {
        match self {
            FilePlace::Folder(folder) => match std::fs::remove_dir_all(folder.join("quarantine")) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                    Err(FileError::Store(error.to_string()))
                }
                _ => Ok(()),
            },
            FilePlace::Bucket(_) => {
                let before = now.as_microsecond() - ABANDONED;
                let listed: Vec<_> = objects.list(Some(&Path::from("quarantine"))).try_collect().await?;
                let old =
                    listed.into_iter().filter(|object| object.last_modified.timestamp_micros() < before);
                for object in old {
                    objects.delete(&object.location).await?;
                }
                Ok(())
            }
        }
    }
}

impl Bucket {
    fn open(&self) -> Result<Arc<dyn ObjectStore>, FileError> {
        // One provider of cryptography for the process; whoever installed one before us chose the same.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let options = ClientOptions::new()
            .with_allow_http(self.endpoint.starts_with("http://"))
            .with_connect_timeout(LONGEST)
            .with_timeout(LONGEST);
        let retry = RetryConfig { max_retries: 3, retry_timeout: LONGEST, ..RetryConfig::default() };
        let objects = AmazonS3Builder::new()
            .with_bucket_name(&self.name)
            .with_endpoint(&self.endpoint)
            .with_region(&self.region)
            .with_access_key_id(&self.key)
            .with_secret_access_key(&self.secret)
            .with_client_options(options)
            .with_retry(retry)
            .build()?;
        Ok(Arc::new(PrefixStore::new(objects, Path::from(self.prefix.as_str()))))
    }
}
