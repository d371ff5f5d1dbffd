//! An indicator on a page of many: one of a register, or what every service tells of its cases.

use std::sync::Arc;

use oblast_kernel::Text;
use oblast_register::indicator::{Indicator, Measure};
use oblast_register::{Procedure, Register};
use oblast_store::cube::{self, OfService};
use oblast_store::figures::Sums;

use super::super::figures::{FEW, number, unit};
use crate::format;
use crate::state::App;
use crate::visitor::Visitor;

/// An indicator with what it is of.
#[derive(Clone)]
pub(super) enum Own {
    /// Of the records of a register.
    Record(Arc<Register>, Box<Indicator>),
    /// Of the cases of a service.
    Service(Arc<Procedure>, OfService),
}

/// The indicators that everybody may see.
pub(super) fn published(app: &App) -> Vec<Own> {
    let of_registers = app.store.catalogue().registers().flat_map(|register| {
        let own = register.indicators.iter().filter(|own| own.is_public(register));
        own.map(|indicator| Own::Record(Arc::clone(register), Box::new(indicator.clone())))
    });
    let of_services = app.store.catalogue().services().flat_map(|service| {
        OfService::ALL.map(|indicator| Own::Service(Arc::clone(&service.procedure), indicator))
    });
    of_registers.chain(of_services).collect()
}

impl Own {
    pub fn key(&self) -> String {
        match self {
            Own::Record(register, indicator) => cube::key(register, indicator),
            Own::Service(procedure, indicator) => cube::service_key(&procedure.id, *indicator),
        }
    }

    /// The page of the figure, with its definition and its rows.
    pub fn path(&self) -> String {
        match self {
            Own::Record(..) => format!("/dashboard/{}", self.key()),
            Own::Service(_, OfService::Submitted) => "/dashboard/cases-by-state".to_owned(),
            Own::Service(_, OfService::InTime) => "/dashboard/share-in-time".to_owned(),
            Own::Service(_, OfService::MedianDays) => "/dashboard/median-days".to_owned(),
        }
    }

    pub fn title(&self, visitor: &Visitor) -> String {
        match self {
            Own::Record(_, indicator) => visitor.say(&indicator.title).to_owned(),
            Own::Service(_, OfService::Submitted) => visitor.t("indicator-submitted"),
            Own::Service(_, OfService::InTime) => visitor.t("indicator-share-in-time"),
            Own::Service(_, OfService::MedianDays) => visitor.t("indicator-median-days"),
        }
    }

    /// The id and the title of the register or service that it is of.
    pub fn of(&self) -> (&str, &Text) {
        match self {
            Own::Record(register, _) => (&register.id, &register.title),
            Own::Service(procedure, _) => (&procedure.id, &procedure.title),
        }
    }

    /// The code of the body that holds the register or provides the service.
    pub fn holder(&self) -> &str {
        match self {
            Own::Record(register, _) => &register.holder,
            Own::Service(procedure, _) => &procedure.provider,
        }
    }

    pub fn measure(&self) -> Measure {
        match self {
            Own::Record(_, indicator) => indicator.measure,
            Own::Service(_, indicator) => indicator.measure(),
        }
    }

    /// Counts and sums of parts add up to the whole.
    pub fn adds_up(&self) -> bool {
        matches!(self.measure(), Measure::Count | Measure::Sum)
    }

    pub fn is_told_by_territory(&self) -> bool {
        match self {
            Own::Record(_, indicator) => indicator.territory.is_some(),
            Own::Service(..) => true,
        }
    }

    pub fn less_is_better(&self) -> Option<bool> {
        match self {
            Own::Record(_, indicator) => indicator.less_is_better,
            Own::Service(_, OfService::Submitted) => None,
            Own::Service(_, OfService::InTime) => Some(false),
            Own::Service(_, OfService::MedianDays) => Some(true),
        }
    }

    pub fn target(&self) -> Option<i64> {
        match self {
            Own::Record(_, indicator) => indicator.target,
            Own::Service(..) => None,
        }
    }

    /// The value of a cell; nothing where so few persons are in it that one could guess who.
    pub fn value(&self, sums: Sums) -> Option<i64> {
        let is_personal = match self {
            Own::Record(register, _) => register.personal,
            Own::Service(..) => true,
        };
        if is_personal && sums.rows < FEW {
            return None;
        }
        sums.value(self.measure())
    }

    /// A value as it is read, without its unit.
    pub fn number(&self, visitor: &Visitor, amount: i64) -> String {
        match self {
            Own::Record(register, indicator) => number(visitor, register, indicator, amount),
            Own::Service(_, OfService::Submitted) => format::count(amount),
            Own::Service(..) => format::tenths(amount, visitor.lang),
        }
    }

    /// A value as it is read.
    pub fn read(&self, visitor: &Visitor, amount: i64) -> String {
        let unit = match self {
            Own::Record(register, indicator) => unit(visitor, register, indicator),
            Own::Service(_, OfService::Submitted) => String::new(),
            Own::Service(_, OfService::InTime) => "%".to_owned(),
            Own::Service(_, OfService::MedianDays) => visitor.t("unit-days-part"),
        };
        format!("{} {unit}", self.number(visitor, amount)).trim().to_owned()
    }
}
