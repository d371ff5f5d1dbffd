//! Electronic signatures on the command line.

mod sign;
mod test_ca;
mod verify;

use std::io::{ErrorKind, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Subcommand;

use crate::Failure;
use crate::authority::KeyKind;

/// What is done with signatures.
#[derive(Subcommand)]
pub enum SignatureCommand {
    /// Verify a signature (CAdES, ASiC); exit 0 valid, 1 invalid, 2 indeterminate, 3 not a signature
    Verify {
        /// The file with the signature
        file: PathBuf,
        /// The signed file, where the signature is detached
        #[arg(long, value_name = "FILE")]
        content: Option<PathBuf>,
        /// Trusted certificates, trust lists in XML (pinned by NAME.xml.sha256 beside them), lists of revoked
        /// certificates: a file, or a folder of them; may be repeated
        #[arg(long, value_name = "FILE|DIR")]
        trust: Vec<PathBuf>,
        /// The time of the verdict, a day or an instant [default: now]
        #[arg(long, value_name = "TIME")]
        at: Option<String>,
        /// What is said where it is not known whether certificates were revoked
        #[arg(long, value_enum, default_value_t)]
        policy: PolicyChoice,
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// Sign a file by a key file (Key-6.dat, PKCS#8, PKCS#12, JKS); CAdES BES, beside it as FILE.p7s
    Sign {
        /// The file
        file: PathBuf,
        /// The key file
        #[arg(long, value_name = "FILE")]
        key: PathBuf,
        /// A file whose first line is the password [default: the variable OBLAST_KEY_PASSWORD]
        #[arg(long, value_name = "FILE")]
        password_file: Option<PathBuf>,
        /// The certificate, where it is not in the key file; may be repeated
        #[arg(long, value_name = "FILE")]
        certificate: Vec<PathBuf>,
        /// The content goes along with the signature
        #[arg(long, conflicts_with = "asic")]
        attached: bool,
        /// File and signature go into a container (ASiC-S)
        #[arg(long)]
        asic: bool,
        /// Add to the signatures of this file
        #[arg(long, value_name = "FILE", conflicts_with_all = ["attached", "asic"])]
        add: Option<PathBuf>,
        /// Where the signature goes
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Issue a key with a certificate of an authority for tests, which proves nothing about anybody
    TestCa {
        /// The folder of the authority; made where there is none
        folder: PathBuf,
        /// The name on the certificate; its key file is NAME.p12 in the folder
        #[arg(long)]
        holder: Option<String>,
        /// The organisation on the certificate
        #[arg(long, default_value = "")]
        organisation: String,
        /// The tax number of the person (РНОКПП)
        #[arg(long)]
        rnokpp: Option<String>,
        /// The code of the organisation (ЄДРПОУ)
        #[arg(long)]
        edrpou: Option<String>,
        /// The algorithm of the key
        #[arg(long, value_enum, default_value_t)]
        algorithm: KeyKind,
        /// A file whose first line is the password [default: the variable OBLAST_KEY_PASSWORD, else «demo»]
        #[arg(long, value_name = "FILE")]
        password_file: Option<PathBuf>,
    },
}

/// What is said without word of revocation.
#[derive(Clone, Copy, Default, clap::ValueEnum)]
pub enum PolicyChoice {
    /// Valid, with that reservation
    #[default]
    Lenient,
    /// Indeterminate
    Strict,
}

/// Runs a command.
pub fn run(command: SignatureCommand) -> Result<ExitCode, Failure> {
    match command {
        SignatureCommand::Verify { file, content, trust, at, policy, json } => {
            let policy = match policy {
                PolicyChoice::Lenient => dstu::verdict::Policy::Lenient,
                PolicyChoice::Strict => dstu::verdict::Policy::Strict,
            };
            verify::verify(&verify::Asked { file, content, trust, at, policy, as_json: json })
        }
        SignatureCommand::Sign { file, key, password_file, certificate, attached, asic, add, out } => {
            let password = password(password_file.as_deref())?.unwrap_or_default();
            sign::sign(&sign::Asked { file, key, password, certificate, attached, asic, add, out })
        }
        SignatureCommand::TestCa {
            folder,
            holder,
            organisation,
            rnokpp,
            edrpou,
            algorithm,
            password_file,
        } => {
            let password = password(password_file.as_deref())?;
            test_ca::issue(&test_ca::Asked {
                folder,
                holder,
                organisation,
                rnokpp,
                edrpou,
                algorithm,
                password,
            })
        }
    }
}

/// The password of a key file: never an argument, which others on the machine could see.
fn password(file: Option<&std::path::Path>) -> Result<Option<String>, Failure> {
    match file {
        Some(file) => {
            let text = std::fs::read_to_string(file).map_err(Failure::io(file.display()))?;
            Ok(Some(text.lines().next().unwrap_or_default().to_owned()))
        }
        None => Ok(std::env::var("OBLAST_KEY_PASSWORD").ok()),
    }
}

fn write(words: &str) -> Result<(), Failure> {
    match writeln!(std::io::stdout().lock(), "{words}") {
        // Who reads it has seen enough.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        written => written.map_err(Failure::io("standard output")),
    }
}
