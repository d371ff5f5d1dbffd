//! The tables of tasks and the justifications: each with itself, with the annex and with each other.

use super::{About, Checks, CostKind, Kind, stated};
use crate::programme::amount::Money;
use crate::programme::model::{
    Budget, Column, Costs, Figure, Justification, Measure, Place, Programme, Row, Source, TASK_SOURCES, Task,
};

/// A column of a table of tasks as a source, by the name that the tables give it.
fn source(place: usize) -> Source {
    let (budget, name) = match place {
        0 => (Budget::Oblast, "обласний"),
        1 => (Budget::Local, "територіальних громад"),
        _ => (Budget::Other, "інші джерела"),
    };
    Source { budget, marks: 0, name: name.to_owned() }
}

/// Does a row of the annex belong into a column of a table of tasks? All but the oblast's and the communities' money are
/// others there.
fn belongs(row: &Row, place: usize) -> bool {
    let budget = row.source.as_ref().map(|source| source.budget);
    match place {
        0 => budget == Some(Budget::Oblast),
        1 => budget == Some(Budget::Local),
        _ => matches!(budget, Some(Budget::State | Budget::Other | Budget::Mixed)),
    }
}

/// Some columns of a task.
type Pick = fn(&Task) -> &[Figure; TASK_SOURCES];

/// What figures come to, and where they stand.
fn sum<'a>(figures: impl IntoIterator<Item = &'a Figure>) -> (Money, Vec<Place>) {
    let mut whole = (Money::default(), Vec::new());
    for figure in figures {
        if let Some(money) = figure.value.amount() {
            whole.0 = whole.0 + money;
            whole.1.push(figure.place.clone());
        }
    }
    whole
}

/// An amount that a table states; an empty cell of it is none.
fn whole(figure: &Figure) -> (Money, &Place) {
    (figure.value.money(), &figure.place)
}

impl Checks {
    pub(super) fn tasks(&mut self, programme: &Programme) {
        for table in &programme.tasks {
            for task in table.rows.iter().chain(&table.sum) {
                self.task_parts(task, table.year);
            }
            if let Some(stated) = &table.sum {
                self.task_sum(stated, &table.rows, table.year);
            }
            for task in &table.rows {
                let measure = programme.annex.measures().find(|own| Some(&own.code) == task.code.as_ref());
                if let Some(measure) = measure {
                    self.task_to_annex(task, measure, table.year);
                }
            }
        }
    }

    /// Capital and current against the whole.
    fn task_parts(&mut self, task: &Task, year: Option<i16>) {
        for place in 0..TASK_SOURCES {
            let parts = sum([&task.capital[place], &task.research[place], &task.needs[place]]);
            let total = &task.total[place];
            if total.value.amount().is_some() || !parts.1.is_empty() {
                let at = parts.1.first().cloned().unwrap_or_default();
                let stated = (total.value.money(), if total.place.line > 0 { &total.place } else { &at });
                let about = about(task.code.as_deref(), place, year);
                self.compare(Kind::PartsToTask, about, stated, parts);
            }
        }
    }

    /// The rows of a table against its sum, column by column.
    fn task_sum(&mut self, total: &Task, rows: &[Task], year: Option<i16>) {
        let columns: [(Pick, Option<CostKind>); 4] = [
            (|task| &task.total, None),
            (|task| &task.capital, Some(CostKind::Capital)),
            (|task| &task.research, Some(CostKind::Current)),
            (|task| &task.needs, Some(CostKind::Current)),
        ];
        for (column, costs) in columns {
            for place in 0..TASK_SOURCES {
                let stated = whole(&column(total)[place]);
                let parts = sum(rows.iter().map(|task| &column(task)[place]));
                let about = About { costs, ..about(None, place, year) };
                self.compare(Kind::TasksToSum, about, stated, parts);
            }
        }
    }

    fn task_to_annex(&mut self, task: &Task, measure: &Measure, year: Option<i16>) {
        let column = year.map_or(Column::Total, Column::Year);
        for place in 0..TASK_SOURCES {
            let parts = super::sum(measure.rows.iter().filter(|row| belongs(row, place)), column);
            let total = whole(&task.total[place]);
            let at = Place { line: measure.line, cell: 0 };
            let stated = if total.1.line > 0 { total } else { (total.0, &at) };
            self.compare(Kind::AnnexToTask, about(Some(&measure.code), place, year), stated, parts);
        }
    }

    pub(super) fn justifications(&mut self, programme: &Programme) {
        for own in &programme.justifications {
            let about = || About { code: Some(own.code.clone()), ..About::default() };
            for row in &own.rows {
                let parts = sum([&row.capital, &row.current]);
                if let Some(total) = stated(Some(&row.total)).filter(|_| row.total.value.amount().is_some()) {
                    self.compare(Kind::PartsToJustification, about(), total, parts);
                }
            }
            if let Some(total) = stated(own.total.as_ref()) {
                let rows: Vec<(Money, Place)> = own.rows.iter().map(row_sum).collect();
                let parts = rows.iter().map(|(money, _)| *money).sum();
                let places = rows.into_iter().map(|(_, place)| place).collect();
                self.compare(Kind::JustificationToSum, about(), total, (parts, places));
                if let Some(measure) = programme.annex.measures().find(|measure| measure.code == own.code) {
                    let named =
                        super::sum(super::of_source(own.source.as_ref(), measure.rows.iter()), Column::Total);
                    let parts = super::sum(measure.rows.iter(), Column::Total);
                    // Some sections work out the money of one source, some that of all.
                    if named.0 != total.0 {
                        self.compare(Kind::AnnexToJustification, about(), total, parts);
                    }
                }
            }
            let all_years = programme.tasks.iter().filter(|table| table.year.is_none());
            for task in
                all_years.flat_map(|table| &table.rows).filter(|task| task.code.as_ref() == Some(&own.code))
            {
                self.justification_to_task(own, task);
            }
        }
    }

    fn justification_to_task(&mut self, own: &Justification, task: &Task) {
        let capital = sum(own.rows.iter().map(|row| &row.capital));
        let current = sum(own.rows.iter().map(|row| &row.current));
        let of_task = [
            (CostKind::Capital, capital, vec![&task.capital]),
            (CostKind::Current, current, vec![&task.research, &task.needs]),
        ];
        let is_named =
            |place: &usize| own.source.as_ref().is_some_and(|named| named.budget == source(*place).budget);
        for (costs, stated, figures) in of_task {
            let places = (0..TASK_SOURCES).filter(is_named);
            let named = sum(places.flat_map(|place| figures.iter().map(move |own| &own[place])));
            let parts = sum(figures.iter().copied().flatten());
            if named.0 == stated.0 {
                continue;
            }
            let at = stated.1.first().cloned().or_else(|| parts.1.first().cloned()).unwrap_or_default();
            let about = About { code: Some(own.code.clone()), costs: Some(costs), ..About::default() };
            self.compare(Kind::TaskToJustification, about, (stated.0, &at), parts);
        }
    }
}

/// What a row of a justification comes to: as it is stated, else as its parts are.
fn row_sum(row: &Costs) -> (Money, Place) {
    match row.total.value.amount() {
        Some(money) => (money, row.total.place.clone()),
        None => (row.capital.value.money() + row.current.value.money(), row.capital.place.clone()),
    }
}

fn about(code: Option<&str>, place: usize, year: Option<i16>) -> About {
    About { code: code.map(str::to_owned), source: Some(source(place)), year, costs: None }
}
