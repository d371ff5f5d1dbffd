//! A contest: marks of the experts, the ranking, the winners within the fund.

use std::collections::{BTreeMap, BTreeSet};

use oblast_kernel::access::Actor;
use oblast_kernel::decimal::{mean, places};
use oblast_kernel::{Uuid, Value};
use oblast_register::catalogue::{Values, values};
use oblast_register::kind::reference;
use oblast_store::{ActError, Record, Store, StoreError};

use super::queries;
use super::reviewing::works_there;

/// Why marks were not kept or winners not set.
#[derive(Debug, thiserror::Error)]
pub enum ContestError {
    /// The contest is not being judged.
    #[error("the contest is not being judged")]
    NotNow,
    /// The expert works in the community of the entry.
    #[error("the expert works in the community of the entry")]
    Conflict,
    /// Not every entry has marks.
    #[error("{0} entries have no marks")]
    NotJudged(usize),
    /// The winners ask for more than the fund holds.
    #[error("the winners ask for more than the fund holds")]
    OverFund,
    /// A winner was not entered in time.
    #[error("a winner is not among the entries")]
    NoEntry,
    /// The act was not applied.
    #[error(transparent)]
    Act(#[from] ActError),
    /// The storage failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// An entry with what the experts say of it.
pub struct Judged {
    /// The entry.
    pub entry: Record,
    /// The sum of points of each expert who marked it by all criteria.
    pub sums: Vec<i64>,
    /// The mean of the sums, in hundredths of a point; nothing where nobody marked it.
    pub score: Option<i64>,
    /// Its place among those that are marked.
    pub place: Option<i64>,
}

/// Was an entry submitted, and in time?
pub fn is_in_time(contest: &Record, entry: &Record) -> bool {
    let was_submitted = matches!(entry.text("state"), "submitted" | "won" | "lost");
    was_submitted && entry.text("submitted_on") <= contest.text("due")
}

/// The sums of the experts that have given points by every criterion.
fn sums(criteria: &[Record], marks: &[Record]) -> Vec<i64> {
    let mut by_expert: BTreeMap<&str, BTreeMap<&str, i64>> = BTreeMap::new();
    for mark in marks {
        let own = by_expert.entry(mark.text("expert")).or_default();
        own.insert(mark.text("criterion"), mark.int("points").unwrap_or_default());
    }
    let sum = |own: &BTreeMap<&str, i64>| {
        criteria.iter().map(|criterion| own.get(criterion.text("code")).copied()).sum()
    };
    by_expert.values().filter_map(sum).collect()
}

/// The entries of a contest that take part, the best first; those without marks last.
pub async fn judged(store: &Store, contest: &Record) -> Result<Vec<Judged>, StoreError> {
    let criteria = queries::criteria(store, contest.id()).await?;
    let mut all = Vec::new();
    for entry in
        queries::entries(store, contest.id()).await?.into_iter().filter(|own| is_in_time(contest, own))
    {
        let sums = sums(&criteria, &queries::marks(store, entry.id()).await?);
        let hundredths: Vec<(i64, i64)> = sums.iter().map(|sum| (sum.saturating_mul(100), 1)).collect();
        let score = mean(&hundredths);
        all.push(Judged { entry, sums, score, place: None });
    }
    all.sort_by_key(|own| {
        (std::cmp::Reverse(own.score), own.entry.text("submitted_on").to_owned(), own.entry.id())
    });
    let scores: Vec<i64> = all.iter().filter_map(|own| own.score).collect();
    for (own, place) in all.iter_mut().zip(places(&scores)) {
        own.place = Some(place);
    }
    Ok(all)
}

/// Who would win: by their points, as long as the fund holds what they ask for; one that does not fit is passed over.
pub fn proposed(contest: &Record, judged: &[Judged]) -> BTreeSet<Uuid> {
    let mut left = contest.int("fund").unwrap_or_default();
    let mut winners = BTreeSet::new();
    for own in judged.iter().filter(|own| own.score.is_some_and(|score| score > 0)) {
        let asked = own.entry.int("requested").unwrap_or_default();
        let too_much = contest.int("most").is_some_and(|most| asked > most);
        if asked <= left && !too_much {
            left -= asked;
            winners.insert(own.entry.id());
        }
    }
    winners
}

/// Keeps the points of an expert for an entry, by the numbers of criteria. Points that are not given yet are not kept.
pub async fn mark(
    store: &Store,
    actor: &Actor,
    contest: &Record,
    entry: &Record,
    points: &BTreeMap<String, i64>,
) -> Result<(), ContestError> {
    if contest.text("state") != "judging" || !is_in_time(contest, entry) {
        return Err(ContestError::NotNow);
    }
    let account = actor.account.ok_or(ContestError::NotNow)?;
    if works_there(store, account, entry.text("community")).await? {
        return Err(ContestError::Conflict);
    }
    let register = store.register("contest-marks")?;
    let known = queries::marks(store, entry.id()).await?;
    let own = account.to_string();
    let mut act = store.act("record.change").by(actor).in_position(actor.first_position());
    act = act.about(queries::ENTRIES, entry.id());
    for (criterion, points) in points {
        let before =
            known.iter().find(|mark| mark.text("expert") == own && mark.text("criterion") == criterion);
        match before {
            Some(mark) if mark.int("points") == Some(*points) => {}
            Some(mark) => {
                let mut mark = mark.clone();
                store.fill_record(&register, &mut mark, &values([("points", Value::Int(*points))]));
                act = act.update(mark);
            }
            None => {
                let all = values([
                    ("entry", reference::stored(entry.id(), entry.text("title"))),
                    ("mark_key", format!("{}/{own}/{criterion}", entry.id()).into()),
                    ("expert", own.as_str().into()),
                    ("criterion", criterion.as_str().into()),
                    ("points", Value::Int(*points)),
                ]);
                act = store.insert_record(act, &register, store.draft_record(&register, &all)?);
            }
        }
    }
    if !act.is_empty() {
        store.apply(act).await?;
    }
    Ok(())
}

/// Sets the winners: every entry gets its points and place, the contest its decision.
pub async fn decide(
    store: &Store,
    actor: &Actor,
    mut contest: Record,
    winners: &BTreeSet<Uuid>,
    protocol: &str,
) -> Result<(), ContestError> {
    if contest.text("state") != "judging" {
        return Err(ContestError::NotNow);
    }
    let judged = judged(store, &contest).await?;
    let without = judged.iter().filter(|own| own.score.is_none()).count();
    if without > 0 || judged.is_empty() {
        return Err(ContestError::NotJudged(without));
    }
    if winners.iter().any(|winner| !judged.iter().any(|own| own.entry.id() == *winner)) {
        return Err(ContestError::NoEntry);
    }
    let asked = judged.iter().filter(|own| winners.contains(&own.entry.id()));
    let asked = asked.filter_map(|own| own.entry.int("requested")).fold(0_i64, i64::saturating_add);
    if asked > contest.int("fund").unwrap_or_default() {
        return Err(ContestError::OverFund);
    }
    let (contests, entries) = (store.register("project-contests")?, store.register("contest-entries")?);
    let mut act = store.act("record.step").by(actor).in_position(actor.first_position());
    act = act.about(queries::CONTESTS, contest.id());
    for own in judged {
        let mut entry = own.entry;
        entry.set("state", if winners.contains(&entry.id()) { "won" } else { "lost" });
        entry.set("score", own.score);
        entry.set("place", own.place);
        store.fill_record(&entries, &mut entry, &Values::new());
        act = act.update(entry);
    }
    contest.set("state", "decided");
    contest.set("protocol", protocol);
    contest.set("decided_on", oblast_kernel::clock::kyiv_date(store.clock.now()).to_string());
    store.fill_record(&contests, &mut contest, &Values::new());
    store.apply(act.update(contest)).await?;
    Ok(())
}
