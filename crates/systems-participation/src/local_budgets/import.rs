//! The rows of a file become rows of the register: new ones are added, changed ones changed, the others left as they are.
//! A file that was taken half, because the power went, is taken again.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use oblast_kernel::Value;
use oblast_kernel::access::Actor;
use oblast_register::catalogue::Values;
use oblast_register::kind::reference;
use oblast_store::{Act, ActError, Record, Store, StoreError};

use super::openbudget::Line;
use super::queries;

/// How many rows an act takes: so many keep no other act waiting for long.
const TOGETHER: usize = 500;

/// What became of the rows of a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    /// Added.
    pub new: usize,
    /// Changed.
    pub changed: usize,
    /// There already, and the same.
    pub same: usize,
}

/// Why the rows were not taken.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// These codes are of no budget that is known.
    #[error("unknown budgets: {}", .0.join(", "))]
    UnknownBudgets(Vec<String>),
    /// The act was not applied.
    #[error(transparent)]
    Act(#[from] ActError),
    /// The storage failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Takes the rows of a file.
pub async fn take(store: &Store, actor: &Actor, lines: &[Line]) -> Result<Taken, ImportError> {
    let budgets = queries::budgets(store).await?;
    let by_code: HashMap<&str, &Record> = budgets.iter().map(|own| (own.text("budget_code"), own)).collect();
    let unknown: BTreeSet<&str> =
        lines.iter().map(|own| own.budget.as_str()).filter(|code| !by_code.contains_key(code)).collect();
    if !unknown.is_empty() {
        return Err(ImportError::UnknownBudgets(unknown.into_iter().map(str::to_owned).collect()));
    }
    let mut taken = Taken::default();
    for batch in lines.chunks(TOGETHER) {
        let (act, own) = batch_act(store, actor, &by_code, batch).await?;
        if own.new + own.changed > 0 {
            store.apply(act).await?;
        }
        taken.new += own.new;
        taken.changed += own.changed;
        taken.same += own.same;
    }
    Ok(taken)
}

fn key(own: &Line) -> String {
    format!(
        "{}/{}-{:02}/{}/{}/{}",
        own.budget,
        own.year,
        own.month,
        own.kind.name(),
        own.fund.name(),
        own.code
    )
}

async fn batch_act(
    store: &Store,
    actor: &Actor,
    budgets: &HashMap<&str, &Record>,
    batch: &[Line],
) -> Result<(Act, Taken), ImportError> {
    let catalogue = Arc::clone(store.catalogue());
    let register = catalogue
        .register("budget-execution")
        .ok_or_else(|| StoreError::Unexpected("no register budget-execution".into()))?;
    let keys: Vec<String> = batch.iter().map(key).collect();
    let mut standing: BTreeMap<String, Record> = queries::rows(store, &keys)
        .await?
        .into_iter()
        .map(|own| (own.text("row_key").to_owned(), own))
        .collect();
    let mut act = store.act("record.create").by(actor).in_position(actor.first_position());
    let mut taken = Taken::default();
    for (own, key) in batch.iter().zip(keys) {
        let Some(budget) = budgets.get(own.budget.as_str()) else { continue };
        let values = values(own, &key, budget);
        match standing.remove(&key) {
            None => {
                let record = store.draft_record(register, &values)?;
                act = store.insert_record(act, register, record);
                taken.new += 1;
            }
            Some(record) if values.iter().all(|(name, value)| record.get(name) == value) => taken.same += 1,
            Some(mut record) => {
                store.fill_record(register, &mut record, &values);
                act = act.update(record);
                taken.changed += 1;
            }
        }
    }
    Ok((act, taken))
}

fn values(own: &Line, key: &str, budget: &Record) -> Values {
    let money = |amount: Option<i64>| amount.map_or(Value::Null, Value::Int);
    let title = Some(own.title.clone()).filter(|title| !title.is_empty());
    [
        ("row_key", Value::from(key)),
        ("budget", reference::stored(budget.id(), budget.text("title"))),
        ("community", budget.get("community").clone()),
        ("year", Value::Int(own.year)),
        ("month", Value::Int(own.month)),
        ("kind", own.kind.name().into()),
        ("fund", own.fund.name().into()),
        ("code", own.code.as_str().into()),
        ("title", Value::from(title)),
        ("is_sum", Value::Int(own.is_sum.into())),
        ("approved", money(own.approved)),
        ("planned", money(own.planned)),
        ("actual", money(own.actual)),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value))
    .collect()
}
