//! Bodies from a table, and the first two operators of an installation: what stands before everything else.

use std::collections::HashMap;

use oblast_kernel::access::Role;
use oblast_kernel::clock::kyiv_date;
use oblast_kernel::value::ColumnType;
use oblast_kernel::{Uuid, Value};

use super::officials::{Appointment, Known};
use super::table::Rows;
use super::{AccountError, position_in_force};
use crate::{Store, StoreError};

/// The kinds of bodies.
pub const KINDS: [&str; 7] = [
    "oblast_administration",
    "oblast_council",
    "department",
    "district_administration",
    "community",
    "service_centre",
    "institution",
];
/// The columns of the table, as their heads are written.
pub const COLUMNS: [&str; 6] = ["code", "title_uk", "title_en", "kind", "territory", "parent"];

/// Why bodies were not loaded, or the first operator was not made.
#[derive(Debug, thiserror::Error)]
pub enum BodyError {
    /// A column is missing.
    #[error("there is no column `{0}`; the columns are code, title_uk, title_en, kind, territory, parent")]
    NoColumn(&'static str),
    /// A cell is wrong: row, column, what it holds, what it should.
    #[error("row {0}, column {1}: `{2}` – {3}")]
    Cell(u64, &'static str, String, String),
    /// There are two operators: they appoint others.
    #[error("there are two operators already; they appoint others on the page /officials")]
    HasOperator,
    /// The login is none.
    #[error("`{0}` is no login: 3 to 64 small Latin letters, digits, dots, hyphens")]
    Login(String),
    /// The name is none.
    #[error("give a surname and a given name, each word in one alphabet")]
    Name,
    /// The login is somebody's.
    #[error(transparent)]
    NotAppointed(#[from] super::officials::NotAppointed),
    /// The account or the storage failed.
    #[error(transparent)]
    Account(#[from] AccountError),
}

impl From<StoreError> for BodyError {
    fn from(error: StoreError) -> Self {
        BodyError::Account(error.into())
    }
}

impl From<crate::ActError> for BodyError {
    fn from(error: crate::ActError) -> Self {
        BodyError::Account(error.into())
    }
}

impl Store {
    /// Loads bodies by their codes: new ones are added, known ones take the titles, kind, territory and parent of the table. All or
    /// none. Gives how many were added and how many changed.
    pub async fn load_bodies(&self, table: &Rows) -> Result<(usize, usize), BodyError> {
        let place = |column: &'static str| {
            let found = table.heads.iter().position(|head| head.trim().eq_ignore_ascii_case(column));
            found.ok_or(BodyError::NoColumn(column))
        };
        let mut places = HashMap::new();
        for column in COLUMNS {
            match place(column) {
                Ok(place) => drop(places.insert(column, place)),
                Err(error) if matches!(column, "code" | "title_uk" | "kind") => return Err(error),
                Err(_) => {}
            }
        }
        let mut known: HashMap<String, Uuid> = self.body_codes().await?;
        let mut act = self.act("body.load");
        let (mut added, mut changed) = (0, 0);
        for (number, cells) in &table.rows {
            let get = |column: &str| {
                places
                    .get(column)
                    .and_then(|place| cells.get(*place))
                    .map(|cell| cell.trim())
                    .unwrap_or_default()
            };
            let wrong = |column: &'static str, words: &str| {
                BodyError::Cell(*number, column, get(column).to_owned(), words.to_owned())
            };
            let code = get("code");
            let is_code = !code.is_empty()
                && code.len() <= 64
                && code.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b));
            if !is_code {
                return Err(wrong("code", "Latin letters, digits, hyphens"));
            }
            if get("title_uk").is_empty() {
                return Err(wrong("title_uk", "a title is needed"));
            }
            if !KINDS.contains(&get("kind")) {
                return Err(wrong("kind", &format!("one of {}", KINDS.join(", "))));
            }
            let territory = Some(get("territory")).filter(|text| !text.is_empty());
            let directories = self.catalogue().directories();
            if let Some(territory) = territory
                && directories.territories.entries().get(territory).is_none()
            {
                return Err(wrong("territory", "no such territory; load the classifier first"));
            }
            let parent = match get("parent") {
                "" => None,
                parent => Some(*known.get(&parent.to_lowercase()).ok_or_else(|| {
                    wrong("parent", "no such body; it stands in a row above, or is loaded already")
                })?),
            };
            let title_en = Some(get("title_en")).filter(|text| !text.is_empty()).unwrap_or(get("title_uk"));
            let mut row = match known.get(&code.to_lowercase()) {
                Some(id) => {
                    self.load("body", *id).await?.ok_or_else(|| wrong("code", "twice in the table"))?
                }
                None => self.new_record("body")?,
            };
            let before = row.clone();
            row.set("code", code);
            row.set("title_uk", get("title_uk"));
            row.set("title_en", title_en);
            row.set("kind", get("kind"));
            row.set("territory", territory.map(str::to_owned));
            row.set("parent", parent);
            if before.version() == 0 {
                known.insert(code.to_lowercase(), row.id());
                act = act.insert(row);
                added += 1;
            } else if before != row {
                act = act.update(row);
                changed += 1;
            }
        }
        if !act.is_empty() {
            self.apply(act).await?;
        }
        self.refresh_directories().await?;
        Ok((added, changed))
    }

    /// How many people operate the platform, counted to two: as many as four eyes need.
    pub async fn operators(&self) -> Result<usize, StoreError> {
        let in_force = position_in_force("$2");
        let sql = format!(
            "select distinct position.person from position where position.role = $1 and {in_force} limit 2"
        );
        let today = kyiv_date(self.clock.now()).to_string();
        let parameters: [Value; 2] = [Role::Operator.name().into(), today.into()];
        Ok(self.query(&sql, &parameters, &[ColumnType::Id]).await?.len())
    }

    /// Makes one of the first two operators, in a body that is made with them where it is not there; gives the code of the invitation.
    pub async fn first_operator(
        &self,
        login: &str,
        name: &str,
        body: (&str, &str),
    ) -> Result<String, BodyError> {
        if self.operators().await? >= 2 {
            return Err(BodyError::HasOperator);
        }
        if !oblast_kernel::identifier::is_login(login) {
            return Err(BodyError::Login(login.to_owned()));
        }
        let mut words = name.split_whitespace();
        let (Some(family), Some(given)) = (words.next(), words.next()) else { return Err(BodyError::Name) };
        if !oblast_kernel::identifier::is_of_one_script(name) {
            return Err(BodyError::Name);
        }
        let (code, title) = body;
        let mut act = self.act("official.first");
        let body = match self.load_by("body", "code", code.into()).await? {
            Some(body) => body.id(),
            None => {
                let mut row = self.new_record("body")?;
                row.set("code", code);
                row.set("kind", "department");
                row.set("title_uk", title);
                row.set("title_en", title);
                let id = row.id();
                act = act.insert(row);
                id
            }
        };
        let new = Appointment {
            login: login.to_owned(),
            family_name: family.to_owned(),
            given_name: given.to_owned(),
            patronymic: words.collect::<Vec<_>>().join(" "),
            rnokpp: String::new(),
            email: String::new(),
            body,
            role: Role::Operator,
            title: "оператор платформи".to_owned(),
            from: kyiv_date(self.clock.now()),
        };
        let known: Known = self.recognise(&new).await??;
        let (act, appointed) = self.with_appointments(act, &[(new, known)])?;
        self.apply(act).await?;
        self.refresh_directories().await?;
        Ok(appointed.into_iter().find_map(|own| own.invitation).unwrap_or_default())
    }
}
