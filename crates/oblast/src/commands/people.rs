//! Bodies and the first operator.

use std::path::Path;
use std::process::ExitCode;

use super::ask;
use crate::Failure;
use crate::settings::Settings;
use crate::socket::{Answer, Question};

/// `oblast body load`
pub async fn load_bodies(settings: &Settings, file: &Path) -> Result<ExitCode, Failure> {
    let file = std::fs::canonicalize(file).map_err(Failure::io(file.display()))?;
    match ask(settings, Question::LoadBodies { file }).await? {
        Answer::Loaded { added, changed, .. } => {
            println!("added: {added}, changed: {changed}");
            Ok(ExitCode::SUCCESS)
        }
        Answer::Error(words) => Err(Failure::Words(words)),
        _ => Err(Failure::words("the server answered something else")),
    }
}

/// `oblast operator first`
pub async fn first_operator(settings: &Settings, question: Question) -> Result<ExitCode, Failure> {
    match ask(settings, question).await? {
        Answer::Invited(secret) => {
            println!("{}/welcome/{secret}", settings.public_url);
            Ok(ExitCode::SUCCESS)
        }
        Answer::Error(words) => Err(Failure::Words(words)),
        _ => Err(Failure::words("the server answered something else")),
    }
}
