//! The server.

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use ed25519_dalek::SigningKey;
use oblast_kernel::{Clock, Ids, Text};
use oblast_store::{Options, Store};
use oblast_web::{App, Site};
use tokio::net::TcpListener;
use tracing_subscriber::EnvFilter;

use crate::senders::Senders;
use crate::settings::Settings;
use crate::{Failure, declarations, keys, socket, time};

/// How often the head of the journal is signed, if it moved.
const CHECKPOINT_EVERY: Duration = Duration::from_secs(600);

/// What the demonstration adds to a server.
pub struct Demo {
    /// Printed once the address is taken.
    pub banner: String,
    /// The accounts that the sign-in page lists.
    pub accounts: Vec<(String, Text)>,
}

/// Opens the storage of the settings.
pub async fn open(
    settings: &Settings,
    clock: Arc<dyn Clock>,
    ids: Ids,
    read_only: bool,
) -> Result<Store, Failure> {
    let options = Options {
        location: settings.location.clone(),
        catalogue: declarations::catalogue(settings.systems.as_deref())?,
        clock,
        ids: Arc::new(ids),
        node: settings.node,
        files: settings.files.clone(),
        scanner: settings.scanner.clone(),
        channels: settings.channels(),
        read_only,
    };
    Ok(Store::open(options).await?)
}

/// Serves until told to stop.
pub async fn serve(settings: &Settings, demo: Option<Demo>) -> Result<ExitCode, Failure> {
    start_log();
    keys::prepare(&settings.data)?;
    let store = open(settings, time::clock(&settings.data)?, Ids::system(), false).await?;
    let key = keys::journal_key(&settings.data, &store.ids)?;
    let listener = TcpListener::bind(settings.listen).await.map_err(Failure::io(settings.listen))?;
    socket::listen(&settings.data, store.clone(), key.clone())?;
    let (banner, accounts) = demo.map_or((None, Vec::new()), |demo| (Some(demo.banner), demo.accounts));
    let site = Site {
        demo: banner.is_some(),
        https: settings.https,
        public_url: settings.public_url.clone(),
        journal_key: Some(key.verifying_key()),
        demo_accounts: accounts,
    };
    tokio::spawn(keep_house(store.clone(), key.clone(), settings.data.clone()));
    if settings.channels() != oblast_store::Channels::default() {
        tokio::spawn(Senders::new(store.clone(), settings)?.run());
    }
    let router =
        oblast_web::router(App { store: store.clone(), site: Arc::new(site) }, &systems_office::routes());
    match banner {
        Some(banner) => println!("{banner}"),
        None => println!("http://{}", settings.listen),
    }
    axum::serve(listener, router)
        .with_graceful_shutdown(stopped())
        .await
        .map_err(Failure::io(settings.listen))?;
    checkpoint(&store, &key, &settings.data).await;
    store.close().await;
    Ok(ExitCode::SUCCESS)
}

/// JSON lines on standard error; `OBLAST_LOG` sets the level (`warn` by default).
fn start_log() {
    let filter = EnvFilter::try_from_env("OBLAST_LOG").unwrap_or_else(|_| EnvFilter::new("warn"));
    let _ = tracing_subscriber::fmt().json().with_env_filter(filter).with_writer(std::io::stderr).try_init();
}

async fn stopped() {
    use tokio::signal::unix::{SignalKind, signal};
    let interrupt = tokio::signal::ctrl_c();
    match signal(SignalKind::terminate()) {
        Ok(mut terminate) => {
            tokio::select! { _ = interrupt => {}, _ = terminate.recv() => {} }
        }
        Err(_) => {
            let _ = interrupt.await;
        }
    }
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
        if let Err(error) = store.forget_old_drafts().await {
            tracing::warn!(%error, "old drafts were not forgotten");
        }
        if let Err(error) = store.forget_old_uploads().await {
            tracing::warn!(%error, "old files of drafts were not forgotten");
        }
        if let Err(error) = store.forget_old_deliveries().await {
            tracing::warn!(%error, "old deliveries were not forgotten");
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
