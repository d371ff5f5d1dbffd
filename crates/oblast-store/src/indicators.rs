//! Indicators over cases: each figure by a query, its rows by pages, and the figure again from its rows.

use oblast_kernel::value::ColumnType;
use oblast_kernel::{Uuid, Value};

use crate::record::Record;
use crate::{Store, StoreError};

/// An indicator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Indicator {
    /// How many cases are in each state.
    CasesByState,
    /// Of the decided cases, the share decided in time, in tenths of a per cent.
    ShareInTime,
    /// The median of calendar days from submission to decision, in tenths of a day.
    MedianDays,
}

/// The value of an indicator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Figure {
    /// A count for each state, states in the order of their codes.
    Counts(Vec<(String, i64)>),
    /// Tenths of the unit; absent where there is nothing to compute it from.
    Tenths(Option<i64>),
}

impl Indicator {
    /// All indicators.
    pub const ALL: [Indicator; 3] = [Indicator::CasesByState, Indicator::ShareInTime, Indicator::MedianDays];

    /// The name in URLs.
    pub fn name(self) -> &'static str {
        match self {
            Indicator::CasesByState => "cases-by-state",
            Indicator::ShareInTime => "share-in-time",
            Indicator::MedianDays => "median-days",
        }
    }

    /// The indicator of a name.
    pub fn from_name(name: &str) -> Option<Indicator> {
        Indicator::ALL.into_iter().find(|indicator| indicator.name() == name)
    }

    fn rows(self) -> &'static str {
        match self {
            Indicator::CasesByState => "true",
            Indicator::ShareInTime | Indicator::MedianDays => "decided_on is not null",
        }
    }

    /// The figure from its rows, without the database's arithmetic.
    pub fn from_rows(self, rows: &[Record]) -> Figure {
        match self {
            Indicator::CasesByState => {
                let mut counts = std::collections::BTreeMap::new();
                for row in rows {
                    *counts.entry(row.text("state").to_owned()).or_insert(0) += 1;
                }
                Figure::Counts(counts.into_iter().collect())
            }
            Indicator::ShareInTime => {
                let in_time = rows.iter().filter(|row| row.text("decided_on") <= row.text("due_on")).count();
                Figure::Tenths(share(in_time as i64, rows.len() as i64))
            }
            Indicator::MedianDays => {
                let mut days: Vec<i64> = rows.iter().filter_map(|row| row.int("days")).collect();
                days.sort_unstable();
                let middle = days.len().checked_sub(1).map(|last| [days[last / 2], days[days.len() / 2]]);
                Figure::Tenths(middle.map(|[low, high]| (low + high) * 5))
            }
        }
    }
}

/// A share in tenths of a per cent, rounded half up.
fn share(part: i64, whole: i64) -> Option<i64> {
    (whole > 0).then(|| (part * 2000 + whole) / (whole * 2))
}

impl Store {
    /// The figure by a query.
    pub async fn figure(&self, indicator: Indicator) -> Result<Figure, StoreError> {
        let int = ColumnType::Int;
        match indicator {
            Indicator::CasesByState => {
                let sql = "select state, count(*) from cases group by state order by state";
                let rows = self.query(sql, &[], &[ColumnType::Text, int]).await?;
                Ok(Figure::Counts(rows.iter().map(|row| (row.text(0).to_owned(), row.int(1))).collect()))
            }
            Indicator::ShareInTime => {
                let sql = "select cast(coalesce(sum(in_time), 0) as bigint), count(*) from cases \
                           where decided_on is not null";
                let rows = self.query(sql, &[], &[int, int]).await?;
                Ok(Figure::Tenths(rows.first().and_then(|row| share(row.int(0), row.int(1)))))
            }
            Indicator::MedianDays => {
                let count = self.count("cases where decided_on is not null", &[], i64::MAX).await?;
                if count == 0 {
                    return Ok(Figure::Tenths(None));
                }
                let sql =
                    "select days from cases where decided_on is not null order by days limit $1 offset $2";
                let window = [Value::Int(2 - count % 2), Value::Int((count - 1) / 2)];
                let rows = self.query(sql, &window, &[int]).await?;
                let sum: i64 = rows.iter().map(|row| row.int(0)).sum();
                Ok(Figure::Tenths(Some(sum * 10 / rows.len() as i64)))
            }
        }
    }

    /// The rows of an indicator by keyset, the newest first; of one state, if `state` is given.
    pub async fn figure_rows(
        &self,
        indicator: Indicator,
        state: Option<&str>,
        before: Option<(i64, Uuid)>,
        limit: i64,
    ) -> Result<Vec<Record>, StoreError> {
        let (at, id) = before.unwrap_or((i64::MAX, Uuid::max()));
        let mut parameters = vec![Value::Int(at), Value::Id(id)];
        let mut tail = format!("where (submitted_at, id) < ($1, $2) and {}", indicator.rows());
        if let Some(state) = state {
            parameters.push(state.into());
            tail.push_str(" and state = $3");
        }
        tail.push_str(&format!(" order by submitted_at desc, id desc limit {}", limit.clamp(1, 1000)));
        self.select("cases", &tail, &parameters).await
    }

    /// The figure computed again from all its rows, and how many they are.
    pub async fn figure_again(&self, indicator: Indicator) -> Result<(Figure, usize), StoreError> {
        let mut rows = Vec::new();
        let mut before = None;
        loop {
            let page = self.figure_rows(indicator, None, before, 1000).await?;
            before = page.last().map(|row| (row.int("submitted_at").unwrap_or_default(), row.id()));
            let last = page.len() < 1000;
            rows.extend(page);
            if last {
                return Ok((indicator.from_rows(&rows), rows.len()));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_rounded_half_up_and_absent_without_rows() {
        assert_eq!(share(2, 3), Some(667));
        assert_eq!(share(1, 8), Some(125));
        assert_eq!(share(1, 16), Some(63));
        assert_eq!(share(0, 0), None);
    }
}
