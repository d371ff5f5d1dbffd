//! Officials: appointed, invited, dismissed.

use jiff::civil::Date;
use oblast_kernel::access::{Actor, Role};
use oblast_kernel::clock::kyiv_date;
use oblast_kernel::value::ColumnType;
use oblast_kernel::{Uuid, Value};

use serde::{Deserialize, Serialize};

use super::{AccountError, joined, position_in_force};
use crate::act::Scratch;
use crate::record::Record;
use crate::{Act, Store, StoreError};

/// Somebody who is appointed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Appointment {
    /// The login.
    pub login: String,
    /// The surname.
    pub family_name: String,
    /// The given name.
    pub given_name: String,
    /// The patronymic; empty where there is none.
    pub patronymic: String,
    /// The tax number; empty where it is not known.
    pub rnokpp: String,
    /// Where mails go; empty where it is not known.
    pub email: String,
    /// The body.
    pub body: Uuid,
    /// As whom.
    pub role: Role,
    /// The title of the position.
    pub title: String,
    /// The first day.
    pub from: Date,
}

impl Appointment {
    fn name(&self) -> String {
        joined([&self.family_name, &self.given_name, &self.patronymic])
    }
}

/// Who is known already of those whom an appointment names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Known {
    /// Nobody with an account: a person and an account are made. Somebody who applied here on paper before stays a person apart: whoever
    /// appoints must not come to their cases by entering their tax number.
    Nobody,
    /// The account, of the same person.
    Account(Uuid, Uuid),
}

/// Why somebody cannot be appointed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAppointed {
    /// The login is somebody else's.
    #[error("the login is somebody else's")]
    LoginTaken,
    /// The person of the tax number has another name here.
    #[error("the tax number is somebody else's")]
    OtherName,
    /// The person has an account with another login.
    #[error("the person has the account `{0}`")]
    OtherLogin(String),
    /// They hold this position already.
    #[error("they hold this position already")]
    Holds,
}

/// Who was appointed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appointed {
    /// The login.
    pub login: String,
    /// The account.
    pub account: Uuid,
    /// The code of the invitation; absent where the account was there before.
    pub invitation: Option<String>,
}

/// An official with one position.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Official {
    /// The position.
    pub position: Uuid,
    /// The person.
    pub person: Uuid,
    /// The account.
    pub account: Uuid,
    /// Its login.
    pub login: String,
    /// The name.
    pub name: String,
    /// The role.
    pub role: String,
    /// The title of the position in both languages.
    pub title: oblast_kernel::Text,
    /// The body and its title.
    pub body: Uuid,
    /// The title of the body.
    pub body_title: oblast_kernel::Text,
    /// The first day.
    pub from: String,
    /// The last day, if there is one.
    pub until: Option<String>,
    /// Is there a second factor?
    pub has_factor: bool,
    /// Was the invitation not used yet?
    pub is_invited: bool,
}

impl Store {
    /// Who is known of an appointment, or why it cannot be.
    pub async fn recognise(&self, new: &Appointment) -> Result<Result<Known, NotAppointed>, StoreError> {
        let account = self.load_by("account", "login", new.login.as_str().into()).await?;
        let person = match (&account, new.rnokpp.is_empty()) {
            (Some(account), _) => match account.reference("person") {
                Some(person) => self.load("person", person).await?,
                None => None,
            },
            (None, false) => self.person_by_rnokpp(&new.rnokpp).await?,
            (None, true) => None,
        };
        let Some(person) = person else {
            return Ok(if account.is_some() { Err(NotAppointed::LoginTaken) } else { Ok(Known::Nobody) });
        };
        let is_same = super::full_name(&person).to_lowercase() == new.name().to_lowercase();
        let number = person.text("rnokpp");
        let disagrees = !new.rnokpp.is_empty() && !number.is_empty() && number != new.rnokpp;
        Ok(match account {
            Some(_) if !is_same || disagrees => Err(NotAppointed::LoginTaken),
            Some(_) if self.holds_position(person.id(), new).await? => Err(NotAppointed::Holds),
            Some(account) => Ok(Known::Account(account.id(), person.id())),
            None if !is_same => Err(NotAppointed::OtherName),
            None => match self.load_by("account", "person", person.id().into()).await? {
                Some(other) => Err(NotAppointed::OtherLogin(other.text("login").to_owned())),
                None => Ok(Known::Nobody),
            },
        })
    }

    async fn holds_position(&self, person: Uuid, new: &Appointment) -> Result<bool, StoreError> {
        let in_force = position_in_force("$4");
        let sql =
            format!("select id from position where person = $1 and body = $2 and role = $3 and {in_force}");
        let today = kyiv_date(self.clock.now()).to_string();
        let parameters = [person.into(), new.body.into(), new.role.name().into(), today.into()];
        Ok(!self.query(&sql, &parameters, &[ColumnType::Id]).await?.is_empty())
    }

    /// Appoints people in one act, each with an invitation where the account is new. All of them or nobody.
    pub async fn appoint(
        &self,
        actor: &Actor,
        position: Option<Uuid>,
        people: &[(Appointment, Known)],
    ) -> Result<Vec<Appointed>, AccountError> {
        let act = self.act("official.appoint").by(actor).in_position(position);
        let (act, appointed) = self.with_appointments(act, people)?;
        self.apply(act).await?;
        Ok(appointed)
    }

    /// Adds appointments to an act.
    pub(crate) fn with_appointments(
        &self,
        mut act: Act,
        people: &[(Appointment, Known)],
    ) -> Result<(Act, Vec<Appointed>), StoreError> {
        let mut appointed = Vec::new();
        // Who is named twice gets one account with both positions.
        let mut made: Vec<(String, Uuid, Uuid)> = Vec::new();
        for (new, known) in people {
            let twin = made
                .iter()
                .find(|(login, ..)| *login == new.login)
                .map(|(_, account, person)| (*account, *person));
            let (account, person) = match (known, twin) {
                (Known::Account(account, person), _) => (*account, *person),
                (Known::Nobody, Some(twin)) => twin,
                (Known::Nobody, None) => {
                    let row = self.appointed_person(new)?;
                    let person = row.id();
                    act = act.insert(row);
                    let row = self.new_account(&new.login, person)?;
                    let account = row.id();
                    act = act.insert(row);
                    let (with, secret) = self.with_invitation(act, account);
                    act = with;
                    made.push((new.login.clone(), account, person));
                    appointed.push(Appointed { login: new.login.clone(), account, invitation: Some(secret) });
                    (account, person)
                }
            };
            if !appointed.iter().any(|own| own.account == account) {
                appointed.push(Appointed { login: new.login.clone(), account, invitation: None });
            }
            act = act.insert(self.appointed_position(new, person)?);
        }
        Ok((act, appointed))
    }

    /// A new account of a person, to be inserted by an act.
    pub fn new_account(&self, login: &str, person: Uuid) -> Result<Record, StoreError> {
        let mut row = self.new_record("account")?;
        row.set("login", login);
        row.set("person", person);
        row.set("state", "active");
        row.set("created_at", self.clock.now().as_microsecond());
        Ok(row)
    }

    fn appointed_person(&self, new: &Appointment) -> Result<Record, StoreError> {
        self.new_person(&[
            ("family_name", &new.family_name),
            ("given_name", &new.given_name),
            ("patronymic", &new.patronymic),
            ("rnokpp", &new.rnokpp),
            ("email", &new.email),
        ])
    }

    fn appointed_position(&self, new: &Appointment, person: Uuid) -> Result<Record, StoreError> {
        let mut row = self.new_record("position")?;
        row.set("person", person);
        row.set("body", new.body);
        row.set("role", new.role.name());
        row.set("title_uk", new.title.as_str());
        row.set("title_en", new.title.as_str());
        row.set("valid_from", new.from.to_string());
        Ok(row)
    }

    /// Dismisses somebody from a position, at once: its powers, those of its deputies, and what they had taken of its tasks. Who has
    /// no other position loses sessions, tokens and what they deputised in too.
    pub async fn dismiss(
        &self,
        actor: &Actor,
        by: Option<Uuid>,
        position: &Record,
        basis: &str,
    ) -> Result<(), AccountError> {
        let now = self.clock.now().as_microsecond();
        let mut row = position.clone();
        row.set("ended_at", now);
        row.set("ended_by", actor.account);
        row.set("end_basis", basis);
        let mut act = self.act("official.dismiss").by(actor).in_position(by).about("position", position.id());
        act = act.update(row);
        let Some(person) = position.reference("person") else {
            return Ok(self.apply(act).await.map(|_| ())?);
        };
        if let Some(account) = self.load_by("account", "person", person.into()).await? {
            act = self.without_tasks(act, account.id(), position).await?;
            if !self.has_other_position(person, position.id()).await? {
                act = self.without_powers(act, account.id(), person).await?;
            }
        }
        self.apply(act).await?;
        Ok(())
    }

    /// Tasks that they had taken lie open again for their colleagues.
    async fn without_tasks(&self, act: Act, account: Uuid, position: &Record) -> Result<Act, StoreError> {
        let tail = "where is_open = 1 and assignee = $1 and body = $2 and role = $3 order by id limit 10000";
        let parameters =
            [account.into(), position.get("body").clone(), Value::Text(position.text("role").to_owned())];
        let tasks = self.select("task", tail, &parameters).await?;
        Ok(tasks.into_iter().fold(act, |act, mut task| {
            task.set("assignee", Value::Null);
            act.update(task)
        }))
    }

    async fn has_other_position(&self, person: Uuid, position: Uuid) -> Result<bool, StoreError> {
        let in_force = position_in_force("$3");
        let sql = format!("select id from position where person = $1 and id <> $2 and {in_force} limit 1");
        let today = kyiv_date(self.clock.now()).to_string();
        let rows =
            self.query(&sql, &[person.into(), position.into(), today.into()], &[ColumnType::Id]).await?;
        Ok(!rows.is_empty())
    }

    async fn without_powers(&self, mut act: Act, account: Uuid, person: Uuid) -> Result<Act, StoreError> {
        let today = kyiv_date(self.clock.now());
        let yesterday = today.yesterday().unwrap_or(today).to_string();
        let deputies = self
            .select(
                "deputy",
                "where person = $1 and valid_until >= $2",
                &[person.into(), today.to_string().into()],
            )
            .await?;
        for mut deputy in deputies {
            deputy.set("valid_until", yesterday.as_str());
            act = act.update(deputy);
        }
        self.without_entry(act, account).await
    }

    /// Ends the sessions of an account and revokes its tokens.
    pub(crate) async fn without_entry(&self, mut act: Act, account: Uuid) -> Result<Act, StoreError> {
        let tokens =
            self.select("api_token", "where account = $1 and revoked_at is null", &[account.into()]).await?;
        for mut token in tokens {
            token.set("revoked_at", self.clock.now().as_microsecond());
            act = act.update(token);
        }
        let sql = "delete from session where account = $1".into();
        Ok(act.also(Scratch { sql, parameters: vec![account.into()] }))
    }

    /// Officials with their positions in force, by name: of some bodies, or of all (`None`); those whose name or login begins with a
    /// text; after one of the list before.
    pub async fn officials_of(
        &self,
        bodies: Option<&[Uuid]>,
        starts: &str,
        after: Option<(&str, Uuid)>,
        limit: i64,
    ) -> Result<Vec<Official>, StoreError> {
        let text = ColumnType::Text;
        let mut parameters: Vec<Value> = vec![kyiv_date(self.clock.now()).to_string().into()];
        let mut conditions = vec![position_in_force("$1")];
        if let Some(bodies) = bodies {
            let first = parameters.len() + 1;
            parameters.extend(bodies.iter().copied().map(Value::Id));
            let places: Vec<String> = (first..=parameters.len()).map(|n| format!("${n}")).collect();
            conditions.push(if places.is_empty() {
                "1 = 0".into()
            } else {
                format!("position.body in ({})", places.join(", "))
            });
        }
        if !starts.is_empty() {
            parameters.push(starts.into());
            let n = parameters.len();
            conditions.push(format!(
                "(substr(person.family_name, 1, length(${n})) = ${n} or substr(account.login, 1, length(${n})) = ${n})"
            ));
        }
        if let Some((name, id)) = after {
            parameters.push(name.into());
            parameters.push(id.into());
            let n = parameters.len();
            conditions.push(format!("(person.family_name, position.id) > (${}, ${n})", n - 1));
        }
        let sql = format!(
            "select position.id, person.id, account.id, account.login, person.family_name, person.given_name, \
             person.patronymic, position.role, position.title_uk, position.title_en, body.id, body.title_uk, body.title_en, \
             position.valid_from, position.valid_until, \
             cast(case when exists (select 1 from authenticator where authenticator.account = account.id) \
             or exists (select 1 from passkey where passkey.account = account.id) then 1 else 0 end as bigint), \
             cast(case when exists (select 1 from invitation where invitation.account = account.id) then 1 else 0 end as bigint) \
             from position join person on person.id = position.person join account on account.person = person.id \
             join body on body.id = position.body where {} order by person.family_name, position.id limit {limit}",
            conditions.join(" and ")
        );
        let (id, int) = (ColumnType::Id, ColumnType::Int);
        let types =
            [id, id, id, text, text, text, text, text, text, text, id, text, text, text, text, int, int];
        let rows = self.query(&sql, &parameters, &types).await?;
        Ok(rows
            .iter()
            .map(|row| Official {
                position: row.id(0),
                person: row.id(1),
                account: row.id(2),
                login: row.text(3).to_owned(),
                name: joined([4, 5, 6].map(|index| row.text(index))),
                role: row.text(7).to_owned(),
                title: oblast_kernel::Text::new(row.text(8), row.text(9)),
                body: row.id(10),
                body_title: oblast_kernel::Text::new(row.text(11), row.text(12)),
                from: row.text(13).to_owned(),
                until: row.get(14).as_text().map(str::to_owned),
                has_factor: row.int(15) == 1,
                is_invited: row.int(16) == 1,
            })
            .collect())
    }
}
