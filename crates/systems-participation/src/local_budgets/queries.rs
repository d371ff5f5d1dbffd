//! What the budgets hold: sums by community, code and month. Rows that are sums of others are never added.

use oblast_kernel::Value;
use oblast_kernel::value::ColumnType;
use oblast_store::{Record, Row, Store, StoreError};

const BUDGETS: &str = "reg_local_budgets";
const ROWS: &str = "reg_budget_execution";

/// All budgets by title.
pub async fn budgets(store: &Store) -> Result<Vec<Record>, StoreError> {
    store.select(BUDGETS, "order by title_sort, id limit 2000", &[]).await
}

/// The rows of these keys.
pub async fn rows(store: &Store, keys: &[String]) -> Result<Vec<Record>, StoreError> {
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let places: Vec<String> = (1..=keys.len()).map(|place| format!("${place}")).collect();
    let values: Vec<Value> = keys.iter().map(|key| key.as_str().into()).collect();
    store.select(ROWS, &format!("where row_key in ({})", places.join(", ")), &values).await
}

/// The months that there are rows for, the latest first: year and month.
pub async fn periods(store: &Store) -> Result<Vec<(i64, i64)>, StoreError> {
    let int = ColumnType::Int;
    let sql = format!(
        "select year, month from {} group by year, month order by year desc, month desc limit 240",
        store.visible(ROWS)?
    );
    let rows = store.query(&sql, &[], &[int, int]).await?;
    Ok(rows.iter().map(|row| (row.int(0), row.int(1))).collect())
}

/// Sums in kopiykas.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// Planned with changes.
    pub planned: i64,
    /// Actual since January.
    pub actual: i64,
}

impl Sums {
    fn read(row: &Row, at: usize) -> Sums {
        Sums { planned: row.int(at), actual: row.int(at + 1) }
    }

    /// Both together.
    pub fn and(self, other: Sums) -> Sums {
        Sums { planned: self.planned + other.planned, actual: self.actual + other.actual }
    }
}

const SUMS: &str = "cast(coalesce(sum(planned), 0) as bigint), cast(coalesce(sum(actual), 0) as bigint)";
const INT: ColumnType = ColumnType::Int;
const TEXT: ColumnType = ColumnType::Text;

/// Income and expenses of each community at the end of a month: community, kind, sums.
pub async fn by_community(
    store: &Store,
    year: i64,
    month: i64,
) -> Result<Vec<(String, String, Sums)>, StoreError> {
    let sql = format!(
        "select community, kind, {SUMS} from {} where year = $1 and month = $2 and is_sum = 0 \
         group by community, kind order by community, kind",
        store.visible(ROWS)?
    );
    let rows = store.query(&sql, &[year.into(), month.into()], &[TEXT, TEXT, INT, INT]).await?;
    Ok(rows.iter().map(|row| (row.text(0).to_owned(), row.text(1).to_owned(), Sums::read(row, 2))).collect())
}

/// The codes of a kind at the end of a month with their names; of one community or of all.
pub async fn by_code(
    store: &Store,
    (year, month): (i64, i64),
    kind: &str,
    community: Option<&str>,
) -> Result<Vec<(String, String, Sums)>, StoreError> {
    let mut parameters: Vec<Value> = vec![year.into(), month.into(), kind.into()];
    let only = match community {
        Some(code) => {
            parameters.push(code.into());
            " and community = $4"
        }
        None => "",
    };
    let sql = format!(
        "select code, max(coalesce(title, '')), {SUMS} from {} \
         where year = $1 and month = $2 and kind = $3 and is_sum = 0{only} group by code order by code",
        store.visible(ROWS)?
    );
    let rows = store.query(&sql, &parameters, &[TEXT, TEXT, INT, INT]).await?;
    Ok(rows.iter().map(|row| (row.text(0).to_owned(), row.text(1).to_owned(), Sums::read(row, 2))).collect())
}

/// A code, or all of a kind, in each community at the end of a month.
pub async fn of_code(
    store: &Store,
    (year, month): (i64, i64),
    kind: &str,
    code: Option<&str>,
) -> Result<Vec<(String, Sums)>, StoreError> {
    let mut parameters: Vec<Value> = vec![year.into(), month.into(), kind.into()];
    let only = match code {
        Some(code) => {
            parameters.push(code.into());
            " and code = $4"
        }
        None => "",
    };
    let sql = format!(
        "select community, {SUMS} from {} where year = $1 and month = $2 and kind = $3 and is_sum = 0{only} \
         group by community order by community",
        store.visible(ROWS)?
    );
    let rows = store.query(&sql, &parameters, &[TEXT, INT, INT]).await?;
    Ok(rows.iter().map(|row| (row.text(0).to_owned(), Sums::read(row, 1))).collect())
}

/// A kind of a community by the months of a year.
pub async fn by_month(
    store: &Store,
    year: i64,
    kind: &str,
    community: &str,
) -> Result<Vec<(i64, Sums)>, StoreError> {
    let sql = format!(
        "select month, {SUMS} from {} where year = $1 and kind = $2 and community = $3 and is_sum = 0 \
         group by month order by month",
        store.visible(ROWS)?
    );
    let rows = store.query(&sql, &[year.into(), kind.into(), community.into()], &[INT, INT, INT]).await?;
    Ok(rows.iter().map(|row| (row.int(0), Sums::read(row, 1))).collect())
}
