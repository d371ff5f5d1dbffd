//! `oblast keys rotate`

use std::process::ExitCode;

use super::open;
use crate::settings::Settings;
use crate::{Failure, keys};

/// Exchanges the master key: first the next one is written down, then all that is under it in one act, then it takes its place. Killed in
/// between, the next start finds out which of the two holds.
pub async fn rotate(settings: &Settings) -> Result<ExitCode, Failure> {
    let store = open(settings).await?;
    let next = keys::next(&settings.data)?;
    let rotated = store.rotate(next).await;
    let at = store.clock.now().as_second();
    store.close().await;
    match rotated {
        Ok(rotated) => {
            let before = keys::exchange(&settings.data, at)?;
            println!("keys: {}, secrets: {}", rotated.keys, rotated.secrets);
            println!("{} opens copies of the data from before; keep it apart", before.display());
            Ok(ExitCode::SUCCESS)
        }
        Err(error) => {
            keys::keep(&settings.data);
            Err(Failure::words(error))
        }
    }
}
