//! Reminders of what is due: the bodies that keep records are told a few days before, and again when it is late.

use std::collections::BTreeMap;

use jiff::ToSpan as _;
use jiff::civil::Date;
use oblast_kernel::access::Role;
use serde_json::Value as Json;

use crate::act::ActError;
use crate::record::Record;
use crate::{Store, StoreError};

/// How many days before it is due a body is reminded.
const AHEAD: i64 = 3;
/// How often who is late is reminded, in days.
const AGAIN: i64 = 7;
/// How many records are looked at in one go.
const MOST: usize = 2_000;

/// What is reminded of.
pub struct Reminder<'r> {
    /// The register, whose records have the day in `due` and are kept by territory or by body.
    pub register: &'r str,
    /// The states of records that wait.
    pub states: &'r [&'r str],
    /// The field that keeps the day of the last reminder.
    pub stamp: &'r str,
    /// Who is told in the body that keeps them.
    pub roles: &'r [Role],
    /// The template of the notice.
    pub template: &'r str,
    /// Its variables: of how many records, and how many of them are late.
    pub args: &'r (dyn Fn(usize, usize) -> Json + Sync),
}

impl Store {
    /// Reminds of the records that are due in three days, and again each week of those that are late. Each record is
    /// reminded of once a day at most, whichever node does it: its row says when.
    pub async fn remind(&self, reminder: &Reminder<'_>, today: Date) -> Result<(), StoreError> {
        let Some(register) = self.catalogue().register(reminder.register).cloned() else { return Ok(()) };
        let Some(keeping) = register.rules.kept_by.as_ref().map(|own| own.field().to_owned()) else {
            return Ok(());
        };
        let table = register.table();
        let states: Vec<String> = (2..reminder.states.len() + 2).map(|place| format!("${place}")).collect();
        let tail = format!(
            "where due <= $1 and state in ({}) order by {keeping}, due, id limit {MOST}",
            states.join(", ")
        );
        let mut parameters = vec![today.saturating_add(AHEAD.days()).to_string().into()];
        parameters.extend(reminder.states.iter().map(|state| (*state).into()));
        let is_due = |own: &Record| {
            let reminded: Option<Date> = own.text(reminder.stamp).parse().ok();
            reminded.is_none_or(|day| today >= day.saturating_add(AGAIN.days()))
        };
        let mut waiting: BTreeMap<String, Vec<Record>> = BTreeMap::new();
        for own in self.select(&table, &tail, &parameters).await?.into_iter().filter(is_due) {
            waiting.entry(own.text(&keeping).to_owned()).or_default().push(own);
        }
        let day = today.to_string();
        for records in waiting.into_values() {
            let late = records.iter().filter(|own| own.text("due") < day.as_str()).count();
            let args = (reminder.args)(records.len(), late);
            let mut act = self.act("record.change").about(&table, records[0].id());
            for body in self.keepers(&register, &records[0]).await? {
                act = self.tell(act, reminder.roles, body, reminder.template, &args).await?;
            }
            for mut record in records {
                record.set(reminder.stamp, day.as_str());
                act = act.update(record);
            }
            match self.apply(act).await {
                // Another node reminded, or the record went on this moment.
                Ok(_) | Err(ActError::Conflict { .. }) => {}
                Err(error) => return Err(StoreError::Unexpected(error.to_string())),
            }
        }
        Ok(())
    }
}
