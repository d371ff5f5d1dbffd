//! One binary for the digital side of a region: wiring and the command line.

mod authority;
mod commands;
mod declarations;
mod demo;
mod front;
mod identity;
mod keys;
mod reload;
mod senders;
mod serve;
mod settings;
mod signing;
mod socket;
mod sources;
mod territories;
mod time;
mod trust;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

#[derive(Parser)]
#[command(name = "oblast", version, about = "The digital side of a region in one binary")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

/// Settings that every command takes; also `OBLAST_...` in the environment and keys of the settings file.
#[derive(Args, Clone, Debug, Default)]
pub struct Common {
    /// Data directory: the SQLite file, keys, the settings file
    #[arg(long, value_name = "DIR")]
    data: Option<String>,
    /// PostgreSQL instead of the SQLite file: postgres://user@host/database
    #[arg(long, value_name = "URL")]
    database: Option<String>,
    /// Settings file [default: oblast.toml in the data directory]
    #[arg(long, value_name = "FILE")]
    settings: Option<String>,
    /// Folder with more declarations of registers and procedures
    #[arg(long, value_name = "DIR")]
    systems: Option<String>,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the platform
    Serve {
        #[command(flatten)]
        common: Common,
        /// Address and port [default: 127.0.0.1:8080]
        #[arg(long, value_name = "ADDR")]
        listen: Option<String>,
    },
    /// Serve a demonstration region; creates it on the first start
    Demo {
        #[command(flatten)]
        common: Common,
        /// Address and port [default: 127.0.0.1:8080]
        #[arg(long, value_name = "ADDR")]
        listen: Option<String>,
        /// The same seed gives the same region
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// What the demonstration's clock shows at this start, e.g. 2026-03-16T09:00:00+02:00
        #[arg(long, value_name = "INSTANT")]
        now: Option<String>,
    },
    /// Bring the database to the declared tables and fill new fields from the ones that they take over, then stop
    Migrate {
        /// Empty the fields that are used no more, for good: after that there is no way back
        #[arg(long)]
        purge: bool,
        #[command(flatten)]
        common: Common,
    },
    /// Check declarations: every mistake with its file, line, column
    Check {
        /// The folder
        dir: PathBuf,
    },
    /// Have the running server take its declarations anew
    Reload {
        #[command(flatten)]
        common: Common,
    },
    /// Registers
    Register {
        #[command(subcommand)]
        command: RegisterCommand,
    },
    /// Classifiers
    Classifier {
        #[command(subcommand)]
        command: ClassifierCommand,
    },
    /// Regional programmes
    Programme {
        #[command(subcommand)]
        command: ProgrammeCommand,
    },
    /// Electronic signatures
    Signature {
        #[command(subcommand)]
        command: commands::signature::SignatureCommand,
    },
    /// Verify the journal: an export alone, or a database with every row
    Verify {
        #[command(flatten)]
        common: Common,
        /// An export made by `journal export`
        #[arg(long, value_name = "FILE")]
        export: Option<PathBuf>,
        /// A checkpoint held elsewhere; may be repeated
        #[arg(long, value_name = "FILE")]
        checkpoint: Vec<PathBuf>,
    },
    /// The journal
    Journal {
        #[command(subcommand)]
        command: JournalCommand,
    },
    /// Count a statutory term: a case, or a list of cases, as JSON on standard input
    Term {
        /// Answer as JSON
        #[arg(long)]
        json: bool,
    },
    /// Check identifiers: edrpou, rnokpp, unzr, iban, katotth, cadastral
    Identifier {
        /// The kind
        kind: String,
        /// The values
        #[arg(required = true)]
        values: Vec<String>,
        /// Answer as JSON
        #[arg(long)]
        json: bool,
    },
    /// The lemmas of each word of a text: what the search finds it by
    Lemma {
        /// The text
        text: String,
        /// Answer as JSON
        #[arg(long)]
        json: bool,
    },
    /// Read a mail that came back from standard input and mark its delivery; for a pipe of the mail server
    Bounce {
        #[command(flatten)]
        common: Common,
    },
    /// Bodies: administrations, departments, communities, service centres
    Body {
        #[command(subcommand)]
        command: BodyCommand,
    },
    /// Operators of the platform
    Operator {
        #[command(subcommand)]
        command: OperatorCommand,
    },
    /// Keys
    Keys {
        #[command(subcommand)]
        command: KeysCommand,
    },
    /// API tokens
    Token {
        #[command(subcommand)]
        command: TokenCommand,
    },
}

#[derive(Subcommand)]
enum RegisterCommand {
    /// Write a commented declaration into ./NAME
    New {
        /// The name of the register, as in addresses
        name: String,
    },
}

#[derive(Subcommand)]
enum ClassifierCommand {
    /// Load the territories (КАТОТТГ) from the official spreadsheet: XLSX, ODS or CSV
    Load {
        /// The file
        file: PathBuf,
        /// It is the whole classifier, however many territories it has no more
        #[arg(long)]
        whole: bool,
        #[command(flatten)]
        common: Common,
    },
}

#[derive(Subcommand)]
enum ProgrammeCommand {
    /// Read the document of a regional programme (DOCX, XLSX, ODS, or text whose tables have tabs between their cells) and check its arithmetic
    Import {
        /// The file
        file: PathBuf,
        /// Only tell what was understood and which figures disagree; nothing is saved
        #[arg(long, required = true)]
        report: bool,
        /// As JSON
        #[arg(long)]
        json: bool,
    },
}

#[derive(Subcommand)]
enum JournalCommand {
    /// Write the whole journal into a file that can be verified alone
    Export {
        /// The file
        file: PathBuf,
        #[command(flatten)]
        common: Common,
    },
    /// Sign the head of the journal and write the checkpoint into a file
    Checkpoint {
        /// The file
        file: PathBuf,
        #[command(flatten)]
        common: Common,
    },
}

#[derive(Subcommand)]
enum BodyCommand {
    /// Load bodies from a spreadsheet with the columns code, title_uk, title_en, kind, territory, parent
    Load {
        /// The file: CSV, XLSX or ODS
        file: PathBuf,
        #[command(flatten)]
        common: Common,
    },
}

#[derive(Subcommand)]
enum OperatorCommand {
    /// Make one of the first two operators and print the invitation; two appoint the next ones
    First {
        /// The login
        login: String,
        /// Surname, given name and patronymic, in quotes
        #[arg(long)]
        name: String,
        /// The code of the body
        #[arg(long, default_value = "digital")]
        body: String,
        /// The title of the body, where it is not loaded yet
        #[arg(long, default_value = "Департамент цифрового розвитку")]
        title: String,
        #[command(flatten)]
        common: Common,
    },
}

#[derive(Subcommand)]
enum KeysCommand {
    /// Exchange the master key of restricted values for a new one; no server may run
    Rotate {
        #[command(flatten)]
        common: Common,
    },
}

#[derive(Subcommand)]
enum TokenCommand {
    /// Issue a token; it is printed once
    Issue {
        /// The login of the account
        #[arg(long)]
        account: String,
        #[command(flatten)]
        common: Common,
    },
}

/// What a command fails with: words for the operator.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// A wrong setting, with its place.
    #[error("{0}")]
    Setting(#[from] settings::SettingError),
    /// Mistakes in declarations.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n\n"))]
    Declarations(Vec<oblast_register::Problem>),
    /// The storage.
    #[error("{0}")]
    Store(#[from] oblast_store::StoreError),
    /// A file or a socket.
    #[error("{place}: {error}")]
    Io {
        /// Which.
        place: String,
        /// What happened.
        error: std::io::Error,
    },
    /// Anything else, in words.
    #[error("{0}")]
    Words(String),
}

impl Failure {
    /// An I/O failure at a place.
    pub fn io(place: impl std::fmt::Display) -> impl FnOnce(std::io::Error) -> Failure {
        let place = place.to_string();
        move |error| Failure::Io { place, error }
    }

    /// A failure in words.
    pub fn words(words: impl std::fmt::Display) -> Failure {
        Failure::Words(words.to_string())
    }
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("oblast: {error}");
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(run(cli.command)) {
        Ok(code) => code,
        Err(failure) => {
            eprintln!("oblast: {failure}");
            ExitCode::FAILURE
        }
    }
}

async fn run(command: Command) -> Result<ExitCode, Failure> {
    match command {
        Command::Serve { common, listen } => {
            serve::serve(&settings::read(&common, listen, "data")?, None).await
        }
        Command::Demo { common, listen, seed, now } => {
            demo::run(&settings::read(&common, listen, "data/demo")?, seed, now).await
        }
        Command::Migrate { purge, common } => {
            commands::migrate(&settings::read(&common, None, "data")?, purge).await
        }
        Command::Bounce { common } => commands::bounce::run(&settings::read(&common, None, "data")?).await,
        Command::Reload { common } => commands::reload(&settings::read(&common, None, "data")?).await,
        Command::Check { dir } => commands::check(&dir),
        Command::Register { command: RegisterCommand::New { name } } => commands::new_register(&name),
        Command::Classifier { command: ClassifierCommand::Load { file, whole, common } } => {
            commands::load_classifier(&settings::read(&common, None, "data")?, &file, whole).await
        }
        Command::Programme { command: ProgrammeCommand::Import { file, json, .. } } => {
            commands::programme::import(&file, json)
        }
        Command::Signature { command } => commands::signature::run(command),
        Command::Term { json } => commands::facts::term(json),
        Command::Lemma { text, json } => Ok(commands::facts::lemma(&text, json)),
        Command::Identifier { kind, values, json } => commands::facts::identifier(&kind, &values, json),
        Command::Verify { common, export: Some(file), checkpoint } => {
            if common.data.is_some() || common.database.is_some() {
                return Err(Failure::words("give either --export or a database, not both"));
            }
            commands::verify_export(&file, &checkpoint)
        }
        Command::Verify { common, export: None, checkpoint } => {
            commands::verify(&settings::read(&common, None, "data")?, &checkpoint).await
        }
        Command::Journal { command: JournalCommand::Export { file, common } } => {
            commands::export(&settings::read(&common, None, "data")?, &file).await
        }
        Command::Journal { command: JournalCommand::Checkpoint { file, common } } => {
            commands::checkpoint(&settings::read(&common, None, "data")?, &file).await
        }
        Command::Body { command: BodyCommand::Load { file, common } } => {
            commands::people::load_bodies(&settings::read(&common, None, "data")?, &file).await
        }
        Command::Operator { command: OperatorCommand::First { login, name, body, title, common } } => {
            let question = crate::socket::Question::FirstOperator { login, name, body, title };
            commands::people::first_operator(&settings::read(&common, None, "data")?, question).await
        }
        Command::Keys { command: KeysCommand::Rotate { common } } => {
            commands::rotation::rotate(&settings::read(&common, None, "data")?).await
        }
        Command::Token { command: TokenCommand::Issue { account, common } } => {
            commands::issue_token(&settings::read(&common, None, "data")?, &account).await
        }
    }
}
