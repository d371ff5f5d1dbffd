//! Who does the work: tasks taken, handed to a colleague or returned to the stage before; deputies; the load.

use jiff::civil::Date;
use oblast_kernel::access::{Actor, Role};
use oblast_kernel::clock::kyiv_date;
use oblast_kernel::value::ColumnType;
use oblast_kernel::{Uuid, Value};

use crate::accounts::{joined, position_in_force};
use crate::act::ActError;
use crate::cases::{CaseError, CaseView, changed};
use crate::record::Record;
use crate::{Store, StoreError};

/// The outcome of a task that was returned; no declared outcome has it.
pub const RETURNED: &str = "returned";
/// The longest time for which somebody deputises, in days.
const LONGEST: i64 = 366;

/// An official who can take a task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Colleague {
    /// The account.
    pub account: Uuid,
    /// The name.
    pub name: String,
}

/// The open tasks of a body and role, and what was done lately.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Load {
    /// The body.
    pub body: Uuid,
    /// The role.
    pub role: String,
    /// Who has taken the tasks; nothing for those that nobody has.
    pub assignee: Option<Uuid>,
    /// Open tasks.
    pub open: i64,
    /// Of them overdue.
    pub overdue: i64,
    /// Of them waiting for the applicant.
    pub waiting: i64,
}

/// Who is to deputise.
#[derive(Clone, Copy, Debug)]
pub struct NewDeputy<'n> {
    /// In which position.
    pub position: Uuid,
    /// The login.
    pub login: &'n str,
    /// The first and the last day.
    pub days: (Date, Date),
    /// The ground, an order for instance.
    pub basis: &'n str,
    /// The services whose tasks alone are delegated; none: the whole position.
    pub services: &'n [&'n str],
}

/// Why a deputy was not named.
#[derive(Debug, thiserror::Error)]
pub enum DeputyError {
    /// No such account.
    #[error("there is no account `{0}`")]
    NoAccount(String),
    /// Tasks are delegated to officials: who holds no position has no queue.
    #[error("`{0}` holds no position")]
    NoPosition(String),
    /// Nobody deputises for themselves.
    #[error("nobody deputises for themselves")]
    Oneself,
    /// The days are in the wrong order, in the past, or too many.
    #[error("from today on, a year at most")]
    Days,
    /// The act was not applied.
    #[error(transparent)]
    Act(#[from] ActError),
    /// The storage failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Store {
    /// The officials of a role in a body, with those who deputise for them today; those to whom the tasks of a service were delegated
    /// too, where one is named.
    pub async fn colleagues(
        &self,
        role: Role,
        body: Uuid,
        service: Option<&str>,
    ) -> Result<Vec<Colleague>, StoreError> {
        let (id, text) = (ColumnType::Id, ColumnType::Text);
        let today = kyiv_date(self.clock.now()).to_string();
        let in_force = position_in_force("$3");
        let sql = format!(
            "select account.id, person.family_name, person.given_name, person.patronymic from account \
                   join person on person.id = account.person where account.state = 'active' and exists \
                   (select 1 from position where position.role = $1 and position.body = $2 and {in_force} \
                   and (position.person = account.person or exists (select 1 from deputy \
                   where deputy.position = position.id and deputy.person = account.person \
                   and deputy.valid_from <= $3 and deputy.valid_until >= $3 and (deputy.services is null \
                   or replace(' ' || deputy.services || ' ', $4, '') <> ' ' || deputy.services || ' ')))) \
                   order by person.family_name, account.id limit 200"
        );
        // A name that no service has: a deputy of some services takes part in nothing else.
        let service = format!(" {} ", service.unwrap_or("-"));
        let parameters = [role.name().into(), body.into(), today.into(), service.into()];
        let rows = self.query(&sql, &parameters, &[id, text, text, text]).await?;
        let name = |row: &crate::Row| joined([1, 2, 3].map(|index| row.text(index)));
        Ok(rows.iter().map(|row| Colleague { account: row.id(0), name: name(row) }).collect())
    }

    /// Takes a task, hands it to a colleague, or lays it back (nobody). It stays open to all of its role.
    pub async fn assign_task(
        &self,
        actor: &Actor,
        position: Option<Uuid>,
        task: &Record,
        version: i64,
        assignee: Option<Uuid>,
    ) -> Result<(), CaseError> {
        if task.version() != version || task.int("is_open") != Some(1) {
            return Err(CaseError::Changed);
        }
        let role = Role::from_name(task.text("role")).ok_or(CaseError::Missing)?;
        let body = task.reference("body").ok_or(CaseError::Missing)?;
        let case = task.reference("case_id").ok_or(CaseError::Missing)?;
        if let Some(assignee) = assignee {
            let row = self.load("cases", case).await?.ok_or(CaseError::Missing)?;
            let colleagues = self.colleagues(role, body, Some(row.text("procedure"))).await?;
            if !colleagues.iter().any(|colleague| colleague.account == assignee) {
                return Err(CaseError::Missing);
            }
        }
        let mut task = task.clone();
        task.set("assignee", assignee);
        let act = self.act("case.assign").by(actor).in_position(position).about("cases", case).update(task);
        changed(self.apply(act).await)
    }

    /// Returns a case to the stage before, with an explanation: the open tasks end, those of that stage open anew.
    pub async fn return_case(
        &self,
        actor: &Actor,
        position: Option<Uuid>,
        view: &CaseView,
        task: &Record,
        version: i64,
        note: &str,
    ) -> Result<(), CaseError> {
        if task.version() != version || task.int("is_open") != Some(1) || !view.is_open() {
            return Err(CaseError::Changed);
        }
        if note.trim().is_empty() {
            return Err(CaseError::NoteRequired);
        }
        let stages = &view.procedure.stages;
        let place = stages.iter().position(|stage| stage.id == task.text("stage"));
        let before = place.and_then(|place| place.checked_sub(1)).and_then(|place| stages.get(place));
        let before = before.ok_or(CaseError::NoSuchOutcome)?;
        let mut case = view.case.clone();
        case.set("state", before.id.as_str());
        case.set("waiting_until", Value::Null);
        let mut act = self.act("case.return").by(actor).in_position(position).about("cases", case.id());
        act = act.update(case.clone());
        let act = view.close_tasks(act, self.clock.now(), |open| {
            if open.id() == task.id() {
                open.set("outcome", RETURNED);
                open.set("note", note.trim());
                open.set("done_by", actor.account);
            }
        });
        let act = self.open_stage(act, before, &case).await?;
        changed(self.apply(act).await)
    }

    /// Names somebody who deputises in a position for some days.
    pub async fn name_deputy(&self, actor: &Actor, new: &NewDeputy<'_>) -> Result<(), DeputyError> {
        let NewDeputy { position, login, days, basis, services } = *new;
        let account = self.load_by("account", "login", login.into()).await?;
        let account = account.filter(|account| account.text("state") == "active");
        let account = account.ok_or_else(|| DeputyError::NoAccount(login.to_owned()))?;
        let person = account.reference("person").ok_or_else(|| DeputyError::NoAccount(login.to_owned()))?;
        if !services.is_empty() && self.roles_of(account.id()).await?.is_empty() {
            return Err(DeputyError::NoPosition(login.to_owned()));
        }
        let owner = self.load("position", position).await?.and_then(|position| position.reference("person"));
        if owner == Some(person) {
            return Err(DeputyError::Oneself);
        }
        let (from, until) = days;
        let length = until.since(from).map_or(-1, |span| i64::from(span.get_days()));
        if from < kyiv_date(self.clock.now()) || !(0..=LONGEST).contains(&length) {
            return Err(DeputyError::Days);
        }
        let mut row = self.new_record("deputy")?;
        row.set("position", position);
        row.set("person", person);
        row.set("valid_from", from.to_string());
        row.set("valid_until", until.to_string());
        row.set("basis", basis);
        row.set("services", (!services.is_empty()).then(|| services.join(" ")));
        row.set("named_by", actor.account);
        row.set("at", self.clock.now().as_microsecond());
        let act = self.act("deputy.name").by(actor).in_position(Some(position)).about("position", position);
        self.apply(act.insert(row)).await?;
        Ok(())
    }

    /// Ends the time of a deputy at once.
    pub async fn end_deputy(&self, actor: &Actor, deputy: &Record) -> Result<(), ActError> {
        let today = kyiv_date(self.clock.now());
        let mut row = deputy.clone();
        row.set("valid_until", today.yesterday().unwrap_or(today).to_string());
        let position = deputy.reference("position");
        let mut act = self.act("deputy.end").by(actor).in_position(position);
        if let Some(position) = position {
            act = act.about("position", position);
        }
        self.apply(act.update(row)).await.map(|_| ())
    }

    /// Those who deputise in some positions, from the latest end; ended ones stay in the list.
    pub async fn deputies(&self, positions: &[Uuid]) -> Result<Vec<Record>, StoreError> {
        if positions.is_empty() {
            return Ok(Vec::new());
        }
        let places: Vec<String> = (1..=positions.len()).map(|n| format!("${n}")).collect();
        let tail =
            format!("where position in ({}) order by valid_until desc, id limit 100", places.join(", "));
        let parameters: Vec<Value> = positions.iter().copied().map(Value::Id).collect();
        self.select("deputy", &tail, &parameters).await
    }

    /// The open tasks of some bodies by role and who has taken them.
    pub async fn workload(&self, bodies: &[Uuid]) -> Result<Vec<Load>, StoreError> {
        if bodies.is_empty() {
            return Ok(Vec::new());
        }
        let (id, text, int) = (ColumnType::Id, ColumnType::Text, ColumnType::Int);
        let mut parameters = vec![Value::Text(kyiv_date(self.clock.now()).to_string())];
        parameters.extend(bodies.iter().copied().map(Value::Id));
        let places: Vec<String> = (2..=parameters.len()).map(|n| format!("${n}")).collect();
        let sql = format!(
            "select body, role, assignee, count(*), \
             cast(sum(case when due_on < $1 and waiting_until is null then 1 else 0 end) as bigint), \
             cast(sum(case when waiting_until is not null then 1 else 0 end) as bigint) \
             from task where is_open = 1 and body in ({}) group by body, role, assignee \
             order by body, role, assignee limit 1000",
            places.join(", ")
        );
        let rows = self.query(&sql, &parameters, &[id, text, id, int, int, int]).await?;
        Ok(rows
            .iter()
            .map(|row| Load {
                body: row.id(0),
                role: row.text(1).to_owned(),
                assignee: row.get(2).as_id(),
                open: row.int(3),
                overdue: row.int(4),
                waiting: row.int(5),
            })
            .collect())
    }
}
