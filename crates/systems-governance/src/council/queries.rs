//! What the council has before it.

use oblast_kernel::access::Actor;
use oblast_kernel::{Uuid, Value};
use oblast_store::{Record, Store, StoreError};

/// The table of submissions.
pub const SUBMISSIONS: &str = "reg_local_programmes";
/// The table of reviews.
pub const REVIEWS: &str = "reg_expert_reviews";
/// The table of contests.
pub const CONTESTS: &str = "reg_project_contests";
/// The table of entries.
pub const ENTRIES: &str = "reg_contest_entries";
const EXPERTS: &str = "reg_council_experts";
const CRITERIA: &str = "reg_contest_criteria";
const MARKS: &str = "reg_contest_marks";

/// The submissions in some states, the longest waiting first.
pub async fn submissions(store: &Store, states: &[&str]) -> Result<Vec<Record>, StoreError> {
    let places: Vec<String> = (1..=states.len()).map(|place| format!("${place}")).collect();
    let tail = format!("where state in ({}) order by submitted_on, id limit 1000", places.join(", "));
    let states: Vec<Value> = states.iter().map(|state| (*state).into()).collect();
    store.select(SUBMISSIONS, &tail, &states).await
}

/// The reviews of a submission.
pub async fn reviews(store: &Store, submission: Uuid) -> Result<Vec<Record>, StoreError> {
    store.select_referring(REVIEWS, "submission", submission, "order by due, id limit 100").await
}

/// The members of the council.
pub async fn experts(store: &Store) -> Result<Vec<Record>, StoreError> {
    store.select(EXPERTS, "where state = 'active' order by name, id limit 200", &[]).await
}

/// Is somebody a member of the council?
pub async fn is_expert(store: &Store, actor: &Actor) -> Result<bool, StoreError> {
    let Some(account) = actor.account else { return Ok(false) };
    let tail = "where account = $1 and state = 'active' limit 1";
    Ok(!store.select(EXPERTS, tail, &[account.to_string().into()]).await?.is_empty())
}

/// The criteria of a contest.
pub async fn criteria(store: &Store, contest: Uuid) -> Result<Vec<Record>, StoreError> {
    store.select_referring(CRITERIA, "contest", contest, "order by code, id limit 100").await
}

/// The entries of a contest.
pub async fn entries(store: &Store, contest: Uuid) -> Result<Vec<Record>, StoreError> {
    store.select_referring(ENTRIES, "contest", contest, "order by submitted_on, id limit 1000").await
}

/// The marks of an entry.
pub async fn marks(store: &Store, entry: Uuid) -> Result<Vec<Record>, StoreError> {
    store.select_referring(MARKS, "entry", entry, "order by expert, criterion, id limit 2000").await
}
