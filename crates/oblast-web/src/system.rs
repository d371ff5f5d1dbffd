//! The manifest of a system: what one folder declares.

use std::sync::Arc;

use oblast_register::catalogue::{DeclarationFile, ProcedureRules};
use oblast_register::{Catalogue, Problem};

/// A system as its slice declares it.
pub struct System {
    /// The row of the list of systems, e.g. `B5`.
    pub row: &'static str,
    /// Declarations: path and text.
    pub declarations: Vec<(&'static str, &'static str)>,
    /// Rules in Rust, by the procedure they belong to.
    pub rules: Vec<(&'static str, Arc<dyn ProcedureRules>)>,
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
    for (procedure, rules) in systems.into_iter().flat_map(|system| system.rules) {
        let attached = catalogue.attach(procedure, rules);
        debug_assert!(attached, "rules for an unknown procedure `{procedure}`");
    }
    Ok(catalogue)
}
