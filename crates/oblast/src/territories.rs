//! The classifier of territories from the spreadsheet of its publisher.

use std::fs::File;
use std::io::{BufReader, Read as _, Seek as _};
use std::path::Path;

use oblast_store::Store;
use oblast_store::classifiers::{ClassifierError, Columns, Loaded, Territory};
use oblast_tables::{Format, Reading};

use crate::Failure;

/// Reads the file and loads it.
pub async fn load(store: &Store, file: &Path, whole: bool) -> Result<Loaded, Failure> {
    let path = file.to_owned();
    let read = tokio::task::spawn_blocking(move || read(&path)).await.map_err(Failure::words)?;
    store.load_territories(&read?, whole).await.map_err(Failure::words)
}

fn read(file: &Path) -> Result<Vec<Territory>, Failure> {
    let shown = file.display().to_string();
    let mut input = File::open(file).map_err(Failure::io(&shown))?;
    let mut head = [0; 512];
    let count = input.read(&mut head).map_err(Failure::io(&shown))?;
    input.rewind().map_err(Failure::io(&shown))?;
    let format = Format::sniff(&shown, &head[..count])
        .ok_or_else(|| Failure::words(format!("{shown}: neither CSV, XLSX nor ODS")))?;
    let mut rows: Vec<(u64, Vec<String>)> = Vec::new();
    let summary =
        oblast_tables::read(BufReader::new(input), format, &Reading::default(), &mut |number, cells| {
            rows.push((number, cells.to_vec()));
            Ok(())
        })
        .map_err(|error| Failure::words(format!("{shown}: {error}")))?;
    let columns = Columns::find(&summary.heads).map_err(Failure::words)?;
    let read = rows.iter().map(|(number, cells)| columns.read(*number, cells));
    let read: Result<Vec<Option<Territory>>, ClassifierError> = read.collect();
    Ok(read.map_err(|error| Failure::words(format!("{shown}: {error}")))?.into_iter().flatten().collect())
}
