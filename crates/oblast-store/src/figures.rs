//! Figures of registers: by one query, and again from the rows as they come.

use std::collections::{BTreeMap, HashMap};

use oblast_kernel::decimal::half_up;
use oblast_kernel::value::ColumnType;
use oblast_kernel::{Value, territory};
use oblast_register::Register;
use oblast_register::indicator::{Indicator, Measure};
use oblast_register::kind::Filter;

use crate::records::{Condition, Cursor, ListQuery, Page};
use crate::{Record, Row, Store, StoreError};

/// How many rows are read at a time when a figure is computed again.
const CHUNK: i64 = 5_000;
/// How long a figure of the dashboard is kept, in microseconds: half a minute. Its own page computes it anew.
const KEPT: i64 = 30_000_000;
/// How many groups are told apart at most.
const GROUPS: usize = 500;

/// What the records of a group add up to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// How many records.
    pub rows: i64,
    /// How many of them fulfil the conditions; for other measures than a share, all.
    pub fitting: i64,
    /// How many have the field.
    pub filled: i64,
    /// The sum of the field, in its units.
    pub sum: i64,
    /// The median of the field, in tenths of its units, where it was asked for. It is of the values: medians do not add up.
    pub median: Option<i64>,
}

impl Sums {
    /// From four columns of a row.
    pub(crate) fn read(row: &Row, at: usize) -> Sums {
        Sums {
            rows: row.int(at),
            fitting: row.int(at + 1),
            filled: row.int(at + 2),
            sum: row.int(at + 3),
            median: None,
        }
    }

    pub(crate) fn add(&mut self, other: Sums) {
        self.rows += other.rows;
        self.fitting += other.fitting;
        self.filled += other.filled;
        self.sum = self.sum.saturating_add(other.sum);
    }

    /// The value: a count, a sum in the field's units, a mean in tenths of these, a share in tenths of a per cent.
    pub fn value(self, measure: Measure) -> Option<i64> {
        match measure {
            Measure::Count => Some(self.rows),
            Measure::Sum => Some(self.sum),
            Measure::Average => quotient(self.sum.saturating_mul(10), self.filled),
            Measure::Share => quotient(self.fitting.saturating_mul(1_000), self.rows),
            Measure::Median => self.median,
        }
    }
}

/// A quotient, rounded half away from nought; nothing over nothing.
fn quotient(part: i64, whole: i64) -> Option<i64> {
    half_up(part.into(), whole.into())
}

/// The median in tenths; nothing of nothing.
pub fn median_tenths(mut values: Vec<i64>) -> Option<i64> {
    values.sort_unstable();
    let last = values.len().checked_sub(1)?;
    let middle = i128::from(values[last / 2]) + i128::from(values[values.len() / 2]);
    i64::try_from(middle * 5).ok()
}

/// A figure with its parts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RegisterFigure {
    /// Of all records.
    pub whole: Sums,
    /// By the values of the group's column; nothing where the value is absent.
    pub groups: BTreeMap<Option<String>, Sums>,
    /// By year.
    pub years: BTreeMap<Option<String>, Sums>,
}

impl RegisterFigure {
    fn feed(&mut self, group: Option<String>, year: Option<String>, sums: Sums) {
        self.whole.add(sums);
        if self.groups.len() < GROUPS || self.groups.contains_key(&group) {
            self.groups.entry(group).or_default().add(sums);
        }
        self.years.entry(year).or_default().add(sums);
    }
}

/// The values of which medians are taken.
#[derive(Default)]
struct Values {
    whole: Vec<i64>,
    groups: BTreeMap<Option<String>, Vec<i64>>,
    years: BTreeMap<Option<String>, Vec<i64>>,
}

impl Values {
    fn feed(&mut self, group: Option<String>, year: Option<String>, value: i64) {
        self.whole.push(value);
        self.groups.entry(group).or_default().push(value);
        self.years.entry(year).or_default().push(value);
    }

    fn into_medians(self, figure: &mut RegisterFigure) {
        figure.whole.median = median_tenths(self.whole);
        for (values, sums) in [(self.groups, &mut figure.groups), (self.years, &mut figure.years)] {
            for (name, values) in values {
                if let Some(own) = sums.get_mut(&name) {
                    own.median = median_tenths(values);
                }
            }
        }
    }
}

/// How records are added up: the columns that [`Sums::read`] reads, and which records count at all.
pub(crate) fn counting(indicator: &Indicator) -> (String, String) {
    let conditions = condition_sql(indicator, 1);
    let (fitting, only) = match (indicator.measure, conditions.is_empty()) {
        (_, true) => ("count(*)".to_owned(), String::new()),
        (Measure::Share, false) => (format!("sum(case when {conditions} then 1 else 0 end)"), String::new()),
        (_, false) => ("count(*)".to_owned(), format!(" where {conditions}")),
    };
    let field = numbers(indicator);
    let columns = format!(
        "count(*), cast({fitting} as bigint), cast(sum(case when {field} is null then 0 else 1 end) as bigint), \
         cast(coalesce(sum({field}), 0) as bigint)"
    );
    (columns, only)
}

/// The column whose numbers are taken.
pub(crate) fn numbers(indicator: &Indicator) -> &str {
    indicator.field.as_deref().unwrap_or("cast(null as bigint)")
}

/// The latest figures, with the moment of each.
pub(crate) type Kept = HashMap<(String, String), (i64, RegisterFigure)>;

/// A value of the group's column as a name.
fn name(value: &Value) -> Option<String> {
    match value {
        Value::Text(text) => Some(text.clone()),
        Value::Int(int) => Some(int.to_string()),
        _ => None,
    }
}

/// The conditions of an indicator under which a record counts at all.
fn counted(indicator: &Indicator) -> Vec<(String, Condition)> {
    match indicator.measure {
        // Of a share they say which part it is.
        Measure::Share => Vec::new(),
        _ => {
            let own = indicator.conditions.iter();
            own.map(|(column, value)| (column.clone(), Condition::Is(value.clone()))).collect()
        }
    }
}

fn condition_sql(indicator: &Indicator, first: usize) -> String {
    let own = indicator.conditions.iter().enumerate();
    let all: Vec<String> = own.map(|(index, (column, _))| format!("{column} = ${}", first + index)).collect();
    all.join(" and ")
}

impl Store {
    /// The figure by one query over the records that are seen.
    pub async fn register_figure(
        &self,
        register: &Register,
        indicator: &Indicator,
    ) -> Result<RegisterFigure, StoreError> {
        let group = match (&indicator.by, by_territory(register, indicator)) {
            (Some(by), true) => format!("substr({by}, 1, {COMMUNITY})"),
            (Some(by), false) => by.clone(),
            (None, _) => "cast(null as text)".to_owned(),
        };
        let group_type = indicator
            .by
            .as_deref()
            .and_then(|by| register.field(by))
            .map_or(ColumnType::Text, oblast_register::Field::column);
        let year = indicator.time.as_ref().map_or_else(
            || "cast(null as text)".to_owned(),
            |time| format!("substr(cast({time} as text), 1, 4)"),
        );
        let field = numbers(indicator);
        let (sums, only) = counting(indicator);
        let table = self.visible(&register.table())?;
        let sql = format!("select {group}, {year}, {sums} from {table}{only} group by 1, 2");
        let parameters: Vec<Value> = indicator.conditions.iter().map(|(_, value)| value.clone()).collect();
        let (int, text) = (ColumnType::Int, ColumnType::Text);
        let rows = self.query(&sql, &parameters, &[group_type, text, int, int, int, int]).await?;
        let mut figure = RegisterFigure::default();
        for row in rows {
            figure.feed(name(row.get(0)), name(row.get(1)), Sums::read(&row, 2));
        }
        if indicator.measure == Measure::Median {
            let and = if only.is_empty() { " where" } else { " and" };
            let sql = format!("select {group}, {year}, {field} from {table}{only}{and} {field} is not null");
            let mut values = Values::default();
            for row in self.query(&sql, &parameters, &[group_type, text, int]).await? {
                values.feed(name(row.get(0)), name(row.get(1)), row.int(2));
            }
            values.into_medians(&mut figure);
        }
        Ok(figure)
    }

    /// The same, at most half a minute old.
    pub async fn recent_figure(
        &self,
        register: &Register,
        indicator: &Indicator,
    ) -> Result<(RegisterFigure, i64), StoreError> {
        let key = (register.id.clone(), indicator.id.clone());
        let now = self.clock.now().as_microsecond();
        let kept = self.figures.lock().ok().and_then(|kept| kept.get(&key).cloned());
        if let Some((at, figure)) = kept.filter(|(at, _)| (0..KEPT).contains(&(now - at))) {
            return Ok((figure, at));
        }
        let figure = self.register_figure(register, indicator).await?;
        if let Ok(mut kept) = self.figures.lock() {
            kept.insert(key, (now, figure.clone()));
        }
        Ok((figure, now))
    }

    /// The figure computed again from its rows, without the database's arithmetic. One at a time: it reads them all.
    pub async fn register_figure_again(
        &self,
        register: &Register,
        indicator: &Indicator,
    ) -> Result<RegisterFigure, StoreError> {
        let _permit = self.recounting.acquire().await;
        let (mut figure, mut values) = (RegisterFigure::default(), Values::default());
        let mut after = oblast_kernel::Uuid::nil();
        loop {
            let tail = format!("where id > $1 order by id limit {CHUNK}");
            let records = self.select(&register.table(), &tail, &[after.into()]).await?;
            let Some(last) = records.last() else {
                values.into_medians(&mut figure);
                return Ok(figure);
            };
            after = last.id();
            for record in &records {
                if let Some((group, year, sums)) = of_record(register, indicator, record) {
                    if indicator.measure == Measure::Median && sums.filled > 0 {
                        values.feed(group.clone(), year.clone(), sums.sum);
                    }
                    figure.feed(group, year, sums);
                }
            }
        }
    }

    /// The rows of an indicator; of one group, if it is given.
    pub async fn figure_records(
        &self,
        register: &Register,
        indicator: &Indicator,
        group: Option<Value>,
        after: Option<Cursor>,
        limit: i64,
    ) -> Result<Page, StoreError> {
        let mut conditions = counted(indicator);
        if let (Some(by), Some(value)) = (&indicator.by, group) {
            let condition = match value {
                Value::Text(part) if by_territory(register, indicator) => {
                    Condition::Within(territory::structure(&part) + "00000")
                }
                value => Condition::Is(value),
            };
            conditions.push((by.clone(), condition));
        }
        self.list(register, &ListQuery { conditions, after, limit, ..ListQuery::default() }).await
    }
}

/// How much of a code names the community: territories are put together by it.
const COMMUNITY: usize = 9;

/// Is an indicator broken down by territory?
pub fn by_territory(register: &Register, indicator: &Indicator) -> bool {
    let field = indicator.by.as_ref().and_then(|by| register.field(by));
    field.is_some_and(|field| field.filtering() == Filter::Within)
}

/// What one record adds to a figure; nothing where it does not count.
fn of_record(
    register: &Register,
    indicator: &Indicator,
    record: &Record,
) -> Option<(Option<String>, Option<String>, Sums)> {
    let fits = indicator.conditions.iter().all(|(column, value)| record.get(column) == value);
    if !fits && indicator.measure != Measure::Share {
        return None;
    }
    let number = indicator.field.as_ref().and_then(|field| record.int(field));
    let year = indicator
        .time
        .as_ref()
        .and_then(|time| name(record.get(time)))
        .map(|day| day.chars().take(4).collect());
    let sums = Sums {
        rows: 1,
        fitting: i64::from(fits),
        filled: i64::from(number.is_some()),
        sum: number.unwrap_or_default(),
        median: None,
    };
    let mut group = indicator.by.as_ref().and_then(|by| name(record.get(by)));
    if let Some(code) = group.as_mut().filter(|_| by_territory(register, indicator)) {
        code.truncate(COMMUNITY);
    }
    Some((group, year, sums))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn means_and_shares_are_rounded_half_away_from_nought() {
        let sums = Sums { rows: 3, fitting: 2, filled: 2, sum: 7, median: None };
        assert_eq!(sums.value(Measure::Share), Some(667));
        assert_eq!(sums.value(Measure::Average), Some(35));
    }
}
