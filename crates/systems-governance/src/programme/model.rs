//! A programme as its document says it: every figure with its place.

use std::collections::BTreeMap;

use super::amount::{Funding, Money};

/// Where something stands in the document.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The line, from 1.
    pub line: usize,
    /// The cell of the line, from 1; 0 for the whole line.
    pub cell: usize,
}

/// What a cell says, and where.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figure {
    /// What it says.
    pub value: Funding,
    /// Where.
    pub place: Place,
}

/// Whose money it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Budget {
    /// The state budget.
    State,
    /// The oblast budget.
    Oblast,
    /// Budgets of districts and communities.
    Local,
    /// Other sources.
    Other,
    /// More than one of these, in words.
    Mixed,
}

/// A source of funding as the document names it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Source {
    /// Whose money it is.
    pub budget: Budget,
    /// Marks of footnotes behind the name: «Інші джерела*» is another source than «Інші джерела».
    pub marks: usize,
    /// The name; of several in one cell, the whole cell.
    pub name: String,
}

impl Source {
    /// Reads a name. Nothing where no budget is named.
    pub fn parse(cell: &str) -> Option<Source> {
        let name = cell.split_whitespace().collect::<Vec<_>>().join(" ");
        let plain = name.trim_end_matches([';', ',', '.', ':']).trim_end();
        let words = plain.trim_end_matches('*');
        let marks = plain.len() - words.len();
        let low = words.to_lowercase();
        let stems: [(&[&str], Budget); 4] = [
            (&["державн"], Budget::State),
            (&["обласн"], Budget::Oblast),
            (&["місцев", "район", "громад", "міськ"], Budget::Local),
            (&["інш"], Budget::Other),
        ];
        let is_source = ["бюджет", "джерел", "кошт", "кошторис", "місцеві", "обласн"];
        let named: Vec<Budget> = stems
            .iter()
            .filter(|(stems, _)| stems.iter().any(|stem| low.contains(stem)))
            .map(|(_, budget)| *budget)
            .collect();
        if named.is_empty() || !is_source.iter().any(|word| low.contains(word)) {
            return None;
        }
        let budget = if named.len() == 1 { named[0] } else { Budget::Mixed };
        Some(Source { budget, marks, name: words.trim_end().to_owned() + &"*".repeat(marks) })
    }

    /// The same money: the documents write one source in several ways.
    pub fn is_same(&self, other: &Source) -> bool {
        match self.budget {
            Budget::Mixed => self.name.to_lowercase() == other.name.to_lowercase(),
            budget => budget == other.budget && self.marks == other.marks,
        }
    }
}

/// Money of a source over the years.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// The source; none where the row is for all of them.
    pub source: Option<Source>,
    /// The sum over the years.
    pub total: Option<Figure>,
    /// Each year.
    pub by_year: BTreeMap<i16, Figure>,
    /// The line.
    pub line: usize,
}

impl Row {
    /// What the years come to.
    pub fn years(&self) -> Money {
        self.by_year.values().map(|figure| figure.value.money()).sum()
    }

    /// The total where it is written, else what the years come to.
    pub fn sum(&self) -> Money {
        self.total.as_ref().and_then(|figure| figure.value.amount()).unwrap_or_else(|| self.years())
    }

    /// The figure of a column: a year, or the total.
    pub fn figure(&self, column: Column) -> Option<&Figure> {
        match column {
            Column::Total => self.total.as_ref(),
            Column::Year(year) => self.by_year.get(&year),
        }
    }

    /// What a column comes to.
    pub fn money(&self, column: Column) -> Money {
        match column {
            Column::Total => self.sum(),
            Column::Year(year) => {
                self.by_year.get(&year).map(|figure| figure.value.money()).unwrap_or_default()
            }
        }
    }
}

/// A column of money.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Column {
    /// A year.
    Year(i16),
    /// All years.
    Total,
}

/// A measure of the programme.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Measure {
    /// The code, e.g. `3.5`.
    pub code: String,
    /// What is to be done.
    pub title: String,
    /// When.
    pub term: String,
    /// By whom.
    pub executors: String,
    /// What is expected of it.
    pub result: String,
    /// Money by source.
    pub rows: Vec<Row>,
    /// The line on which it begins.
    pub line: usize,
}

/// A direction of the programme.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Direction {
    /// The code, e.g. `3`.
    pub code: String,
    /// The title.
    pub title: String,
    /// The measures.
    pub measures: Vec<Measure>,
    /// The stated totals by source.
    pub totals: Vec<Row>,
    /// The line on which it begins.
    pub line: usize,
}

/// The annex with the measures.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Annex {
    /// The directions.
    pub directions: Vec<Direction>,
    /// The stated totals of all directions by source.
    pub totals: Vec<Row>,
    /// The stated total of the programme.
    pub all: Option<Row>,
}

impl Annex {
    /// All measures.
    pub fn measures(&self) -> impl Iterator<Item = &Measure> {
        self.directions.iter().flat_map(|direction| &direction.measures)
    }

    /// The years that it has money for, in their order.
    pub fn years(&self) -> Vec<i16> {
        let rows = self.measures().flat_map(|measure| &measure.rows);
        let rows = rows.chain(self.totals.iter()).chain(self.all.iter());
        let mut years: Vec<i16> = rows.flat_map(|row| row.by_year.keys().copied()).collect();
        years.sort_unstable();
        years.dedup();
        years
    }
}

/// The passport: its entries, and what of them is money.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Passport {
    /// Number, name and text of each entry.
    pub entries: Vec<(String, String, String)>,
    /// The stated cost of the programme.
    pub all: Option<Row>,
    /// The same by source.
    pub sources: Vec<Row>,
}

/// A year of the programme's history.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PastYear {
    /// The year; none for the sum.
    pub year: Option<i16>,
    /// Planned: all, capital, current.
    pub planned: [Figure; 3],
    /// Actual: all, capital, current.
    pub actual: [Figure; 3],
    /// The stated part of the plan that was carried out, in tenths of a percent.
    pub percent: Option<i64>,
    /// The line.
    pub line: usize,
}

/// Capital and current costs, and both together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Costs {
    /// Capital.
    pub capital: Figure,
    /// Current.
    pub current: Figure,
    /// Both.
    pub total: Figure,
}

/// What a measure is to cost, as a section of the text works it out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Justification {
    /// The code of the measure.
    pub code: String,
    /// The source that the section names. Some name one where the annex has several.
    pub source: Option<Source>,
    /// Its parts.
    pub rows: Vec<Costs>,
    /// The stated sum.
    pub total: Option<Figure>,
}

/// Whose money the columns of the tables of tasks are: the oblast's, the communities', all other.
pub const TASK_SOURCES: usize = 3;

/// A row of a table of tasks: costs of each of [`TASK_SOURCES`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Task {
    /// The code of the measure; none for the sum of the table.
    pub code: Option<String>,
    /// The whole.
    pub total: [Figure; TASK_SOURCES],
    /// Capital.
    pub capital: [Figure; TASK_SOURCES],
    /// Current: research.
    pub research: [Figure; TASK_SOURCES],
    /// Current: other needs.
    pub needs: [Figure; TASK_SOURCES],
}

/// A table of tasks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tasks {
    /// The year that it is for; none where it is for all years.
    pub year: Option<i16>,
    /// Its tasks.
    pub rows: Vec<Task>,
    /// Its stated sum.
    pub sum: Option<Task>,
}

/// Something odd that was understood all the same, or asked about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// A name, as in JSON.
    pub kind: &'static str,
    /// Where.
    pub place: Place,
    /// The cell or the row.
    pub words: String,
}

/// What a document says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Programme {
    /// The passport.
    pub passport: Passport,
    /// The annex with the measures.
    pub annex: Annex,
    /// The table of resources: the whole first, then by source.
    pub resources: Vec<Row>,
    /// Earlier years.
    pub history: Vec<PastYear>,
    /// What measures are to cost, by the text.
    pub justifications: Vec<Justification>,
    /// The tables of tasks.
    pub tasks: Vec<Tasks>,
    /// Cells that were not understood.
    pub not_understood: Vec<Notice>,
    /// What was odd.
    pub notices: Vec<Notice>,
}
