//! Reports of the executors: asked for when their period has ended, reminded of, accepted or returned.

use std::collections::{HashMap, HashSet};
use std::pin::Pin;
use std::sync::Arc;

use jiff::civil::Date;
use oblast_kernel::access::{Actor, Role};
use oblast_kernel::clock::kyiv_date;
use oblast_kernel::{Text, Uuid, Value};
use oblast_register::catalogue::Values;
use oblast_register::kind::reference;
use oblast_store::reminders::Reminder;
use oblast_store::{Act, ActError, Record, Store, StoreError};
use oblast_web::notices::{TOLD, told};

use super::period::{Days, Period};
use super::queries;

/// Who reports: the officials of these roles in the body.
const ROLES: [Role; 2] = [Role::Specialist, Role::Head];

/// Asks each executor of a programme for a report on a period. Who was asked already is not asked again. Gives how many
/// were asked.
pub async fn ask(
    store: &Store,
    actor: &Actor,
    programme: &Record,
    period: Period,
) -> Result<usize, ActError> {
    let unavailable = |error: StoreError| ActError::Unavailable(error.to_string());
    let (Some(due), Some((year, choice))) = (Days::of(programme).executor(period), period.choice()) else {
        return Ok(0);
    };
    let catalogue = Arc::clone(store.catalogue());
    let Some(register) = catalogue.register("programme-reports") else { return Ok(0) };
    let id = programme.id();
    let versions = queries::versions(store, id).await.map_err(unavailable)?;
    let Some(version) = queries::in_force(&versions) else { return Ok(0) };
    let measures = queries::measures(store, version.id()).await.map_err(unavailable)?;
    let titles: HashMap<&str, &str> =
        measures.iter().map(|own| (own.text("code"), own.text("title"))).collect();
    let asked = queries::reports(store, id, year.into(), &choice).await.map_err(unavailable)?;
    let known: HashSet<&str> = asked.iter().map(|own| own.text("report_key")).collect();
    let mut act = store.act("record.create").by(actor).in_position(actor.first_position());
    act = act.about("reg_programmes", id);
    let mut bodies: Vec<String> = Vec::new();
    let mut count = 0;
    for executor in queries::executors(store, id).await.map_err(unavailable)? {
        let (code, body) = (executor.text("measure_code"), executor.text("body"));
        let Some(title) = titles.get(code) else { continue };
        let key = format!("{id}/{}/{code}/{body}", period.key());
        if known.contains(key.as_str()) {
            continue;
        }
        let values: Values = [
            ("programme", reference::stored(id, programme.text("title"))),
            ("report_key", key.as_str().into()),
            ("year", Value::Int(year.into())),
            ("period", choice.as_str().into()),
            ("measure_code", code.into()),
            ("measure", (*title).into()),
            ("executor", body.into()),
            ("due", due.to_string().into()),
        ]
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect();
        let record = store.draft_record(register, &values).map_err(unavailable)?;
        act = store.insert_record(act, register, record);
        if !bodies.iter().any(|own| own == body) {
            bodies.push(body.to_owned());
        }
        count += 1;
    }
    if count == 0 {
        return Ok(0);
    }
    let subject = Text::new("Потрібен звіт про заходи програми", "A report on measures is asked for");
    let words =
        |uk: &str, en: &str| Text::new(format!("{uk} {}", shown(due)), format!("{en} {}", shown(due)));
    let body_words =
        words("Подайте звіти про заходи своєї установи до", "Submit the reports of your body by");
    for body in bodies {
        act = notify(store, act, &body, &subject, &body_words).await.map_err(unavailable)?;
    }
    store.apply(act).await.map(|_| count)
}

fn shown(day: Date) -> String {
    day.strftime("%d.%m.%Y").to_string()
}

/// Tells those who report for a body.
async fn notify(
    store: &Store,
    act: Act,
    body: &str,
    subject: &Text,
    words: &Text,
) -> Result<Act, StoreError> {
    let Some(body) = store.body_by_code(body).await? else { return Ok(act) };
    store.tell(act, &ROLES, body.id, TOLD, &told(subject, words, "/steps")).await
}

/// Reminds of the reports that are due soon or late.
async fn remind(store: &Store, today: Date) -> Result<(), StoreError> {
    let reminder = Reminder {
        register: "programme-reports",
        states: &["asked", "returned"],
        stamp: "reminded_on",
        roles: &ROLES,
        template: TOLD,
        args: &|count, late| {
            let subject = match late {
                0 => {
                    Text::new("Незабаром строк звіту про заходи програми", "A report on measures is due soon")
                }
                _ => Text::new("Строк звіту про заходи програми минув", "A report on measures is late"),
            };
            let words = Text::new(
                format!("Очікується звітів: {count}, з них прострочено: {late}."),
                format!("Reports waited for: {count}, late: {late}."),
            );
            told(&subject, &words, "/steps")
        },
    };
    store.remind(&reminder, today).await
}

/// What the programmes do on their own: ask for the reports of the period that has ended, and remind of them.
pub fn job(store: Store) -> Pin<Box<dyn Future<Output = Result<(), StoreError>> + Send>> {
    Box::pin(async move { daily(&store).await })
}

async fn daily(store: &Store) -> Result<(), StoreError> {
    let today = kyiv_date(store.clock.now());
    let (quarter, year) = Period::ended(today);
    for programme in queries::programmes(store).await? {
        if programme.text("state") != "in_force" {
            continue;
        }
        for period in [Some(quarter), year].into_iter().flatten() {
            if !covers(&programme, period) {
                continue;
            }
            match ask(store, &Actor::default(), &programme, period).await {
                // Another node asked at the same moment.
                Ok(_) | Err(ActError::Duplicate { .. }) => {}
                Err(error) => return Err(StoreError::Unexpected(error.to_string())),
            }
        }
    }
    remind(store, today).await
}

/// Is a period within the years of a programme?
pub fn covers(programme: &Record, period: Period) -> bool {
    let Some((year, _)) = period.choice() else { return true };
    let year = i64::from(year);
    programme.int("begins").is_none_or(|first| first <= year)
        && programme.int("ends").is_none_or(|last| year <= last)
}

/// Says which bodies report on which measures: those that are named anew are added, those that are not named any more
/// are released.
pub async fn assign(
    store: &Store,
    actor: &Actor,
    programme: &Record,
    wanted: &[(String, String)],
) -> Result<(), ActError> {
    let unavailable = |error: StoreError| ActError::Unavailable(error.to_string());
    let catalogue = Arc::clone(store.catalogue());
    let Some(register) = catalogue.register("programme-executors") else { return Ok(()) };
    let id: Uuid = programme.id();
    let now = queries::executors(store, id).await.map_err(unavailable)?;
    let is_now = |(code, body): &(String, String)| {
        now.iter().any(|own| own.text("measure_code") == code && own.text("body") == body)
    };
    let mut act = store.act("record.create").by(actor).in_position(actor.first_position());
    act = act.about("reg_programmes", id);
    let mut count = 0;
    for own in wanted.iter().filter(|own| !is_now(own)) {
        let values: Values = [
            ("programme".to_owned(), reference::stored(id, programme.text("title"))),
            ("measure_code".to_owned(), own.0.as_str().into()),
            ("body".to_owned(), own.1.as_str().into()),
        ]
        .into();
        let record = store.draft_record(register, &values).map_err(unavailable)?;
        act = store.insert_record(act, register, record);
        count += 1;
    }
    for mut own in now {
        let pair = (own.text("measure_code").to_owned(), own.text("body").to_owned());
        if !wanted.contains(&pair) {
            own.set("state", "released");
            own.set("updated_at", store.clock.now().as_microsecond());
            act = act.update(own);
            count += 1;
        }
    }
    if count == 0 { Ok(()) } else { store.apply(act).await.map(|_| ()) }
}
