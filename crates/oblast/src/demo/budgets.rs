//! Budgets of the communities: invented amounts under the codes of the budget classification, as Open Budget gives them.

use std::fmt::Write as _;

use oblast_kernel::decimal;
use oblast_store::Store;
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use systems_participation::local_budgets::import::take;
use systems_participation::local_budgets::openbudget::parse;

use super::heritage::values;
use super::region::Region;
use crate::Failure;

/// Code, name, hryvnias a head and year.
const INCOME: [(&str, &str, i64); 6] = [
    ("11010000", "Податок та збір на доходи фізичних осіб", 6_400),
    ("14040000", "Акцизний податок", 520),
    ("18010000", "Податок на майно", 1_350),
    ("18050000", "Єдиний податок", 1_280),
    ("41030000", "Субвенції з державного бюджету", 3_100),
    ("41050000", "Субвенції з місцевих бюджетів", 430),
];
const EXPENSES: [(&str, &str, i64); 8] = [
    ("0100", "Державне управління", 1_420),
    ("1000", "Освіта", 6_150),
    ("2000", "Охорона здоров’я", 640),
    ("3000", "Соціальний захист", 780),
    ("4000", "Культура і мистецтво", 510),
    ("5000", "Фізична культура і спорт", 190),
    ("6000", "Житлово-комунальне господарство", 1_240),
    ("7400", "Транспорт і дороги", 820),
];
/// Year and month, and what part of the year's plan is there by then, in per cent.
const MONTHS: [(i64, i64, i64); 6] =
    [(2025, 3, 23), (2025, 6, 47), (2025, 9, 72), (2025, 12, 98), (2026, 1, 6), (2026, 2, 14)];

/// Creates them.
pub async fn create(store: &Store, region: &Region, seed: u64) -> Result<(), Failure> {
    let Some(register) = store.catalogue().register("local-budgets").cloned() else { return Ok(()) };
    let mut rng = StdRng::seed_from_u64(seed ^ 0xC8);
    let (mut records, mut people) = (Vec::new(), Vec::new());
    for (number, community) in region.communities.iter().enumerate() {
        let row =
            store.load_by("territory", "code", community.as_str().into()).await.map_err(Failure::words)?;
        let title = row.map(|row| row.text("title_uk").to_owned()).unwrap_or_default();
        let population = rng.random_range(42..420) * 100;
        let answers = [
            ("title", format!("Бюджет: {title}")),
            ("budget_code", code(number)),
            ("community", community.clone()),
            ("population", population.to_string()),
            ("population_on", "01.01.2025".to_owned()),
        ];
        records.push(store.draft_record(&register, &values(&register, &answers)?).map_err(Failure::words)?);
        people.push(population);
    }
    super::enter(store, &region.curator, &register, records).await?;
    for (columns, codes) in
        [("COD_INCO;NAME_INC", &INCOME[..]), ("COD_CONS_MB_FK;COD_CONS_MB_FK_NAME", &EXPENSES[..])]
    {
        let text = file(columns, codes, &people, &mut rng);
        let lines = parse(text.into_bytes()).map_err(Failure::words)?;
        take(store, &region.curator, &lines).await.map_err(Failure::words)?;
    }
    Ok(())
}

fn code(community: usize) -> String {
    format!("99{:03}000000", community + 501)
}

/// A file as the portal gives it.
fn file(columns: &str, codes: &[(&str, &str, i64)], people: &[i64], rng: &mut StdRng) -> String {
    let mut text = format!("REP_PERIOD;FUND_TYP;COD_BUDGET;{columns};ZAT_AMT;PLANS_AMT;FAKT_AMT\n");
    let amount = |kopiykas| decimal::plain(kopiykas, 2);
    for (community, people) in people.iter().enumerate() {
        for (own, title, a_head) in codes {
            // In per cent, so that hryvnias become kopiykas.
            let richness = rng.random_range(70..140);
            let haste = rng.random_range(96..105);
            for (year, month, part) in MONTHS {
                let approved = people * a_head * richness * (100 + (year - 2025) * 9) / 100;
                let planned = approved * if month > 6 { 104 } else { 100 } / 100;
                let actual = planned * part * haste / 10_000;
                // Writing into memory cannot fail.
                let _ = writeln!(
                    text,
                    "{month:02}.{year};Z;{};{own};{title};{};{};{}",
                    code(community),
                    amount(approved),
                    amount(planned),
                    amount(actual)
                );
            }
        }
    }
    text
}
