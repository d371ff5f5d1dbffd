//! Declarations taken anew while the server runs: the same listener, a new catalogue. What is wrong in them is told
//! and changes nothing.

use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use oblast_register::Catalogue;
use oblast_store::Store;
use tokio::sync::Notify;

use crate::{Failure, declarations};

/// What a running server can be told.
pub struct Control {
    systems: Option<PathBuf>,
    generation: AtomicU64,
    leaving: AtomicBool,
    wanted: Mutex<Option<Catalogue>>,
    asked: Notify,
}

impl Control {
    /// The control of a server with this folder of declarations.
    pub fn new(systems: Option<PathBuf>) -> Self {
        Control {
            systems,
            generation: AtomicU64::new(0),
            leaving: AtomicBool::new(false),
            wanted: Mutex::default(),
            asked: Notify::new(),
        }
    }

    /// Reads and checks the declarations, and asks the server to go on with them. Gives the generation that it
    /// leaves.
    pub async fn ask(&self, store: &Store) -> Result<u64, Failure> {
        let catalogue = declarations::catalogue(self.systems.as_deref())?;
        store.check_declarations(&catalogue).await?;
        if let Ok(mut wanted) = self.wanted.lock() {
            *wanted = Some(catalogue);
        }
        self.asked.notify_one();
        Ok(self.generation())
    }

    /// Waits until somebody asks.
    pub async fn asked(&self) {
        self.asked.notified().await;
    }

    /// The catalogue that was asked for, once.
    pub fn take(&self) -> Option<Catalogue> {
        self.wanted.lock().ok()?.take()
    }

    /// How often the server has begun.
    pub fn generation(&self) -> u64 {
        self.generation.load(Ordering::Acquire)
    }

    /// The server leaves its storage to open it anew.
    pub fn leaves(&self) {
        self.leaving.store(true, Ordering::Release);
    }

    /// Is the storage of this generation left, or being left?
    pub fn has_left(&self, generation: u64) -> bool {
        self.leaving.load(Ordering::Acquire) || self.generation() != generation
    }

    /// The server answers again.
    pub fn began(&self) {
        self.leaving.store(false, Ordering::Release);
        self.generation.fetch_add(1, Ordering::AcqRel);
    }
}
