//! Cases of administrative offences of a year: 4 548, as many as Dnipropetrovsk oblast has (its programme of 2023–2025).
//! All people are invented.

use jiff::ToSpan as _;
use jiff::civil::{Date, date};
use oblast_kernel::identifier::rnokpp_with_check_digit;
use oblast_register::Register;
use oblast_register::catalogue::Values;
use oblast_store::{Record, Store};
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};

use super::heritage::values;
use super::region::{FAMILY, MEN, Region, WOMEN};
use crate::Failure;

const CASES: usize = 4_548;
/// Before the first morning of the demonstration.
const LAST_DAY: Date = date(2026, 3, 13);

const DEEDS: [(&str, &str, &str); 7] = [
    ("art_152", "community", "Складував будівельне сміття на тротуарі, не прибрав на вимогу."),
    ("art_154", "community", "Вигулював собаку без повідця і намордника на дитячому майданчику."),
    ("art_155", "consumer", "Торгував без цінників і документів на товар."),
    ("art_156", "police", "Продав тютюнові вироби неповнолітньому."),
    ("art_160", "police", "Торгував з рук у не встановленому для цього місці."),
    ("art_175_1", "police", "Курив на зупинці громадського транспорту."),
    ("art_182", "police", "Після 22 години голосно вмикав музику у квартирі."),
];

struct Case<'a> {
    register: &'a Register,
    rng: &'a mut StdRng,
    given: Vec<(&'static str, String)>,
    state: &'static str,
}

impl Case<'_> {
    fn set(&mut self, field: &'static str, value: impl ToString) {
        self.given.push((field, value.to_string()));
    }

    /// A day so many days later at most; nothing where it has yet to come.
    fn later(&mut self, from: Date, least: i64, most: i64) -> Option<Date> {
        let day = from.saturating_add(self.rng.random_range(least..=most).days());
        (day <= LAST_DAY).then_some(day)
    }

    fn person(&mut self) {
        let rng = &mut *self.rng;
        let born = date(1950, 1, 1).saturating_add(rng.random_range(0..20_000_i64).days());
        let days = born.since(date(1899, 12, 31)).map_or(0, |span| span.get_days());
        let mut digits = [0; 9];
        for (place, digit) in format!("{days:05}{:04}", rng.random_range(0..10_000)).bytes().enumerate() {
            digits[place] = digit - b'0';
        }
        let given = if rng.random_bool(0.8) { MEN } else { WOMEN }[rng.random_range(0..6)];
        let family = FAMILY[rng.random_range(0..FAMILY.len())];
        let name = format!("{family} {} {}", given.0, given.1);
        let house = rng.random_range(1..90);
        self.set("offender", format!("{name}, {born}, {}", rnokpp_with_check_digit(digits)));
        self.set("residence", format!("вул. Польова, {house}"));
        self.set("committed_at", format!("вул. Центральна, {house}"));
    }

    /// Follows the case as far as it has come.
    fn follow(&mut self, number: usize, drawn: Date) {
        let Some(received) = self.later(drawn, 1, 3) else { return };
        self.set("received_on", received);
        self.state = "received";
        let Some(ruled) = self.later(received, 4, 17) else { return };
        self.set("ruled_on", ruled);
        if self.rng.random_bool(0.12) {
            let ground = if self.rng.random_bool(0.5) { "minor" } else { "no_offence" };
            self.set("closing_ground", ground);
            self.state = "ended";
            return;
        }
        self.set("ruling_number", format!("{number}-{}", ruled.year()));
        let fined = self.rng.random_bool(0.8);
        self.set("penalty", if fined { "fine" } else { "warning" });
        if fined {
            let fine = self.rng.random_range(2..90) * 17;
            self.set("fine", fine);
        }
        self.state = "ruled";
        let Some(served) = self.later(ruled, 0, 3) else { return };
        self.set("served_on", served);
        self.state = "served";
        if self.rng.random_bool(0.75) {
            if let Some(executed) = self.later(served, 0, 15) {
                self.set("executed_on", executed);
                self.state = "executed";
            }
        } else if let Some(enforced) = self.later(served, 18, 30) {
            self.set("enforced_on", enforced);
            self.state = "enforcement";
            if let Some(executed) = self.later(enforced, 10, 60).filter(|_| self.rng.random_bool(0.6)) {
                self.set("executed_on", executed);
                self.state = "executed";
            } else if ruled.saturating_add(3.months()) < LAST_DAY {
                self.state = "expired";
            }
        }
    }

    fn values(self) -> Result<(Values, &'static str), Failure> {
        Ok((values(self.register, &self.given)?, self.state))
    }
}

fn record(
    store: &Store,
    region: &Region,
    register: &Register,
    number: usize,
    rng: &mut StdRng,
) -> Result<Record, Failure> {
    let drawn = LAST_DAY.saturating_sub(((CASES - number) as i64 * 365 / CASES as i64).days());
    let (article, agency, essence) = DEEDS[rng.random_range(0..DEEDS.len())];
    // The first community has the most, so that its secretary has work.
    let community = if rng.random_bool(0.2) { 0 } else { rng.random_range(0..region.communities.len()) };
    let mut case = Case { register, rng, given: Vec::new(), state: "drawn" };
    case.set("report_number", format!("ВАБ {:06}", 100_000 + number));
    case.set("drawn_on", drawn);
    case.set("agency", agency);
    case.set("article", article);
    case.set("essence", essence);
    case.set("community", &region.communities[community]);
    case.person();
    case.follow(number, drawn);
    let (values, state) = case.values()?;
    let mut record = store.draft_record(register, &values)?;
    record.set("state", state);
    // Counts the due day of the state that it has come to.
    store.fill_record(register, &mut record, &Values::new());
    Ok(record)
}

/// Creates them.
pub async fn create(store: &Store, region: &Region, seed: u64) -> Result<(), Failure> {
    let Some(register) = store.catalogue().register("administrative-offences").cloned() else {
        return Ok(());
    };
    let mut rng = StdRng::seed_from_u64(seed ^ 0xB6);
    let records: Vec<Record> = (1..=CASES)
        .map(|number| record(store, region, &register, number, &mut rng))
        .collect::<Result<_, _>>()?;
    super::enter(store, &region.secretary, &register, records).await
}
