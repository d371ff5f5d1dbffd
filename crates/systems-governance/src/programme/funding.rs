//! The money of a programme as rows: measure, source, year, kind of costs.

use super::amount::{Funding, Money};
use super::model::{Budget, Figure, Measure, Programme, Row, Source, Task};

/// Which costs a row is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Costs {
    /// The document does not tell them apart.
    All,
    /// Capital.
    Capital,
    /// Current.
    Current,
}

impl Costs {
    /// The name, as in the register.
    pub fn name(self) -> &'static str {
        match self {
            Costs::All => "all",
            Costs::Capital => "capital",
            Costs::Current => "current",
        }
    }
}

/// A row of planned money.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned {
    /// The code of the measure.
    pub code: String,
    /// The source; none where it is for all of them.
    pub source: Option<Source>,
    /// The year; none where the document has a total alone.
    pub year: Option<i16>,
    /// Which costs.
    pub costs: Costs,
    /// What is said.
    pub said: Funding,
}

impl Budget {
    /// The name, as in the register.
    pub fn name(self) -> &'static str {
        match self {
            Budget::State => "state",
            Budget::Oblast => "oblast",
            Budget::Local => "local",
            Budget::Other => "other",
            Budget::Mixed => "mixed",
        }
    }
}

/// All rows of a programme. Where a table of tasks tells the costs of a year apart and its sum is the annex's own, a
/// row is two; so the rows of a year always come to what the annex says.
pub fn planned(programme: &Programme) -> Vec<Planned> {
    let mut all = Vec::new();
    for measure in programme.annex.measures() {
        for row in &measure.rows {
            let of = |year, costs, said| Planned {
                code: measure.code.clone(),
                source: row.source.clone(),
                year,
                costs,
                said,
            };
            let has_amounts = row.by_year.values().any(|figure| figure.value.amount().is_some());
            let is_said = |total: &&Figure| {
                matches!(total.value, Funding::NeedsNone | Funding::WithinFunding) && !has_amounts
            };
            // «не потребує» is said once for all years, which then hold dashes.
            if let Some(total) = row.total.as_ref().filter(|own| row.by_year.is_empty() || is_said(own)) {
                all.push(of(None, Costs::All, total.value));
                continue;
            }
            for (year, figure) in &row.by_year {
                match figure.value.amount().and_then(|sum| parted(programme, measure, row, *year, sum)) {
                    Some(parts) => all.extend(
                        parts.into_iter().map(|(costs, sum)| of(Some(*year), costs, Funding::Amount(sum))),
                    ),
                    None => all.push(of(Some(*year), Costs::All, figure.value)),
                }
            }
        }
    }
    all
}

/// Where the money of a source stands in a table of tasks: the oblast's, the communities', all other.
fn column(source: &Source) -> Option<usize> {
    match source.budget {
        Budget::Oblast => Some(0),
        Budget::Local => Some(1),
        Budget::State | Budget::Other => Some(2),
        Budget::Mixed => None,
    }
}

/// The capital and current part of what a row has for a year.
fn parted(
    programme: &Programme,
    measure: &Measure,
    row: &Row,
    year: i16,
    sum: Money,
) -> Option<Vec<(Costs, Money)>> {
    let place = column(row.source.as_ref()?)?;
    let amount = |figure: &Figure| figure.value.money();
    // Several sources in one column: which of them the parts are of is not said.
    let sharing = measure.rows.iter().filter(|other| {
        other.source.as_ref().and_then(column) == Some(place)
            && other.by_year.get(&year).is_some_and(|own| amount(own) != Money::default())
    });
    if sharing.count() != 1 {
        return None;
    }
    let mut tables = programme.tasks.iter().filter(|own| own.year == Some(year));
    let is_own = |task: &&Task| task.code.as_deref() == Some(measure.code.as_str());
    let task = tables.find_map(|own| own.rows.iter().find(is_own))?;
    let capital = amount(&task.capital[place]);
    let current = amount(&task.research[place]) + amount(&task.needs[place]);
    if capital + current != sum || sum == Money::default() {
        return None;
    }
    let parts = [(Costs::Capital, capital), (Costs::Current, current)];
    Some(parts.into_iter().filter(|(_, part)| *part != Money::default()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::programme::model::{Annex, Direction, Place, Tasks};

    fn figure(value: Funding) -> Figure {
        Figure { value, place: Place::default() }
    }

    fn money(hryvnias: i64) -> Funding {
        Funding::Amount(Money(hryvnias * 100))
    }

    fn programme(capital: i64, current: i64) -> Programme {
        let row = Row {
            source: Source::parse("Обласний бюджет"),
            total: Some(figure(money(300))),
            by_year: [(2021, figure(money(300))), (2022, figure(Funding::WithinFunding))].into(),
            line: 1,
        };
        let measure = Measure { code: "1.1".into(), rows: vec![row], ..Measure::default() };
        let mut task = Task { code: Some("1.1".into()), ..Task::default() };
        task.capital[0] = figure(money(capital));
        task.needs[0] = figure(money(current));
        Programme {
            annex: Annex {
                directions: vec![Direction { measures: vec![measure], ..Direction::default() }],
                ..Annex::default()
            },
            tasks: vec![Tasks { year: Some(2021), rows: vec![task], sum: None }],
            ..Programme::default()
        }
    }

    #[test]
    fn what_needs_no_money_says_so_once_for_all_years() {
        let mut own = programme(0, 0);
        let row = &mut own.annex.directions[0].measures[0].rows[0];
        row.total = Some(figure(Funding::NeedsNone));
        row.by_year.values_mut().for_each(|own| own.value = Funding::None);
        assert_eq!(told(&own), [(None, Costs::All, Funding::NeedsNone)]);
    }

    fn told(programme: &Programme) -> Vec<(Option<i16>, Costs, Funding)> {
        planned(programme).into_iter().map(|own| (own.year, own.costs, own.said)).collect()
    }

    #[test]
    fn costs_are_told_apart_where_their_sum_is_the_annexs_own() {
        let within = (Some(2022), Costs::All, Funding::WithinFunding);
        assert_eq!(
            told(&programme(100, 200)),
            [(Some(2021), Costs::Capital, money(100)), (Some(2021), Costs::Current, money(200)), within]
        );
        assert_eq!(told(&programme(300, 0)), [(Some(2021), Costs::Capital, money(300)), within]);
        assert_eq!(told(&programme(100, 100)), [(Some(2021), Costs::All, money(300)), within]);
    }
}
