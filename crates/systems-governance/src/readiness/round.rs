//! A round: opened with its questionnaire, asked of every community, reminded of, published.

use std::collections::{BTreeSet, HashSet};
use std::pin::Pin;

use oblast_kernel::access::{Actor, Role};
use oblast_kernel::clock::kyiv_date;
use oblast_kernel::decimal::places;
use oblast_kernel::territory::{self, Level};
use oblast_kernel::{Text, Value};
use oblast_register::catalogue::{Values, values};
use oblast_register::kind::reference;
use oblast_store::reminders::Reminder;
use oblast_store::{ActError, Record, Store, StoreError};
use oblast_web::notices::{TOLD, told};

use super::answering::points;
use super::model::{Questionnaire, Unready};
use super::queries;

/// Who answers in a community.
const ROLES: [Role; 2] = [Role::Specialist, Role::Head];

/// Why a round did not go on.
#[derive(Debug, thiserror::Error)]
pub enum RoundError {
    /// It is not in the state for that.
    #[error("the round is in another state")]
    NotNow,
    /// Its questionnaire cannot be asked.
    #[error(transparent)]
    Unready(#[from] Unready),
    /// No form is confirmed.
    #[error("no form is confirmed")]
    NothingConfirmed,
    /// There is no round before it.
    #[error("there is nothing to copy")]
    NothingToCopy,
    /// The act was not applied.
    #[error(transparent)]
    Act(#[from] ActError),
    /// The storage failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Opens a round: its questionnaire stands from now on.
pub async fn open(store: &Store, actor: &Actor, mut round: Record) -> Result<(), RoundError> {
    if round.text("state") != "draft" {
        return Err(RoundError::NotNow);
    }
    let (areas, questions) = queries::entered(store, round.id()).await?;
    Questionnaire::read(&areas, &questions)?;
    let now = store.clock.now().as_microsecond();
    round.set("state", "open");
    round.set("updated_at", now);
    let mut act = store.act("record.step").by(actor).in_position(actor.first_position());
    act = act.about(queries::ROUNDS, round.id()).update(round);
    for mut own in areas.into_iter().chain(questions) {
        own.set("state", "in_use");
        own.set("updated_at", now);
        act = act.update(own);
    }
    store.apply(act).await?;
    Ok(())
}

/// The territories that answer in a round.
fn asked(store: &Store, round: &Record) -> BTreeSet<String> {
    let level = if round.text("level") == "district" { Level::District } else { Level::Community };
    let entries = store.catalogue().directories().territories.entries();
    let own = entries.iter().filter(|entry| !entry.ended && territory::level(&entry.code) == Some(level));
    own.map(|entry| entry.code.clone()).collect()
}

/// Gives every community of an open round its form, with an answer to each question to be filled in. Who has one keeps
/// it. Gives how many were asked.
pub async fn ask(store: &Store, actor: &Actor, round: &Record) -> Result<usize, RoundError> {
    if round.text("state") != "open" {
        return Err(RoundError::NotNow);
    }
    let questionnaire = queries::questionnaire(store, round).await??;
    let known: HashSet<String> =
        queries::forms(store, round.id()).await?.iter().map(|own| own.text("territory").to_owned()).collect();
    let mut count = 0;
    for code in asked(store, round).difference(&known.into_iter().collect()) {
        match ask_one(store, actor, round, &questionnaire, code).await {
            Ok(()) => count += 1,
            // Another node asked at the same moment.
            Err(RoundError::Act(ActError::Duplicate { .. })) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(count)
}

async fn ask_one(
    store: &Store,
    actor: &Actor,
    round: &Record,
    questionnaire: &Questionnaire,
    code: &str,
) -> Result<(), RoundError> {
    let (forms, answers) = (store.register("readiness-forms")?, store.register("readiness-answers")?);
    let year = Value::Int(round.int("year").unwrap_or_default());
    let form = store.draft_record(
        &forms,
        &values([
            ("round", reference::stored(round.id(), round.text("title"))),
            ("form_key", format!("{}/{code}", round.id()).into()),
            ("territory", code.into()),
            ("year", year.clone()),
            ("due", round.get("due").clone()),
            ("asked_count", Value::Int(questionnaire.questions().count() as i64)),
            ("answered_count", Value::Int(0)),
            ("lacking_count", Value::Int(0)),
            ("judged_count", Value::Int(0)),
        ]),
    )?;
    let place = store.catalogue().directories().territories.entries();
    let title = place.iter().find(|entry| entry.code == code).map(|entry| entry.title.clone());
    let title = title.map_or_else(|| code.to_owned(), |title| title.get(oblast_kernel::Lang::Uk).to_owned());
    let own = reference::stored(form.id(), &title);
    let mut act = store.act("record.create").by(actor).in_position(actor.first_position());
    act = act.about(queries::FORMS, form.id());
    for question in questionnaire.questions() {
        let answer = store.draft_record(
            &answers,
            &values([
                ("form", own.clone()),
                ("answer_key", format!("{}/{}", form.id(), question.code).into()),
                ("territory", code.into()),
                ("year", year.clone()),
                ("code", question.code.as_str().into()),
                ("title", question.title.as_str().into()),
            ]),
        )?;
        act = store.insert_record(act, &answers, answer);
    }
    let subject = Text::new("Анкета цифрової готовності", "The form on digital readiness");
    let due = round.text("due");
    let words = Text::new(
        format!("Відкрито раунд «{}». Дайте відповіді до {due}.", round.text("title")),
        format!("The round “{}” is open. Answers are due by {due}.", round.text("title")),
    );
    let args = told(&subject, &words, &format!("/readiness/forms/{}", form.id()));
    for body in store.bodies_of(code).await? {
        act = store.tell(act, &ROLES, body, TOLD, &args).await?;
    }
    store.apply(store.insert_record(act, &forms, form)).await?;
    Ok(())
}

/// What the assessment does on its own: asks who was not asked yet, and reminds of what is due.
pub fn job(store: Store) -> Pin<Box<dyn Future<Output = Result<(), StoreError>> + Send>> {
    Box::pin(async move { daily(&store).await })
}

async fn daily(store: &Store) -> Result<(), StoreError> {
    for round in queries::rounds(store).await? {
        if round.text("state") == "open" {
            match ask(store, &Actor::default(), &round).await {
                Ok(_) => {}
                Err(error) => return Err(StoreError::Unexpected(error.to_string())),
            }
        }
    }
    let reminder = Reminder {
        register: "readiness-forms",
        states: &["asked", "returned"],
        stamp: "reminded_on",
        roles: &ROLES,
        template: TOLD,
        args: &|_, late| {
            let subject = match late {
                0 => Text::new(
                    "Незабаром строк анкети цифрової готовності",
                    "The form on readiness is due soon",
                ),
                _ => Text::new("Строк анкети цифрової готовності минув", "The form on readiness is late"),
            };
            let words =
                Text::new("Дайте відповіді й подайте анкету.", "Answer the questions and submit the form.");
            told(&subject, &words, "/readiness/forms")
        },
    };
    store.remind(&reminder, kyiv_date(store.clock.now())).await
}

/// What becomes public of one form.
struct Outcome {
    territory: String,
    index: i64,
    areas: Vec<i64>,
    /// Answer in words and points of each question, in their order.
    answers: Vec<(String, i64)>,
}

/// Publishes the results of a round: what is confirmed becomes rows that everybody reads.
pub async fn publish(store: &Store, actor: &Actor, mut round: Record) -> Result<usize, RoundError> {
    if round.text("state") != "open" {
        return Err(RoundError::NotNow);
    }
    let questionnaire = queries::questionnaire(store, &round).await??;
    let mut outcomes = Vec::new();
    for form in queries::forms(store, round.id()).await?.iter().filter(|own| own.text("state") == "confirmed")
    {
        let given = queries::answers(store, form.id()).await?;
        let answers: Vec<(String, i64)> = questionnaire
            .questions()
            .map(|question| {
                let own = given.get(&question.code);
                let words = own.map_or_else(String::new, |own| {
                    question.scoring.shown(own.text("answer"), &question.unit, oblast_kernel::Lang::Uk)
                });
                (words, own.map_or(0, |own| points(question, own)))
            })
            .collect();
        let (index, areas) =
            questionnaire.index(&|question| given.get(&question.code).map_or(0, |own| points(question, own)));
        outcomes.push(Outcome { territory: form.text("territory").to_owned(), index, areas, answers });
    }
    if outcomes.is_empty() {
        return Err(RoundError::NothingConfirmed);
    }
    let mut act = store.act("record.step").by(actor).in_position(actor.first_position());
    act = act.about(queries::ROUNDS, round.id());
    for record in rows(store, &round, &questionnaire, &outcomes)? {
        act = act.insert(record);
    }
    round.set("state", "published");
    round.set("published_on", kyiv_date(store.clock.now()).to_string());
    round.set("updated_at", store.clock.now().as_microsecond());
    let count = outcomes.len();
    store.apply(act.update(round)).await?;
    Ok(count)
}

fn rows(
    store: &Store,
    round: &Record,
    questionnaire: &Questionnaire,
    outcomes: &[Outcome],
) -> Result<Vec<Record>, StoreError> {
    let results = store.register("readiness-results")?;
    let own_round = reference::stored(round.id(), round.text("title"));
    let year = Value::Int(round.int("year").unwrap_or_default());
    let by_index = places(&outcomes.iter().map(|own| own.index).collect::<Vec<_>>());
    let by_area: Vec<Vec<i64>> = (0..questionnaire.areas.len())
        .map(|area| places(&outcomes.iter().map(|own| own.areas[area]).collect::<Vec<_>>()))
        .collect();
    let mut all = Vec::new();
    for (number, outcome) in outcomes.iter().enumerate() {
        let mut add = |level: &str, more: Values| {
            let mut own = values([
                ("round", own_round.clone()),
                ("territory", outcome.territory.as_str().into()),
                ("year", year.clone()),
                ("level", level.into()),
            ]);
            own.extend(more);
            store.draft_record(&results, &own).map(|record| all.push(record))
        };
        let place = Value::Int(by_index[number]);
        let title = "Індекс цифрової готовності";
        let code = "0";
        add(
            "index",
            values([
                ("code", code.into()),
                ("title", title.into()),
                ("score", Value::Int(outcome.index)),
                ("place", place),
            ]),
        )?;
        let mut answers = outcome.answers.iter();
        for (index, area) in questionnaire.areas.iter().enumerate() {
            add(
                "area",
                values([
                    ("area", area.code.as_str().into()),
                    ("code", area.code.as_str().into()),
                    ("title", area.title.as_str().into()),
                    ("score", Value::Int(outcome.areas[index])),
                    ("weight", Value::Int(area.weight)),
                    ("place", Value::Int(by_area[index][number])),
                ]),
            )?;
            for question in &area.questions {
                let Some((answer, points)) = answers.next() else { continue };
                add(
                    "question",
                    values([
                        ("area", area.code.as_str().into()),
                        ("code", question.code.as_str().into()),
                        ("title", question.title.as_str().into()),
                        ("answer", answer.as_str().into()),
                        ("score", Value::Int(*points)),
                        ("weight", Value::Int(question.weight)),
                    ]),
                )?;
            }
        }
    }
    Ok(all)
}

/// Copies the questionnaire of the round before into a round that has none yet. Gives how many questions it has.
pub async fn copy(store: &Store, actor: &Actor, round: &Record) -> Result<usize, RoundError> {
    let (areas, questions) = queries::entered(store, round.id()).await?;
    if round.text("state") != "draft" || !areas.is_empty() || !questions.is_empty() {
        return Err(RoundError::NotNow);
    }
    let year = round.int("year");
    let earlier = queries::rounds(store).await?.into_iter().find(|own| own.int("year") < year);
    let earlier = earlier.ok_or(RoundError::NothingToCopy)?;
    let (areas, questions) = queries::entered(store, earlier.id()).await?;
    let used = |own: &&Record| earlier.text("state") == "draft" || own.text("state") == "in_use";
    let own_round = reference::stored(round.id(), round.text("title"));
    let mut act = store.act("record.create").by(actor).in_position(actor.first_position());
    act = act.about(queries::ROUNDS, round.id());
    let mut count = 0;
    for (id, records) in [("readiness-areas", &areas), ("readiness-questions", &questions)] {
        let register = store.register(id)?;
        for own in records.iter().filter(used) {
            let mut copied = oblast_store::records::values_of(&register, own);
            copied.insert("round".into(), own_round.clone());
            act = store.insert_record(act, &register, store.draft_record(&register, &copied)?);
            count += usize::from(id == "readiness-questions");
        }
    }
    if count == 0 {
        return Err(RoundError::NothingToCopy);
    }
    store.apply(act).await?;
    Ok(count)
}
