//! Files of drafts and of cases: which, whose, and whether they are still what they were.

use oblast_kernel::access::Actor;
use oblast_kernel::value::ColumnType;
use oblast_kernel::{Uuid, Value};

use super::{FileError, IN_DRAFTS, MOST, Taken, clean_name};
use crate::act::{Act, ActError, Scratch};
use crate::cases::CaseView;
use crate::record::Record;
use crate::{Store, StoreError};

/// How long a file of a draft is kept, in microseconds: as long as the draft, 30 days.
const KEPT: i64 = 30 * 86_400_000_000;

/// A file of a draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    /// The id.
    pub id: Uuid,
    /// Which of the procedure's documents it is.
    pub document: i64,
    /// Its name.
    pub name: String,
    /// Its hash.
    pub hash: String,
    /// Its size in bytes.
    pub size: i64,
    /// What it is.
    pub media_type: String,
}

/// A file that is not as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileFinding {
    /// The table that refers to it.
    pub table: &'static str,
    /// The row.
    pub id: Uuid,
    /// `missing` or `altered`.
    pub kind: &'static str,
}

impl Store {
    /// The files of a draft, in the order in which they came.
    pub async fn uploads(&self, account: Uuid, procedure: &str) -> Result<Vec<Upload>, StoreError> {
        let (id, text, int) = (ColumnType::Id, ColumnType::Text, ColumnType::Int);
        let sql = "select id, document, name, hash, size, media_type from upload \
                   where account = $1 and procedure = $2 and expires_at > $3 order by at, id limit 100";
        let now = Value::Int(self.clock.now().as_microsecond());
        let rows = self
            .query(sql, &[account.into(), procedure.into(), now], &[id, int, text, text, int, text])
            .await?;
        Ok(rows
            .iter()
            .map(|row| Upload {
                id: row.id(0),
                document: row.int(1),
                name: row.text(2).to_owned(),
                hash: row.text(3).to_owned(),
                size: row.int(4),
                media_type: row.text(5).to_owned(),
            })
            .collect())
    }

    /// Keeps a taken file with a draft.
    pub async fn add_upload(
        &self,
        account: Uuid,
        procedure: &str,
        document: i64,
        name: &str,
        taken: &Taken,
    ) -> Result<(), FileError> {
        let failed = |error: StoreError| FileError::Store(error.to_string());
        if let Err(error) = self.upload_room(account, procedure).await {
            self.release(std::slice::from_ref(&taken.hash)).await.map_err(failed)?;
            return Err(error);
        }
        let now = self.clock.now();
        let at = now.as_microsecond();
        let sql = "insert into upload (id, account, procedure, document, name, hash, size, media_type, at, expires_at) \
                   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
        let values = vec![
            self.ids.id(now).into(),
            account.into(),
            procedure.into(),
            document.into(),
            clean_name(name).into(),
            taken.hash.as_str().into(),
            taken.size.into(),
            taken.media_type.into(),
            at.into(),
            (at + KEPT).into(),
        ];
        self.scratch(sql, values).await.map_err(failed)?;
        // Somebody may have given up the same bytes a moment ago.
        if self.files.has(&taken.hash).await? { Ok(()) } else { Err(FileError::Broken("taken away".into())) }
    }

    /// Is there room for one more file in a draft, and in all drafts of the account together?
    pub async fn upload_room(&self, account: Uuid, procedure: &str) -> Result<(), FileError> {
        let sql = "select cast(coalesce(sum(size), 0) as bigint), \
                   cast(coalesce(sum(case when procedure = $1 then 1 else 0 end), 0) as bigint) \
                   from upload where account = $2";
        let int = ColumnType::Int;
        let rows = self.query(sql, &[procedure.into(), account.into()], &[int, int]).await;
        let rows = rows.map_err(|error| FileError::Store(error.to_string()))?;
        let (size, count) = rows.first().map_or((0, 0), |row| (row.int(0), row.int(1)));
        match (usize::try_from(count), u64::try_from(size)) {
            (Ok(count), Ok(size)) if count < MOST && size < IN_DRAFTS => Ok(()),
            _ => Err(FileError::TooMany),
        }
    }

    /// Takes a file out of a draft.
    pub async fn drop_upload(&self, account: Uuid, id: Uuid) -> Result<(), StoreError> {
        let own: Vec<Value> = vec![id.into(), account.into()];
        let sql = "select hash from upload where id = $1 and account = $2";
        let hashes = self.query(sql, &own, &[ColumnType::Text]).await?;
        self.scratch("delete from upload where id = $1 and account = $2", own).await?;
        let hashes: Vec<String> = hashes.iter().map(|row| row.text(0).to_owned()).collect();
        self.release(&hashes).await
    }

    /// Takes all files out of a draft.
    pub(crate) async fn drop_uploads(&self, account: Uuid, procedure: &str) -> Result<(), StoreError> {
        let uploads = self.uploads(account, procedure).await?;
        let sql = "delete from upload where account = $1 and procedure = $2";
        self.scratch(sql, vec![account.into(), procedure.into()]).await?;
        let hashes: Vec<String> = uploads.into_iter().map(|upload| upload.hash).collect();
        self.release(&hashes).await
    }

    /// Moves the files of a draft to a case, in the act that begins it.
    pub fn attach_uploads(
        &self,
        mut act: Act,
        account: Uuid,
        uploads: &[Upload],
        case: Uuid,
    ) -> Result<Act, StoreError> {
        for upload in uploads {
            let mut row = self.new_record("attachment")?;
            row.set("case_id", case);
            row.set("document", upload.document);
            row.set("name", upload.name.as_str());
            row.set("hash", upload.hash.as_str());
            row.set("size", upload.size);
            row.set("media_type", upload.media_type.as_str());
            row.set("added_at", self.clock.now().as_microsecond());
            row.set("added_by", account);
            let sql = "delete from upload where id = $1".to_owned();
            act = act.insert(row).also(Scratch { sql, parameters: vec![upload.id.into()] });
        }
        Ok(act)
    }

    /// Adds a taken file to a case.
    pub async fn attach(
        &self,
        actor: &Actor,
        position: Option<Uuid>,
        view: &CaseView,
        name: &str,
        taken: &Taken,
    ) -> Result<(), ActError> {
        let unavailable = |error: StoreError| ActError::Unavailable(error.to_string());
        let mut row = self.new_record("attachment").map_err(unavailable)?;
        row.set("case_id", view.case.id());
        row.set("name", clean_name(name));
        row.set("hash", taken.hash.as_str());
        row.set("size", taken.size);
        row.set("media_type", taken.media_type);
        row.set("added_at", self.clock.now().as_microsecond());
        row.set("added_by", actor.account);
        let act = self.act("case.attach").by(actor).in_position(position).about("cases", view.case.id());
        self.apply(act.insert(row)).await.map(|_| ())
    }

    /// The files of a case, in the order in which they came.
    pub async fn attachments(&self, case: Uuid) -> Result<Vec<Record>, StoreError> {
        self.select("attachment", "where case_id = $1 order by added_at, id limit 200", &[case.into()]).await
    }

    /// Forgets files of drafts that have expired, and the bytes that nothing refers to any more.
    pub async fn forget_old_uploads(&self) -> Result<u64, StoreError> {
        let now = Value::Int(self.clock.now().as_microsecond());
        let text = ColumnType::Text;
        let sql = "select distinct hash from upload where expires_at <= $1 limit 1000";
        let hashes = self.query(sql, std::slice::from_ref(&now), &[text]).await?;
        let forgotten = self.scratch("delete from upload where expires_at <= $1", vec![now]).await?;
        let hashes: Vec<String> = hashes.iter().map(|row| row.text(0).to_owned()).collect();
        self.release(&hashes).await?;
        Ok(forgotten)
    }

    /// Removes those of the bytes that nothing refers to any more.
    pub async fn release(&self, hashes: &[String]) -> Result<(), StoreError> {
        for hash in hashes {
            let used = "select 1 from upload where hash = $1 union all select 1 from attachment where hash = $1 \
                        union all select 1 from document where hash = $1 \
                        union all select 1 from record_file where hash = $1 \
                        union all select 1 from change_request where evidence_hash = $1 limit 1";
            if self.query(used, &[hash.as_str().into()], &[ColumnType::Int]).await?.is_empty()
                && let Err(error) = self.files.remove(hash).await
            {
                tracing::warn!(%error, "a file that nothing refers to was not removed");
            }
        }
        Ok(())
    }

    /// Looks at the bytes of every attachment and issued document: which are missing, which were altered.
    pub async fn verify_files(&self) -> Result<(usize, Vec<FileFinding>), StoreError> {
        let (mut count, mut findings) = (0, Vec::new());
        for (table, column) in [
            ("attachment", "hash"),
            ("document", "hash"),
            ("signature", "hash"),
            ("record_file", "hash"),
            ("change_request", "evidence_hash"),
        ] {
            let mut after = Uuid::nil();
            loop {
                let rows = self.select(table, "where id > $1 order by id limit 500", &[after.into()]).await?;
                let Some(last) = rows.last() else { break };
                after = last.id();
                for row in rows.iter().filter(|row| !row.get(column).is_null()) {
                    count += 1;
                    let kind = match self.files.read(row.text(column)).await {
                        Ok(_) => continue,
                        Err(FileError::Missing) => "missing",
                        Err(FileError::Altered) => "altered",
                        Err(error) => return Err(StoreError::Unexpected(error.to_string())),
                    };
                    findings.push(FileFinding { table, id: row.id(), kind });
                }
            }
        }
        Ok((count, findings))
    }
}
