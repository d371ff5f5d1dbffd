//! A file comes in and is read into rows: numbered, in UTF-8, each as long as the head.

use std::fs::File;
use std::io::{BufReader, BufWriter, Seek as _, SeekFrom, Write};

use futures_util::Stream;
use oblast_kernel::access::Actor;
use oblast_kernel::{Text, Uuid, Value};
use oblast_register::Register;
use oblast_register::matching;
use oblast_tables::{Format, Reading, Summary, TableError};

use super::{ImportError, Phase, Run, Secret, secret};
use crate::files::{FileError, clean_name};
use crate::{Store, StoreError};

/// The largest file, in bytes: 1 GiB.
pub const LARGEST: u64 = 1024 * 1024 * 1024;
/// How large the rows of a file may be, read out, in bytes.
const ROWS: u64 = 4 * LARGEST;

/// The file as it came.
const SOURCE: &str = "source";
/// Its rows.
const READ: &str = "rows";
pub(super) const KINDS: [&str; 2] = [SOURCE, READ];

/// Where a file of an import lies.
pub(super) fn spooled(run: Uuid, kind: &str) -> String {
    format!("{run}.{kind}")
}

/// Files being read at once: a spreadsheet may take a core and a quarter of a gigabyte.
static READING: tokio::sync::Semaphore = tokio::sync::Semaphore::const_new(1);

/// A writer that ends where a file would grow too large.
struct Bounded<W> {
    inner: W,
    left: u64,
}

impl<W: Write> Write for Bounded<W> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.left = self
            .left
            .checked_sub(bytes.len() as u64)
            .ok_or_else(|| std::io::Error::other("the rows take too much space"))?;
        self.inner.write_all(bytes)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.inner.flush()
    }
}

/// Reads a file out into rows.
fn read_out(source: File, format: Format, reading: &Reading) -> Result<(File, Summary), ImportError> {
    let file = tempfile::tempfile().map_err(TableError::Io)?;
    let bounded = Bounded { inner: BufWriter::new(file), left: ROWS };
    let mut out = csv::WriterBuilder::new().flexible(true).from_writer(bounded);
    let summary = oblast_tables::read(BufReader::new(source), format, reading, &mut |number, cells| {
        out.write_field(number.to_string())?;
        out.write_record(cells)?;
        Ok(())
    })?;
    let bounded = out.into_inner().map_err(|error| TableError::Io(error.into_error()))?;
    let mut file = bounded.inner.into_inner().map_err(|error| TableError::Io(error.into_error()))?;
    file.seek(SeekFrom::Start(0)).map_err(TableError::Io)?;
    Ok((file, summary))
}

impl Store {
    /// Takes a file for a register and reads it. `number` and `state` are the titles of these columns.
    pub async fn receive_import<S, E>(
        &self,
        actor: &Actor,
        register: &Register,
        name: &str,
        titles: (&Text, &Text),
        stream: S,
    ) -> Result<Uuid, ImportError>
    where
        S: Stream<Item = Result<bytes::Bytes, E>> + Unpin,
        E: std::fmt::Display,
    {
        let id = self.ids.id(self.clock.now());
        let name = clean_name(name);
        let new = Secret::new(self.sealing(), &self.ids, id);
        let key = new.as_ref().map(|(secret, _)| secret.file_key(SOURCE));
        let received = self.files.spool(&spooled(id, SOURCE), stream, LARGEST, key.as_ref()).await?;
        let made = self.begin_run(actor, register, (id, new), &name, titles, &received).await;
        if made.is_err() {
            self.forget_files(id).await;
        }
        made.map(|()| id)
    }

    async fn begin_run(
        &self,
        actor: &Actor,
        register: &Register,
        (id, new): (Uuid, Option<(Secret, Vec<u8>)>),
        name: &str,
        titles: (&Text, &Text),
        received: &crate::files::Spooled,
    ) -> Result<(), ImportError> {
        let format =
            Format::sniff(name, &received.head).ok_or_else(|| ImportError::NotATable(name.to_owned()))?;
        let reading = Reading::default();
        let (secret, stored_key) = new.unzip();
        let summary = self.read_source(id, secret.as_ref(), format, &reading).await?;
        let mapping = matching::suggest(register, &summary.heads, titles.0, titles.1);
        let now = self.clock.now().as_microsecond();
        let json = |value: serde_json::Result<String>| value.unwrap_or_default();
        let sql = "insert into import_run (id, register, account, file_name, file_hash, file_size, format, reading, \
                   summary, mapping, rows, phase, done, bad_cells, bad_rows, leave_out, failure, created_at, \
                   changed_at, node, lease_until, sealed_key) \
                   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'read', 0, 0, 0, 0, null, $12, $12, $13, 0, $14)";
        let values = vec![
            id.into(),
            register.id.as_str().into(),
            actor.account.into(),
            name.into(),
            received.hash.as_str().into(),
            i64::try_from(received.size).unwrap_or(i64::MAX).into(),
            format.name().into(),
            json(serde_json::to_string(&reading)).into(),
            secret::kept(secret.as_ref(), &self.ids, secret::SUMMARY, &json(serde_json::to_string(&summary)))
                .into(),
            json(serde_json::to_string(&mapping)).into(),
            i64::try_from(summary.rows).unwrap_or(i64::MAX).into(),
            now.into(),
            self.node().into(),
            stored_key.map_or(Value::Null, Value::Bytes),
        ];
        self.scratch(sql, values).await?;
        Ok(())
    }

    /// Reads the file of an import again: in another encoding, or another sheet.
    pub async fn read_again(
        &self,
        register: &Register,
        run: &Run,
        titles: (&Text, &Text),
        reading: Reading,
    ) -> Result<(), ImportError> {
        if !matches!(run.phase, Phase::Read | Phase::Checked) {
            return Err(ImportError::Step);
        }
        let summary = self.read_source(run.id, run.secret.as_ref(), run.format, &reading).await?;
        let mapping = matching::suggest(register, &summary.heads, titles.0, titles.1);
        let json = |value: serde_json::Result<String>| value.unwrap_or_default();
        let sql = "update import_run set reading = $1, summary = $2, mapping = $3, rows = $4, phase = 'read', \
                   bad_cells = 0, bad_rows = 0, failure = null, changed_at = $5 \
                   where id = $6 and phase in ('read', 'checked')";
        let values = vec![
            json(serde_json::to_string(&reading)).into(),
            secret::kept(
                run.secret.as_ref(),
                &self.ids,
                secret::SUMMARY,
                &json(serde_json::to_string(&summary)),
            )
            .into(),
            json(serde_json::to_string(&mapping)).into(),
            i64::try_from(summary.rows).unwrap_or(i64::MAX).into(),
            self.clock.now().as_microsecond().into(),
            run.id.into(),
        ];
        if self.scratch(sql, values).await? == 0 {
            return Err(ImportError::Step);
        }
        // Other columns, other cells: what was mended is not theirs.
        for table in ["import_finding", "import_fix"] {
            self.scratch(&format!("delete from {table} where run = $1"), vec![run.id.into()]).await?;
        }
        Ok(())
    }

    async fn read_source(
        &self,
        id: Uuid,
        secret: Option<&Secret>,
        format: Format,
        reading: &Reading,
    ) -> Result<Summary, ImportError> {
        let _permit = READING.acquire().await;
        let key = |kind| secret.map(|secret| secret.file_key(kind));
        let source = self.files.unspooled(&spooled(id, SOURCE), key(SOURCE).as_ref()).await?;
        let reading = reading.clone();
        let read = tokio::task::spawn_blocking(move || read_out(source, format, &reading)).await;
        let (rows, summary) = read.map_err(|error| StoreError::Unexpected(error.to_string()))??;
        self.files
            .spool_file(&spooled(id, READ), rows, key(READ).as_ref())
            .await
            .map_err(ImportError::File)?;
        Ok(summary)
    }

    /// The rows that were read, in a nameless file of this machine.
    pub(super) async fn rows_of(&self, run: &Run) -> Result<File, ImportError> {
        let key = run.secret.as_ref().map(|secret| secret.file_key(READ));
        Ok(self.files.unspooled(&spooled(run.id, READ), key.as_ref()).await?)
    }
}

impl From<FileError> for StoreError {
    fn from(error: FileError) -> Self {
        match error {
            FileError::Full => StoreError::Full,
            error => StoreError::Unexpected(error.to_string()),
        }
    }
}
