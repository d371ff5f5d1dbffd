//! Records of registers: list, card, create, change, history.

use oblast_kernel::access::Actor;
use oblast_kernel::geometry::Bounds;
use oblast_kernel::sortkey::sort_key;
use oblast_kernel::value::ColumnType;
use oblast_kernel::{Uuid, Value, territory};
use oblast_register::catalogue::Values;
use oblast_register::indicator::STATE;
use oblast_register::plan::order_column;
use oblast_register::{Field, Register};

use crate::act::{ActError, Idempotency};
use crate::record::Record;
use crate::search::WordsCondition;
use crate::{Act, Store, StoreError};

/// How many records are counted at most; beyond that a list says «more than 10 000».
pub const COUNTED: i64 = 10_000;

/// A condition on a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    /// Equal.
    Is(Value),
    /// A text that holds these words, whatever the letter case.
    Holds(String),
    /// This code is among several.
    Among(String),
    /// Not less.
    From(Value),
    /// Not greater.
    Until(Value),
    /// A shape whose box meets this one.
    Meets(Bounds),
    /// A territory, or any within it: by its code.
    Within(String),
    /// An encrypted text that has all these words.
    Words(Vec<String>),
}

/// The last record of a page: where the next page begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// Its value in the order's column.
    pub key: Value,
    /// Its id.
    pub id: Uuid,
}

/// What a list is asked for.
#[derive(Clone, Debug, Default)]
pub struct ListQuery {
    /// Words, in any form, that stand in the public fields.
    pub words: Option<String>,
    /// Conditions, all of which hold.
    pub conditions: Vec<(String, Condition)>,
    /// The field of the order; the register's own where absent.
    pub sort: Option<String>,
    /// Reverses the register's own direction (or sorts downwards by `sort`).
    pub descending: Option<bool>,
    /// After which record.
    pub after: Option<Cursor>,
    /// How many at most.
    pub limit: i64,
}

/// A page of a list.
#[derive(Clone, Debug)]
pub struct Page {
    /// The records.
    pub records: Vec<Record>,
    /// Where the next page begins, if there is one.
    pub next: Option<Cursor>,
}

/// Why a record was not written.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// No such record.
    #[error("there is no such record")]
    Missing,
    /// The record is not in a state in which this step is taken.
    #[error("this step is not taken now")]
    NotNow,
    /// The act was not applied.
    #[error(transparent)]
    Act(#[from] ActError),
    /// The storage failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// One version of a row.
#[derive(Clone, Debug)]
pub struct VersionView {
    /// The row as it stood.
    pub record: Record,
    /// What was done.
    pub act: String,
    /// When: microseconds since the Unix epoch.
    pub at: i64,
    /// By whom.
    pub account: Option<Uuid>,
}

/// Conditions of a query and their values.
#[derive(Default)]
pub(crate) struct Filter {
    sql: Vec<String>,
    pub parameters: Vec<Value>,
}

impl Filter {
    pub fn add(&mut self, sql: &str, value: Value) {
        self.parameters.push(value);
        self.sql.push(sql.replace('?', &format!("${}", self.parameters.len())));
    }

    /// One of these values.
    pub fn any(&mut self, column: &str, values: impl Iterator<Item = Value>) {
        let first = self.parameters.len() + 1;
        self.parameters.extend(values);
        let places: Vec<String> = (first..=self.parameters.len()).map(|place| format!("${place}")).collect();
        self.sql.push(format!("{column} in ({})", places.join(", ")));
    }

    /// A territory with all that lies within it: their codes begin alike, and as a range the index serves it.
    pub fn within(&mut self, column: &str, code: &str) {
        let prefix = territory::prefix(code).unwrap_or(code);
        self.add(&format!("{column} >= ?"), Value::from(prefix));
        self.add(&format!("{column} < ?"), Value::Text(format!("{prefix}:")));
    }

    pub fn tail(&self) -> String {
        if self.sql.is_empty() { String::new() } else { format!(" where {}", self.sql.join(" and ")) }
    }
}

async fn filter(store: &Store, register: &Register, query: &ListQuery) -> Result<Filter, StoreError> {
    let mut filter = Filter::default();
    if let Some(words) = &query.words {
        match WordsCondition::new(store, register, words) {
            Some(condition) => {
                let (sql, value) = condition.chosen(store).await?;
                filter.add(&sql, value);
            }
            // Nothing but marks was typed: no record has that.
            None => filter.sql.push("1 = 0".into()),
        }
    }
    for (name, condition) in &query.conditions {
        let column = match register.field(name) {
            Some(field) => field.id.clone(),
            None if matches!(name.as_str(), "state" | "number") => name.clone(),
            None => continue,
        };
        match condition {
            Condition::Is(value) => filter.add(&format!("{column} = ?"), value.clone()),
            Condition::Among(code) => {
                // Codes are names: of what LIKE takes for signs of its own they hold `_` alone.
                let code = code.replace('_', "\\_");
                filter.add(&format!("{column} like ? escape '\\'"), Value::Text(format!("% {code} %")));
            }
            Condition::From(value) => filter.add(&format!("{column} >= ?"), value.clone()),
            Condition::Within(code) => filter.within(&column, code),
            Condition::Meets(bounds) => {
                // The order of the columns of the index.
                filter.add(&format!("{column}_west <= ?"), bounds.east.into());
                filter.add(&format!("{column}_south <= ?"), bounds.north.into());
                filter.add(&format!("{column}_east >= ?"), bounds.west.into());
                filter.add(&format!("{column}_north >= ?"), bounds.south.into());
            }
            Condition::Words(words) => {
                let tokens = store.sealing().into_iter().flat_map(|sealing| {
                    words.iter().map(|word| sealing.token(&register.table(), &column, word))
                });
                let before = filter.sql.len();
                for token in tokens {
                    filter.add("id in (select row_id from blind_index where token = ?)", token);
                }
                if filter.sql.len() == before {
                    filter.sql.push("1 = 0".into());
                }
            }
            Condition::Until(value) => filter.add(&format!("{column} <= ?"), value.clone()),
            Condition::Holds(words) => {
                // The sort key holds no `%` and no `_`, so words cannot be wildcards.
                let column = register.field(name).and_then(|field| field.sort_column()).unwrap_or(column);
                filter.add(&format!("{column} like ?"), Value::Text(format!("%{}%", sort_key(words))));
            }
        }
    }
    Ok(filter)
}

/// The values of all fields of a record.
pub fn values_of(register: &Register, record: &Record) -> Values {
    register.fields.iter().map(|field| (field.id.clone(), record.get(&field.id).clone())).collect()
}

/// Puts a value, and what stands beside it, into a record.
pub(crate) fn put(record: &mut Record, field: &Field, value: &Value) {
    record.set(&field.id, value.clone());
    for ((ending, _), beside) in field.beside().iter().zip(field.kind.beside_values(value)) {
        record.set(&format!("{}{ending}", field.id), beside);
    }
}

impl Store {
    /// A page of a register's list, by keyset.
    pub async fn list(&self, register: &Register, query: &ListQuery) -> Result<Page, StoreError> {
        let sort = query.sort.as_deref().unwrap_or(&register.sort);
        let column = order_column(register, sort).unwrap_or_else(|| "created_at".into());
        let descending =
            query.descending.unwrap_or(if query.sort.is_some() { false } else { register.descending });
        let (direction, beyond) = if descending { ("desc", "<") } else { ("asc", ">") };
        let mut filter = filter(self, register, query).await?;
        if let Some(cursor) = &query.after {
            filter.parameters.push(cursor.key.clone());
            filter.parameters.push(cursor.id.into());
            let count = filter.parameters.len();
            filter.sql.push(format!("({column}, id) {beyond} (${}, ${count})", count - 1));
        }
        let limit = query.limit.clamp(1, 1000);
        // The limit is a parameter: each text of SQL stays prepared, and there must not be a thousand of them.
        filter.parameters.push(Value::Int(limit + 1));
        let place = filter.parameters.len();
        let tail = format!("{} order by {column} {direction}, id {direction} limit ${place}", filter.tail());
        let mut records = self.select(&register.table(), &tail, &filter.parameters).await?;
        let more = records.len() as i64 > limit;
        records.truncate(limit as usize);
        let next = records
            .last()
            .filter(|_| more)
            .map(|record| Cursor { key: record.get(&column).clone(), id: record.id() });
        Ok(Page { records, next })
    }

    /// How many records fulfil the conditions, counted up to one more than [`COUNTED`].
    pub async fn count_records(&self, register: &Register, query: &ListQuery) -> Result<i64, StoreError> {
        let filter = filter(self, register, query).await?;
        self.count(
            &format!("{}{}", self.visible(&register.table())?, filter.tail()),
            &filter.parameters,
            COUNTED + 1,
        )
        .await
    }

    /// A new record of a register with these values; to be put into an act.
    pub fn draft_record(&self, register: &Register, values: &Values) -> Result<Record, StoreError> {
        let mut record = self.new_record(&register.table())?;
        let now = self.clock.now().as_microsecond();
        record.set("created_at", now);
        if let Some(state) = register.states.first() {
            record.set("state", state.id.as_str());
        }
        self.fill_record(register, &mut record, values);
        Ok(record)
    }

    /// Puts values, and the sort keys that follow from them, into a record.
    pub fn fill_record(&self, register: &Register, record: &mut Record, values: &Values) {
        record.set("updated_at", self.clock.now().as_microsecond());
        for field in register.fields.iter().filter(|field| field.is_typed()) {
            let Some(value) = values.get(&field.id) else { continue };
            put(record, field, value);
        }
        self.compute_fields(register, record);
        self.set_due(register, record);
    }

    /// Fills what the rules of the register compute of the other fields.
    fn compute_fields(&self, register: &Register, record: &mut Record) {
        if !register.is_computed() {
            return;
        }
        let mut values = values_of(register, record);
        values.insert(STATE.to_owned(), record.get(STATE).clone());
        let computed = self.catalogue.compute(&register.id, &values);
        for field in register.fields.iter().filter(|field| field.computed) {
            put(record, field, computed.get(&field.id).unwrap_or(&Value::Null));
        }
    }

    /// Adds a new record to an act, with its number.
    pub fn insert_record(&self, act: Act, register: &Register, record: Record) -> Act {
        let act = act.insert(record);
        match &register.number {
            Some(template) => act.number("number", &register.table(), template),
            None => act,
        }
    }

    /// Enters a record by hand. Gives its id and number.
    pub async fn create_record(
        &self,
        actor: &Actor,
        position: Option<Uuid>,
        register: &Register,
        values: &Values,
        once: Option<Idempotency>,
        id: Option<Uuid>,
    ) -> Result<Record, RecordError> {
        let mut record = self.draft_record(register, values)?;
        if let Some(id) = id {
            record.set("id", id);
        }
        let act = self
            .act("record.create")
            .by(actor)
            .in_position(position)
            .about(&register.table(), record.id())
            .once(once);
        let receipt = self.apply(self.insert_record(act, register, record.clone())).await?;
        record.set("version", 1);
        record.set("number", receipt.numbers.into_iter().next());
        Ok(record)
    }

    /// Changes a record by hand: `record` as it was loaded at the version that the form was made from.
    pub async fn change_record(
        &self,
        actor: &Actor,
        position: Option<Uuid>,
        register: &Register,
        mut record: Record,
        values: &Values,
    ) -> Result<(), RecordError> {
        self.fill_record(register, &mut record, values);
        let act = self
            .act("record.change")
            .by(actor)
            .in_position(position)
            .about(&register.table(), record.id())
            .update(record);
        self.apply(act).await?;
        Ok(())
    }

    /// Changes many records by hand, in acts of some dozens: each record as it was loaded, with its new values. Gives how
    /// many were changed; those of an act of which one was changed meanwhile stay, and so do all after it.
    pub async fn change_records(
        &self,
        actor: &Actor,
        position: Option<Uuid>,
        register: &Register,
        records: Vec<(Record, Values)>,
    ) -> Result<usize, RecordError> {
        const TOGETHER: usize = 100;
        let count = records.len();
        let mut rest = records.into_iter().peekable();
        while rest.peek().is_some() {
            let mut act = self.act("record.change").by(actor).in_position(position);
            for (mut record, values) in rest.by_ref().take(TOGETHER) {
                self.fill_record(register, &mut record, &values);
                act = act.update(record);
            }
            self.apply(act).await?;
        }
        Ok(count)
    }

    /// The versions of a row, the newest first.
    pub async fn history(&self, table: &str, id: Uuid, limit: i64) -> Result<Vec<VersionView>, StoreError> {
        self.history_below(table, id, i64::MAX, limit).await
    }

    /// The version of a row that stood at a moment; nothing where there was none yet.
    pub async fn version_at(
        &self,
        table: &str,
        id: Uuid,
        moment: i64,
    ) -> Result<Option<VersionView>, StoreError> {
        let mut below = i64::MAX;
        loop {
            let versions = self.history_below(table, id, below, 500).await?;
            let Some(oldest) = versions.last().map(|version| version.record.version()) else {
                return Ok(None);
            };
            if let Some(found) = versions.into_iter().find(|version| version.at <= moment) {
                return Ok(Some(found));
            }
            below = oldest;
        }
    }

    /// The version that an import published, of a row that has not changed since: it stands nowhere else.
    async fn imported_version(&self, table: &str, id: Uuid) -> Result<Option<VersionView>, StoreError> {
        if self.table(table)?.position("import_id").is_none() {
            return Ok(None);
        }
        let Some(record) = self.load(table, id).await?.filter(|record| record.imported().is_some()) else {
            return Ok(None);
        };
        let Some(import) = record.import() else { return Ok(None) };
        let Some(set) = self.load("import_set", import).await? else { return Ok(None) };
        let at = set.int("ended_at").unwrap_or_default();
        Ok(Some(VersionView { record, act: "import.publish".into(), at, account: set.reference("author") }))
    }

    /// The versions of a row below one of them, the newest first.
    async fn history_below(
        &self,
        table: &str,
        id: Uuid,
        below: i64,
        limit: i64,
    ) -> Result<Vec<VersionView>, StoreError> {
        let def = self.table(table)?;
        let sql = format!(
            "select v.snapshot, e.body from journal_version v \
             join journal_entry e on e.node = v.node and e.seq = v.seq \
             where v.row_id = $1 and v.table_name = $2 and v.row_version < $3 \
             order by v.row_version desc limit {}",
            limit.clamp(1, 1000)
        );
        let text = ColumnType::Text;
        let rows = self.query(&sql, &[id.into(), table.into(), below.into()], &[text, text]).await?;
        let unreadable = || StoreError::Unexpected(format!("the history of {table} {id}"));
        if rows.is_empty() && below > 1 {
            return Ok(self.imported_version(table, id).await?.into_iter().collect());
        }
        let now = match self.sealing().filter(|_| def.is_sealed()) {
            Some(sealing) => self.load(table, id).await?.map(|now| (now, sealing)),
            None => None,
        };
        rows.iter()
            .map(|row| {
                let mut record =
                    Record::from_snapshot(std::sync::Arc::clone(def), row.text(0)).ok_or_else(unreadable)?;
                if let Some((now, sealing)) = &now {
                    record.open_by(now, sealing);
                }
                let body: oblast_kernel::journal::Body =
                    serde_json::from_str(row.text(1)).map_err(|_| unreadable())?;
                Ok(VersionView { record, act: body.act, at: body.at, account: body.account })
            })
            .collect()
    }

    /// The result of an earlier request under the same key: `Some(Ok(id))` where the request was the same,
    /// `Some(Err(()))` where it was another.
    pub async fn earlier(
        &self,
        scope: Uuid,
        key: &str,
        request: &[u8],
    ) -> Result<Option<Result<Uuid, ()>>, StoreError> {
        let day_ago = self.clock.now().as_microsecond() - 24 * 3600 * 1_000_000;
        let sql = "select request, result from idempotency where scope = $1 and key = $2 and at > $3";
        let columns = [ColumnType::Bytes, ColumnType::Id];
        let rows = self.query(sql, &[scope.into(), key.into(), day_ago.into()], &columns).await?;
        Ok(rows.first().map(|row| if row.bytes(0) == request { Ok(row.id(1)) } else { Err(()) }))
    }

    /// Forgets keys that are older than a day.
    pub async fn forget_old_keys(&self) -> Result<u64, StoreError> {
        let day_ago = self.clock.now().as_microsecond() - 24 * 3600 * 1_000_000;
        self.scratch("delete from idempotency where at <= $1", vec![day_ago.into()]).await
    }
}
