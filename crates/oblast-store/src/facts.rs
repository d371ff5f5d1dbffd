//! Facts of law that change with time and that an operator can amend: terms and the working calendar.
//!
//! What the law says today is part of the program (`oblast_kernel::term::TERMS`); an amendment is a dated row
//! with its citation. A case is counted by the term in force on the day it came.

use std::borrow::Cow;
use std::sync::Arc;

use jiff::civil::Date;
use oblast_kernel::access::Actor;
use oblast_kernel::calendar::{Regime, Transfer, WorkingCalendar};
use oblast_kernel::term::{self, Certainty, Extension, TERMS, Term};

use crate::act::ActError;
use crate::record::Record;
use crate::{Store, StoreError};

/// The facts that are in force here.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// The working calendar.
    pub calendar: WorkingCalendar,
    /// Amended terms with the day from which they hold, the latest first.
    amendments: Vec<(Date, Term)>,
}

impl Facts {
    /// The term of a code as in force on a day.
    pub fn term(&self, code: &str, day: Date) -> Option<Term> {
        let amended = self.amendments.iter().find(|(from, term)| term.code == code && *from <= day);
        amended.map(|(_, term)| term.clone()).or_else(|| term::find(code).cloned())
    }

    /// Every amendment, the latest first.
    pub fn amendments(&self) -> &[(Date, Term)] {
        &self.amendments
    }
}

/// An amendment of a term as an operator enters it.
#[derive(Clone, Debug)]
pub struct Amendment {
    /// The code of the term.
    pub code: String,
    /// The first day on which it holds.
    pub valid_from: Date,
    /// How many of the term's units.
    pub count: i32,
    /// How far it may be extended.
    pub extension: Extension,
    /// The act and article.
    pub citation: String,
    /// Was it read in the act in force?
    pub certain: bool,
    /// Why it is amended.
    pub reason: String,
}

/// A change of the working calendar as an operator enters it.
#[derive(Clone, Debug)]
pub enum CalendarRule {
    /// From this day another regime is in force.
    Regime(Date, Regime),
    /// A working day is moved.
    Transfer(Transfer),
}

/// Why facts were not amended.
#[derive(Debug, thiserror::Error)]
pub enum FactError {
    /// There is no such term.
    #[error("no term has the code `{0}`")]
    NoTerm(String),
    /// The number of units cannot be right.
    #[error("a term has from 1 to 3660 units")]
    Count,
    /// A rule for this day stands already.
    #[error("there is a rule for this day already")]
    Twice,
    /// The act was not applied.
    #[error(transparent)]
    Act(ActError),
    /// The storage failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<ActError> for FactError {
    fn from(error: ActError) -> Self {
        match error {
            ActError::Duplicate { .. } => FactError::Twice,
            error => FactError::Act(error),
        }
    }
}

fn extension_parts(extension: Extension) -> (&'static str, i64) {
    match extension {
        Extension::None => ("none", 0),
        Extension::TotalDays(days) => ("total_days", days.into()),
        Extension::TotalWorkingDays(days) => ("total_working_days", days.into()),
        Extension::StudyMonths(months) => ("study_months", months.into()),
    }
}

fn extension_of(kind: &str, count: i64) -> Extension {
    let count = i32::try_from(count).unwrap_or_default();
    match kind {
        "total_days" => Extension::TotalDays(count),
        "total_working_days" => Extension::TotalWorkingDays(count),
        "study_months" => Extension::StudyMonths(count),
        _ => Extension::None,
    }
}

fn amended(row: &Record) -> Option<(Date, Term)> {
    let base = TERMS.iter().find(|term| term.code == row.text("code"))?;
    let term = Term {
        count: i32::try_from(row.int("count")?).ok()?,
        extension: extension_of(row.text("extension"), row.int("extension_count").unwrap_or_default()),
        citation: Cow::Owned(row.text("citation").to_owned()),
        certainty: if row.int("certain") == Some(1) { Certainty::Certain } else { Certainty::ToBeConfirmed },
        ..base.clone()
    };
    Some((row.text("valid_from").parse().ok()?, term))
}

fn with_rule(calendar: WorkingCalendar, row: &Record) -> WorkingCalendar {
    let Ok(day) = row.text("day").parse::<Date>() else { return calendar };
    match (row.text("kind"), row.text("regime"), row.text("work_day").parse::<Date>()) {
        ("regime", "peacetime", _) => calendar.with_regime(day, Regime::Peacetime),
        ("regime", "martial_law", _) => calendar.with_regime(day, Regime::MartialLaw),
        ("transfer", _, Ok(work_day)) => calendar.with_transfers([Transfer { day_off: day, work_day }]),
        _ => calendar,
    }
}

impl Store {
    /// The facts in force. Cheap: they are kept in memory and read anew when they change.
    pub fn facts(&self) -> Arc<Facts> {
        self.facts.read().map(|facts| Arc::clone(&facts)).unwrap_or_default()
    }

    /// Reads the facts from the database: at the start, after a change, and from time to time, because another
    /// node may have changed them.
    pub async fn refresh_facts(&self) -> Result<(), StoreError> {
        let terms = self.select("term_amendment", "order by valid_from desc, id limit 10000", &[]).await?;
        let rules = self.select("calendar_rule", "order by day, id limit 10000", &[]).await?;
        let facts = Facts {
            calendar: rules.iter().fold(WorkingCalendar::default(), with_rule),
            amendments: terms.iter().filter_map(amended).collect(),
        };
        if let Ok(mut known) = self.facts.write() {
            *known = Arc::new(facts);
        }
        Ok(())
    }

    /// The rules by which the calendar was changed, the latest first.
    pub async fn calendar_rules(&self) -> Result<Vec<Record>, StoreError> {
        self.select("calendar_rule", "order by day desc, id limit 1000", &[]).await
    }

    /// Amends a term from a day on.
    pub async fn amend_term(&self, actor: &Actor, amendment: &Amendment) -> Result<(), FactError> {
        if term::find(&amendment.code).is_none() {
            return Err(FactError::NoTerm(amendment.code.clone()));
        }
        if !(1..=3_660).contains(&amendment.count) {
            return Err(FactError::Count);
        }
        let (kind, count) = extension_parts(amendment.extension);
        let mut row = self.new_record("term_amendment")?;
        row.set("code", amendment.code.as_str());
        row.set("valid_from", amendment.valid_from.to_string());
        row.set("count", i64::from(amendment.count));
        row.set("extension", kind);
        row.set("extension_count", count);
        row.set("citation", amendment.citation.as_str());
        row.set("certain", i64::from(amendment.certain));
        row.set("reason", amendment.reason.as_str());
        let id = row.id();
        let act = self.act("term.amend").by(actor).in_position(actor.first_position());
        self.apply(act.about("term_amendment", id).insert(row)).await?;
        Ok(self.refresh_facts().await?)
    }

    /// Changes the working calendar.
    pub async fn add_calendar_rule(
        &self,
        actor: &Actor,
        rule: &CalendarRule,
        citation: &str,
    ) -> Result<(), FactError> {
        let mut row = self.new_record("calendar_rule")?;
        match rule {
            CalendarRule::Regime(day, regime) => {
                row.set("kind", "regime");
                row.set("day", day.to_string());
                let name = if *regime == Regime::Peacetime { "peacetime" } else { "martial_law" };
                row.set("regime", name);
            }
            CalendarRule::Transfer(transfer) => {
                row.set("kind", "transfer");
                row.set("day", transfer.day_off.to_string());
                row.set("work_day", transfer.work_day.to_string());
            }
        }
        row.set("citation", citation);
        let id = row.id();
        let act = self.act("calendar.change").by(actor).in_position(actor.first_position());
        self.apply(act.about("calendar_rule", id).insert(row)).await?;
        Ok(self.refresh_facts().await?)
    }
}
