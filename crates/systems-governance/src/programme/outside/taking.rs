//! What becomes of contracts and payments that public systems tell of.

use std::collections::{BTreeMap, HashSet};

use jiff::ToSpan as _;
use jiff::civil::Date;
use oblast_kernel::access::Actor;
use oblast_kernel::clock::kyiv_date;
use oblast_kernel::{Uuid, Value};
use oblast_register::catalogue::{Values, values};
use oblast_register::kind::reference;
use oblast_store::{Act, ActError, Record, Store, StoreError};

use super::prozorro::{Contract, is_id};
use super::spending::{Transaction, costs};

const CONTRACTS: &str = "reg_programme_contracts";
const INCOMING: &str = "reg_programme_incoming";
const PAYERS: &str = "reg_programme_payers";
/// How many days back the first look goes: the portal gives about three months.
const FIRST: i64 = 80;
/// How many days are looked through again each time: payments appear late.
const AGAIN: i64 = 7;

/// The contracts that are compared: their records with the identifiers. Those that are over are not asked for any more.
pub async fn followed(store: &Store) -> Result<Vec<(Record, String)>, StoreError> {
    let tail = "where procurement_contract is not null and state = 'in_force' order by id limit 5000";
    let all = store.select(CONTRACTS, tail, &[]).await?;
    let own = all.into_iter().map(|record| {
        let id = record.text("procurement_contract").to_ascii_lowercase();
        (record, id)
    });
    // What is no identifier never becomes a part of an address.
    Ok(own.filter(|(_, id)| is_id(id)).collect())
}

/// Brings a contract up to date. Gives whether anything but the day of the comparison changed.
pub async fn take_contract(store: &Store, record: Record, told: &Contract) -> Result<bool, ActError> {
    let unavailable = |error: StoreError| ActError::Unavailable(error.to_string());
    let register = store.register("programme-contracts").map_err(unavailable)?;
    let today = kyiv_date(store.clock.now()).to_string();
    let mut after = record.clone();
    let mut told_values: BTreeMap<&str, Value> = BTreeMap::from([("amount", Value::Int(told.amount))]);
    let texts = [("contract_number", &told.number), ("supplier", &told.supplier.0)];
    told_values.extend(
        texts
            .into_iter()
            .filter(|(_, text)| !text.is_empty())
            .map(|(name, text)| (name, text.as_str().into())),
    );
    let days = [("signed_on", told.signed_on), ("ends_on", told.ends_on)];
    told_values.extend(days.into_iter().filter_map(|(name, day)| Some((name, day?.to_string().into()))));
    if let Some(field) = register.field("supplier_edrpou")
        && let Ok(code) = field.parse(&told.supplier.1)
        && !code.is_null()
    {
        told_values.insert("supplier_edrpou", code);
    }
    let changed = told_values.iter().any(|(name, value)| record.get(name) != value)
        || record.text("state") != told.state();
    if !changed && record.text("compared_on") == today {
        return Ok(false);
    }
    let told_values: Values = told_values.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    after.set("state", told.state());
    after.set("compared_on", today);
    store.fill_record(&register, &mut after, &told_values);
    let act = store.act("record.change").about(CONTRACTS, record.id());
    store.apply(act.update(after)).await?;
    Ok(changed)
}

/// A budget holder whose transactions are looked through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payer {
    /// The EDRPOU.
    pub edrpou: String,
    /// The programmes that it pays under, each with the programme code that its payments must have; empty where any.
    programmes: Vec<(Uuid, String)>,
    /// The first day to be looked at.
    pub since: Date,
}

/// The budget holders of the programmes.
pub async fn payers(store: &Store) -> Result<Vec<Payer>, StoreError> {
    let today = kyiv_date(store.clock.now());
    let mut all: BTreeMap<String, Payer> = BTreeMap::new();
    for own in store.select(PAYERS, "order by edrpou, id limit 1000", &[]).await? {
        let Some((programme, _)) = reference::parts(own.get("programme")) else { continue };
        let edrpou = own.text("edrpou").to_owned();
        if !all.contains_key(&edrpou) {
            let tail = "where payer = $1 order by paid_on desc, id desc limit 1";
            let last = store.select(INCOMING, tail, &[edrpou.as_str().into()]).await?;
            let last = last.first().and_then(|own| own.text("paid_on").parse::<Date>().ok());
            let since = match last {
                Some(day) => day.saturating_sub(AGAIN.days()),
                None => today.saturating_sub(FIRST.days()),
            };
            all.insert(edrpou.clone(), Payer { edrpou: edrpou.clone(), programmes: Vec::new(), since });
        }
        if let Some(payer) = all.get_mut(&edrpou) {
            payer.programmes.push((programme, own.text("kpk").to_owned()));
        }
    }
    Ok(all.into_values().collect())
}

/// What was taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    /// New transactions.
    pub new: usize,
    /// Of them counted at once, by the only contract with their payee.
    pub counted: usize,
    /// Transactions of other payers or programme codes, and such that are known already.
    pub left: usize,
}

/// How many transactions an act holds.
const TOGETHER: usize = 200;

/// Takes transactions of a payer: those that are new wait, or are counted where one contract alone fits.
pub async fn take_transactions(
    store: &Store,
    payer: &Payer,
    told: &[Transaction],
) -> Result<Taken, ActError> {
    let unavailable = |error: StoreError| ActError::Unavailable(error.to_string());
    let mut taken = Taken::default();
    let contracts = contracts_of(store, payer).await.map_err(unavailable)?;
    let mut seen = HashSet::new();
    let fits = |own: &&Transaction| {
        let kpk = |(_, kpk): &(Uuid, String)| kpk.is_empty() || *kpk == own.kpk;
        own.payer == payer.edrpou && payer.programmes.iter().any(kpk)
    };
    let fresh: Vec<&Transaction> =
        told.iter().filter(fits).filter(|own| seen.insert(own.id.as_str())).collect();
    taken.left = told.len() - fresh.len();
    for batch in fresh.chunks(TOGETHER) {
        let known = known(store, batch).await.map_err(unavailable)?;
        let mut act = store.act("record.create");
        for own in batch {
            if known.contains(&key(own)) {
                taken.left += 1;
                continue;
            }
            let (next, counted) = entered(store, act, own, &contracts).map_err(unavailable)?;
            act = next;
            taken.new += 1;
            taken.counted += usize::from(counted);
        }
        if !act.is_empty() {
            store.apply(act).await?;
        }
    }
    Ok(taken)
}

fn key(own: &Transaction) -> String {
    format!("spending/{}", own.id)
}

async fn known(store: &Store, batch: &[&Transaction]) -> Result<HashSet<String>, StoreError> {
    let places: Vec<String> = (1..=batch.len()).map(|place| format!("${place}")).collect();
    let tail = format!("where outside_key in ({})", places.join(", "));
    let keys: Vec<Value> = batch.iter().map(|own| key(own).into()).collect();
    let found = store.select(INCOMING, &tail, &keys).await?;
    Ok(found.iter().map(|own| own.text("outside_key").to_owned()).collect())
}

/// The contracts in force of the programmes of a payer.
async fn contracts_of(store: &Store, payer: &Payer) -> Result<Vec<Record>, StoreError> {
    let mut all = Vec::new();
    let programmes: HashSet<Uuid> = payer.programmes.iter().map(|(programme, _)| *programme).collect();
    for programme in programmes {
        let rest = "and state = 'in_force' order by id limit 5000";
        all.extend(store.select_referring(CONTRACTS, "programme", programme, rest).await?);
    }
    Ok(all)
}

/// Adds a transaction to an act; counted where one contract alone has its payee, a source, and its code says which costs.
fn entered(
    store: &Store,
    act: Act,
    own: &Transaction,
    contracts: &[Record],
) -> Result<(Act, bool), StoreError> {
    let register = store.register("programme-incoming")?;
    let given = |text: &str| Value::from(Some(text).filter(|text| !text.is_empty()).map(str::to_owned));
    let all = values([
        ("outside_key", key(own).into()),
        ("paid_on", own.paid_on.to_string().into()),
        ("payer", own.payer.as_str().into()),
        ("payee", given(&own.payee.0)),
        ("payee_code", given(&own.payee.1)),
        ("purpose", own.purpose.as_str().into()),
        ("kpk", given(&own.kpk)),
        ("kekv", given(&own.kekv)),
        ("amount", Value::Int(own.amount)),
    ]);
    let incoming = store.draft_record(&register, &all)?;
    let fits = |contract: &&Record| {
        !own.payee.1.is_empty()
            && contract.text("supplier_edrpou") == own.payee.1
            && contract.text("source") != "mixed"
    };
    let mut fitting = contracts.iter().filter(fits);
    match (fitting.next(), fitting.next(), costs(&own.kekv)) {
        (Some(contract), None, Some(costs)) => {
            let choice = Choice {
                programme: contract.get("programme").clone(),
                measure: contract.text("measure_code").to_owned(),
                source: contract.text("source").to_owned(),
                costs: costs.to_owned(),
                contract: reference::stored(contract.id(), contract.text("subject")),
            };
            let (act, incoming) = counted(store, act, incoming, &choice)?;
            Ok((act.insert(incoming), true))
        }
        _ => Ok((act.insert(incoming), false)),
    }
}

/// What a payment is for.
#[derive(Clone, Debug)]
pub struct Choice {
    /// The programme, as a reference.
    pub programme: Value,
    /// The code of the measure.
    pub measure: String,
    /// The source.
    pub source: String,
    /// Capital or current costs.
    pub costs: String,
    /// The contract, as a reference; nothing where there is none.
    pub contract: Value,
}

/// Adds the payment to an act; gives the transaction as it is then.
fn counted(
    store: &Store,
    act: Act,
    mut incoming: Record,
    choice: &Choice,
) -> Result<(Act, Record), StoreError> {
    let payments = store.register("programme-payments")?;
    let number = incoming.text("outside_key").rsplit('/').next().unwrap_or_default().to_owned();
    let payment = store.draft_record(
        &payments,
        &values([
            ("programme", choice.programme.clone()),
            ("measure_code", choice.measure.as_str().into()),
            ("contract", choice.contract.clone()),
            ("paid_on", incoming.get("paid_on").clone()),
            ("source", choice.source.as_str().into()),
            ("costs", choice.costs.as_str().into()),
            ("amount", incoming.get("amount").clone()),
            ("payee", incoming.get("payee").clone()),
            ("purpose", incoming.get("purpose").clone()),
            ("document_number", number.into()),
        ]),
    )?;
    let register = store.register("programme-incoming")?;
    incoming.set("state", "counted");
    let payment_reference = values([("payment", reference::stored(payment.id(), incoming.text("payee")))]);
    store.fill_record(&register, &mut incoming, &payment_reference);
    Ok((store.insert_record(act, &payments, payment), incoming))
}

/// The transactions that wait, the oldest first.
pub async fn waiting(store: &Store, limit: i64) -> Result<Vec<Record>, StoreError> {
    store.select(INCOMING, "where state = 'waiting' order by paid_on, id limit $1", &[limit.into()]).await
}

/// Why a transaction was not counted.
#[derive(Debug, thiserror::Error)]
pub enum AssignError {
    /// Somebody has looked at it already.
    #[error("the transaction was looked at already")]
    NotNow,
    /// The act was not applied.
    #[error(transparent)]
    Act(#[from] ActError),
    /// The storage failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Counts a transaction to a measure.
pub async fn assign(
    store: &Store,
    actor: &Actor,
    incoming: Record,
    choice: &Choice,
) -> Result<(), AssignError> {
    let act = begin(store, actor, &incoming)?;
    let (act, incoming) = counted(store, act, incoming, choice)?;
    store.apply(act.update(incoming)).await?;
    Ok(())
}

/// Says that a transaction is of no programme.
pub async fn dismiss(store: &Store, actor: &Actor, mut incoming: Record) -> Result<(), AssignError> {
    let act = begin(store, actor, &incoming)?;
    let register = store.register("programme-incoming")?;
    incoming.set("state", "other");
    store.fill_record(&register, &mut incoming, &Values::new());
    store.apply(act.update(incoming)).await?;
    Ok(())
}

fn begin(store: &Store, actor: &Actor, incoming: &Record) -> Result<Act, AssignError> {
    if incoming.text("state") != "waiting" {
        return Err(AssignError::NotNow);
    }
    let act = store.act("record.change").by(actor).in_position(actor.first_position());
    Ok(act.about(INCOMING, incoming.id()))
}
