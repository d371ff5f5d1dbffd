//! Representation and appeals of the demonstration: who acts for whom, and what came of refusals.

use oblast_kernel::Uuid;
use oblast_kernel::access::{Mandate, Role};
use oblast_store::cases::{Application, Representation};
use oblast_store::mandates::{MandateKind, NewMandate};

use super::office::Office;
use crate::Failure;

/// How long ago each appeal came, in days; which refusal it is of; and how far it has come: 0 sent, 1 upheld,
/// 2 rejected.
pub const APPEALS: [(i64, Refusal, usize); 3] =
    [(15, Refusal::Payment(14), 1), (6, Refusal::Payment(15), 0), (18, Refusal::OldestPermit, 2)];

/// A refusal that is appealed.
#[derive(Clone, Copy)]
pub enum Refusal {
    /// Of a payment, by its place in the plan.
    Payment(usize),
    /// The oldest one of a permit.
    OldestPermit,
}

/// What happens, and how many days ago.
#[derive(Clone, Copy)]
pub enum Deed {
    /// The demonstration's resident shows documents of a daughter and of a company.
    Mandates,
    /// And applies for the company.
    ForCompany,
    Appeal(usize),
    Study(usize),
    Decide(usize),
}

/// The deeds with their days.
pub fn deeds() -> Vec<(i64, Deed)> {
    let mut deeds = vec![(100, Deed::Mandates), (11, Deed::ForCompany)];
    for (index, (days, _, stop)) in APPEALS.into_iter().enumerate() {
        deeds.push((days, Deed::Appeal(index)));
        if stop > 0 {
            deeds.extend([(days - 5, Deed::Study(index)), (days - 8, Deed::Decide(index))]);
        }
    }
    deeds
}

impl Office<'_> {
    pub(super) async fn review(&mut self, deed: Deed) -> Result<(), Failure> {
        let (lawyer, governor) = (self.region.lawyer.clone(), self.region.governor.clone());
        match deed {
            Deed::Mandates => self.mandates().await,
            Deed::ForCompany => self.for_company().await,
            Deed::Appeal(index) => self.appeal(index).await,
            Deed::Study(index) => {
                let (outcome, words) = match APPEALS[index].2 {
                    1 => ("set_aside", "Попередня виплата була за іншою програмою."),
                    _ => ("keep", "Згоди власника місця немає досі; місяць на скаргу минув."),
                };
                self.finish(self.appeals[index], &lawyer, outcome, Some(("", words))).await
            }
            Deed::Decide(index) if APPEALS[index].2 == 1 => {
                let words = "Відмову скасовано: підстава не підтвердилася.";
                self.finish(self.appeals[index], &governor, "uphold", Some(("", words))).await
            }
            Deed::Decide(index) => {
                let words = "Скаргу подано після строку без поважних причин.";
                self.finish(self.appeals[index], &governor, "reject", Some(("late", words))).await
            }
        }
    }

    async fn mandates(&mut self) -> Result<(), Failure> {
        let parent = self.person(0).await?;
        let family = parent.text("family_name").to_owned();
        let daughter =
            [("family_name", family.as_str()), ("given_name", "Дарина"), ("patronymic", "Андріївна")];
        let company = [("organisation", "ТОВ «Обрій-Реклама»"), ("edrpou", "00032129")];
        let known = [
            (
                MandateKind::Parent,
                &daughter[..],
                "свідоцтво про народження І-ЗР № 123456",
                Some("2036-05-14"),
            ),
            (MandateKind::Officer, &company[..], "наказ про призначення директора № 3", None),
        ];
        let administrator = self.region.administrator.clone();
        let centre = self.region.centres[0];
        let position = administrator.position(Role::Administrator, centre).map(|position| position.id);
        for (kind, columns, basis, until) in known {
            let principal = self.store.new_person(columns).map_err(Failure::words)?;
            let new = NewMandate {
                kind,
                principal: principal.id(),
                representative: parent.id(),
                services: Vec::new(),
                basis: basis.to_owned(),
                valid_until: until.and_then(|day| day.parse().ok()),
                centre,
            };
            let row = self.store.mandate(&administrator, &new).map_err(Failure::words)?;
            let id = row.id();
            if kind == MandateKind::Officer {
                self.company = Some(Mandate { id, principal: principal.id(), services: Vec::new() });
            }
            let rows = [principal, row];
            self.store.record_mandate(&administrator, position, id, &rows).await.map_err(Failure::words)?;
        }
        Ok(())
    }

    async fn for_company(&mut self) -> Result<(), Failure> {
        let company = self.company.clone().ok_or_else(|| Failure::words("no mandate of the company"))?;
        let (actor, phone) = self.region.residents[0].clone();
        let representative = actor.person.unwrap_or_default();
        let answers = [
            ("place", "м. Заріччя, пл. Ринкова, 2"),
            ("structure", "citylight"),
            ("area", "4,5"),
            ("years", "3"),
            ("organisation", "ТОВ «Обрій-Реклама»"),
            ("edrpou", "00032129"),
            ("phone", phone.as_str()),
        ];
        let (service, values) = self.read("outdoor-advertising-permit", &answers)?;
        let application = Application {
            representation: Some(Representation { representative, mandate: company.id }),
            ..Application::online(company.principal, self.region.centres[0], &values)
        };
        let sent = self.store.submit_case(&actor, &service, &application, None).await;
        sent.map(|_| ()).map_err(Failure::words)
    }

    async fn appeal(&mut self, index: usize) -> Result<(), Failure> {
        let refused = match APPEALS[index].1 {
            Refusal::Payment(payment) => self.payments[payment],
            Refusal::OldestPermit => self.oldest_refusal().await?,
        };
        let missing = || Failure::words("a refusal of the demonstration is missing");
        let view = self.store.case(refused).await?.ok_or_else(missing)?;
        let applicant = view.applicant.id();
        let mut residents = self.region.residents.iter();
        let (actor, phone) =
            residents.find(|(actor, _)| actor.person == Some(applicant)).cloned().ok_or_else(missing)?;
        let learned = view.case.text("decided_on").to_owned();
        let answers = [
            ("reasons", "Документи були в заяві, але їх не взяли до уваги."),
            ("learned_on", learned.as_str()),
            ("phone", phone.as_str()),
        ];
        let (service, values) = self.read("decision-appeal", &answers)?;
        let application = Application { appealed: Some(&view), ..Application::of(applicant, &values) };
        let sent = self.store.submit_case(&actor, &service, &application, None).await;
        self.appeals[index] = sent.map_err(Failure::words)?.id;
        Ok(())
    }

    async fn oldest_refusal(&self) -> Result<Uuid, Failure> {
        // The refusal of the resident who can be signed in as is left to be appealed.
        let tail = "where procedure = 'outdoor-advertising-permit' and state = 'refused' and applicant <> $1 \
                    order by decided_on, number limit 1";
        let found = self.store.select("cases", tail, &[self.region.residents[0].0.person.into()]).await?;
        found.first().map(|case| case.id()).ok_or_else(|| Failure::words("no refusal yet"))
    }
}
