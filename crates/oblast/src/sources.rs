//! Asks the public systems of procurement and finance about contracts and payments of the programmes, where the settings say
//! that it may: nothing leaves the machine unasked.

use std::time::Duration;

use jiff::ToSpan as _;
use jiff::civil::Date;
use oblast_kernel::clock::kyiv_date;
use oblast_store::Store;
use systems_governance::programme::outside::{self, Payer, prozorro, spending};

use crate::settings::Sources;

/// How often they are asked.
const EVERY: Duration = Duration::from_secs(6 * 60 * 60);
/// How long an answer may take.
const TIMEOUT: Duration = Duration::from_secs(30);
/// The largest answer, in bytes.
const LARGEST: u64 = 16 * 1024 * 1024;

/// What one round found; what failed is in the log and asked again in the next one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// Contracts that changed.
    pub contracts: usize,
    /// New payments.
    pub payments: usize,
    /// Questions that were not answered.
    pub failed: usize,
}

/// Who asks.
pub struct Asking {
    store: Store,
    sources: Sources,
    agent: ureq::Agent,
}

impl Asking {
    /// An asker for the sources of the settings.
    pub fn new(store: Store, sources: Sources) -> Self {
        let config = ureq::Agent::config_builder().timeout_global(Some(TIMEOUT)).build();
        Asking { store, sources, agent: config.into() }
    }

    /// Asks from time to time, until the process ends.
    pub async fn run(self) {
        let mut ticks = tokio::time::interval(EVERY);
        loop {
            ticks.tick().await;
            match self.round().await {
                Ok(found) => tracing::info!(?found, "public systems were asked"),
                Err(error) => tracing::warn!(%error, "public systems were not asked"),
            }
        }
    }

    /// Asks about everything once.
    pub async fn round(&self) -> Result<Found, oblast_store::StoreError> {
        let mut found = Found::default();
        if let Some(base) = &self.sources.prozorro {
            for (record, id) in outside::followed(&self.store).await? {
                match self.contract(base, record, &id).await {
                    Ok(changed) => found.contracts += usize::from(changed),
                    Err(error) => {
                        tracing::warn!(%error, contract = id, "a contract was not compared");
                        found.failed += 1;
                    }
                }
            }
        }
        if let Some(base) = &self.sources.spending {
            for payer in outside::payers(&self.store).await? {
                match self.payments(base, &payer).await {
                    Ok(new) => found.payments += new,
                    Err(error) => {
                        tracing::warn!(%error, payer = payer.edrpou, "payments were not read");
                        found.failed += 1;
                    }
                }
            }
        }
        Ok(found)
    }

    async fn contract(&self, base: &str, record: oblast_store::Record, id: &str) -> Result<bool, String> {
        let answer = self.ask(format!("{base}/contracts/{id}")).await?;
        let told = prozorro::contract(&answer).map_err(|error| error.to_string())?;
        outside::take_contract(&self.store, record, &told).await.map_err(|error| error.to_string())
    }

    /// Day by day, so that no answer is long; what was taken of earlier days stands.
    async fn payments(&self, base: &str, payer: &Payer) -> Result<usize, String> {
        let today = kyiv_date(self.store.clock.now());
        let mut new = 0;
        let mut day: Date = payer.since;
        while day <= today {
            let url =
                format!("{base}/transactions/?startdate={day}&enddate={day}&payers_edrpous={}", payer.edrpou);
            let told =
                spending::transactions(&self.ask(url).await?).map_err(|error| format!("{day}: {error}"))?;
            let taken = outside::take_transactions(&self.store, payer, &told)
                .await
                .map_err(|error| error.to_string())?;
            new += taken.new;
            day = day.saturating_add(1.days());
        }
        Ok(new)
    }

    async fn ask(&self, url: String) -> Result<String, String> {
        let agent = self.agent.clone();
        let asked = move || -> Result<String, ureq::Error> {
            let mut answer = agent.get(&url).header("accept", "application/json").call()?;
            answer.body_mut().with_config().limit(LARGEST).read_to_string()
        };
        let answer = tokio::task::spawn_blocking(asked).await.map_err(|error| error.to_string())?;
        answer.map_err(|error| error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use axum::Router;
    use axum::extract::{Path, RawQuery, State};
    use axum::http::StatusCode;
    use axum::routing::get;
    use oblast_kernel::Value;
    use oblast_kernel::access::Actor;
    use oblast_register::kind::reference;
    use oblast_store::Record;
    use oblast_testkit::{Place, TestApp, at, on_both, typed};

    use super::*;

    const CONTRACT: &str = "0123456789abcdef0123456789abcdef";
    const GONE: &str = "ffffffffffffffffffffffffffffffff";

    /// What the double was asked, and the state that it tells of the contract.
    #[derive(Clone, Default)]
    struct Told {
        asked: Arc<Mutex<Vec<String>>>,
        status: Arc<Mutex<String>>,
    }

    async fn contract(State(told): State<Told>, Path(id): Path<String>) -> (StatusCode, String) {
        if id != CONTRACT {
            return (StatusCode::NOT_FOUND, "{\"status\": \"error\"}".into());
        }
        let status = told.status.lock().unwrap().clone();
        let body = format!(
            "{{\"data\": {{\"status\": \"{status}\", \"contractNumber\": \"15/26\", \"dateSigned\": \"2026-01-20T10:00:00+02:00\", \
             \"value\": {{\"amount\": 90000.5, \"currency\": \"UAH\"}}, \"suppliers\": [{{\"name\": \"ТОВ «Мережа»\", \"identifier\": {{\"id\": \"43220851\"}}}}]}}}}"
        );
        (StatusCode::OK, body)
    }

    async fn transactions(State(told): State<Told>, RawQuery(query): RawQuery) -> String {
        let query = query.unwrap_or_default();
        told.asked.lock().unwrap().push(query.clone());
        let of = |id: u32, payee: &str, kpk: &str, kekv: &str| {
            format!(
                "{{\"id\": {id}, \"trans_date\": \"2026-03-10\", \"payer_edrpou\": \"00032129\", \"recipt_edrpou\": \"{payee}\", \"recipt_name\": \"Хтось\", \
                 \"payment_details\": \"За роботи {id}\", \"kpk\": \"{kpk}\", \"kekv\": \"{kekv}\", \"amount\": 1000.25}}"
            )
        };
        if query.contains("startdate=2026-03-10") {
            format!(
                "[{}, {}, {}]",
                of(1, "43220851", "0117530", "2240"),
                of(2, "31316718", "0117530", "3110"),
                of(3, "31316718", "0100000", "2240")
            )
        } else {
            "[]".to_owned()
        }
    }

    async fn double() -> (String, Told) {
        let told = Told::default();
        *told.status.lock().unwrap() = "active".into();
        let router = Router::new()
            .route("/contracts/{id}", get(contract))
            .route("/transactions/", get(transactions))
            .with_state(told.clone());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await });
        (base, told)
    }

    async fn enter(app: &TestApp, register: &str, answers: &[(&str, &str)]) -> Record {
        let register = app.store.register(register).unwrap();
        let mut values =
            typed(&register.fields.iter().filter(|own| own.is_typed()).cloned().collect::<Vec<_>>(), answers);
        assert!(app.store.settle_references(&register, &mut values).await.unwrap().is_empty());
        let record = app.store.draft_record(&register, &values).unwrap();
        let id = record.id();
        let act = app.store.insert_record(app.store.act("record.create"), &register, record);
        app.store.apply(act).await.unwrap();
        app.store.load(&register.table(), id).await.unwrap().unwrap()
    }

    on_both! {
        async fn contracts_are_compared_and_payments_come_in_once(place: Place) {
            let app = TestApp::new(&place).await;
            let (base, told) = double().await;
            place.clock.set(at("2026-03-16T07:00:00Z"));
            let programme = enter(&app, "programmes", &[("title", "Цифрова область"), ("begins", "2025"), ("ends", "2027")]).await;
            let programme = reference::stored(programme.id(), "Цифрова область").as_text().unwrap().to_owned();
            let of = |id: &'static str, code: &'static str| vec![
                ("programme", programme.clone()), ("measure_code", code.to_owned()), ("contract_number", "15".to_owned()), ("signed_on", "20.01.2026".to_owned()),
                ("supplier", "ТОВ".to_owned()), ("supplier_edrpou", "43220851".to_owned()), ("subject", format!("Роботи {code}")), ("source", "oblast".to_owned()),
                ("amount", "90000".to_owned()), ("procurement_contract", id.to_owned()),
            ];
            let plain = |all: Vec<(&'static str, String)>| all;
            let contract = plain(of(CONTRACT, "1.1"));
            let contract = enter(&app, "programme-contracts", &contract.iter().map(|(name, text)| (*name, text.as_str())).collect::<Vec<_>>()).await;
            let mut gone = of(GONE, "2.1");
            gone.retain(|(name, _)| *name != "supplier_edrpou");
            enter(&app, "programme-contracts", &gone.iter().map(|(name, text)| (*name, text.as_str())).collect::<Vec<_>>()).await;
            enter(&app, "programme-payers", &[("programme", programme.as_str()), ("title", "Департамент"), ("edrpou", "00032129"), ("kpk", "0117530")]).await;

            // Nothing is asked where the settings name nobody.
            let silent = Asking::new(app.store.clone(), Sources::default());
            assert_eq!(silent.round().await.unwrap(), Found::default());
            let asking = Asking::new(app.store.clone(), Sources { prozorro: Some(base.clone()), spending: Some(base.clone()) });
            assert_eq!(asking.round().await.unwrap(), Found { contracts: 1, payments: 2, failed: 1 });
            assert_eq!(told.asked.lock().unwrap().len(), 81, "eighty days and today");
            let now = app.store.load("reg_programme_contracts", contract.id()).await.unwrap().unwrap();
            assert_eq!((now.int("amount"), now.text("contract_number"), now.text("compared_on")), (Some(9_000_050), "15/26", "2026-03-16"));
            let payments = app.store.select("reg_programme_payments", "order by id", &[]).await.unwrap();
            assert_eq!(payments.len(), 1, "one contract alone has that payee");
            assert_eq!((payments[0].text("measure_code"), payments[0].text("costs"), payments[0].int("amount")), ("1.1", "current", Some(100_025)));

            // Again: nothing is counted twice, and fewer days are asked about.
            assert_eq!(asking.round().await.unwrap(), Found { contracts: 0, payments: 0, failed: 1 });
            assert_eq!(told.asked.lock().unwrap().len(), 81 + 14);
            *told.status.lock().unwrap() = "terminated".into();
            assert_eq!(asking.round().await.unwrap().contracts, 1);
            let now = app.store.load("reg_programme_contracts", contract.id()).await.unwrap().unwrap();
            assert_eq!(now.text("state"), "completed");

            // What waits is looked at by the curator.
            let (operator, resident) = (app.region.operator.clone(), app.region.resident.clone());
            let page = app.get(&operator, "/programmes/incoming").await.body;
            assert!(page.contains("За роботи 2") && !page.contains("За роботи 1") && !page.contains("За роботи 3"), "{page}");
            assert_eq!(app.get(&resident, "/programmes/incoming").await.status, 403);
            let waiting = outside::waiting(&app.store, 10).await.unwrap().remove(0);
            let path = format!("/programmes/incoming/{}", waiting.id());
            let odd = [("do", "count"), ("measure", "x"), ("source", "oblast"), ("costs", "capital")];
            assert_eq!(app.post(&operator, &path, &odd).await.status, 403, "no such measure");
            let choice = outside::Choice {
                programme: Value::from(programme.as_str()), measure: "2.1".into(), source: "oblast".into(), costs: "capital".into(), contract: Value::Null,
            };
            outside::assign(&app.store, &Actor::default(), waiting.clone(), &choice).await.unwrap();
            assert!(outside::assign(&app.store, &Actor::default(), waiting, &choice).await.is_err(), "counted once");
            assert_eq!(app.post(&operator, &path, &[("do", "dismiss")]).await.status, 403, "it was looked at");
            assert_eq!(app.store.count("reg_programme_payments", &[], 10).await.unwrap(), 2);
            assert!(app.store.verify(vec![]).await.unwrap().findings.is_empty());
        }
    }
}
