//! Hardware of the bodies, the inventory that is under way and some licences. There are as many units as an oblast
//! administration and its council have: 575 desktop computers, 93 laptops, 9 servers, 508 peripherals (the programme of
//! Odesa oblast, 2021–2023).

use oblast_register::Register;
use oblast_register::catalogue::Values;
use oblast_store::Store;
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};

use super::heritage::values;
use super::region::Region;
use crate::Failure;

/// What there is: category, how many, model, least and greatest price in hryvnias.
const UNITS: [(&str, usize, &str, u32, u32); 6] = [
    ("desktop", 575, "ПК офісний", 14_000, 32_000),
    ("laptop", 93, "Ноутбук", 18_000, 45_000),
    ("server", 9, "Сервер", 120_000, 480_000),
    ("printer", 320, "БФП лазерний", 6_000, 22_000),
    ("scanner", 68, "Сканер документів", 9_000, 30_000),
    ("monitor", 120, "Монітор 24\"", 4_500, 9_000),
];
/// Bodies that have them.
const BODIES: [&str; 7] =
    ["administration", "architecture", "heritage", "roads", "digital", "residence", "social"];

/// Programs: title, vendor, terms, how many, until when.
const LICENCES: [(&str, &str, &str, u32, &str); 6] = [
    ("Офісний пакет, підписка", "ТОВ «Приклад Софт»", "subscription", 240, "2026-09-30"),
    ("Офісний пакет, безстроковий", "ТОВ «Приклад Софт»", "perpetual", 320, ""),
    ("Вільний офісний пакет", "спільнота розробників", "free", 600, ""),
    ("Антивірус для робочих станцій", "ТОВ «Приклад Безпека»", "subscription", 677, "2026-12-31"),
    ("Система резервного копіювання", "ТОВ «Приклад Копія»", "subscription", 9, "2027-03-01"),
    ("Геоінформаційна система", "ТОВ «Приклад Мапа»", "subscription", 12, "2026-05-15"),
];

/// Who answers for the hardware of a body.
fn custodian(region: &Region, body: &str) -> String {
    let actor = match body {
        "administration" | "digital" => &region.governor,
        "architecture" | "social" => &region.head,
        _ => &region.specialist,
    };
    actor.account.map(|id| id.to_string()).unwrap_or_default()
}

fn unit(
    register: &Register,
    region: &Region,
    (category, model, least, most): (&str, &str, u32, u32),
    number: usize,
    rng: &mut StdRng,
) -> Result<Values, Failure> {
    let body = BODIES[rng.random_range(0..BODIES.len())];
    // The inventory began on 2 March, and two thirds are checked.
    let checked = match rng.random_bool(0.66) {
        true => format!("2026-03-{:02}", rng.random_range(2..14)),
        false => format!("2025-{:02}-{:02}", rng.random_range(10..13), rng.random_range(1..29)),
    };
    let year = rng.random_range(2010..2026);
    let price = rng.random_range(least / 100..most / 100) * 100;
    let computer = matches!(category, "desktop" | "laptop" | "server");
    let memory = [4, 8, 8, 16, 32][rng.random_range(0..5)];
    values(
        register,
        &[
            ("category", category.to_owned()),
            ("model", format!("{model} {}", ["А", "Б", "В"][rng.random_range(0..3)])),
            ("inventory_number", format!("1014{number:05}")),
            ("body", body.to_owned()),
            ("custodian", custodian(region, body)),
            ("room", rng.random_range(101..420).to_string()),
            ("made_in", year.to_string()),
            ("bought_on", format!("{year}-{:02}-{:02}", rng.random_range(1..13), rng.random_range(1..29))),
            ("cost", price.to_string()),
            ("memory", if computer { memory.to_string() } else { String::new() }),
            ("obsolete", (year < 2017).to_string()),
            ("checked_on", checked),
        ],
    )
}

async fn enter_one(
    store: &Store,
    region: &Region,
    register: &str,
    given: &[(&str, String)],
    state: Option<&str>,
) -> Result<(), Failure> {
    let Some(register) = store.catalogue().register(register).cloned() else { return Ok(()) };
    let mut record = store.draft_record(&register, &values(&register, given)?)?;
    if let Some(state) = state {
        record.set("state", state);
        store.fill_record(&register, &mut record, &Values::new());
    }
    let act = store.insert_record(store.act("record.create").by(&region.head), &register, record);
    store.apply(act).await.map_err(Failure::words)?;
    Ok(())
}

/// The inventory that is under way, and the licences.
async fn around(store: &Store, region: &Region) -> Result<(), Failure> {
    let campaign = [
        ("title", "Інвентаризація 2026 року".to_owned()),
        ("order_number", "№ 14-к від 20.02.2026".to_owned()),
        ("begins_on", "2026-03-02".to_owned()),
        ("ends_on", "2026-03-31".to_owned()),
        ("chair", custodian(region, "architecture")),
    ];
    enter_one(store, region, "inventory-campaigns", &campaign, Some("running")).await?;
    for (title, vendor, terms, count, until) in LICENCES {
        let licence = [
            ("title", title.to_owned()),
            ("vendor", vendor.to_owned()),
            ("terms", terms.to_owned()),
            ("body", "digital".to_owned()),
            ("count", count.to_string()),
            ("valid_until", until.to_owned()),
        ];
        enter_one(store, region, "software-licences", &licence, None).await?;
    }
    Ok(())
}

/// Creates them.
pub async fn create(store: &Store, region: &Region, seed: u64) -> Result<(), Failure> {
    let Some(register) = store.catalogue().register("it-assets").cloned() else { return Ok(()) };
    let mut rng = StdRng::seed_from_u64(seed ^ 0xA3);
    let mut records = Vec::new();
    for (category, count, model, least, most) in UNITS {
        for _ in 0..count {
            let values =
                unit(&register, region, (category, model, least, most), records.len() + 1, &mut rng)?;
            let mut record = store.draft_record(&register, &values)?;
            if rng.random_bool(0.05) {
                record.set("state", "in_repair");
            } else if rng.random_bool(0.01) {
                record.set("state", "missing");
            }
            records.push(record);
        }
    }
    super::enter(store, &region.head, &register, records).await?;
    around(store, region).await
}
