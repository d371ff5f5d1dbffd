//! Sixty cases, moved by the same acts as real ones, each deed at its own moment of the past.

use jiff::{Timestamp, ToSpan as _};
use oblast_kernel::access::Actor;
use oblast_kernel::calendar::Regime;
use oblast_kernel::clock::{ManualClock, in_kyiv};
use oblast_kernel::{Uuid, Value};
use oblast_register::catalogue::{Service, Values};
use oblast_store::Store;
use oblast_store::cases::{Application, Completion};
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};

use super::office::{self, Office};
use super::region::Region;
use crate::Failure;

const SERVICE: &str = "outdoor-advertising-permit";

const STREETS: [&str; 12] = [
    "вул. Садова",
    "просп. Соборний",
    "вул. Шкільна",
    "пл. Ринкова",
    "вул. Набережна",
    "вул. Лесі Українки",
    "вул. Ярова",
    "вул. Миру",
    "вул. Козацька",
    "вул. Вокзальна",
    "вул. Ґонтова",
    "вул. Їдальна",
];
const PLACES: [&str; 6] =
    ["м. Заріччя", "с-ще Яворівка", "м. Степове", "с. Криничне", "м. Лісне", "с. Вишневе"];
const STRUCTURES: [&str; 5] = ["billboard", "citylight", "roof", "facade", "screen"];
/// Invented companies with codes whose check digits agree.
const COMPANIES: [(&str, &str); 3] =
    [("ТОВ «Обрій-Реклама»", "00032129"), ("ПП «Вулик»", "31316718"), ("ТОВ «Їжак і син»", "43220851")];

/// How far a case has come.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stop {
    Checking,
    RefusedAtCheck,
    Approving,
    HalfApproved,
    Deciding,
    Granted,
    Refused,
}

/// Stops and how many cases end there: sixty in all.
const PLAN: [(Stop, usize); 7] = [
    (Stop::Checking, 9),
    (Stop::RefusedAtCheck, 3),
    (Stop::Approving, 6),
    (Stop::HalfApproved, 5),
    (Stop::Deciding, 8),
    (Stop::Granted, 24),
    (Stop::Refused, 5),
];

#[derive(Clone, Copy)]
enum Deed {
    Submit,
    Task(&'static str, &'static str),
}

/// A deed of either kind: all are done in the order of their time.
enum Doing {
    Permit(Deed),
    Office(office::Deed),
}

struct Event {
    at: Timestamp,
    case: usize,
    deed: Deed,
}

struct Plan {
    applicant: usize,
    centre: usize,
    values: Values,
    id: Option<Uuid>,
}

/// Creates the cases.
pub async fn seed(
    store: &Store,
    clock: &ManualClock,
    region: &Region,
    seed: u64,
    morning: Timestamp,
) -> Result<(), Failure> {
    let service =
        store.catalogue().service(SERVICE).cloned().ok_or_else(|| Failure::words("no such service"))?;
    let mut rng = StdRng::seed_from_u64(seed.wrapping_add(1));
    let mut plans = Vec::new();
    let mut events = Vec::new();
    let stops = PLAN.iter().flat_map(|(stop, count)| std::iter::repeat_n(*stop, *count));
    for (case, stop) in stops.enumerate() {
        // Some are the resident's who can be signed in as: a refused one too.
        let applicant =
            if case % 12 == 0 || case == 10 { 0 } else { rng.random_range(1..region.residents.len()) };
        let values = application(&mut rng, &service, &region.residents[applicant].1)?;
        plans.push(Plan { applicant, centre: rng.random_range(0..region.centres.len()), values, id: None });
        schedule(&mut rng, case, stop, morning, &mut events);
    }
    let mut office = Office::new(store, region, seed, morning);
    let mut deeds: Vec<(Timestamp, usize, Doing)> =
        events.into_iter().map(|event| (event.at, event.case, Doing::Permit(event.deed))).collect();
    deeds.extend(office.events().into_iter().map(|(at, deed)| (at, usize::MAX, Doing::Office(deed))));
    deeds.sort_by_key(|(at, case, _)| (*at, *case));
    for (at, case, doing) in deeds {
        clock.set(at);
        match doing {
            Doing::Permit(deed) => perform(store, region, &service, &mut plans[case], deed).await?,
            Doing::Office(deed) => office.perform(deed).await?,
        }
    }
    clock.set(morning);
    Ok(())
}

fn application(rng: &mut StdRng, service: &Service, phone: &str) -> Result<Values, Failure> {
    let street = STREETS[rng.random_range(0..STREETS.len())];
    let place = PLACES[rng.random_range(0..PLACES.len())];
    let mut typed = vec![
        ("place", format!("{place}, {street}, {}", rng.random_range(1..120))),
        ("structure", STRUCTURES[rng.random_range(0..STRUCTURES.len())].to_owned()),
        ("area", format!("{},{:02}", rng.random_range(2..72), rng.random_range(0..4) * 25)),
        ("years", rng.random_range(1..=5).to_string()),
        ("phone", phone.to_owned()),
    ];
    if rng.random_range(0..3) > 0 {
        let (name, code) = COMPANIES[rng.random_range(0..COMPANIES.len())];
        typed.extend([("organisation", name.to_owned()), ("edrpou", code.to_owned())]);
    }
    let mut values = Values::new();
    for field in &service.procedure.fields {
        let text = typed.iter().find(|(name, _)| *name == field.id).map_or("", |(_, text)| text);
        let value = field.parse(text).map_err(|error| Failure::words(format!("{}: {error}", field.id)))?;
        values.insert(field.id.clone(), value);
    }
    debug_assert!(values.values().any(|value| *value != Value::Null));
    Ok(values)
}

/// A moment of a working day between nine and five, some days before the first morning.
fn moment(rng: &mut StdRng, morning: Timestamp, days_ago: i64) -> Timestamp {
    let day = in_kyiv(morning - (24 * days_ago).hours()).date();
    let mut date = day;
    while !Regime::MartialLaw.is_working_day(date) {
        date = date.saturating_sub(1.day());
    }
    let time = date.at(9, 0, 0, 0).to_zoned(oblast_kernel::clock::kyiv()).map(|zoned| zoned.timestamp());
    time.unwrap_or(morning) + rng.random_range(10_i64..28_000).seconds()
}

fn schedule(rng: &mut StdRng, case: usize, stop: Stop, morning: Timestamp, events: &mut Vec<Event>) {
    use Stop::{Approving, Checking, Deciding, Granted, HalfApproved, Refused, RefusedAtCheck};
    // Running cases: a third overdue, a third due within days, a third fresh. Ended ones: mostly in time.
    let age = match stop {
        Granted | Refused | RefusedAtCheck => rng.random_range(48..110),
        _ => match case % 3 {
            0 => rng.random_range(33..45),
            1 => rng.random_range(27..31),
            _ => rng.random_range(6..20),
        },
    };
    let late = matches!(stop, Granted | Refused) && case.is_multiple_of(6);
    let mut last = Timestamp::MIN;
    let mut add = |rng: &mut StdRng, share: i64, deed| {
        let length = if late { 44 } else { 26.min(age - 1) };
        let at = moment(rng, morning, age - length * share / 100)
            .max(last.saturating_add(1.hours()).unwrap_or(last));
        last = at;
        events.push(Event { at, case, deed });
    };
    add(rng, 0, Deed::Submit);
    if stop == Checking {
        return;
    }
    if stop == RefusedAtCheck {
        return add(rng, 15, Deed::Task("check", "incomplete"));
    }
    add(rng, 20, Deed::Task("check", "complete"));
    if stop == Approving {
        return;
    }
    let objection = stop == Refused && case.is_multiple_of(2);
    add(rng, 45, Deed::Task("approve_heritage", if objection { "object" } else { "agree" }));
    if stop == HalfApproved {
        return;
    }
    add(rng, 65, Deed::Task("approve_roads", "agree"));
    match stop {
        Deciding => {}
        Refused => add(rng, 95, Deed::Task("decide", "refuse")),
        _ => add(rng, 95, Deed::Task("decide", "grant")),
    }
}

async fn perform(
    store: &Store,
    region: &Region,
    service: &Service,
    plan: &mut Plan,
    deed: Deed,
) -> Result<(), Failure> {
    let (task, outcome) = match deed {
        Deed::Submit => {
            let actor = &region.residents[plan.applicant].0;
            let applicant = actor.person.unwrap_or_default();
            let centre = region.centres[plan.centre];
            let application = Application::online(applicant, centre, &plan.values);
            let submitted = store.submit_case(actor, service, &application, None).await;
            plan.id = Some(submitted.map_err(Failure::words)?.id);
            return Ok(());
        }
        Deed::Task(task, outcome) => (task, outcome),
    };
    let missing = || Failure::words("a case of the demonstration is missing");
    let view = store.case(plan.id.ok_or_else(missing)?).await?.ok_or_else(missing)?;
    let record = view.tasks.iter().find(|record| record.text("task") == task).ok_or_else(missing)?;
    let actor: &Actor = match task {
        "check" => &region.administrator,
        "decide" => &region.head,
        _ => &region.specialist,
    };
    let body = record.reference("body").unwrap_or_default();
    let position = actor.positions.iter().find(|position| position.body == body).map(|position| position.id);
    let (note, grounds) = match outcome {
        "incomplete" => {
            (Some("Немає згоди власника місця. Додайте її та подайте заяву ще раз."), Some("incomplete"))
        }
        "object" => (Some("Місце в зоні охорони пам’ятки місцевого значення."), None),
        "refuse" => (Some("Рішення ухвалено з огляду на висновки погоджувачів."), Some("heritage")),
        _ => (None, None),
    };
    let completion = Completion {
        outcome: outcome.to_owned(),
        note: note.map(str::to_owned),
        grounds: grounds.map(str::to_owned),
    };
    store
        .complete_task(actor, position, record.id(), record.version(), &completion)
        .await
        .map_err(|error| Failure::words(format!("{task}: {error}")))
}
