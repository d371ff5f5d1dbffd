//! Mandates: who may act for whom, on which ground, until when. Recorded by an official who saw the documents.

use jiff::civil::Date;
use oblast_kernel::access::{Actor, Mandate};
use oblast_kernel::clock::kyiv_date;
use oblast_kernel::{Uuid, Value};
use serde_json::json;

use crate::act::{Act, ActError};
use crate::record::Record;
use crate::{Store, StoreError};

/// On what a mandate rests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MandateKind {
    /// A parent of a child (Family Code, art. 154).
    Parent,
    /// A guardian or custodian (Civil Code, art. 67, 69).
    Guardian,
    /// An officer of an organisation (Civil Code, art. 92).
    Officer,
    /// By a power of attorney (Civil Code, art. 244).
    Attorney,
}

impl MandateKind {
    /// All kinds.
    pub const ALL: [MandateKind; 4] =
        [MandateKind::Parent, MandateKind::Guardian, MandateKind::Officer, MandateKind::Attorney];

    /// The name in the table and in forms.
    pub fn name(self) -> &'static str {
        match self {
            MandateKind::Parent => "parent",
            MandateKind::Guardian => "guardian",
            MandateKind::Officer => "officer",
            MandateKind::Attorney => "attorney",
        }
    }

    /// The kind of a name.
    pub fn from_name(name: &str) -> Option<MandateKind> {
        MandateKind::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Must its end be known? A child comes of age, a power of attorney has its term.
    pub fn ends(self) -> bool {
        matches!(self, MandateKind::Parent | MandateKind::Attorney)
    }
}

/// A mandate to be recorded.
#[derive(Clone, Debug)]
pub struct NewMandate {
    /// On what it rests.
    pub kind: MandateKind,
    /// For whom.
    pub principal: Uuid,
    /// Who acts.
    pub representative: Uuid,
    /// In which services; none means all.
    pub services: Vec<String>,
    /// The document that was shown.
    pub basis: String,
    /// The last day.
    pub valid_until: Option<Date>,
    /// The centre that records it.
    pub centre: Uuid,
}

/// A mandate with both of its persons.
#[derive(Clone, Debug)]
pub struct MandateView {
    /// The mandate.
    pub mandate: Record,
    /// For whom.
    pub principal: Record,
    /// Who acts.
    pub representative: Record,
}

impl MandateView {
    /// The power that it gives.
    pub fn power(&self) -> Mandate {
        let services = self.mandate.text("services").split_whitespace().map(str::to_owned).collect();
        Mandate { id: self.mandate.id(), principal: self.principal.id(), services }
    }
}

impl Store {
    /// The row of a mandate that begins today, to be inserted by an act.
    pub fn mandate(&self, actor: &Actor, new: &NewMandate) -> Result<Record, StoreError> {
        let now = self.clock.now();
        let mut row = self.new_record("mandate")?;
        row.set("kind", new.kind.name());
        row.set("principal", new.principal);
        row.set("representative", new.representative);
        row.set("services", new.services.join(" "));
        row.set("basis", new.basis.as_str());
        row.set("valid_from", kyiv_date(now).to_string());
        row.set("valid_until", new.valid_until.map(|day| day.to_string()));
        row.set("centre", new.centre);
        row.set("recorded_by", actor.account);
        row.set("recorded_at", now.as_microsecond());
        Ok(row)
    }

    /// Records a mandate: its row, with the persons that are not known yet.
    pub async fn record_mandate(
        &self,
        actor: &Actor,
        position: Option<Uuid>,
        mandate: Uuid,
        rows: &[Record],
    ) -> Result<(), ActError> {
        let act = self.act("mandate.record").by(actor).in_position(position).about("mandate", mandate);
        let act = self.enter(act, rows).await.map_err(|error| ActError::Unavailable(error.to_string()))?;
        self.apply(act).await.map(|_| ())
    }

    /// Adds persons and mandates to an act. Who is represented from now on is told, so that a mandate that is
    /// none does not stay unseen.
    pub(crate) async fn enter(&self, act: Act, rows: &[Record]) -> Result<Act, StoreError> {
        let mut act = rows.iter().cloned().fold(act, Act::insert);
        for mandate in rows.iter().filter(|row| row.def().name == "mandate") {
            let Some(id) = mandate.reference("principal") else { continue };
            let new = rows.iter().find(|row| row.id() == id).cloned();
            let principal = match new {
                Some(principal) => Some(principal),
                None => self.load("person", id).await?,
            };
            if let Some(principal) = principal {
                act = self.notify(act, &principal, "mandate", json!({}), None).await?;
            }
        }
        Ok(act)
    }

    /// Ends a mandate from this moment.
    pub async fn end_mandate(
        &self,
        actor: &Actor,
        position: Option<Uuid>,
        mandate: &Record,
    ) -> Result<(), ActError> {
        let mut row = mandate.clone();
        row.set("ended_at", self.clock.now().as_microsecond());
        row.set("ended_by", actor.account);
        let act = self.act("mandate.end").by(actor).in_position(position).about("mandate", row.id());
        self.apply(act.update(row)).await.map(|_| ())
    }

    /// Is a mandate in force today?
    pub fn mandate_in_force(&self, mandate: &Record) -> bool {
        let today = kyiv_date(self.clock.now()).to_string();
        let until = mandate.get("valid_until").as_text();
        mandate.get("ended_at").is_null()
            && mandate.text("valid_from") <= today.as_str()
            && until.is_none_or(|until| until >= today.as_str())
    }

    /// The mandates that a person holds or has given, the latest first.
    pub async fn mandates_of(&self, person: Uuid) -> Result<Vec<MandateView>, StoreError> {
        let tail = "where representative = $1 or principal = $1 order by recorded_at desc, id desc limit 200";
        let mandates = self.select("mandate", tail, &[person.into()]).await?;
        let sides = mandates.iter().flat_map(|mandate| {
            [mandate.reference("principal"), mandate.reference("representative")].into_iter().flatten()
        });
        let people = self.load_all("person", sides).await?;
        let find = |id: Option<Uuid>| people.iter().find(|person| Some(person.id()) == id).cloned();
        let view = |mandate: Record| {
            let principal = find(mandate.reference("principal"))?;
            let representative = find(mandate.reference("representative"))?;
            Some(MandateView { mandate, principal, representative })
        };
        Ok(mandates.into_iter().filter_map(view).collect())
    }

    /// The organisation of a code.
    pub async fn organisation(&self, edrpou: &str) -> Result<Option<Record>, StoreError> {
        self.load_by("person", "edrpou", edrpou.into()).await
    }

    /// The persons and organisations for whom the actor may act in a service, with the mandate of each.
    pub async fn principals(&self, actor: &Actor, service: &str) -> Result<Vec<Record>, StoreError> {
        let mandates = actor.mandates.iter().filter(|mandate| mandate.covers(service));
        let mut people = self.load_all("person", mandates.map(|mandate| mandate.principal)).await?;
        people.sort_by_key(|person| oblast_kernel::sortkey::sort_key(&crate::accounts::full_name(person)));
        Ok(people)
    }

    /// A new person: names, and what else is known; empty texts count as unknown.
    pub fn new_person(&self, known: &[(&str, &str)]) -> Result<Record, StoreError> {
        let mut person = self.new_record("person")?;
        for column in ["family_name", "given_name"] {
            person.set(column, "");
        }
        for (column, text) in known.iter().filter(|(_, text)| !text.trim().is_empty()) {
            person.set(column, Value::Text(text.trim().to_owned()));
        }
        Ok(person)
    }
}
