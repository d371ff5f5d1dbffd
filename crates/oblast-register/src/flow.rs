//! How a case moves: pure functions of the declaration.

use crate::procedure::{Next, Outcome, Procedure, Stage};

/// Where a case stands after a task is done.
#[derive(Clone, Copy, Debug)]
pub enum Move<'p> {
    /// Other tasks of the stage are still open.
    Stay,
    /// The next stage begins.
    Begin(&'p Stage),
    /// The case ends with this result.
    End(&'p crate::procedure::CaseResult),
}

/// The move that follows when a task ends with `outcome` while `others_open` tasks of its stage are open.
pub fn after<'p>(procedure: &'p Procedure, outcome: &Outcome, others_open: usize) -> Option<Move<'p>> {
    if others_open > 0 {
        return Some(Move::Stay);
    }
    match &outcome.next {
        Next::Stage(stage) => procedure.stage(stage).map(Move::Begin),
        Next::Result(result) => procedure.result(result).map(Move::End),
    }
}
