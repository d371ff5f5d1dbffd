//! Hardware of the bodies, as many units as an oblast administration and its council have: 575 desktop computers, 93
//! laptops, 9 servers, 508 peripherals (the programme of Odesa oblast, 2021–2023).

use oblast_kernel::access::Actor;
use oblast_register::Register;
use oblast_register::catalogue::Values;
use oblast_store::Store;
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};

use super::heritage::values;
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
/// How many records an act creates.
const TOGETHER: usize = 100;

fn unit(
    register: &Register,
    (category, model, least, most): (&str, &str, u32, u32),
    number: usize,
    rng: &mut StdRng,
) -> Result<Values, Failure> {
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
            ("body", BODIES[rng.random_range(0..BODIES.len())].to_owned()),
            ("room", rng.random_range(101..420).to_string()),
            ("made_in", year.to_string()),
            ("bought_on", format!("{year}-{:02}-{:02}", rng.random_range(1..13), rng.random_range(1..29))),
            ("cost", price.to_string()),
            ("memory", if computer { memory.to_string() } else { String::new() }),
            ("obsolete", (year < 2017).to_string()),
            ("checked_on", format!("2025-{:02}-{:02}", rng.random_range(10..13), rng.random_range(1..29))),
        ],
    )
}

/// Creates them.
pub async fn create(store: &Store, actor: &Actor, seed: u64) -> Result<(), Failure> {
    let Some(register) = store.catalogue().register("it-assets").cloned() else { return Ok(()) };
    let mut rng = StdRng::seed_from_u64(seed ^ 0xA3);
    let mut records = Vec::new();
    for (category, count, model, least, most) in UNITS {
        for _ in 0..count {
            let values = unit(&register, (category, model, least, most), records.len() + 1, &mut rng)?;
            let mut record = store.draft_record(&register, &values)?;
            if rng.random_bool(0.05) {
                record.set("state", "in_repair");
            }
            records.push(record);
        }
    }
    for batch in records.chunks(TOGETHER) {
        let act = store.act("record.create").by(actor);
        let act = batch.iter().fold(act, |act, record| store.insert_record(act, &register, record.clone()));
        store.apply(act).await.map_err(Failure::words)?;
    }
    Ok(())
}
