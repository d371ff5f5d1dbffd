//! Answers of a form: filled in by the community, looked at by the reviewers; the form counts what is still to be done.

use std::collections::BTreeMap;

use oblast_kernel::access::Actor;
use oblast_kernel::{Uuid, Value};
use oblast_register::catalogue::Values;
use oblast_store::{ActError, Record, Store};

use super::model::{Question, Questionnaire};
use super::queries;

/// What is said to one question: fields of its answer.
pub type Given = BTreeMap<String, Values>;

/// The points of an answer: none of one that is not confirmed.
pub fn points(question: &Question, answer: &Record) -> i64 {
    match answer.text("verdict") {
        "declined" => 0,
        _ => question.scoring.points(answer.text("answer")).unwrap_or(0),
    }
}

/// Does an answer lack the evidence that its question requires? What is worth nothing needs none.
fn lacks(question: &Question, answer: &Record) -> bool {
    question.evidence == "required"
        && question.scoring.points(answer.text("answer")).is_some_and(|points| points > 0)
        && answer.get("source").is_null()
        && answer.int("evidence").unwrap_or(0) == 0
}

/// What a form counts of its answers.
fn counted(questionnaire: &Questionnaire, answers: &BTreeMap<String, Record>) -> Values {
    let all = || questionnaire.questions().filter_map(|own| Some((own, answers.get(&own.code)?)));
    let count = |fits: &dyn Fn(&Question, &Record) -> bool| {
        Value::Int(all().filter(|(question, answer)| fits(question, answer)).count() as i64)
    };
    let (index, _) =
        questionnaire.index(&|question| answers.get(&question.code).map_or(0, |own| points(question, own)));
    [
        ("answered_count", count(&|_, own| !own.get("answer").is_null())),
        ("lacking_count", count(&lacks)),
        ("judged_count", count(&|_, own| !own.get("verdict").is_null())),
        ("readiness_index", Value::Int(index)),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value))
    .collect()
}

/// Keeps what was given to some questions, in one act with what the form counts. Gives the form as it is then.
///
/// A community that changes an answer takes back what the reviewer said of it.
pub async fn keep(
    store: &Store,
    actor: &Actor,
    questionnaire: &Questionnaire,
    form: Record,
    given: &Given,
) -> Result<Record, ActError> {
    let unavailable = |error: oblast_store::StoreError| ActError::Unavailable(error.to_string());
    let catalogue = std::sync::Arc::clone(store.catalogue());
    let (Some(forms), Some(register)) =
        (catalogue.register("readiness-forms"), catalogue.register("readiness-answers"))
    else {
        return Ok(form);
    };
    let mut answers = queries::answers(store, form.id()).await.map_err(unavailable)?;
    let mut act = store.act("record.change").by(actor).in_position(actor.first_position());
    act = act.about(queries::FORMS, form.id());
    for (code, values) in given {
        let Some(answer) = answers.get_mut(code) else { continue };
        if values.iter().all(|(name, value)| answer.get(name) == value) {
            continue;
        }
        let mut values = values.clone();
        if !values.contains_key("verdict") {
            values.insert("verdict".into(), Value::Null);
        }
        // Their fields are computed by nobody else: they are set here and kept by the rules of the register.
        values.iter().for_each(|(name, value)| answer.set(name, value.clone()));
        store.fill_record(register, answer, &values);
        act = act.update(answer.clone());
    }
    let counted = counted(questionnaire, &answers);
    let is_same = counted.iter().all(|(name, value)| form.get(name) == value);
    if act.is_empty() && is_same {
        return Ok(form);
    }
    let id: Uuid = form.id();
    let mut form = form;
    store.fill_record(forms, &mut form, &counted);
    store.apply(act.update(form)).await?;
    let form = store.load(queries::FORMS, id).await.map_err(unavailable)?;
    form.ok_or_else(|| ActError::Unavailable("the form is gone".into()))
}
