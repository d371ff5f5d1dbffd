//! What the assessment holds: rounds, questionnaires, forms, answers, results.

use std::collections::BTreeMap;

use oblast_kernel::{Uuid, Value};
use oblast_store::{Record, Store, StoreError};

use super::model::{Questionnaire, Unready};

/// The table of rounds.
pub const ROUNDS: &str = "reg_readiness_rounds";
/// The table of forms.
pub const FORMS: &str = "reg_readiness_forms";
/// The table of answers.
pub const ANSWERS: &str = "reg_readiness_answers";
const AREAS: &str = "reg_readiness_areas";
const QUESTIONS: &str = "reg_readiness_questions";
const RESULTS: &str = "reg_readiness_results";

/// The rounds, the latest first.
pub async fn rounds(store: &Store) -> Result<Vec<Record>, StoreError> {
    store.select(ROUNDS, "order by year desc, id limit 100", &[]).await
}

/// The sub-indices and the questions of a round: all that were entered.
pub async fn entered(store: &Store, round: Uuid) -> Result<(Vec<Record>, Vec<Record>), StoreError> {
    let areas = store.select_referring(AREAS, "round", round, "order by code, id limit 100").await?;
    let questions = store.select_referring(QUESTIONS, "round", round, "order by code, id limit 1000").await?;
    Ok((areas, questions))
}

/// The questionnaire of a round: while the round is prepared all that is entered, then what it was opened with.
pub async fn questionnaire(
    store: &Store,
    round: &Record,
) -> Result<Result<Questionnaire, Unready>, StoreError> {
    let (mut areas, mut questions) = entered(store, round.id()).await?;
    if round.text("state") != "draft" {
        areas.retain(|own| own.text("state") == "in_use");
        questions.retain(|own| own.text("state") == "in_use");
    }
    Ok(Questionnaire::read(&areas, &questions))
}

/// The forms of a round.
pub async fn forms(store: &Store, round: Uuid) -> Result<Vec<Record>, StoreError> {
    store.select_referring(FORMS, "round", round, "order by territory, id limit 2000").await
}

/// The answers of a form by the numbers of their questions.
pub async fn answers(store: &Store, form: Uuid) -> Result<BTreeMap<String, Record>, StoreError> {
    let all = store.select_referring(ANSWERS, "form", form, "order by code, id limit 1000").await?;
    Ok(all.into_iter().map(|own| (own.text("code").to_owned(), own)).collect())
}

/// The published results of a year: of one level, of all territories.
pub async fn results(store: &Store, year: i64, level: &str) -> Result<Vec<Record>, StoreError> {
    let tail = "where year = $1 and level = $2 order by territory, code, id limit 20000";
    store.select(RESULTS, tail, &[Value::Int(year), level.into()]).await
}

/// The published results of a territory in all years.
pub async fn results_of(store: &Store, territory: &str) -> Result<Vec<Record>, StoreError> {
    let tail = "where territory = $1 order by year, code, id limit 20000";
    store.select(RESULTS, tail, &[territory.into()]).await
}
