//! What the inventory counts and what is to be replaced, one query each.

use oblast_kernel::Value;
use oblast_kernel::value::ColumnType;
use oblast_store::{Record, Store, StoreError};

/// The table of the assets.
pub(super) const ASSETS: &str = "reg_it_assets";
/// The table of the inventories.
pub(super) const CAMPAIGNS: &str = "reg_inventory_campaigns";
/// The table of the licences.
pub(super) const LICENCES: &str = "reg_software_licences";

/// How far a body has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Progress {
    /// The body, by its code.
    pub body: String,
    /// Assets on record, without those written off.
    pub all: i64,
    /// Seen in their places since the inventory began.
    pub seen: i64,
    /// Looked for since it began, and not found.
    pub missing: i64,
}

impl Progress {
    /// What nobody has looked at yet.
    pub fn left(&self) -> i64 {
        self.all - self.seen - self.missing
    }
}

/// The progress of each body since a day.
pub(super) async fn progress(store: &Store, since: &str) -> Result<Vec<Progress>, StoreError> {
    let sql = format!(
        "select body, count(*), \
         cast(sum(case when checked_on >= $1 and state <> 'missing' then 1 else 0 end) as bigint), \
         cast(sum(case when checked_on >= $1 and state = 'missing' then 1 else 0 end) as bigint) \
         from {} where state <> 'written_off' group by body order by body",
        store.visible(ASSETS)?
    );
    let int = ColumnType::Int;
    let rows = store.query(&sql, &[since.into()], &[ColumnType::Text, int, int, int]).await?;
    let read = |row: &oblast_store::Row| Progress {
        body: row.text(0).to_owned(),
        all: row.int(1),
        seen: row.int(2),
        missing: row.int(3),
    };
    Ok(rows.iter().map(read).collect())
}

/// The assets of a body that nobody has looked at since a day, by room.
pub(super) async fn unchecked(
    store: &Store,
    body: &str,
    since: &str,
    limit: i64,
) -> Result<Vec<Record>, StoreError> {
    let tail = format!(
        "where state <> 'written_off' and body = $1 and coalesce(checked_on, '') < $2 order by room, id limit {limit}"
    );
    store.select(ASSETS, &tail, &[body.into(), since.into()]).await
}

/// The assets that are due for replacement in a year, of one category.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Due {
    /// The year.
    pub year: i64,
    /// The category.
    pub category: String,
    /// How many.
    pub count: i64,
    /// What they cost when they were bought, in kopiykas.
    pub cost: i64,
}

/// The condition on the body, where one is chosen: the SQL and its value after `before` others.
fn of_body(body: Option<&str>, before: usize) -> (String, Option<Value>) {
    match body {
        Some(body) => (format!(" and body = ${}", before + 1), Some(body.into())),
        None => (String::new(), None),
    }
}

/// What is due until a year, by year and category.
pub(super) async fn due(store: &Store, until: i64, body: Option<&str>) -> Result<Vec<Due>, StoreError> {
    let (condition, value) = of_body(body, 1);
    let sql = format!(
        "select replace_in, category, count(*), cast(coalesce(sum(cost), 0) as bigint) from {} \
         where state not in ('written_off', 'missing') and replace_in <= $1{condition} \
         group by replace_in, category order by replace_in, category",
        store.visible(ASSETS)?
    );
    let parameters: Vec<Value> = std::iter::once(Value::Int(until)).chain(value).collect();
    let int = ColumnType::Int;
    let rows = store.query(&sql, &parameters, &[int, ColumnType::Text, int, int]).await?;
    let read = |row: &oblast_store::Row| Due {
        year: row.int(0),
        category: row.text(1).to_owned(),
        count: row.int(2),
        cost: row.int(3),
    };
    Ok(rows.iter().map(read).collect())
}

/// The assets that are due until a year, those that wait longest first.
pub(super) async fn due_assets(
    store: &Store,
    until: i64,
    body: Option<&str>,
    limit: i64,
) -> Result<Vec<Record>, StoreError> {
    let (condition, value) = of_body(body, 1);
    let tail = format!(
        "where state not in ('written_off', 'missing') and replace_in <= $1{condition} order by replace_in, body, id limit {limit}"
    );
    let parameters: Vec<Value> = std::iter::once(Value::Int(until)).chain(value).collect();
    store.select(ASSETS, &tail, &parameters).await
}

/// The licences that end until a day.
pub(super) async fn ending_licences(
    store: &Store,
    until: &str,
    body: Option<&str>,
) -> Result<Vec<Record>, StoreError> {
    let (condition, value) = of_body(body, 1);
    let tail = format!("where valid_until <= $1{condition} order by valid_until, id limit 200");
    let parameters: Vec<Value> = std::iter::once(Value::from(until)).chain(value).collect();
    store.select(LICENCES, &tail, &parameters).await
}

/// The inventories that are under way, the latest first.
pub(super) async fn running(store: &Store) -> Result<Vec<Record>, StoreError> {
    store.select(CAMPAIGNS, "where state = 'running' order by begins_on desc, id desc limit 10", &[]).await
}
