//! The server's local socket: on SQLite one process holds the file, so the command line asks it.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use ed25519_dalek::SigningKey;
use oblast_kernel::Uuid;
use oblast_kernel::journal::Checkpoint;
use oblast_store::Store;
use oblast_store::accounts::table::read_rows;
use oblast_store::classifiers::Loaded;
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{UnixListener, UnixStream};
use tokio::task::JoinHandle;

use crate::reload::Control;
use crate::{Failure, territories};

/// What the command line may ask for.
#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "command", rename_all = "snake_case")]
pub enum Question {
    /// A token for an account.
    IssueToken {
        /// The login.
        account: String,
    },
    /// A checkpoint of the head.
    Checkpoint,
    /// New declarations.
    Reload,
    /// How often the server has begun, and what it has.
    Generation,
    /// The classifier of territories.
    LoadTerritories {
        /// The file, by its whole path.
        file: PathBuf,
        /// Is it the whole classifier, however much it ends?
        whole: bool,
    },
    /// Bodies of a table.
    LoadBodies {
        /// The file, by its whole path.
        file: PathBuf,
    },
    /// The first operator.
    FirstOperator {
        /// The login.
        login: String,
        /// Surname, given name, patronymic.
        name: String,
        /// The code of the body.
        body: String,
        /// Its title, where it is not there yet.
        title: String,
    },
    /// A mail came back.
    Bounce {
        /// Its delivery.
        delivery: Uuid,
        /// What the other server said.
        detail: String,
    },
}

/// What the server answers.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// The token.
    Token(String),
    /// The code of an invitation.
    Invited(String),
    /// The checkpoint.
    Checkpoint(Checkpoint),
    /// Was there such a delivery?
    Bounced(bool),
    /// The server is being exchanged: ask again.
    Busy,
    /// The declarations are sound; the server leaves this generation.
    Reloading(u64),
    /// The generation, the registers, the procedures.
    Generation(u64, usize, usize),
    /// What was loaded.
    Loaded {
        /// New ones.
        added: usize,
        /// Changed ones.
        changed: usize,
        /// Ended ones.
        ended: usize,
        /// Those that stand as they stood.
        same: usize,
    },
    /// What went wrong.
    Error(String),
}

fn place(data: &Path) -> PathBuf {
    data.join("oblast.sock")
}

/// Listens. The socket lies in the data directory, which only its owner can enter.
pub fn listen(
    data: &Path,
    store: Store,
    key: SigningKey,
    control: Arc<Control>,
) -> Result<JoinHandle<()>, Failure> {
    let place = place(data);
    // A socket left by a killed process; the lock on the database shows that none is alive.
    let _ = std::fs::remove_file(&place);
    let listener = UnixListener::bind(&place).map_err(Failure::io(place.display()))?;
    let generation = control.generation();
    Ok(tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (store, key, control) = (store.clone(), key.clone(), Arc::clone(&control));
            tokio::spawn(async move {
                let serving = serve(stream, &store, &key, (&control, generation));
                let _ = tokio::time::timeout(Duration::from_secs(30), serving).await;
            });
        }
    }))
}

async fn serve(
    stream: UnixStream,
    store: &Store,
    key: &SigningKey,
    (control, generation): (&Control, u64),
) -> std::io::Result<()> {
    let (reader, mut writer) = stream.into_split();
    let mut line = String::new();
    BufReader::new(reader).read_line(&mut line).await?;
    let answer = match serde_json::from_str(&line) {
        Ok(question) => match answer(store, key, Some(control), question).await {
            Answer::Error(_) if control.has_left(generation) => Answer::Busy,
            answer => answer,
        },
        Err(error) => Answer::Error(error.to_string()),
    };
    let text = serde_json::to_string(&answer).map_err(std::io::Error::from)?;
    writer.write_all(format!("{text}\n").as_bytes()).await
}

/// Answers a question; without a control no server runs.
pub async fn answer(
    store: &Store,
    key: &SigningKey,
    control: Option<&Control>,
    question: Question,
) -> Answer {
    match question {
        Question::Reload => match control {
            Some(control) => match control.ask(store).await {
                Ok(generation) => Answer::Reloading(generation),
                Err(failure) => Answer::Error(failure.to_string()),
            },
            None => Answer::Error("no server runs over these data".to_owned()),
        },
        Question::Generation => {
            let catalogue = store.catalogue();
            let generation = control.map_or(0, Control::generation);
            Answer::Generation(generation, catalogue.registers().count(), catalogue.services().count())
        }
        Question::IssueToken { account } => match store.issue_token(&account).await {
            Ok(token) => Answer::Token(token),
            Err(error) => Answer::Error(error.to_string()),
        },
        Question::LoadTerritories { file, whole } => match territories::load(store, &file, whole).await {
            Ok(Loaded { added, changed, ended, same }) => Answer::Loaded { added, changed, ended, same },
            Err(failure) => Answer::Error(failure.to_string()),
        },
        Question::LoadBodies { file } => match load_bodies(store, &file).await {
            Ok((added, changed)) => Answer::Loaded { added, changed, ended: 0, same: 0 },
            Err(failure) => Answer::Error(failure.to_string()),
        },
        Question::FirstOperator { login, name, body, title } => {
            match store.first_operator(&login, &name, (&body, &title)).await {
                Ok(secret) => Answer::Invited(secret),
                Err(error) => Answer::Error(error.to_string()),
            }
        }
        Question::Bounce { delivery, detail } => match store.return_delivery(delivery, &detail).await {
            Ok(found) => Answer::Bounced(found),
            Err(error) => Answer::Error(error.to_string()),
        },
        Question::Checkpoint => match store.make_checkpoint(key).await {
            Ok(checkpoint) => Answer::Checkpoint(checkpoint),
            Err(error) => Answer::Error(error.to_string()),
        },
    }
}

/// How many bodies one table has at most.
const BODIES: usize = 5_000;

async fn load_bodies(store: &Store, file: &Path) -> Result<(usize, usize), Failure> {
    let shown = file.display().to_string();
    let bytes = std::fs::read(file).map_err(Failure::io(&shown))?;
    let rows =
        read_rows(&shown, bytes, BODIES).map_err(|error| Failure::words(format!("{shown}: {error}")))?;
    store.load_bodies(&rows).await.map_err(|error| Failure::words(format!("{shown}: {error}")))
}

/// Asks a running server; `None` where none runs.
pub async fn ask(data: &Path, question: &Question) -> Result<Option<Answer>, Failure> {
    let place = place(data);
    let Ok(stream) = UnixStream::connect(&place).await else { return Ok(None) };
    let (reader, mut writer) = stream.into_split();
    let text = serde_json::to_string(question).map_err(Failure::words)?;
    writer.write_all(format!("{text}\n").as_bytes()).await.map_err(Failure::io(place.display()))?;
    let mut line = String::new();
    BufReader::new(reader).read_line(&mut line).await.map_err(Failure::io(place.display()))?;
    serde_json::from_str(&line).map(Some).map_err(Failure::words)
}
