//! Objects of cultural heritage. Names and places are invented; there are as many of each kind as one might find.

use oblast_kernel::access::Actor;
use oblast_register::Register;
use oblast_register::catalogue::Values;
use oblast_store::Store;
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};

use super::outlines;
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
/// A place within a community.
fn place(community: usize, rng: &mut StdRng) -> (f64, f64) {
    let (lat, lon) = outlines::middle(community);
    (lat + rng.random_range(-0.05..0.05), lon + rng.random_range(-0.08..0.08))
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
