//! Objects of cultural heritage. Names and places are invented; there are as many of each kind as one might find.

use oblast_kernel::access::Actor;
use oblast_register::Register;
use oblast_register::catalogue::Values;
use oblast_store::Store;
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};

use crate::Failure;

/// How many objects there are: as many as Odesa oblast has (its programme of 2021–2023).
const OBJECTS: usize = 4_500;
/// What they are: name, kind, type, dating.
const WHAT: [(&str, &str, &str, &str); 10] = [
    ("Садиба", "architecture historical", "complex", "XIX ст."),
    ("Церква Покрови", "architecture", "structure", "XVIII ст."),
    ("Будинок земства", "architecture historical", "structure", "початок XX ст."),
    ("Курган", "archaeological", "site", "доба бронзи"),
    ("Поселення", "archaeological", "site", "трипільська культура"),
    ("Водяний млин", "science_technology", "structure", "кінець XIX ст."),
    ("Парк", "garden_park landscape", "site", "XIX ст."),
    ("Пам’ятник полеглим", "monumental_art historical", "structure", "1955 р."),
    ("Вокзал", "architecture science_technology", "structure", "1894 р."),
    ("Забудова ярмаркової площі", "urban_planning", "complex", "XVIII–XIX ст."),
];
/// Where the communities of the demonstration lie: latitude and longitude of the first, and the way to the next.
const FIRST: (f64, f64) = (49.2, 30.6);
const NEXT: (f64, f64) = (0.17, 0.31);

fn place(community: usize, rng: &mut StdRng) -> (f64, f64) {
    let spread = |rng: &mut StdRng| rng.random_range(-0.08..0.08);
    let lat = FIRST.0 + NEXT.0 * (community % 4) as f64 + spread(rng);
    let lon = FIRST.1 + NEXT.1 * (community / 4) as f64 * 1.4 + spread(rng);
    (lat, lon)
}

fn object(
    register: &Register,
    number: usize,
    communities: &[String],
    rng: &mut StdRng,
) -> Result<Values, Failure> {
    let (name, kinds, form, dating) = WHAT[rng.random_range(0..WHAT.len())];
    let community = rng.random_range(0..communities.len());
    let hidden = kinds.contains("archaeological");
    let (lat, lon) = place(community, rng);
    let condition = ["good", "fair", "fair", "poor", "poor", "emergency"][rng.random_range(0..6)];
    let answers = [
        ("title", format!("{name} № {number}")),
        ("form", form.to_owned()),
        ("kinds", kinds.to_owned()),
        ("category", if rng.random_bool(0.1) { "national" } else { "local" }.to_owned()),
        ("dating", dating.to_owned()),
        ("community", communities[community].clone()),
        ("position", if hidden { format!("{lat:.2}, {lon:.2}") } else { format!("{lat:.5}, {lon:.5}") }),
        ("exact_position", if hidden { format!("{lat:.5}, {lon:.5}") } else { String::new() }),
        ("condition", condition.to_owned()),
        (
            "inspected_on",
            format!(
                "{}-{:02}-{:02}",
                rng.random_range(2021..2026),
                rng.random_range(1..13),
                rng.random_range(1..29)
            ),
        ),
        ("description", "Вигаданий об’єкт демонстраційної області.".to_owned()),
    ];
    values(register, &answers)
}

/// Values of a register from what a person would type.
pub(super) fn values(register: &Register, answers: &[(&str, String)]) -> Result<Values, Failure> {
    let field = |field: &oblast_register::Field| {
        let text = answers.iter().find(|(name, _)| *name == field.id).map_or("", |(_, text)| text);
        let value = field.parse(text).map_err(|error| Failure::words(format!("{}: {error}", field.id)))?;
        Ok((field.id.clone(), value))
    };
    register.fields.iter().map(field).collect()
}

/// Creates the objects.
pub async fn create(store: &Store, actor: &Actor, seed: u64) -> Result<(), Failure> {
    let Some(register) = store.catalogue().register("heritage-objects").cloned() else { return Ok(()) };
    let communities = store
        .select("territory", "where category = 'Н' order by code limit 100", &[])
        .await?
        .iter()
        .map(|row| row.text("code").to_owned())
        .collect::<Vec<_>>();
    let mut rng = StdRng::seed_from_u64(seed ^ 0xD7);
    let mut records = Vec::new();
    for number in 1..=OBJECTS {
        let values = object(&register, number, &communities, &mut rng)?;
        let mut record = store.draft_record(&register, &values)?;
        if rng.random_bool(0.8) {
            record.set("state", "monument");
        }
        records.push(record);
    }
    super::enter(store, actor, &register, records).await
}
