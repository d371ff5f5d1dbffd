//! Commands that do one thing and stop.

pub mod bounce;
pub mod facts;
pub mod people;
pub mod programme;
pub mod rotation;
pub mod signature;

use std::fs::File;
use std::io::{BufReader, BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use oblast_kernel::Ids;
use oblast_kernel::journal::{Checkpoint, hex};
use oblast_register::{Catalogue, skeleton};
use oblast_store::conversions::Conversion;
use oblast_store::journal::{Report, verify_export as verify_lines};
use oblast_store::{Pace, Store};

use crate::settings::Settings;
use crate::socket::{self, Answer, Question};
use crate::{Failure, declarations, keys, serve, time};

/// How often, and in what pauses, a server that begins anew is asked: for a minute.
const RELOAD_ASKED: usize = 600;
/// After so many times nobody is there.
const RELOAD_NOBODY: usize = 20;
const RELOAD_PAUSE: std::time::Duration = std::time::Duration::from_millis(100);

/// `oblast migrate`
pub async fn migrate(settings: &Settings, purge: bool) -> Result<ExitCode, Failure> {
    let store = open(settings).await?;
    println!("{} tables are as declared", store.schema().classes().len());
    let told = |own: &Conversion| {
        eprint!("\r{}: {} -> {}: {} of {}", own.register, own.source, own.field, own.done, own.total);
        if own.is_done {
            eprintln!();
            println!("{}: {} -> {}: {} not read", own.register, own.source, own.field, own.failed);
        }
    };
    store.convert(Pace::Full, told).await.map_err(Failure::words)?;
    if purge {
        for own in store.purge().await.map_err(Failure::words)? {
            match own.records {
                0 => println!("{}: the empty column {} is dropped", own.register, own.field),
                count => println!("{}: {} is emptied in {count} records", own.register, own.field),
            }
        }
    }
    store.close().await;
    Ok(ExitCode::SUCCESS)
}

/// `oblast check`
pub fn check(dir: &Path) -> Result<ExitCode, Failure> {
    let files = declarations::read_folder(dir)?;
    if files.is_empty() {
        return Err(Failure::words(format!(
            "{}: no register.toml and no procedure.toml here",
            dir.display()
        )));
    }
    match Catalogue::read(&files) {
        Ok(catalogue) => {
            let (registers, procedures) = (catalogue.registers().count(), catalogue.services().count());
            println!("registers: {registers}, procedures: {procedures}, no mistakes");
            Ok(ExitCode::SUCCESS)
        }
        Err(problems) => {
            for problem in &problems {
                println!("{problem}\n");
            }
            println!("mistakes: {}", problems.len());
            Ok(ExitCode::FAILURE)
        }
    }
}

/// `oblast reload`
pub async fn reload(settings: &Settings) -> Result<ExitCode, Failure> {
    let mut left = None;
    for asked in 0..RELOAD_ASKED {
        let question = if left.is_some() { Question::Generation } else { Question::Reload };
        // While it begins anew there is nobody behind the socket, or nobody who still knows.
        match (socket::ask(&settings.data, &question).await, left) {
            (Ok(None), None) if asked > RELOAD_NOBODY => {
                return Err(Failure::words("no server runs over these data"));
            }
            (Ok(Some(Answer::Error(words))), _) => return Err(Failure::Words(words)),
            (Ok(Some(Answer::Reloading(generation))), None) => left = Some(generation),
            (Ok(Some(Answer::Generation(generation, registers, procedures))), Some(left))
                if generation > left =>
            {
                println!("registers: {registers}, procedures: {procedures}");
                return Ok(ExitCode::SUCCESS);
            }
            _ => {}
        }
        tokio::time::sleep(RELOAD_PAUSE).await;
    }
    Err(Failure::words("the server does not answer; look into its log"))
}

/// `oblast register new`
pub fn new_register(name: &str) -> Result<ExitCode, Failure> {
    let text = skeleton::register(name).map_err(Failure::words)?;
    let folder = Path::new(name);
    std::fs::create_dir(folder).map_err(Failure::io(folder.display()))?;
    let file = folder.join("register.toml");
    std::fs::write(&file, text).map_err(Failure::io(file.display()))?;
    println!("{}", file.display());
    Ok(ExitCode::SUCCESS)
}

async fn open(settings: &Settings) -> Result<Store, Failure> {
    keys::prepare(&settings.data)?;
    serve::open(settings, time::clock(&settings.data)?, Ids::system(), false).await
}

async fn open_reader(settings: &Settings) -> Result<Store, Failure> {
    serve::open(settings, time::clock(&settings.data)?, Ids::system(), true).await
}

fn read_checkpoint(file: &Path) -> Result<Checkpoint, Failure> {
    let text = std::fs::read_to_string(file).map_err(Failure::io(file.display()))?;
    serde_json::from_str(&text)
        .map_err(|error| Failure::words(format!("{}: this is not a checkpoint: {error}", file.display())))
}

fn read_checkpoints(files: &[PathBuf]) -> Result<Vec<Checkpoint>, Failure> {
    files.iter().map(|file| read_checkpoint(file)).collect()
}

fn tell(report: &Report) -> ExitCode {
    for finding in &report.findings {
        println!("{finding}");
    }
    println!(
        "entries: {}, rows: {}, versions: {}, findings: {}",
        report.entries,
        report.rows,
        report.versions,
        report.findings.len()
    );
    if report.findings.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// `oblast verify --export`
pub fn verify_export(file: &Path, checkpoints: &[PathBuf]) -> Result<ExitCode, Failure> {
    let input = File::open(file).map_err(Failure::io(file.display()))?;
    let report = verify_lines(BufReader::new(input), read_checkpoints(checkpoints)?)
        .map_err(|error| Failure::words(format!("{}: {error}", file.display())))?;
    Ok(tell(&report))
}

/// `oblast verify --data | --database`
pub async fn verify(settings: &Settings, checkpoints: &[PathBuf]) -> Result<ExitCode, Failure> {
    let mut held = read_checkpoints(checkpoints)?;
    let copy = settings.data.join("checkpoint.json");
    if copy.exists() {
        held.push(read_checkpoint(&copy)?);
    }
    let store = open_reader(settings).await?;
    let mut report = store.verify(held).await?;
    if let Some(key) = keys::existing_journal_key(&settings.data)? {
        let key = hex(key.verifying_key().as_bytes());
        report.findings.extend(store.foreign_checkpoints(&key).await?);
    }
    let (files, lost) = store.verify_files().await?;
    for finding in &lost {
        println!("{} {}: its file is {}", finding.table, finding.id, finding.kind);
    }
    println!("files: {files}, findings: {}", lost.len());
    let sound = tell(&report);
    Ok(if lost.is_empty() { sound } else { ExitCode::FAILURE })
}

/// `oblast journal export`
pub async fn export(settings: &Settings, file: &Path) -> Result<ExitCode, Failure> {
    let store = open_reader(settings).await?;
    let out = File::create(file).map_err(Failure::io(file.display()))?;
    let mut out = BufWriter::new(out);
    let count = store.export_journal(&mut out).await.map_err(Failure::words)?;
    out.flush().map_err(Failure::io(file.display()))?;
    println!("entries: {count}");
    Ok(ExitCode::SUCCESS)
}

/// Asks a running server, or does it here where none runs.
async fn ask(settings: &Settings, question: Question) -> Result<Answer, Failure> {
    if let Some(answer) = socket::ask(&settings.data, &question).await? {
        return Ok(answer);
    }
    let store = open(settings).await?;
    let key = keys::journal_key(&settings.data, &store.ids)?;
    let answer = socket::answer(&store, &key, None, question).await;
    store.close().await;
    Ok(answer)
}

/// `oblast journal checkpoint`
pub async fn checkpoint(settings: &Settings, file: &Path) -> Result<ExitCode, Failure> {
    match ask(settings, Question::Checkpoint).await? {
        Answer::Checkpoint(checkpoint) => {
            let text = serde_json::to_string(&checkpoint).map_err(Failure::words)?;
            std::fs::write(file, text + "\n").map_err(Failure::io(file.display()))?;
            println!("entry: {}, hash: {}", checkpoint.seq, checkpoint.hash);
            Ok(ExitCode::SUCCESS)
        }
        Answer::Error(words) => Err(Failure::Words(words)),
        _ => Err(Failure::words("the server answered something else")),
    }
}

/// `oblast token issue`
pub async fn issue_token(settings: &Settings, account: &str) -> Result<ExitCode, Failure> {
    match ask(settings, Question::IssueToken { account: account.to_owned() }).await? {
        Answer::Token(token) => {
            println!("{token}");
            Ok(ExitCode::SUCCESS)
        }
        Answer::Error(words) => Err(Failure::Words(words)),
        _ => Err(Failure::words("the server answered something else")),
    }
}

/// `oblast classifier load`
pub async fn load_classifier(settings: &Settings, file: &Path, whole: bool) -> Result<ExitCode, Failure> {
    let file = std::fs::canonicalize(file).map_err(Failure::io(file.display()))?;
    match ask(settings, Question::LoadTerritories { file, whole }).await? {
        Answer::Loaded { added, changed, ended, same } => {
            println!("added: {added}, changed: {changed}, ended: {ended}, as before: {same}");
            Ok(ExitCode::SUCCESS)
        }
        Answer::Error(words) => Err(Failure::Words(words)),
        _ => Err(Failure::words("the server answered something else")),
    }
}
