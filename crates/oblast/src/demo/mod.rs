//! The demonstration: one invented oblast with people, bodies and cases in every state.

mod budgets;
mod cases;
mod council;
mod heritage;
mod inventory;
mod offences;
mod office;
mod outlines;
mod programmes;
mod readiness;
mod region;
mod reviews;

use std::process::ExitCode;
use std::sync::Arc;

use jiff::Timestamp;
use oblast_kernel::access::Actor;
use oblast_kernel::clock::{Clock as _, ManualClock};
use oblast_kernel::{Ids, Text, Value};
use oblast_register::Register;
use oblast_store::{Record, Store};

use crate::settings::Settings;
use crate::{Failure, keys, serve, signing, time};

/// What the demonstration's clock shows at its first start: a Monday morning in Kyiv.
const FIRST_MORNING: &str = "2026-03-16T09:00:00+02:00";

/// The demonstration's accounts: login and what it is for.
const ACCOUNTS: [(&str, &str, &str); 11] = [
    ("resident", "мешканка, подає заяви", "a resident who applies"),
    (
        "administrator",
        "адміністратор центрів, перевіряє документи",
        "administrator of the centres, checks documents",
    ),
    ("specialist", "фахівець, погоджує від двох установ", "specialist, approves for two bodies"),
    ("head", "керівниця, ухвалює рішення", "head, decides"),
    ("deputy", "заступник керівниці, теж ухвалює рішення", "deputy head, decides too"),
    ("lawyer", "юрисконсультка адміністрації, вивчає скарги", "legal adviser, studies appeals"),
    (
        "governor",
        "голова адміністрації, вирішує за скаргами",
        "head of the administration, decides on appeals",
    ),
    (
        "secretary",
        "секретарка адмінкомісії громади, веде справи про правопорушення",
        "secretary of a community's commission, keeps cases of offences",
    ),
    ("mayor", "голова громади, виносить постанови", "head of a community, issues rulings"),
    (
        "curator",
        "кураторка програм і бюджетів: рішення, видатки, звіти",
        "curator of programmes and budgets: decisions, payments, reports",
    ),
    ("admin", "оператор платформи: журнал, ключі API", "operator of the platform: journal, API tokens"),
];

/// `oblast demo`
pub async fn run(settings: &Settings, seed: u64, now: Option<String>) -> Result<ExitCode, Failure> {
    keys::prepare(&settings.data)?;
    let first: Timestamp = FIRST_MORNING.parse().map_err(Failure::words)?;
    let asked = now
        .map(|text| text.parse::<Timestamp>().map_err(|error| Failure::words(format!("--now: {error}"))))
        .transpose()?;
    let seeded = settings.data.join("demo-seeded");
    if !seeded.exists() {
        seed_region(settings, seed, first).await?;
        time::set_demo_clock(&settings.data, asked.unwrap_or(first))?;
        keys::write_secret(&seeded, &seed.to_string())?;
    } else if let Some(asked) = asked {
        time::set_demo_clock(&settings.data, asked)?;
    }
    let password = password(settings).await?;
    let accounts =
        ACCOUNTS.iter().map(|(login, uk, en)| ((*login).to_owned(), Text::new(*uk, *en))).collect();
    let signatures = signatures(settings, &password).await?;
    serve::serve(settings, Some(serve::Demo { banner: banner(settings, &password), accounts, signatures }))
        .await
}

/// The authority for tests, whose keys the accounts have.
async fn signatures(settings: &Settings, password: &str) -> Result<signing::Demo, Failure> {
    let (clock, folder) = (time::clock(&settings.data)?, settings.data.join("keys"));
    let logins = ACCOUNTS.map(|(login, ..)| login);
    let missing = signing::without_keys(&folder, &logins);
    if !missing.is_empty() {
        let store = serve::open(settings, Arc::clone(&clock), Ids::system(), true).await?;
        let issued = signing::issue_keys(&folder, &store, &missing, password, &clock).await;
        store.close().await;
        issued?;
    }
    signing::of_demo(&folder, &logins, &clock)
}

async fn seed_region(settings: &Settings, seed: u64, first: Timestamp) -> Result<(), Failure> {
    let clock = ManualClock::new(first);
    let store = serve::open(settings, Arc::new(clock.clone()), Ids::seeded(seed), false).await?;
    if store.load_by("account", "login", Value::from("resident")).await?.is_some() {
        store.close().await;
        return Ok(());
    }
    eprintln!("creating the demonstration region ...");
    let region = region::seed(&store, &clock, seed).await?;
    cases::seed(&store, &clock, &region, seed, clock.now()).await?;
    store.refresh_directories().await?;
    outlines::create(&store, &region, seed).await?;
    heritage::create(&store, &region.specialist, seed).await?;
    inventory::create(&store, &region, seed).await?;
    offences::create(&store, &region, seed).await?;
    programmes::create(&store, &region, seed).await?;
    budgets::create(&store, &region, seed).await?;
    readiness::create(&store, &region, seed).await?;
    store.refresh_directories().await?;
    council::create(&store, &region, seed).await?;
    store.close().await;
    Ok(())
}

/// How many records an act enters.
const TOGETHER: usize = 200;

/// Enters records into a register, many an act.
async fn enter(
    store: &Store,
    actor: &Actor,
    register: &Register,
    records: Vec<Record>,
) -> Result<(), Failure> {
    for batch in records.chunks(TOGETHER) {
        let act = store.act("record.create").by(actor);
        let act = batch.iter().fold(act, |act, record| store.insert_record(act, register, record.clone()));
        store.apply(act).await.map_err(Failure::words)?;
    }
    Ok(())
}

/// The password of the demonstration's accounts: from the environment, or made once and kept beside the data.
async fn password(settings: &Settings) -> Result<String, Failure> {
    let place = settings.data.join("demo-password");
    let kept = std::fs::read_to_string(&place).ok().map(|text| text.trim().to_owned());
    let asked = std::env::var("OBLAST_DEMO_PASSWORD").ok().filter(|text| !text.is_empty());
    if let Some(kept) = &kept
        && asked.as_ref().is_none_or(|asked| asked == kept)
    {
        return Ok(kept.clone());
    }
    let password = asked.unwrap_or_else(|| Ids::system().secret()[..12].to_owned());
    let store = serve::open(settings, time::clock(&settings.data)?, Ids::system(), false).await?;
    set_passwords(&store, &password).await?;
    store.close().await;
    keys::write_secret(&place, &password)?;
    Ok(password)
}

async fn set_passwords(store: &Store, password: &str) -> Result<(), Failure> {
    for (login, ..) in ACCOUNTS {
        let account = store.load_by("account", "login", Value::from(login)).await?;
        let account = account.ok_or_else(|| Failure::words(format!("there is no account {login}")))?;
        store.set_password(account.id(), password).await.map_err(Failure::words)?;
    }
    Ok(())
}

fn banner(settings: &Settings, password: &str) -> String {
    let address = format!("http://{}", settings.listen);
    let mut out = format!(
        "\n  Область · демонстрація / demonstration\n\n  {address}\n\n  Облікові записи / accounts (пароль / password: {password})\n"
    );
    for (login, uk, en) in ACCOUNTS {
        out.push_str(&format!("    {login:<15} {uk} / {en}\n"));
    }
    out.push_str(&format!(
        "\n  Спробуйте / try:\n    1. resident: {address}/services/outdoor-advertising-permit – подайте заяву / apply\n    \
         2. administrator, specialist, head: {address}/queue – перевірте, погодьте, вирішіть / check, approve, decide\n    \
         3. {address}/registers/outdoor-advertising-permits, /dashboard, /journal – без входу / without signing in\n"
    ));
    out
}

#[cfg(test)]
mod tests {
    use oblast_store::indicators::{Figure, Indicator};

    use super::*;

    async fn seeded(name: &str, seed: u64) -> (Store, std::path::PathBuf) {
        let data = std::env::temp_dir().join(format!("oblast-demo-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&data);
        let common = crate::Common { data: Some(data.display().to_string()), ..Default::default() };
        let settings = crate::settings::read(&common, None, "data").unwrap();
        keys::prepare(&data).unwrap();
        seed_region(&settings, seed, FIRST_MORNING.parse().unwrap()).await.unwrap();
        (
            serve::open(
                &settings,
                Arc::new(ManualClock::new(FIRST_MORNING.parse().unwrap())),
                Ids::system(),
                false,
            )
            .await
            .unwrap(),
            data,
        )
    }

    #[tokio::test]
    async fn the_same_seed_gives_the_same_region_and_all_states_are_there() {
        let (one, first) = seeded("one", 7).await;
        let (two, second) = seeded("two", 7).await;
        let (three, third) = seeded("three", 8).await;
        let head =
            |store: Store| async move { store.entries_before(i64::MAX, 1).await.unwrap().remove(0).0.hash };
        assert_eq!(head(one.clone()).await, head(two).await);
        assert_ne!(head(one.clone()).await, head(three).await);

        let Figure::Counts(counts) = one.figure(Indicator::CasesByState).await.unwrap() else {
            unreachable!()
        };
        let permits = counts
            .iter()
            .filter_map(|(key, count)| Some((key.strip_prefix("outdoor-advertising-permit/")?, *count)));
        let (states, permits): (Vec<&str>, Vec<i64>) = permits.unzip();
        assert_eq!(states, ["approval", "check", "decision", "granted", "refused"]);
        assert_eq!(permits.iter().sum::<i64>(), 61);
        assert_eq!(counts.iter().map(|(_, count)| count).sum::<i64>(), 88);
        let overdue = one.count("task where is_open = 1 and due_on < '2026-03-16'", &[], 100).await.unwrap();
        let soon = one
            .count("task where is_open = 1 and due_on >= '2026-03-16' and due_on < '2026-03-20'", &[], 100)
            .await
            .unwrap();
        assert!(overdue > 2 && soon > 2, "overdue {overdue}, soon {soon}");
        assert_eq!(one.verify(vec![]).await.unwrap().findings, []);
        for data in [first, second, third] {
            std::fs::remove_dir_all(data).unwrap();
        }
    }
}
