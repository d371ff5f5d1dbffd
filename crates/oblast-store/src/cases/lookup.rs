//! What other registers say about the applicant of a case.

use oblast_kernel::Value;
use oblast_register::catalogue::{Asked, Condition as Met, Found, Values};
use oblast_register::procedure::{Lookup, Origin};

use super::CaseView;
use crate::accounts::full_name;
use crate::record::Record;
use crate::records::values_of;
use crate::{Store, StoreError};

/// How many records are looked through for one that is not closed.
const LOOKED_AT: usize = 50;

/// The value of an origin that is known before any lookup.
pub(super) fn origin_value(origin: &Origin, answers: &Values, applicant: &Record) -> Value {
    match origin {
        Origin::Field(name) => answers.get(name).cloned().unwrap_or(Value::Null),
        Origin::ApplicantName => Value::Text(full_name(applicant)),
        Origin::ApplicantRnokpp => applicant.get("rnokpp").clone(),
        _ => Value::Null,
    }
}

impl Store {
    /// The records that the lookups of a case find.
    pub async fn lookups(&self, view: &CaseView) -> Result<Found, StoreError> {
        let mut found = Found::new();
        for lookup in &view.procedure.lookups {
            if let Some(values) = self.look_up(view, lookup).await? {
                found.insert(lookup.id.clone(), values);
            }
        }
        Ok(found)
    }

    async fn look_up(&self, view: &CaseView, lookup: &Lookup) -> Result<Option<Values>, StoreError> {
        let Some(register) = self.catalogue().register(&lookup.register) else { return Ok(None) };
        let answers = view.application();
        let (mut wanted, mut parameters) = (Vec::new(), Vec::new());
        for (field, origin, _) in &lookup.fits {
            let value = origin_value(origin, &answers, &view.applicant);
            if value.is_null() {
                return Ok(None);
            }
            parameters.push(value);
            wanted.push(format!("{field} = ${}", parameters.len()));
        }
        // What this very case has entered says nothing about it.
        parameters.push(view.case.id().into());
        let own = format!("(case_id is null or case_id <> ${})", parameters.len());
        let tail = format!(
            "where {} and {own} order by created_at desc, id desc limit {LOOKED_AT}",
            wanted.join(" and ")
        );
        let records = self.select(&register.table(), &tail, &parameters).await?;
        let open = records.iter().find(|record| !register.is_closed(record.get("state").as_text()));
        Ok(open.map(|record| values_of(register, record)))
    }

    /// The conditions of a positive decision, as they stand today.
    pub fn conditions(&self, view: &CaseView, found: &Found, today: jiff::civil::Date) -> Vec<Met> {
        let Some(service) = self.catalogue().service(&view.procedure.id) else { return Vec::new() };
        let (answers, name) = (view.application(), full_name(&view.applicant));
        let rnokpp = view.applicant.get("rnokpp").as_text();
        let on = view.case.get("decided_on").as_text().and_then(|day| day.parse().ok()).unwrap_or(today);
        let (submitted_on, appealed) = (view.submitted_on(), view.appealed_decision());
        let appealed = appealed.as_ref();
        let application = &answers;
        service.rules.conditions(&Asked {
            application,
            name: &name,
            rnokpp,
            on,
            submitted_on,
            appealed,
            found,
        })
    }
}
