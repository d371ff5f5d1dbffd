//! The manifest of a system: what one folder declares.

use std::pin::Pin;
use std::sync::Arc;

use oblast_register::catalogue::{DeclarationFile, ProcedureRules, RecordRules};
use oblast_register::{Catalogue, Problem};
use oblast_store::{Store, StoreError};

use crate::routes::SystemRoutes;

/// A system as its slice declares it.
pub struct System {
    /// The row of the list of systems, e.g. `B5`.
    pub row: &'static str,
    /// Declarations: path and text.
    pub declarations: Vec<(&'static str, &'static str)>,
    /// Rules in Rust, by the procedure they belong to.
    pub rules: Vec<(&'static str, Arc<dyn ProcedureRules>)>,
    /// Rules in Rust, by the register they belong to.
    pub record_rules: Vec<(&'static str, Arc<dyn RecordRules>)>,
    /// Pages of its own.
    pub routes: Option<SystemRoutes>,
    /// What is to be done without anybody asking for it.
    pub job: Option<Job>,
}

/// What a system does on its own, every ten minutes and on each node: so it looks first whether it is to be done, and its
/// acts carry keys of idempotency.
pub type Job = fn(Store) -> Pin<Box<dyn Future<Output = Result<(), StoreError>> + Send>>;

impl System {
    /// A system of this row that declares nothing yet.
    pub fn of(row: &'static str) -> Self {
        System {
            row,
            declarations: Vec::new(),
            rules: Vec::new(),
            record_rules: Vec::new(),
            routes: None,
            job: None,
        }
    }
}

/// The pages that systems have of their own.
pub fn routes(systems: &[System]) -> Vec<SystemRoutes> {
    systems.iter().filter_map(|system| system.routes).collect()
}

/// What systems do on their own, each with its row.
pub fn jobs(systems: &[System]) -> Vec<(&'static str, Job)> {
    systems.iter().filter_map(|system| Some((system.row, system.job?))).collect()
}

/// The catalogue of all systems.
pub fn catalogue(systems: Vec<System>, more: Vec<DeclarationFile>) -> Result<Catalogue, Vec<Problem>> {
    let mut files = more;
    files.extend(
        systems
            .iter()
            .flat_map(|system| &system.declarations)
            .map(|(path, text)| DeclarationFile { path: (*path).to_owned(), text: (*text).to_owned() }),
    );
    let mut catalogue = Catalogue::read(&files)?;
    for system in systems {
        for (procedure, rules) in system.rules {
            let attached = catalogue.attach(procedure, rules);
            debug_assert!(attached, "rules for an unknown procedure `{procedure}`");
        }
        for (register, rules) in system.record_rules {
            let attached = catalogue.attach_record_rules(register, rules);
            debug_assert!(attached, "rules for an unknown register `{register}`");
        }
    }
    let problems = catalogue.check_computed();
    if problems.is_empty() { Ok(catalogue) } else { Err(problems) }
}
