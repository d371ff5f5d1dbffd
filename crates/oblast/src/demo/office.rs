//! Residents, programmes, extracts, payments and ratings: by the same acts as real ones.

use jiff::{Timestamp, ToSpan as _};
use oblast_kernel::access::{Actor, Mandate};
use oblast_kernel::clock::in_kyiv;
use oblast_kernel::{Uuid, Value};
use oblast_register::catalogue::{Service, Values};
use oblast_store::Store;
use oblast_store::accounts::full_name;
use oblast_store::cases::{Application, Completion};
use oblast_store::ratings::Rating;
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};

use super::region::Region;
use super::reviews;
use crate::Failure;

/// Code, title, amount, conditions.
const PROGRAMMES: [(&str, &str, &str, &str); 3] = [
    (
        "newborn",
        "Виплата при народженні дитини",
        "10000,00",
        "Дитині ще немає року; зареєстровано в області.",
    ),
    ("displaced", "Допомога внутрішньо переміщеним особам", "3500,00", "Є довідка; зареєстровано в області."),
    ("veteran", "Допомога ветеранам війни", "6200,50", "Є посвідчення; зареєстровано в області."),
];
const ADDRESSES: [&str; 6] = [
    "м. Лісне, вул. Садова, 5",
    "м. Степове, просп. Соборний, 14, кв. 3",
    "с. Криничне, вул. Шкільна, 2",
    "м. Заріччя, вул. Набережна, 31, кв. 12",
    "с-ще Яворівка, вул. Лесі Українки, 8",
    "с. Вишневе, вул. Їдальна, 1",
];
/// How long ago each payment was applied for, in days, and how far it has come: 0 sent, 1 checked, 2 granted,
/// 3 refused. Five of them await the decision.
const PAYMENTS: [(i64, usize); 16] = [
    (4, 0),
    (3, 0),
    (9, 1),
    (8, 1),
    (7, 1),
    (6, 1),
    (12, 1),
    (40, 2),
    (38, 2),
    (33, 2),
    (31, 2),
    (29, 2),
    (27, 2),
    (25, 2),
    (24, 3),
    (22, 3),
];
/// The same for extracts: 0 sent, 1 issued.
const EXTRACTS: [(i64, usize); 8] = [(2, 0), (1, 0), (5, 0), (30, 1), (28, 1), (26, 1), (21, 1), (15, 1)];

/// A deed of the office; payments and extracts by their places in the plans.
#[derive(Clone, Copy)]
pub enum Deed {
    /// Programmes are opened, residents entered.
    Open,
    Apply(usize),
    Check(usize),
    Decide(usize),
    AskExtract(usize),
    IssueExtract(usize),
    /// Representation and appeals.
    Review(reviews::Deed),
    /// Ended cases are rated.
    Rate,
}

/// The office as it is being made.
pub struct Office<'a> {
    pub(super) store: &'a Store,
    pub(super) region: &'a Region,
    rng: StdRng,
    morning: Timestamp,
    pub(super) payments: [Uuid; PAYMENTS.len()],
    extracts: [Uuid; EXTRACTS.len()],
    pub(super) appeals: [Uuid; reviews::APPEALS.len()],
    pub(super) company: Option<Mandate>,
}

impl<'a> Office<'a> {
    /// The office of a region, with nothing in it yet.
    pub fn new(store: &'a Store, region: &'a Region, seed: u64, morning: Timestamp) -> Self {
        let rng = StdRng::seed_from_u64(seed.wrapping_add(2));
        let (payments, extracts) = ([Uuid::nil(); PAYMENTS.len()], [Uuid::nil(); EXTRACTS.len()]);
        let appeals = [Uuid::nil(); reviews::APPEALS.len()];
        Office { store, region, rng, morning, payments, extracts, appeals, company: None }
    }

    /// What happens, and when.
    pub fn events(&mut self) -> Vec<(Timestamp, Deed)> {
        let mut events = vec![(self.moment(119, 0), Deed::Open), (self.moment(1, 28_000), Deed::Rate)];
        for (index, (days, stop)) in PAYMENTS.into_iter().enumerate() {
            let seconds = self.rng.random_range(10..20_000);
            events.push((self.moment(days, seconds), Deed::Apply(index)));
            if stop > 0 {
                events.push((self.moment(days - 2, seconds + 600), Deed::Check(index)));
            }
            if stop > 1 {
                events.push((self.moment(days - 5, seconds), Deed::Decide(index)));
            }
        }
        for (index, (days, stop)) in EXTRACTS.into_iter().enumerate() {
            let seconds = self.rng.random_range(10..20_000);
            events.push((self.moment(days, seconds), Deed::AskExtract(index)));
            if stop > 0 {
                events.push((self.moment(days - 1, seconds + 300), Deed::IssueExtract(index)));
            }
        }
        for (days, deed) in reviews::deeds() {
            events.push((self.moment(days, 24_000), Deed::Review(deed)));
        }
        events
    }

    /// Does a deed.
    pub async fn perform(&mut self, deed: Deed) -> Result<(), Failure> {
        let (specialist, head) = (self.region.specialist.clone(), self.region.head.clone());
        match deed {
            Deed::Open => self.open().await,
            Deed::Apply(index) => self.apply(index).await,
            Deed::Check(index) => {
                let refused = PAYMENTS[index].1 == 3;
                let doubt = refused.then_some(("", "За цією програмою вже виплачено цього року."));
                let outcome = if refused { "doubt" } else { "entitled" };
                self.finish(self.payments[index], &specialist, outcome, doubt).await
            }
            Deed::Decide(index) if PAYMENTS[index].1 == 2 => {
                self.finish(self.payments[index], &head, "grant", None).await
            }
            Deed::Decide(index) => {
                let refusal = ("already_paid", "Виплату за цією програмою ви вже отримали.");
                self.finish(self.payments[index], &head, "refuse", Some(refusal)).await
            }
            Deed::AskExtract(index) => self.ask_extract(index).await,
            Deed::IssueExtract(index) => self.finish(self.extracts[index], &specialist, "issue", None).await,
            Deed::Review(deed) => self.review(deed).await,
            Deed::Rate => self.ratings().await,
        }
    }

    async fn open(&mut self) -> Result<(), Failure> {
        for (code, title, amount, terms) in PROGRAMMES {
            let basis = "Рішення обласної ради про програму соціального захисту";
            let answers =
                [("code", code), ("title", title), ("amount", amount), ("terms", terms), ("basis", basis)];
            self.record(&self.region.head, "social-programmes", &answers).await?;
        }
        for index in 0..self.region.residents.len() {
            self.resident(index).await?;
        }
        Ok(())
    }

    /// Some seconds after nine in the morning of a day in the past.
    fn moment(&self, days_ago: i64, seconds: i64) -> Timestamp {
        let date = in_kyiv(self.morning - (24 * days_ago).hours()).date();
        let nine = date.at(9, 0, 0, 0).to_zoned(oblast_kernel::clock::kyiv()).map(|zoned| zoned.timestamp());
        nine.unwrap_or(self.morning) + seconds.seconds()
    }

    async fn record(&self, actor: &Actor, register: &str, answers: &[(&str, &str)]) -> Result<(), Failure> {
        let register = self.store.catalogue().register(register).cloned();
        let register = register.ok_or_else(|| Failure::words("no such register"))?;
        let mut values = Values::new();
        for field in &register.fields {
            let text = answers.iter().find(|(name, _)| *name == field.id).map_or("", |(_, text)| text);
            let value =
                field.parse(text).map_err(|error| Failure::words(format!("{}: {error}", field.id)))?;
            values.insert(field.id.clone(), value);
        }
        let position = actor.first_position();
        let created = self.store.create_record(actor, position, &register, &values, None, None).await;
        created.map(|_| ()).map_err(Failure::words)
    }

    pub(super) async fn person(&self, resident: usize) -> Result<oblast_store::Record, Failure> {
        let person = self.region.residents[resident].0.person.unwrap_or_default();
        self.store.load("person", person).await?.ok_or_else(|| Failure::words("a resident is missing"))
    }

    async fn resident(&mut self, index: usize) -> Result<(), Failure> {
        let person = self.person(index).await?;
        let birth = format!("{:02}.{:02}.{}", 1 + index % 28, 1 + index % 12, 1955 + index * 2);
        let from = format!("{:02}.{:02}.{}", 1 + index * 3 % 28, 1 + index * 5 % 12, 2008 + index % 15);
        let (name, rnokpp) = (full_name(&person), person.text("rnokpp").to_owned());
        let answers = [
            ("person_name", name.as_str()),
            ("birth_date", birth.as_str()),
            ("rnokpp", rnokpp.as_str()),
            ("address", ADDRESSES[index % ADDRESSES.len()]),
            ("registered_on", from.as_str()),
        ];
        let specialist = self.region.specialist.clone();
        self.record(&specialist, "residents", &answers).await
    }

    /// A service and the values of these answers.
    pub(super) fn read(&self, service: &str, answers: &[(&str, &str)]) -> Result<(Service, Values), Failure> {
        let service = self.store.catalogue().service(service).cloned();
        let service = service.ok_or_else(|| Failure::words("no such service"))?;
        let mut values = Values::new();
        for (name, text) in answers {
            let field = service.procedure.field(name).ok_or_else(|| Failure::words(*name))?;
            let value = field.parse(text).map_err(|error| Failure::words(format!("{name}: {error}")))?;
            values.insert((*name).to_owned(), value);
        }
        Ok((service, values))
    }

    async fn submit(
        &mut self,
        service: &str,
        resident: usize,
        answers: &[(&str, &str)],
    ) -> Result<Uuid, Failure> {
        let (service, values) = self.read(service, answers)?;
        let actor = &self.region.residents[resident].0;
        let centre = self.region.centres[self.rng.random_range(0..self.region.centres.len())];
        let application = Application::online(actor.person.unwrap_or_default(), centre, &values);
        let case =
            self.store.submit_case(actor, &service, &application, None).await.map_err(Failure::words)?;
        Ok(case.id)
    }

    pub(super) async fn finish(
        &self,
        case: Uuid,
        actor: &Actor,
        outcome: &str,
        refusal: Option<(&str, &str)>,
    ) -> Result<(), Failure> {
        let view = self.store.case(case).await?;
        let view = view.ok_or_else(|| Failure::words("a case of the demonstration is missing"))?;
        let task = view.tasks.iter().find(|task| task.int("is_open") == Some(1));
        let task = task.ok_or_else(|| Failure::words("a task of the demonstration is missing"))?;
        let body = task.reference("body").unwrap_or_default();
        let position =
            actor.positions.iter().find(|position| position.body == body).map(|position| position.id);
        let completion = Completion {
            outcome: outcome.to_owned(),
            note: refusal.map(|(_, note)| note.to_owned()),
            grounds: refusal.map(|(grounds, _)| grounds.to_owned()).filter(|grounds| !grounds.is_empty()),
        };
        let done = self.store.complete_task(actor, position, task.id(), task.version(), &completion).await;
        done.map_err(|error| Failure::words(format!("{outcome}: {error}")))
    }

    async fn apply(&mut self, index: usize) -> Result<(), Failure> {
        let days = PAYMENTS[index].0;
        let resident = 1 + index % (self.region.residents.len() - 1);
        let person = self.person(resident).await?;
        let (rnokpp, phone) = (person.text("rnokpp").to_owned(), person.text("phone").to_owned());
        let programme = PROGRAMMES[index % PROGRAMMES.len()].0;
        let born = in_kyiv(self.morning - (24 * (days + 20)).hours()).strftime("%d.%m.%Y").to_string();
        let child = format!("{} Дарина", person.text("family_name"));
        let certificate = format!("32{:08}", 1_000_000 + index);
        let mut answers = vec![
            ("programme", programme),
            ("rnokpp", rnokpp.as_str()),
            ("iban", "UA213223130000026007233566001"),
            ("phone", phone.as_str()),
        ];
        match programme {
            "newborn" => {
                answers.extend([("child_name", child.as_str()), ("child_birth_date", born.as_str())])
            }
            "displaced" => answers.push(("displaced_certificate", certificate.as_str())),
            _ => answers.push(("veteran_certificate", certificate.as_str())),
        }
        self.payments[index] = self.submit("regional-payment", resident, &answers).await?;
        Ok(())
    }

    async fn ask_extract(&mut self, index: usize) -> Result<(), Failure> {
        let resident = (index * 3) % self.region.residents.len();
        let phone = self.region.residents[resident].1.clone();
        let answers =
            [("purpose", ["school", "benefits", "court", "other"][index % 4]), ("phone", phone.as_str())];
        self.extracts[index] = self.submit("residence-extract", resident, &answers).await?;
        Ok(())
    }

    /// Two of three applicants of ended cases rate the service.
    async fn ratings(&mut self) -> Result<(), Failure> {
        let tail = "where decided_on is not null order by number limit 1000";
        for (index, case) in self.store.select("cases", tail, &[]).await?.into_iter().enumerate() {
            if index % 3 == 2 {
                continue;
            }
            let Some(view) = self.store.case(case.id()).await? else { continue };
            let pleased = case.get("refusal").is_null();
            let rating = Rating {
                loyalty: if pleased { self.rng.random_range(7..=10) } else { self.rng.random_range(2..=8) },
                satisfaction: if pleased {
                    self.rng.random_range(4..=5)
                } else {
                    self.rng.random_range(1..=4)
                },
                effort: Some(self.rng.random_range(3..=5)),
                visits: Some(self.rng.random_range(0..=2)),
                waited: None,
                comment: None,
            };
            let applicant = case.get("applicant");
            let residents = self.region.residents.iter();
            let actor =
                residents.map(|(actor, _)| actor).find(|actor| Value::from(actor.person) == *applicant);
            let Some(actor) = actor else { continue };
            self.store.rate(actor, &view, &rating).await.map_err(Failure::words)?;
        }
        Ok(())
    }
}
