//! The server.

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use ed25519_dalek::SigningKey;
use oblast_kernel::clock::SystemClock;
use oblast_kernel::{Clock, Ids, Text};
use oblast_register::Catalogue;
use oblast_store::{Options, Store, StoreError};
use oblast_web::{App, Site};
use tokio::net::TcpListener;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::task::JoinHandle;
use tracing_subscriber::EnvFilter;

use crate::front::Front;
use crate::reload::Control;
use crate::senders::Senders;
use crate::settings::{Settings, Sources};
use crate::sources::Asking;
use crate::{Failure, declarations, keys, socket, time};

/// How often the head of the journal is signed, if it moved.
const CHECKPOINT_EVERY: Duration = Duration::from_secs(600);

/// What the demonstration adds to a server.
pub struct Demo {
    /// Printed once the address is taken.
    pub banner: String,
    /// The accounts that the sign-in page lists.
    pub accounts: Vec<(String, Text)>,
    /// How it judges and makes signatures, and the keys of its accounts.
    pub signatures: crate::signing::Demo,
}

/// Opens the storage of the settings.
pub async fn open(
    settings: &Settings,
    clock: Arc<dyn Clock>,
    ids: Ids,
    read_only: bool,
) -> Result<Store, Failure> {
    let catalogue = declarations::catalogue(settings.systems.as_deref())?;
    open_with(settings, catalogue, clock, ids, read_only).await
}

async fn open_with(
    settings: &Settings,
    catalogue: Catalogue,
    clock: Arc<dyn Clock>,
    ids: Ids,
    read_only: bool,
) -> Result<Store, Failure> {
    let ids = Arc::new(ids);
    // Whoever only reads verifies; that needs no key.
    let restricted = if read_only { None } else { Some(keys::restricted(&settings.data)?) };
    let waiting = restricted.as_ref().and_then(keys::Restricted::waiting);
    let options = |sealing| Options {
        location: settings.location.clone(),
        catalogue: catalogue.clone(),
        clock: Arc::clone(&clock),
        outside_clock: Arc::new(SystemClock),
        ids: Arc::clone(&ids),
        node: settings.node,
        files: settings.files.clone(),
        scanner: settings.scanner.clone(),
        channels: settings.channels(),
        sealing,
        read_only,
    };
    match (Store::open(options(restricted.map(|own| own.sealing))).await, waiting) {
        (Ok(store), Some(waiting)) => keys::settle(&waiting).map(|()| store),
        // An exchange of the key that was interrupted: the data are under one of the two.
        (Err(StoreError::Key), waiting) => match (keys::interrupted(&settings.data)?, waiting) {
            (Some(next), waiting) => {
                let store = Store::open(options(Some(next))).await?;
                waiting.iter().for_each(keys::forget);
                keys::exchange(&settings.data, clock.now().as_second())?;
                Ok(store)
            }
            (None, Some(waiting)) => Err(keys::gone(&waiting)),
            (None, None) => Err(StoreError::Key.into()),
        },
        (Ok(store), None) => {
            if !read_only {
                keys::keep(&settings.data);
            }
            Ok(store)
        }
        (Err(error), _) => Err(error.into()),
    }
}

/// Serves until told to stop; with new declarations, whenever they are asked for.
pub async fn serve(settings: &Settings, demo: Option<Demo>) -> Result<ExitCode, Failure> {
    start_log();
    let mut ending = Ending::catch().map_err(Failure::io("signals"))?;
    keys::prepare(&settings.data)?;
    let listener = TcpListener::bind(settings.listen).await.map_err(Failure::io(settings.listen))?;
    let mut front = Front::open(listener);
    let control = Arc::new(Control::new(settings.systems.clone()));
    let mut site = Site {
        demo: demo.is_some(),
        https: settings.https,
        public_url: settings.public_url.clone(),
        ..Site::default()
    };
    let mut banner = None;
    match demo {
        Some(demo) => {
            banner = Some(demo.banner);
            site.demo_accounts = demo.accounts;
            site.signing = demo.signatures.signing;
            site.demo_keys = demo.signatures.keys;
        }
        None => site.signing = crate::signing::of_settings(settings)?,
    }
    crate::identity::present(&mut site, settings)?;
    let mut catalogue = declarations::catalogue(settings.systems.as_deref())?;
    let mut standing = None;
    let mut words = Some(banner.unwrap_or_else(|| format!("http://{}", settings.listen)));
    loop {
        let clock = time::clock(&settings.data)?;
        let store = match open_with(settings, catalogue.clone(), clock, Ids::system(), false).await {
            Ok(store) => store,
            Err(failure) => {
                // What was checked and yet cannot be opened: on with what stood before.
                tracing::error!(%failure, "the new declarations were not taken");
                catalogue = standing.take().ok_or(failure)?;
                continue;
            }
        };
        let key = keys::journal_key(&settings.data, &store.ids)?;
        site.journal_key = Some(key.verifying_key());
        control.began();
        let beside = beside(settings, &store, &key, &control)?;
        let app = App::new(store.clone(), site.clone());
        // Whoever is answered finds the words there already.
        if let Some(words) = words.take() {
            println!("{words}");
        }
        front.answer_by(oblast_web::router(app, &declarations::routes()));
        let reload = tokio::select! {
            () = ending.told() => false,
            () = control.asked() => true,
            () = front.ended() => false,
        };
        control.leaves();
        if reload {
            front.pause().await
        } else {
            front.close().await
        }
        beside.iter().for_each(JoinHandle::abort);
        checkpoint(&store, &key, &settings.data).await;
        store.close().await;
        if !reload {
            return Ok(ExitCode::SUCCESS);
        }
        // Two requests at once may have been answered by one reload: then there is nothing more to take.
        if let Some(next) = control.take() {
            standing = Some(std::mem::replace(&mut catalogue, next));
        }
    }
}

/// What runs beside the answers: the local socket, the housekeeping, the senders.
fn beside(
    settings: &Settings,
    store: &Store,
    key: &SigningKey,
    control: &Arc<Control>,
) -> Result<Vec<JoinHandle<()>>, Failure> {
    let mut tasks = vec![
        socket::listen(&settings.data, store.clone(), key.clone(), Arc::clone(control))?,
        tokio::spawn(import(store.clone())),
        tokio::spawn(convert(store.clone())),
        tokio::spawn(index(store.clone())),
        tokio::spawn(cubes(store.clone())),
        tokio::spawn(keep_house(store.clone(), key.clone(), settings.data.clone())),
    ];
    if settings.channels() != oblast_store::Channels::default() {
        tasks.push(tokio::spawn(Senders::new(store.clone(), settings)?.run()));
    }
    if settings.sources != Sources::default() {
        tasks.push(tokio::spawn(Asking::new(store.clone(), settings.sources.clone()).run()));
    }
    Ok(tasks)
}

/// JSON lines on standard error; `OBLAST_LOG` sets the level (`warn` by default).
fn start_log() {
    let filter = EnvFilter::try_from_env("OBLAST_LOG").unwrap_or_else(|_| EnvFilter::new("warn"));
    let _ = tracing_subscriber::fmt().json().with_env_filter(filter).with_writer(std::io::stderr).try_init();
}

/// The signals that end the server. They are caught from the first moment: whoever has seen an answer can stop us.
struct Ending {
    interrupt: Signal,
    terminate: Signal,
}

impl Ending {
    fn catch() -> std::io::Result<Self> {
        Ok(Ending {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
        })
    }

    async fn told(&mut self) {
        tokio::select! { _ = self.interrupt.recv() => {}, _ = self.terminate.recv() => {} }
    }
}

/// The long work of imports.
async fn import(store: Store) {
    store.run_imports().await;
}

/// The long work of new versions of registers.
async fn convert(store: Store) {
    store.run_conversions().await;
}

/// The records of new versions of registers in the index of the search.
async fn index(store: Store) {
    store.run_indexing().await;
}

/// The values of indicators.
async fn cubes(store: Store) {
    store.run_cubes().await;
}

/// Signs the head from time to time and forgets what may be forgotten.
async fn keep_house(store: Store, key: SigningKey, data: std::path::PathBuf) {
    let mut ticks = tokio::time::interval(CHECKPOINT_EVERY);
    loop {
        ticks.tick().await;
        checkpoint(&store, &key, &data).await;
        if let Err(error) = store.forget_old_keys().await {
            tracing::warn!(%error, "old keys of idempotency were not forgotten");
        }
        if let Err(error) = store.forget_old_attempts().await {
            tracing::warn!(%error, "old attempts were not forgotten");
        }
        if let Err(error) = store.forget_old_drafts().await {
            tracing::warn!(%error, "old drafts were not forgotten");
        }
        if let Err(error) = store.forget_old_uploads().await {
            tracing::warn!(%error, "old files of drafts were not forgotten");
        }
        if let Err(error) = store.forget_old_imports().await {
            tracing::warn!(%error, "old imports were not forgotten");
        }
        if let Err(error) = store.forget_old_deliveries().await {
            tracing::warn!(%error, "old deliveries were not forgotten");
        }
        for (system, job) in declarations::jobs() {
            if let Err(error) = job(store.clone()).await {
                tracing::warn!(%error, system, "what a system does on its own was not done");
            }
        }
        if let Err(error) = store.refresh_directories().await {
            tracing::warn!(%error, "territories and bodies were not read anew");
        }
        if let Err(error) = store.refresh_facts().await {
            tracing::warn!(%error, "terms and calendar were not read anew");
        }
    }
}

/// Signs the head, if there is more to sign than the last checkpoint itself, and keeps a copy beside the
/// database, where `verify` finds it.
async fn checkpoint(store: &Store, key: &SigningKey, data: &Path) {
    let newest = store.entries_before(i64::MAX, 1).await.ok().and_then(|mut entries| entries.pop());
    if newest.is_none_or(|(_, body)| body.act == "journal.checkpoint") {
        return;
    }
    match store.make_checkpoint(key).await {
        Ok(checkpoint) => {
            let text = serde_json::to_string(&checkpoint).unwrap_or_default();
            if let Err(error) = keys::write_secret(&data.join("checkpoint.json"), &text) {
                tracing::warn!(%error, "the checkpoint was not copied");
            }
        }
        Err(error) => tracing::error!(%error, "the journal was not signed"),
    }
}
