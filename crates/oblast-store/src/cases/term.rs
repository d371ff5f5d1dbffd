//! The statutory term of a case: counted from what happened, never typed in.

use jiff::civil::Date;
use oblast_kernel::calendar;
use oblast_kernel::clock::{from_micros, kyiv_date};
use oblast_kernel::term::count::{self, Due, Extended, Options, Suspension};
use oblast_kernel::term::{Extension, Step, Term};
use oblast_register::procedure::Procedure;

use super::forward::FORWARDED;
use super::{CaseError, CaseView};
use crate::record::Record;
use crate::{Store, StoreError};

/// The count of a case's term.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TermCount {
    /// The term, as in force on the day the case came.
    pub term: Term,
    /// The last day.
    pub due: Date,
    /// How it was counted.
    pub steps: Vec<Step>,
    /// The day on which the decision was set aside on appeal and the term began anew.
    pub reopened_on: Option<Date>,
}

/// The days on which the case waited for the applicant. The day of the question counts, as the day of an
/// event does not begin a term; the day of the answer is the last that does not.
fn suspensions(corrections: &[Record]) -> Vec<Suspension> {
    let day = |row: &Record, column| row.int(column).map(|at| kyiv_date(from_micros(at)));
    corrections
        .iter()
        .filter_map(|asked| {
            let first_day = calendar::next(day(asked, "asked_at")?);
            let until: Date = asked.text("answer_until").parse().ok()?;
            let last_day = day(asked, "answered_at").map_or(until, |answered| answered.min(until));
            (first_day <= last_day).then_some(Suspension { first_day, last_day })
        })
        .collect()
}

fn since(rows: &[Record], column: &str, began: i64) -> Vec<Record> {
    rows.iter().filter(|row| row.int(column).is_some_and(|at| at >= began)).cloned().collect()
}

fn extended(term: &Term, changes: &[Record]) -> Option<Extended> {
    let last = changes.iter().rfind(|change| change.text("kind") == "extension")?;
    let days = last.int("days").and_then(|days| i32::try_from(days).ok());
    Some(match term.extension {
        Extension::None => return None,
        Extension::TotalDays(_) => Extended { requested_total_days: days, ..Extended::default() },
        Extension::TotalWorkingDays(_) => {
            Extended { requested_total_working_days: days, ..Extended::default() }
        }
        Extension::StudyMonths(_) => Extended { additional_study: true, ..Extended::default() },
    })
}

impl Store {
    /// Counts the term of a case as it stands.
    pub fn term_of(&self, view: &CaseView) -> Result<TermCount, CaseError> {
        self.count_term(&view.case, &view.procedure, &view.corrections, &view.term_changes)
    }

    pub(super) fn count_term(
        &self,
        case: &Record,
        procedure: &Procedure,
        corrections: &[Record],
        changes: &[Record],
    ) -> Result<TermCount, CaseError> {
        let facts = self.facts();
        // What was before a decision that was set aside does not count.
        let reopened_at = case.int("reopened_at");
        let began = reopened_at.or_else(|| case.int("submitted_at")).unwrap_or_default();
        let start = from_micros(began);
        let corrections: Vec<Record> = since(corrections, "asked_at", began);
        let changes: Vec<Record> = since(changes, "at", began);
        let forwarded = changes.iter().rfind(|change| change.text("kind") == FORWARDED);
        let forwarded = forwarded.and_then(|change| change.int("at")).map(from_micros);
        let code = &procedure.term.code;
        let term = facts.term(code, kyiv_date(start)).unwrap_or_else(|| procedure.term.clone());
        let options = Options {
            suspensions: suspensions(&corrections),
            extension: extended(&term, &changes),
            // Both bodies work here: what one sends the other has at once.
            forwarded_at: forwarded,
            received_by_proper_body_at: forwarded,
            ..Options::default()
        };
        let (due, steps) = count::due(&term, start, &facts.calendar, &options)
            .map_err(|error| StoreError::Unexpected(format!("the term of case {}: {error}", case.id())))?;
        let due = match due {
            Due::Date(date) => date,
            Due::Instant(instant) => kyiv_date(instant),
        };
        let reopened_on = reopened_at.map(|at| kyiv_date(from_micros(at)));
        Ok(TermCount { term, due, steps, reopened_on })
    }
}
