//! The arithmetic of a programme: every stated figure against its parts.

mod tasks;

use oblast_kernel::{Lang, Text};

use crate::programme::amount::{Funding, Money};
use crate::programme::model::{Budget, Column, Direction, Figure, PastYear, Place, Programme, Row, Source};

/// What was compared with what.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// The years of a row with its total.
    YearsToTotal,
    /// The measures of a direction with its total.
    MeasuresToDirection,
    /// The directions with the total of all of them.
    DirectionsToAll,
    /// The sources with the total of the programme.
    SourcesToProgramme,
    /// The sources of the passport with its total.
    SourcesToPassport,
    /// The sources of the table of resources with its total.
    SourcesToResources,
    /// The measures with the total of the programme.
    MeasuresToProgramme,
    /// The annex with the passport.
    AnnexToPassport,
    /// The annex with the table of resources.
    AnnexToResources,
    /// Capital and current with the whole, in the history.
    PartsToHistory,
    /// The years with the sum of the history.
    HistoryToSum,
    /// What was carried out, in percent.
    HistoryPercent,
    /// Capital and current with the whole of a task.
    PartsToTask,
    /// The tasks with the sum of their table.
    TasksToSum,
    /// The measure of the annex with the task.
    AnnexToTask,
    /// Capital and current with the whole, in a justification.
    PartsToJustification,
    /// The rows of a justification with their sum.
    JustificationToSum,
    /// The measure of the annex with its justification.
    AnnexToJustification,
    /// The task with the justification, capital and current.
    TaskToJustification,
}

impl Kind {
    /// The name, as in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Kind::YearsToTotal => "years_to_total",
            Kind::MeasuresToDirection => "measures_to_direction",
            Kind::DirectionsToAll => "directions_to_total",
            Kind::SourcesToProgramme => "sources_to_total",
            Kind::SourcesToPassport => "sources_to_passport",
            Kind::SourcesToResources => "sources_to_resources",
            Kind::MeasuresToProgramme => "measures_to_total",
            Kind::AnnexToPassport => "annex_to_passport",
            Kind::AnnexToResources => "annex_to_resources",
            Kind::PartsToHistory => "parts_to_history",
            Kind::HistoryToSum => "history_to_total",
            Kind::HistoryPercent => "history_percent",
            Kind::PartsToTask => "parts_to_task",
            Kind::TasksToSum => "tasks_to_total",
            Kind::AnnexToTask => "annex_to_task",
            Kind::PartsToJustification => "parts_to_justification",
            Kind::JustificationToSum => "justification_to_total",
            Kind::AnnexToJustification => "annex_to_justification",
            Kind::TaskToJustification => "task_to_justification",
        }
    }
}

/// In what figures are given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Thousand hryvnias.
    Thousands,
    /// Percent, in tenths.
    Percent,
}

/// Two figures that disagree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What was compared.
    pub kind: Kind,
    /// Whose figure: the direction, the source, the column.
    pub about: About,
    /// What the document says: kopiykas, or tenths of a percent.
    pub stated: i64,
    /// What its parts come to.
    pub computed: i64,
    /// The unit.
    pub unit: Unit,
    /// Where: the stated figure first.
    pub places: Vec<Place>,
    /// The finding that this one follows from, by its place in the list.
    pub follows_from: Option<usize>,
}

/// Whose figure is compared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct About {
    /// The code of the measure or direction.
    pub code: Option<String>,
    /// The source.
    pub source: Option<Source>,
    /// The year; none for the total.
    pub year: Option<i16>,
    /// Which costs, where they are told apart.
    pub costs: Option<CostKind>,
}

/// Costs of a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CostKind {
    /// Capital costs.
    Capital,
    /// Current costs.
    Current,
}

impl CostKind {
    fn title(self) -> Text {
        match self {
            CostKind::Capital => Text::new("капітальні", "capital"),
            CostKind::Current => Text::new("поточні", "current"),
        }
    }
}

impl Finding {
    /// By how much the document says more than its parts come to.
    pub fn difference(&self) -> i64 {
        self.stated.saturating_sub(self.computed)
    }

    fn shown(&self, value: i64) -> String {
        match self.unit {
            Unit::Thousands => Money(value).to_string(),
            Unit::Percent => format!("{},{}", value / 10, (value % 10).abs()),
        }
    }

    /// A sentence.
    pub fn text(&self, lang: Lang) -> String {
        let (stated, computed) = (self.shown(self.stated), self.shown(self.computed));
        let (whose, parts) = (self.about.words(lang), self.kind.parts().get(lang).to_owned());
        let unit = match self.unit {
            Unit::Thousands => Text::new(" тис. грн", " thousand UAH").get(lang).to_owned(),
            Unit::Percent => " %".into(),
        };
        match lang {
            Lang::Uk => format!("{whose}: записано {stated}{unit}, а {parts} дають {computed}{unit}."),
            Lang::En => format!("{whose}: {stated}{unit} is stated, while {parts} come to {computed}{unit}."),
        }
    }
}

impl Kind {
    fn parts(self) -> Text {
        match self {
            Kind::YearsToTotal => Text::new("роки", "the years"),
            Kind::MeasuresToDirection => Text::new("заходи напряму", "the measures of the direction"),
            Kind::DirectionsToAll => Text::new("напрями", "the directions"),
            Kind::SourcesToProgramme => Text::new("джерела", "the sources"),
            Kind::SourcesToPassport => Text::new("джерела паспорта", "the sources of the passport"),
            Kind::SourcesToResources => {
                Text::new("джерела таблиці ресурсів", "the sources of the table of resources")
            }
            Kind::MeasuresToProgramme => Text::new("усі заходи", "all measures"),
            Kind::AnnexToPassport | Kind::AnnexToResources => {
                Text::new("заходи додатка", "the measures of the annex")
            }
            Kind::PartsToHistory => Text::new("капітальні й поточні видатки", "capital and current costs"),
            Kind::HistoryToSum => Text::new("роки", "the years"),
            Kind::HistoryPercent => Text::new("план і виконання", "the plan and the actual figure"),
            Kind::PartsToTask => {
                Text::new("капітальні й поточні видатки завдання", "capital and current costs of the task")
            }
            Kind::TasksToSum => Text::new("рядки таблиці завдань", "the rows of the table of tasks"),
            Kind::AnnexToTask => Text::new("рядки заходу в додатку", "the rows of the measure in the annex"),
            Kind::PartsToJustification => Text::new(
                "капітальні й поточні видатки обґрунтування",
                "capital and current costs of the justification",
            ),
            Kind::JustificationToSum => Text::new("рядки обґрунтування", "the rows of the justification"),
            Kind::AnnexToJustification => {
                Text::new("рядки заходу в додатку", "the rows of the measure in the annex")
            }
            Kind::TaskToJustification => Text::new("таблиця завдань", "the table of tasks"),
        }
    }
}

impl About {
    fn words(&self, lang: Lang) -> String {
        let mut words = Vec::new();
        match &self.code {
            Some(code) if code.contains('.') => {
                words.push(format!("{} {code}", Text::new("Захід", "Measure").get(lang)))
            }
            Some(code) => words.push(format!("{} {code}", Text::new("Напрям", "Direction").get(lang))),
            None => words.push(Text::new("Програма", "Programme").get(lang).to_owned()),
        }
        words.extend(self.source.as_ref().map(|source| format!("«{}»", source.name)));
        words.extend(self.costs.map(|costs| costs.title().get(lang).to_owned()));
        words.push(
            self.year
                .map_or_else(|| Text::new("усього", "total").get(lang).to_owned(), |year| year.to_string()),
        );
        words.join(", ")
    }
}

/// Checks every stated figure that the programme has the parts of.
pub fn check(programme: &Programme) -> Vec<Finding> {
    let mut checks = Checks { findings: Vec::new() };
    checks.rows(programme);
    checks.directions(programme);
    checks.whole(programme);
    checks.passport(programme);
    checks.resources(programme);
    checks.history(&programme.history);
    checks.tasks(programme);
    checks.justifications(programme);
    checks.findings
}

struct Checks {
    findings: Vec<Finding>,
}

fn about(code: Option<&str>, source: Option<&Source>, column: Column) -> About {
    let year = match column {
        Column::Year(year) => Some(year),
        Column::Total => None,
    };
    About { code: code.map(str::to_owned), source: source.cloned(), year, costs: None }
}

/// The columns of a stated row.
fn columns(row: &Row) -> Vec<Column> {
    row.by_year.keys().map(|year| Column::Year(*year)).chain([Column::Total]).collect()
}

/// What is stated: an amount, or a dash where the parts come to something.
fn stated(figure: Option<&Figure>) -> Option<(Money, &Place)> {
    let figure = figure?;
    match figure.value {
        Funding::Amount(money) => Some((money, &figure.place)),
        Funding::None => Some((Money::default(), &figure.place)),
        Funding::Empty | Funding::WithinFunding | Funding::NeedsNone => None,
    }
}

/// The parts of a source in some rows; all rows where the stated one is for all sources.
fn of_source<'a>(
    source: Option<&'a Source>,
    rows: impl Iterator<Item = &'a Row> + 'a,
) -> impl Iterator<Item = &'a Row> {
    rows.filter(move |row| {
        source.is_none_or(|source| row.source.as_ref().is_some_and(|own| own.is_same(source)))
    })
}

/// What rows come to in a column, and where their figures stand.
fn sum<'a>(rows: impl Iterator<Item = &'a Row>, column: Column) -> (Money, Vec<Place>) {
    let mut sum = Money::default();
    let mut places = Vec::new();
    for row in rows {
        let money = row.money(column);
        sum = sum + money;
        if money != Money::default() {
            places.extend(row.figure(column).map(|figure| figure.place.clone()));
        }
    }
    (sum, places)
}

impl Checks {
    fn compare(&mut self, kind: Kind, about: About, stated: (Money, &Place), computed: (Money, Vec<Place>)) {
        if stated.0 == computed.0 {
            return;
        }
        let difference = stated.0 - computed.0;
        let follows_from = self.cause(kind, &about, difference, stated.1.line);
        let places = [stated.1.clone()].into_iter().chain(computed.1).collect();
        self.findings.push(Finding {
            kind,
            about,
            stated: stated.0.0,
            computed: computed.0.0,
            unit: Unit::Thousands,
            places,
            follows_from,
        });
    }

    /// The root finding that explains this difference: of a part of it, with the same difference. A total over years or
    /// sources follows from the one year or source that is wrong.
    fn cause(&self, kind: Kind, about: &About, difference: Money, line: usize) -> Option<usize> {
        if kind == Kind::YearsToTotal {
            return None;
        }
        let is_part = |own: &Finding| {
            (about.year.is_none() || own.about.year.is_none() || own.about.year == about.year)
                && about
                    .source
                    .as_ref()
                    .is_none_or(|source| own.about.source.as_ref().is_none_or(|part| part.is_same(source)))
        };
        // A stated sum that is wrong, taken as a part of the next sum, makes that one wrong the other way; so does one
        // figure of a row the sum of the row and what the figure itself is the sum of.
        let of_sums = matches!(kind, Kind::DirectionsToAll | Kind::SourcesToProgramme);
        let is_same = |own: &Finding| {
            // What is too much of one kind of costs is too little of the other.
            let of_costs =
                kind == Kind::TaskToJustification && own.kind == kind && own.about.code == about.code;
            let of_row = own.places.first().is_some_and(|place| place.line == line);
            own.difference() == difference.0
                || (of_sums || of_row || of_costs) && own.difference() == (-difference).0
        };
        let explains = |own: &Finding| {
            own.follows_from.is_none() && own.unit == Unit::Thousands && is_same(own) && is_part(own)
        };
        self.findings.iter().position(explains)
    }

    /// Each row's years against its total.
    fn rows(&mut self, programme: &Programme) {
        let annex = &programme.annex;
        let measures =
            annex.measures().flat_map(|own| own.rows.iter().map(|row| (Some(own.code.as_str()), row)));
        let directions = annex
            .directions
            .iter()
            .flat_map(|own| own.totals.iter().map(|row| (Some(own.code.as_str()), row)));
        let whole = annex.totals.iter().chain(&annex.all).chain(&programme.resources).map(|row| (None, row));
        for (code, row) in measures.chain(directions).chain(whole) {
            let has_years = row.by_year.values().any(|figure| figure.value.amount().is_some());
            let amount = row.total.as_ref().filter(|figure| figure.value.amount().is_some() || has_years);
            if let Some(total) = stated(amount).filter(|_| !row.by_year.is_empty()) {
                let places = row.by_year.values().filter(|figure| figure.value.amount().is_some());
                let parts = (row.years(), places.map(|figure| figure.place.clone()).collect());
                self.compare(
                    Kind::YearsToTotal,
                    about(code, row.source.as_ref(), Column::Total),
                    total,
                    parts,
                );
            }
        }
    }

    /// The measures of each direction against its totals.
    fn directions(&mut self, programme: &Programme) {
        for direction in &programme.annex.directions {
            for row in &direction.totals {
                for column in columns(row) {
                    let Some(total) = stated(row.figure(column)) else { continue };
                    let rows = direction.measures.iter().flat_map(|measure| &measure.rows);
                    let parts = sum(of_source(row.source.as_ref(), rows), column);
                    let about = about(Some(&direction.code), row.source.as_ref(), column);
                    self.compare(Kind::MeasuresToDirection, about, total, parts);
                }
            }
        }
    }

    /// The directions against the totals of all of them, those against the total of the programme.
    fn whole(&mut self, programme: &Programme) {
        let annex = &programme.annex;
        for row in &annex.totals {
            for column in columns(row) {
                let Some(total) = stated(row.figure(column)) else { continue };
                let parts = directions_sum(&annex.directions, row.source.as_ref(), column);
                self.compare(Kind::DirectionsToAll, about(None, row.source.as_ref(), column), total, parts);
            }
        }
        let Some(all) = &annex.all else { return };
        for column in columns(all) {
            let Some(total) = stated(all.figure(column)) else { continue };
            if annex.totals.is_empty() {
                let parts = directions_sum(&annex.directions, None, column);
                self.compare(Kind::DirectionsToAll, about(None, None, column), total, parts);
            } else {
                let parts = sum(annex.totals.iter(), column);
                self.compare(Kind::SourcesToProgramme, about(None, None, column), total, parts);
            }
            let parts = sum(annex.measures().flat_map(|measure| &measure.rows), column);
            self.compare(Kind::MeasuresToProgramme, about(None, None, column), total, parts);
        }
    }

    fn passport(&mut self, programme: &Programme) {
        let passport = &programme.passport;
        if let Some(total) = passport.all.as_ref().and_then(|row| stated(row.total.as_ref())) {
            let parts = sum(passport.sources.iter(), Column::Total);
            if !passport.sources.is_empty() {
                self.compare(Kind::SourcesToPassport, about(None, None, Column::Total), total, parts);
            }
        }
        self.against_annex(programme, Kind::AnnexToPassport, passport.all.iter().chain(&passport.sources));
    }

    fn resources(&mut self, programme: &Programme) {
        let (whole, sources): (Vec<&Row>, Vec<&Row>) =
            programme.resources.iter().partition(|row| row.source.is_none());
        for row in whole.iter().filter(|_| !sources.is_empty()) {
            for column in columns(row) {
                let Some(total) = stated(row.figure(column)) else { continue };
                let parts = sum(sources.iter().copied(), column);
                self.compare(Kind::SourcesToResources, about(None, None, column), total, parts);
            }
        }
        self.against_annex(programme, Kind::AnnexToResources, programme.resources.iter());
    }

    /// Stated rows against the measures of the annex, where it has the same sources.
    fn against_annex<'a>(&mut self, programme: &Programme, kind: Kind, rows: impl Iterator<Item = &'a Row>) {
        let annex = &programme.annex;
        let measures = || annex.measures().flat_map(|measure| &measure.rows);
        // Where the measures name several budgets in one cell, theirs cannot be told apart.
        let is_mixed = measures().any(|row| {
            row.source.as_ref().is_some_and(|source| source.budget == Budget::Mixed)
                && row.sum() != Money::default()
        });
        for row in rows {
            if row.source.is_some() && is_mixed || measures().next().is_none() {
                continue;
            }
            for column in columns(row) {
                let Some(total) = stated(row.figure(column)) else { continue };
                let parts = sum(of_source(row.source.as_ref(), measures()), column);
                self.compare(kind, about(None, row.source.as_ref(), column), total, parts);
            }
        }
    }

    fn history(&mut self, history: &[PastYear]) {
        for year in history {
            for figures in [&year.planned, &year.actual] {
                let [whole, capital, current] = figures;
                if let Some(total) = stated(Some(whole)) {
                    let parts = (
                        capital.value.money() + current.value.money(),
                        vec![capital.place.clone(), current.place.clone()],
                    );
                    let about = About { year: year.year, ..About::default() };
                    self.compare(Kind::PartsToHistory, about, total, parts);
                }
            }
            self.percent(year);
        }
        let Some(sum) = history.iter().find(|own| own.year.is_none()) else { return };
        let years = || history.iter().filter(|own| own.year.is_some());
        for place in 0..3 {
            for side in [|own: &PastYear| own.planned.clone(), |own: &PastYear| own.actual.clone()] {
                let whole = side(sum)[place].clone();
                let Some(total) = stated(Some(&whole)) else { continue };
                let parts: Vec<Figure> = years().map(|own| side(own)[place].clone()).collect();
                let computed = parts.iter().map(|figure| figure.value.money()).sum();
                let places = parts.into_iter().map(|figure| figure.place).collect();
                self.compare(Kind::HistoryToSum, About::default(), total, (computed, places));
            }
        }
    }

    /// A percentage may be rounded either way in its last place.
    fn percent(&mut self, year: &PastYear) {
        let (planned, actual) = (year.planned[0].value.money().0, year.actual[0].value.money().0);
        let Some(said) = year.percent.filter(|_| planned > 0) else { return };
        let exact = i64::try_from(i128::from(actual) * 1000 / i128::from(planned)).unwrap_or(i64::MAX);
        if (said - exact).abs() > 1 {
            self.findings.push(Finding {
                kind: Kind::HistoryPercent,
                about: About { year: year.year, ..About::default() },
                stated: said,
                computed: exact,
                unit: Unit::Percent,
                places: vec![Place { line: year.line, cell: 8 }],
                follows_from: None,
            });
        }
    }
}

/// What directions come to: by their stated totals where they have them, else by their measures.
fn directions_sum(directions: &[Direction], source: Option<&Source>, column: Column) -> (Money, Vec<Place>) {
    let mut whole = (Money::default(), Vec::new());
    for direction in directions {
        let stated: Vec<&Row> = of_source(source, direction.totals.iter()).collect();
        let has =
            stated.iter().any(|row| row.figure(column).is_some_and(|figure| figure.value != Funding::Empty));
        let (money, places) = if has {
            sum(stated.into_iter(), column)
        } else {
            sum(of_source(source, direction.measures.iter().flat_map(|measure| &measure.rows)), column)
        };
        whole.0 = whole.0 + money;
        whole.1.extend(places);
    }
    whole
}
