//! Values of indicators by territory and year, kept in a table of their own, so that a page with a hundred of them asks
//! once. They are made beside the answers: of a register that an act touched, half a minute later; of all, each hour, as
//! another node may have written. Who wants the figure of this moment opens its page.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::time::Duration;

use oblast_kernel::Value;
use oblast_kernel::territory::{self, Level};
use oblast_kernel::value::ColumnType;
use oblast_register::Register;
use oblast_register::indicator::{Indicator, Measure};

use crate::database::Load;
use crate::figures::{Sums, counting, median_tenths, numbers};
use crate::prepare::{Bulk, BulkTable, Statement};
use crate::{Store, StoreError};

/// The table of cases.
const CASES: &str = "cases";
/// How often is looked whether something is to be made anew.
const EVERY: Duration = Duration::from_secs(30);
/// After how many looks all is made anew.
const ALL_AFTER: u64 = 120;

/// Territory (its part of the code: empty for all, a district's, a community's) and year (empty for all).
pub type Cell = (String, String);
/// The values of an indicator.
pub type Cube = BTreeMap<Cell, Sums>;

/// An indicator with its values.
#[derive(Clone, Debug, Default)]
pub struct Kept {
    /// When they were made: microseconds since the Unix epoch.
    pub made: i64,
    /// By territory and year.
    pub cells: Cube,
}

/// The key of an indicator: its register and its own name.
pub fn key(register: &Register, indicator: &Indicator) -> String {
    format!("{}/{}", register.id, indicator.id)
}

/// What is told of the cases of every service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OfService {
    /// How many applications were submitted, by the year of their day.
    Submitted,
    /// Which part of the decided cases was decided in time, by the year of the decision.
    InTime,
    /// The median of calendar days from submission to decision, by the year of the decision.
    MedianDays,
}

impl OfService {
    /// All of it.
    pub const ALL: [OfService; 3] = [OfService::Submitted, OfService::InTime, OfService::MedianDays];

    /// How it is measured.
    pub fn measure(self) -> Measure {
        match self {
            OfService::Submitted => Measure::Count,
            OfService::InTime => Measure::Share,
            OfService::MedianDays => Measure::Median,
        }
    }

    fn name(self) -> &'static str {
        match self {
            OfService::Submitted => "submitted",
            OfService::InTime => "in-time",
            OfService::MedianDays => "median-days",
        }
    }
}

/// The key of an indicator of a service.
pub fn service_key(procedure: &str, indicator: OfService) -> String {
    // No register is called so: their names have no colon.
    format!("service:{procedure}/{}", indicator.name())
}

/// The parts of a code under which its records are added up: all, the district, the community.
fn parts(code: &str) -> Vec<String> {
    let levels = [Level::District, Level::Community].into_iter();
    let own = levels.filter_map(|level| {
        let part = territory::part(code, level)?;
        // An oblast's own code has noughts where a district's digits are.
        let digits = part.len() - if level == Level::District { 2 } else { 3 };
        part[digits..].bytes().any(|digit| digit != b'0').then(|| part.to_owned())
    });
    std::iter::once(String::new()).chain(own).collect()
}

/// Adds up what came by community and year to what is told of districts, years and all.
#[derive(Default)]
struct Adding {
    sums: Cube,
    values: BTreeMap<Cell, Vec<i64>>,
}

impl Adding {
    fn cells(code: &str, year: &str) -> impl Iterator<Item = Cell> + use<> {
        let years = if year.is_empty() { vec![String::new()] } else { vec![String::new(), year.to_owned()] };
        parts(code)
            .into_iter()
            .flat_map(move |part| years.clone().into_iter().map(move |year| (part.clone(), year)))
    }

    fn add(&mut self, code: &str, year: &str, sums: Sums) {
        for cell in Self::cells(code, year) {
            self.sums.entry(cell).or_default().add(sums);
        }
    }

    fn value(&mut self, code: &str, year: &str, value: i64) {
        for cell in Self::cells(code, year) {
            self.values.entry(cell).or_default().push(value);
        }
    }

    fn cube(mut self) -> Cube {
        for (cell, values) in self.values {
            self.sums.entry(cell).or_default().median = median_tenths(values);
        }
        self.sums
    }
}

impl Store {
    /// Remembers tables that were written.
    pub(crate) fn touch<'t>(&self, tables: impl Iterator<Item = &'t str>) {
        if let Ok(mut touched) = self.touched.lock() {
            for table in tables.filter(|table| table.starts_with("reg_") || *table == CASES) {
                if !touched.contains(table) {
                    touched.insert(table.to_owned());
                }
            }
        }
    }

    /// The values of an indicator, computed now.
    pub async fn cube(&self, register: &Register, indicator: &Indicator) -> Result<Cube, StoreError> {
        let text = ColumnType::Text;
        let (int, table) = (ColumnType::Int, self.visible(&register.table())?);
        let place = indicator
            .territory
            .as_deref()
            .map_or_else(|| "''".to_owned(), |field| format!("coalesce({field}, '')"));
        let year = indicator.time.as_deref().map_or_else(
            || "''".to_owned(),
            |time| format!("coalesce(substr(cast({time} as text), 1, 4), '')"),
        );
        let parameters: Vec<Value> = indicator.conditions.iter().map(|(_, value)| value.clone()).collect();
        let (sums, only) = counting(indicator);
        let field = numbers(indicator);
        let sql = format!("select {place}, {year}, {sums} from {table}{only} group by 1, 2");
        let mut adding = Adding::default();
        for row in self.query(&sql, &parameters, &[text, text, int, int, int, int]).await? {
            adding.add(row.text(0), row.text(1), Sums::read(&row, 2));
        }
        if indicator.measure == Measure::Median {
            let and = if only.is_empty() { " where" } else { " and" };
            let sql = format!("select {place}, {year}, {field} from {table}{only}{and} {field} is not null");
            for row in self.query(&sql, &parameters, &[text, text, int]).await? {
                adding.value(row.text(0), row.text(1), row.int(2));
            }
        }
        Ok(adding.cube())
    }

    /// The values of a service, computed now: by the territory of the centre that took the application, or of the
    /// community that the centre is of.
    async fn service_cube(&self, procedure: &str, indicator: OfService) -> Result<Cube, StoreError> {
        let (int, text) = (ColumnType::Int, ColumnType::Text);
        let (day, only) = match indicator {
            OfService::Submitted => ("cases.submitted_on", ""),
            OfService::InTime | OfService::MedianDays => {
                ("cases.decided_on", " and cases.decided_on is not null")
            }
        };
        let place = "coalesce(body.territory, community.territory, '')";
        let from = format!(
            "from cases left join body on body.id = cases.intake left join body community on community.id = body.parent \
             where cases.procedure = $1{only}"
        );
        let parameters = [Value::from(procedure)];
        let mut adding = Adding::default();
        let sums =
            "count(*), cast(coalesce(sum(cases.in_time), 0) as bigint), count(cases.days), cast(0 as bigint)";
        let sql = format!("select {place}, substr({day}, 1, 4), {sums} {from} group by 1, 2");
        for row in self.query(&sql, &parameters, &[text, text, int, int, int, int]).await? {
            adding.add(row.text(0), row.text(1), Sums::read(&row, 2));
        }
        if indicator == OfService::MedianDays {
            let sql =
                format!("select {place}, substr({day}, 1, 4), cases.days {from} and cases.days is not null");
            for row in self.query(&sql, &parameters, &[text, text, int]).await? {
                adding.value(row.text(0), row.text(1), row.int(2));
            }
        }
        Ok(adding.cube())
    }

    /// Keeps the values of an indicator instead of those that were kept before.
    async fn keep_cube(&self, key: String, cube: Cube) -> Result<(), StoreError> {
        let state = "select made from indicator_state where indicator = $1";
        let before = self.query(state, &[key.as_str().into()], &[ColumnType::Int]).await?;
        // Two nodes at once: the second one's rows stand already, and it waits for its next turn.
        let made = self
            .clock
            .now()
            .as_microsecond()
            .max(before.first().map_or(0, |row| row.int(0).saturating_add(1)));
        let columns = [
            ("indicator", "text"),
            ("made", "bigint"),
            ("territory", "text"),
            ("year", "text"),
            ("row_count", "bigint"),
            ("fitting", "bigint"),
            ("filled", "bigint"),
            ("total", "bigint"),
            ("median", "bigint"),
        ];
        let mut bulk = Bulk::new(&BulkTable::new("indicator_value", &columns));
        bulk.rows = cube
            .into_iter()
            .map(|((territory, year), sums)| {
                vec![
                    key.as_str().into(),
                    made.into(),
                    territory.into(),
                    year.into(),
                    sums.rows.into(),
                    sums.fitting.into(),
                    sums.filled.into(),
                    sums.sum.into(),
                    sums.median.map_or(Value::Null, Value::Int),
                ]
            })
            .collect();
        let state = "insert into indicator_state (indicator, made) values ($1, $2) \
                     on conflict (indicator) do update set made = $2";
        let old = "delete from indicator_value where indicator = $1 and made <> $2";
        let statements = [state, old]
            .map(|sql| Statement {
                sql: sql.into(),
                parameters: vec![key.as_str().into(), made.into()],
                one_row_or: None,
            })
            .into();
        let bulks = if bulk.rows.is_empty() { Vec::new() } else { vec![bulk] };
        let kept = self.load_rows(Load { bulks, statements }).await;
        kept.map_err(|error| StoreError::Unexpected(error.to_string()))
    }

    /// Makes the values of all indicators anew, or of those whose registers were touched since. Gives how many.
    pub async fn refresh_cubes(&self, all: bool) -> Result<usize, StoreError> {
        let touched: HashSet<String> =
            self.touched.lock().map(|mut touched| std::mem::take(&mut *touched)).unwrap_or_default();
        let registers: Vec<_> = self.catalogue().registers().cloned().collect();
        let wanted: Vec<_> = registers.iter().filter(|own| all || touched.contains(&own.table())).collect();
        let mut count = 0;
        for register in &wanted {
            for indicator in &register.indicators {
                let made = match self.cube(register, indicator).await {
                    Ok(cube) => self.keep_cube(key(register, indicator), cube).await,
                    Err(error) => Err(error),
                };
                if let Err(error) = made {
                    // All of them are tried again at the next look.
                    wanted.iter().for_each(|own| self.touch(std::iter::once(own.table().as_str())));
                    self.touch(touched.iter().map(String::as_str));
                    return Err(error);
                }
                count += 1;
            }
        }
        if all || touched.contains(CASES) {
            match self.keep_services().await {
                Ok(kept) => count += kept,
                Err(error) => {
                    self.touch(std::iter::once(CASES));
                    return Err(error);
                }
            }
        }
        if all {
            self.forget_gone(&registers).await?;
        }
        Ok(count)
    }

    async fn keep_services(&self) -> Result<usize, StoreError> {
        let procedures: Vec<String> =
            self.catalogue().services().map(|own| own.procedure.id.clone()).collect();
        for procedure in &procedures {
            for indicator in OfService::ALL {
                let cube = self.service_cube(procedure, indicator).await?;
                self.keep_cube(service_key(procedure, indicator), cube).await?;
            }
        }
        Ok(procedures.len() * OfService::ALL.len())
    }

    /// Indicators that are declared no more.
    async fn forget_gone(&self, registers: &[std::sync::Arc<Register>]) -> Result<(), StoreError> {
        let known: HashSet<String> = registers
            .iter()
            .flat_map(|register| register.indicators.iter().map(|own| key(register, own)))
            .chain(self.catalogue().services().flat_map(|service| {
                OfService::ALL.map(|indicator| service_key(&service.procedure.id, indicator))
            }))
            .collect();
        let text = ColumnType::Text;
        for row in self.query("select indicator from indicator_state", &[], &[text]).await? {
            if !known.contains(row.text(0)) {
                for table in ["indicator_value", "indicator_state"] {
                    let sql = format!("delete from {table} where indicator = $1");
                    self.scratch(&sql, vec![row.text(0).into()]).await?;
                }
            }
        }
        Ok(())
    }

    /// Keeps the values current until the server ends.
    pub async fn run_cubes(&self) {
        let mut looks = 0_u64;
        loop {
            if let Err(error) = self.refresh_cubes(looks.is_multiple_of(ALL_AFTER)).await {
                tracing::warn!(%error, "the values of indicators were not made anew");
            }
            looks += 1;
            tokio::time::sleep(EVERY).await;
        }
    }

    /// The kept values of some indicators: of all territories, or of some parts of codes.
    pub async fn kept_cubes(
        &self,
        indicators: &[String],
        territories: Option<&[String]>,
    ) -> Result<HashMap<String, Kept>, StoreError> {
        if indicators.is_empty() {
            return Ok(HashMap::new());
        }
        let (int, text) = (ColumnType::Int, ColumnType::Text);
        let mut parameters: Vec<Value> = Vec::new();
        let mut among = |values: &[String]| {
            let first = parameters.len() + 1;
            parameters.extend(values.iter().map(|own| Value::from(own.as_str())));
            (first..first + values.len()).map(|place| format!("${place}")).collect::<Vec<_>>().join(", ")
        };
        let only = format!("v.indicator in ({})", among(indicators));
        let places =
            territories.map(|own| format!(" and v.territory in ({})", among(own))).unwrap_or_default();
        let sql = format!(
            "select v.indicator, v.made, v.territory, v.year, v.row_count, v.fitting, v.filled, v.total, v.median \
             from indicator_value v join indicator_state s on s.indicator = v.indicator and s.made = v.made \
             where {only}{places}"
        );
        let types = [text, int, text, text, int, int, int, int, int];
        let mut all: HashMap<String, Kept> = HashMap::new();
        for row in self.query(&sql, &parameters, &types).await? {
            let kept = all.entry(row.text(0).to_owned()).or_default();
            kept.made = row.int(1);
            let sums = Sums { median: row.get(8).as_int(), ..Sums::read(&row, 4) };
            kept.cells.insert((row.text(2).to_owned(), row.text(3).to_owned()), sums);
        }
        Ok(all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sums(rows: i64) -> Sums {
        Sums { rows, ..Sums::default() }
    }

    #[test]
    fn a_community_is_added_to_its_district_its_year_and_all() {
        let mut adding = Adding::default();
        adding.add("UA51100270000073549", "2025", sums(2));
        adding.add("UA51100290000012345", "2026", sums(3));
        adding.add("UA51000000000030770", "", sums(5));
        adding.add("", "2026", sums(7));
        let cube = adding.cube();
        let rows =
            |territory: &str, year: &str| cube.get(&(territory.into(), year.into())).map(|own| own.rows);
        assert_eq!((rows("", ""), rows("", "2026"), rows("", "2025")), (Some(17), Some(10), Some(2)));
        assert_eq!((rows("UA5110", ""), rows("UA5110", "2025")), (Some(5), Some(2)));
        assert_eq!((rows("UA5110027", "2025"), rows("UA5110029", "2026")), (Some(2), Some(3)));
        assert_eq!(rows("UA5100", ""), None, "an oblast is no district");
    }

    #[test]
    fn medians_are_of_the_values_not_of_medians() {
        let mut adding = Adding::default();
        for (code, value) in
            [("UA51100270000073549", 1), ("UA51100270000073549", 9), ("UA51100290000012345", 4)]
        {
            adding.value(code, "2025", value);
        }
        let cube = adding.cube();
        let median = |territory: &str| cube[&(territory.to_owned(), "2025".to_owned())].median;
        assert_eq!((median("UA5110027"), median("UA5110"), median("")), (Some(50), Some(40), Some(40)));
    }
}
