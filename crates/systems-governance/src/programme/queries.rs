//! What programmes hold: versions, measures, money planned and spent.

use oblast_kernel::value::ColumnType;
use oblast_kernel::{Uuid, Value};
use oblast_store::{Record, Store, StoreError};

use super::difference::Compared;

const PROGRAMMES: &str = "reg_programmes";
const DRAFTS: &str = "reg_programme_drafts";
const GOALS: &str = "reg_programme_goals";
const EXPERTISE: &str = "reg_programme_expertise";
const VERSIONS: &str = "reg_programme_versions";
const MEASURES: &str = "reg_programme_measures";
const FUNDING: &str = "reg_programme_funding";
const FINDINGS: &str = "reg_programme_findings";
const HISTORY: &str = "reg_programme_history";
const CONTRACTS: &str = "reg_programme_contracts";
const PAYMENTS: &str = "reg_programme_payments";
const REPORTS: &str = "reg_programme_reports";
const EXECUTORS: &str = "reg_programme_executors";
const INDICATORS: &str = "reg_programme_indicators";
const NOTES: &str = "reg_programme_notes";
const PROPOSALS: &str = "reg_programme_proposals";

/// References begin with the id that they refer to: as a range an index serves it.
fn of(id: Uuid) -> [Value; 2] {
    [Value::Text(id.to_string()), Value::Text(format!("{id}:"))]
}

/// All programmes, the latest first.
pub async fn programmes(store: &Store) -> Result<Vec<Record>, StoreError> {
    store.select(PROGRAMMES, "order by begins desc, id desc limit 500", &[]).await
}

/// The documents that were read, the latest first.
pub async fn drafts(store: &Store) -> Result<Vec<Record>, StoreError> {
    store.select(DRAFTS, "order by created_at desc, id desc limit 100", &[]).await
}

/// A programme.
pub async fn programme(store: &Store, id: Uuid) -> Result<Option<Record>, StoreError> {
    store.load(PROGRAMMES, id).await
}

/// The goals of a programme in the order of their numbers.
pub async fn goals(store: &Store, programme: Uuid) -> Result<Vec<Record>, StoreError> {
    store.select_referring(GOALS, "programme", programme, "order by code, id limit 200").await
}

/// What was sent to expertise, the latest first.
pub async fn expertise(store: &Store, programme: Uuid) -> Result<Vec<Record>, StoreError> {
    store.select_referring(EXPERTISE, "programme", programme, "order by sent_on desc, id limit 100").await
}

/// The versions of a programme, the first one first.
pub async fn versions(store: &Store, programme: Uuid) -> Result<Vec<Record>, StoreError> {
    store.select_referring(VERSIONS, "programme", programme, "order by ordinal, id limit 500").await
}

/// The version in force among those of a programme.
pub fn in_force(versions: &[Record]) -> Option<&Record> {
    versions.iter().rfind(|own| own.text("state") == "in_force")
}

/// The version that a programme is read by: the one in force, or the last there was.
pub fn current(versions: &[Record]) -> Option<&Record> {
    in_force(versions).or(versions.last())
}

/// The measures of a version in the order of its document.
pub async fn measures(store: &Store, version: Uuid) -> Result<Vec<Record>, StoreError> {
    store.select_referring(MEASURES, "edition", version, "order by ordinal, id limit 10000").await
}

/// The planned money of a measure, as its document says it.
pub async fn funding(store: &Store, version: Uuid, code: &str) -> Result<Vec<Record>, StoreError> {
    let [from, until] = of(version);
    let tail = "where edition >= $1 and edition < $2 and measure_code = $3 order by ordinal, id limit 1000";
    store.select(FUNDING, tail, &[from, until, code.into()]).await
}

/// What of a version's sums disagrees.
pub async fn findings(store: &Store, version: Uuid) -> Result<Vec<Record>, StoreError> {
    store.select_referring(FINDINGS, "edition", version, "order by ordinal, id limit 2000").await
}

/// Earlier years of a programme.
pub async fn history(store: &Store, programme: Uuid) -> Result<Vec<Record>, StoreError> {
    store.select_referring(HISTORY, "programme", programme, "order by year, id limit 200").await
}

/// The contracts of a measure, the latest first.
pub async fn contracts(store: &Store, programme: Uuid, code: &str) -> Result<Vec<Record>, StoreError> {
    of_measure(store, CONTRACTS, programme, code, "order by signed_on desc, id limit 500").await
}

/// The payments of a measure, the latest first.
pub async fn payments(store: &Store, programme: Uuid, code: &str) -> Result<Vec<Record>, StoreError> {
    of_measure(store, PAYMENTS, programme, code, "order by paid_on desc, id limit 500").await
}

async fn of_measure(
    store: &Store,
    table: &str,
    programme: Uuid,
    code: &str,
    rest: &str,
) -> Result<Vec<Record>, StoreError> {
    let [from, until] = of(programme);
    let tail = format!("where programme >= $1 and programme < $2 and measure_code = $3 {rest}");
    store.select(table, &tail, &[from, until, code.into()]).await
}

/// Who reports on the measures of a programme.
pub async fn executors(store: &Store, programme: Uuid) -> Result<Vec<Record>, StoreError> {
    let rest = "and state = 'reports' order by measure_code, body, id limit 5000";
    store.select_referring(EXECUTORS, "programme", programme, rest).await
}

/// The reports of a programme on a period.
pub async fn reports(
    store: &Store,
    programme: Uuid,
    year: i64,
    period: &str,
) -> Result<Vec<Record>, StoreError> {
    let [from, until] = of(programme);
    let tail = "where programme >= $1 and programme < $2 and year = $3 and period = $4 \
                order by measure_code, executor, id limit 5000";
    store.select(REPORTS, tail, &[from, until, year.into(), period.into()]).await
}

/// The accepted reports of a programme, the latest first.
pub async fn accepted(store: &Store, programme: Uuid) -> Result<Vec<Record>, StoreError> {
    let rest = "and state = 'accepted' order by due desc, id desc limit 5000";
    store.select_referring(REPORTS, "programme", programme, rest).await
}

/// The indicators of a programme, by kind, title and year.
pub async fn indicators(store: &Store, programme: Uuid) -> Result<Vec<Record>, StoreError> {
    let rest = "order by kind, title, year, id limit 2000";
    store.select_referring(INDICATORS, "programme", programme, rest).await
}

/// What was selected for a year of a programme.
pub async fn selected(store: &Store, programme: Uuid, year: i64) -> Result<Vec<Record>, StoreError> {
    let [from, until] = of(programme);
    let tail = "where programme >= $1 and programme < $2 and year = $3 and state = 'selected' order by number limit 2000";
    store.select(PROPOSALS, tail, &[from, until, year.into()]).await
}

/// The explanatory notes of a programme on a period, the first one first.
pub async fn notes(store: &Store, programme: Uuid, period: &str) -> Result<Vec<Record>, StoreError> {
    let [from, until] = of(programme);
    let tail =
        "where programme >= $1 and programme < $2 and period_key = $3 order by created_at, id limit 50";
    store.select(NOTES, tail, &[from, until, period.into()]).await
}

/// What was spent under a programme from a day to a day, by measure: kopiykas.
pub async fn spent(
    store: &Store,
    programme: Uuid,
    from: &str,
    until: &str,
) -> Result<std::collections::HashMap<String, i64>, StoreError> {
    let [first, last] = of(programme);
    let sql = format!(
        "select measure_code, cast(coalesce(sum(amount), 0) as bigint) from {} \
         where programme >= $1 and programme < $2 and paid_on >= $3 and paid_on <= $4 group by measure_code",
        store.visible(PAYMENTS)?
    );
    let parameters = [first, last, from.into(), until.into()];
    let rows = store.query(&sql, &parameters, &[ColumnType::Text, ColumnType::Int]).await?;
    Ok(rows.iter().map(|row| (row.text(0).to_owned(), row.int(1))).collect())
}

/// Money of a measure from a source in a year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sum {
    /// The code of the measure.
    pub measure: String,
    /// The direction that it belongs to; empty where it stands in none.
    pub direction: String,
    /// The source; empty where none is named.
    pub source: String,
    /// The year; none where there is a sum for all of them.
    pub year: Option<i64>,
    /// Kopiykas.
    pub planned: i64,
    /// Kopiykas.
    pub spent: i64,
}

/// What is planned in a version and spent under its programme, by measure, source and year.
pub async fn sums(store: &Store, programme: Uuid, version: Uuid) -> Result<Vec<Sum>, StoreError> {
    let (text, int) = (ColumnType::Text, ColumnType::Int);
    let sql = format!(
        "select measure_code, coalesce(max(direction_code), ''), coalesce(source, ''), year, \
         cast(coalesce(sum(amount), 0) as bigint) from {} where edition >= $1 and edition < $2 \
         group by measure_code, source, year order by min(ordinal), year",
        store.visible(FUNDING)?
    );
    let rows = store.query(&sql, &of(version), &[text, text, text, int, int]).await?;
    let mut all: Vec<Sum> = rows
        .iter()
        .map(|row| Sum {
            measure: row.text(0).to_owned(),
            direction: row.text(1).to_owned(),
            source: row.text(2).to_owned(),
            year: row.get(3).as_int(),
            planned: row.int(4),
            spent: 0,
        })
        .collect();
    let sql = format!(
        "select measure_code, source, substr(paid_on, 1, 4), cast(coalesce(sum(amount), 0) as bigint) from {} \
         where programme >= $1 and programme < $2 group by 1, 2, 3 order by 1, 2, 3",
        store.visible(PAYMENTS)?
    );
    for row in store.query(&sql, &of(programme), &[text, text, text, int]).await? {
        let (measure, source) = (row.text(0), row.text(1));
        let (year, spent) = (row.text(2).parse::<i64>().ok(), row.int(3));
        let own = |sum: &&mut Sum| sum.measure == measure && sum.source == source && sum.year == year;
        match all.iter_mut().find(own) {
            Some(sum) => sum.spent += spent,
            // What nobody planned was spent all the same.
            None => {
                let direction = all.iter().find(|sum| sum.measure == measure);
                let direction = direction.map(|sum| sum.direction.clone()).unwrap_or_default();
                let (measure, source) = (measure.to_owned(), source.to_owned());
                all.push(Sum { measure, direction, source, year, planned: 0, spent });
            }
        }
    }
    Ok(all)
}

/// The whole of a programme, without its parts: planned by the version in force, spent.
pub async fn whole(store: &Store, programme: Uuid) -> Result<(i64, i64), StoreError> {
    let int = ColumnType::Int;
    let versions = versions(store, programme).await?;
    let sum = |table: String, column: &str| {
        format!(
            "select cast(coalesce(sum(amount), 0) as bigint) from {table} where {column} >= $1 and {column} < $2"
        )
    };
    let mut planned = 0;
    if let Some(version) = in_force(&versions) {
        let sql = sum(store.visible(FUNDING)?, "edition");
        planned = store.query(&sql, &of(version.id()), &[int]).await?.first().map_or(0, |row| row.int(0));
    }
    let sql = sum(store.visible(PAYMENTS)?, "programme");
    let spent = store.query(&sql, &of(programme), &[int]).await?.first().map_or(0, |row| row.int(0));
    Ok((planned, spent))
}

/// A version as it is compared with another.
pub async fn compared(store: &Store, version: Uuid) -> Result<Vec<Compared>, StoreError> {
    let mut all: Vec<Compared> = measures(store, version)
        .await?
        .iter()
        .map(|own| Compared {
            code: own.text("code").to_owned(),
            title: own.text("title").to_owned(),
            texts: ["executors", "term", "result"].map(|name| (name, own.text(name).to_owned())).to_vec(),
            ..Compared::default()
        })
        .collect();
    let (text, int) = (ColumnType::Text, ColumnType::Int);
    let sql = format!(
        "select measure_code, coalesce(source_name, ''), year, cast(coalesce(sum(amount), 0) as bigint) from {} \
         where edition >= $1 and edition < $2 group by measure_code, source_name, year",
        store.visible(FUNDING)?
    );
    for row in store.query(&sql, &of(version), &[text, text, int, int]).await? {
        if row.int(3) == 0 {
            continue;
        }
        if let Some(own) = all.iter_mut().find(|own| own.code == row.text(0)) {
            *own.money.entry((row.text(1).to_owned(), row.get(2).as_int())).or_default() += row.int(3);
        }
    }
    Ok(all)
}
