//! Indicators over cases: each figure by a query, its rows by pages, and the figure again from its rows.

use std::collections::BTreeMap;

use oblast_kernel::value::ColumnType;
use oblast_kernel::{Uuid, Value};

use crate::figures::median_tenths;
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
    /// A count for each `procedure/state`, in the order of these names.
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
}

/// What of a row the indicators are computed from.
struct Facts {
    state: String,
    in_time: bool,
    days: Option<i64>,
}

/// Computes a figure from its rows as they come, without the database's arithmetic.
#[derive(Default)]
struct Again {
    counts: BTreeMap<String, i64>,
    in_time: i64,
    days: Vec<i64>,
    rows: i64,
}

impl Again {
    fn feed(&mut self, facts: Facts) {
        self.rows += 1;
        self.in_time += i64::from(facts.in_time);
        self.days.extend(facts.days);
        *self.counts.entry(facts.state).or_insert(0) += 1;
    }

    fn figure(self, indicator: Indicator) -> Figure {
        match indicator {
            Indicator::CasesByState => Figure::Counts(self.counts.into_iter().collect()),
            Indicator::ShareInTime => Figure::Tenths(share(self.in_time, self.rows)),
            Indicator::MedianDays => Figure::Tenths(median_tenths(self.days)),
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
                let sql = "select procedure || '/' || state, count(*) from cases group by procedure, state \
                           order by 1";
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

    /// The rows of an indicator by keyset, the newest first; of one `procedure/state`, if it is given.
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
            let (procedure, state) = state.split_once('/').unwrap_or(("", state));
            parameters.extend([procedure.into(), state.into()]);
            tail.push_str(" and procedure = $3 and state = $4");
        }
        tail.push_str(&format!(" order by submitted_at desc, id desc limit {}", limit.clamp(1, 1000)));
        self.select("cases", &tail, &parameters).await
    }

    /// The figure computed again from all its rows, and how many they are. One at a time: it reads them all.
    pub async fn figure_again(&self, indicator: Indicator) -> Result<(Figure, i64), StoreError> {
        const CHUNK: usize = 10_000;
        let (int, text, id) = (ColumnType::Int, ColumnType::Text, ColumnType::Id);
        let _permit = self.recounting.acquire().await;
        let sql = format!(
            "select submitted_at, id, procedure || '/' || state, due_on, decided_on, days from cases \
             where (submitted_at, id) > ($1, $2) and {} order by submitted_at, id limit {CHUNK}",
            indicator.rows()
        );
        let mut again = Again::default();
        let mut place = (Value::Int(i64::MIN), Value::Id(Uuid::nil()));
        loop {
            let rows = self.query(&sql, &[place.0, place.1], &[int, id, text, text, text, int]).await?;
            for row in &rows {
                let decided = row.get(4).as_text();
                again.feed(Facts {
                    state: row.text(2).to_owned(),
                    in_time: decided.is_some_and(|day| day <= row.text(3)),
                    days: row.get(5).as_int(),
                });
            }
            match rows.last() {
                Some(last) if rows.len() == CHUNK => place = (last.get(0).clone(), last.get(1).clone()),
                _ => {
                    let count = again.rows;
                    return Ok((again.figure(indicator), count));
                }
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
